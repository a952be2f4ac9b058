"""Who may open what: every route of the portal, with every role, on objects that are theirs and that are not."""

from uuid import UUID, uuid4

import httpx
import pytest
from fastapi import APIRouter
from fastapi.routing import APIRoute
from sqlalchemy import insert, select

from portal import access
from portal.access import TABLE, NotInTheTable
from portal.pages import ROUTERS
from portal.scope import OBJECTS
from storage.engine import reading, writing
from storage.tables import organisations, participants, sessions, tasks, trajects
from tests.portal.portal import Person, Portal
from tests.portal.stock import ELSEWHERE, HOME, PEOPLE

ROUTES = sorted(
    {
        (method, route.path, route.name)
        for router in ROUTERS
        for route in router.routes
        if isinstance(route, APIRoute)
        for method in (route.methods or set()) - {"HEAD"}
    }
)
EXAMPLES = {"code": "en"}
"""Values of the parameters that are no object of ours."""
REFUSED = {403, 404}
Objects = dict[str, UUID]


def objects(portal: Portal, municipality: str) -> Objects:
    """One traject of a municipality, with something of each kind in it."""
    with reading(portal.services.engine) as session:
        where = trajects.c.municipality == municipality
        traject = session.execute(select(trajects.c.id).where(where).order_by(trajects.c.key)).scalars().first()
        assert traject is not None
        found = {
            name: session.execute(select(table.c.id).where(table.c.traject_id == traject)).scalars().first()
            for name, table in (("participant", participants), ("session", sessions), ("task", tasks))
        }
    given = {name: identity for name, identity in found.items() if identity is not None}
    return {"traject": traject, "organisation": organisation(portal, municipality), **given}


def organisation(portal: Portal, municipality: str) -> UUID:
    """A company in the network of a municipality."""
    identity = uuid4()
    row = {"id": identity, "municipality": municipality, "name": f"Voorbeeld {identity}", "kind": "company"}
    with writing(portal.services.engine) as session:
        session.execute(insert(organisations).values(row))
    return identity


async def ask(person: Person, method: str, path: str, named: Objects) -> httpx.Response:
    """A route on these objects. A form is sent empty: whoever gets to it is told what is missing."""
    address = path
    for name, value in {**EXAMPLES, **{each: str(identity) for each, identity in named.items()}}.items():
        address = address.replace(f"{{{name}}}", value)
    assert "{" not in address, f"{path} needs an example in EXAMPLES"
    return await (person.get(address) if method == "GET" else person.post(address))


def about_objects(path: str) -> bool:
    """Whether a route names something of a traject or municipality."""
    return any(f"{{{name}}}" in path for name in OBJECTS)


@pytest.fixture
def home(portal: Portal) -> Objects:
    """What the coordinator, the trainer and the project lead may see."""
    return objects(portal, HOME)


@pytest.fixture
def elsewhere(portal: Portal) -> Objects:
    """What only the stranger and the project lead may see."""
    return objects(portal, ELSEWHERE)


@pytest.mark.parametrize(("method", "path", "name"), ROUTES)
async def test_without_signing_in_only_public_pages_open(
    portal: Portal, home: Objects, method: str, path: str, name: str
) -> None:
    answer = await ask(portal.nobody(), method, path, home)
    if TABLE[name].public:
        assert answer.status_code not in {401, *REFUSED}
    elif method == "GET":
        assert (answer.status_code, answer.headers["location"].partition("?")[0]) == (303, "/aanmelden")
    else:
        assert answer.status_code == 401


@pytest.mark.parametrize("who", ["coordinator", "trainer", "project_lead", "administrator"])
@pytest.mark.parametrize(("method", "path", "name"), ROUTES)
async def test_a_role_opens_what_the_table_says_and_nothing_else(  # noqa: PLR0913, PLR0917 - parameters of the test
    portal: Portal, home: Objects, who: str, method: str, path: str, name: str
) -> None:
    answer = await ask(portal.as_(who), method, path, home)
    rule, role = TABLE[name], PEOPLE[who].role
    if not rule.public and role not in rule.roles:
        assert answer.status_code in REFUSED
    elif role in rule.after_reason:
        assert answer.status_code == 303
        assert answer.headers["location"].startswith(f"/deelnemers/{home['participant']}/reden?")
    else:
        assert answer.status_code not in REFUSED
        assert answer.status_code < 500


@pytest.mark.parametrize("who", ["coordinator", "trainer"])
@pytest.mark.parametrize(("method", "path", "name"), [route for route in ROUTES if about_objects(route[1])])
async def test_what_belongs_to_another_municipality_is_not_there(  # noqa: PLR0913, PLR0917 - parameters of the test
    portal: Portal, elsewhere: Objects, who: str, method: str, path: str, name: str
) -> None:
    answer = await ask(portal.as_(who), method, path, elsewhere)
    assert answer.status_code in REFUSED
    assert name in TABLE


@pytest.mark.parametrize(("method", "path", "name"), [route for route in ROUTES if about_objects(route[1])])
async def test_what_does_not_exist_answers_as_what_is_not_theirs(
    portal: Portal, home: Objects, method: str, path: str, name: str
) -> None:
    nothing = dict.fromkeys(home, uuid4())
    answer = await ask(portal.as_("coordinator"), method, path, nothing)
    assert answer.status_code in REFUSED
    assert name in TABLE


@pytest.mark.parametrize(("method", "path", "name"), [route for route in ROUTES if route[0] != "GET"])
async def test_a_form_without_a_token_of_this_session_is_refused(
    portal: Portal, home: Objects, method: str, path: str, name: str
) -> None:
    signed_in = next((who for who in PEOPLE if PEOPLE[who].role in TABLE[name].roles), "coordinator")
    person = portal.as_(signed_in)
    person.token = portal.as_("stranger").token  # type: ignore[method-assign]
    answer = await ask(person, method, path, home)
    assert answer.status_code in {303, 403}  # 303: on to the reason that must be given first
    assert answer.status_code == 403 or PEOPLE[signed_in].role in TABLE[name].after_reason


async def test_a_form_that_another_site_sends_is_refused(portal: Portal) -> None:
    coordinator = portal.as_("coordinator")
    for headers in ({"sec-fetch-site": "cross-site"}, {"origin": "https://elders.example"}):
        answer = await coordinator.post("/afmelden", headers=headers)
        assert answer.status_code == 403
    assert (await coordinator.get("/taken")).status_code == 200


async def test_who_lost_their_role_or_account_is_out_at_once(portal: Portal) -> None:
    coordinator = portal.as_("coordinator")
    with portal.services.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE accounts SET disabled_at = now() WHERE email = 'coordinator@example.org'")
    assert (await coordinator.get("/taken")).status_code == 303


def test_the_table_has_no_rule_without_a_route() -> None:
    assert set(TABLE) == {name for _, _, name in ROUTES}


def test_a_route_that_nobody_decided_about_does_not_start() -> None:
    router = APIRouter()
    router.add_api_route("/geheim/{anything}", lambda: None, name="secret")
    router.add_api_route("/taken/{anything}", lambda: None, name="tasks")
    with pytest.raises(NotInTheTable, match=r"secret.*anything is neither"):
        access.insist(router.routes)
