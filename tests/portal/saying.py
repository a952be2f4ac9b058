"""Says something to the real activity, for a test that needs more than the sample has."""

from uuid import UUID, uuid4

from activities.messages import Enclosure, Message, RecordInput, TrajectValues
from activities.record import Recorder
from domain.facts import AnyFact
from storage.engine import writing
from storage.programmes import Programmes
from storage.subject_keys import KeyRing
from tests.portal.portal import Portal
from tests.portal.stock import MASTER_KEY
from workers.paper_trail import enclose


def say(portal: Portal, workflow: str, traject: UUID, *facts: AnyFact, called: tuple[str, str] | None = None) -> None:
    """Record facts at once; `called` names a new traject (municipality, key)."""
    engine = portal.services.engine
    message = Message(id=uuid4(), by="sample", facts=facts, enclosed=called is not None)
    if called is not None:
        with writing(engine) as session:
            enclose(session, message.id, Enclosure(traject=TrajectValues(municipality=called[0], key=called[1])))
    given = RecordInput(subject=workflow, traject=traject, today=portal.services.today, message=message)
    answer = Recorder(engine, Programmes(), KeyRing(MASTER_KEY)).record(given)
    assert answer.refused is None, answer.refused
