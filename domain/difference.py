"""What differs between two assessments of one traject: what a fact, a rule or a definition would change.

Nothing is compared but what people act on: phases, verdicts, follow-up, open tasks, stalls, and when somebody is
forgotten.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from domain.assessment import Assessment, Facts, Milestone, Need, ParticipantAssessment, Stall
from domain.programme import Programme
from domain.terms import TaskState


class What(StrEnum):
    """Which part of an assessment changes."""

    TRAJECT_PHASE = "traject_phase"
    PHASE = "phase"
    PAUSED = "paused"
    INTAKE = "intake"
    CERTIFICATE = "certificate"
    FOLLOW_UP = "follow_up"
    TASK = "task"
    COMING_TASK = "coming_task"
    STALL = "stall"
    FORGETTING = "forgetting"


@dataclass(frozen=True, slots=True)
class Point:
    """One thing that an assessment says: of whom (None: of the traject), and which of its kind.

    `which` is the key of a task's need, the rule of a stall, the months of a follow-up; empty where there is only one.
    """

    participant: UUID | None
    what: What
    which: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """What is said of one point; None where nothing is: a task that is not open, somebody not registered yet."""

    point: Point
    before: Facts | None
    after: Facts | None


ByDefinition = tuple[Assessment, Programme]
"""What the rules say of a traject, and by which definition."""


def differences(before: ByDefinition, after: ByDefinition) -> list[Difference]:
    """Everything that changes from one assessment to the other, the traject first."""
    return compared(dict(_said(*before)), dict(_said(*after)))


def compared(was: Mapping[Point, Facts], becomes: Mapping[Point, Facts]) -> list[Difference]:
    """Each point of which something else is said, in the order of reading."""
    pairs = ((point, was.get(point), becomes.get(point)) for point in dict.fromkeys([*was, *becomes]))
    return [Difference(point, before, after) for point, before, after in pairs if before != after]


def told_of(need: Need, programme: Programme) -> Facts:
    """What is said of a task; its priority is left out, which only orders lists."""
    which = {"kind": need.kind, "milestone": need.milestone, "session": need.session}
    return {**which, "role": programme.tasks[need.kind].role, "due": need.due, "expires": need.expires}


def _said(assessment: Assessment, programme: Programme) -> Iterator[tuple[Point, Facts]]:
    if not assessment.exists:
        return
    yield Point(None, What.TRAJECT_PHASE), {"phase": assessment.phase}
    yield from _tasks(None, assessment.needs, programme)
    yield from _stalls(None, assessment.stalls)
    for who, one in assessment.participants.items():
        yield from _said_of(who, one)
        yield from _tasks(who, one.needs, programme)
        yield from _stalls(who, one.stalls)


def _said_of(who: UUID, one: ParticipantAssessment) -> Iterator[tuple[Point, Facts]]:
    yield Point(who, What.PHASE), {"phase": one.phase}
    yield Point(who, What.PAUSED), {"paused": one.paused}
    yield Point(who, What.INTAKE), {"verdict": one.intake.verdict, "failed": one.intake.failed}
    if one.admitted:
        yield Point(who, What.CERTIFICATE), _certificate(one)
    for milestone in one.follow_up:
        yield Point(who, What.FOLLOW_UP, str(milestone.months)), _milestone(milestone)
    if one.forget_on is not None:
        yield Point(who, What.FORGETTING), {"on": one.forget_on}


def _certificate(one: ParticipantAssessment) -> Facts:
    verdict = one.certificate
    counts = {"attended": verdict.attended, "counted": verdict.counted, "may_miss": verdict.may_miss}
    return {"verdict": verdict.verdict, "failed": verdict.failed, **counts}


def _milestone(milestone: Milestone) -> Facts:
    return {"months": milestone.months, "due": milestone.due, "status": milestone.status, "late": milestone.late}


def _tasks(who: UUID | None, needs: Iterable[Need], programme: Programme) -> Iterator[tuple[Point, Facts]]:
    for need in needs:
        if need.state is TaskState.OPEN:
            yield Point(who, What.TASK, need.key), told_of(need, programme)


def _stalls(who: UUID | None, stalls: Iterable[Stall]) -> Iterator[tuple[Point, Facts]]:
    for stall in stalls:
        said = {"rule": stall.rule, "since": stall.since, "waiting_on": stall.waiting_on}
        yield Point(who, What.STALL, stall.rule), said
