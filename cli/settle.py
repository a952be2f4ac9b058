"""`traject settle`: waits until every journey has taken in what was recorded."""

import asyncio
from time import monotonic
from typing import TYPE_CHECKING, Annotated

import typer

from cli.errors import Failed
from cli.language import say
from cli.options import Json
from cli.output import line, print_json

if TYPE_CHECKING:
    from doctor.journeys import Journey
    from workers.embedded import Running

PAUSE = 0.3
Wait = Annotated[float, typer.Option("--wait", metavar="SECONDEN", min=0, help="Hoe lang u wilt wachten.")]


def settle(wait: Wait = 60, json: Json = False) -> None:
    """Wacht tot elk traject en elke deelnemer in de motor staat waar de database zegt. Status 1 als dat niet lukt."""
    from cli.places import with_everything

    total, left = with_everything(lambda running: settled(running, wait))
    if json:
        print_json({"settled": not left, "journeys": total, "left": len(left)})
    if left and json:
        raise typer.Exit(1)
    if left:
        raise Failed(
            say(
                f"Na {wait:g} seconden hebben {len(left)} van {total} trajecten en deelnemers nog niet alles verwerkt.",
                f"After {wait:g} seconds {len(left)} of {total} journeys have not taken in everything.",
            )
        )
    if not json:
        line(say(f"Alles is verwerkt: {total} trajecten en deelnemers.", f"All is taken in: {total} journeys."))


async def settled(running: "Running", wait: float) -> "tuple[int, list[Journey]]":
    """How many journeys there are, and which of them still differ after so many seconds."""
    from doctor.journeys import differing
    from storage.engine import reading
    from storage.queries.standings import standings

    until, agreed = monotonic() + wait, set[tuple[str, int]]()
    while True:
        with reading(running.engine) as session:
            subjects = list(standings(session))
        waiting = [subject for subject in subjects if (subject.workflow, subject.version) not in agreed]
        left = await differing(running.client, waiting)
        behind = {journey.subject.workflow for journey in left}
        agreed |= {(subject.workflow, subject.version) for subject in waiting if subject.workflow not in behind}
        if not left or monotonic() >= until:
            return len(subjects), left
        await asyncio.sleep(PAUSE)
