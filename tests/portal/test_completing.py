"""Every kind of task leads to the form that its need asks for, and back to where somebody was."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import pytest

from domain.terms import TaskKind
from portal import completing
from portal.access import TABLE
from portal.pages.tasks.sheets import SHEETS
from portal.visitor import Role, Visitor
from tests.portal.portal import Portal
from tests.portal.tasks_of import open_tasks
from tests.portal.walk import ROUTES


@dataclass
class Asked:
    """A task of any kind."""

    kind: str
    id: UUID = field(default_factory=uuid4)
    traject: UUID = field(default_factory=uuid4)
    participant: UUID | None = field(default_factory=uuid4)
    session: UUID | None = field(default_factory=uuid4)
    milestone: int | None = 3
    facts: dict[str, Any] = field(default_factory=lambda: {"kind": "guest_lesson"})


EVERYBODY = Visitor(uuid4(), uuid4(), "Iedereen", frozenset(Role), everywhere=True)
COORDINATOR = Visitor(uuid4(), uuid4(), "Coördinator", frozenset({Role.COORDINATOR}), everywhere=True)
PATHS = {name: path for method, path, name in ROUTES if method == "GET"}


def url(name: str, **parameters: object) -> str:
    """An address by the paths that the portal has."""
    path = PATHS[name]
    for key, value in parameters.items():
        assert f"{{{key}}}" in path, (path, key)
        path = path.replace(f"{{{key}}}", str(value))
    assert "{" not in path, path
    return path


@pytest.mark.parametrize("kind", TaskKind)
def test_every_kind_of_task_has_a_form(kind: TaskKind) -> None:
    address = completing.address(Asked(kind), EVERYBODY, url, "/taken?lijst=team")
    assert address is not None
    assert "terug=%2Ftaken%3Flijst%3Dteam" in address


@pytest.mark.parametrize("kind", completing.TOGETHER)
def test_every_form_for_a_line_has_its_fields(kind: TaskKind) -> None:
    assert kind in SHEETS
    assert completing.together(uuid4(), kind, EVERYBODY, url, "/taken") is not None


def test_a_visit_to_catch_up_is_planned_by_who_cannot_waive_it() -> None:
    task = Asked(TaskKind.CATCH_UP_VISIT)
    assert Role.COORDINATOR not in TABLE["waiver"].roles
    assert completing.address(task, COORDINATOR, url, "/taken") == (
        f"/trajecten/{task.traject}/bijeenkomsten/nieuw?soort=guest_lesson&terug=%2Ftaken"
    )


def test_nobody_is_led_to_a_form_that_they_may_not_open() -> None:
    lead = Visitor(uuid4(), uuid4(), "Projectleider", frozenset({Role.PROJECT_LEAD}), everywhere=True)
    assert completing.address(Asked(TaskKind.ASK_CONSENT), EVERYBODY, url, "/") is not None
    for kind in (TaskKind.REGISTER_ATTENDANCE, TaskKind.ASK_CONSENT):
        assert completing.place(Asked(kind), EVERYBODY) is not None
        assert completing.place(Asked(kind), lead) is None


async def test_the_list_leads_to_the_forms(portal: Portal) -> None:
    task = open_tasks(portal)[0]
    page = await portal.as_("stranger").get(f"/taken/{task.id}")
    assert "Invullen" in page.text
    assert f"terug=%2Ftaken%2F{task.id}" in page.text
