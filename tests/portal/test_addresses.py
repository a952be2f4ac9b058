"""Addresses of pages by name, found once and filled in ever after."""

from uuid import uuid4

import pytest
from starlette.routing import NoMatchFound

from domain.terms import TaskKind
from portal.addresses import Addresses
from portal.app import create_app
from portal.services import Services
from tests.portal.portal import Portal


@pytest.fixture
def made(portal: Portal) -> Services:
    return portal.services


def test_they_are_those_that_the_routes_say(made: Services) -> None:
    app, addresses = create_app(made), Addresses()
    for _ in range(2):
        traject = uuid4()
        found = addresses.of(app, "task_line", {"traject": traject, "kind": TaskKind.FOLLOW_UP})
        assert found == app.url_path_for("task_line", traject=str(traject), kind="follow_up")
    assert addresses.of(app, "tasks", {}) == "/taken"


def test_a_page_without_what_its_address_needs_is_an_error(made: Services) -> None:
    app, addresses = create_app(made), Addresses()
    with pytest.raises(NoMatchFound):
        addresses.of(app, "task", {})
    assert addresses.of(app, "task", {"task": "1"}) == "/taken/1"
    with pytest.raises(NoMatchFound):
        addresses.of(app, "task", {"traject": uuid4()})
