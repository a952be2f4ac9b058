"""What can be taken back of a task, for a day: its completion, or else who took it or until when it may wait."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import text

from domain.checks import UNDO_FOR
from domain.facts import Recorded
from domain.texts import Language
from portal.reading.task_rows import Onlooker, Task
from storage.engine import ReadSession
from storage.queries.facts import Known, load_each
from views.history import fact_text
from views.said_of_tasks import retracted, said_of


@dataclass(frozen=True, slots=True)
class Undo:
    """A message about a task that can be taken back, with what it said in words."""

    message: UUID
    recorded_on: date
    said: Sequence[str]


_LASTING = frozenset({"registered", "traject_created", "people_forgotten", "retracted"})
MOST_FACTS = 5
"""More than these in one message come from a file, whoever handed it in."""
_CLOSED_BY = text("""
    SELECT tasks.id, closing.message_id FROM tasks CROSS JOIN LATERAL (
        SELECT facts.message_id FROM facts JOIN messages ON messages.id = facts.message_id
        WHERE facts.traject_id = tasks.traject_id AND facts.recorded_at <= tasks.closed_at
        AND facts.recorded_at > tasks.closed_at - interval '1 minute' AND facts.recorded_by <> 'import'
        AND (messages.answer ->> 'closed')::int > 0
        ORDER BY facts.seq DESC LIMIT 1
    ) AS closing
    WHERE tasks.id = ANY(:ids) AND tasks.state = 'done'
""")
"""The message in whose transaction a task was done: the last one of its traject that closed something just then."""


def to_undo(session: ReadSession, who: Onlooker, tasks: Sequence[Task]) -> Mapping[UUID, Undo]:
    """By task, what can still be taken back; two statements, however many tasks."""
    if not tasks:
        return {}
    found = load_each(session, list({each.traject for each in tasks}))
    logs = {known.traject: known.log for known in found if isinstance(known, Known)}  # of others nothing is undone
    closings = {row.id: row.message_id for row in session.execute(_CLOSED_BY, {"ids": [each.id for each in tasks]})}
    undoes = {each.id: _undo(logs.get(each.traject, []), each, closings.get(each.id), who.language) for each in tasks}
    return {identity: undo for identity, undo in undoes.items() if undo and who.today <= undo.recorded_on + UNDO_FOR}


def _undo(log: Sequence[Recorded], task: Task, closing: UUID | None, language: Language) -> Undo | None:
    if task.state not in {"open", "done"}:
        return None
    own = [one for one in said_of(log, task) if task.state == "open" or one.fact.kind == "done"]
    message = own[-1].message if own else closing
    if message is None or message in retracted(log):
        return None
    facts = [one for one in log if one.message == message]
    if not own and not _is_of_this_alone(facts, task):
        return None
    who = task.participant or UUID(int=0)
    words = (fact_text(one.fact.kind, one.fact.model_dump(mode="json"), who, language) for one in facts)
    return Undo(message, facts[0].recorded_on, list(dict.fromkeys(words))) if facts else None


def _is_of_this_alone(facts: Sequence[Recorded], task: Task) -> bool:
    """Whether a message said nothing lasting and nothing of anybody else: not a registration, a file or a group."""
    kinds = {one.fact.kind for one in facts}
    about = {getattr(one.fact, "participant", None) for one in facts}
    return not kinds & _LASTING and about <= {None, task.participant} and len(facts) <= MOST_FACTS
