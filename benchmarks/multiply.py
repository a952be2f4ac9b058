"""Copies the sleeping workflows of a home in Temporal's own store, each under ids and a key of its own.

To start a hundred thousand one by one takes the server an hour, which proves nothing that a hundred do not. The
copies are the rows of real workflows, with every id exchanged for one of the same length, and every payload encrypted
anew; `benchmarks.crowd` then asks a sample of them where they stand.
"""

import os
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from google.protobuf.message import Message
from temporalio.api.common.v1 import Payload
from temporalio.api.history.v1 import History

from workers.codec import ENCODING, subject_of

NONCE = 12
CACHE = 2_000_000
"""KiB: each row goes into the sixty indexes of the visibility store, everywhere at once."""
RANGE_BITS = 20
"""Of a shard's task numbers; each start of the server takes the next range."""
TASK_ID, BYTES = 10 << 3, 2
"""How protobuf marks the number of a timer in its record, and what has a length."""
_ROWS = {
    "executions": "workflow_id = :workflow AND run_id = :run",
    "current_executions": "workflow_id = :workflow",
    "timer_info_maps": "workflow_id = :workflow AND run_id = :run",
    "signals_requested_sets": "workflow_id = :workflow AND run_id = :run",
    "history_tree": "tree_id = :run",
    "history_node": "tree_id = :run",
    "executions_visibility": "workflow_id = :workflow AND run_id = :run_text",
    "timer_tasks": "instr(data, :run_text) > 0",
}
_SLEEPING = """
    SELECT workflow_id, run_id FROM current_executions WHERE state = 2 AND status = 1
    AND (workflow_id LIKE 'participant-%' OR workflow_id LIKE 'traject-%')
"""

Row = dict[str, Any]
Keys = Mapping[UUID, bytes]


@dataclass(frozen=True, slots=True)
class Sleeper:
    """One workflow: its rows by table, the ids in them, and its payloads as they are and in clear text."""

    workflow: str
    rows: Mapping[str, Sequence[Row]]
    ids: Sequence[UUID]
    payloads: Mapping[bytes, bytes]

    @property
    def subject(self) -> UUID:
        """Whose key it has."""
        return subject_of(self.workflow)


def moved(identity: UUID, number: int) -> UUID:
    """The id of a copy, as `tests.portal.copies` makes it of the original's."""
    return UUID(f"{number:08x}{str(identity)[8:]}")


def sleepers(store: Path, keys: Keys, trajects: Mapping[UUID, UUID]) -> list[Sleeper]:
    """All journeys and trajects in a stopped server's file; `trajects` says to which a subject belongs."""
    with closing(sqlite3.connect(store)) as connection:
        connection.row_factory = sqlite3.Row
        return [_read(connection, row, keys, trajects) for row in connection.execute(_SLEEPING).fetchall()]


def multiply(store: Path, originals: Sequence[Sleeper], keys: Mapping[int, Keys]) -> None:
    """Copies of all originals; `keys` holds, for each copy's number, the keys of its subjects."""
    with closing(sqlite3.connect(store)) as connection, connection:
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute(f"PRAGMA cache_size = -{CACHE}")
        columns = {table: _columns(connection, table) for table in _ROWS}
        tasks = iter(range(_free(connection), 2**63))
        for number, theirs in keys.items():
            for original in originals:
                _insert(connection, columns, _copy(original, number, theirs, tasks))


def _read(connection: sqlite3.Connection, row: sqlite3.Row, keys: Keys, trajects: Mapping[UUID, UUID]) -> Sleeper:
    workflow, run = row["workflow_id"], UUID(bytes=row["run_id"])
    asked = {"workflow": workflow, "run": run.bytes, "run_text": str(run)}
    rows = {table: [dict(one) for one in _select(connection, table, where, asked)] for table, where in _ROWS.items()}
    subject = subject_of(workflow)
    branches = [UUID(bytes=one["branch_id"]) for one in rows["history_tree"]]
    cipher = AESGCM(keys[subject])
    sealed = {one for node in rows["history_node"] for one in _sealed(History.FromString(node["data"]))}
    payloads = {one: cipher.decrypt(one[:NONCE], one[NONCE:], workflow.encode()) for one in sealed}
    return Sleeper(workflow, rows, list(dict.fromkeys([subject, trajects[subject], run, *branches])), payloads)


