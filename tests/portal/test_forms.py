"""What a form sends, and what it sends besides what was typed: whoever makes that up gets no error and no say."""

from unicodedata import normalize

from hypothesis import example, given
from hypothesis import strategies as st
from starlette.datastructures import FormData

from portal.forms import SEEN, Form, Line, Prose, read
from portal.translations import catalogue

BIGGEST = 2**63 - 1
"""What Postgres can compare the number of a fact with."""


class Nothing(Form):
    """A form without fields of its own."""


class Note(Form):
    """A form in which something is written."""

    key: Line
    text: Prose


def seen(said: str) -> int | None:
    return read(FormData([(SEEN, said)]), Nothing, catalogue("nl")).seen


@given(st.integers(0, 10**18 - 1))
def test_the_last_fact_that_was_seen_comes_back(number: int) -> None:
    assert seen(str(number)) == number


@given(st.text())
@example("²")
@example("٣")
@example("-1")
@example("1 ")
@example("1\n")
@example("9" * 19)
@example("9" * 5000)
def test_anything_else_is_no_number_and_none_is_too_large_for_the_database(said: str) -> None:
    number = seen(said)

    assert number is None or (said.isascii() and said.isdigit() and number <= BIGGEST)


def test_a_letter_and_its_accents_are_one_in_what_was_typed() -> None:
    typed = {"key": normalize("NFD", "É1"), "text": normalize("NFD", "Komt uit Súdwest-Fryslân")}
    assert read(FormData(typed), Note, catalogue("nl")).value == Note(key="É1", text="Komt uit Súdwest-Fryslân")
