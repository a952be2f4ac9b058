"""`traject person`, `traject receipts` and `traject log`: what is held of somebody, forgetting, and proof of both."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli import options
from cli.errors import Failed
from cli.language import number_of, say
from cli.list_files import ToFile, save
from cli.options import By, Json, MessageId, Participant, today
from cli.output import heading, line, print_json, short, show, table
from cli.words import read

if TYPE_CHECKING:
    from collections.abc import Sequence

    from exporter.cells import Table
    from storage.access import Verdict
    from storage.receipts import Receipt


class Because(StrEnum):
    """Why somebody is forgotten before their time, in the words of the command line."""

    REQUEST = "verzoek"
    MISTAKE = "vergissing"


def show_person(participant: Participant, json: Json = False) -> None:
    """Alles wat er over iemand bewaard is, ook wie het zag of veranderde; voor een verzoek om inzage.

    Voorbeeld: traject person show S-2026-1-d03 --json
    """
    from cli import language
    from cli.places import writing
    from storage import access
    from storage.queries.keys import find_participant
    from views import inspection
    from views.day import Day

    with writing() as session:
        found = find_participant(session, participant)
        access.read_by(session, "command", found.id, "person show", "inspected")
        document = inspection.document(session, Day(today()), found, language.chosen())  # type: ignore[arg-type]
    if json:
        print_json(document)
    else:
        _show(document)


def _show(document: dict[str, Any]) -> None:
    from cli import show_journey

    line(f"{document['participant']} · {document['municipality']}", "bold")
    for name, value in document["person"].items():
        if value is not None:
            line(f"{name}: {value}")
    if document["forget_on"]:
        on = short(str(document["forget_on"]))
        line(say(f"Wordt vergeten op {on} (RET-1).", f"Is forgotten on {on} (RET-1)."))
    if document["journey"]:
        show_journey.show_document(document["journey"])
    heading(say("In eigen woorden", "In people's own words"))
    for note in document.get("notes", []):
        line(f"{note['field']}: {note['text']}")
    heading(say("Gezien en veranderd door", "Seen and changed by"))
    made = table(say("wanneer", "when"), say("door", "by"), say("wat", "what"))
    for each in document["seen_and_changed_by"]:
        made.add_row(f"{each['at']:%Y-%m-%d %H:%M}", each["by"], " ".join(filter(None, (each["act"], each["page"]))))
    show(made)
    line(say("Volledig, als JSON: --json", "In full, as JSON: --json"), "dim")


def forget(
    participant: Participant,
    reason: Annotated[
        Because, typer.Option("--reason", metavar="verzoek|vergissing", help="Waarom; het staat in het bewijs.")
    ] = Because.REQUEST,
    yes: Annotated[bool, typer.Option("--yes", help="Vraag niets; dit kan niet ongedaan worden gemaakt.")] = False,
    by: By = None,
    message_id: MessageId = None,
    json: Json = False,
) -> None:
    """Vergeet een deelnemer: alle persoonlijke gegevens worden gewist. Tellingen blijven; er is een bewijs.

    Voorbeeld: traject person forget S-2026-1-d03 --reason verzoek --yes
    """
    from cli.record.command import speak
    from cli.record.statement import about_participant
    from domain.facts import ForgettingAsked
    from domain.terms import ForgetReason

    if not yes and not _confirmed(say("Voorgoed wissen? ja of nee", "Delete for good? yes or no")):
        raise Failed(say("Er is niets gewist.", "Nothing was deleted."))

    def statement(desk: Any) -> Any:  # noqa: ANN401 - the desk of a command, and what it says
        member = desk.participant(participant)
        asked = ForgettingAsked(participant=member.id, reason=ForgetReason[reason.name])
        return about_participant(member, say("vergeten", "forgotten"), asked)

    speak(statement, None, by, message_id, json)


def _confirmed(question: str) -> bool:
    """Asked beside the output, which is for the answer; no, unless somebody says yes."""
    said: bool = typer.prompt(question, default=say("nee", "no"), value_proc=options.yes, err=True)
    return said


def receipts(file: ToFile = None, json: Json = False) -> None:
    """Bewijzen dat mensen vergeten zijn: wanneer, waarom en hoeveel, en of er nog iets op wacht."""
    from cli.places import reading
    from storage import receipts as stored

    with reading() as session:
        found = stored.all_of(session)
    if file:
        save(file, *_as_list(found))
        return
    if json:
        print_json({"receipts": [_receipt(one) for one in found]})
        return
    made = table(say("nummer", "number"), say("wanneer", "when"), say("waarom", "why"), say("gewist", "deleted"), "")
    for one in found:
        rest = _still_waits(one)
        made.add_row(str(one.number), f"{one.at:%Y-%m-%d}", read(one.why), str(sum(one.deleted.values())), rest)
    show(made)


def _still_waits(one: "Receipt") -> str:
    if one.finished_at is None:
        return say("sleutel wacht nog", "key still waits")
    return "" if one.emptied_at else say("bestanden wachten nog", "files still wait")


def _as_list(found: "Sequence[Receipt]") -> tuple[str, list[str], "Table"]:
    """What the list is called, its headers, and a row for each receipt."""
    from domain.calendar import amsterdam_day

    headers = [say("Nummer", "Number"), say("Wanneer", "When"), say("Waarom", "Why"), say("Gewist", "Deleted")]
    headers += [say("Sleutel vernietigd", "Key destroyed"), say("Bestanden geleegd", "Files emptied")]
    headers += [say("Merk", "Mark")]
    rows: Table = [
        [
            *(one.number, amsterdam_day(one.at), read(one.why), sum(one.deleted.values())),
            *(moment and amsterdam_day(moment) for moment in (one.finished_at, one.emptied_at)),
            one.mark.hex(),
        ]
        for one in found
    ]
    return say("Bewijzen", "Receipts"), headers, rows


def _receipt(one: "Receipt") -> dict[str, Any]:
    return {
        "number": one.number,
        "at": one.at.isoformat(),
        "why": one.why.value,
        "deleted": dict(one.deleted),
        "mark": one.mark.hex(),
        "finished_at": one.finished_at and one.finished_at.isoformat(),
        "emptied_at": one.emptied_at and one.emptied_at.isoformat(),
    }


def verify(json: Json = False) -> None:
    """Controleer het logboek van inzage: is er niets uit weggehaald of in veranderd? Status 1 als dat wel zo is."""
    from cli.places import reading
    from storage import access

    with reading() as session:
        verdict = access.verify(session)
    if json:
        print_json({**_verdict(verdict), "healthy": not verdict.broken})
    else:
        _tell(verdict)
    if verdict.broken:
        raise typer.Exit(1)


def _verdict(verdict: "Verdict") -> dict[str, Any]:
    return {
        "links": verdict.links,
        "head": verdict.head.hex(),
        "waiting": verdict.waiting,
        "erased": verdict.erased,
        "broken": list(verdict.broken),
    }


def _tell(verdict: "Verdict") -> None:
    rows = number_of(verdict.links, ("regel", "regels"), ("row", "rows"))
    for problem in verdict.broken:
        line(problem, "red")
    if not verdict.broken:
        line(say(f"Het logboek klopt: {rows}.", f"The log is whole: {rows}."), "green")
    line(say(f"Laatste schakel: {verdict.head.hex()}", f"Last link: {verdict.head.hex()}"), "dim")


def marks_of(path: Any) -> set[bytes]:  # noqa: ANN401 - a path
    """The marks in a file that `traject receipts --json` wrote.

    Raises:
        Failed: it is something else.
    """
    import json as json_

    try:
        return {bytes.fromhex(one["mark"]) for one in json_.loads(path.read_text("utf-8"))["receipts"]}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Failed(say(f"{path} is geen lijst van bewijzen.", f"{path} is no list of receipts.")) from error
