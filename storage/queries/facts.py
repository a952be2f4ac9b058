"""What rules need to know of a traject: its log and its people, each in one piece."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import Connection, text

from domain.facts import LOG, Person, Recorded

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


def load(session: Connection, trajects: Sequence[UUID]) -> dict[UUID, Known]:
    """What is known of these trajects; those that do not exist are left out."""
    return {
        row[0]: Known(
            traject=row[0],
            municipality=row[1],
            key=row[2],
            log=LOG.validate_json(row[3] or "[]"),
            people=PEOPLE.validate_json(row[4] or "[]"),
            agreement_elsewhere=row[5],
            plan_elsewhere=row[6],
        )
        for row in session.execute(_KNOWN, {"ids": list(trajects)})
    }


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
