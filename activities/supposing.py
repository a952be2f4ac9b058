"""What a message would change in its traject: it is told and judged as when it is recorded, and nothing is written.

Of what a municipality's trajects share, only this one's part is looked at.
"""

from uuid import UUID

from activities import strangers
from activities.brought import said, with_values
from activities.messages import Enclosure, RecordInput
from activities.refusals import BroughtByFile
from domain.facts import Retracted
from domain.refusals import TrajectUnknown
from storage import current
from storage.current import Current
from storage.engine import ReadSession
from storage.queries import facts as knowledge
from storage.queries.facts import Known
from storage.subject_keys import KeyRing
from views.day import Day
from views.what_if import Supposed, if_said


def suppose(session: ReadSession, keys: KeyRing, given: RecordInput, enclosure: Enclosure) -> Supposed:
    """A traject as it stands, and as it would stand.

    Raises:
        Refusal: as when it is recorded.
        UnknownProgramme: it names a definition that nobody has.
    """
    known, before = _opened(session, given.traject, enclosure)
    brought = said(given.message, enclosure)
    strangers.refuse(session, keys, brought, before, known)
    day = Day(given.today, as_of=given.today)
    supposed = if_said(session, day, known, brought.facts, with_values(known.people, brought))
    if knowledge.from_files(session, [fact.message for fact in brought.facts if isinstance(fact, Retracted)]):
        raise BroughtByFile
    return supposed


def _opened(session: ReadSession, traject: UUID, enclosure: Enclosure) -> tuple[Known, Current]:
    """What is known of it; of one that would be new, its name and what its municipality's other trajects say."""
    known = knowledge.load(session, [traject]).get(traject)
    if known is not None:
        return known, current.unlocked(session, traject)
    if enclosure.traject is None:
        raise TrajectUnknown
    municipality, key = enclosure.traject.municipality, enclosure.traject.key
    new = Known(traject, municipality, key, [], [], *current.municipal_days(session, municipality))
    return new, Current({"id": traject})
