"""The certificate: half of the sessions, the visits, and the trainer's word (CRT in docs/rules.md)."""

from datetime import date

from domain.assessment import Certificate
from domain.member import Member
from domain.terms import Outlook, SessionKind, Verdict

HALF, VISITS, TRAINER = "CRT-HALF", "CRT-VISITS", "CRT-TRAINER"


def certificate(member: Member) -> Certificate:
    """The verdict on one participant, with the outlook while something is to come."""
    group = member.group
    visits = visits_made(member)
    lacking = tuple(kind for kind in group.visit_kinds if not _has_visit(member, kind, visits))
    margin = _margin(member)
    verdict, failed = _verdict(member, lacking, margin)
    return Certificate(
        verdict=verdict,
        attended=len(member.attended),
        counted=group.counted,
        may_miss=margin,
        outlook=_outlook(margin),
        visits=visits,
        waived=tuple(sorted(member.waived)),
        failed=failed,
        missing_visits=lacking,
        missing_to_come=tuple(kind for kind in lacking if group.comes(kind)),
    )


def visits_made(member: Member) -> dict[SessionKind, int]:
    """How many visits of each kind that the programme asks for the participant made."""
    kinds = [session.kind for session in member.attended]
    return {kind: kinds.count(kind) for kind in member.group.visit_kinds}


def _has_visit(member: Member, kind: SessionKind, visits: dict[SessionKind, int]) -> bool:
    """VIS-MIN for one kind: attended once, however many the group makes, or waived."""
    return kind in member.waived or visits[kind] > 0


def _margin(member: Member) -> int | None:
    """How many of the sessions to come may be missed before the half is out of reach."""
    group = member.group
    if group.still_to_come == 0 or member.left_during:
        return None
    return len(member.attended) + group.still_to_come - group.needed


def _outlook(margin: int | None) -> Outlook | None:
    if margin is None:
        return None
    if margin < 0:
        return Outlook.OUT_OF_REACH
    return Outlook.AT_RISK if margin <= 1 else Outlook.FINE


def _verdict(member: Member, lacking: tuple[SessionKind, ...], margin: int | None) -> tuple[Verdict, tuple[str, ...]]:
    if member.left_during:
        return Verdict.WITHDRAWN, ()
    half = len(member.attended) >= member.group.needed
    visits = not lacking or not member.group.programme.certificate.visits
    approved = approval(member)
    if half and visits:
        return _by_trainer(approved=approved)
    if margin is not None:
        out_of_reach = margin < 0
        return (Verdict.NOT_ELIGIBLE, (HALF,)) if out_of_reach else (Verdict.IN_PROGRESS, ())
    held = {HALF: half, VISITS: visits, TRAINER: approved is not False}
    return Verdict.NOT_ELIGIBLE, tuple(rule for rule, holds in held.items() if not holds)


def _by_trainer(*, approved: bool | None) -> tuple[Verdict, tuple[str, ...]]:
    """CRT-TRAINER fails only on a recorded no."""
    if approved is None:
        return Verdict.AWAITING_APPROVAL, ()
    return (Verdict.ELIGIBLE, ()) if approved else (Verdict.NOT_ELIGIBLE, (TRAINER,))


def approval(member: Member) -> bool | None:
    """What the trainer said, None for not yet."""
    said = member.at_certificate(member.state.approval)
    return said[1] if said else None


def eligible_since(member: Member) -> date | None:
    """The day from which half, visits and approval were all there; None without an approval."""
    group = member.group
    said = member.at_certificate(member.state.approval)
    if not said or not said[1]:
        return None
    visits = group.visit_kinds if group.programme.certificate.visits else ()
    return max([said[0], _half_since(member), *(_visit_day(member, kind) for kind in visits)])


def _half_since(member: Member) -> date:
    """The session that made the half; the ceremony for whom it was half only of what had been registered by then."""
    group = member.group
    needed = group.needed_before_the_end
    if group.ceremony_held_on and len(member.attended) < needed:
        return group.ceremony_held_on
    needed = min(needed, len(member.attended))
    return member.attended[needed - 1].day if needed else group.created_on


def _visit_day(member: Member, kind: SessionKind) -> date:
    made = [session.day for session in member.attended if session.kind is kind]
    days = [*made[:1], *([member.waived[kind]] if kind in member.waived else [])]
    return min(days, default=date.min)


def outlook_since(member: Member, margin: int) -> date:
    """The day on which no more than `margin` sessions could be missed any more."""
    group = member.group
    missed = [s.day for s in group.registered if s not in member.attended]
    spare = group.counted - group.needed - margin
    day = missed[spare - 1] if 0 < spare <= len(missed) else group.created_on
    return max(day, member.decided_on, member.came_back_on or date.min)
