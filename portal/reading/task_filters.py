"""What somebody wants to see of the tasks, as the address of the list says it: codes, keys and days, never a name."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from domain.terms import Role, TaskKind, TrajectPhase

Code = TypeVar("Code", bound=StrEnum)


class Tab(StrEnum):
    """Whose tasks: the visitor's own, those nobody took, everybody's, and what was closed lately."""

    MINE = "mijn"
    FREE = "vrij"
    TEAM = "team"
    DONE = "klaar"


class Due(StrEnum):
    """Which due dates."""

    LATE = "te-laat"
    WEEK = "week"
    LATER = "later"


class Column(StrEnum):
    """What the table shows besides the task, who it is for and when it is due."""

    TRAJECT = "traject"
    PHASE = "fase"
    ASSIGNEE = "wie"
    EXPIRES = "kan-tot"
    ROLE = "rol"
    PRIORITY = "prioriteit"


USUAL = (Column.TRAJECT, Column.PHASE, Column.ASSIGNEE)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Filters of the list; None is all. `name` comes with a form, and never stands in an address."""

    tab: Tab = Tab.MINE
    kind: TaskKind | None = None
    traject: str | None = None
    phase: TrajectPhase | None = None
    due: Due | None = None
    until: date | None = None
    role: Role | None = None
    municipality: str | None = None
    columns: tuple[Column, ...] = USUAL
    mine_only: bool = False
    name: str | None = field(default=None, repr=False)

    def with_(self, **changes: Any) -> "Wanted":  # noqa: ANN401 - any of the fields
        """The same with other filters."""
        return replace(self, **changes)

    @property
    def query(self) -> str:
        """As the query of an address; empty for what everybody begins with."""
        return urlencode(list(self._said()))

    @property
    def is_filtered(self) -> bool:
        """Whether something is left out that the tab would show."""
        return self != Wanted(tab=self.tab, columns=self.columns)

    def _said(self) -> Iterator[tuple[str, str]]:
        single = {
            "lijst": None if self.tab is Tab.MINE else self.tab,
            "soort": self.kind,
            "traject": self.traject,
            "fase": self.phase,
            "termijn": self.due,
            "tot": self.until,
            "rol": self.role,
            "gemeente": self.municipality,
            "opgepakt": "1" if self.mine_only else None,
        }
        yield from ((name, str(value)) for name, value in single.items() if value is not None)
        if self.columns != USUAL:
            yield from (("kolom", each.value) for each in self.columns)


def read(query: QueryParams) -> Wanted:
    """The filters of an address; what cannot be read is left out."""
    chosen = [_code(Column, text) for text in query.getlist("kolom")]
    return Wanted(
        tab=_code(Tab, query.get("lijst")) or Tab.MINE,
        kind=_code(TaskKind, query.get("soort")),
        traject=_text(query.get("traject")),
        phase=_code(TrajectPhase, query.get("fase")),
        due=_code(Due, query.get("termijn")),
        until=_day(query.get("tot")),
        role=_code(Role, query.get("rol")),
        municipality=_text(query.get("gemeente")),
        columns=_columns(chosen) if chosen else USUAL,
        mine_only=query.get("opgepakt") == "1",
    )


def read_text(query: str, name: str | None = None) -> Wanted:
    """The same of a text that a form or a saved view kept."""
    return read(QueryParams(query)).with_(name=name)


def _columns(chosen: Sequence[Column | None]) -> tuple[Column, ...]:
    return tuple(each for each in Column if each in chosen)


def _code(codes: type[Code], text: str | None) -> Code | None:
    return next((each for each in codes if each.value == text), None)


def _text(text: str | None) -> str | None:
    return (text or "").strip()[:200] or None


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
