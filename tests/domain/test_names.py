"""The order of names, and the letters they are kept in."""

from unicodedata import normalize

from domain.names import composed, sort_key


def test_accents_and_capitals_make_no_difference() -> None:
    names = ["Özgür", "Zola", "de Vries", "Çelik", "celan", "Ślusarz"]
    assert sorted(names, key=lambda name: sort_key(name) or "") == [
        "celan", "Çelik", "de Vries", "Özgür", "Ślusarz", "Zola",
    ]  # fmt: skip


def test_parts_that_are_missing_are_left_out() -> None:
    assert sort_key("Jansen", None, "Noor") == "jansen noor"
    assert sort_key(None, "") is None


def test_other_scripts_keep_their_letters() -> None:
    assert sort_key("Шевченко") == "шевченко"
    assert sort_key("ሰላም")


def test_a_letter_and_its_accents_become_one() -> None:
    assert composed(normalize("NFD", "Súdwest-Fryslân")) == "Súdwest-Fryslân"
