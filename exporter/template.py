"""An empty workbook to fill in: every sheet with its headers, lists to choose from, and an example that explains."""

import io
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

import xlsxwriter

from domain import texts
from domain.programme import shipped
from domain.row_facts import CRITERIA
from domain.rows import Sheet
from domain.terms import LanguageLevel, TaskKind
from exporter.cells import Cell, columns, words_of
from importer import format as form
from importer.cells import day, yes_or_no

EXPLANATION = form.EXPLANATION
ROWS = 2000
"""As far down as cells offer their list."""
_DAY = "dd-mm-yyyy"
_LEVELS = [str(level) for level in LanguageLevel]
_AS_TEXT = frozenset({"traject", "deelnemer", "bijeenkomst", "telefoon"})
"""Columns in which a spreadsheet would make a number of what is none."""
_ADVICE = frozenset({"uitkomst", "vrijstelling", "programma", "onderdeel", "vraag", "maanden"})
"""Columns whose list only advises: they take more than one word, or those of a definition of one's own."""

EXAMPLE: dict[Sheet, dict[str, Cell]] = {
    Sheet.TRAJECTS: {
        "traject": "VBD-1",
        "gemeente": "Voorbeelddam",
        "programma": form.DEFAULT_PROGRAMME,
        "coordinator": "c.jansen@example.org",
        "trainer": "t.bakker@example.org",
        "aangemaakt_op": date(2026, 1, 12),
        "kickoff_gepland": date(2026, 3, 9),
        "overeenkomst_op": date(2026, 2, 2),
        "plan_van_aanpak_op": date(2026, 2, 9),
    },
    Sheet.PARTICIPANTS: {
        "deelnemer": "VBD-1-01",
        "traject": "VBD-1",
        "voornaam": "Sam",
        "tussenvoegsel": "van",
        "achternaam": "Voorbeeld",
        "geboortedatum": date(1994, 5, 17),
        "geslacht": "x",
        "taalniveau": "A2",
        **dict.fromkeys(CRITERIA, "ja"),
        "leerwens": "Werken in de techniek",
        "aangemeld_op": date(2026, 1, 19),
        "intake_op": date(2026, 2, 2),
        "besluit": "toegelaten",
        "besluit_op": date(2026, 2, 9),
        "toestemming_beeld": "nee",
        "telefoon": "06 00000000",
        "uitkering": "ja",
    },
    Sheet.SESSIONS: {
        "bijeenkomst": "VBD-1-b01",
        "traject": "VBD-1",
        "soort": "kick-off",
        "datum": date(2026, 3, 9),
        "status": "gehouden",
    },
    Sheet.ATTENDANCE: {"bijeenkomst": "VBD-1-b01", "deelnemer": "VBD-1-01", "status": "aanwezig"},
    Sheet.BREAKS: {"traject": "VBD-1", "van": date(2026, 4, 27), "tot": date(2026, 5, 8), "reden": "Meivakantie"},
    Sheet.MEASUREMENTS: {"deelnemer": "VBD-1-01", "moment": "nulmeting", "vraag": "netwerk", "antwoord": 2},
    Sheet.CERTIFICATES: {
        "deelnemer": "VBD-1-01",
        "akkoord_trainer": "ja",
        "datum": date(2026, 9, 7),
        "competenties": "plannen, luisteren",
        "vrijstelling": "gastles",
        "reden": "Was ziek",
    },
    Sheet.FOLLOW_UPS: {
        "deelnemer": "VBD-1-01",
        "maanden": 3,
        "datum": date(2026, 12, 14),
        "bereikt": "ja",
        "uitkomst": "betaald_werk, opleiding",
        "uitkering": "nee",
    },
    Sheet.DONE: {"traject": "VBD-1", "deelnemer": "VBD-1-01", "taak": "exit_talk", "datum": date(2026, 6, 1)},
}
"""One invented row a sheet."""


def example(sheet: Sheet) -> list[Cell]:
    """The cells of that row."""
    return [EXAMPLE[sheet].get(column) for column in columns(sheet)]


