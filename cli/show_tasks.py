"""The task list for people: one line a kind and traject, since fifteen intakes are one afternoon's work."""

from collections.abc import Iterable
from itertools import groupby
from typing import TYPE_CHECKING, Any

from cli import words
from cli.language import number_of, say
from cli.list_files import day, yes_or_no
from cli.output import heading, line, short, show, table
from domain.terms import Role, TaskKind

if TYPE_CHECKING:
    from exporter.cells import Cell, Table

Task = dict[str, Any]


def show_document(document: dict[str, Any], *, opened: bool) -> None:
    tasks: list[Task] = document["tasks"]
    if not tasks:
        line(say("Geen open taken.", "No open tasks."))
        return
    if opened:
        _show_each(tasks)
    else:
        _show_groups(tasks)
    _sum_up(tasks, document["as_of"], opened=opened)


def as_list(document: dict[str, Any]) -> tuple[str, list[str], "Table"]:
    """What the list is called, its headers, and a row for each task."""
    headers = [
        *(
            say("Taak", "Task"),
            say("Deelnemer", "Participant"),
            say("Bijeenkomst", "Session"),
            say("Traject", "Traject"),
        ),
        *(say("Gemeente", "Municipality"), say("Rol", "Role"), say("Vanaf", "Opens"), say("Termijn", "Due")),
        *(say("Kan nog tot en met", "Expires"), say("Te laat", "Late"), say("Waarom", "Why"), say("Nummer", "Number")),
    ]
    return say("Taken", "Tasks"), headers, [_row(task) for group in grouped(document["tasks"]) for task in group]


def _row(task: Task) -> "list[Cell]":
    about: list[Cell] = [task["participant"], task["session"], task["traject"], task["municipality"]]
    days: list[Cell] = [day(task[name]) for name in ("opens", "due", "expires")]
    late, why = yes_or_no(said=task["overdue"]), task["reason"]["text"]
    kind, role = words.read(TaskKind(task["kind"])), words.read(Role(task["role"]))
    return [kind, *about, role, *days, late, why, task["id"]]


def grouped(tasks: Iterable[Task]) -> list[list[Task]]:
    """Tasks of one line together, the line with the earliest due date first."""
    in_lines = sorted(tasks, key=lambda task: task["group"])
    lines = [list(group) for _, group in groupby(in_lines, key=lambda task: task["group"])]
    for group in lines:
        group.sort(key=_urgency)
    return sorted(lines, key=lambda group: _urgency(group[0]))


def _urgency(task: Task) -> tuple[str, int, str]:
    return task["due"], task["priority"], task["group"]


def _show_groups(tasks: list[Task]) -> None:
    made = table(
        say("vóór", "due"), "", say("taak", "task"), say("aantal", "count"), say("traject", "traject"),
        say("gemeente", "municipality"), say("voor", "for"), right=(say("aantal", "count"),),
    )  # fmt: skip
    for group in grouped(tasks):
        first = group[0]
        made.add_row(
            short(first["due"]),
            _late(sum(task["overdue"] for task in group), len(group)),
            words.read(TaskKind(first["kind"])),
            str(len(group)),
            first["traject"],
            first["municipality"],
            words.read(Role(first["role"])),
            style="bold" if first["overdue"] else "",
        )
    show(made)


def _late(overdue: int, count: int) -> str:
    if not overdue:
        return ""
    return say("te laat", "late") if overdue == count else say(f"{overdue} te laat", f"{overdue} late")


def _show_each(tasks: list[Task]) -> None:
    for group in grouped(tasks):
        first = group[0]
        heading(f"{words.read(TaskKind(first['kind']))} · {first['traject']} ({first['municipality']})")
        made = table(say("vóór", "due"), "", say("wie", "who"), say("waarom", "why"), say("nummer", "number"))
        for task in group:
            who = task["participant"] or task["session"] or "–"
            late = say("te laat", "late") if task["overdue"] else ""
            made.add_row(short(task["due"]), late, who, task["reason"]["text"], task["id"][:8])
        show(made)


def _sum_up(tasks: list[Task], as_of: str, *, opened: bool) -> None:
    late = sum(task["overdue"] for task in tasks)
    count = number_of(len(tasks), ("open taak", "open taken"), ("open task", "open tasks"))
    lines = number_of(len({task["group"] for task in tasks}), ("regel", "regels"), ("line", "lines"))
    line("")
    line(
        say(
            f"{count} op {lines}, {late} te laat, op {short(as_of)}.",
            f"{count} on {lines}, {late} overdue, on {short(as_of)}.",
        ),
        "dim",
    )
    if not opened:
        line(
            say(
                "Met --all ziet u elke taak met haar reden; `traject task show NUMMER` legt er één uit.",
                "With --all you see each task and its reason; `traject task show NUMBER` explains one.",
            ),
            "dim",
        )
