"""Results of many trajects at once: what each traject's assessment counted, added up where it lies."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Connection,
    Float,
    FromClause,
    Integer,
    Select,
    column,
    extract,
    func,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import JSONB

from domain.outcomes import SUMMED, FollowUpTally, Pair, Tally
from domain.terms import Outcome
from storage.tables import trajects

Condition = ColumnElement[bool]


@dataclass(frozen=True, slots=True)
class OutcomeFilter:
    """Which trajects; None is all. `year` is that of the ceremony."""

    traject: UUID | None = None
    municipality: str | None = None
    year: int | None = None


def total(session: Connection, wanted: OutcomeFilter, *more: Condition) -> tuple[int, Tally]:
    """How many trajects there are, and their counts added up; the same as `domain.outcomes.total` of them."""
    where = [*conditions(wanted), *more]
    number, tally = numbers(session, where)
    parts = {
        "statements": statements(session, where),
        "questions": questions(session, where),
        "follow_up": follow_up(session, where),
    }
    return number, tally.model_copy(update=parts)


def numbers(session: Connection, where: Sequence[Condition]) -> tuple[int, Tally]:
    """How many trajects there are, and of their counts the plain numbers, without what is counted by question."""
    row = session.execute(counts(where)).mappings().one()
    known = {name: value for name, value in row.items() if value is not None}
    return row["trajects"], Tally.model_validate(known)


def conditions(wanted: OutcomeFilter) -> list[Condition]:
    """What must hold of a traject."""
    found: list[Condition] = []
    if wanted.traject is not None:
        found.append(trajects.c.id == wanted.traject)
    if wanted.municipality is not None:
        found.append(func.lower(trajects.c.municipality) == func.lower(wanted.municipality.strip()))
    if wanted.year is not None:
        found.append(extract("year", trajects.c.ceremony_on) == wanted.year)
    return found


def counts(where: Sequence[Condition]) -> Select[Any]:
    """The statement for all plain numbers, for who wants to look at its plan."""
    ages = (column("age_min", Integer), column("age_max", Integer))
    known = _record(trajects.c.tally, *(column(name, Float) for name in SUMMED), *ages)
    summed = [func.sum(known.c[name]).label(name) for name in SUMMED]
    extremes = [func.min(known.c.age_min).label("age_min"), func.max(known.c.age_max).label("age_max")]
    columns: list[Any] = [func.count().label("trajects"), *summed, *extremes]
    return select(*columns).select_from(trajects).join(known, true()).where(*where)


def follow_ups(where: Sequence[Condition], *by: ColumnElement[Any]) -> Select[Any]:
    """The statement for due, reached and flow-out of each milestone, apart for each value of `by`."""
    each = _each("follow_up", "milestone")
    known = _record(each.c.value, *(column(name, Integer) for name in ("due", "reached", "flow_out")), name="known")
    summed = [func.sum(known.c[name]).label(name) for name in ("due", "reached", "flow_out")]
    months = each.c.key.cast(Integer).label("months")
    query = select(*by, months, *summed).select_from(trajects).join(each, true()).join(known, true())
    return query.where(*where).group_by(*by, months).order_by(months)


def follow_up(session: Connection, where: Sequence[Condition]) -> dict[int, FollowUpTally]:
    """By milestone, how many were due and reached, and what they do."""
    said, found = _outcomes(session, where), responses(session, where)
    return {months: one.model_copy(update={"outcomes": said.get(months, {})}) for months, one in found.items()}


def responses(session: Connection, where: Sequence[Condition]) -> dict[int, FollowUpTally]:
    """The same without what each of them does, which costs as much again."""
    rows = session.execute(follow_ups(where))
    return {row.months: FollowUpTally(due=row.due, reached=row.reached, flow_out=row.flow_out) for row in rows}


def _outcomes(session: Connection, where: Sequence[Condition]) -> dict[int, dict[Outcome, int]]:
    each = _each("follow_up", "milestone")
    said = func.jsonb_each(each.c.value["outcomes"]).table_valued("key", column("value", JSONB)).render_derived("said")
    months, number = each.c.key.cast(Integer).label("months"), func.sum(said.c.value.cast(Integer)).label("number")
    query = select(months, said.c.key, number).select_from(trajects).join(each, true()).join(said, true())
    found: dict[int, dict[Outcome, int]] = {}
    for row in session.execute(query.where(*where).group_by(months, said.c.key)):
        found.setdefault(row.months, {})[Outcome(row.key)] = row.number
    return found


def statements(session: Connection, where: Sequence[Condition]) -> dict[str, tuple[int, int]]:
    """By statement, how many said yes, and how many answered."""
    each = _each("statements", "statement")
    summed = [func.sum(each.c.value[place].cast(Integer)) for place in (0, 1)]
    return {key: (yes, known) for key, yes, known in session.execute(_by_key(each, summed, where))}


def questions(session: Connection, where: Sequence[Condition]) -> dict[str, Pair]:
    """By question, the answers of those who answered it both before and after."""
    each = _each("questions", "question")
    summed = [func.sum(each.c.value[name].cast(Float)) for name in ("answered", "before", "after")]
    rows = session.execute(_by_key(each, summed, where))
    return {key: Pair(answered=answered, before=before, after=after) for key, answered, before, after in rows}


def _by_key(each: FromClause, summed: Sequence[ColumnElement[Any]], where: Sequence[Condition]) -> Select[Any]:
    query = select(each.c.key, *summed).select_from(trajects).join(each, true()).where(*where)
    return query.group_by(each.c.key).order_by(func.length(each.c.key), each.c.key)


def _each(part: str, name: str) -> FromClause:
    """What stands below one key of the tally, a row for each key there."""
    found = func.jsonb_each(trajects.c.tally[part]).table_valued("key", column("value", JSONB))
    return found.render_derived(name)


def _record(value: ColumnElement[Any], *columns: Any, name: str = "counted") -> FromClause:  # noqa: ANN401 - columns
    """Keys of an object as columns: many times faster than asking for each of them."""
    return func.jsonb_to_record(value).table_valued(*columns).render_derived(name, with_types=True)
