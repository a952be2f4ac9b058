"""How many trajects were in a phase on past days, and which: from the phases that each assessment leaves behind."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import accumulate
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Date,
    FromClause,
    Select,
    Text,
    column,
    exists,
    func,
    or_,
    select,
    true,
)

from domain.terms import TrajectPhase
from storage.tables import trajects

Condition = ColumnElement[bool]


def in_phase(
    session: Connection, phase: TrajectPhase, days: Sequence[date], *where: Condition
) -> Mapping[str, Sequence[int]]:
    """By municipality, how many trajects were in a phase at the end of each of these days, which are in order.

    Municipalities where there were none are left out.
    """
    called: dict[str, str] = {}
    steps: dict[str, list[int]] = {}
    for municipality, since, until, number in session.execute(stays(phase, days, *where)):
        name = called.setdefault(municipality.casefold(), municipality)
        line = steps.setdefault(name, [0] * (len(days) + 1))
        line[_place(days, since)] += number
        line[_place(days, until) if until else len(days)] -= number
    counted = {municipality: list(accumulate(line[:-1])) for municipality, line in steps.items()}
    return {municipality: line for municipality, line in counted.items() if any(line)}


def stays(phase: TrajectPhase, days: Sequence[date], *where: Condition) -> Select[Any]:
    """The statement behind it: how many were there from one day until another, those alike in one row."""
    spell = _spells()
    during = (spell.c.phase == phase, spell.c.since <= days[-1], or_(spell.c.until.is_(None), spell.c.until > days[0]))
    query = (
        select(trajects.c.municipality, spell.c.since, spell.c.until, func.count())
        .select_from(trajects)
        .join(spell, true())
    )
    return query.where(*during, *where).group_by(trajects.c.municipality, spell.c.since, spell.c.until)


def was_in_phase(phase: TrajectPhase, day: date) -> Condition:
    """Whether a traject was in a phase at the end of a day."""
    spell = _spells()
    there = (spell.c.phase == phase, spell.c.since <= day, or_(spell.c.until.is_(None), spell.c.until > day))
    return exists(select(1).select_from(spell).where(*there).correlate(trajects))


def _spells() -> FromClause:
    names = (column("phase", Text), column("since", Date), column("until", Date))
    return func.jsonb_to_recordset(trajects.c.phases).table_valued(*names).render_derived("spell", with_types=True)


def _place(days: Sequence[date], day: date) -> int:
    """The first of the days that is not before `day`."""
    return next((place for place, each in enumerate(days) if each >= day), len(days))
