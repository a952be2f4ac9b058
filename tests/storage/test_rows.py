"""Many changes in one statement: rows that refer to each other go in together, and only what was named goes out."""

from collections.abc import Sequence

from sqlalchemy import Table, event, text

from storage.engine import reading, writing
from storage.rows import delete, insert, upsert, write
from storage.tables import participants, stalls, tasks, trajects
from tests.storage.conftest import DEFAULTS, Tables, ident

STALL = ("traject_id", "participant_id", "rule")


def row(table: Table, **columns: object) -> dict[str, object]:
    return {**DEFAULTS[table.name], **columns}


def test_a_traject_its_people_and_their_tasks_are_one_statement(tables: Tables) -> None:
    with writing(tables.engine) as session:
        write(
            session,
            insert(tasks, [row(tasks, id=ident("A"), traject_id=ident("T"), participant_id=ident("D"))]),
            insert(participants, [row(participants, id=ident("D"), key="D", traject_id=ident("T"))]),
            insert(trajects, [row(trajects, id=ident("T"), key="T")]),
        )
    assert found(tables, "SELECT participant_id FROM tasks") == [(ident("D"),)]


def test_a_stall_that_ended_goes_and_the_others_are_what_they_are_now(group: Tables) -> None:
    for participant in (None, ident("D")):
        group.add("stalls", traject_id=ident("T"), participant_id=participant)
    ended = {"traject_id": ident("T"), "participant_id": None, "rule": "STL-PREP"}
    now = row(stalls, traject_id=ident("T"), participant_id=ident("D"), waiting_on="trainer")
    with writing(group.engine) as session:
        write(session, delete(stalls, [ended], key=STALL), upsert(stalls, [now], key=STALL))
    assert found(group, "SELECT participant_id, waiting_on FROM stalls") == [(ident("D"), "trainer")]


def test_nothing_to_change_says_nothing(group: Tables) -> None:
    said: list[str] = []
    with writing(group.engine) as session:
        session.execute(text("SELECT 1"))  # what a transaction begins with is over
        event.listen(group.engine, "before_cursor_execute", lambda *given: said.append(given[2]))
        write(session, insert(tasks, []), upsert(stalls, [], key=STALL), delete(stalls, [], key=STALL))
        assert said == []
        session.execute(text("SELECT 2"))
        assert said == ["SELECT 2"]


def found(tables: Tables, query: str) -> Sequence[object]:
    with reading(tables.engine) as session:
        return [tuple(one) for one in session.execute(text(query))]
