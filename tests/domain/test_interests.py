"""Why an organisation is suggested to somebody."""

import pytest

from domain.interests import fits


@pytest.mark.parametrize(
    ("wish", "about", "because"),
    [
        ("Ik wil verpleegkundige worden", "zorg mbo", [("verpleegkundige", "zorg en welzijn")]),
        ("leren lassen", "Metaalbedrijf Van Dam", [("lassen", "techniek")]),
        ("Iets met bloemsierkunst", "bloemsierkunst", [("bloemsierkunst", "groen en dieren")]),
        ("Werken als tolk", "tolken en vertalen", [("tolk", "tolken")]),
        ("Ik wil graag leren omgaan met mensen", "zorg", []),
        ("", "zorg", []),
        ("kok", "", []),
    ],
)
def test_words_of_a_wish_fit_a_field_of_work_or_a_word(wish: str, about: str, because: list[tuple[str, str]]) -> None:
    assert [(fit.wish, fit.what("nl")) for fit in fits(wish, about)] == because


def test_a_reason_is_said_in_english_too() -> None:
    assert fits("verpleegkundige", "zorg")[0].what("en") == "health and care"
