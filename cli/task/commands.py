"""The list of `traject task …`: which function is which command."""

import typer

from cli import dutch, lists
from cli.record.command import Say, add
from cli.task import change, show


def task() -> typer.Typer:
    """The group `task`."""
    app = dutch.group("Bekijk een taak, pak haar op, draag haar over, stel haar uit, of zeg dat zij gedaan is.")
    dutch.add(app, "list", lists.tasks)
    dutch.add(app, "show", show.show)
    for name, run in _CHANGES.items():
        add(app, name, run)
    return app


_CHANGES: dict[str, Say] = {
    "claim": change.claim,
    "release": change.release,
    "hand-over": change.hand_over,
    "postpone": change.postpone,
    "complete": change.complete,
    "undo": change.undo,
}
