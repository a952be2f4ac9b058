"""Evaluations: which are due, which were held, what came of them and what was done about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, func, literal, or_, select, tuple_

from domain.fold import fold
from domain.situation import SessionState, Situation
from domain.terms import EvaluationMoment, SessionKind, SessionStatus, TaskKind
from portal.errors import NotThere
from portal.visitor import Visitor
from storage.engine import ReadSession
from storage.queries.facts import load
from storage.queries.undone import was_undone
from storage.tables import facts, messages, notes, staff, tasks, trajects

SIZE = 50
MOMENTS = {"tussentijds": EvaluationMoment.INTERIM, "eind": EvaluationMoment.FINAL}
WORDS = {moment: word for word, moment in MOMENTS.items()}
KINDS = {TaskKind.INTERIM_EVALUATION: EvaluationMoment.INTERIM, TaskKind.EVALUATE_TRAJECT: EvaluationMoment.FINAL}
TEXTS = ("goals", "process", "embedding", "co_trainer", "findings", "agreed")
"""What is written at an evaluation, each in a note of this name and the evaluation's number."""
_DONE = "evaluation_action"
_DUE = (tasks.c.due, tasks.c.id)


@dataclass(frozen=True, slots=True)
class Action:
    """Something done about the findings."""

    on: date
    text: str | None


@dataclass(slots=True)
class Held:
    """An evaluation that was held, with what was written about it."""

    id: UUID
    moment: EvaluationMoment
    on: date
    by: str
    session: SessionState | None
    with_co_trainer: bool
    with_participants: bool
    texts: dict[str, str] = field(default_factory=dict)
    actions: list[Action] = field(default_factory=list)

    @property
    def waits(self) -> bool:
        """Whether something was agreed, and nothing was said of it since."""
        return "agreed" in self.texts and not self.actions


@dataclass(frozen=True, slots=True)
class OfTraject:
    """The evaluations of one traject, and what a new one may belong to."""

    key: str
    municipality: str
    held: Sequence[Held]
    trainings: Sequence[SessionState]
    ceremony_held: bool
    cancelled: bool

    def possible(self, moment: EvaluationMoment) -> bool:
        """An interim evaluation looks back on a training, a final one on the whole."""
        if moment is EvaluationMoment.INTERIM:
            return bool(self.trainings)
        return self.ceremony_held or self.cancelled


def due(
    session: ReadSession, visitor: Visitor, after: tuple[date, UUID] | None = None, size: int = SIZE
) -> tuple[Sequence[Row[Any]], tuple[date, UUID] | None]:
    """Evaluations that must be held, most urgent first, and the last on this page if there are more."""
    query = (
        select(tasks.c.id, tasks.c.kind, tasks.c.due, tasks.c.facts, tasks.c.traject_id, trajects.c.key)
        .add_columns(trajects.c.municipality, staff.c.name.label("trainer"), staff.c.email.label("trainer_email"))
        .join_from(tasks, trajects, trajects.c.id == tasks.c.traject_id)
        .outerjoin(staff, staff.c.id == trajects.c.trainer_id)
        .where(tasks.c.state == "open", tasks.c.role == "trainer", tasks.c.kind.in_(list(KINDS)), visitor.sees())
        .order_by(*_DUE)
        .limit(size + 1)
    )
    if after is not None:
        query = query.where(tuple_(*_DUE) > tuple_(*map(literal, after)))
    rows = session.execute(query).all()
    more = len(rows) > size
    return rows[:size], ((rows[size - 1].due, rows[size - 1].id) if more else None)


def held(
    session: ReadSession, visitor: Visitor, *, waiting: bool, after: int | None = None, size: int = SIZE
) -> tuple[Sequence[Row[Any]], int | None]:
    """Evaluations that were held, latest first. `waiting`: only those with something agreed and nothing done."""
    said, number = facts.alias("said"), facts.c.data["evaluation"].astext
    done = select(func.count()).where(
        said.c.traject_id == facts.c.traject_id,
        said.c.kind == "evaluation_followed_up",
        said.c.data["evaluation"].astext == number,
    )
    agreed = select(notes.c.id).where(
        notes.c.traject_id == facts.c.traject_id, notes.c.field == func.concat("agreed:", number), notes.c.text != ""
    )
    query = (
        select(facts.c.seq, facts.c.data, facts.c.traject_id, trajects.c.key, trajects.c.municipality)
        .add_columns(done.scalar_subquery().label("done"), agreed.exists().label("agreed"))
        .join_from(facts, trajects, trajects.c.id == facts.c.traject_id)
        .where(facts.c.kind == "evaluation_recorded", visitor.sees(), ~was_undone())
        .order_by(facts.c.seq.desc())
        .limit(size + 1)
    )
    if waiting:
        query = query.where(agreed.exists(), done.scalar_subquery() == 0)
    if after is not None:
        query = query.where(facts.c.seq < after)
    rows = session.execute(query).all()
    return rows[:size], (rows[size - 1].seq if len(rows) > size else None)


