"""A page asks Postgres the same number of things, however much there is."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from sqlalchemy import Engine, event

from portal.access import TABLE
from tests.portal.copies import copy_people, copy_trajects
from tests.portal.portal import Person, Portal
from tests.portal.stock import HOME
from tests.portal.walk import Seen, everybody, organisation, pages

TIMES = 3
_said: ContextVar[list[str] | None] = ContextVar("said", default=None)


def _hear(_connection: object, _cursor: object, statement: str, *_: object) -> None:
    """Work in the background has a context of its own."""
    if (said := _said.get()) is not None:
        said.append(statement)


@contextmanager
def heard(engine: Engine) -> Iterator[list[str]]:
    """The statements that are said for what is asked inside the block."""
    said: list[str] = []
    event.listen(engine, "before_cursor_execute", _hear)
    token = _said.set(said)
    try:
        yield said
    finally:
        _said.reset(token)
        event.remove(engine, "before_cursor_execute", _hear)


async def statements(portal: Portal, person: Person, wanted: list[Seen]) -> dict[str, int]:
    """How much each page asks, by its address; what is asked only now and then in a process is not counted."""
    return {
        f"{seen.name} {seen.address}": min([await _asked(portal, person, seen) for _ in range(3)]) for seen in wanted
    }


async def _asked(portal: Portal, person: Person, seen: Seen) -> int:
    with heard(portal.services.engine) as said:
        await person.get(seen.address)
    return len(said)


async def test_every_page_says_as_many_statements_with_much_data_as_with_little(portal: Portal) -> None:
    organisation(portal, HOME)
    person = everybody(portal)
    found = await pages(portal, person, frozenset(name for name, rule in TABLE.items() if not rule.public))
    wanted = [seen for seen in found.values() if seen is not None]
    little = await statements(portal, person, wanted)
    with portal.services.engine.begin() as connection:
        copy_trajects(connection, TIMES)
        copy_people(connection, TIMES)
    much = await statements(portal, person, wanted)
    more = {page: (said, much[page]) for page, said in little.items() if much[page] != said}
    assert more == {}
