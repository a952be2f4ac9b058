"""`docs/scale.md` quotes what was measured."""

import re

from tests.docs.pages import page
from tools.figures import quoted, rewritten


def test_every_figure_is_that_of_the_result_it_names() -> None:
    text = page("docs/scale.md").text
    assert text == rewritten(text), "run: python -m tools.figures"


def test_a_figure_that_nobody_measured_is_seen() -> None:
    text = page("docs/scale.md").text
    measured = re.search(r"\d+ \| \[journey\]", text)
    assert measured is not None
    invented = text.replace(measured[0], measured[0].replace("|", "9 |", 1), 1)
    assert rewritten(invented) != invented


def test_most_of_its_numbers_have_a_result() -> None:
    assert quoted(page("docs/scale.md").text) > 15