def template() -> bytes:
    """The workbook, in Dutch as the format is; its explanation is left alone by the importer."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        book.set_properties({"title": "Trajectvolger"})
        bold = book.add_format({"bold": True, "bg_color": "#d9ece8", "border": 1})
        plain, date_format = book.add_format({"italic": True}), book.add_format({"num_format": _DAY, "italic": True})
        words = _explain(book.add_worksheet(EXPLANATION), bold, plain, date_format)
        formats = _Formats(bold, book.add_format({"num_format": _DAY}), book.add_format({"num_format": "@"}))
        for sheet in Sheet:
            _empty(book.add_worksheet(sheet.value), sheet, formats, words)
    return file.getvalue()


def _explain(
    page: xlsxwriter.workbook.Worksheet,
    bold: xlsxwriter.workbook.Format,
    plain: xlsxwriter.workbook.Format,
    day_format: xlsxwriter.workbook.Format,
) -> Mapping[str, str]:
    """How to fill in the sheets, and an example of each; where the words of which column stand."""
    page.set_column(0, 25, 17)
    for number, sentence in enumerate(_SENTENCES):
        page.write_string(number, 0, sentence)
    row = len(_SENTENCES) + 1
    for sheet in Sheet:
        page.write_string(row, 0, f"Blad {sheet.value}")
        page.write_row(row + 1, 0, columns(sheet), bold)
        _write(page, row + 2, example(sheet), plain, day_format)
        row += 4
    places = {}
    for column, words in _explained().items():
        page.write_string(row, 0, f"Woorden in de kolom {column}, en wat ze betekenen", bold)
        places[column] = f"={EXPLANATION}!$A${row + 2}:$A${row + 1 + len(words)}"
        for number, (word, meaning) in enumerate(words.items(), start=row + 1):
            page.write_row(number, 0, [word, meaning])
        row += len(words) + 2
    return places


def _explained() -> Mapping[str, Mapping[str, str] | Mapping[int, str]]:
    """Columns with words that need a word of explanation, or too many for a cell; of all definitions we ship."""
    known = list(shipped().values())
    parts = [each for one in known for each in (one.trainings.core, one.trainings.optional, one.side_activities)]
    asked = [each for one in known for each in (one.questions, one.statements)]
    months = sorted({months for one in known for months in one.follow_up.months})
    return {
        "programma": {one.id: one.title.nl for one in known},
        "onderdeel": {name: text.nl for each in parts for name, text in each.items()},
        "vraag": {name: text.nl for each in asked for name, text in each.items()}
        | {one.mark.key: "Het cijfer voor het programma" for one in known},
        "maanden": {0: "Op de dag van de uitreiking", **{one: f"{one} maanden na de uitreiking" for one in months}},
        "taak": {kind.value: texts.name(kind, "nl") for kind in TaskKind},
    }


_SENTENCES = (
    "Vul de bladen achter dit blad in. Dit blad wordt niet gelezen.",
    "Begin bij trajecten, deelnemers en bijeenkomsten. De andere bladen mogen leeg blijven.",
    "Een sleutel (traject, deelnemer, bijeenkomst) kiest u zelf, bijvoorbeeld VBD-1-01. Gebruik overal dezelfde.",
    "Datums schrijft u als dd-mm-jjjj. Ja en nee als ja en nee; leeg betekent: onbekend.",
    "Bij uitkomst, competenties en vrijstelling mogen meer woorden staan, met een komma ertussen.",
    "Alle mensen in de voorbeelden zijn verzonnen.",
)


class _Formats(NamedTuple):
    """What headers, days and text look like; a number typed as text keeps its zeros."""

    head: xlsxwriter.workbook.Format
    day: xlsxwriter.workbook.Format
    text: xlsxwriter.workbook.Format


def _empty(page: xlsxwriter.workbook.Worksheet, sheet: Sheet, formats: _Formats, words: Mapping[str, str]) -> None:
    page.freeze_panes(1, 0)
    for number, column in enumerate(form.columns_of(date.min)[sheet]):
        is_day = column.read is day or column.name == "geboortedatum"
        kept = formats.day if is_day else formats.text if column.name in _AS_TEXT else None
        page.set_column(number, number, max(12, len(column.name) + 3), kept)
        page.write_string(0, number, column.name, formats.head)
        choices = ["ja", "nee"] if column.read is yes_or_no else words.get(column.name) or _choices(sheet, column.name)
        if is_day:
            page.data_validation(1, number, ROWS, number, _A_DAY)
        elif choices:
            strict = "stop" if column.name not in _ADVICE else "information"
            page.data_validation(1, number, ROWS, number, {"validate": "list", "source": choices, "error_type": strict})


_A_DAY = {
    "validate": "date",
    "criteria": ">=",
    "value": date(1900, 1, 1),
    "error_title": "Datum",
    "error_message": "Schrijf een datum als dd-mm-jjjj.",
}


def _choices(sheet: Sheet, column: str) -> Sequence[str]:
    """The words themselves: Excel takes a short list as it is."""
    return _LEVELS if column == "taalniveau" else list(words_of(sheet, column))


def _write(
    page: xlsxwriter.workbook.Worksheet,
    row: int,
    cells: Sequence[Cell],
    plain: xlsxwriter.workbook.Format,
    day_format: xlsxwriter.workbook.Format,
) -> None:
    for number, cell in enumerate(cells):
        if isinstance(cell, date):
            page.write_datetime(row, number, cell, day_format)
        elif cell is not None:
            page.write(row, number, cell, plain)
