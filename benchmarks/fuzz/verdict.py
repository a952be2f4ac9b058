"""After the cases: no half-done fact, and the tables say what the rules make of the facts."""

import re

from sqlalchemy import Engine, text

from benchmarks.chaos import verdict as chaos
from benchmarks.fuzz.exploring import NotAsPromised
from storage.engine import reading
from tests.portal.stock import today

_HALF = text("""
    SELECT count(facts.seq), (messages.answer ->> 'recorded')::int
    FROM messages LEFT JOIN facts ON facts.message_id = messages.id
    WHERE NOT EXISTS (SELECT FROM receipts)
    GROUP BY messages.id HAVING count(facts.seq) <> (messages.answer ->> 'recorded')::int LIMIT 1
""")
"""Who is forgotten takes facts along, so those messages are not counted any more."""
_PARTICULAR = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\S*\d\S*")


def insist(engine: Engine) -> None:
    """Look at the whole database.

    Raises:
        NotAsPromised: the first thing that is wrong, without saying in which traject.
    """
    with reading(engine) as session:
        if half := session.execute(_HALF).one_or_none():
            raise NotAsPromised(f"half done: {half[0]} facts of a message that recorded {half[1]}")
        for wrong in (*chaos.of_orphans(session), *chaos.of_rules(session, today())):
            raise NotAsPromised(_PARTICULAR.sub("…", wrong))
