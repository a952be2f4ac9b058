"""The order of names."""

from domain.names import sort_key


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
