"""Who may not have heard is read a page at a time, the oldest first, and nothing is left open when the server ends."""

import gc
from datetime import timedelta

import pytest
from sqlalchemy import Engine, text

from storage import unheard
from storage.engine import reading
from storage.errors import StorageUnavailable
from tests.storage.conftest import Tables, ident

AT_ALL = timedelta()


def noted(tables: Tables, number: int, seconds_ago: int) -> None:
    """One message of which nobody confirmed that it was heard."""
    name = f"M{number}"
    tables.add("messages", name)
    with tables.engine.begin() as connection:
        note = text("INSERT INTO unheard VALUES (:message, :wakes, now() - make_interval(secs => :ago))")
        connection.execute(note, {"message": ident(name), "wakes": f"[{number}]", "ago": seconds_ago})


def read(tables: Tables, age: timedelta) -> list[int]:
    """The numbers of those that are so old."""
    with reading(tables.engine) as session:
        return [number for _, wakes in unheard.older_than(session, age) if isinstance(wakes, list) for number in wakes]


@pytest.mark.parametrize("many", [0, 1, unheard.PAGE, unheard.PAGE + 1, 2 * unheard.PAGE + 3])
def test_all_of_it_is_read_once_the_oldest_first(tables: Tables, many: int) -> None:
    for number in range(many):
        noted(tables, number, 1000 - number // 3)

    found = read(tables, AT_ALL)

    assert sorted(found) == list(range(many))
    assert [number // 3 for number in found] == sorted(number // 3 for number in range(many))


def test_what_was_noted_a_moment_ago_is_left_alone(tables: Tables) -> None:
    noted(tables, 1, 20)
    noted(tables, 2, 10)
    assert read(tables, timedelta(seconds=15)) == [1]


def begin_to_read_while_the_server_ends(engine: Engine) -> None:
    with reading(engine) as session:
        found = unheard.older_than(session, AT_ALL)
        next(found)
        whose = session.execute(text("SELECT pg_backend_pid()")).scalar_one()
        with engine.begin() as other:
            other.execute(text("SELECT pg_terminate_backend(:whose, 5000)"), {"whose": whose})
        del found
        session.execute(text("SELECT 1"))


def test_a_server_that_ends_while_somebody_reads_leaves_nothing_open(tables: Tables) -> None:
    noted(tables, 1, 20)
    with pytest.raises(StorageUnavailable):
        begin_to_read_while_the_server_ends(tables.engine)
    gc.collect()  # what is open is complained of here, as an error, not in another test
