"""Issuing certificates from a page: each person's file first, then the word of it, each under a message of its own.

The id of each message follows from the form (`portal.each`), so that a form sent twice makes nobody two certificates.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from anyio import from_thread

from domain.texts import Language
from papers.issuing import Wish, prepare
from papers.problems import PaperProblem
from portal import telling
from portal.each import Item, Result, Results, messages_of
from portal.forms import Filled
from portal.visit import Visit
from workers.errors import Broken, Refused, Unavailable


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody to make a certificate for, and what the page calls them."""

    id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class Order:
    """What all of them have in common: see `papers.issuing.Wish`."""

    traject: UUID
    language: Language
    address: str
    again: bool = False


def issue_each(visit: Visit, filled: Filled[Any], order: Order, people: Sequence[Person]) -> Results | None:
    """Issue them all; what cannot be done for one keeps no other waiting, unless the engine is away.

    None: the form made another certificate for one of them before, and says so; nothing was made now.
    """
    asked = f"{order.language} {order.again}"
    items = [Item(str(person.id), person.name, asked) for person in people]
    parts = messages_of(visit, filled, items)
    visit.sent_before(filled, parts)
    if filled.failure is not None:
        return None
    found: list[Result] = []
    for person, item, part in zip(people, items, parts, strict=True):
        wish = Wish(
            participant=person.id,
            traject=order.traject,
            language=order.language,
            by=visit.visitor.by,
            address=order.address,
            again=order.again,
            message=part.message,
        )
        found.append(_not_now(visit, item, Unavailable()) if _is_away(found) else _issue(visit, item, wish))
    return Results(found)


def _issue(visit: Visit, item: Item, wish: Wish) -> Result:
    nl = visit.language == "nl"
    try:
        prepared = prepare(visit.services.engine, visit.today, wish)
        statement = telling.about_participant(wish.participant, wish.traject, prepared.fact)
        said, enclosure = telling.as_message(statement, prepared.message, visit.visitor.by)
        from_thread.run(visit.services.say, statement.workflow, statement.traject, said, enclosure)
    except (PaperProblem, Refused) as error:
        return Result(item, error.nl if nl else error.en)
    except (Unavailable, Broken) as error:
        return _not_now(visit, item, error)
    return Result(item)


def _not_now(visit: Visit, item: Item, error: Unavailable | Broken) -> Result:
    return Result(item, error.nl if visit.language == "nl" else error.en, again=isinstance(error, Unavailable))


def _is_away(found: Sequence[Result]) -> bool:
    return bool(found) and found[-1].again
