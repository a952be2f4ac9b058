"""`traject settle`: waits until every journey has taken in what was recorded; so do commands before they stop all."""

import asyncio
import contextlib
from collections.abc import Callable, Collection
from time import monotonic
from typing import TYPE_CHECKING, Annotated

import typer

from cli.errors import Failed
from cli.language import number_of, say
from cli.options import Json
from cli.output import line, print_json, side_console

if TYPE_CHECKING:
    from doctor.journeys import Journey
    from workers.embedded import Running

JOURNEYS = (("traject of deelnemer", "trajecten en deelnemers"), ("journey", "journeys"))
PAUSE = 0.3
STALLED = 30.0
"""Seconds without anybody taking in anything, after which a command stops waiting."""
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
                f"Na {wait:g} seconden is nog niet alles verwerkt door {len(left)} van {number_of(total, *JOURNEYS)}.",
                f"After {wait:g} seconds not all is taken in by {len(left)} of {number_of(total, *JOURNEYS)}.",
            )
        )
    if not json:
        journeys = number_of(total, *JOURNEYS)
        line(say(f"Alles is verwerkt: {journeys}.", f"All is taken in: {journeys}."))


async def settled(running: "Running", wait: float) -> "tuple[int, list[Journey]]":
    """How many journeys there are, and which of them still differ after so many seconds.

    Raises:
        TemporalAway: nobody can say, as Temporal did not answer at the end of them.
    """
    from workers.errors import TemporalAway

    until, settling = monotonic() + wait, Settling(running)
    while True:
        try:
            left = await settling.look()
        except TemporalAway:
            if monotonic() >= until:
                raise
        else:
            if not left or monotonic() >= until:
                return settling.total, left
        await asyncio.sleep(PAUSE)


async def heard(
    running: "Running", workflows: Collection[str], on_progress: Callable[[int], None] = lambda _: None
) -> int:
    """Before everything stops: wait until these journeys have taken in what was recorded.

    Returns how many have not, after `STALLED` seconds in which nobody did. They will once everything runs again.
    Where everything runs on, there is nothing to wait for.
    """
    from storage.errors import StorageError
    from workers.errors import TemporalAway

    if not running.brief or not workflows:
        return 0
    settling, fewest, until = Settling(running, workflows), len(workflows), monotonic() + STALLED
    while fewest and monotonic() < until:
        with contextlib.suppress(TemporalAway, StorageError):  # too busy to answer; what was recorded stays so
            left = len(await settling.look())
            on_progress(len(workflows) - left)
            if left < fewest:
                fewest, until = left, monotonic() + STALLED
        await asyncio.sleep(PAUSE if fewest else 0)
    return fewest


def tell_unheard(count: int) -> None:
    """That a command gave up waiting; everything is recorded all the same."""
    if count:
        who = number_of(count, *JOURNEYS)
        text = say(
            f"Vastgelegd. Nog niet verwerkt door {who}; dat gebeurt vanzelf zodra alles draait: traject up.",
            f"Recorded. Not taken in yet by {who}; it will be once everything runs: traject up.",
        )
        side_console().print(text, markup=False, highlight=False)


class Settling:
    """Which journeys still differ. Who agreed once is not asked again until the database says something else."""

    def __init__(self, running: "Running", workflows: Collection[str] | None = None) -> None:
        self.total = 0
        self._running = running
        self._only = workflows
        self._agreed = set[tuple[str, int]]()

    async def look(self) -> "list[Journey]":
        """Those that differ now."""
        from doctor.journeys import differing
        from storage.engine import FOR_LONG_WORK, reading
        from storage.queries.standings import standings

        with reading(self._running.engine, FOR_LONG_WORK) as session:
            subjects = [one for one in standings(session) if self._only is None or one.workflow in self._only]
        self.total = len(subjects)
        waiting = [subject for subject in subjects if (subject.workflow, subject.version) not in self._agreed]
        left = await differing(self._running.client, waiting)
        behind = {journey.subject.workflow for journey in left}
        self._agreed |= {(subject.workflow, subject.version) for subject in waiting if subject.workflow not in behind}
        return left
