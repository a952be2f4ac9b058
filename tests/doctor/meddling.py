"""What somebody does in the database by hand, past everything that guards it."""

from typing import Any
from uuid import UUID

from pydantic_core import to_json
from sqlalchemy import Engine, text

from storage.engine import writing

_OF_ONE = "SELECT seq, data FROM facts WHERE traject_id = :traject AND kind = 'registered' ORDER BY seq LIMIT 1"


def by_hand(engine: Engine, statement: str, **values: object) -> None:
    """The log may be changed as well."""
    with writing(engine) as session:
        session.execute(text("SET LOCAL trajectvolger.erasing = 'on'"))
        session.execute(text(statement), values)


def spoil_a_fact(engine: Engine, traject: UUID, said: str = '{"kind": "registered", "on": "Sam"}') -> tuple[int, Any]:
    """The first registration of a traject says something that is no fact; its number, and what it said."""
    with engine.connect() as session:
        seq, data = session.execute(text(_OF_ONE), {"traject": traject}).one()
    change = "UPDATE facts SET data = CAST(:said AS jsonb), kind = coalesce(CAST(:said AS jsonb)->>'kind', kind)"
    by_hand(engine, f"{change} WHERE seq = :seq", said=said, seq=seq)
    return seq, data


def put_back(engine: Engine, seq: int, said: object) -> None:
    """As from a backup, and as the operator's page says."""
    change = "UPDATE facts SET data = CAST(:said AS jsonb) WHERE seq = :seq"
    by_hand(engine, change, said=to_json(said).decode(), seq=seq)


def never(engine: Engine, *columns: str) -> None:
    """`infinity`, from before there was a rule against it; where it stands, the rule is for new and changed rows."""
    every = [(*one.split("."), f"ck_{one.replace('.', '_')}_is_of_ours") for one in columns]
    for table, _, rule in every:
        by_hand(engine, f"ALTER TABLE {table} DROP CONSTRAINT {rule}")
    for table, column, _ in every:
        by_hand(engine, f"UPDATE {table} SET {column} = 'infinity'")  # noqa: S608
    for table, column, rule in every:
        by_hand(engine, f"ALTER TABLE {table} ADD CONSTRAINT {rule} CHECK (isfinite({column})) NOT VALID")
