"""More of the same: what is in the tables of journeys, copied with SQL under ids of its own.

Copies interleave, as they do when many towns write at once: what belongs together does not lie together on the disk.
"""

from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import Column, Connection, Table, TextClause, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB

from storage import tables
from storage.tables import metadata

Copied = Callable[[Column[Any]], str]
"""SQL for the value of a column in copy `n`."""
_OUTSIDE = {
    tables.access_log,
    tables.account_scopes,
    tables.accounts,
    tables.enclosures,
    tables.imported_rows,
    tables.invitations,
    tables.outbox,
    tables.programmes,
    tables.saved_views,
    tables.sign_in_attempts,
    tables.subject_keys,
    tables.unheard,
    tables.web_sessions,
}
_ID = "'[0-9a-f]{8}((-[0-9a-f]{4}){3}-[0-9a-f]{12})'"


def copy_trajects(connection: Connection, times: int, municipality: str = "municipality") -> None:
    """Every traject with all that belongs to it, so many times more; `municipality` is SQL about copy `n`."""

    def copied(column: Column[Any]) -> str:
        return municipality if column.name == "municipality" else _moved_whole(column)

    _believing(connection)
    for table in _journeys():
        connection.execute(_copies(table, copied), {"times": times})


def copy_people(connection: Connection, times: int) -> None:
    """So many times more participants in each traject, each with the facts and tasks of somebody who was there."""
    _believing(connection)
    for table in _journeys():
        if table is tables.participants:
            connection.execute(_copies(table, _moved_person), {"times": times})
        elif "participant_id" in table.c:
            connection.execute(_copies(table, _moved_person, "participant_id IS NOT NULL"), {"times": times})


def _believing(connection: Connection) -> None:
    """The rows are right, so check no keys; and there are many, so take the time."""
    for setting in ("session_replication_role = replica", "statement_timeout = 0", "transaction_timeout = 0"):
        connection.execute(text(f"SET LOCAL {setting}"))


def _journeys() -> Iterator[Table]:
    return (table for table in metadata.sorted_tables if table not in _OUTSIDE)


def _copies(table: Table, copied: Copied, where: str = "true") -> TextClause:
    columns = [column for column in table.c if column.identity is None]
    names = ", ".join(column.name for column in columns)
    values = ", ".join(map(copied, columns))
    order = next((column.name for column in table.c if column.identity is not None), "ctid")
    return text(
        f"INSERT INTO {table.name} ({names}) SELECT {values} "  # noqa: S608 - names of our own tables
        f"FROM {table.name} CROSS JOIN generate_series(1, :times) AS n WHERE {where} ORDER BY {table.name}.{order}, n"
    )


def _moved_whole(column: Column[Any]) -> str:
    """A copy's own: ids get its number as their first part, also inside texts and JSON."""
    names = {"key": "key || '-' || n", "email": "n || '.' || email"}
    if isinstance(column.type, Uuid):
        return _typed(_moved(column.name), column)
    inside = isinstance(column.type, JSONB) or column.name in {"subject", "recorded_by"}
    return names.get(column.name) or (_typed(_moved_inside(column.name), column) if inside else column.name)


def _moved_person(column: Column[Any]) -> str:
    """A copied person's own, in the same traject."""
    names = {"key": "key || '-p' || n", "email": "n || '.' || email", "ordinal": "ordinal + 1000 * n"}
    if column.name in {"id", "participant_id"}:
        return f"{_another(column.name)}::uuid"
    if isinstance(column.type, JSONB) and "participant_id" in column.table.c:
        return f"replace({column.name}::text, participant_id::text, {_another('participant_id')}::uuid::text)::jsonb"
    return names.get(column.name, column.name)


def _another(name: str) -> str:
    return f"md5({name}::text || n)"


def _moved(name: str) -> str:
    return f"lpad(to_hex(n), 8, '0') || substr({name}::text, 9)"


def _moved_inside(name: str) -> str:
    return f"regexp_replace({name}::text, {_ID}, lpad(to_hex(n), 8, '0') || '\\1', 'g')"


def _typed(value: str, column: Column[Any]) -> str:
    kind = {Uuid: "::uuid", JSONB: "::jsonb"}.get(type(column.type), "")
    return f"({value}){kind}"
