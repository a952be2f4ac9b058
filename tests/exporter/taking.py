"""Files into a database, by the real importer and the real activity; and back out."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Engine, select

from activities.messages import Enclosure, Message, Note, RecordInput
from activities.record import Recorder
from domain.facts import AnyFact
from domain.ids import traject_workflow
from domain.programme import shipped
from exporter.traject import TakenOut, taken_out
from importer.check import Checked, check
from importer.known import InDatabase
from importer.workbook import read
from storage.engine import reading, writing
from storage.programmes import Programmes
from storage.queries.outcomes import OutcomeFilter
from storage.queries.tasks import TaskFilter
from storage.subject_keys import KeyRing
from storage.tables import trajects
from views import certificates, outcomes, stalled, tasks
from views.day import Day, Scope
from workers.paper_trail import enclose

KEYS = KeyRing(bytes(range(32)))


def take_in(engine: Engine, path: Path, today: date) -> Checked:
    """Everything in a file, as an import takes it in."""
    checked = check(read(path), InDatabase(engine, KEYS), shipped(), today)
    for rows in checked.take_overs:
        _say(engine, rows.traject, today, Enclosure(rows=rows))
    return checked


def say(engine: Engine, traject: UUID, today: date, *facts: AnyFact, notes: tuple[Note, ...] = ()) -> None:
    """Something that somebody recorded after the take-over."""
    _say(engine, traject, today, Enclosure(notes=notes) if notes else None, facts)


def _say(
    engine: Engine, traject: UUID, today: date, enclosure: Enclosure | None, facts: tuple[AnyFact, ...] = ()
) -> None:
    message = Message(id=uuid4(), by="import", facts=facts, enclosed=enclosure is not None)
    if enclosure is not None:
        with writing(engine) as session:
            enclose(session, message.id, enclosure)
    said = RecordInput(subject=traject_workflow(traject), traject=traject, today=today, message=message)
    answer = Recorder(engine, Programmes(), KEYS).record(said)
    assert answer.refused is None, answer.refused


def take_out(engine: Engine, today: date) -> dict[str, TakenOut]:
    """Every traject, by its key."""
    with reading(engine) as session:
        ids = session.execute(select(trajects.c.id)).scalars()
        found = [taken_out(session, today, identity) for identity in ids]
    return {one.key: one for one in found if one is not None}


def as_told(engine: Engine, today: date) -> dict[str, Any]:
    """What people get to see of everything, but for the numbers of tasks."""
    day = Day(today)
    with reading(engine) as session:
        everything = session.execute(select(trajects.c.id, trajects.c.key)).all()
        open_tasks = tasks.document(session, day, TaskFilter(), "nl")["tasks"]
        return {
            "certificates": {row.key: certificates.document(session, day, row.id, row.key) for row in everything},
            "outcomes": outcomes.document(session, day, OutcomeFilter(), None),
            "stalled": stalled.document(session, day, Scope(), "nl"),
            "tasks": _sorted({name: task[name] for name in _OF_A_TASK} for task in open_tasks),
        }


_OF_A_TASK = ("kind", "traject", "participant", "session", "milestone", "opens", "due", "expires")


def _sorted(lines: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(lines, key=str)
