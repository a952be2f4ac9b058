"""What the coming weeks bring in the trajects that somebody may see.

The rules look at a traject on each day on which it changes by itself, so no more than `MOST` of them are looked at.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from starlette.datastructures import QueryParams

from domain.terms import Role
from portal.reading.coming import Part, counted, number
from portal.visitor import Visitor
from storage.engine import ReadSession
from storage.errors import TrajectUnreadable
from storage.queries import whose
from storage.tables import participants, staff, trajects
from views.forecast import Coming, Horizon, coming

WEEKS = (4, 8, 13, 26)
USUAL = 8
MOST = 40
"""Trajects at a time: to look half a year ahead takes a second for so many, eight weeks half of that."""
COLLEAGUES = 200
"""More colleagues than these are no choice in a list."""


class Whose(StrEnum):
    """Whose tasks, as the address says it."""

    MINE = "mijn"
    EVERYBODY = "iedereen"


@dataclass(frozen=True, slots=True)
class Wanted:
    """So many weeks, of whom; None is all municipalities or colleagues."""

    weeks: int = USUAL
    whose: Whose = Whose.EVERYBODY
    municipality: str | None = None
    colleague: UUID | None = None

    def with_(self, **changes: Any) -> "Wanted":  # noqa: ANN401 - any of the fields
        """The same with other choices."""
        return replace(self, **changes)

    @property
    def query(self) -> str:
        """As the query of an address, without its question mark."""
        return urlencode({name: value for name, value in self.said.items() if value})

    @property
    def said(self) -> dict[str, str]:
        """By the names that addresses and forms have for them; empty where it is all."""
        of_whom = {"gemeente": self.municipality or "", "collega": str(self.colleague or "")}
        return {"weken": str(self.weeks), "wie": str(self.whose), **of_whom}


@dataclass(frozen=True, slots=True)
class Look:
    """Who looks, on which day, at what."""

    visitor: Visitor
    today: date
    wanted: Wanted

    @property
    def horizon(self) -> Horizon:
        return Horizon(self.today, self.wanted.weeks)


@dataclass(frozen=True, slots=True)
class Forecast:
    """All parts, by day; `names` are of colleagues. `too_many`: there are more trajects than are looked at."""

    parts: Sequence[Part] = ()
    names: Mapping[UUID, str] = field(default_factory=dict)
    unreadable: Sequence[str] = ()
    too_many: bool = False

    @property
    def tasks(self) -> int:
        return number(self.parts)

    @property
    def trajects(self) -> int:
        return len({part.traject for part in self.parts})


@dataclass(frozen=True, slots=True)
class Choices:
    """Municipalities and colleagues (id and name) that there are."""

    municipalities: Sequence[str]
    colleagues: Sequence[tuple[UUID, str]]


def read(query: QueryParams, visitor: Visitor) -> Wanted:
    """The choices of an address; who has no tasks of their own in trajects looks at everybody's."""
    weeks = next((each for each in WEEKS if str(each) == query.get("weken")), USUAL)
    everybody = query.get("wie") == Whose.EVERYBODY or not visitor.sees_names
    town = (query.get("gemeente") or "").strip()[:200] or None
    if not everybody:
        return Wanted(weeks, Whose.MINE, town)
    return Wanted(weeks, Whose.EVERYBODY, town, _id(query.get("collega")))


def forecast(session: ReadSession, look: Look) -> Forecast:
    """What comes, counted; three statements."""
    rows = session.execute(_to_look_at(look).limit(MOST + 1)).all()
    if len(rows) > MOST:
        return Forecast(too_many=True)
    theirs = {row.id: {role for role in whose.roles(look.visitor) if getattr(row, role.value)} for row in rows}
    unreadable: list[TrajectUnreadable] = []
    found = coming(session, look.horizon, [*theirs], unreadable)
    parts = counted(task for task in found if _is_wanted(task, look.wanted, theirs))
    keys = [f"{one.key} ({one.municipality})" for one in unreadable]
    return Forecast(parts, _names(session, {part.staff for part in parts}), keys)


def choices(session: ReadSession, look: Look) -> Choices:
    """What there is to choose from in the trajects they may see; two statements."""
    name = func.min(trajects.c.municipality)
    towns = select(name).where(look.visitor.sees()).group_by(func.lower(trajects.c.municipality)).order_by(name)
    called, here = func.coalesce(staff.c.name, staff.c.email), _in_municipality(look)
    named = exists().where(_names_them(staff.c.id), *here)
    query = select(staff.c.id, called).where(named).order_by(func.lower(called), staff.c.id).limit(COLLEAGUES + 1)
    found = [(row[0], row[1]) for row in session.execute(query)]
    return Choices(list(session.execute(towns).scalars()), found if len(found) <= COLLEAGUES else [])


def _to_look_at(look: Look) -> Select[Any]:
    """Trajects about which something changes by itself until the horizon; and of which roles their tasks are."""
    until = look.horizon.until
    waiting = exists().where(participants.c.traject_id == trajects.c.id, participants.c.next_check <= until)
    theirs = [whose.of_role(look.visitor, role).label(role.value) for role in Role]
    query = select(trajects.c.id, *theirs).where(or_(trajects.c.next_check <= until, waiting), *_in_municipality(look))
    if look.wanted.colleague is not None:
        query = query.where(_names_them(look.wanted.colleague))
    return query.order_by(trajects.c.id)


def _in_municipality(look: Look) -> list[ColumnElement[bool]]:
    town = look.wanted.municipality
    return [look.visitor.sees(), *([] if town is None else [func.lower(trajects.c.municipality) == func.lower(town)])]


def _names_them(who: Any) -> ColumnElement[bool]:  # noqa: ANN401 - an id, or a column with ids
    return or_(trajects.c.coordinator_id == who, trajects.c.trainer_id == who)


def _is_wanted(task: Coming, wanted: Wanted, theirs: Mapping[UUID, set[Role]]) -> bool:
    if wanted.colleague is not None:
        return task.staff == wanted.colleague
    return wanted.whose is Whose.EVERYBODY or task.role in theirs[task.found.known.traject]


def _names(session: ReadSession, ids: set[UUID | None]) -> dict[UUID, str]:
    """As the portal names colleagues; files and commands do so by e-mail address (`staff_names`), which is unique."""
    query = select(staff.c.id, func.coalesce(staff.c.name, staff.c.email)).where(staff.c.id.in_(ids - {None}))
    return {row[0]: row[1] for row in session.execute(query)}


def _id(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None
