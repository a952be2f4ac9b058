"""What a workflow asks because a day has come: the same as for a message, with nothing said.

One look assesses everybody in a traject, so of fifteen clocks that ring on one morning only the first finds work.
"""

from uuid import UUID

from activities.judging import Desk
from activities.messages import Answer, LookInput, Message, RecordInput, Standing
from activities.transaction import record
from storage import current, journal
from storage.queries.standings import standing_on

CLOCK = "clock"
"""By whom a look without a message is recorded."""


def look_again(desk: Desk, look: LookInput, *, whole_municipality: bool = False) -> Answer:
    """Assess a traject because of the day it is. A traject that nobody knows has no standing.

    Raises:
        ConcernsTheMunicipality: as for `record`.
    """
    if (standing := _of_today(desk, look)) is not None:
        return Answer(standing=standing)
    if current.municipality_of(desk.session, look.traject) is None:
        return Answer()
    message = Message(id=look.id, by=CLOCK)
    given = RecordInput(subject=look.subject, traject=look.traject, today=look.today, message=message)
    return record(desk, given, whole_municipality=whole_municipality)


def _of_today(desk: Desk, look: LookInput) -> Standing | None:
    """Where the subject stands if somebody else had this day looked at already, and told whom it concerned.

    If it was this very look, interrupted before it could tell, its answer is stored by now, and names them.
    """
    subject = UUID(look.subject.partition("-")[2])
    found = standing_on(desk.session, look.traject, subject, look.today)
    if found is None or journal.answer(desk.session, look.id) is not None:
        return None
    return Standing.model_validate(found)
