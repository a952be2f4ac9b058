"""What can be taken back, for a day: of a task its completion, or else who took it or until when it may wait; of a
participant what was said of them alone.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import text

from domain.checks import UNDO_FOR
from domain.facts import Recorded
from domain.texts import Language
from portal import access
from portal.reading.journey import Journey
from portal.reading.task_rows import Onlooker, Task
from portal.visitor import Visitor
from storage.engine import ReadSession
from storage.queries.facts import from_files, load_readable
from views.history import fact_text
from views.said_of_tasks import retracted, said_of


@dataclass(frozen=True, slots=True)
class Undo:
    """A message about a task that can be taken back, with what it said in words."""

    message: UUID
    recorded_on: date
    said: Sequence[str]


_LASTING = frozenset({"registered", "traject_created", "programme_changed", "people_forgotten", "retracted"})
"""A registration is ended by leaving, a traject by stopping it; what was taken back is recorded anew, and who may let a
traject move to another definition lets it move back."""
_RECORDED_ON: Mapping[str, str] = {
    "intake_held": "intake",
    "criteria_recorded": "intake",
    "language_judged": "intake",
    "benefits_recorded": "intake",
    "decided": "decision",
    "consent_recorded": "consent",
    "mentor_assigned": "mentor",
    "withdrawn": "withdrawal",
    "reentered": "re_entry",
    "paused": "pause",
    "resumed": "resume",
    "contact_refused": "contact",
    "follow_up_requested": "contact",
    "forgetting_asked": "forget",
    "measured": "measurement",
    "approved": "approval",
    "competences_recorded": "competences",
    "waived": "waiver",
    "certificate_issued": "handing_out",
    "followed_up": "follow_up",
    "done": "talk",
    "task_claimed": "task_actions",
    "task_postponed": "task_actions",
}
"""By kind of fact about one participant, the route of the form that says it (`portal.access`)."""
_CLOSED_BY = text("""
    SELECT tasks.id, closing.message_id FROM tasks CROSS JOIN LATERAL (
        SELECT facts.message_id FROM facts JOIN messages ON messages.id = facts.message_id
        WHERE facts.traject_id = tasks.traject_id AND facts.recorded_at <= tasks.closed_at
        AND facts.recorded_at > tasks.closed_at - interval '1 minute'
        AND (messages.answer ->> 'closed')::int > 0
        ORDER BY facts.recorded_at = tasks.closed_at DESC, facts.seq DESC LIMIT 1
    ) AS closing
    WHERE tasks.id = ANY(:ids) AND tasks.state = 'done'
""")
"""The message in whose transaction a task was done: that of the same moment. Up to 0.1.0 facts were of the moment in
which a message began to wait for its traject, so of those it is the last one that closed something just then."""


def to_undo(session: ReadSession, who: Onlooker, tasks: Sequence[Task]) -> Mapping[UUID, Undo]:
    """By task, what can still be taken back; three statements, however many tasks."""
    if not tasks:
        return {}
    known = load_readable(session, list({each.traject for each in tasks}))  # of others nothing is undone
    closings = {row.id: row.message_id for row in session.execute(_CLOSED_BY, {"ids": [each.id for each in tasks]})}
    undoes = {
        each.id: _undo(known[each.traject].log, each, closings.get(each.id), who.language)
        for each in tasks
        if each.traject in known
    }
    fresh = {key: undo for key, undo in undoes.items() if undo and who.today <= undo.recorded_on + UNDO_FOR}
    of_files = from_files(session, {undo.message for undo in fresh.values()})
    return {identity: undo for identity, undo in fresh.items() if undo.message not in of_files}


def may_take_back(person: Journey, message: UUID) -> bool:
    """Whether a message can be undone on the page of a participant: not too old, of no file, and about them alone."""
    log = person.assessed.known.log
    facts = [each for each in log if each.message == message]
    fresh = all(person.day.today <= each.recorded_on + UNDO_FOR for each in facts)
    alone = bool(facts) and is_of_this_alone(facts, {person.id})
    back = retracted(log)
    return alone and fresh and message not in back and message not in person.brought_by_files


def may_record(visitor: Visitor, person: Journey, message: UUID) -> bool:
    """Whether somebody's roles open the forms for all that a message said: whoever may not say it, may not undo it."""
    kinds = {each.fact.kind for each in person.assessed.known.log if each.message == message}
    return all(kind in _RECORDED_ON and visitor.has(access.TABLE[_RECORDED_ON[kind]].roles) for kind in kinds)


def is_of_this_alone(facts: Sequence[Recorded], about: Collection[UUID | None]) -> bool:
    """Whether a message said nothing lasting and nothing of anybody else: not a registration or a group."""
    lasting = any(one.fact.kind in _LASTING for one in facts)
    return not lasting and {getattr(one.fact, "participant", None) for one in facts} <= set(about)


def _undo(log: Sequence[Recorded], task: Task, closing: UUID | None, language: Language) -> Undo | None:
    if task.state not in {"open", "done"}:
        return None
    own = [one for one in said_of(log, task) if task.state == "open" or one.fact.kind == "done"]
    message = own[-1].message if own else closing
    if message is None or message in retracted(log):
        return None
    facts = [one for one in log if one.message == message]
    if not own and not is_of_this_alone(facts, {None, task.participant}):
        return None
    who = task.participant or UUID(int=0)
    words = (fact_text(one.fact.kind, one.fact.model_dump(mode="json"), who, language) for one in facts)
    return Undo(message, facts[0].recorded_on, list(dict.fromkeys(words))) if facts else None
