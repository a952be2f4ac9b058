"""Attendance: the form of one session, the trail of what was registered, and the matrix of a whole traject."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, String, cast, func, select

from domain.member import Member
from domain.situation import SessionState
from domain.terms import Presence
from portal.reading.traject import Picture
from storage.engine import ReadSession
from storage.queries.undone import was_undone
from storage.tables import facts, staff


@dataclass(frozen=True, slots=True)
class Place:
    """One person at one session. `why` says why nobody expects them: paused, left, later or not_admitted."""

    participant: UUID
    name: str
    status: Presence | None
    why: str | None = None

    @property
    def expected(self) -> bool:
        return self.why is None


def places(picture: Picture, session: SessionState) -> list[Place]:
    """Everybody admitted, by name: who should be there, and who should not."""
    return [_place(picture, session, member) for member in picture.admitted]


def _place(picture: Picture, session: SessionState, member: Member) -> Place:
    why = None if member.belongs_to(session) else _why_not(member, session)
    return Place(member.id, picture.names.get(member.id, member.state.key), session.attendance.get(member.id), why)


def _why_not(member: Member, session: SessionState) -> str:
    if member.decided_on > session.day:
        return "later"
    return "paused" if member.was_paused(session.day) else "left"


@dataclass(frozen=True, slots=True)
class Entry:
    """One time that attendance was registered or corrected; `changes` are (who, before, now)."""

    at: datetime
    by: str
    counts: Mapping[Presence, int]
    changes: tuple[tuple[UUID, Presence | None, Presence | None], ...]
    report_made: bool | None
    undone: bool


def trail(session: ReadSession, traject: UUID, meeting: UUID) -> list[Entry]:
    """What was registered of a session, by whom and when, in the order of saying it."""
    return list(_entries(session.execute(_registrations(traject, meeting)).all()))


def _registrations(traject: UUID, meeting: UUID) -> Select[Any]:
    return (
        select(
            facts.c.recorded_at,
            func.coalesce(staff.c.name, staff.c.email, facts.c.recorded_by).label("by"),
            facts.c.data,
            was_undone().label("undone"),
        )
        .outerjoin(staff, cast(staff.c.id, String) == facts.c.recorded_by)
        .where(facts.c.traject_id == traject, facts.c.session_id == meeting)
        .where(facts.c.kind == "attendance_registered")
        .order_by(facts.c.seq)
    )


def _entries(rows: Any) -> Iterator[Entry]:  # noqa: ANN401 - rows of `_registrations`
    known: dict[UUID, Presence | None] = {}
    for row in rows:
        said = {UUID(who): Presence(status) if status else None for who, status in row.data["statuses"].items()}
        changes = tuple((who, known.get(who), now) for who, now in said.items() if known.get(who) is not now)
        values = list(said.values())
        counts = {presence: values.count(presence) for presence in Presence}
        yield Entry(row.recorded_at, row.by, counts, changes, row.data.get("report_made"), row.undone)
        if not row.undone:
            known |= said


@dataclass(frozen=True, slots=True)
class Column:
    """A session of the matrix, and how many were there of how many registered."""

    session: SessionState
    present: int
    registered: int
    over: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A person of the matrix: one place for each column, and how often they came."""

    participant: UUID
    name: str
    places: tuple[Place, ...]
    present: int
    registered: int
    gone: date | None


def matrix(picture: Picture) -> tuple[list[Column], list[Row]]:
    """Counted sessions that were not called off, in order of day; everybody admitted, by name."""
    sessions = picture.group.counted_sessions
    columns = [_column(picture, session) for session in sessions]
    return columns, [_row(picture, member, sessions) for member in picture.admitted]


def _column(picture: Picture, session: SessionState) -> Column:
    statuses = list(session.attendance.values())
    return Column(session, statuses.count(Presence.PRESENT), len(statuses), picture.is_over(session))


def _row(picture: Picture, member: Member, sessions: list[SessionState]) -> Row:
    cells = tuple(_place(picture, session, member) for session in sessions)
    known = [cell.status for cell in cells if cell.status is not None]
    name = picture.names.get(member.id, member.state.key)
    return Row(member.id, name, cells, known.count(Presence.PRESENT), len(known), member.withdrawn_on)
