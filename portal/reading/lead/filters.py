"""What a project lead wants to see, as addresses say it, and as SQL about the traject: one reading for all pages."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, TypeVar
from urllib.parse import urlencode
from uuid import UUID

from sqlalchemy import exists, extract, func
from starlette.datastructures import QueryParams

from domain.terms import Role, TaskKind, TrajectPhase
from domain.texts import Language
from portal.visitor import Visitor
from storage.queries.overdue import is_left_undone
from storage.queries.phases import was_in_phase
from storage.queries.whose import Columns, Condition
from storage.tables import stalls, tasks, trajects

Code = TypeVar("Code", bound=StrEnum)

NOBODY = "niemand"
"""In an address: trajects without a coordinator."""
PARTICIPANT = "participant"


class Trouble(StrEnum):
    """What is the matter with a traject."""

    STALLED = "stilgevallen"
    OVERDUE = "te-laat"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Filters; None is all. `phase` is that on `day`, or now; stalls last `longer` than so many days.

    `traject` is for pages about one, and stands in no query.
    """

    municipality: str | None = None
    coordinator: UUID | str | None = None
    year: int | None = None
    phase: TrajectPhase | None = None
    day: date | None = None
    weeks: int | None = None
    rule: str | None = None
    waiting_on: str | None = None
    longer: int | None = None
    kind: TaskKind | None = None
    trouble: Trouble | None = None
    traject: UUID | None = None

    def with_(self, **changes: Any) -> "Wanted":  # noqa: ANN401 - any of the fields
        """The same with other filters."""
        return replace(self, **changes)

    @property
    def query(self) -> str:
        """As the query of an address, with its question mark; empty where nothing is filtered."""
        said = urlencode(self.said)
        return f"?{said}" if said else ""

    @property
    def said(self) -> dict[str, str]:
        """By the names that addresses and forms have for them, those that filter something."""
        return {name: str(value) for name, value in self._named() if value is not None}

    def _named(self) -> Iterator[tuple[str, object]]:
        yield from (
            ("gemeente", self.municipality),
            ("coordinator", self.coordinator),
            ("jaar", self.year),
            ("fase", self.phase),
            ("dag", self.day),
            ("weken", self.weeks),
            ("regel", self.rule),
            ("wacht-op", self.waiting_on),
            ("langer", self.longer),
            ("soort", self.kind),
            ("wat", self.trouble),
        )


def read(query: QueryParams, rules: Mapping[str, object]) -> Wanted:
    """The filters of an address; what cannot be read is left out. `rules` are those that there are."""
    return Wanted(
        municipality=(query.get("gemeente") or "").strip()[:200] or None,
        coordinator=_whom(query.get("coordinator")),
        year=_number(query.get("jaar")),
        phase=_code(TrajectPhase, query.get("fase")),
        day=_day(query.get("dag")),
        weeks=_number(query.get("weken")),
        rule=query.get("regel") if query.get("regel") in rules else None,
        waiting_on=query.get("wacht-op") if query.get("wacht-op") in {*Role, PARTICIPANT} else None,
        longer=_number(query.get("langer")),
        kind=_code(TaskKind, query.get("soort")),
        trouble=_code(Trouble, query.get("wat")),
    )


@dataclass(frozen=True, slots=True)
class Look:
    """Who looks at what, on which day and in which language; and what that asks of rows."""

    visitor: Visitor
    today: date
    language: Language
    wanted: Wanted = Wanted()

    def with_(self, **changes: Any) -> "Look":  # noqa: ANN401 - any of the filters
        """The same with other filters."""
        return replace(self, wanted=self.wanted.with_(**changes))

    def of_traject(self) -> list[Condition]:
        """What must hold of a traject: theirs to see, of this municipality, coordinator and year of ceremony."""
        wanted, found = self.wanted, [self.visitor.sees()]
        if wanted.traject is not None:
            found.append(trajects.c.id == wanted.traject)
        if wanted.municipality is not None:
            found.append(func.lower(trajects.c.municipality) == func.lower(wanted.municipality))
        if wanted.coordinator == NOBODY:
            found.append(trajects.c.coordinator_id.is_(None))
        elif wanted.coordinator is not None:
            found.append(trajects.c.coordinator_id == wanted.coordinator)
        if wanted.year is not None:
            found.append(extract("year", trajects.c.ceremony_on) == wanted.year)
        return found

    def behind(self) -> list[Condition]:
        """The trajects behind a number, whatever it counted."""
        wanted, found = self.wanted, self.of_traject()
        if wanted.phase is not None:
            found.append(was_in_phase(wanted.phase, wanted.day) if wanted.day else trajects.c.phase == wanted.phase)
        if wanted.trouble is Trouble.STALLED:
            found.append(exists().where(stalls.c.traject_id == trajects.c.id))
        if wanted.trouble is Trouble.OVERDUE:
            found.append(exists().where(tasks.c.traject_id == trajects.c.id, *self.left_undone()))
        return found

    def of_stall(self) -> list[Condition]:
        """What must hold of a stall itself."""
        wanted, found = self.wanted, list[Condition]()
        if wanted.rule is not None:
            found.append(stalls.c.rule == wanted.rule)
        if wanted.waiting_on is not None:
            found.append(stalls.c.waiting_on == wanted.waiting_on)
        if wanted.longer is not None:
            found.append(stalls.c.since <= self.today - timedelta(days=wanted.longer))
        return found

    def of_task(self) -> list[Condition]:
        """What must hold of a task that is left undone."""
        kind = [] if self.wanted.kind is None else [tasks.c.kind == self.wanted.kind]
        return [*self.left_undone(), *kind]

    def left_undone(self, task: Columns = tasks.c) -> list[Condition]:
        """So long overdue that the project lead sees it; `task` may be another alias."""
        return [task.state == "open", is_left_undone(task.due, self.today)]


def _whom(text: str | None) -> UUID | str | None:
    try:
        return NOBODY if text == NOBODY else UUID(text) if text else None
    except ValueError:
        return None


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) <= 4 else None  # noqa: PLR2004 - a year at the most


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _code(codes: type[Code], text: str | None) -> Code | None:
    return next((each for each in codes if each.value == text), None)
