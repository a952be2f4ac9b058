"""Several people at once, each saying one thing after another and deciding what to do when told of an error."""

import asyncio
from random import Random
from time import monotonic

from benchmarks.chaos.group import Group
from benchmarks.chaos.incidents import Telling
from benchmarks.chaos.ledger import Entry, Ledger
from benchmarks.chaos.story import Said, anything, beginning
from workers.client import Mailbox
from workers.errors import Refused, Unavailable, Uncertain

STUBBORN = 40
"""How often the first message of a group is repeated: without it there is nothing to talk about."""
NEW = 0.03
"""How often a client begins a new group instead of speaking of one that is there."""


class Clients:
    """They share the groups, so that messages about one traject meet each other."""

    def __init__(self, mailbox: Mailbox, ledger: Ledger, groups: list[Group], seed: int, pace: float) -> None:
        self._mailbox = mailbox
        self._ledger = ledger
        self._groups: list[Group] = []
        self._to_come = groups
        self._seed = seed
        self._pace = pace
        self._stop = asyncio.Event()

    def stop(self) -> None:
        """No new messages; what is being said is finished."""
        self._stop.set()

    async def begin(self) -> None:
        """Create the first half of the groups; the others follow while everything is being killed."""
        rng = Random(self._seed)
        half = -(-len(self._to_come) // 2)
        await asyncio.gather(*(self._create(rng) for _ in range(half)))

    async def talk(self, number: int) -> None:
        """One client, until stopped; `pace` is its mean pause in seconds."""
        rng = Random(f"{self._seed}/{number}")
        while not self._stop.is_set():
            if self._to_come and rng.random() < NEW:
                await self._create(rng)
            said = anything(rng.choice(self._groups), rng)
            await self._deliver(said, repeats=rng.choice([0, 1, 3, 8]), rng=rng)
            if rng.random() < 0.05:  # somebody presses the button again, although it had worked
                await self._deliver(said, repeats=0, rng=rng, again=True)
            await asyncio.sleep(rng.expovariate(1 / self._pace))

    async def _create(self, rng: Random) -> None:
        group = self._to_come.pop()
        await self._deliver(beginning(group, rng), repeats=STUBBORN, rng=rng)
        group.said.clear()  # to undo the beginning would leave nothing to talk about
        self._groups.append(group)

    async def _deliver(self, said: Said, *, repeats: int, rng: Random, again: bool = False) -> None:
        entry = self._ledger.entry(said)
        for attempt in range(repeats + 1):
            entry.repeated += again or attempt > 0
            if await self._say(entry) or (self._stop.is_set() and attempt < repeats and rng.random() < 0.5):
                return
            await asyncio.sleep(rng.uniform(0, 2))

    async def _say(self, entry: Entry) -> bool:
        """Whether there was an answer."""
        said, began, answered = entry.said, monotonic(), True
        try:
            answer = await self._mailbox.say(said.subject, said.group.id, said.message, said.enclosure)
        except Refused:
            self._ledger.refused(entry)
        except Uncertain:
            answered, entry.uncertain = False, True
        except Unavailable:
            answered = False
        except Exception as error:  # noqa: BLE001 -- whatever else comes is what we look for
            answered = False
            self._ledger.violations.append(f"{said.message.id}: not a clear error: {type(error).__name__}: {error}")
        else:
            self._ledger.acknowledged(entry, answer)
        entry.errors += not answered
        self._ledger.telling.append(Telling(began, monotonic(), answered))
        return answered
