"""Days that no program of ours can read, in the tables that follow from the facts.

Postgres refuses `infinity` by now. One that somebody set before that, by hand, ends whatever meets it.
"""

from collections.abc import Iterator

from sqlalchemy import Column, Connection, Date, DateTime, Engine, Table, text

from doctor.checks import Finding, Wrong
from storage.engine import writing
from storage.tables import participants, stalls, tasks, trajects

_TABLES = (trajects, participants, tasks, stalls)
_FIRST = "'0001-01-02'"
_OUTSIDE = f"NOT BETWEEN {_FIRST} AND '9999-12-31'"
_INSTEAD = {"opened_at": "now()", "closed_at": "now()", "closed_on": "current_date"}
_FOUND = """
    SELECT trajects.id, trajects.key, trajects.municipality, what FROM ({queries}) AS found
    JOIN trajects ON trajects.id = traject ORDER BY traject, what
"""


def unreadable_days(session: Connection) -> list[Finding]:
    """The columns that hold one, of each traject. Nothing else can be compared until they hold another."""
    queries = [_of(table, column) for table in _TABLES for column in _days(table)]
    rows = session.execute(text(_FOUND.format(queries=" UNION ".join(queries))))
    return [Finding(row.id, row.key, row.municipality, Wrong.DAY, row.what) for row in rows]


def make_readable(engine: Engine) -> None:
    """No day, or one that nobody takes for true: the next look writes what follows from the facts."""
    with writing(engine) as session:
        for table in _TABLES:
            changes = ", ".join(map(_set, _days(table)))
            wrong = " OR ".join(f"{one.name} {_OUTSIDE}" for one in _days(table))
            session.execute(text(f"UPDATE {table.name} SET {changes} WHERE {wrong}"))  # noqa: S608  our names


def _of(table: Table, column: Column[object]) -> str:
    traject = "id" if table is trajects else "traject_id"
    what = f"{table.name}.{column.name}"
    return f"SELECT {traject} AS traject, '{what}' AS what FROM {table.name} WHERE {what} {_OUTSIDE}"  # noqa: S608  our names


def _days(table: Table) -> Iterator[Column[object]]:
    return (column for column in table.columns if isinstance(column.type, Date | DateTime))


def _set(column: Column[object]) -> str:
    instead = _INSTEAD.get(column.name, "NULL" if column.nullable else _FIRST)
    return f"{column.name} = CASE WHEN {column.name} {_OUTSIDE} THEN {instead} ELSE {column.name} END"
