"""The address on which one participant answers one follow-up, once. A new address ends the one before."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from domain.assessment import Milestone
from domain.clock import Clock
from domain.follow_up import keeps_follow_up, milestone
from domain.group import Group
from domain.member import Member
from domain.terms import FollowUpStatus
from portal import secret_addresses
from portal.reading.said import was_recorded
from storage.engine import ReadSession, WriteSession
from storage.tables import answer_links, participants
from views.day import Day
from views.reading import one

PATIENCE = timedelta(days=7)
"""After this long without an answer the coordinator is told so; the task was theirs all the time."""
_OVER = frozenset({FollowUpStatus.REACHED, FollowUpStatus.MISSED})
_links = answer_links.c


@dataclass(frozen=True, slots=True)
class Link:
    """An address that somebody made; what it says is not known any more."""

    participant: UUID
    months: int
    made_at: datetime
    expires_on: date
    used_at: datetime | None
    hash: bytes

    @property
    def message(self) -> UUID:
        """The id of what is said with it, so that however often it is sent, it is one answer."""
        return UUID(bytes=self.hash[:16], version=4)

    def is_unanswered(self, now: datetime) -> bool:
        """Whether the answer lets itself be waited for too long."""
        return self.used_at is None and now - self.made_at >= PATIENCE


def may_answer(member: Member, months: int) -> Milestone | None:
    """The follow-up that a participant may answer for themselves; None when nobody need answer it."""
    if not keeps_follow_up(member) or member.refuses_contact or member.paused_until is not None:
        return None
    found = milestone(member, months)
    return None if found.status in _OVER or member.clock.today > found.expires else found


def may_ask(member: Member, months: int) -> Milestone | None:
    """The same, once its time has come; a pause may put it off after the link was made."""
    found = may_answer(member, months)
    return None if found is None or found.status is FollowUpStatus.UPCOMING else found


def make(session: WriteSession, participant: UUID, expiring: Milestone, by: UUID, now: datetime) -> str:
    """A token for a new address, valid until the follow-up expires."""
    token, kept = secret_addresses.new()
    values: dict[str, Any] = {
        "hash": kept, "made_by": by, "made_at": now, "expires_on": expiring.expires, "used_at": None
    }  # fmt: skip
    row = insert(answer_links).values(participant_id=participant, months=expiring.months, **values)
    session.execute(row.on_conflict_do_update(index_elements=[_links.participant_id, _links.months], set_=values))
    return token


def withdraw(session: WriteSession, participant: UUID, months: int) -> None:
    """The address leads nowhere from now on."""
    session.execute(delete(answer_links).where(_links.participant_id == participant, _links.months == months))


def of(session: ReadSession, participant: UUID, months: int) -> Link | None:
    """The address of a follow-up, if somebody made one."""
    return _link(session.execute(_found().where(_links.participant_id == participant, _links.months == months)))


def find(session: ReadSession, token: str, today: date) -> Link | None:
    """The link with this token; None when there never was one, it was ended, or it expired."""
    return _link(
        session.execute(_found().where(_links.hash == secret_addresses.hash_of(token), _links.expires_on >= today))
    )


def used(session: WriteSession, link: Link, now: datetime) -> None:
    """It was answered."""
    session.execute(
        update(answer_links).where(_links.hash == link.hash).values(used_at=func.coalesce(_links.used_at, now))
    )


def answered(session: ReadSession, link: Link) -> bool:
    """Whether the answer was stored, also when nobody could note that any more."""
    return link.used_at is not None or was_recorded(session, link.message)


def asked(session: ReadSession, link: Link, today: date) -> UUID | None:
    """The traject of the participant; None when the answer is not needed any more."""
    query = select(participants.c.traject_id).where(participants.c.id == link.participant)
    traject: UUID = session.execute(query).scalar_one()
    assessed = one(session, Day(today), traject)
    if assessed is None or link.participant not in assessed.found.participants:
        return None
    group = Group(assessed.situation, assessed.programme, Clock(today))
    member = Member(assessed.situation.participants[link.participant], group, Clock(today))
    return traject if may_answer(member, link.months) is not None else None


def _found() -> Any:  # noqa: ANN401 - SQLAlchemy has no short name for it
    columns = ("participant_id", "months", "made_at", "expires_on", "used_at", "hash")
    return select(*(_links[name] for name in columns))


def _link(found: Any) -> Link | None:  # noqa: ANN401 - a result of `_found`
    row = found.one_or_none()
    return None if row is None else Link(*row)
