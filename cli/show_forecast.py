"""The coming weeks for people: a line for each week and colleague, or with --all for each kind of task in a traject."""

from collections import Counter
from collections.abc import Callable
from itertools import groupby
from typing import TYPE_CHECKING, Any

from cli import words
from cli.language import number_of, say
from cli.list_files import day
from cli.output import heading, line, short, show, table
from domain.terms import Role, TaskKind

if TYPE_CHECKING:
    from exporter.cells import Table

Task = dict[str, Any]


def show_document(document: dict[str, Any], *, opened: bool) -> None:
    tasks: list[Task] = document["tasks"]
    until = short(document["until"])
    if not tasks:
        line(say(f"Er komt niets bij tot en met {until}.", f"Nothing new comes up until {until}."))
        return
    if opened:
        _show_each(tasks)
    else:
        _show_weeks(tasks)
    count = number_of(len(tasks), ("taak erbij", "taken erbij"), ("new task", "new tasks"))
    line("")
    line(
        say(
            f"{count} tot en met {until}, als er tot dan niets wordt vastgelegd.",
            f"{count} until {until}, if nothing is recorded before.",
        ),
        "dim",
    )
    if not opened:
        line(say("Met --all ziet u elk traject.", "--all shows each traject."), "dim")


def as_list(document: dict[str, Any]) -> tuple[str, list[str], "Table"]:
    """What the list is called, its headers, and a row for each task."""
    headers = [
        *(say("Week van", "Week of"), say("Taak", "Task"), say("Deelnemer", "Participant"), say("Traject", "Traject")),
        *(say("Gemeente", "Municipality"), say("Rol", "Role"), say("Voor", "For")),
        *(say("Vanaf", "Opens"), say("Termijn", "Due")),
    ]
    rows: Table = [
        [
            *(day(task["week"]), _kind(task), task["participant"], task["traject"], task["municipality"]),
            *(words.read(Role(task["role"])), task["staff"], day(task["opens"]), day(task["due"])),
        ]
        for task in document["tasks"]
    ]
    return say("Komende weken", "Coming weeks"), headers, rows


def _show_weeks(tasks: list[Task]) -> None:
    count = say("aantal", "count")
    made = table(say("week van", "week of"), say("voor", "for"), count, say("wat", "what"), right=(count,))
    for (week, who), group in _grouped(tasks, lambda task: (task["week"], _for(task))):
        kinds = Counter(map(_kind, group))
        made.add_row(
            short(week), who, str(len(group)), ", ".join(f"{times}× {kind}" for kind, times in kinds.most_common())
        )
    show(made)


def _show_each(tasks: list[Task]) -> None:
    count = say("aantal", "count")
    for week, of_week in _grouped(tasks, lambda task: task["week"]):
        heading(say(f"Week van {short(week)}", f"Week of {short(week)}"))
        made = table(
            say("vanaf", "opens"), say("vóór", "due"), say("taak", "task"), count, say("traject", "traject"),
            say("voor", "for"), right=(count,),
        )  # fmt: skip
        for (opens, due, kind, traject, who), group in _grouped(of_week, _line):
            made.add_row(short(opens), short(due), kind, str(len(group)), traject, who)
        show(made)


def _grouped(tasks: list[Task], by: Callable[[Task], Any]) -> list[tuple[Any, list[Task]]]:
    return [(key, list(group)) for key, group in groupby(sorted(tasks, key=by), key=by)]


def _line(task: Task) -> tuple[str, ...]:
    return task["opens"], task["due"], _kind(task), task["traject"], _for(task)


def _kind(task: Task) -> str:
    return words.read(TaskKind(task["kind"]))


def _for(task: Task) -> str:
    """The colleague who has the role by then, or where nobody is named the role and the municipality."""
    return task["staff"] or f"{words.read(Role(task['role']))} ({task['municipality']})"
