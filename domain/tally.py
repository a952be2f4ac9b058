"""Counting one traject on a day: who was there, what they answered, and what they do now."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from domain.assessment import Certificate, Milestone
from domain.clock import Clock
from domain.follow_up import flows_out
from domain.group import Group
from domain.intake import age_on
from domain.member import Member
from domain.outcomes import FollowUpTally, Pair, Tally
from domain.terms import FollowUpStatus, Moment, Presence, Verdict

Answers = dict[str, bool | int | float]
_OLDER = 27


@dataclass(frozen=True, slots=True)
class Counted:
    """What the count needs of one participant."""

    member: Member
    certificate: Certificate
    follow_up: tuple[Milestone, ...]
    baseline: Answers
    end: Answers

    @classmethod
    def of(cls, member: Member, certificate: Certificate, follow_up: tuple[Milestone, ...]) -> Self:
        """Asked while the participant's clock still listens: an answer dated later counts from then."""
        baseline, end = (member.answers(moment) for moment in (Moment.BASELINE, Moment.END_MEASUREMENT))
        return cls(member, certificate, follow_up, baseline, end)


def tally(group: Group, people: Sequence[Counted]) -> Tally:
    """The counts of one traject; women and ages are those of the participants with a baseline."""
    measured = [c.member for c in people if c.baseline]
    ends = [c.end for c in people if c.end]
    marks = [float(answers[group.programme.mark.key]) for answers in ends if group.programme.mark.key in answers]
    ages = _ages(group, measured)
    presences = [presence for session in group.registered for presence in session.attendance.values()]
    return Tally(
        registered=len(people),
        admitted=sum(c.member.is_admitted for c in people),
        baseline=len(measured),
        end_measurement=len(ends),
        certificate=sum(c.member.is_admitted and c.certificate.verdict is Verdict.ELIGIBLE for c in people),
        women=sum(member.state.gender == "woman" for member in measured),
        genders_known=sum(member.state.gender is not None for member in measured),
        present=sum(presence is Presence.PRESENT for presence in presences),
        attendances=len(presences),
        marks=len(marks),
        mark_sum=sum(marks),
        statements=_statements(group, ends),
        questions={key: _pair(people, key) for key in group.programme.questions},
        follow_up={
            months: _follow_up(group.clock, [m for c in people for m in c.follow_up if m.months == months])
            for months in group.programme.follow_up.months
        },
        ages_known=len(ages),
        older_than_26=sum(age >= _OLDER for age in ages),
        age_min=min(ages, default=None),
        age_max=max(ages, default=None),
    )


def _ages(group: Group, measured: list[Member]) -> list[int]:
    """The known ages on the day of the kick-off."""
    day = group.started_on or group.kick_off_on
    born = [member.state.birth_date for member in measured]
    return [age_on(birth, day) for birth in born if birth] if day else []


def _statements(group: Group, ends: list[Answers]) -> dict[str, tuple[int, int]]:
    known = {key: [a[key] for a in ends if key in a] for key in group.programme.statements}
    return {key: (sum(map(bool, answers)), len(answers)) for key, answers in known.items()}


def _pair(people: Sequence[Counted], question: str) -> Pair:
    """Who lacks one of the two answers can't be set side by side."""
    both = [c for c in people if question in c.baseline and question in c.end]
    return Pair(
        answered=len(both),
        before=sum(float(c.baseline[question]) for c in both),
        after=sum(float(c.end[question]) for c in both),
    )


def _follow_up(clock: Clock, milestones: list[Milestone]) -> FollowUpTally:
    due = [milestone for milestone in milestones if clock.reached(milestone.due)]
    reached = [milestone for milestone in due if milestone.status is FollowUpStatus.REACHED]
    return FollowUpTally(
        due=len(due),
        reached=len(reached),
        flow_out=sum(flows_out(milestone.outcomes) for milestone in reached),
        outcomes=dict(Counter(outcome for milestone in reached for outcome in milestone.outcomes)),
    )
