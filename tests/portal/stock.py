"""The sample trajects of today in a database, recorded by the real activity; and somebody for each role."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from uuid import UUID, uuid4

from sqlalchemy import Engine, select

from activities.messages import Enclosure, Message, RecordInput
from activities.record import Recorder
from domain.calendar import amsterdam_day
from domain.ids import participant_id, participant_workflow, traject_workflow
from domain.programme import shipped
from importer.check import check
from importer.known import Remembered
from importer.workbook import read
from portal.signing_in import accounts
from portal.signing_in.accounts import Account
from portal.visitor import Role
from samples import extra, write
from storage.engine import reading, writing
from storage.programmes import Programmes
from storage.subject_keys import KeyRing
from storage.tables import participants, trajects
from workers.paper_trail import enclose

MASTER_KEY = bytes(range(32))
PASSWORD = "een heel goed wachtwoord"  # noqa: S105 - it opens nothing but a test's own database
PASSWORD_HASH = accounts.acceptable(PASSWORD)
HOME, ELSEWHERE = "Utrecht", "Groningen"
"""Municipalities of the sample: that of the coordinator under test, and another one."""


@cache
def today() -> date:
    """The samples are made for the day they are looked at; a run that goes on after midnight ends as it began."""
    return amsterdam_day(datetime.now(UTC))


def fill(engine: Engine, folder: Path) -> None:
    """Take in the running sample, as `traject demo` does, without Temporal."""
    recorder = Recorder(engine, Programmes(), KeyRing(MASTER_KEY))
    checked = check(read(write(folder, today())["today"]), Remembered(), shipped(), today())
    where: dict[tuple[str, str], UUID] = {}
    for rows in checked.take_overs:
        _record(engine, recorder, traject_workflow(rows.traject), rows.traject, Enclosure(rows=rows))
        where |= {(rows.municipality, key): rows.traject for key in _keys(engine, rows.traject)}
    for municipality, key, fact in extra(today()):
        subject = participant_workflow(participant_id(municipality, key))
        message = Message(id=uuid4(), by="sample", facts=(fact,))
        recorder.record(RecordInput(subject=subject, traject=where[municipality, key], today=today(), message=message))


def _record(engine: Engine, recorder: Recorder, subject: str, traject: UUID, enclosure: Enclosure) -> None:
    message = Message(id=uuid4(), by="import", enclosed=True)
    with writing(engine) as session:
        enclose(session, message.id, enclosure)
    answer = recorder.record(RecordInput(subject=subject, traject=traject, today=today(), message=message))
    assert answer.refused is None, answer.refused


def _keys(engine: Engine, traject: UUID) -> list[str]:
    with reading(engine) as session:
        return list(session.execute(select(participants.c.key).where(participants.c.traject_id == traject)).scalars())


@dataclass(frozen=True, slots=True)
class Somebody:
    """An account under test."""

    email: str
    role: Role


PEOPLE = {
    "coordinator": Somebody("coordinator@example.org", Role.COORDINATOR),
    "trainer": Somebody("trainer@example.org", Role.TRAINER),
    "project_lead": Somebody("lead@example.org", Role.PROJECT_LEAD),
    "administrator": Somebody("admin@example.org", Role.ADMINISTRATOR),
    "stranger": Somebody("stranger@example.org", Role.COORDINATOR),
}
"""`stranger` is the coordinator of ELSEWHERE; the trainer sees one traject of HOME; the lead sees all."""


def make_accounts(engine: Engine) -> None:
    """Everybody in PEOPLE, with PASSWORD."""
    with reading(engine) as session:
        theirs = session.execute(
            select(trajects.c.id).where(trajects.c.municipality == HOME).order_by(trajects.c.key).limit(1)
        ).scalar_one()
    shapes = {
        "coordinator": {"municipalities": (HOME,)},
        "trainer": {"trajects": (theirs,)},
        "project_lead": {"everywhere": True},
        "administrator": {"everywhere": True},
        "stranger": {"municipalities": (ELSEWHERE,)},
    }
    for name, somebody in PEOPLE.items():
        account = Account(
            somebody.email,
            name.title(),
            (somebody.role,),
            password_hash=PASSWORD_HASH,
            **shapes[name],  # type: ignore[arg-type]
        )
        with writing(engine) as session:
            accounts.create(session, account)
