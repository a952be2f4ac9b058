"""Turns what a message brought and what follows from it into rows, and has them written in the right order."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from activities.brought import Brought
from activities.consequences import Changes
from activities.messages import Answer, RecordInput, as_said
from activities.outbox import calendars, events
from domain.facts import Fact, SessionPlanned
from storage import journal, writing
from storage.current import Columns
from storage.engine import WriteSession
from storage.subject_keys import KeyRing
from storage.writing import Work


def write(  # noqa: PLR0913, PLR0917  everything that a transaction writes
    session: WriteSession,
    keys: KeyRing,
    given: RecordInput,
    brought: Brought,
    changes: Sequence[Changes],
    answer: Answer,
    at: datetime,
) -> None:
    """Everything, in the order in which rows refer to each other. Its facts are of the same moment as what it closes:
    by that it is known which message closed a task.
    """
    own, message = changes[0].traject, given.message
    writing.write_network(session, _colleagues(brought), *_organisations(brought, own))
    writing.write_work(session, work_of(changes, _sessions(brought, own)))
    writing.write_people(session, _people(brought))
    keys.create(session, _new_subjects(changes))
    said, about = _message(given, brought, answer, at), brought.people_spoken_of()
    sent_on = [*events(message.id, changes), *calendars(message.id, given.traject, brought.facts)]
    journal.write(session, said, _facts(given, brought), _must_hear(given, changes, answer), about, sent_on)
    writing.write_notes(session, _notes(given, brought))
    writing.write_imported(session, _imported(brought, own))
    if message.enclosed:
        journal.destroy_enclosure(session, message.id)


def work_of(changes: Sequence[Changes], sessions: Sequence[Columns] = ()) -> Work:
    """For all trajects that a message concerns at once."""
    return Work(
        trajects=[one.traject for one in changes],
        participants=[row for one in changes for row in one.participants],
        sessions=sessions,
        tasks=[row for one in changes for row in one.tasks],
        closed=[row for one in changes for row in one.closed],
        stalls=[row for one in changes for row in one.stalls or ()],
        unstalled=[row for one in changes for row in one.unstalled],
    )


def _colleagues(brought: Brought) -> list[Columns]:
    return [{"id": one.staff, "email": one.email, "name": one.name} for one in brought.staff]


def _organisations(brought: Brought, own: Columns) -> tuple[list[Columns], list[Columns]]:
    """Those of whom the author saw that they were not there, and all others."""
    new, others = list[Columns](), list[Columns]()
    for one in brought.organisations:
        values = one.model_dump(exclude={"organisation", "was"})
        row = {"id": one.organisation, "municipality": own["municipality"], **values}
        (new if one.was == "" else others).append(row)
    return new, others


def _people(brought: Brought) -> list[Columns]:
    return [
        {"participant_id": one.participant, **one.model_dump(exclude_unset=True, exclude={"participant", "key"})}
        for one in brought.people
    ]


def _new_subjects(changes: Sequence[Changes]) -> list[UUID]:
    rows = [row for one in changes for row in (one.traject, *one.participants)]
    return [row["id"] for row in rows if row["version"] == 1]


def _sessions(brought: Brought, own: Columns) -> list[Columns]:
    planned = dict.fromkeys(fact.session for fact in brought.facts if isinstance(fact, SessionPlanned))
    return [
        {
            "id": session,
            "traject_id": own["id"],
            "municipality": own["municipality"],
            "key": brought.sessions.get(session) or str(session),
        }
        for session in planned
    ]


def _message(given: RecordInput, brought: Brought, answer: Answer, at: datetime) -> Columns:
    return {
        "id": given.message.id,
        "subject": given.subject,
        "by": given.message.by,
        "answer": answer.model_dump_json(),
        "from_file": brought.imported,
        "at": at,
    }


def _must_hear(given: RecordInput, changes: Sequence[Changes], answer: Answer) -> list[dict[str, Any]]:
    """Everybody whom the answer names, and whoever it was said to; a look at the clock is repeated by who looks."""
    if not given.message.facts and not given.message.enclosed:
        return []
    own = (wake for one in changes for wake in one.wake if wake.workflow == given.subject)
    return [wake.model_dump(mode="json") for wake in (*own, *answer.wake)]


def _facts(given: RecordInput, brought: Brought) -> list[Columns]:
    return [
        {
            "traject_id": given.traject,
            "participant_id": getattr(fact, "participant", None),
            "session_id": getattr(fact, "session", None),
            "kind": data["kind"],
            "on_date": _on(fact),
            "recorded_on": given.today,
            "ordinal": ordinal,
            "data": data,
        }
        for ordinal, (fact, data) in enumerate(zip(brought.facts, as_said(brought.facts), strict=True))
    ]


def _on(fact: Fact) -> Any:  # noqa: ANN401  a date or nothing, by whichever name the fact has for it
    return next((getattr(fact, name) for name in ("on", "day", "start") if hasattr(fact, name)), None)


def _notes(given: RecordInput, brought: Brought) -> list[Columns]:
    return [
        {
            "message_id": given.message.id,
            "traject_id": given.traject,
            "participant_id": note.participant,
            "session_id": note.session,
            "field": note.field,
            "text": note.text,
        }
        for note in brought.notes
    ]


def _imported(brought: Brought, own: Columns) -> list[Columns]:
    return [
        {
            "municipality": own["municipality"],
            "sheet": row.sheet,
            "key": row.key,
            "traject_id": own["id"],
            "row": row.values,
        }
        for row in brought.rows
    ]
