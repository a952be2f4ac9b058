"""People of the sample who earned a certificate, and the word that theirs exists, as the engine records it."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy import Engine, select

from activities.messages import Enclosure, Message, PersonValues, RecordInput
from activities.record import Recorder
from domain.facts import AnyFact, Fact
from domain.ids import participant_workflow
from domain.texts import Language
from papers.issuing import Prepared, Wish, prepare
from storage.engine import reading, writing
from storage.programmes import Programmes
from storage.subject_keys import KeyRing
from storage.tables import participants
from tests.portal.stock import MASTER_KEY, today
from workers.paper_trail import enclose


@dataclass(frozen=True, slots=True)
class Earner:
    """Somebody whose verdict is `eligible`."""

    id: UUID
    traject: UUID
    municipality: str

    def wish(self, language: Language = "nl", *, again: bool = False) -> Wish:
        return Wish(self.id, self.traject, language, "test", "https://traject.example/certificaat", again=again)


def earners(engine: Engine, municipality: str) -> list[Earner]:
    """Everybody in a municipality who earned one."""
    row = participants.c
    query = select(row.id, row.traject_id, row.municipality).where(
        row.municipality == municipality, row.verdict == "eligible"
    )
    with reading(engine) as session:
        return [Earner(*found) for found in session.execute(query.order_by(row.key))]


def record(
    engine: Engine, who: Earner, *facts: Fact, message: UUID | None = None, person: PersonValues | None = None
) -> None:
    """Say something to somebody's journey, without Temporal."""
    said: tuple[AnyFact, ...] = facts  # type: ignore[assignment]
    told = Message(id=message or uuid4(), by="test", facts=said, enclosed=person is not None)
    if person is not None:
        with writing(engine) as session:
            enclose(session, told.id, Enclosure(people=(person,)))
    given = RecordInput(subject=participant_workflow(who.id), traject=who.traject, today=today(), message=told)
    answer = Recorder(engine, Programmes(), KeyRing(MASTER_KEY)).record(given)
    assert answer.refused is None, answer.refused


def issue(engine: Engine, wish: Wish, who: Earner) -> Prepared:
    """The file, and then the word."""
    prepared = prepare(engine, today(), wish)
    record(engine, who, prepared.fact, message=prepared.message)
    return prepared
