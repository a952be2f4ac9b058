"""Which rows a backup holds, whose each is, and what stays of a row when that person is forgotten.

It says of every table what `storage.erasing` does to it; a test holds the two against each other.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, and_, case, cast, func, literal, null, select, true
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import UUID

from storage.erasing import referring
from storage.queries.certificates import listing
from storage.tables import (
    access_log,
    certificates,
    enclosures,
    facts,
    imported_rows,
    metadata,
    outbox,
    participants,
    receipts,
    sign_in_attempts,
    subject_keys,
    tasks,
    unheard,
    uploads,
    web_sessions,
)

LEFT_OUT = frozenset({enclosures, unheard, uploads, web_sessions, sign_in_attempts, subject_keys})
"""What is on its way or lasts a day, and keys: those are kept apart."""
_JOURNEY = "participant-"
_AN_ID = "^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$"
_DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call]
_NOBODY: ColumnElement[Any] = cast(null(), UUID())
Changes = Mapping[str, ColumnElement[Any]]


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of one table: whose each is, and where `stays` what of it is nobody's, with these columns changed."""

    table: Table
    owner: ColumnElement[Any] = _NOBODY
    stays: ColumnElement[bool] | None = None
    without: Changes = field(default_factory=dict)
    always: Changes = field(default_factory=dict)

    @property
    def columns(self) -> list[str]:
        return [column.name for column in self.table.columns]

    def statement(self) -> str:
        """Owner, whether something stays, all columns, and all columns of what stays: for COPY, without parameters."""
        stays = literal(value=False) if self.stays is None else self.stays
        own = [self.always.get(column.name, column) for column in self.table.columns]
        left = [self.without.get(column.name, column) for column in self.table.columns] if self.without else []
        query: Select[Any] = select(self.owner, stays, *own, *(case((stays, one)) for one in left))
        return str(query.compile(dialect=_DIALECT, compile_kwargs={"literal_binds": True}))


def every_row() -> Iterator[Rows]:
    """Of all tables, in an order in which they can be filled."""
    special = {rows.table: rows for rows in _special()}
    owners = dict(referring())
    for table in metadata.sorted_tables:
        if table not in LEFT_OUT:
            yield special.get(table) or Rows(table, owners.get(table, _NOBODY))


def _special() -> Iterator[Rows]:
    yield Rows(participants, participants.c.id)
    yield _facts()
    yield Rows(imported_rows, _of_row())
    yield Rows(outbox, _of_event())
    yield _papers()
    somebody = access_log.c.participant_id.is_not(None)
    unnamed = {name: null() for name in ("participant_id", "reason", "nonce")}
    yield Rows(access_log, access_log.c.participant_id, somebody, unnamed)
    finished = {
        "subject": null(),
        "traject_id": null(),
        "finished_at": func.coalesce(receipts.c.finished_at, func.now()),
        "emptied_at": func.coalesce(receipts.c.emptied_at, func.now()),  # a new database has no old files
    }
    yield Rows(receipts, always=finished)


def _facts() -> Rows:
    """What was said of somebody's task is theirs too. What takes a message back stays: it may be about others."""
    named = func.substring(facts.c.data["task"].astext, _AN_ID)  # nothing, where somebody wrote something else by hand
    task = select(tasks.c.participant_id).where(tasks.c.id == cast(named, UUID()))
    of_task = case((facts.c.kind.in_(("task_claimed", "task_postponed")), task.scalar_subquery()))
    owner = func.coalesce(facts.c.participant_id, of_task)
    undoes = and_(facts.c.kind == "retracted", facts.c.participant_id.is_not(None))
    return Rows(facts, owner, undoes, {"participant_id": null(), "data": facts.c.data.op("-")("participant")})


def _of_row() -> ColumnElement[Any]:
    row, who = imported_rows.c, participants.c
    key = func.coalesce(row.row["deelnemer"].astext, case((row.sheet == "deelnemers", row.key)))
    return select(who.id).where(who.traject_id == row.traject_id, who.key == key).scalar_subquery()


def _of_event() -> ColumnElement[Any]:
    whose = func.substr(outbox.c.subject, len(_JOURNEY) + 1)
    return case((outbox.c.subject.startswith(_JOURNEY), cast(whose, UUID())), else_=_NOBODY)


def _papers() -> Rows:
    """Number, code and what became of a paper stay; one that nobody got yet counts as taken back."""
    paper = listing(true()).order_by(None).subquery("paper")
    found = select(list(paper.c)[-1]).where(paper.c.id == certificates.c.id).scalar_subquery()
    gone: Changes = {name: null() for name in ("participant_id", "file", "content_hash")}
    state = case((found == "prepared", "taken_back"), else_=found)
    owner = certificates.c.participant_id
    return Rows(certificates, owner, owner.is_not(None), {**gone, "kept_as": state})