def of_traject(session: ReadSession, traject: UUID) -> OfTraject:
    """All evaluations of one traject.

    Raises:
        NotThere: nothing was said of it yet.
    """
    known = load(session, [traject]).get(traject)
    if known is None:
        raise NotThere
    situation = fold(known.log, known.people, traject)
    return OfTraject(
        known.key,
        known.municipality,
        _held(situation, _authors(session, traject), _written(session, traject)),
        _trainings(situation),
        any(each.kind is SessionKind.CEREMONY and each.took_place for each in situation.sessions.values()),
        situation.cancelled_on is not None,
    )


def suggested(session: ReadSession, traject: UUID) -> UUID | None:
    """The training after which an evaluation is now due."""
    open_now = and_(tasks.c.traject_id == traject, tasks.c.kind == TaskKind.INTERIM_EVALUATION, tasks.c.state == "open")
    query = select(tasks.c.session_id).where(open_now).order_by(tasks.c.due).limit(1)
    found: UUID | None = session.execute(query).scalar_one_or_none()
    return found


def _trainings(situation: Situation) -> list[SessionState]:
    """Trainings held, the latest first."""
    kept = (each for each in situation.sessions.values() if each.status is not SessionStatus.CANCELLED)
    held_ones = [each for each in kept if each.kind is SessionKind.TRAINING and each.took_place]
    return sorted(held_ones, key=lambda each: each.day, reverse=True)


def _authors(session: ReadSession, traject: UUID) -> dict[str, str]:
    """Who recorded each evaluation, by its number."""
    who = func.coalesce(staff.c.name, staff.c.email, facts.c.recorded_by)
    query = (
        select(facts.c.data["evaluation"].astext.label("evaluation"), who.label("by"))
        .outerjoin(staff, func.cast(staff.c.id, facts.c.kind.type) == facts.c.recorded_by)
        .where(facts.c.traject_id == traject, facts.c.kind == "evaluation_recorded")
    )
    return {row.evaluation: row.by for row in session.execute(query)}


def _written(session: ReadSession, traject: UUID) -> dict[str, list[tuple[UUID, str | None]]]:
    """Notes about evaluations by their fields, each with its message."""
    about = or_(*(notes.c.field.startswith(f"{name}:", autoescape=True) for name in (*TEXTS, _DONE)))
    query = select(notes.c.field, notes.c.message_id, notes.c.text).where(notes.c.traject_id == traject, about)
    found: dict[str, list[tuple[UUID, str | None]]] = {}
    for row in session.execute(query.join(messages, messages.c.id == notes.c.message_id).order_by(notes.c.id)):
        found.setdefault(row.field, []).append((row.message_id, row.text))
    return found


def _held(
    situation: Situation, authors: Mapping[str, str], written: Mapping[str, Sequence[tuple[UUID, str | None]]]
) -> list[Held]:
    found = []
    for number, fact in situation.evaluations.items():
        texts = {name: written.get(f"{name}:{number}", [(number, None)])[-1][1] for name in TEXTS}
        done = [text for _, text in written.get(f"{_DONE}:{number}", ())]
        days = situation.evaluation_actions.get(number, [])
        found.append(
            Held(
                number,
                fact.moment,
                fact.on,
                authors.get(str(number), ""),
                situation.sessions.get(fact.session) if fact.session else None,
                fact.with_co_trainer,
                fact.with_participants,
                {name: text for name, text in texts.items() if text},
                [Action(day, done[place] if place < len(done) else None) for place, day in enumerate(days)],
            )
        )
    return sorted(found, key=lambda each: each.on, reverse=True)
