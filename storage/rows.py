"""Many rows of many tables in one statement: they travel as JSON texts, so that fifteen tasks cost what one costs.

Postgres checks references at the end of a statement, so one can have rows that refer to each other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pydantic_core import to_json
from sqlalchemy import Table, TextClause, text

from storage.engine import WriteSession

Rows = Sequence[Mapping[str, Any]]
"""All with the same columns, as Python values."""


@dataclass(frozen=True, slots=True)
class Change:
    """What to do with rows of one table; `sql` calls them `:rows`."""

    sql: str
    rows: Rows


def write(session: WriteSession, *changes: Change) -> None:
    """Make all changes that have rows in one statement; no two may concern the same row."""
    changes = tuple(change for change in changes if change.rows)
    if changes:
        values = {f"rows{number}": to_json(change.rows).decode() for number, change in enumerate(changes)}
        session.execute(_together(tuple(change.sql for change in changes)), values)


def insert(table: Table, rows: Rows) -> Change:
    """Add rows; those whose key exists already stay as they are."""
    key = ", ".join(column.name for column in table.primary_key)
    return Change(_insert(table, tuple(rows[0]), f"{key and f'({key})'} DO NOTHING") if rows else "", rows)


def upsert(table: Table, rows: Rows, *, key: Sequence[str] = (), keep: Sequence[str] = ()) -> Change:
    """Add rows, or overwrite those that exist but for the columns to `keep`; without a `key` the primary one tells."""
    if not rows:
        return Change("", rows)
    key = key or [column.name for column in table.primary_key]
    names = [name for name in rows[0] if name not in key and name not in keep]
    changes = ", ".join(f"{name} = excluded.{name}" for name in names)
    conflict = f"({', '.join(key)}) DO UPDATE SET {changes}" if changes else "DO NOTHING"
    return Change(_insert(table, tuple(rows[0]), conflict), rows)


def update(table: Table, rows: Rows, *, key: Sequence[str] = ("id",)) -> Change:
    """Change rows that exist, by `key`; only the columns that the rows have. What is so already is not even locked."""
    return Change(_update(table, tuple(rows[0]), key) if rows else "", rows)


def delete(table: Table, rows: Rows, *, key: Sequence[str]) -> Change:
    """Delete the rows with these keys, of which parts may be None."""
    same = " AND ".join(
        f"{table.name}.{name} {'IS NOT DISTINCT FROM' if table.c[name].nullable else '='} gone.{name}" for name in key
    )
    return Change(f"DELETE FROM {table.name} USING {_given(table)} AS gone WHERE {same}", rows)  # noqa: S608  ours


def _given(table: Table) -> str:
    return f"jsonb_populate_recordset(NULL::{table.name}, CAST(:rows AS jsonb))"


def _insert(table: Table, names: tuple[str, ...], conflict: str) -> str:
    columns = ", ".join(names)
    return f"INSERT INTO {table.name} ({columns}) SELECT {columns} FROM {_given(table)} ON CONFLICT {conflict}"  # noqa: S608  ours


def _update(table: Table, names: tuple[str, ...], key: Sequence[str]) -> str:
    names = tuple(name for name in names if name not in key)
    changes = ", ".join(f"{name} = new.{name}" for name in names)
    differs = " OR ".join(f"{table.name}.{name} IS DISTINCT FROM new.{name}" for name in names)
    which = " AND ".join([*(f"{table.name}.{name} = new.{name}" for name in key), f"({differs})"])
    return f"UPDATE {table.name} SET {changes} FROM {_given(table)} AS new WHERE {which}"  # noqa: S608  ours


@lru_cache(maxsize=256)
def _together(statements: tuple[str, ...]) -> TextClause:
    """One statement that does all of these; a data-modifying WITH does so whether or not anybody reads it."""
    parts = (f"part{number} AS ({sql.replace(':rows', f':rows{number}')})" for number, sql in enumerate(statements))
    return text(f"WITH {', '.join(parts)} SELECT 1")
