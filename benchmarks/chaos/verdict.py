"""After the storm: what the clients were told, what the tables say, what the rules say and where each workflow stands
must be one and the same.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from uuid import UUID

from sqlalchemy import select, text

from activities.messages import Answer, as_said
from benchmarks.chaos.ledger import Entry, Ledger, Told
from doctor.checks import findings
from doctor.journeys import Journey
from domain.facts import Fact
from storage.engine import ReadSession
from storage.queries import facts as knowledge
from storage.queries.stalled import stalled
from storage.queries.tasks import TaskFilter, TaskLine, all_open_tasks
from storage.tables import trajects
from views import stalled as stalled_view
from views import tasks as tasks_view
from views.day import Day
from views.reading import Assessed, assessed
from workers.paper_trail import GIVEN_UP

_MESSAGES = text("SELECT id, answer FROM messages")
_ORPHANS = text("""
    SELECT 'facts', message_id FROM facts WHERE message_id NOT IN (SELECT id FROM messages)
    UNION ALL SELECT 'outbox', message_id FROM outbox WHERE message_id NOT IN (SELECT id FROM messages)
    UNION ALL SELECT 'enclosure of an answered message in', id FROM enclosures JOIN messages ON id = message_id
""")


def of_messages(session: ReadSession, ledger: Ledger) -> Iterator[str]:
    """Acknowledged: once and whole. Refused: not at all. Given up after an error: whole or not at all."""
    answers = {row.id: Answer.model_validate(row.answer) for row in session.execute(_MESSAGES)}
    facts: dict[UUID, list[Fact]] = defaultdict(list)
    for known in knowledge.everything(session):
        for one in known.log:
            facts[one.message].append(one.fact)
    for identity, entry in ledger.entries.items():
        if wrong := _wrong(entry, answers.get(identity), facts.pop(identity, [])):
            yield f"{identity} ({entry.told}, {entry.errors} errors, {entry.repeated} repeated): {wrong}"
    yield from (f"{identity}: has facts, and nobody said it" for identity in facts)
    yield from of_orphans(session)


def of_orphans(session: ReadSession) -> Iterator[str]:
    """What was left by half a message."""
    yield from (f"{what} {identity}: belongs to nothing" for what, identity in session.execute(_ORPHANS))


def stored_after_an_error(session: ReadSession, ledger: Ledger) -> int:
    """Messages whose author heard an error last, and which are there: COMMIT went through, its answer did not."""
    answers = {row.id: Answer.model_validate(row.answer) for row in session.execute(_MESSAGES)}
    given_up = (one for one, entry in ledger.entries.items() if entry.told is Told.GIVEN_UP)
    return sum(one in answers and answers[one].refused is None for one in given_up)


def _wrong(entry: Entry, stored: Answer | None, facts: list[Fact]) -> str | None:
    if stored is None or stored.refused is not None:
        return _wrong_if_absent(entry, stored, facts)
    said = list(entry.said.message.facts)
    wrong = {
        "stored although it was refused": entry.told is Told.REFUSED,
        "stored although its author was told that it was not": entry.told is Told.GIVEN_UP and not entry.uncertain,
        "another answer is stored than was given": entry.answer is not None and stored != entry.answer,
        f"{len(facts)} facts, its answer says {stored.recorded}": stored.recorded != len(facts),
        "other facts than were said": bool(said) and as_said(said) != as_said(facts),
    }
    return next((what for what, is_so in wrong.items() if is_so), None)


def _wrong_if_absent(entry: Entry, stored: Answer | None, facts: list[Fact]) -> str | None:
    """Whoever gives up leaves a note in its place, so that nothing comes in later; a refusal leaves nothing."""
    if facts:
        return "facts without an answer"
    if stored is not None and stored.refused != GIVEN_UP:
        return "a refusal was stored"
    return "lost" if entry.told is Told.ACKNOWLEDGED else None


def of_rules(session: ReadSession, today: date) -> Iterator[str]:
    """Every row of trajects, participants, tasks and stalls is what the facts give now; and so are the lists of people,
    which are made of them in another way.
    """
    for finding in findings(session, today):
        yield f"doctor: {finding.municipality}/{finding.key}: {finding.wrong} {finding.what}"
    for one in assessed(session, Day(today), list(session.execute(select(trajects.c.id)).scalars())):
        yield from (f"list: {one.known.key}: {what}" for what in _listed_otherwise(session, one))


def _listed_otherwise(session: ReadSession, one: Assessed) -> Iterator[str]:
    traject = one.known.traject
    needed = {line.id: _asked(line) for line in tasks_view.lines_of(session, one)}
    listed = {line.id: _asked(line) for line in all_open_tasks(session, TaskFilter(traject=traject))}
    yield from (
        f"task {number}" for number in needed.keys() | listed.keys() if needed.get(number) != listed.get(number)
    )
    found = {(stall.rule, stall.participant_id, stall.since) for stall in stalled_view.lines_of(one)}
    there = {(stall.rule, stall.participant_id, stall.since) for stall in stalled(session, traject=traject)}
    yield from (f"stall {rule}" for rule, _, _ in found ^ there)


def _asked(line: TaskLine) -> tuple[object, ...]:
    return (
        line.kind,
        line.role,
        line.participant_id,
        line.session_id,
        line.milestone,
        line.opens,
        line.due,
        line.expires,
    )


def of_journeys(journeys: Iterable[Journey]) -> Iterator[str]:
    """Each workflow runs unless its subject ended, and stands where Postgres says."""
    for journey in journeys:
        where = f"{journey.subject.phase}, {journey.subject.next_check}, version {journey.subject.version}"
        yield f"{journey.subject.workflow}: {journey.difference} (Postgres: {where}; engine: {journey.found})"
