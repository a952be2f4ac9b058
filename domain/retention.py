"""RET-1 and RET-2: the day on which somebody is forgotten, as part of their own clock (docs/privacy.md)."""

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from domain.assessment import Milestone
from domain.calendar import add_months
from domain.follow_up import closed_on
from domain.member import Member
from domain.situation import Situation
from domain.terms import Decision

AT_LEAST = timedelta(days=28)
"""RET-2: nobody is forgotten sooner after something was written down about them, so that a slip can be put right and
an old traject that is taken over can be looked at."""


def forget_on(member: Member, milestones: Iterable[Milestone]) -> date | None:
    """The day on which somebody is forgotten, unless something new is said; None while no end is in sight.

    RET-1: so many months as the definition says after the last thing that was due. That is the close of the last
    follow-up or the last contact; without any, the day on which they withdrew or were refused, or else that of the
    ceremony or of the cancellation of the traject.
    """
    left = _left_on(member)
    if left is None or _is_to_be_followed(member):
        return None
    contacts = [on for _, on in member.state.contacts if member.clock.reached(on)]
    last = max([left, *contacts, *(closed_on(milestone) for milestone in milestones)])
    kept_until = add_months(last, member.group.programme.retention_months)
    told_on = member.state.told_on
    return kept_until if told_on is None else max(kept_until, told_on + AT_LEAST)


def _is_to_be_followed(member: Member) -> bool:
    """Whoever left asked to be followed up and can be, and the ceremony that it counts from is still to come."""
    asked = member.state.follow_up_requested_on
    to_come = member.group.ceremony_held_on is None and not member.group.cancelled
    return member.was_admitted_in_time and asked is not None and member.clock.reached(asked) and to_come


def _left_on(member: Member) -> date | None:
    if member.withdrawn_on is not None:
        return member.withdrawn_on
    if member.decision is Decision.REFUSED:
        return member.decided_on
    group = member.group
    return group.ceremony_held_on or (group.situation.cancelled_on if group.cancelled else None)


def undone(situation: Situation) -> dict[UUID, date]:
    """Who is known by name although their registration was taken back, and when they are forgotten (RET-2)."""
    return {
        state.id: (state.told_on or situation.last_recorded) + AT_LEAST
        for state in situation.participants.values()
        if state.key and not state.registered
    }
