"""What calendars of trainer and coordinator should say of a traject's sessions, against what they were told before.

It compares, and so mends itself: whatever was said of a session, or of who leads it, each calendar is told once what
became of it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal
from uuid import UUID, uuid5

from sqlalchemy import Connection, Row, or_, select
from sqlalchemy.dialects.postgresql import insert

from domain.fold import fold
from domain.situation import Situation
from domain.terms import SessionStatus
from sending import recipients
from sending.recipients import Recipient
from storage.engine import WriteSession
from storage.outbox import Mail
from storage.queries.facts import load
from storage.tables import accounts, invitations, sessions, trajects

Key = tuple[UUID, UUID]
"""Session and account."""


@dataclass(frozen=True, slots=True)
class Told:
    """What one calendar is told of one session. `was` is the day that it was told before, if that changes."""

    session: UUID
    account: UUID
    session_kind: str
    day: date
    sequence: int = 0
    withdrawn: bool = False
    was: date | None = None

    @property
    def method(self) -> Literal["REQUEST", "CANCEL"]:
        """As calendars call it."""
        return "CANCEL" if self.withdrawn else "REQUEST"

    def mail(self) -> Mail:
        """The mail that tells it; of one session each calendar is told in order."""
        name = f"invitation/{self.session}/{self.sequence}"
        said = {
            "kind": "invitation",
            "session": str(self.session),
            "session_kind": self.session_kind,
            "day": self.day.isoformat(),
            "sequence": self.sequence,
            "method": self.method,
            "was": self.was.isoformat() if self.was else None,
        }
        return Mail(uuid5(self.account, name), self.account, f"session-{self.session}", said)


def changes(session: WriteSession, traject: UUID, today: date) -> list[Mail]:
    """The mails after which all calendars are right about this traject, noted as told."""
    known = load(session, [traject]).get(traject)
    if known is None:
        return []
    situation = fold(known.log, known.people, traject)
    told = {(row.session_id, row.account_id): row for row in _told(session, traject)}
    new = list(_differences(told, _wanted(session, traject, situation, today), _to_be_left(situation, today)))
    for one in new:
        _note(session, one)
    return [one.mail() for one in new]


def of_colleagues(session: Connection, who: Iterable[Recipient], today: date) -> list[UUID]:
    """The trajects that may owe these people's calendars something: they lead it, or were told of what is to come."""
    those = [one for one in who if one.invitations]
    staff = [one.staff for one in those if one.staff is not None]
    expecting = select(sessions.c.traject_id).join(invitations, invitations.c.session_id == sessions.c.id)
    expecting = expecting.where(invitations.c.account_id.in_([one.account for one in those]))
    expecting = expecting.where(~invitations.c.withdrawn, invitations.c.day >= today)
    leading = or_(trajects.c.coordinator_id.in_(staff), trajects.c.trainer_id.in_(staff))
    query = select(trajects.c.id).where(or_(leading & ~trajects.c.ended, trajects.c.id.in_(expecting)))
    return list(session.execute(query.order_by(trajects.c.id)).scalars())


def _told(session: WriteSession, traject: UUID) -> Iterable[Row[Any]]:
    """Except whom nothing is told any more."""
    query = select(invitations).join(sessions, sessions.c.id == invitations.c.session_id)
    query = query.join(accounts, accounts.c.id == invitations.c.account_id)
    query = query.where(sessions.c.traject_id == traject, accounts.c.invitations)
    return session.execute(query.with_for_update(of=invitations)).all()


def _wanted(session: WriteSession, traject: UUID, situation: Situation, today: date) -> dict[Key, Told]:
    """Who should have what in their calendar from today on."""
    if situation.cancelled_on is not None:
        return {}
    leading = select(trajects.c.coordinator_id, trajects.c.trainer_id).where(trajects.c.id == traject)
    staff = {one for one in session.execute(leading).one() if one is not None}
    attendees = [one.account for one in recipients.of_staff(session, staff) if one.invitations]
    to_come = [one for one in situation.sessions.values() if one.status is SessionStatus.PLANNED and one.day >= today]
    return {
        (meeting.id, account): Told(meeting.id, account, meeting.kind.value, meeting.day)
        for meeting in to_come
        for account in attendees
    }


def _to_be_left(situation: Situation, today: date) -> Callable[[Row[Any]], bool]:
    """What took place, or should have, stays in calendars."""
    held = {one.id for one in situation.sessions.values() if one.took_place}
    return lambda row: row.withdrawn or row.day < today or row.session_id in held


def _differences(
    told: Mapping[Key, Row[Any]], wanted: Mapping[Key, Told], is_to_be_left: Callable[[Row[Any]], bool]
) -> Iterator[Told]:
    for key, one in wanted.items():
        before = told.get(key)
        if before is None:
            yield one
        elif before.withdrawn or (before.day, before.session_kind) != (one.day, one.session_kind):
            was = before.day if before.day != one.day and not before.withdrawn else None
            yield Told(*key, one.session_kind, one.day, before.sequence + 1, was=was)
    for key, row in told.items():
        if key not in wanted and not is_to_be_left(row):
            yield Told(*key, row.session_kind, row.day, row.sequence + 1, withdrawn=True)


def _note(session: WriteSession, one: Told) -> None:
    said = {
        "session_kind": one.session_kind,
        "day": one.day,
        "sequence": one.sequence,
        "withdrawn": one.withdrawn,
    }
    new = insert(invitations).values(session_id=one.session, account_id=one.account, **said)
    session.execute(new.on_conflict_do_update(index_elements=["session_id", "account_id"], set_=said))
