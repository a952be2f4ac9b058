"""The published results of 2019 are there as data, and are those that the sample is made from."""

from domain.outcomes import Tally
from domain.programme import latest
from domain.published import published
from samples import published as cards


def test_they_are_those_that_the_sample_of_2019_counts_out() -> None:
    found = published()
    assert (found.participants["baseline"], found.participants["end_measurement"]) == (cards.AT_BASELINE, cards.AT_END)
    assert round(found.women_share * 100) == cards.PERCENT_WOMEN
    assert round(found.older_than_26_share * 100) == cards.PERCENT_OLDER_THAN_26
    assert (found.age_min, found.age_max) == (cards.YOUNGEST, cards.OLDEST)
    assert {key: round(share * 100) for key, share in found.statements.items()} == cards.PERCENT_YES


def test_each_of_them_can_be_set_beside_a_count() -> None:
    ours, found = Tally().results(), published()
    assert set(found.statements) == set(latest("kixworks-2022").statements)
    assert set(found.participants) <= set(ours["participants"])
    assert {"women_share", "older_than_26_share", "age_min", "age_max", "attendance_rate", "mark_mean"} <= set(ours)
