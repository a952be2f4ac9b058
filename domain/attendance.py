"""Whose attendance of a session is still to be registered: the task asks for it, and without any the traject stalls."""

from collections.abc import Iterable

from domain.group import Group
from domain.member import Member
from domain.situation import SessionState
from domain.terms import TaskKind


def unregistered(group: Group, session: SessionState, members: Iterable[Member]) -> list[Member]:
    """Of everyone of a session, those whose attendance nobody knows (ATT); none once it was said to be done."""
    if was_done(group, session):
        return []
    return [member for member in members if member.belongs_to(session) and member.id not in session.attendance]


def is_awaited(group: Group, session: SessionState, members: Iterable[Member]) -> bool:
    """Nobody's attendance is registered, though somebody belongs to the session and nobody said that it was done."""
    return not session.attendance and bool(unregistered(group, session, members))


def was_done(group: Group, session: SessionState) -> bool:
    """Before a traject was taken over (sheet `gedaan`); that says nothing of later sessions."""
    done = group.done(TaskKind.REGISTER_ATTENDANCE)
    return any(met.meets(session.id, session.day) for met in done)
