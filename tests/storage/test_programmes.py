"""Definitions that municipalities add beside those that come with the product."""

import pytest
from sqlalchemy import Engine, insert, text

from domain.programme import InvalidProgramme, UnknownProgramme, shipped, shipped_text
from domain.terms import TaskKind
from storage.engine import reading, writing
from storage.errors import StorageMisused
from storage.programmes import ProgrammeIsFinal, Programmes, add
from storage.tables import programmes


def definition(*, status: str = "draft", weeks: int = 30) -> str:
    """A municipality's own, made from the one that most use."""
    made = shipped_text("kixworks-2022", 1)
    for line, other in {
        'id = "kixworks-2022"': 'id = "oostmeer"',
        'status = "final"': f'status = "{status}"',
        'status = "draft"': f'status = "{status}"',
        "weeks = 26": f"weeks = {weeks}",
    }.items():
        made = made.replace(line, other, 1) if line in made else made
    assert f"weeks = {weeks}" in made
    return made


def test_a_shipped_definition_needs_no_row(engine: Engine) -> None:
    with reading(engine) as session:
        assert Programmes().get(session, "kixworks-2022", 1) == shipped()["kixworks-2022", 1]


def test_an_unknown_definition_is_said_to_be_unknown(engine: Engine) -> None:
    with reading(engine) as session, pytest.raises(UnknownProgramme):
        Programmes().get(session, "oostmeer", 1)


def test_a_draft_may_be_replaced_and_is_read_anew(engine: Engine) -> None:
    programmes = Programmes()
    for weeks in (30, 31):
        with writing(engine) as session:
            add(session, definition(weeks=weeks), "oostmeer.toml")
        with reading(engine) as session:
            assert programmes.get(session, "oostmeer", 1).weeks == weeks
            assert [one.id for one in programmes.all(session)].count("oostmeer") == 1


def test_a_final_definition_stays_as_it_is(engine: Engine) -> None:
    for _ in range(2):  # the same text again changes nothing
        with writing(engine) as session:
            add(session, definition(status="final"), "oostmeer.toml")
    with writing(engine) as session, pytest.raises(ProgrammeIsFinal):
        add(session, definition(status="final", weeks=31), "oostmeer.toml")
    with pytest.raises(StorageMisused, match="RestrictViolation"), writing(engine) as session:
        session.execute(text("UPDATE programmes SET text = ''"))


def test_a_final_definition_is_read_also_when_it_does_not_name_a_kind_of_task_that_came_later(engine: Engine) -> None:
    earlier = definition(status="final").replace("\nexit_talk =", "\n# exit_talk =")
    with writing(engine) as session, pytest.raises(InvalidProgramme, match="exit_talk"):
        add(session, earlier, "oostmeer.toml")
    row = {"id": "oostmeer", "version": 1, "status": "final", "text": earlier, "sha256": "0" * 64}
    with writing(engine) as session:
        session.execute(insert(programmes).values(row))
    with reading(engine) as session:
        assert TaskKind.EXIT_TALK not in Programmes().get(session, "oostmeer", 1).tasks
        assert "oostmeer" in {one.id for one in Programmes().all(session)}


def test_a_shipped_definition_cannot_be_replaced(engine: Engine) -> None:
    with writing(engine) as session, pytest.raises(ProgrammeIsFinal):
        add(session, shipped_text("kixworks-2022", 1), "mine.toml")


def test_what_is_no_definition_is_not_taken_in(engine: Engine) -> None:
    with writing(engine) as session, pytest.raises(InvalidProgramme):
        add(session, "id = 1", "mine.toml")
