"""Each promise of docs/reliability.md names what keeps it and what shows it, and quotes what was measured."""

import json
from pathlib import Path

import pytest

from benchmarks.promises import PAGE, NotMeasured, named, refreshed
from tests.docs.pages import page

RELIABILITY = page("docs/reliability.md")


def test_every_promise_names_what_keeps_it_and_what_shows_it() -> None:
    promises = RELIABILITY.rows("What is promised")
    assert len(promises) > 10

    for promise, kept_by, shown_by, *_ in promises:
        assert kept_by, promise
        assert "../tests/" in shown_by, promise


def test_every_figure_is_the_one_that_was_measured_last() -> None:
    text = PAGE.read_text(encoding="utf-8")

    assert ("chaos", "violations") in named(text)
    assert refreshed(text) == text, "bring it up to date with: python -m benchmarks.promises"


def test_a_figure_is_written_as_its_result_says_and_one_that_nobody_measured_is_refused(tmp_path: Path) -> None:
    measured = {"figures": [{"what": "longest", "value": 4.8021, "unit": "s"}]}
    (tmp_path / "chaos.json").write_text(json.dumps(measured))
    link = '[{}](../benchmarks/results/chaos.md "{}")'

    assert refreshed(link.format("3 s", "longest"), tmp_path) == link.format("4.8 s", "longest")
    with pytest.raises(NotMeasured, match="chaos: shortest"):
        refreshed(link.format("3 s", "shortest"), tmp_path)
    with pytest.raises(NotMeasured, match="chaos: longest"):
        refreshed(link.format("3 s", "longest"), tmp_path / "elsewhere")
