"""`traject import`: reads a spreadsheet, reports row by row, and takes in what is right."""

import functools
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.errors import Failed
from cli.language import chosen, number_of, say
from cli.options import Json, today
from cli.output import heading, line, print_json, show, side_console, table

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from importer.check import Checked
    from importer.report import Report
    from storage.subject_keys import KeyRing
    from workers.embedded import Running
    from workers.taking_in import TakenIn

MOST_SHOWN = 200
"""Problems that a person gets to see at once; --json has them all."""


def import_(
    path: Annotated[Path, typer.Argument(metavar="PAD", help="Een werkmap (.xlsx), of een map met .csv-bestanden.")],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Alleen nakijken: hetzelfde verslag, en er verandert niets.")
    ] = False,
    json: Json = False,
) -> None:
    """Neem trajecten over uit een spreadsheet. Foute rijen staan in het verslag, de andere gaan erin.

    Hetzelfde bestand nog eens verandert niets; een gewijzigde rij is een correctie. Status 1 als er een rij fout was.
    """
    from cli.places import with_everything

    checked, taken = check_only(path) if dry_run else with_everything(lambda running: bring_in(running, path))
    if json:
        print_json({"dry_run": dry_run, **checked.report.as_json(), **_taken_json(taken)})
    else:
        show_report(checked.report)
        _sum_up(checked.report, taken)
    if checked.report.refused or (taken is not None and taken.failed):
        raise typer.Exit(1)


def check_only(path: Path) -> "tuple[Checked, TakenIn | None]":
    """What an import would do; needs Postgres and the master key, which tells whom a receipt is about."""
    from cli.places import engine, master_key
    from storage.subject_keys import KeyRing
    from workers.connection import insist_on_master_key

    with engine() as made:
        key = master_key()
        insist_on_master_key(made, key)
        return check(made, KeyRing(key), path), None


async def bring_in(running: "Running", path: Path) -> "tuple[Checked, TakenIn]":
    """Check a file and take in what is right, with progress on standard error."""
    import asyncio

    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    from cli.settle import heard, tell_unheard
    from workers.taking_in import take_in

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=side_console(), transient=side_console().is_terminal) as progress:
        step = progress.add_task(say(f"{path.name} nakijken", f"checking {path.name}"), total=None)
        checked = await asyncio.to_thread(check, running.engine, running.keys, path)
        total = len(checked.take_overs)
        progress.update(step, description=say(f"{path.name} overnemen", f"taking in {path.name}"), total=total)
        taken = await take_in(
            running.mailbox,
            checked.take_overs,
            lambda done: progress.update(step, completed=done),
            on_silence=functools.cache(lambda: progress.console.print(_waiting(), markup=False, highlight=False)),
        )
        people = say("trajecten en deelnemers bijwerken", "bringing journeys up to date")
        step = progress.add_task(people, total=len(taken.woken), visible=running.brief)
        taken.unheard = await heard(running, taken.woken, lambda done: progress.update(step, completed=done))
    tell_unheard(taken.unheard)
    return checked, taken


def _waiting() -> str:
    return say(
        "Er komt nog geen antwoord. Dit wacht op de worker, die vastlegt wat in het bestand staat, en probeert het een "
        "halve minuut. Of alles draait: traject status.",
        "No answer yet. This waits for the worker, which records what the file says, and tries for half a minute. "
        "Whether all runs: traject status.",
    )


def check(engine: "Engine", keys: "KeyRing", path: Path) -> "Checked":
    """Set a file beside the format and the database.

    Raises:
        Failed: the path holds nothing of the import format.
    """
    from importer.check import check as check_workbook
    from importer.known import InDatabase
    from importer.workbook import NoWorkbook, read
    from storage.engine import reading
    from storage.programmes import Programmes

    with reading(engine) as session:
        programmes = {(one.id, one.version): one for one in Programmes().all(session)}
    try:
        return check_workbook(read(path), InDatabase(engine, keys), programmes, today())
    except NoWorkbook as error:
        raise Failed(error.what.in_(chosen())) from error


def show_report(report: "Report") -> None:
    """The problems, as a table: where, what is wrong, what is expected."""
    if not report.problems:
        return
    language = chosen()
    heading(say("Verslag", "Report"))
    row = say("rij", "row")
    made = table(
        say("blad", "sheet"), row, say("kolom", "column"), "", say("wat er is", "what"), say("verwacht", "expected"),
        right=(row,),
    )  # fmt: skip
    for problem in report.problems[:MOST_SHOWN]:
        refused = problem.severity == "error"
        found = f" ({problem.found})" if problem.found else ""
        made.add_row(
            problem.sheet,
            str(problem.row or ""),
            problem.column or "",
            say("fout", "error") if refused else say("let op", "warning"),
            problem.what.in_(language) + found,
            problem.expected.in_(language) if problem.expected else "",
            style="red" if refused else "",
        )
    show(made)
    if len(report.problems) > MOST_SHOWN:
        rest = len(report.problems) - MOST_SHOWN
        line(say(f"… en nog {rest}; met --json ziet u alles.", f"… and {rest} more; --json has them all."), "dim")


def _sum_up(report: "Report", taken: "TakenIn | None") -> None:
    accepted = sum(count.accepted for count in report.counts.values())
    refused = sum(count.refused for count in report.counts.values())
    rows = number_of(accepted, ("rij", "rijen"), ("row", "rows"))
    warnings = number_of(report.warnings, ("opmerking", "opmerkingen"), ("warning", "warnings"))
    trajects = number_of(report.trajects, ("traject", "trajecten"), ("traject", "trajects"))
    line(
        say(
            f"{report.name}: {rows} goed, {refused} geweigerd, {warnings}; {trajects}.",
            f"{report.name}: {rows} right, {refused} refused, {warnings}; {trajects}.",
        )
    )
    if taken is None:
        line(say("Proef: er is niets veranderd.", "Dry run: nothing was changed."), "dim")
        return
    for key, error in taken.failed.items():
        line(f"{key}: {say(error.nl, error.en)}", "red")
    if taken.facts == 0 and not taken.failed:
        there = say("Alles stond er al; er is niets veranderd.", "All of it was there; nothing has changed.")
        line(there if accepted else say("Er is niets veranderd.", "Nothing has changed."), "dim")
    else:
        facts = number_of(taken.facts, ("feit", "feiten"), ("fact", "facts"))
        opened = number_of(taken.opened, ("taak", "taken"), ("task", "tasks"))
        line(
            say(
                f"{facts} vastgelegd, {opened} geopend, {taken.closed} gesloten.",
                f"{facts} recorded, {opened} opened, {taken.closed} closed.",
            ),
            "dim",
        )


def _taken_json(taken: "TakenIn | None") -> dict[str, Any]:
    if taken is None:
        return {"recorded": 0, "opened": 0, "closed": 0, "failed": []}
    failed = [{"traject": key, "reason": {"nl": error.nl, "en": error.en}} for key, error in taken.failed.items()]
    return {"recorded": taken.facts, "opened": taken.opened, "closed": taken.closed, "failed": failed}
