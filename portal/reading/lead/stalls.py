"""What has stalled, longest first: the stalls of one rule and traject are one line, which opens into the people."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, func, select, tuple_

from domain import texts
from portal import keyset, people
from portal.reading.lead.filters import Look
from storage.engine import ReadSession
from storage.tables import participants, staff, stalls, trajects
from storage.tables import people as people_table

SIZE = 50


@dataclass(frozen=True, slots=True)
class One:
    """A stall of one participant, called by initials."""

    participant: UUID
    called: str
    since: date
    why: str


@dataclass(frozen=True, slots=True)
class Stall:
    """A line of the list: `why` and `ends` are of the longest of its stalls; `people` only where it is about people."""

    rule: str
    title: str
    traject: UUID
    key: str
    municipality: str
    coordinator: str | None
    since: date
    waiting_on: str
    why: str
    ends: str
    people: Sequence[One]


@dataclass(frozen=True, slots=True)
class Counts:
    """How many trajects have stalled, and by rule in how many, since when the longest."""

    trajects: int
    by_rule: Sequence[tuple[str, int, date]]


def counts(session: ReadSession, look: Look) -> Counts:
    """Of everything that the filters leave; two statements."""
    where = (*look.of_traject(), *look.of_stall())
    joined = select().select_from(stalls).join(trajects, trajects.c.id == stalls.c.traject_id).where(*where)
    number = func.count(stalls.c.traject_id.distinct())
    rules = joined.add_columns(stalls.c.rule, number, func.min(stalls.c.since)).group_by(stalls.c.rule)
    total = session.execute(joined.add_columns(number)).scalar_one()
    by_rule = sorted(session.execute(rules), key=lambda row: (-row[1], row[0]))
    return Counts(total, [(row[0], row[1], row[2]) for row in by_rule])


def counts_of_every_rule(session: ReadSession, look: Look) -> Counts:
    """The same whatever rule is filtered for, to choose another."""
    return counts(session, look.with_(rule=None))


def stall_lines(
    session: ReadSession, look: Look, *, after: str | None = None, size: int = SIZE
) -> tuple[list[Stall], str | None]:
    """One page, and where the next one begins; two statements, however many stalls."""
    rows = session.execute(_groups(look, after).limit(size + 1)).all()
    shown = rows[:size]
    each = _each(session, shown, look)
    lines = [_line(row, each[row.traject_id, row.rule], look) for row in shown]
    last = rows[size - 1] if len(rows) > size else None
    return lines, None if last is None else keyset.write(last.since, last.traject_id, last.rule)


def _groups(look: Look, after: str | None) -> Select[Any]:
    since = func.min(stalls.c.since)
    order = (since, stalls.c.traject_id, stalls.c.rule)
    query = (
        select(
            stalls.c.rule,
            stalls.c.traject_id,
            since.label("since"),
            trajects.c.key,
            trajects.c.municipality,
            func.coalesce(staff.c.name, staff.c.email).label("coordinator"),
        )
        .select_from(stalls)
        .join(trajects, trajects.c.id == stalls.c.traject_id)
        .outerjoin(staff, staff.c.id == trajects.c.coordinator_id)
        .where(*look.of_traject(), *look.of_stall())
        .group_by(stalls.c.rule, stalls.c.traject_id, trajects.c.id, staff.c.id)
        .order_by(*order)
    )
    cursor = keyset.read(after, (date, UUID, str))
    return query if cursor is None else query.having(tuple_(*order) > tuple_(*cursor))


def _each(session: ReadSession, groups: Sequence[Row[Any]], look: Look) -> Mapping[tuple[UUID, str], list[Row[Any]]]:
    """The stalls of these lines, longest first."""
    names = [(row.traject_id, row.rule) for row in groups]
    query = (
        select(stalls, participants.c.key, *people.COLUMNS)
        .outerjoin(participants, participants.c.id == stalls.c.participant_id)
        .outerjoin(people_table, people_table.c.participant_id == stalls.c.participant_id)
        .where(tuple_(stalls.c.traject_id, stalls.c.rule).in_(names), *look.of_stall())
        .order_by(stalls.c.since, participants.c.key)
    )
    found: dict[tuple[UUID, str], list[Row[Any]]] = {name: [] for name in names}
    for row in session.execute(query):
        found[row.traject_id, row.rule].append(row)
    return found


def _line(group: Row[Any], each: Sequence[Row[Any]], look: Look) -> Stall:
    longest, language = each[0], look.language
    return Stall(
        rule=group.rule,
        title=texts.title(group.rule, language),
        traject=group.traject_id,
        key=group.key,
        municipality=group.municipality,
        coordinator=group.coordinator,
        since=group.since,
        waiting_on=texts.waiting_on(longest.waiting_on, language),
        why=texts.why(group.rule, longest.facts, language),
        ends=texts.ends(group.rule, longest.facts, language),
        people=list(_people(each, look)),
    )


def _people(each: Iterable[Row[Any]], look: Look) -> Iterable[One]:
    for row in each:
        if row.participant_id is not None:
            why = texts.why(row.rule, row.facts, look.language)
            yield One(row.participant_id, people.called(look.visitor, row, row.key), row.since, why)
