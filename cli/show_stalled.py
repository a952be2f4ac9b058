"""Stalls for people: those of one participant rule and traject are one line (docs/rules.md, Stalls)."""

from itertools import groupby
from typing import TYPE_CHECKING, Any

from cli import words
from cli.language import number_of, say
from cli.list_files import day
from cli.output import heading, line, short, show, table

if TYPE_CHECKING:
    from exporter.cells import Table

Stall = dict[str, Any]


def show_document(document: dict[str, Any], *, opened: bool = False) -> None:
    stalls: list[Stall] = document["stalled"]
    if not stalls:
        line(say("Niets is stilgevallen.", "Nothing has stalled."))
        return
    if opened:
        _show_each(stalls)
    else:
        _show_lines(stalls)
    trajects = len({(stall["municipality"], stall["traject"]) for stall in stalls})
    count = number_of(len(stalls), ("keer", "keer"), ("stall", "stalls"))
    line("")
    line(
        say(
            f"{count} stilgevallen, trajecten: {trajects}, op {short(document['as_of'])}.",
            f"{count}, trajects: {trajects}, on {short(document['as_of'])}.",
        ),
        "dim",
    )
    if not opened:
        line(
            say("Met --all ziet u de feiten, en wat het beëindigt.", "--all shows the facts, and what would end it."),
            "dim",
        )


def as_list(document: dict[str, Any]) -> tuple[str, list[str], "Table"]:
    """What the list is called, its headers, and a row for each stall."""
    headers = [
        *(say("Traject", "Traject"), say("Gemeente", "Municipality"), say("Deelnemer", "Participant")),
        *(say("Regel", "Rule"), say("Wat er stilligt", "What has stalled"), say("Sinds", "Since")),
        *(say("Wacht op", "Waits for"), say("Waarom, en wat het beëindigt", "Why, and what ends it")),
    ]
    rows: Table = [
        [
            *(stall["traject"], stall["municipality"], stall["participant"], stall["rule"], words.title(stall["rule"])),
            *(day(stall["since"]), words.waiting_on(stall["waiting_on"]), stall["text"]),
        ]
        for group in _in_lines(document["stalled"])
        for stall in group
    ]
    return say("Stilgevallen", "Stalled"), headers, rows


def _show_lines(stalls: list[Stall]) -> None:
    made = table(
        say("sinds", "since"), say("wat er is", "what is the matter"), say("traject", "traject"),
        say("gemeente", "municipality"), say("wacht op", "waits for"), say("regel", "rule"),
    )  # fmt: skip
    for group in _in_lines(stalls):
        first = group[0]
        people = f" ({len(group)}×)" if len(group) > 1 else ""
        made.add_row(
            short(min(stall["since"] for stall in group)),
            words.title(first["rule"]) + people,
            first["traject"],
            first["municipality"],
            words.waiting_on(first["waiting_on"]),
            first["rule"],
        )
    show(made)


def _show_each(stalls: list[Stall]) -> None:
    for group in _in_lines(stalls):
        first = group[0]
        heading(f"{words.title(first['rule'])} · {first['traject']} ({first['municipality']})")
        made = table(
            say("sinds", "since"), say("wie", "who"), say("waarom, en wat het beëindigt", "why, and what ends it")
        )
        for stall in sorted(group, key=lambda stall: str(stall["since"])):
            made.add_row(short(stall["since"]), stall["participant"] or first["traject"], stall["text"])
        show(made)


def _in_lines(stalls: list[Stall]) -> list[list[Stall]]:
    def where(stall: Stall) -> tuple[str, str, str]:
        return stall["municipality"], stall["traject"], stall["rule"]

    lines = [list(group) for _, group in groupby(sorted(stalls, key=where), key=where)]
    return sorted(lines, key=lambda group: min(stall["since"] for stall in group))
