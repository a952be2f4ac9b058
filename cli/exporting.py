"""What goes out as files: a traject in the import format, and an empty workbook to begin with."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.errors import Failed
from cli.language import number_of, say
from cli.list_files import must_be_new
from cli.options import Json, Traject, today
from cli.output import line, print_json, side_console

if TYPE_CHECKING:
    from exporter.traject import TakenOut

WORKBOOK = ".xlsx"
_LEFT_OUT = {
    "notes": (("notitie", "notities"), ("note", "notes")),
    "pauses": (("pauze", "pauzes"), ("pause", "pauses")),
    "handholds": (
        ("deelnemer met houvasten voor het taalniveau", "deelnemers met houvasten voor het taalniveau"),
        ("participant with handholds for the language level", "participants with handholds for the language level"),
    ),
    "re_entries": (("keer dat iemand terugkwam", "keren dat iemand terugkwam"), ("return", "returns")),
    "mentors": (("mentor", "mentoren"), ("mentor", "mentors")),
    "hosts": (
        ("organisatie bij een bijeenkomst", "organisaties bij bijeenkomsten"),
        ("organisation of a session", "organisations of sessions"),
    ),
    "reports_made": (
        ("antwoord of er een verslag is", "antwoorden of er een verslag is"),
        ("answer whether a report was made", "answers whether a report was made"),
    ),
    "pitches": (
        ("bijeenkomst met pitches", "bijeenkomsten met pitches"),
        ("session with pitches", "sessions with pitches"),
    ),
    "co_trainer_parts": (
        ("rol van de co-trainer", "rollen van de co-trainer"),
        ("part of the co-trainer", "parts of the co-trainer"),
    ),
    "evaluated_with": (
        ("antwoord met wie er is geëvalueerd", "antwoorden met wie er is geëvalueerd"),
        ("answer with whom one evaluated", "answers with whom one evaluated"),
    ),
    "evaluation_actions": (
        ("actie na een evaluatie", "acties na evaluaties"),
        ("action after an evaluation", "actions after evaluations"),
    ),
    "postponed_tasks": (("uitgestelde taak", "uitgestelde taken"), ("postponed task", "postponed tasks")),
    "calls_asked_for": (
        ("keer dat iemand gebeld wil worden", "keren dat iemand gebeld wil worden"),
        ("wish to be called", "wishes to be called"),
    ),
    "refused_contact": (
        ("iemand die geen contact wil", "mensen die geen contact willen"),
        ("person who refuses contact", "people who refuse contact"),
    ),
    "requested_follow_up": (
        ("opvolging op verzoek", "opvolgingen op verzoek"),
        ("follow-up asked for", "follow-ups asked for"),
    ),
    "handed_over": (("overdracht aan de co-trainer",) * 2, ("hand-over to the co-trainer",) * 2),
    "people_forgotten": (
        ("vergeten deelnemer (alleen geteld)", "vergeten deelnemers (alleen geteld)"),
        ("forgotten participant (only counted)", "forgotten participants (only counted)"),
    ),
}


def export(
    traject: Traject,
    path: Annotated[
        Path, typer.Argument(metavar="PAD", help="Een nieuwe werkmap (.xlsx), of een nieuwe map voor CSV.")
    ],
    json: Json = False,
) -> None:
    """Schrijf een traject weg in de indeling van de import. Wat eruit komt, gaat er onveranderd weer in.

    Er staan namen in het bestand: bewaar het veilig, en gooi het weg als u het niet meer nodig hebt.
    """
    from cli.places import writing
    from exporter.traject import taken_out
    from storage import access
    from storage.queries.keys import find_traject

    must_be_new(path)
    with writing() as session:
        identity = find_traject(session, traject).id
        access.exported(session, "command", None, identity, "export")
        found = taken_out(session, today(), identity)  # type: ignore[arg-type]
    if found is None:
        raise Failed(say(f"{traject} begint pas later", f"{traject} begins later"))
    _save(path, found)
    rows = {sheet: len(table) for sheet, (_, table) in found.sheets.items()}
    if json:
        print_json({"traject": found.key, "path": str(path), "rows": rows, "left_out": found.left_out})
    else:
        _tell(path, sum(rows.values()), found.left_out)


def template(
    path: Annotated[Path, typer.Argument(metavar="PAD", help="De nieuwe werkmap (.xlsx).")],
) -> None:
    """Schrijf een lege werkmap om in te vullen, met keuzelijsten en een voorbeeld."""
    from exporter import template as empty

    must_be_new(path)
    if path.suffix.casefold() != WORKBOOK:
        raise typer.BadParameter(say("kies een naam die eindigt op .xlsx", "choose a name that ends in .xlsx"))
    path.write_bytes(empty.template())
    line(say(f"{path}: vul in, en neem over met `traject import`.", f"{path}: fill in, then `traject import`."))


def _save(path: Path, found: "TakenOut") -> None:
    from exporter.files import csv_text, workbook

    if path.suffix.casefold() == WORKBOOK:
        path.write_bytes(workbook(found.sheets, found.key))
        return
    path.mkdir()
    for sheet, (headers, table) in found.sheets.items():
        (path / f"{sheet}.csv").write_text(csv_text(headers, table), encoding="utf-8-sig", newline="")


def _tell(path: Path, rows: int, left_out: dict[str, int]) -> None:
    line(say(f"{path}: {rows} rijen.", f"{path}: {rows} rows."))
    if left_out:
        named = ", ".join(number_of(count, *_LEFT_OUT[what]) for what, count in left_out.items())
        told = say(f"De indeling heeft geen kolom voor: {named}.", f"The format has no column for: {named}.")
        side_console().print(told, markup=False)
