"""`traject`: which function is which command, and how every ending becomes an exit status."""

import os
import signal
import sys
from collections.abc import Callable

import typer

from cli import (
    account,
    backing_up,
    demo,
    doctoring,
    dutch,
    errors,
    exporting,
    importing,
    language,
    lists,
    moving,
    paper,
    privacy,
    programme,
    services,
    settle,
    status,
    usage,
)
from cli.record.commands import record
from cli.task.commands import task
from workers.leaving import leave

START, LOOK, SAY, MANAGE = "Beginnen", "Overzichten", "Vastleggen en doen", "Beheer"

_COMMANDS: dict[str, dict[str, Callable[..., None]]] = {
    START: {
        "demo": demo.demo,
        "up": services.up,
        "status": status.status,
        "import": importing.import_,
        "template": exporting.template,
        "settle": settle.settle,
    },
    LOOK: {
        "tasks": lists.tasks,
        "stalled": lists.stalled,
        "forecast": lists.forecast,
        "certificates": lists.certificates,
        "journey": lists.journey,
        "outcomes": lists.outcomes,
        "export": exporting.export,
    },
    MANAGE: {
        "doctor": doctoring.doctor,
        "receipts": privacy.receipts,
        "backup": backing_up.backup,
        "restore": backing_up.restore,
        "migrate": services.migrate,
        "worker": services.worker,
        "portal": services.portal,
    },
}
_PERSON: dict[str, Callable[..., None]] = {"show": privacy.show_person, "forget": privacy.forget}
_LOG: dict[str, Callable[..., None]] = {"verify": privacy.verify}
_ACCOUNTS: dict[str, Callable[..., None]] = {"add": account.add, "password": account.password}
_CERTIFICATES: dict[str, Callable[..., None]] = {"preview": paper.preview, "issue": paper.issue, "verify": paper.verify}
_PAPERS: dict[str, Callable[..., None]] = {"attendance-sheet": paper.attendance_sheet, "report": paper.report}
_DEFINITIONS: dict[str, Callable[..., None]] = {
    "list": programme.list_,
    "show": programme.show_,
    "check": programme.check,
    "add": programme.add,
    "preview": moving.preview,
    "move": moving.move,
}


def app() -> typer.Typer:
    """The whole program."""
    root = dutch.group("Trajectvolger: volgt elke deelnemer van intake tot twaalf maanden na het certificaat.")
    for panel, commands in _COMMANDS.items():
        for name, run in commands.items():
            dutch.add(root, name, run, panel)
    root.add_typer(record(), name="record", rich_help_panel=SAY)
    root.add_typer(task(), name="task", rich_help_panel=SAY)
    certificates = _group("Certificaten: bekijken, uitgeven, controleren.", _CERTIFICATES)
    root.add_typer(certificates, name="certificate", rich_help_panel=SAY)
    root.add_typer(_group("Papier: presentielijsten en verslagen.", _PAPERS), name="paper", rich_help_panel=SAY)
    definitions = _group("Definities van het programma: bekijken, nakijken, toevoegen, erop overstappen.", _DEFINITIONS)
    root.add_typer(definitions, name="programme", rich_help_panel=MANAGE)
    accounts = _group("Accounts van het portaal: het eerste maken, een nieuw wachtwoord geven.", _ACCOUNTS)
    root.add_typer(accounts, name="account", rich_help_panel=MANAGE)
    person = _group("Wat er van één deelnemer bewaard is: inzage geven, of vergeten.", _PERSON)
    root.add_typer(person, name="person", rich_help_panel=MANAGE)
    root.add_typer(_group("Het logboek van inzage en wijziging.", _LOG), name="log", rich_help_panel=MANAGE)
    return root


def main() -> None:
    """Run one command and leave with its exit status."""
    # A shell that starts something in the background has it ignore SIGINT; whoever sends it means it all the same.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    leave(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """0 done, 1 refused, 2 wrong usage; an error is one line, never a stack trace."""
    try:
        language.guess(arguments, os.environ)
        usage.insist_on_text(arguments)
        ended = app()(arguments, prog_name="traject", standalone_mode=False)
    except BaseException as error:  # noqa: BLE001 - the last place where anything can be caught
        ended = errors.report(error)
    if ended == errors.INTERRUPTED:  # typer took Ctrl-C for itself, and said nothing
        ended = errors.report(KeyboardInterrupt())
    return ended if isinstance(ended, int) else 0


def _group(explanation: str, commands: dict[str, Callable[..., None]]) -> typer.Typer:
    group = dutch.group(explanation)
    for name, run in commands.items():
        dutch.add(group, name, run)
    return group
