"""One form about many people or tasks: each of them gets a message of its own, and its own answer.

The id of each message follows from the form's and from what is said, so that sending the form again says nothing twice.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID, uuid5

from anyio import from_thread

from portal import telling
from portal.errors import ForeignForm
from portal.forms import Filled
from portal.reading.said import Sent
from portal.telling import Statement
from portal.visit import Visit
from workers.errors import Broken, Refused, Unavailable

AT_ONCE = 4
"""Messages under way at a time; those about one traject wait for each other anyway."""
MOST = 200
"""Items of one form; more are done in a second round."""


@dataclass(frozen=True, slots=True)
class Item:
    """Something to be said about one of many: `key` is about whom or what, `content` what was filled in about it.

    `refused` is why it cannot be said (any more), which does not count for what this very form said before.
    """

    key: str
    label: str
    content: str
    statement: Statement | None = None
    refused: str = ""
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """What became of an item: `problem` is empty when it is recorded. `again`: the same may be sent once more."""

    item: Item
    problem: str = ""
    again: bool = False


@dataclass(frozen=True, slots=True)
class Results:
    """What became of them all."""

    all: Sequence[Result]

    @property
    def done(self) -> Sequence[Result]:
        return [each for each in self.all if not each.problem]

    @property
    def problems(self) -> Sequence[Result]:
        return [each for each in self.all if each.problem]

    @property
    def again(self) -> bool:
        """Whether sending the form again could help."""
        return any(each.again for each in self.all)


def say_each(visit: Visit, filled: Filled[Any], items: Sequence[Item]) -> Results | None:
    """Say them all; one that is refused keeps no other from being recorded.

    None: the form said something else of one of them before, and says so; nothing was said now.
    """
    parts = messages_of(visit, filled, items)
    before = visit.sent_before(filled, parts)
    if filled.failure is not None:
        return None
    messages = [part.message for part in parts]
    to_say = [
        replace(item, refused="") if message in before else item for item, message in zip(items, messages, strict=True)
    ]
    return Results(from_thread.run(_say_all, visit, list(zip(messages, to_say, strict=True))))


def messages_of(visit: Visit, filled: Filled[Any], items: Sequence[Item]) -> list[Sent]:
    """The message about each item of a form.

    Raises:
        ForeignForm: it is none of ours.
    """
    form = visit.tokens.message(filled.token or "")
    if form is None:
        raise ForeignForm
    parts = [(uuid5(form, item.key), item) for item in items]
    return [Sent(part, visit.tokens.filled_in(part, item.content), item.label) for part, item in parts]


async def _say_all(visit: Visit, items: Sequence[tuple[UUID, Item]]) -> list[Result]:
    room, away = asyncio.Semaphore(AT_ONCE), asyncio.Event()

    async def say(message: UUID, item: Item) -> Result:
        async with room:
            return await _say(visit, message, item, away)

    return list(await asyncio.gather(*(say(message, item) for message, item in items)))


async def _say(visit: Visit, message: UUID, item: Item, away: asyncio.Event) -> Result:
    """Once the engine was away for one, the others aren't kept waiting for it."""
    if item.refused or item.statement is None:
        return Result(item, item.refused)
    if away.is_set():
        return _away(visit, item, Unavailable())
    said, enclosure = telling.as_message(item.statement, message, visit.visitor.by)
    try:
        await visit.services.say(item.statement.workflow, item.statement.traject, said, enclosure)
    except Refused as error:
        return Result(item, error.nl if visit.language == "nl" else error.en)
    except (Unavailable, Broken) as error:
        if isinstance(error, Unavailable):  # a fault of ours with one says nothing of the others
            away.set()
        return _away(visit, item, error)
    return Result(item)


def _away(visit: Visit, item: Item, error: Unavailable | Broken) -> Result:
    return Result(item, error.nl if visit.language == "nl" else error.en, again=isinstance(error, Unavailable))
