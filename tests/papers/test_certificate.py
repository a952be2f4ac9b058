"""The certificate itself: accessible, in every script of those who come here, and never reading a name as markup."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest

from domain.programme import Programme, shipped
from papers import press
from papers.certificate import Content, Draft, Marks, final, preview
from papers.press import printed
from papers.problems import CannotBePrinted, FontsMissing
from tests.papers.reading import catalogue_of, letters_of, opened, structure_of, text_of

DAY = date(2026, 9, 1)
_NOBODY = UUID(int=0)
MARKS = Marks("UTRECHT-2026-0001", "K7QF-3M2X-W9RT", "https://traject.example/certificaat")
AMIRA = Content(
    language="nl",
    name="Amira Haddad",
    latin=None,
    municipality="Utrecht",
    programme="K!X Works (2022)",
    start=date(2026, 3, 3),
    end=DAY,
    trainings=("Ken je talenten", "Communicatie"),
    visits=("Bedrijfsbezoek (2 keer)",),
    competences=("plannen", "luisteren"),
    trainer="Marleen de Wit",
    coordinator="Joost van den Berg",
)


def certificate(**changes: object) -> bytes:
    return final(replace(AMIRA, **changes), DAY, MARKS)  # type: ignore[arg-type]


def test_it_says_who_what_when_and_how_to_check() -> None:
    said = text_of(certificate())
    for part in ("Amira Haddad", "Ken je talenten", "Bedrijfsbezoek (2 keer)", "luisteren", "Marleen de Wit"):
        assert part in said
    assert "van 3 maart 2026 tot en met 1 september 2026" in said
    assert "UTRECHT-2026-0001" in said
    assert "K7QF-3M2X-W9RT" in said
    assert "https://traject.example/certificaat" in said


def test_it_is_there_in_english() -> None:
    said = text_of(certificate(language="en"))
    assert "We declare that" in said
    assert "Municipality of Utrecht".upper() in said


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_screen_reader_gets_language_title_headings_and_lists(language: str) -> None:
    content = certificate(language=language)
    root = catalogue_of(content)
    assert root["/Lang"] == language
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert str(opened(content).metadata["/Title"]).endswith("UTRECHT-2026-0001")  # type: ignore[index]
    assert b"pdfuaid:part>1<" in content
    structure = structure_of(content)
    assert (structure.count("/H1"), structure.count("/H2"), structure.count("/L")) == (1, 3, 3)


def test_nobody_is_named_in_the_title_that_a_window_shows() -> None:
    assert "Amira" not in str(opened(certificate()).metadata)


@pytest.mark.parametrize("name", ["أميرة حدّاد", "ሰላም ተስፋይ", "Олександра Шевченко", "Şükrü Çağlar Işık"])  # noqa: RUF001 - names as people write them
def test_a_name_is_printed_as_its_owner_writes_it(name: str) -> None:
    content = certificate(name=name, latin="Zoals in het register")
    assert "Zoals in het register" in text_of(content)
    base = {letter for letter in name if letter.isalpha()}
    assert base <= letters_of(content)


@pytest.mark.parametrize("name", ["أميرة حدّاد", "ሰላም ተስፋይ", "Олександра Шевченко"])
def test_every_font_it_needs_is_in_the_file(name: str) -> None:
    for page in opened(certificate(name=name)).pages:
        for font in page["/Resources"]["/Font"].values():  # type: ignore[index]
            described = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"]
            assert "/FontFile2" in described or "/FontFile3" in described


def test_a_letter_that_no_font_has_is_refused_instead_of_printed_as_a_box() -> None:
    with pytest.raises(CannotBePrinted) as refused:
        certificate(name="王小明")
    assert "王" not in f"{refused.value} {refused.value.nl}"
    assert refused.value.__cause__ is None


@pytest.mark.parametrize("name", ['#image("x")', "*vet* _schuin_ $x$", r"\u{41} @label <l>", "`ruw` // weg", '"}],"'])
def test_what_looks_like_markup_is_printed_to_the_letter(name: str) -> None:
    assert name in text_of(certificate(name=name))


@pytest.mark.parametrize("programme", shipped().values(), ids=lambda programme: programme.id)
def test_the_fullest_certificate_is_one_page(programme: Programme) -> None:
    trainings = {**programme.trainings.core, **programme.trainings.optional}
    content = certificate(
        trainings=tuple(text.nl for text in trainings.values()),
        competences=tuple(text.nl for text in programme.competences.values()),
        name="Maria Fernanda del Rosario de los Santos Almeida e Albuquerque",
        latin="Maria Fernanda del Rosario",
    )
    assert len(opened(content).pages) == 1


def test_a_preview_cannot_pass_for_a_certificate() -> None:
    content = preview(Draft(participant=_NOBODY, traject=_NOBODY, content=AMIRA, eligible=False), DAY)
    assert "Voorbeeld, niet geldig" in text_of(content)
    assert "VOORBEELD" in text_of(content)


def test_the_same_certificate_is_the_same_file() -> None:
    assert certificate() == certificate()


def test_without_our_fonts_nothing_is_made(tmp_path: Path) -> None:
    with pytest.raises(FontsMissing):
        printed("certificate", {}, DAY, tmp_path)


def test_a_changed_name_or_competence_is_another_content() -> None:
    assert AMIRA.hash == replace(AMIRA).hash
    assert len({AMIRA.hash, replace(AMIRA, name="Amina").hash, replace(AMIRA, competences=()).hash}) == 3


def test_templates_know_their_data_by_one_name_only() -> None:
    for template in Path(press._TEMPLATES).glob("*.typ"):
        uses = template.read_text(encoding="utf-8").count("sys.inputs")
        assert uses == (template.name == "house.typ")
