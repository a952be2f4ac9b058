"""`traject certificate …` and `traject paper …`: what leaves on paper, as PDF that everybody can read."""

import asyncio
import functools
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.errors import REFUSED, Failed
from cli.language import Language, of, say
from cli.options import By, Json, OfTraject, Participant, Session, Traject, today
from cli.output import line, print_json, short

if TYPE_CHECKING:
    from uuid import UUID

    from domain.texts import Language as PaperLanguage
    from papers.issuing import Prepared, Wish
    from storage.engine import ReadSession
    from storage.queries.keys import Found
    from workers.embedded import Running

Out = Annotated[
    Path, typer.Option("--out", metavar="BESTAND", dir_okay=False, help="Waar de PDF komt; wat er stond verdwijnt.")
]
PaperLang = Annotated[Language, typer.Option("--paper-lang", help="Taal van het papier.")]


def preview(participant: Participant, out: Out, paper_lang: PaperLang = Language.NL) -> None:
    """Bekijk hoe een certificaat eruit zou zien. Er staat VOORBEELD op, en er wordt niets vastgelegd.

    Voorbeeld: traject certificate preview UTR-1-b07 --out voorbeeld.pdf
    """
    from cli.places import reading
    from papers import certificate
    from storage.queries.keys import find_participant

    with reading() as session:
        found = find_participant(session, participant)
        draft = certificate.draft(session, today(), found.id, found.traject_id, paper_lang.value)
    _write(out, certificate.preview(draft, today()))


def issue(
    participants: Annotated[
        list[str] | None, typer.Argument(metavar="[DEELNEMER …]", help="Voor wie; anders --traject.")
    ] = None,
    traject: OfTraject = None,
    folder: Annotated[
        Path, typer.Option("--folder", metavar="MAP", file_okay=False, help="Waar de PDF's komen.")
    ] = Path(),
    paper_lang: PaperLang = Language.NL,
    again: Annotated[bool, typer.Option("--again", help="Ook wie er al een heeft waarop niets veranderd is.")] = False,
    by: By = None,
    json: Json = False,
) -> None:
    """Maak certificaten en geef ze uit, genummerd; met --traject voor iedereen die er een verdiend heeft.

    Het telt als uitgereikt zodra het bestand er is. Is er daarna iets verbeterd, dan vervangt een nieuw het oude.
    Voorbeeld: traject certificate issue --traject UTR-1 --folder certificaten
    """
    from cli.places import with_everything

    if bool(participants) == bool(traject):
        raise typer.BadParameter(say("noem deelnemers, of een traject", "name participants, or a traject"))
    folder.mkdir(parents=True, exist_ok=True)
    work = functools.partial(_issue_all, participants or (), traject, folder, paper_lang.value, again, by)
    done = with_everything(work)
    if json:
        print_json({"certificates": done})
    else:
        for each in done:
            line(f"{each['participant']}: {each['number'] or each['problem']}", whole=True)
    if any(each["problem"] for each in done):
        raise typer.Exit(REFUSED)


def verify(
    number: Annotated[str, typer.Argument(metavar="NUMMER", help="Onderaan het certificaat.")],
    code: Annotated[str, typer.Argument(metavar="CODE", help="Ernaast.")],
    json: Json = False,
) -> None:
    """Kijk of een certificaat van ons is en nog geldt."""
    from cli.places import reading
    from papers.verification import verify as look_up

    with reading() as session:
        found = look_up(session, number, code)
    if json:
        print_json({"finding": found.finding, "issued_on": found.issued_on})
    elif found.finding == "valid":
        line(say(f"Geldig, uitgereikt op {short(found.issued_on)}.", f"Valid, issued on {short(found.issued_on)}."))
    elif found.finding == "replaced":
        line(say("Niet meer geldig: vervangen door een nieuwer.", "No longer valid: replaced by a newer one."))
    else:
        line(say("Niet geldig of onbekend.", "Not valid or unknown."))


def attendance_sheet(meeting: Session, out: Out, paper_lang: PaperLang = Language.NL) -> None:
    """Presentielijst van een bijeenkomst, om te tekenen.

    Voorbeeld: traject paper attendance-sheet UTR-1-b07 --out lijst.pdf
    """
    from cli.places import reading
    from papers.attendance_sheet import attendance_sheet as sheet
    from storage.queries.keys import find_session

    with reading() as session:
        found = find_session(session, meeting)
        content = sheet(session, today(), found.traject_id, found.id, paper_lang.value)
    _write(out, content)


