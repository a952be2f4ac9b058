"""What a history says of a fact is a sentence, whatever kind of fact it is."""

from typing import get_args
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain import facts as f
from domain.outcomes import Tally
from domain.terms import Criterion
from views.history import fact_text

UNION, *_ = get_args(f.AnyFact)
KINDS: list[type[f.Fact]] = list(get_args(UNION))
# What a type alone does not say.
FIELDS: dict[type[f.Fact], dict[str, st.SearchStrategy[object]]] = {
    f.PeopleForgotten: {"counts": st.just(Tally())},
    f.CriteriaRecorded: {"criteria": st.dictionaries(st.sampled_from(Criterion), st.booleans() | st.none())},
    f.Measured: {"answers": st.dictionaries(st.just("netwerk"), st.integers(0, 10) | st.none())},
}
NOBODY = UUID(int=0)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
@given(drawn=st.data())
@settings(max_examples=5, derandomize=True, deadline=None)
def test_every_kind_of_fact_has_a_sentence_in_both_languages(kind: type[f.Fact], drawn: st.DataObject) -> None:
    said = drawn.draw(st.builds(kind, **FIELDS.get(kind, {}))).model_dump(mode="json")
    dutch, english = fact_text(said["kind"], said, NOBODY, "nl"), fact_text(said["kind"], said, NOBODY, "en")
    assert said["kind"] not in {dutch, english}
    assert dutch
    assert english
