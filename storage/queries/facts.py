"""What rules need to know of a traject: its log and its people, each in one piece."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter, ValidationError
from pydantic_core import from_json, to_json
from sqlalchemy import Connection, Row, text

from domain.facts import LOG, Person, Recorded
from storage.errors import TrajectUnreadable

PEOPLE: TypeAdapter[list[Person]] = TypeAdapter(list[Person])

_KNOWN = text("""
    SELECT traject.id, traject.municipality, traject.key, (
        SELECT '[' || string_agg(
            concat('{"seq":', seq, ',"message":"', message_id, '","recorded_on":"', recorded_on, '",'
                '"fact":', data, '}'), ',' ORDER BY seq
        ) || ']' FROM facts WHERE traject_id = traject.id
    ), (
        SELECT json_agg(json_build_object(
            'participant', id, 'key', key, 'birth_date', birth_date, 'gender', gender
        ))::text FROM participants LEFT JOIN people ON participant_id = id WHERE traject_id = traject.id
    ), others.agreement_on, others.plan_on
    FROM trajects AS traject CROSS JOIN LATERAL (
        SELECT min(agreement_on) AS agreement_on, min(plan_on) AS plan_on FROM trajects
        WHERE lower(municipality) = lower(traject.municipality) AND id <> traject.id
    ) AS others
    WHERE traject.id = ANY(:ids) ORDER BY traject.id
""")
_BATCH = text("SELECT id FROM trajects WHERE id > :after ORDER BY id LIMIT :size")
_FROM_FILES = text("SELECT id FROM messages WHERE id = ANY(:messages) AND from_file")
_SESSION_KEYS = text("SELECT id, key FROM sessions WHERE traject_id = ANY(:ids)")


@dataclass(frozen=True, slots=True)
class Known:
    """All facts of a traject in the order of recording, and its participants' own data as far as rules need it.

    `agreement_elsewhere` and `plan_elsewhere`: when the municipality's other trajects say that it signed and planned.
    """

    traject: UUID
    municipality: str
    key: str
    log: list[Recorded]
    people: list[Person]
    agreement_elsewhere: date | None = None
    plan_elsewhere: date | None = None


def from_files(session: Connection, messages: Collection[UUID]) -> set[UUID]:
    """Those of these messages that are rows of a file."""
    return set(session.execute(_FROM_FILES, {"messages": list(messages)}).scalars()) if messages else set()


def load(session: Connection, trajects: Sequence[UUID]) -> dict[UUID, Known]:
    """What is known of these trajects; those that do not exist are left out.

    Raises:
        TrajectUnreadable: one of them is.
    """
    return {row[0]: _known(row) for row in session.execute(_KNOWN, {"ids": list(trajects)})}


def load_each(session: Connection, trajects: Sequence[UUID]) -> Iterator[Known | TrajectUnreadable]:
    """The same one by one, in the order of their ids; of who cannot be read, what is wrong."""
    for row in session.execute(_KNOWN, {"ids": list(trajects)}):
        try:
            yield _known(row)
        except TrajectUnreadable as problem:
            yield problem


def load_readable(session: Connection, trajects: Sequence[UUID]) -> dict[UUID, Known]:
    """The same without those that cannot be read, for who says nothing of them: they keep nobody else waiting."""
    return {one.traject: one for one in load_each(session, trajects) if isinstance(one, Known)}


def _known(row: Row[Any]) -> Known:
    traject, municipality, key, log, people, agreement_on, plan_on = tuple(row)
    try:
        return Known(
            traject=traject,
            municipality=municipality,
            key=key,
            log=LOG.validate_json(log or "[]"),
            people=PEOPLE.validate_json(people or "[]"),
            agreement_elsewhere=agreement_on,
            plan_elsewhere=plan_on,
        )
    except ValidationError:
        facts = [one["seq"] for one in _unreadable(LOG, from_json(log or "[]"))]
        persons = [one["key"] for one in _unreadable(PEOPLE, from_json(people or "[]"))]
        raise TrajectUnreadable(traject, key, municipality, facts=facts, people=persons) from None


def _unreadable(adapter: TypeAdapter[list[Any]], found: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for one in found:
        try:
            adapter.validate_json(to_json([one]))
        except ValidationError:
            yield one


def everything(session: Connection, batch: int = 50) -> Iterator[Known]:
    """All trajects in the order of their ids, `batch` of them in memory at a time."""
    after = UUID(int=0)
    while ids := list(session.execute(_BATCH, {"after": after, "size": batch}).scalars()):
        yield from load(session, ids).values()
        after = ids[-1]


def session_keys(session: Connection, trajects: Sequence[UUID]) -> dict[UUID, str]:
    """What the sessions of these trajects are called."""
    rows = session.execute(_SESSION_KEYS, {"ids": list(trajects)})
    return {row.id: row.key for row in rows}
