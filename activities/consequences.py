"""The difference between what the tables say and what an assessment says; no database, so it is easily tested.

A task has a row once its need was open at some assessment, and then follows that need. An open row whose need is no
longer spoken of is closed: as done where that is what it asked for (`MET_WHEN_GONE`), as cancelled otherwise.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic_core import to_jsonable_python

from activities.assignees import Assignees
from activities.messages import Standing, Wake
from domain.assessment import Assessment, Need, ParticipantAssessment, state_when_gone
from domain.ids import participant_workflow, traject_workflow
from domain.phase_days import spells
from domain.programme import Programme
from domain.situation import Situation
from domain.terms import Phase, StaffRole, TaskKind, TaskState, TrajectPhase, Verdict
from storage.current import Columns, Current

_FOLLOWED = (
    *("kind", "participant_id", "session_id", "milestone", "opens", "due", "expires"),
    *("role", "priority", "programme", "programme_version"),
)
_STANDING = ("phase", "paused", "next_check", "ended")


@dataclass(frozen=True, slots=True)
class Found:
    """A traject as it is now known and judged; `assignees` says who took which task."""

    situation: Situation
    programme: Programme
    assessment: Assessment
    assignees: Assignees
    keys: Mapping[UUID, str]


@dataclass(slots=True)
class Changes:
    """Rows to write, table by table. `closed` rows hold only what closing changes; `stalls` None: as they were."""

    traject: Columns
    participants: list[Columns] = field(default_factory=list)
    tasks: list[Columns] = field(default_factory=list)
    closed: list[Columns] = field(default_factory=list)
    stalls: list[Columns] | None = None
    unstalled: list[Columns] = field(default_factory=list)
    opened: list[Need] = field(default_factory=list)
    standings: dict[str, Standing] = field(default_factory=dict)
    wake: list[Wake] = field(default_factory=list)


def consequences(before: Current, found: Found, at: datetime) -> Changes:
    """What must change so that the tables say what the assessment says. `before.traject` may be a new row."""
    changes = Changes(traject=_traject_row(before.traject, found))
    _compare_tasks(changes, before, found, at)
    _compare_stalls(changes, before, found)
    _compare_standings(changes, before, found)
    return changes


def _compare_tasks(changes: Changes, before: Current, found: Found, at: datetime) -> None:
    traject = before.traject["id"]
    needs = {need.task_id(traject): need for need in found.assessment.all_needs()}
    for identity, need in needs.items():
        row = before.tasks.get(identity)
        if need.state is TaskState.OPEN:
            wanted = _task_row(identity, traject, need, found, at)
            if row is None or row["state"] != TaskState.OPEN:
                changes.opened.append(need)
                changes.tasks.append(wanted)
            elif any(row[name] != wanted[name] for name in (*_FOLLOWED, "assignee", "facts")):
                changes.tasks.append({**wanted, "opened_at": row["opened_at"]})
        elif row is not None and row["state"] != need.state:
            changes.closed.append(_closing(identity, traject, need.state, found.assessment.today, at))
    cancelled = found.assessment.phase is TrajectPhase.CANCELLED
    changes.closed.extend(
        _closing(
            identity, traject, state_when_gone(TaskKind(row["kind"]), cancelled=cancelled), found.assessment.today, at
        )
        for identity, row in before.tasks.items()
        if identity not in needs and row["state"] == TaskState.OPEN
    )


def _task_row(identity: UUID, traject: UUID, need: Need, found: Found, at: datetime) -> Columns:
    rule = found.programme.tasks[need.kind]
    return {
        "id": identity,
        "traject_id": traject,
        "participant_id": need.participant,
        "session_id": need.session,
        "kind": need.kind,
        "role": rule.role,
        "milestone": need.milestone,
        "opens": need.opens,
        "due": need.due,
        "expires": need.expires,
        "priority": rule.priority,
        "state": TaskState.OPEN,
        "facts": to_jsonable_python(need.facts),
        "programme": found.programme.id,
        "programme_version": found.programme.version,
        "opened_at": at,
        "closed_at": None,
        "closed_on": None,
        "assignee": found.assignees.of(identity, rule.role),
    }


def _closing(identity: UUID, traject: UUID, state: TaskState, on: date, at: datetime) -> Columns:
    return {"id": identity, "traject_id": traject, "state": state, "closed_at": at, "closed_on": on}


def _compare_stalls(changes: Changes, before: Current, found: Found) -> None:
    wanted = [
        {
            "traject_id": before.traject["id"],
            "participant_id": stall.participant,
            "rule": stall.rule,
            "since": stall.since,
            "waiting_on": str(stall.waiting_on),
            "facts": to_jsonable_python(stall.facts),
        }
        for stall in found.assessment.all_stalls()
    ]
    known = {_which(row): row for row in before.stalls}
    now = {_which(row): row for row in wanted}
    if now != known:
        changes.stalls = wanted
        changes.unstalled = [row for which, row in known.items() if which not in now]


def _which(stall: Columns) -> tuple[UUID | None, str]:
    return stall["participant_id"], stall["rule"]


def _compare_standings(changes: Changes, before: Current, found: Found) -> None:
    """Everybody the situation knows has a row, also who is registered from a later day on or was undone."""
    traject = before.traject["id"]
    changes.traject["version"] = _stand(changes, traject_workflow(traject), before.traject, changes.traject, found)
    everybody = dict.fromkeys([*found.situation.participants, *before.participants])
    for participant in everybody:
        row = before.participants.get(participant)
        new = _participant_row(participant, row, before, found)
        new["version"] = _stand(changes, participant_workflow(participant), row, new, found)
        if new != row:
            changes.participants.append(new)


def _stand(changes: Changes, workflow: str, row: Columns | None, new: Columns, found: Found) -> int:
    """Note where a subject stands now and whether it must be woken; the standing's version."""
    old = {name: row.get(name, False) for name in _STANDING} if row and row["version"] else None
    now = {name: new.get(name, False) for name in _STANDING}
    version = (row["version"] if row else 0) + (old != now)
    own = new["id"] if workflow.startswith("participant") else None
    standing = Standing(
        **now,
        version=version,
        municipality=changes.traject["municipality"],
        next_due=_next_due(found.assessment, own),
        last_progress=changes.traject["last_progress"],
    )
    changes.standings[workflow] = standing
    if old is None or _must_hear(old, now):
        changes.wake.append(Wake(workflow=workflow, traject=changes.traject["id"], standing=standing))
    return version


