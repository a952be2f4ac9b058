"""A file that does not fit in memory goes in like one that does; what lies on disk meanwhile tells nobody anything."""

import gc
from pathlib import Path
from uuid import uuid4

import pytest

from domain.rows import Sheet
from importer import shelf
from importer.parse import Parsed
from importer.shelf import Draft, Drafts, Shelf
from tests.importer.files import checked_path

EXAMPLE = Path(__file__).parent / "example"
NAME = "Voorbeeldnaam"


def a_draft(number: int, key: str | None = None) -> Draft:
    """A row of attendance, of which no two need to be alike."""
    values = {"deelnemer": NAME, "status": None, "antwoord": 8.5, "uitkomst": ["looking"], "bereikt": True}
    return Draft(Sheet.ATTENDANCE, key or f"b{number}", Parsed(number, values), participant=uuid4(), known=True)


@pytest.fixture
def little_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf, "MOST_IN_MEMORY", 4)


@pytest.mark.usefixtures("little_memory")
def test_rows_come_back_as_they_were_put_traject_by_traject_in_their_order() -> None:
    kept, trajects = Shelf(), [uuid4(), uuid4(), uuid4()]
    drafts = [a_draft(number) for number in range(23)]

    for number, draft in enumerate(drafts):
        kept.put(trajects[number % 3], draft)

    assert [list(kept.of(traject)) for traject in trajects] == [drafts[start::3] for start in range(3)]
    assert list(kept.of(uuid4())) == []


@pytest.mark.usefixtures("little_memory")
def test_of_two_rows_about_the_same_thing_the_first_counts_wherever_they_lie() -> None:
    drafts = Drafts(Shelf(), uuid4())
    for number in range(9):
        drafts.append(a_draft(number, key="the same" if number in {1, 7} else None))

    first, again = drafts.sorted_out()

    assert [draft.row.number for draft in first] == [0, 1, 2, 3, 4, 5, 6, 8]
    assert [draft.row.number for draft in again] == [7]


@pytest.mark.usefixtures("little_memory")
def test_a_row_that_says_nothing_keeps_its_place_from_those_after_it() -> None:
    drafts = Drafts(Shelf(), uuid4())
    drafts.append(a_draft(0, key="said before"))
    for number, key in enumerate(("said before", "nothing", "nothing"), start=1):
        drafts.claim(a_draft(number, key=key))
    drafts.append(a_draft(4, key="nothing"))

    first, again = drafts.sorted_out()

    assert ([draft.row.number for draft in first], [draft.row.number for draft in again]) == ([0], [4])
    assert len(drafts) == 2


@pytest.mark.usefixtures("little_memory")
def test_nothing_on_disk_can_be_read_and_it_goes_with_the_shelf() -> None:
    kept = Shelf()
    for number in range(8):
        kept.put(uuid4(), a_draft(number))
    disk = kept._disk
    assert disk is not None

    disk.seek(0)
    content = disk.read()
    del kept
    gc.collect()

    assert len(content) > 8 * len(NAME)
    assert NAME.encode() not in content
    assert disk.closed


def test_a_small_file_does_not_touch_the_disk() -> None:
    kept = Shelf()

    kept.put(uuid4(), a_draft(1))

    assert kept._disk is None


def test_a_file_that_does_not_fit_goes_in_like_one_that_does(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = checked_path(EXAMPLE)

    monkeypatch.setattr(shelf, "MOST_IN_MEMORY", 7)
    in_parts = checked_path(EXAMPLE)

    assert in_parts.report == whole.report
    assert list(in_parts.take_overs) == list(whole.take_overs)
