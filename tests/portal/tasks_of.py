"""Tasks of the sample, for tests: which are open, and how they stand."""

from typing import Any
from uuid import UUID

from sqlalchemy import text

from domain.terms import TaskKind
from tests.portal.portal import Portal

STRANGERS = "Groningen"
"""Where the coordinator of the tests that record something works."""


def rows(portal: Portal, query: str, **values: Any) -> list[Any]:  # noqa: ANN401 - values of SQL
    """What Postgres says."""
    with portal.services.engine.connect() as connection:
        return list(connection.execute(text(query), values))


def open_tasks(portal: Portal, kind: TaskKind | None = None, town: str = STRANGERS) -> list[Any]:
    """Open tasks of a municipality, the most urgent first."""
    return rows(
        portal,
        """SELECT tasks.*, trajects.key FROM tasks JOIN trajects ON trajects.id = traject_id
        WHERE state = 'open' AND municipality = :town AND (CAST(:kind AS text) IS NULL OR kind = :kind)
        ORDER BY due, priority, tasks.id""",
        town=town,
        kind=kind,
    )


def state(portal: Portal, task: UUID) -> str:
    """How a task stands."""
    return str(rows(portal, "SELECT state FROM tasks WHERE id = :id", id=task)[0].state)


def assignee(portal: Portal, task: UUID) -> UUID | None:
    """Who took it."""
    found: UUID | None = rows(portal, "SELECT assignee FROM tasks WHERE id = :id", id=task)[0].assignee
    return found


def facts_of(portal: Portal, kind: str) -> list[Any]:
    """What was said in the portal of this kind."""
    return rows(
        portal,
        "SELECT * FROM facts WHERE kind = :kind AND recorded_by NOT IN ('import', 'sample') ORDER BY seq",
        kind=kind,
    )