def _must_hear(old: Columns, now: Columns) -> bool:
    """A later check needs no wake-up: the workflow looks in vain once, and then knows."""
    if any(old[name] != now[name] for name in ("phase", "paused", "ended")):
        return True
    next_check: date | None = now["next_check"]
    return next_check is not None and (old["next_check"] is None or next_check < old["next_check"])


def _next_due(assessment: Assessment, participant: UUID | None) -> date | None:
    """The earliest due date of an open task of the subject itself."""
    needs: Sequence[Need] = assessment.needs
    if participant is not None:
        one = assessment.participants.get(participant)
        needs = one.needs if one else ()
    return min((need.due for need in needs if need.state is TaskState.OPEN), default=None)


def _traject_row(row: Columns, found: Found) -> Columns:
    situation, assessment = found.situation, found.assessment
    return {
        "id": row["id"],
        "municipality": row["municipality"],
        "key": row["key"],
        "programme": found.programme.id,
        "programme_version": found.programme.version,
        "coordinator_id": assessment.staff[StaffRole.COORDINATOR],
        "trainer_id": assessment.staff[StaffRole.TRAINER],
        "created_on": None if situation.created_on == date.max else situation.created_on,
        "phase": assessment.phase,
        "next_check": assessment.next_check,
        "ended": assessment.ended,
        "version": row["version"],
        "agreement_on": situation.agreement_on,
        "plan_on": situation.plan_on,
        "ceremony_on": situation.ceremony_on,
        "last_progress": _last_progress(situation, assessment.today),
        "tally": assessment.tally.model_dump(mode="json"),
        "counted_on": assessment.today,
        "phases": to_jsonable_python(spells(situation, found.programme, assessment.today)),
    }


def _participant_row(participant: UUID, row: Columns | None, before: Current, found: Found) -> Columns:
    one = found.assessment.participants.get(participant)
    state = found.situation.participants.get(participant)
    names: dict[str, Any] = row or {
        "id": participant,
        "traject_id": before.traject["id"],
        "municipality": before.traject["municipality"],
        "key": found.keys.get(participant) or str(participant),
    }
    undone = found.assessment.undone.get(participant)
    judged = _judged(one) if one else _not_judged(undone, registered=state is not None and state.registered)
    return {
        **{name: names[name] for name in ("id", "traject_id", "municipality", "key")},
        **judged,
        "version": row["version"] if row else 0,
    }


def _judged(one: ParticipantAssessment) -> Columns:
    return {
        "phase": one.phase,
        "paused": one.paused,
        "admitted": one.admitted,
        "verdict": one.certificate.verdict,
        "next_check": one.next_check,
        "ended": one.ended,
    }


def _not_judged(forget_on: date | None, *, registered: bool) -> Columns:
    """Registered from a later day on (the traject's clock waits for it), or by mistake, or just forgotten."""
    return {
        "phase": Phase.INTAKE,
        "paused": False,
        "admitted": False,
        "verdict": Verdict.IN_PROGRESS,
        "next_check": forget_on,
        "ended": not registered and forget_on is None,
    }


def _last_progress(situation: Situation, today: date) -> date | None:
    held = (session.day for session in situation.sessions.values() if session.took_place)
    return max((day for day in held if day <= today), default=None)
