"""Many rows in one statement: they travel as one JSON text, so that fifteen tasks cost what one costs."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from pydantic_core import to_json
from sqlalchemy import Table, TextClause, text

from storage.engine import WriteSession

Rows = Sequence[Mapping[str, Any]]
"""All with the same columns, as Python values."""


def insert(session: WriteSession, table: Table, rows: Rows) -> None:
    """Add rows; those whose key exists already stay as they are."""
    if rows:
        _run(session, _insert(table, tuple(rows[0]), "DO NOTHING"), rows)


def upsert(session: WriteSession, table: Table, rows: Rows, *, keep: Sequence[str] = ()) -> None:
    """Add rows, or overwrite those that exist but for the columns to `keep`."""
    if not rows:
        return
    key = {column.name for column in table.primary_key}
    names = [name for name in rows[0] if name not in key and name not in keep]
    changes = ", ".join(f"{name} = excluded.{name}" for name in names)
    target = ", ".join(column.name for column in table.primary_key)
    conflict = f"({target}) DO UPDATE SET {changes}" if changes else "DO NOTHING"
    _run(session, _insert(table, tuple(rows[0]), conflict), rows)


def update(session: WriteSession, table: Table, rows: Rows) -> None:
    """Change rows that exist, by `id`; only the columns that the rows have."""
    if rows:
        _run(session, _update(table, tuple(rows[0])), rows)


def _run(session: WriteSession, statement: TextClause, rows: Rows) -> None:
    session.execute(statement, {"rows": to_json(rows).decode()})


@lru_cache(maxsize=64)
def _insert(table: Table, names: tuple[str, ...], conflict: str) -> TextClause:
    columns = ", ".join(names)
    return text(
        f"INSERT INTO {table.name} ({columns}) SELECT {columns} "  # noqa: S608  names of our own tables
        f"FROM jsonb_populate_recordset(NULL::{table.name}, CAST(:rows AS jsonb)) ON CONFLICT {conflict}"
    )


@lru_cache(maxsize=16)
def _update(table: Table, names: tuple[str, ...]) -> TextClause:
    changes = ", ".join(f"{name} = new.{name}" for name in names if name != "id")
    return text(
        f"UPDATE {table.name} SET {changes} "  # noqa: S608  names of our own tables
        f"FROM jsonb_populate_recordset(NULL::{table.name}, CAST(:rows AS jsonb)) AS new "
        f"WHERE {table.name}.id = new.id"
    )
