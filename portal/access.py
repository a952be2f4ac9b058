"""The table of who may open what. A route that is not in it does not start, so nothing is open by accident.

Objects in an address (`{traject}`, `{participant}`, `{session}`, `{task}`, `{organisation}`) must lie within what the
visitor may see: see `portal.scope`. Any other parameter is named in `free`, with nothing personal behind it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

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
    # ---- everybody ----
    "change_password": EVERYONE,
    # ---- tasks ----
    "tasks": _for(C, T, P),
    "talk": _for(C, T),
    # ---- people ----
    "reason": _for(P),
    # ---- trajects ----
    # ---- project lead ----
    # ---- network and evaluations ----
    # ---- management ----
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
    return (route.name for route in routes if isinstance(route, APIRoute))


def _problems(routes: Iterable[BaseRoute]) -> Iterator[str]:
    for route in routes:
        if not isinstance(route, APIRoute):
            continue
        rule = TABLE.get(route.name)
        if rule is None:
            yield f"{route.path} ({route.name}) is not in portal.access.TABLE"
        elif unchecked := set(route.param_convertors) - OBJECTS - rule.free:
            yield f"{route.path}: {', '.join(sorted(unchecked))} is neither an object nor free"
        elif rule.public and set(route.param_convertors) & OBJECTS:
            yield f"{route.path} shows an object to everybody"
