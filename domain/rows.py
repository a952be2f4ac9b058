"""The rows of the import format as typed data, after their cells were read and before they become facts.

Sheets and columns are named as in the files; values are codes of `domain.terms`, so that a stored row can be
compared with the next import whatever separators, capitals or date forms that file uses.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict

from domain.terms import (
    Decision,
    Gender,
    LanguageLevel,
    Moment,
    Outcome,
    Presence,
    SessionKind,
    SessionStatus,
    TaskKind,
)

Row = dict[str, Any]
"""`{column: value}` of the columns that the file had, ready for JSON.

An empty cell is None, a missing column is not there, dates are ISO text, several values in a cell are a list.
"""


class Sheet(StrEnum):
    """The sheets of the format, in the order in which they depend on each other."""

    TRAJECTS = "trajecten"
    PARTICIPANTS = "deelnemers"
    SESSIONS = "bijeenkomsten"
    ATTENDANCE = "aanwezigheid"
    BREAKS = "onderbrekingen"
    MEASUREMENTS = "metingen"
    CERTIFICATES = "certificaten"
    FOLLOW_UPS = "opvolging"
    DONE = "gedaan"


class ReadRow(BaseModel):
    """What all typed rows share; columns of an older version of the format are left aside."""

    model_config = ConfigDict(frozen=True, extra="ignore", allow_inf_nan=False)


class TrajectRow(ReadRow):
    traject: str
    gemeente: str
    programma: str | None = None
    coordinator: str | None = None
    trainer: str | None = None
    co_trainer: str | None = None
    aangemaakt_op: date | None = None
    kickoff_gepland: date | None = None
    overeenkomst_op: date | None = None
    plan_van_aanpak_op: date | None = None
    gestopt_op: date | None = None
    stopreden: str | None = None


class ParticipantRow(ReadRow):
    deelnemer: str
    voornaam: str
    achternaam: str
    tussenvoegsel: str | None = None
    geboortedatum: date | None = None
    geslacht: Gender | None = None
    taalniveau: LanguageLevel | None = None
    verblijfsvergunning: bool | None = None
    gemotiveerd: bool | None = None
    voldoende_tijd: bool | None = None
    kan_op_lesmoment: bool | None = None
    werkt_in_groep: bool | None = None
    leerwens: str | None = None
    aangemeld_op: date | None = None
    intake_op: date | None = None
    besluit: Decision | None = None
    besluit_op: date | None = None
    toestemming_beeld: bool | None = None
    telefoon: str | None = None
    email: str | None = None
    uitkering: bool | None = None
    gestopt_op: date | None = None
    stopreden: str | None = None


class SessionRow(ReadRow):
    soort: SessionKind
    datum: date
    onderdeel: str | None = None
    status: SessionStatus | None = None


class AttendanceRow(ReadRow):
    status: Presence | None = None


class BreakRow(ReadRow):
    van: date
    tot: date | None = None
    reden: str | None = None


class MeasurementRow(ReadRow):
    moment: Moment
    vraag: str
    antwoord: bool | int | float | None = None
    datum: date | None = None


class CertificateRow(ReadRow):
    akkoord_trainer: bool | None = None
    datum: date | None = None
    competenties: tuple[str, ...] | None = None
    vrijstelling: tuple[SessionKind, ...] | None = None
    reden: str | None = None
    uitgereikt_op: date | None = None


class FollowUpRow(ReadRow):
    maanden: int
    datum: date
    bereikt: bool | None = None
    uitkomst: tuple[Outcome, ...] | None = None
    uitkering: bool | None = None


class DoneRow(ReadRow):
    taak: TaskKind
    datum: date | None = None


R = TypeVar("R", bound=ReadRow)


@dataclass(frozen=True, slots=True)
class Change(Generic[R]):
    """A row as the last import left it (None the first time) and as it stands now."""

    old: R | None
    new: R

    def was(self, value: Callable[[R], Any]) -> Any:  # noqa: ANN401 - a column may hold anything
        """A column's value before; None when there was no row."""
        return None if self.old is None else value(self.old)

    def of(self, *columns: str) -> bool:
        """Whether one of these columns says something else than before; no row before counts as empty."""
        return any(getattr(self.old, column, None) != getattr(self.new, column) for column in columns)


def row_key(*parts: str) -> str:
    """The key of a row that has several: unambiguous whatever characters they hold."""
    return parts[0] if len(parts) == 1 else json.dumps(parts, ensure_ascii=False)


_KEYS: Mapping[Sheet, tuple[str, ...]] = {
    Sheet.TRAJECTS: ("traject",),
    Sheet.PARTICIPANTS: ("deelnemer",),
    Sheet.SESSIONS: ("bijeenkomst",),
    Sheet.ATTENDANCE: ("bijeenkomst", "deelnemer"),
    Sheet.BREAKS: ("traject", "van"),
    Sheet.MEASUREMENTS: ("deelnemer", "moment", "vraag"),
    Sheet.CERTIFICATES: ("deelnemer",),
    Sheet.FOLLOW_UPS: ("deelnemer", "maanden", "datum"),
    Sheet.DONE: ("traject", "deelnemer", "bijeenkomst", "taak"),
}
"""The columns that a row is known by."""


def key_of(sheet: Sheet, row: Mapping[str, Any]) -> str:
    """The key of a whole row, as an import that reads it from a file knows it by."""
    return row_key(*("" if row[name] is None else str(row[name]) for name in _KEYS[sheet]))


_DAY_OF = {"besluit_op": "besluit"}
"""Of which column another is the day, where one that is recorded otherwise always has a day."""


def said_before(
    old: Mapping[str, Any] | None, known: Mapping[str, Any] | None, new: Mapping[str, Any]
) -> Mapping[str, Any] | None:
    """What a row is compared with: the last import, and where the row says what is known now, that; None if neither is.

    Without a last import an empty cell is no emptied one: it takes nothing away of what was recorded otherwise.
    Nor does a call that failed on a day with contact (FUP). What no import said has the day on which it was recorded.
    """
    if known is None:
        return old
    if contact_stays(old, known, new):
        return new
    if old is None:
        return {column: known.get(column) for column, value in new.items() if value is not None}
    same = {column for column, value in new.items() if column in known and known[column] == value}
    days = {day for day, column in _DAY_OF.items() if column in same and old.get(column) is None and new.get(day)}
    return {**old, **{column: known.get(column) for column in same | days}}


def contact_stays(old: Mapping[str, Any] | None, known: Mapping[str, Any] | None, new: Mapping[str, Any]) -> bool:
    """Whether a failed call is on a day with contact that no file spoke of, such as the participant's own answer."""
    there = old is None and known is not None and known.get("bereikt") is True
    return there and new.get("bereikt") is False


def is_news(before: Mapping[str, Any] | None, new: Mapping[str, Any]) -> bool:
    """Whether a row says anything else than before."""
    return before is None or any(before.get(column) != value for column, value in new.items())


def merge(old: Mapping[str, Any] | None, new: Mapping[str, Any]) -> Row:
    """The row as it stands after this import: a missing column changes nothing, an emptied cell clears."""
    return {**(old or {}), **new}


def change(model: type[R], old: Mapping[str, Any] | None, new: Mapping[str, Any]) -> Change[R]:
    """Both rows as typed data."""
    return Change(None if old is None else model.model_validate(old), model.model_validate(new))
