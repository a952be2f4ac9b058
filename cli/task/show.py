"""`traject task show`: why somebody sees a task, and what would end it."""

from typing import Annotated, Any

import typer

from cli import words
from cli.language import chosen, say
from cli.options import Json, today
from cli.output import line, print_json, short
from domain.terms import Role, TaskKind, TaskState

Number = Annotated[str, typer.Argument(metavar="NUMMER", help="Het nummer uit de takenlijst; het begin is genoeg.")]


def show(number: Number, json: Json = False) -> None:
    """Waarom deze taak er is: regel, feiten en definitie, en wat haar beëindigt."""
    from cli.places import reading
    from cli.task.found import find
    from views.day import Day
    from views.tasks import as_json
    from views.texts import task_ends

    with reading() as session:
        found = find(session, number)
    language = chosen()
    document = {
        **as_json(found, Day(today()), language),
        "state": found.state,
        "closed_on": None if found.closed_on is None else found.closed_on.isoformat(),
        "ends": task_ends(found, language),
    }
    if json:
        print_json(document)
    else:
        _tell(document)


def _tell(task: dict[str, Any]) -> None:
    line(words.read(TaskKind(task["kind"])), "bold")
    about = " · ".join(
        part for part in (task["participant"], task["session"], task["traject"], task["municipality"]) if part
    )
    line(about)
    late = say(" (te laat)", " (late)") if task["overdue"] and task["state"] == "open" else ""
    expires = (
        say(f", vervalt na {short(task['expires'])}", f", expires after {short(task['expires'])}")
        if task["expires"]
        else ""
    )
    opened = say(
        f"open vanaf {short(task['opens'])}, vóór {short(task['due'])}",
        f"opens {short(task['opens'])}, due {short(task['due'])}",
    )
    state = words.read(TaskState(task["state"]))
    closed = f" {short(task['closed_on'])}" if task["closed_on"] else ""
    rows = {
        say("stand", "state"): f"{state}{closed}: {opened}{late}{expires}",
        say("voor", "for"): words.read(Role(task["role"])) + (f", {task['assignee']}" if task["assignee"] else ""),
        say("waarom", "why"): task["reason"]["text"],
        say("klaar als", "ends when"): task["ends"],
        say("regel", "rule"): f"{task['reason']['rule']} ({task['reason']['definition']})",
        say("feiten", "facts"): ", ".join(f"{name}: {value}" for name, value in task["reason"]["facts"].items()) or "–",
        say("nummer", "number"): task["id"],
    }
    for name, text in rows.items():
        line(f"  {name:<10} {text}")
