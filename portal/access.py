"""The table of who may open what. A route that is not in it does not start, so nothing is open by accident.

Objects in an address (`{traject}`, `{participant}`, `{session}`, `{task}`, `{organisation}`) must lie within what the
visitor may see: see `portal.scope`. Any other parameter is named in `free`, with nothing personal behind it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from fastapi import APIRouter
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute

from portal.scope import OBJECTS
from portal.visitor import Role

C, T, P, A = Role.COORDINATOR, Role.TRAINER, Role.PROJECT_LEAD, Role.ADMINISTRATOR


@dataclass(frozen=True, slots=True)
class Rule:
    """Which roles a route is for. `after_reason`: these may, once they said why (it is logged).

    `public`: nobody need be signed in. `free`: parameters of the address that are no object of ours.
    """

    roles: frozenset[Role] = frozenset()
    after_reason: frozenset[Role] = frozenset()
    public: bool = False
    free: frozenset[str] = frozenset()


def _for(*roles: Role, free: tuple[str, ...] = ()) -> Rule:
    return Rule(frozenset(roles), free=frozenset(free))


def _person(*roles: Role, free: tuple[str, ...] = ()) -> Rule:
    """A page about one person by name: a project lead must say why first."""
    return Rule(frozenset({*roles, P}), after_reason=frozenset({P}), free=frozenset(free))


def _public(*free: str) -> Rule:
    return Rule(public=True, free=frozenset(free))


EVERYONE = _for(C, T, P, A)

TABLE: dict[str, Rule] = {
    # ---- without signing in ----
    "home": _public(),
    "healthz": _public(),
    "sign_in": _public(),
    "oidc_begin": _public(),
    "oidc_return": _public(),
    "sign_out": _public(),
    "choose_language": _public("code"),
    "accessibility": _public(),
    "privacy": _public(),
    "verify_certificate": _public(),
    "own_answer": _public("token"),
    "calendar_feed": _public("token"),
    # ---- everybody ----
    "change_password": EVERYONE,
    "preferences": EVERYONE,
    # ---- tasks ----
    "tasks": _for(C, T, P, A),
    "tasks_sheet": _for(C, T, P, free=("kind",)),
    "task_line": _for(C, T, P, free=("kind",)),
    "task_actions": _for(C, T, P),
    "saved_views": _for(C, T, P),
    "calendar": _for(C, T, P),
    "forecast": _for(C, T, P),
    "forecast_sheet": _for(C, T, P, free=("kind",)),
    "task": _for(C, T, P),
    "talk": _for(C, T, P),
    "together": _for(C, T, free=("kind",)),
    # ---- people ----
    "participants": _for(C, T, P),
    "participants_sheet": _for(C, T, P, free=("kind",)),
    "find_participant": _for(C, T),
    "participant": _person(C, T),
    "register_participant": _for(C),
    "person_details": _for(C),
    "intake": _for(C, T),
    "decision": _for(C),
    "consent": _for(C, T),
    "waiver": _for(T),
    "measurement": _for(C, T, free=("moment",)),
    "competences": _for(T),
    "approval": _for(T),
    "handing_out": _for(C, T),
    "follow_up": _for(C, free=("months",)),
    "answer_link": _for(C, free=("months",)),
    "pause": _for(C),
    "resume": _for(C),
    "withdrawal": _for(C),
    "re_entry": _for(C),
    "move": _for(C),
    "contact": _for(C),
    "mentor": _for(C),
    "take_back": _for(C, T, free=("message",)),
    "find_to_inspect": _for(A),
    "inspection": _for(C, A),
    "inspection_file": _for(C, A),
    "forget": _for(C, A),
    "reason": _for(P),
    # ---- trajects ----
    "trajects": _for(C, T, P),
    "trajects_sheet": _for(C, T, P, free=("kind",)),
    "traject_file": _for(C),
    "new_traject": _for(C, P),
    "traject": _for(C, T, P),
    "traject_details": _for(C, P),
    "plan_session": _for(C, T),
    "session": _for(C, T),
    "sessions_sheet": _for(C, T, P, free=("kind",)),
    "matrix": _for(C, T),
    "matrix_sheet": _for(C, T, free=("kind",)),
    "attendance": _for(C, T),
    "group_break": _for(C, T),
    "cancel_traject": _for(C, P),
    "certificates": _for(C, T),
    "certificates_sheet": _for(C, T, free=("kind",)),
    "certificate_preview": _for(C, T),
    "certificate_file": _for(C, T),
    "certificate_files": _for(C, T),
    "issue_certificates": _for(C, T),
    "attendance_sheet": _for(C, T),
    "traject_report": _for(C, T, P),
    # ---- project lead ----
    "project_lead": _for(P),
    "stalled": _for(P),
    "overdue": _for(P),
    "response": _for(P),
    "outcomes": _for(P),
    "trajects_behind": _for(P),
    "overview_workbook": _for(P),
    "project_lead_sheet": _for(P, free=("page", "kind")),
    "reassign": _for(P),
    "reassign_all": _for(P),
    "reassign_all_sheet": _for(P, free=("kind",)),
    # ---- network and evaluations ----
    "network": _for(C, T),
    "network_sheet": _for(C, T, free=("kind",)),
    "new_organisation": _for(C),
    "organisation": _for(C, T),
    "change_organisation": _for(C),
    "matching": _for(C, T),
    "matching_sheet": _for(C, T, free=("kind",)),
    "evaluations": _for(C, T, P),
    "evaluations_sheet": _for(C, T, P, free=("kind",)),
    "evaluation": _for(C, T, free=("moment",)),
    "evaluation_done": _for(C, T, free=("evaluation",)),
    # ---- management ----
    "intake_of_files": _for(C, A),
    "empty_workbook": _for(C, A),
    "upload": _for(C, A, free=("upload",)),
    "programmes": _for(C, T, P, A),
    "programmes_sheet": _for(C, T, P, A, free=("kind",)),
    "check_programme": _for(C, T, P, A),
    "programme": _for(C, T, P, A, free=("programme", "version")),
    "programme_difference": _for(C, T, P, A, free=("programme", "version")),
    "move_trajects": _for(P, free=("programme", "version")),
    "mailbox": _for(A),
    "mailbox_sheet": _for(A, free=("kind",)),
    "mail": _for(A, free=("mail",)),
    "account_list": _for(A),
    "accounts_sheet": _for(A, free=("kind",)),
    "access_log": _for(A),
    "access_log_sheet": _for(A, free=("kind",)),
    "new_account": _for(A),
    "account": _for(A, free=("account",)),
    "account_state": _for(A, free=("account",)),
    "account_password": _for(A, free=("account",)),
    "help": _public("topic"),
}
"""By the name of the route. Keep this sorted by family; docs show it as a table."""


class NotInTheTable(Exception):
    """A route nobody decided about, or a parameter that nobody checks."""


def insist(routes: Iterable[BaseRoute]) -> None:
    """Refuse to start with a route that the table does not know, or only half.

    Raises:
        NotInTheTable: names all of them.
    """
    problems = list(_problems(routes))
    if problems:
        raise NotInTheTable("; ".join(problems))


def names(routes: Iterable[BaseRoute]) -> Iterator[str]:
    """What routes are called."""
    return (route.name for route in api_routes(routes))


def api_routes(routes: Iterable[BaseRoute]) -> Iterator[APIRoute]:
    """All routes, those of a family of modules too, whose routers FastAPI keeps as they are."""
    for route in routes:
        inside: APIRouter | None = getattr(route, "original_router", None)
        if inside is not None:
            yield from api_routes(inside.routes)
        elif isinstance(route, APIRoute):
            yield route


def _problems(routes: Iterable[BaseRoute]) -> Iterator[str]:
    for route in api_routes(routes):
        rule = TABLE.get(route.name)
        if rule is None:
            yield f"{route.path} ({route.name}) is not in portal.access.TABLE"
        elif unchecked := set(route.param_convertors) - OBJECTS - rule.free:
            yield f"{route.path}: {', '.join(sorted(unchecked))} is neither an object nor free"
        elif rule.public and set(route.param_convertors) & OBJECTS:
            yield f"{route.path} shows an object to everybody"