def _select(
    connection: sqlite3.Connection, table: str, where: str, asked: Mapping[str, object]
) -> Iterator[sqlite3.Row]:
    columns = ", ".join(_columns(connection, table))
    return connection.execute(f"SELECT {columns} FROM {table} WHERE {where}", asked)  # noqa: S608 -- names of tables


def _columns(connection: sqlite3.Connection, table: str) -> list[str]:
    """Without those that SQLite works out by itself."""
    return [name for _, name, *_, hidden in connection.execute(f"PRAGMA table_xinfo({table})") if not hidden]


def _sealed(message: Message) -> Iterator[bytes]:
    """Every encrypted payload, wherever it lies in a message."""
    if isinstance(message, Payload):
        if message.metadata.get("encoding") == ENCODING:
            yield message.data
        return
    for field, value in message.ListFields():
        if field.message_type is not None:
            yield from _sealed_in(field.message_type.GetOptions().map_entry, value)


def _sealed_in(is_map: bool, value: Any) -> Iterator[bytes]:  # noqa: ANN401, FBT001 -- whatever protobuf holds
    parts = value.values() if is_map else [value] if isinstance(value, Message) else value
    for part in parts:
        if isinstance(part, Message):
            yield from _sealed(part)


def _free(connection: sqlite3.Connection) -> int:
    """Numbers that the server has given to nobody and never will: the rest of the range that it had."""
    ((last,),) = connection.execute("SELECT range_id FROM shards").fetchall()
    return int(last << RANGE_BITS) + (1 << (RANGE_BITS - 2))


def _copy(original: Sleeper, number: int, keys: Keys, tasks: Iterator[int]) -> dict[str, list[Row]]:
    exchange = [pair for one in original.ids for pair in _pairs(one, moved(one, number))]
    workflow = original.workflow.replace(str(original.subject), str(moved(original.subject, number)))
    cipher = AESGCM(keys[moved(original.subject, number)])
    for sealed, clear in original.payloads.items():
        nonce = os.urandom(NONCE)
        exchange.append((sealed, nonce + cipher.encrypt(nonce, _exchanged(clear, exchange), workflow.encode())))
    copies = {
        table: [{name: _exchanged(value, exchange) for name, value in row.items()} for row in rows]
        for table, rows in original.rows.items()
    }
    for row in copies["timer_tasks"]:
        row["task_id"] = next(tasks)
        row["data"] = _numbered(row["data"], row["task_id"])
    return copies


def _pairs(old: UUID, new: UUID) -> list[tuple[bytes, bytes]]:
    return [(str(old).encode(), str(new).encode()), (old.bytes, new.bytes)]


def _exchanged(value: Any, exchange: Sequence[tuple[bytes, bytes]]) -> Any:  # noqa: ANN401 -- of any column
    if isinstance(value, str):
        return _exchanged(value.encode(), exchange).decode()
    if isinstance(value, bytes):
        for old, new in exchange:
            value = value.replace(old, new)
    return value


def _numbered(record: bytes, number: int) -> bytes:
    """A timer's record with another number; of its fields none is nested."""
    made, place = b"", 0
    while place < len(record):
        tag, value = _read_varint(record, place)
        length, end = _read_varint(record, value)
        end = end + length if tag & 7 == BYTES else end
        made += record[place:value] + _varint(number) if tag == TASK_ID else record[place:end]
        place = end
    return made


def _read_varint(record: bytes, place: int) -> tuple[int, int]:
    """A number, and the place after it."""
    number = shift = 0
    while True:
        number |= (record[place] & 0x7F) << shift
        shift += 7
        place += 1
        if record[place - 1] <= 0x7F:
            return number, place


def _varint(number: int) -> bytes:
    parts = []
    while number > 0x7F:
        parts.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*parts, number])


def _insert(connection: sqlite3.Connection, columns: Mapping[str, list[str]], copies: Mapping[str, list[Row]]) -> None:
    for table, rows in copies.items():
        names = ", ".join(columns[table])
        marks = ", ".join(f":{name}" for name in columns[table])
        connection.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)  # noqa: S608 -- names of tables
