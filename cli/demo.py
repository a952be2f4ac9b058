"""`traject demo`: a municipality's first look, on invented people, by the way that real files go."""

import asyncio
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from uuid import uuid5

import typer

from cli import importing, show_outcomes, show_stalled, words
from cli.errors import Failed
from cli.language import chosen, number_of, say
from cli.options import today
from cli.output import heading, line, number, show, table
from cli.services import Port
from domain.terms import TrajectPhase

if TYPE_CHECKING:
    from storage.engine import ReadSession
    from storage.queries.keys import Found
    from views.day import Day
    from views.summary import Summary
    from workers.embedded import Running

PUBLISHED = 2019
"""The year of the cohort whose results were published (D22 §4)."""
Up = Annotated[bool, typer.Option("--up", help="Laat alles daarna draaien, tot Ctrl-C.")]


def demo(up: Up = False, port: Port = 8000) -> None:
    """Laad de voorbeelden: zeven groepen uit 2019, en trajecten van nu in alle fasen. Alle mensen zijn verzonnen."""
    line(say("Starten …", "Starting …"), "dim")
    asyncio.run(_run_on(port) if up else _load_only())


async def _load_only() -> None:
    from cli.places import everything

    async with everything() as running:
        await _fill(running)


async def _run_on(port: int) -> None:
    """The portal answers first; whoever opens it meanwhile sees the samples come in."""
    from cli.services import announce, beside, services, stopped

    async with services() as running, beside(running, "127.0.0.1", port) as address:
        line(say("De voorbeelden worden geladen …", "The samples are being loaded …"), "dim")
        await _fill(running)
        line("")
        announce(running)
        if address:
            line(f"  {say('Portaal', 'Portal')}:  {address}")
        with stopped() as stop:
            await stop.wait()
        line(say("Stoppen …", "Stopping …"), "dim")


async def _fill(running: "Running") -> None:
    await load(running)
    await asyncio.to_thread(show_summary, running)
    await asyncio.to_thread(show_accounts, running)


async def load(running: "Running") -> None:
    """Write both samples as files and take them in; a second time changes nothing.

    Raises:
        Failed: not every traject could be taken in.
    """
    from samples import write

    with tempfile.TemporaryDirectory(prefix="trajectvolger-") as folder:
        for name, path in write(Path(folder), today()).items():
            checked, taken = await importing.bring_in(running, path)
            people = sum(
                count.accepted for sheet, count in checked.report.counts.items() if sheet.value == "deelnemers"
            )
            counts = (
                number_of(len(checked.take_overs), ("traject", "trajecten"), ("traject", "trajects")),
                number_of(people, ("deelnemer", "deelnemers"), ("participant", "participants")),
                number_of(taken.facts, ("nieuw feit", "nieuwe feiten"), ("new fact", "new facts")),
            )
            line(f"{name}: {', '.join(counts)}.")
            if taken.failed:
                reason = next(iter(taken.failed.values()))
                raise Failed(say(f"{name}: niet alles ging erin: {reason.nl}", f"{name}: not all went in: {reason.en}"))
    await add_what_no_file_can_say(running)


async def add_what_no_file_can_say(running: "Running") -> None:
    """A pause has no column in the import format; it is said as a coordinator would, once for a day."""
    from activities.messages import Message
    from domain.ids import participant_workflow
    from samples import extra

    for municipality, key, fact in extra(today()):
        found = await asyncio.to_thread(_find, running, f"{municipality}/{key}")
        message = Message(id=uuid5(found.id, fact.model_dump_json()), by="demo", facts=(fact,))
        await running.mailbox.say(participant_workflow(found.id), found.traject_id, message)


def _find(running: "Running", key: str) -> "Found":
    from cli.places import patient
    from storage.engine import reading
    from storage.queries.keys import find_participant

    with patient(running) as engine, reading(engine) as session:
        return find_participant(session, key)


def show_summary(running: "Running") -> None:
    """What stands where, and what to look at next."""
    from cli.places import patient
    from storage.engine import reading
    from views.day import Day
    from views.summary import summaries

    with patient(running) as engine, reading(engine) as session:
        day = Day(today())
        found = summaries(session, day)
        _municipalities(found)
        _stalls(session, day)
        _published(session, day)
    _look_at(found)


def show_accounts(running: "Running") -> None:
    """Somebody for each role of the portal, with a new password."""
    from cli.places import patient
    from portal.signing_in.accounts import demo_accounts

    with patient(running) as engine:
        made = demo_accounts(engine)
    heading(say("Aanmelden in het portaal (traject up)", "Sign in at the portal (traject up)"))
    shown = table(say("rol", "role"), say("e-mailadres", "e-mail"), say("wachtwoord", "password"), say("ziet", "sees"))
    for one in made:
        shown.add_row(one.role.value, one.email, one.password, one.where or say("alles", "everything"))
    show(shown)


def _municipalities(found: "list[Summary]") -> None:
    heading(say("Per gemeente", "By municipality"))
    people, tasks, lines = say("mensen", "people"), say("taken", "tasks"), say("regels", "lines")
    late = say("te laat", "late")
    stalls, follow_ups = say("stil", "stalled"), say("opvolging", "follow-up")
    made = table(
        say("gemeente", "municipality"), say("trajecten", "trajects"), people, tasks, lines, late, stalls, follow_ups,
        right=(people, tasks, lines, late, stalls, follow_ups),
    )  # fmt: skip
    for one in found:
        phases = ", ".join(f"{count} {words.read(TrajectPhase(phase))}" for phase, count in one.phases.items())
        counts = (one.participants, one.tasks, one.lines, one.overdue, one.stalls, one.follow_ups)
        made.add_row(one.municipality, phases, *map(number, counts))
    show(made)


def _stalls(session: "ReadSession", day: "Day") -> None:
    from views import stalled
    from views.day import Scope

    heading(say("Stilgevallen", "Stalled"))
    show_stalled.show_document(stalled.document(session, day, Scope(), chosen()))


def _published(session: "ReadSession", day: "Day") -> None:
    from storage.programmes import Programmes
    from storage.queries.outcomes import OutcomeFilter
    from views import outcomes

    heading(say(f"Resultaten van {PUBLISHED}", f"Results of {PUBLISHED}"))
    document = outcomes.document(session, day, OutcomeFilter(year=PUBLISHED))
    show_outcomes.show_document(document, Programmes().all(session))


def _look_at(found: "list[Summary]") -> None:
    busiest = max(found, key=lambda one: one.tasks).municipality if found else "GEMEENTE"
    heading(say("Kijk nu eens naar", "Now look at"))
    for command, what in (
        (f'traject tasks --municipality "{busiest}"', say("wat daar te doen is", "what is to be done there")),
        ("traject tasks --overdue --all", say("wat te laat is, en waarom", "what is late, and why")),
        ("traject stalled", say("waar niets beweegt", "where nothing moves")),
        (
            f"traject outcomes --year {PUBLISHED}",
            say("de gepubliceerde tabel, zelf geteld", "the published table, counted"),
        ),
    ):
        line(f"  {command:<45} {what}")
