"""Which form completes a task: completing is filling in what the need asks for, never ticking a box."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import urlencode
from uuid import UUID

from domain.terms import SessionKind, TaskKind
from portal import access
from portal.visitor import Visitor

TALKS = frozenset(
    {
        TaskKind.AFTERCARE,
        TaskKind.CALL_ABSENTEE,
        TaskKind.EXIT_TALK,
        TaskKind.PREPARE_GUEST,
        TaskKind.REFER_ON,
        TaskKind.REPORT_OUTCOMES,
        TaskKind.TALK_AT_RISK,
        TaskKind.TALK_OUT_OF_REACH,
    }
)
"""Needs that end when somebody says that it was done, and how it went."""
TOGETHER = frozenset(
    {
        TaskKind.ASK_CONSENT,
        TaskKind.DECIDE_ADMISSION,
        TaskKind.RECORD_COMPETENCES,
        TaskKind.ISSUE_CERTIFICATE,
        *(TALKS - {TaskKind.PREPARE_GUEST, TaskKind.REPORT_OUTCOMES}),
    }
)
"""Kinds that have one form for everybody in a line; the others ask too much of each person."""
BACK = "terug"
"""The parameter that says where somebody came from."""


class Asked(Protocol):
    """What a form must know of a task."""

    @property
    def id(self) -> UUID: ...
    @property
    def kind(self) -> str: ...
    @property
    def traject(self) -> UUID: ...
    @property
    def participant(self) -> UUID | None: ...
    @property
    def session(self) -> UUID | None: ...
    @property
    def milestone(self) -> int | None: ...
    @property
    def facts(self) -> Mapping[str, Any]: ...


@dataclass(frozen=True, slots=True)
class Place:
    """A form: the name of its route, what its address needs of the task, and what it begins with."""

    route: str
    needs: tuple[str, ...] = ()
    fixed: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    anchor: str = ""

    def parameters(self, task: Asked) -> dict[str, str]:
        """The parameters of the address."""
        given = {name: str(getattr(task, _ATTRIBUTES.get(name, name))) for name in self.needs}
        return given | dict(self.fixed)


_ATTRIBUTES = {"task": "id", "months": "milestone"}


def _of_participant(route: str, **fixed: str) -> Place:
    return Place(route, ("participant",), fixed)


def _of_traject(route: str, anchor: str = "", **fixed: str) -> Place:
    return Place(route, ("traject",), fixed, anchor=anchor)


def _planning(kind: SessionKind | None = None) -> Place:
    return Place("plan_session", ("traject",), query={} if kind is None else {"soort": kind.value})


_TALK = Place("talk", ("task",))
_PLACES: Mapping[TaskKind, Place] = {
    **dict.fromkeys(TALKS, _TALK),
    TaskKind.SIGN_AGREEMENT: _of_traject("traject_details", "overeenkomst"),
    TaskKind.WRITE_PLAN_OF_APPROACH: _of_traject("traject_details", "plan-van-aanpak"),
    TaskKind.APPOINT_TRAINER: _of_traject("traject_details", "trainer"),
    TaskKind.RECRUIT_PARTICIPANTS: _of_traject("register_participant"),
    TaskKind.PLAN_KICK_OFF: _planning(SessionKind.KICK_OFF),
    TaskKind.WRITE_ACTIVITY_PLAN: _planning(),
    TaskKind.PLAN_NEXT_ACTIVITY: _planning(),
    TaskKind.ORGANISE_COMPANY_VISIT: _planning(SessionKind.COMPANY_VISIT),
    TaskKind.ORGANISE_GUEST_LESSON: _planning(SessionKind.GUEST_LESSON),
    TaskKind.ORGANISE_NETWORK_MEETING: _planning(SessionKind.NETWORK_MEETING),
    TaskKind.PLAN_CEREMONY: _planning(SessionKind.CEREMONY),
    TaskKind.REGISTER_ATTENDANCE: Place("attendance", ("traject", "session")),
    TaskKind.CONFIRM_CEREMONY: Place("session", ("traject", "session")),
    TaskKind.INTERIM_EVALUATION: _of_traject("evaluation", moment="tussentijds"),
    TaskKind.EVALUATE_TRAJECT: _of_traject("evaluation", moment="eind"),
    TaskKind.DECIDE_ON_TRAJECT: _of_traject("traject"),
    TaskKind.UNBLOCK_TRAJECT: _of_traject("traject"),
    TaskKind.HOLD_INTAKE: _of_participant("intake"),
    TaskKind.DECIDE_ADMISSION: _of_participant("decision"),
    TaskKind.ASK_CONSENT: _of_participant("consent"),
    TaskKind.RECORD_BASELINE: _of_participant("measurement", moment="nulmeting"),
    TaskKind.RECORD_END_MEASUREMENT: _of_participant("measurement", moment="eindmeting"),
    TaskKind.RECORD_COMPETENCES: _of_participant("competences"),
    TaskKind.APPROVE_CERTIFICATE: _of_traject("certificates"),
    TaskKind.ISSUE_CERTIFICATE: _of_participant("handing_out"),
    TaskKind.FOLLOW_UP: Place("follow_up", ("participant", "months")),
    TaskKind.REVIEW_PAUSE: _of_participant("resume"),
}
"""Where each kind is completed. A visit to catch up is waived by a trainer, and planned by a coordinator."""
_ROUTE = Callable[..., str]


def place(task: Asked, visitor: Visitor) -> Place | None:
    """The form that completes a task; None when this visitor's roles don't open it."""
    kind = TaskKind(task.kind)
    found = _catching_up(task, visitor) if kind is TaskKind.CATCH_UP_VISIT else _PLACES[kind]
    return found if visitor.has(access.TABLE[found.route].roles) else None


def address(task: Asked, visitor: Visitor, url: _ROUTE, back: str) -> str | None:
    """The address of that form, which leads back to `back` when it is filled in."""
    found = place(task, visitor)
    return None if found is None else _address(found, found.parameters(task), url, back)


def together(traject: UUID, kind: str, visitor: Visitor, url: _ROUTE, back: str) -> str | None:
    """The address of the one form for everybody in a line; None where each needs a form of their own."""
    if kind == TaskKind.APPROVE_CERTIFICATE:
        found = Place("certificates")
    elif kind in TOGETHER:
        found = Place("together", fixed={"kind": kind})
    else:
        return None
    if not may_together(kind, visitor):
        return None
    return _address(found, {"traject": str(traject), **found.fixed}, url, back)


def may_together(kind: str, visitor: Visitor) -> bool:
    """Whether somebody may fill in for a whole line what each person's own form asks."""
    routes = ("together", _PLACES[TaskKind(kind)].route)
    return all(visitor.has(access.TABLE[route].roles) for route in routes)


def _address(found: Place, parameters: Mapping[str, str], url: _ROUTE, back: str) -> str:
    path = url(found.route, **parameters)
    query = urlencode({**found.query, BACK: back})
    return f"{path}?{query}" + (f"#{found.anchor}" if found.anchor else "")


def _catching_up(task: Asked, visitor: Visitor) -> Place:
    waiver = _of_participant("waiver")
    if visitor.has(access.TABLE[waiver.route].roles):
        return waiver
    kind = next((each for each in SessionKind if each == task.facts.get("kind")), None)
    return _planning(kind)
