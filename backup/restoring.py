"""Puts a backup back into an empty database. Whoever's key is gone stays away, and is forgotten here too.

What their absence leaves is what forgetting leaves: the others' rows, the counts, numbers of papers, and a receipt.
"""

from collections import ChainMap
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from psycopg import sql
from pydantic_core import from_json
from sqlalchemy import Table, func, insert, select, text
from sqlalchemy.exc import IntegrityError

from backup import archive, leaving_out
from backup.errors import NotEmpty
from backup.keys import Keys
from backup.leaving_out import Absent
from backup.making import AT_LENGTH
from backup.sealing import Seal, open_with_all, with_other_ids
from domain.facts import PeopleForgotten
from storage import migrate
from storage.engine import WriteSession, make_engine, writing
from storage.erasing import GONE
from storage.errors import StorageNewer
from storage.tables import accounts, metadata, participants, subject_keys, trajects

Line = Mapping[str, Any]
_RULES_FOR_DAYS = text("""
    SELECT conrelid::regclass::text AS of, conname AS name, pg_get_constraintdef(oid) AS said
    FROM pg_constraint WHERE contype = 'c' AND conname LIKE '%is\\_of\\_ours' ORDER BY conname
""")
_COUNT_ON = text("SELECT setval(pg_get_serial_sequence(:table, :column), :last)")


@dataclass(frozen=True, slots=True)
class Restored:
    """When it was made, and how many are back or stay away."""

    made_at: str
    trajects: int
    participants: int
    forgotten: int


def restore(url: str, place: Path, keys: Keys) -> Restored:
    """Fill the database, all of it or nothing; the schema becomes the backup's, and then the newest.

    Raises:
        BackupError: see `backup.errors`. Nothing was restored.
        StorageError: see `storage.errors`. Nothing was restored.
    """
    lines = map(from_json, archive.lines(place, keys.master))
    heading = next(lines)
    engine = make_engine(url, pool_size=1, limits=AT_LENGTH)
    try:
        with writing(engine) as session:
            _make_ready(session, heading["revision"])
            filler = _Filler(session, keys, heading["tables"])
            with _whatever_day(session):
                filler.fill(lines)
            migrate.upgrade_within(session)
            _count_on(session)
            leaving_out.leave_out(session, filler.absent)
            back = _number(session, trajects), _number(session, participants)
            return Restored(heading["made_at"], *back, len(filler.absent))
    finally:
        engine.dispose()


def _make_ready(session: WriteSession, revision: str) -> None:
    """An empty database with the schema that the backup had."""
    known = migrate.revisions()
    if revision not in known:
        raise StorageNewer
    there = migrate.applied(session)
    if any(known.index(one) > known.index(revision) for one in there):
        raise NotEmpty
    if there and _number(session, trajects) + _number(session, accounts):
        raise NotEmpty
    migrate.upgrade_within(session, revision)


@contextmanager
def _whatever_day(session: WriteSession) -> Iterator[None]:
    """A day that nobody can read may be older than the rule that refuses it: it comes back all the same."""
    rules = session.execute(_RULES_FOR_DAYS).all()
    for rule in rules:
        session.execute(text(f"ALTER TABLE {rule.of} DROP CONSTRAINT {rule.name}"))
    yield
    for rule in rules:
        session.execute(text(f"ALTER TABLE {rule.of} ADD CONSTRAINT {rule.name} {rule.said} NOT VALID"))
        with suppress(IntegrityError), session.begin_nested():
            session.execute(text(f"ALTER TABLE {rule.of} VALIDATE CONSTRAINT {rule.name}"))


def _number(session: WriteSession, table: Table) -> int:
    return int(session.execute(select(func.count()).select_from(table)).scalar_one())


def _count_on(session: WriteSession) -> None:
    """What numbers its rows goes on after the last one."""
    for table in metadata.sorted_tables:
        for column in table.columns:
            if column.identity is not None:
                last = session.execute(select(func.max(column))).scalar_one()
                if last is not None:
                    session.execute(_COUNT_ON, {"table": table.name, "column": column.name, "last": last})


class _Filler:
    """Reads lines in the order in which they were made."""

    def __init__(self, session: WriteSession, keys: Keys, tables: Mapping[str, list[str]]) -> None:
        self._session, self._keys, self._tables = session, keys, tables
        self._ring = keys.ring()
        self._seals = dict[str, Seal]()
        self._meant = dict[str, str]()
        self.absent = dict[str, Absent]()

    def fill(self, lines: Iterator[Line]) -> None:
        """Everything that can be opened."""
        subjects = {self._ring.mark(subject).hex(): subject for subject in self._keys.wrapped}
        for table, rows in groupby(lines, key=lambda line: line.get("table")):
            if table is None:
                for line in rows:
                    self._meet(line, subjects.get(line["mark"]))
            else:
                self._copy(table, rows)
        self._keep_keys()

    def _meet(self, line: Line, subject: UUID | None) -> None:
        """Somebody whose key is there, perhaps one that they had before, or who stays away."""
        other = line["who"]
        for key in self._keys_of(subject) if subject else ():
            seal = Seal(key)
            with suppress(InvalidTag):
                self._meant[other], self._seals[other] = seal.open(line["box"], other), seal
                return
        counts = PeopleForgotten.model_validate(line["counts"])
        self.absent[other] = Absent(UUID(other), UUID(line["traject"]), bytes.fromhex(line["mark"]), counts)

    def _keys_of(self, subject: UUID) -> Iterator[bytes]:
        return (self._ring.unwrap(subject, one) for one in self._keys.all_of(subject))

    def _copy(self, table: str, lines: Iterator[Line]) -> None:
        columns = sql.SQL(", ").join(map(sql.Identifier, self._tables[table]))
        statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), columns)
        wire: Any = self._session.connection.driver_connection
        with wire.cursor() as cursor, cursor.copy(statement) as rows:
            for line in lines:
                if (said := self._row(line)) is not None:
                    rows.write(f"{said}\n")

    def _row(self, line: Line) -> str | None:
        """As it was; without its person what stays of it, which may be nothing."""
        seal = self._seals.get(line.get("who", ""))
        said: str | None = line.get("row") if seal is None else seal.open(line["box"], line["table"])
        if seal is None and "who" in line:
            self.absent[line["who"]].rows[line["table"]] += 1
        names = {one["id"]: self._name(one) for one in line.get("called", ())}
        return None if said is None else with_other_ids(said, ChainMap(names, self._meant))

    def _name(self, called: Line) -> str:
        """What stood there, if all are known who may be meant."""
        seals = [self._seals.get(who) for who in called["by"]]
        known = [seal for seal in seals if seal is not None]
        return open_with_all(known, called["box"], called["id"]) if len(known) == len(seals) else GONE

    def _keep_keys(self) -> None:
        for table in (trajects, participants):
            there = self._session.execute(select(table.c.id)).scalars()
            rows = [{"subject": one, "wrapped": self._keys.wrapped[one]} for one in there if one in self._keys.wrapped]
            if rows:
                self._session.execute(insert(subject_keys), rows)