def report(traject: Traject, out: Out, paper_lang: PaperLang = Language.NL) -> None:
    """Verslag van een traject voor de opdrachtgever: alleen aantallen, geen namen.

    Voorbeeld: traject paper report UTR-1 --out verslag.pdf
    """
    from cli.places import reading
    from papers.traject_report import traject_report
    from storage.queries.keys import find_traject

    with reading() as session:
        content = traject_report(session, today(), find_traject(session, traject).id, paper_lang.value)
    _write(out, content)


def _write(out: Path, content: bytes) -> None:
    out.write_bytes(content)
    line(say(f"Geschreven: {out}", f"Written: {out}"), whole=True)


async def _issue_all(
    keys: Sequence[str],
    traject: str | None,
    folder: Path,
    language: "PaperLanguage",
    again: bool,
    by: str | None,
    running: "Running",
) -> list[dict[str, str]]:
    """One after another, each with what became of it."""
    from domain.ids import staff_id
    from papers.issuing import Wish
    from portal.settings import PortalSettings

    base = PortalSettings().address
    address = f"{base.rstrip('/')}/certificaat" if base else None
    speaker = "command" if by is None else str(staff_id(by))
    done: list[dict[str, str]] = []
    for key, found in await asyncio.to_thread(_whom, running, keys, traject):
        wish = Wish(found.id, found.traject_id, language, speaker, address, again=again)
        number, problem = await _issue(running, wish, folder)
        done.append({"participant": key, "number": number, "problem": problem})
    return done


def _whom(running: "Running", keys: Sequence[str], traject: str | None) -> "list[tuple[str, Found]]":
    """Those who are named; or everybody in a traject who earned a certificate and has none that counts."""
    from storage.engine import reading
    from storage.queries.keys import find_participant, find_traject

    with reading(running.engine) as session:
        if traject is None:
            return [(key, find_participant(session, key)) for key in keys]
        found = find_traject(session, traject)
        waiting = _waiting(session, found.id)
        if not waiting:
            raise Failed(say("Niemand wacht op een certificaat.", "Nobody waits for a certificate."))
        return [(key, find_participant(session, str(who))) for key, who in waiting]


def _waiting(session: "ReadSession", traject: "UUID") -> "list[tuple[str, UUID]]":
    from domain.terms import Verdict
    from storage.queries.certificates import of_traject
    from views.day import Day
    from views.reading import one

    assessed = one(session, Day(today()), traject)
    if assessed is None:
        return []
    has = {paper.participant for paper in of_traject(session, traject) if paper.state == "valid"}
    people = assessed.found.participants.values()
    earned = [each.participant for each in people if each.certificate.verdict is Verdict.ELIGIBLE]
    return sorted((assessed.participants[who], who) for who in earned if who not in has)


async def _issue(running: "Running", wish: "Wish", folder: Path) -> tuple[str, str]:
    """The number, or why there is none."""
    from papers.issuing import prepare
    from papers.problems import PaperProblem
    from workers.errors import Refused, Unavailable

    try:
        prepared = await asyncio.to_thread(prepare, running.engine, today(), wish)
        await _tell(running, wish, prepared)
    except (PaperProblem, Refused, Unavailable) as error:
        return "", of(error)
    await asyncio.to_thread(_save, running, prepared, folder)
    return prepared.number, ""


async def _tell(running: "Running", wish: "Wish", prepared: "Prepared") -> None:
    from activities.messages import Message
    from domain.ids import participant_workflow

    message = Message(id=prepared.message, by=wish.by, facts=(prepared.fact,))
    await running.mailbox.say(participant_workflow(wish.participant), wish.traject, message)


def _save(running: "Running", prepared: "Prepared", folder: Path) -> None:
    from storage.engine import reading
    from storage.queries.certificates import file_of

    with reading(running.engine) as session:
        content = file_of(session, prepared.certificate)
    if content is not None:
        (folder / f"certificaat-{prepared.number}.pdf").write_bytes(content)
