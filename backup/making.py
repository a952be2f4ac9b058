"""Makes a backup of a database in use: one moment of it, in one file, with the keys kept apart."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from pydantic_core import to_json
from sqlalchemy import Connection, Engine, Table, select, text, union_all

from backup import archive, keys
from backup.errors import BackupUnderWay, KeyAltered
from backup.keys import Former, Keys
from backup.sealing import Seal, close_for_all, stand_ins, with_other_ids
from backup.whose import Rows, every_row
from domain.facts import PeopleForgotten
from domain.forgetting import alone
from storage import called, migrate
from storage.called import Called
from storage.engine import Limits, ReadSession, make_engine, reading, writing
from storage.errors import TrajectUnreadable
from storage.scrubbing import WITHOUT_WAITING
from storage.subject_keys import KeyRing
from storage.tables import notes, participants, receipts, subject_keys, trajects
from views.day import Day
from views.reading import assessed

AT_LENGTH = Limits(statement=3600, lock=WITHOUT_WAITING.statement, commit=7200, transaction=7200, patience=7210)
"""Nobody waits for a backup, and it holds no lock that anybody minds; a table that is being emptied it waits for."""
_ONE_AT_A_TIME = text("SELECT pg_try_advisory_xact_lock(hashtextextended('trajectvolger backup', 0))")
_NULL = "\\N"


@dataclass(frozen=True, slots=True)
class Made:
    """Where it is, and how many it is about."""

    place: Path
    trajects: int
    participants: int


def make(engine: Engine, master_key: bytes, folder: Path, keys_folder: Path, now: datetime) -> Made:
    """A new file in `folder`, and the newest keys in `keys_folder`.

    The keys first: a backup without the key of whoever came last would have lost them.

    Raises:
        BackupError: another is being made, or the keys that are there are not to be replaced; see `backup.errors`.
        StorageError: see `storage.errors`; in both cases there is no file.
    """
    ring = KeyRing(master_key)
    kept = keys.at_hand(keys_folder)
    _everybody_has_a_key(engine, ring, kept)
    place = folder / f"traject-{now:%Y-%m-%d-%H%M%S}.backup"
    with _alone(engine), reading(engine, AT_LENGTH) as session:
        if ring.unopened(session):
            raise KeyAltered
        everybody = called.of(session)
        wrapped = _wrapped(session)
        keys.keep(keys_folder, Keys(master_key, wrapped, _former(session, ring, kept, wrapped)))
        with archive.written(place, master_key) as file:
            maker = _Maker(session, ring, everybody)
            file.line(to_json(_heading(now)))
            for line in maker.lines(now.date()):
                file.line(to_json(line))
        return Made(place, maker.trajects, len(everybody))


@contextmanager
def _alone(engine: Engine) -> Iterator[None]:
    """While nobody else makes one: of two, the one that looked first could put its keys in the place of newer ones.

    On a connection of its own, since the one that copies must not look before it has the lock. It ends with the
    process, however that ends.
    """
    own = make_engine(engine.url, pool_size=1)
    try:
        with reading(own, AT_LENGTH) as session:
            if not session.execute(_ONE_AT_A_TIME).scalar_one():
                raise BackupUnderWay
            yield
    finally:
        own.dispose()


def _heading(now: datetime) -> dict[str, Any]:
    tables = {rows.table.name: rows.columns for rows in every_row()}
    return {"made_at": now.astimezone(UTC), "revision": migrate.revisions()[-1], "tables": tables}


def _everybody_has_a_key(engine: Engine, ring: KeyRing, kept: Keys) -> None:
    """The one that was kept, if it was theirs: what was written under it opens with no other."""
    with writing(engine) as session:
        lost = _without_a_key(session, participants)
        known = _never_forgotten(session, ring, kept.wrapped.keys() & (lost | _without_a_key(session, trajects)))
        ring.put_back(session, {one: kept.wrapped[one] for one in known})
        ring.create(session, lost)


def _without_a_key(session: Connection, table: Table) -> set[UUID]:
    query = select(table.c.id).where(table.c.id.not_in(select(subject_keys.c.subject)))
    return set(session.execute(query).scalars())


def _former(session: ReadSession, ring: KeyRing, kept: Keys, wrapped: Mapping[UUID, bytes]) -> Former:
    """The keys of whoever lost theirs and was given another: older backups open with no other."""
    older = kept.before(wrapped)
    known = _never_forgotten(session, ring, older)
    return {who: tuple(one for one in older[who] if ring.opens(who, one)) for who in known}


def _never_forgotten(session: Connection, ring: KeyRing, those: Collection[UUID]) -> set[UUID]:
    """Without whoever was forgotten and is there again: what was sealed with their key stays closed."""
    forgotten = set(session.execute(select(receipts.c.mark)).scalars()) if those else set()
    return {one for one in those if ring.mark(one) not in forgotten}


def _wrapped(session: ReadSession) -> dict[UUID, bytes]:
    """Of all trajects and participants: not of whoever is forgotten, though their journey has not ended yet."""
    there = union_all(select(trajects.c.id), select(participants.c.id))
    query = select(subject_keys.c.subject, subject_keys.c.wrapped).where(subject_keys.c.subject.in_(there))
    return {row.subject: bytes(row.wrapped) for row in session.execute(query)}


class _Maker:
    """What is written down of one moment, line by line."""

    def __init__(self, session: ReadSession, ring: KeyRing, everybody: Sequence[Called]) -> None:
        self._session, self._ring, self._everybody = session, ring, everybody
        half_gone = session.execute(select(receipts.c.subject).where(receipts.c.subject.is_not(None))).scalars()
        self._others = stand_ins([*(one.participant for one in everybody), *half_gone])
        opened = ring.open(session, [one.participant for one in everybody])
        self._seals = {str(who): Seal(key) for who, key in opened.items()}
        self._names = _Names(everybody)
        self.trajects = 0

    def lines(self, today: date) -> Iterator[Mapping[str, Any]]:
        """Whom it is about, then the rows, table by table."""
        yield from self._people(today)
        for rows in every_row():
            yield from self._table(rows)

    def _people(self, today: date) -> Iterator[Mapping[str, Any]]:
        """Each with what will be left of them: what they count for, and the mark of their receipt."""
        counts = self._counts(today)
        for one in self._everybody:
            who, other = str(one.participant), self._others[str(one.participant)]
            yield {
                "who": other,
                "traject": one.traject,
                "mark": self._ring.mark(one.participant).hex(),
                "counts": counts.get(one.participant) or PeopleForgotten(number=1),
                "box": self._seals[who].close(who, other),
            }

    def _counts(self, today: date) -> dict[UUID, PeopleForgotten]:
        ids = list(self._session.execute(select(trajects.c.id).order_by(trajects.c.id)).scalars())
        self.trajects = len(ids)
        unreadable: list[TrajectUnreadable] = []  # they are kept as they are; of whom they count, only that they were
        return {
            who: alone(one.situation, one.programme, today, {who})
            for one in assessed(self._session, Day(today), ids, unreadable)
            for who in one.participants
        }

    def _table(self, rows: Rows) -> Iterator[Mapping[str, Any]]:
        name, width = rows.table.name, len(rows.columns)
        for owner, stays, *fields in self._copied(rows.statement()):
            whole, left = fields[:width], fields[width:]
            line: dict[str, Any] = {"table": name}
            if rows.table is notes:
                line |= self._veil(whole, rows.columns)
            if owner in self._seals:
                line |= {"who": self._others[owner], "box": self._seals[owner].close(self._covered(whole), name)}
                line |= {"row": self._covered(left)} if stays == "t" else {}
            else:
                line["row"] = self._covered(whole)
            yield line

    def _copied(self, statement: str) -> Iterator[list[str]]:
        """Rows in Postgres' own text, field by field."""
        wire: Any = self._session.connection.driver_connection
        with wire.cursor() as cursor, cursor.copy(f"COPY ({statement}) TO STDOUT") as rows:
            for row in rows:
                yield bytes(row).decode().rstrip("\n").split("\t")

    def _covered(self, fields: Sequence[str]) -> str:
        return with_other_ids("\t".join(fields), self._others)

    def _veil(self, fields: list[str], columns: Sequence[str]) -> dict[str, Any]:
        """Put stand-ins in the place of names in a note, and say sealed what each stands for."""
        text, traject = columns.index("text"), fields[columns.index("traject_id")]
        fields[text], found = self._names.veiled(fields[text], traject)
        return {"called": [self._called(one, name, meant) for one, (name, meant) in found.items()]} if found else {}

    def _called(self, stand_in: str, name: str, meant: Sequence[str]) -> dict[str, Any]:
        box = close_for_all((self._seals[who] for who in meant), name, stand_in)
        return {"id": stand_in, "by": [self._others[who] for who in meant], "box": box}


class _Names:
    """Who may be meant by a word, in each traject."""

    def __init__(self, everybody: Sequence[Called]) -> None:
        self._meant: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for one in everybody:
            for name in one.said:
                self._meant[str(one.traject)][_as_copied(name)].append(str(one.participant))
        self._patterns = {traject: called.anywhere(names) for traject, names in self._meant.items()}

    def veiled(self, text: str, traject: str) -> tuple[str, dict[str, tuple[str, list[str]]]]:
        """The text with stand-ins for names, and for each what stood there and who may be meant."""
        pattern, found = self._patterns.get(traject), dict[str, tuple[str, list[str]]]()
        if pattern is None or text == _NULL:
            return text, found
        meant = self._meant[traject]

        def stand_in(word: re.Match[str]) -> str:
            found[one := str(uuid4())] = (word[0], meant[word[0]])
            return one

        return pattern.sub(stand_in, text), found


def _as_copied(name: str) -> str:
    return name.replace("\\", "\\\\")
