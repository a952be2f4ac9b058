"""Contact 3, 6 and 12 months after the ceremony, and what people do then (FUP in docs/rules.md)."""

from datetime import date, timedelta

from domain.assessment import Milestone
from domain.calendar import add_months, next_working_day
from domain.facts import FollowedUp
from domain.member import Member
from domain.terms import FLOW_OUT, FollowUpStatus, Outcome


def keeps_follow_up(member: Member) -> bool:
    """Who took part until the ceremony, certificate or not; who withdrew before only when asked for."""
    ceremony = member.group.ceremony_held_on
    if ceremony is None or not member.was_admitted_in_time:
        return False
    return not member.left_during or member.counts(member.state.follow_up_requested_on)


def follow_up(member: Member) -> tuple[Milestone, ...]:
    """The milestones of one participant, in order; none while there was no ceremony.

    Whoever refuses contact keeps those that were closed by then.
    """
    if not keeps_follow_up(member):
        return ()
    milestones = [milestone(member, months) for months in member.group.programme.follow_up.months]
    refused = member.state.contact_refused_on
    if refused and member.refuses_contact:
        return tuple(m for m in milestones if m.settled_on is not None or m.expires < refused)
    return tuple(milestones)


def milestone(member: Member, months: int) -> Milestone:
    """FUP-n: when it opens, is due and expires, and how it stands."""
    rule = member.group.programme.follow_up
    due = _due(member, months)
    opens = due - timedelta(days=rule.opens_before)
    expires = due + timedelta(days=rule.expires_after)
    contacts = contacts_of(member, months)
    reached = [contact for contact in contacts if contact.reached]
    settled = _settled_on(contacts, rule.attempts)
    return Milestone(
        months=months,
        opens=opens,
        due=due,
        expires=expires,
        status=_status(member, settled, opens, expires, reached=bool(reached)),
        late=bool(reached) and reached[0].on > expires,
        outcomes=_outcomes(reached),
        benefits=next((c.benefits for c in reversed(reached) if c.benefits is not None), None),
        settled_on=settled,
    )


def _due(member: Member, months: int) -> date:
    ceremony = member.group.ceremony_held_on or date.max
    return member.shifted(ceremony, next_working_day(add_months(ceremony, months)))


def contacts_of(member: Member, months: int) -> list[FollowedUp]:
    """The attempts for one milestone that count by now, by day."""
    known = [c for (n, _), c in member.state.contacts.items() if n == months and member.clock.reached(c.on)]
    return sorted(known, key=lambda contact: contact.on)


def _settled_on(contacts: list[FollowedUp], attempts: int) -> date | None:
    """The first contact, or the last of so many days on which nobody could be reached if that was earlier."""
    reached = [contact.on for contact in contacts if contact.reached]
    tried = sorted({contact.on for contact in contacts if not contact.reached})
    return min([*reached[:1], *tried[attempts - 1 : attempts]], default=None)


def _status(member: Member, settled: date | None, opens: date, expires: date, *, reached: bool) -> FollowUpStatus:
    if reached:
        return FollowUpStatus.REACHED
    if settled is not None:
        return FollowUpStatus.NOT_REACHED
    if not member.clock.reached(opens):
        return FollowUpStatus.UPCOMING
    over = member.clock.reached(expires + timedelta(days=1))
    return FollowUpStatus.MISSED if over else FollowUpStatus.OPEN


def _outcomes(reached: list[FollowedUp]) -> tuple[Outcome, ...]:
    """The union of what was said at each contact."""
    return tuple(sorted({outcome for contact in reached for outcome in contact.outcomes}))


def flows_out(outcomes: tuple[Outcome, ...]) -> bool:
    """Paid work, internship, work experience or education (D18)."""
    return not FLOW_OUT.isdisjoint(outcomes)


def is_settled(milestone: Milestone) -> bool:
    """Reached, not reached or missed: nothing more is expected."""
    return milestone.status not in (FollowUpStatus.UPCOMING, FollowUpStatus.OPEN)


def closed_on(milestone: Milestone) -> date:
    """The day on which a settled milestone closed; late contact does not open it again."""
    expired = milestone.expires + timedelta(days=1)
    return min(milestone.settled_on or expired, expired)
