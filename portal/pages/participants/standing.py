"""Where a journey stands, at one look: phases with their days, what stands still, what is to be done."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from domain import texts
from domain.assessment import Stall
from domain.terms import FollowUpStatus, Phase, TaskState
from portal import completing
from portal.pages.participants.listing import PHASES
from portal.reading.journey import Journey
from portal.reading.task_rows import Task, as_task, task_rows
from portal.visit import Visit
from storage.engine import ReadSession
from storage.queries.tasks import TaskLine, by_urgency
from storage.tables import tasks
from views import tasks as task_views

_FIRST = frozenset({Phase.INTAKE, Phase.REFUSED, Phase.WAITING_LIST})
_STOPPED = frozenset({Phase.REFUSED, Phase.WITHDRAWN})


def timeline(visit: Visit, person: Journey) -> list[tuple[str, str, str, str]]:
    """The phases in order: name, day, done or current or upcoming or stopped, and how far it came."""
    now, said, language = reached(person), _days_and_notes(visit, person), visit.language
    return [
        (
            texts.name(phase, language).capitalize(),
            "" if said[phase][0] is None else texts.day(said[phase][0] or person.today, language),
            _state(person, number, now),
            said[phase][1],
        )
        for number, phase in enumerate(PHASES)
    ]


def reached(person: Journey) -> int:
    """The number of the phase that somebody is in, or was in when they stopped."""
    phase, group = person.found.phase, person.group
    if phase in _FIRST:
        return 0
    if phase is not Phase.WITHDRAWN:
        return PHASES.index(phase)
    left = person.member.withdrawn_on or person.today
    if group.ceremony_held_on is not None and group.ceremony_held_on < left:
        return PHASES.index(Phase.FOLLOW_UP)
    if not person.member.is_admitted:
        return 0
    begun = group.started_on is not None and group.started_on <= left
    return PHASES.index(Phase.PROGRAMME if begun else Phase.KICK_OFF)


def _state(person: Journey, number: int, now: int) -> str:
    if number < now or person.found.phase is Phase.CLOSED:
        return "done"
    if number > now:
        return "upcoming"
    return "stopped" if person.found.phase in _STOPPED else "current"


def _days_and_notes(visit: Visit, person: Journey) -> Mapping[Phase, tuple[date | None, str]]:
    words, member, group = visit.words, person.member, person.group
    certificate, milestones = person.found.certificate, person.found.follow_up
    decision = "" if member.decision is None else texts.name(member.decision, visit.language)
    reached_ones = sum(each.status is FollowUpStatus.REACHED for each in milestones)
    followed = words.gettext("%(reached)s van %(all)s bereikt") % {"reached": reached_ones, "all": len(milestones)}
    attended = words.gettext("%(attended)s van %(counted)s bijgewoond") % {
        "attended": certificate.attended,
        "counted": certificate.counted,
    }
    verdict = texts.name(certificate.verdict, visit.language) if person.found.admitted else ""
    last = max((each.due for each in milestones), default=None)
    return {
        Phase.INTAKE: (member.registered_on, decision),
        Phase.KICK_OFF: (group.kick_off_on, ""),
        Phase.PROGRAMME: (group.started_on, attended if person.found.admitted and group.held else ""),
        Phase.CERTIFICATE: (group.ceremony_on, verdict if group.held else ""),
        Phase.FOLLOW_UP: (
            next((each.due for each in milestones if each.settled_on is None), None),
            followed if milestones else "",
        ),
        Phase.CLOSED: (last if person.found.phase is Phase.CLOSED else None, ""),
    }


@dataclass(frozen=True, slots=True)
class Blocked:
    """Something that stands still, with why, since when, who is waited for and what would end it."""

    title: str
    why: str
    ends: str
    since: date
    waiting_on: str


def blocked(visit: Visit, person: Journey) -> tuple[list[Blocked], list[Blocked]]:
    """What stands still for the participant, and for the whole traject."""
    language = visit.language
    own = [_blocked(stall, language) for stall in person.found.stalls]
    return own, [_blocked(stall, language) for stall in person.assessed.found.stalls]


def _blocked(stall: Stall, language: texts.Language) -> Blocked:
    return Blocked(
        title=texts.title(stall.rule, language),
        why=texts.why(stall.rule, stall.facts, language),
        ends=texts.ends(stall.rule, stall.facts, language),
        since=stall.since,
        waiting_on=texts.waiting_on(str(stall.waiting_on), language),
    )


def open_tasks(visit: Visit, session: ReadSession, person: Journey) -> list[tuple[Task, str | None]]:
    """What is open, most urgent first, each with the address of the form that completes it, for who may."""
    if person.day.as_of is not None:
        lines = task_views.lines_of(session, person.assessed, person.found.needs)
        then = (_as_it_was(visit, person, line) for line in lines)
        return [(task, None) for task in sorted(then, key=lambda task: (task.due, task.priority, task.id))]
    here = visit.url("participant", participant=person.id)
    query = task_rows().where(tasks.c.participant_id == person.id, tasks.c.state == TaskState.OPEN)
    rows = session.execute(query.order_by(*by_urgency()))
    found = [as_task(row, visit) for row in rows]
    return [(task, completing.address(task, visit.visitor, visit.url, here)) for task in found]


def _as_it_was(visit: Visit, person: Journey, line: TaskLine) -> Task:
    """A task that was open on another day; who had taken it then is not kept."""
    return Task(
        id=line.id,
        kind=line.kind,
        role=line.role,
        traject=line.traject_id,
        traject_key=line.traject,
        municipality=line.municipality,
        phase=person.assessed.found.phase,
        participant=line.participant_id,
        name=person.name,
        session=line.session_id,
        milestone=line.milestone,
        opens=line.opens,
        due=line.due,
        expires=line.expires,
        priority=line.priority,
        state=line.state,
        closed_on=line.closed_on,
        assignee=None,
        assignee_name=None,
        facts=line.facts,
        definition=f"{line.programme} v{line.programme_version}",
        language=visit.language,
    )
