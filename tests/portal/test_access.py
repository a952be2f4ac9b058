"""Who may open what: every route of the portal, with every role, on objects that are theirs and that are not."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from fastapi import APIRouter

from embedded.postgres import Postgres
from portal import access
from portal.access import TABLE, NotInTheTable
from tests.databases import copy_of, new_database
from tests.portal.portal import Portal
from tests.portal.stock import ELSEWHERE, HOME, PEOPLE
from tests.portal.walk import ROUTES, SECRET, Objects, about_objects, ask, objects

REFUSED = {403, 404}
WITHOUT_SECRET = [route for route in ROUTES if route[2] not in SECRET]


@pytest.fixture(scope="module")
def walked(postgres: Postgres, stocked: str) -> Iterator[str]:
    """One database for all: forms are sent empty, so no walk changes what another finds."""
    with new_database(postgres, copy_of(stocked)) as url:
        yield url


@pytest.fixture
def database_url(walked: str) -> str:
    return walked


@pytest.fixture
def home(portal: Portal) -> Objects:
    """What the coordinator, the trainer and the project lead may see."""
    return objects(portal, HOME)


@pytest.fixture
def elsewhere(portal: Portal) -> Objects:
    """What only the stranger and the project lead may see."""
    return objects(portal, ELSEWHERE)


@pytest.mark.parametrize(("method", "path", "name"), WITHOUT_SECRET)
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
@pytest.mark.parametrize(("method", "path", "name"), WITHOUT_SECRET)
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


@pytest.mark.parametrize(("method", "path", "name"), [route for route in ROUTES if route[2] in SECRET])
async def test_a_secret_address_that_nobody_was_given_is_there_for_no_role(
    portal: Portal, home: Objects, method: str, path: str, name: str
) -> None:
    answers = [await ask(person, method, path, home) for person in (portal.nobody(), *map(portal.as_, PEOPLE))]
    assert {answer.status_code for answer in answers} == {404}
    assert TABLE[name].public


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


def test_the_table_has_no_rule_without_a_route() -> None:
    assert set(TABLE) == {name for _, _, name in ROUTES}


def test_a_router_within_a_router_hides_no_route_from_the_table() -> None:
    inner, outer = APIRouter(), APIRouter()
    inner.add_api_route("/geheim", lambda: None, name="secret")
    outer.include_router(inner)
    with pytest.raises(NotInTheTable, match="secret"):
        access.insist(outer.routes)


def test_a_route_that_nobody_decided_about_does_not_start() -> None:
    router = APIRouter()
    router.add_api_route("/geheim/{anything}", lambda: None, name="secret")
    router.add_api_route("/taken/{anything}", lambda: None, name="tasks")
    with pytest.raises(NotInTheTable, match=r"secret.*anything is neither"):
        access.insist(router.routes)
