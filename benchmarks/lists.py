"""How quick the lists are that people look at, with 100,000 participants and 300,000 tasks in Postgres."""

from collections.abc import Callable
from datetime import timedelta
from statistics import median
from time import perf_counter
from typing import Any

from sqlalchemy import Engine, Select, text

from benchmarks.report import Figure, Result, Table
from benchmarks.stand import servers
from storage.engine import FOR_LONG_WORK, ReadSession, make_engine, reading
from storage.queries import keys, outcomes, stalled
from storage.queries.tasks import TaskFilter, open_tasks, page
from tests.storage.conftest import DAY, ident
from tests.storage.test_indexes import FILL, SMALL, whole_tables_read
from views import tasks as task_list
from views.day import Day

TIMES = 15
TOWN = "Gemeente 7"
TODAY = Day(DAY + timedelta(days=90))
Read = Callable[[ReadSession], object]

LISTS: dict[str, tuple[Read, Select[Any] | None]] = {
    "task list, first page of all": (
        lambda session: open_tasks(session, TaskFilter()),
        page(TaskFilter(), None, 501),
    ),
    "task list, a later page": (
        lambda session: open_tasks(session, TaskFilter(), after=(TODAY.end, 5, ident("somewhere"))),
        page(TaskFilter(), (TODAY.end, 5, ident("somewhere")), 501),
    ),
    "task list of trainers, overdue": (
        lambda session: open_tasks(session, TaskFilter(role="trainer", due_before=TODAY.end)),
        page(TaskFilter(role="trainer", due_before=TODAY.end), None, 501),
    ),
    "task list of one municipality": (
        lambda session: open_tasks(session, TaskFilter(municipality=TOWN)),
        page(TaskFilter(municipality=TOWN), None, 501),
    ),
    "stalled, one municipality": (
        lambda session: stalled.stalled(session, municipality=TOWN),
        stalled.listing(TOWN, None),
    ),
    "stalled, all 8,000": (stalled.stalled, None),
    "outcomes of one municipality": (
        lambda session: outcomes.total(session, outcomes.OutcomeFilter(municipality=TOWN)),
        outcomes.counts(outcomes.conditions(outcomes.OutcomeFilter(municipality=TOWN))),
    ),
    "outcomes of all 6,700 trajects": (lambda session: outcomes.total(session, outcomes.OutcomeFilter()), None),
    "a participant by key": (lambda session: keys.find_participant(session, f"{TOWN}/D307"), None),
    "`traject tasks` of one municipality, as shown": (
        lambda session: task_list.open_tasks(session, TODAY, TaskFilter(municipality=TOWN), []),
        None,
    ),
}
"""What is read, and the statement behind it where its plan must use an index."""


def run() -> Result:
    """Fills a database of its own, looks at the plans, and reads each list some times."""
    with servers() as endpoints:
        engine = make_engine(endpoints.database_url, limits=FOR_LONG_WORK)
        _fill(engine)
        found = {
            name: (_milliseconds(engine, read), _whole_tables(engine, query)) for name, (read, query) in LISTS.items()
        }
        engine.dispose()
    whole = [table for _, tables in found.values() for table in tables or ()]
    return Result(
        title="Lists with 100,000 participants, 300,000 tasks (60,000 open) and 8,000 stalls",
        figures=[
            Figure(
                "slowest page of a list with a filter or a limit",
                max(ms for ms, plan in found.values() if plan is not None),
                "ms",
            ),
            Figure("large tables read from end to end by those", len(whole), at_most=0),
        ],
        meaning="Medians by the clock, rows made into Python objects included. Pages are of 500 tasks.",
        tables=[
            Table(
                "Each list",
                ("list", "median ms", "plan"),
                [(name, ms, _plan(tables)) for name, (ms, tables) in found.items()],
            )
        ],
    )


def _fill(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        for statement in FILL.split(";\n"):
            connection.execute(text(statement.replace("::", r"\:\:")))


def _milliseconds(engine: Engine, read: Read) -> float:
    def once() -> float:
        with reading(engine) as session:
            began = perf_counter()
            read(session)
            return 1000 * (perf_counter() - began)

    return median([once() for _ in range(TIMES)])


def _whole_tables(engine: Engine, query: Select[Any] | None) -> set[str] | None:
    if query is None:
        return None
    with engine.connect() as connection:
        return whole_tables_read(connection, query) - SMALL


def _plan(tables: set[str] | None) -> str:
    if tables is None:
        return ""
    return f"reads all of {', '.join(sorted(tables))}" if tables else "indexes"
