"""Where a participant's journey and a traject stand (docs/rules.md, Phases)."""

from collections.abc import Iterable

from domain.assessment import Milestone
from domain.follow_up import is_settled
from domain.group import Group
from domain.member import Member
from domain.terms import Decision, Phase, TrajectPhase

_UNTIL_ADMITTED = {
    None: Phase.INTAKE,
    Decision.REFUSED: Phase.REFUSED,
    Decision.WAITING_LIST: Phase.WAITING_LIST,
}


def participant_phase(member: Member, milestones: Iterable[Milestone]) -> Phase:
    """The phase of one participant; whoever withdrew is withdrawn, even while follow-up goes on."""
    if member.withdrawn_on is not None:
        return Phase.WITHDRAWN
    if member.decision in _UNTIL_ADMITTED:
        return _UNTIL_ADMITTED[member.decision]
    return _phase_with_the_group(member.group, milestones)


def _phase_with_the_group(group: Group, milestones: Iterable[Milestone]) -> Phase:
    if group.ceremony is None:
        return _phase_until_the_ceremony(group)
    settled = group.cancelled or all(is_settled(milestone) for milestone in milestones)
    return Phase.CLOSED if settled else Phase.FOLLOW_UP


def _phase_until_the_ceremony(group: Group) -> Phase:
    if group.cancelled:
        return Phase.CLOSED
    if not group.held:
        return Phase.KICK_OFF
    return Phase.PROGRAMME if group.still_to_come else Phase.CERTIFICATE


def _forgotten_were_followed(group: Group) -> bool:
    """Whoever was forgotten since has counted here as long as they were followed."""
    until = group.situation.forgotten.followed_until
    return until is None or group.clock.reached(until)


def traject_phase(group: Group, milestones: Iterable[Milestone]) -> TrajectPhase:
    """The phase of a traject; it closes when the last follow-up of the last participant is settled."""
    if group.cancelled:
        return TrajectPhase.CANCELLED
    if group.ceremony is not None:
        settled = _forgotten_were_followed(group) and all(is_settled(milestone) for milestone in milestones)
        return TrajectPhase.CLOSED if settled else TrajectPhase.FOLLOW_UP
    if group.held:
        return TrajectPhase.PROGRAMME if group.still_to_come else TrajectPhase.CEREMONY
    return TrajectPhase.KICK_OFF if group.kick_off_on else TrajectPhase.PREPARATION
