"""Everything that can be said, with whatever fits its type, in any order, to a real database."""

import asyncio
import builtins
import types
import typing
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any, get_args, get_origin
from uuid import UUID, uuid4

from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError
from sqlalchemy import Engine, text

from activities.messages import Answer, Enclosure, Message, Note, PersonValues, SessionValues
from benchmarks.chaos.group import Group, told
from benchmarks.fuzz import ground as grounds
from benchmarks.fuzz import verdict
from benchmarks.fuzz.exploring import NotAsPromised, Property
from benchmarks.fuzz.ground import Ground
from benchmarks.fuzz.nasty import days_around, numbers, real_days, storable, unknown_ids
from domain.facts import AnyFact, Fact, Retracted
from domain.ids import participant_workflow
from storage.engine import reading
from tests.portal.stock import today
from workers.client import Mailbox
from workers.errors import Broken, Refused, Unavailable

_COUNTS = text("SELECT (SELECT count(*) FROM facts), (SELECT count(*) FROM messages), (SELECT count(*) FROM notes)")
AGES = (0, 60, 300)
"""Days since the kick-off of the groups that are spoken of."""
_BACK = 8
"""So many messages back one may be taken back. Their ids are not known before: in a case the last is 1, before it 2."""
_BEFORE = st.integers(1, _BACK).map(lambda back: UUID(int=back))


@dataclass(frozen=True)
class Case:
    """A message to a group, or to one of its participants."""

    group: Group
    subject: str
    message: Message
    enclosure: Enclosure | None


@contextmanager
def opened(ground: Ground) -> Iterator[Property[Case]]:
    """Three groups that began in an ordinary way."""
    groups = [Group(number, today(), age, 4) for number, age in enumerate(AGES)]
    with ground.empty() as engine, asyncio.Runner() as runner:
        box = grounds.mailbox(engine)
        for group in groups:
            begun, enclosure = told(group)
            runner.run(_say(box, Case(group, group.workflow, _message(begun, enclosed=True), enclosure)))
        cases, recorded = st.sampled_from(groups).flatmap(saying), {group.id: list[UUID]() for group in groups}
        yield Property(
            cases,
            lambda case: _holds(engine, runner, box, case, recorded[case.group.id]),
            lambda case: f"{case.subject}: {case.message!r} with {case.enclosure!r}",
            lambda: verdict.insist(engine),
        )


def saying(group: Group) -> st.SearchStrategy[Case]:
    """To one group."""
    people = st.sampled_from(list(group.people()))
    subjects = st.one_of(st.just(group.workflow), people.map(participant_workflow))
    said = st.lists(any_fact(group), max_size=3)
    return st.builds(_case, st.just(group), subjects, said, st.one_of(st.none(), st.none(), _enclosures(group)))


def any_fact(group: Group) -> st.SearchStrategy[Fact]:
    """A fact of any kind; ids are mostly of this group."""
    kinds: tuple[type[Fact], ...] = get_args(get_args(AnyFact)[0])
    known = {
        UUID: st.one_of(
            st.sampled_from([*group.people()]),
            st.sampled_from([*group.meetings()]),
            _BEFORE,
            unknown_ids,
        ),
        date: days_around(group.today, odd=real_days),
    }
    taken_back = st.builds(Retracted, message=_BEFORE)
    return st.one_of([taken_back, *(_modelled(kind, known) for kind in kinds)])


def _modelled(model: type[BaseModel], known: Mapping[type, st.SearchStrategy[Any]]) -> st.SearchStrategy[Any]:
    values = {name: of(field.annotation, known) for name, field in model.model_fields.items()}
    required = {name: values[name] for name, field in model.model_fields.items() if field.is_required()}
    optional = {name: value for name, value in values.items() if name not in required and name != "kind"}
    return st.fixed_dictionaries(required, optional=optional).map(lambda given: _made(model, given)).filter(bool)


def _made(model: type[BaseModel], given: Mapping[str, object]) -> BaseModel | None:
    with suppress(ValidationError):
        return model.model_validate(given)
    return None


def of(annotation: Any, known: Mapping[type, st.SearchStrategy[Any]]) -> st.SearchStrategy[Any]:  # noqa: ANN401
    """Values of a type that fit it, sensible or not."""
    if annotation in known:
        return known[annotation]
    inside = get_args(annotation)
    match get_origin(annotation):
        case typing.Annotated:
            found = of(inside[0], known)
        case typing.Union | types.UnionType:
            found = st.one_of([of(each, known) for each in inside])
        case typing.Literal:
            found = st.sampled_from(inside)
        case builtins.tuple:
            found = st.lists(of(inside[0], known), max_size=3).map(tuple)
        case builtins.dict:
            found = st.dictionaries(of(inside[0], known), of(inside[1], known), max_size=4)
        case _:
            found = _plain(annotation, known)
    return found


def _plain(annotation: Any, known: Mapping[type, st.SearchStrategy[Any]]) -> st.SearchStrategy[Any]:  # noqa: ANN401
    if annotation is None or annotation is type(None):
        return st.none()
    if issubclass(annotation, Enum):
        return st.sampled_from(list(annotation))
    if issubclass(annotation, BaseModel):
        return _modelled(annotation, known)
    plain: dict[type, st.SearchStrategy[Any]] = {
        bool: st.booleans(),
        int: numbers,
        float: st.floats(allow_nan=True, allow_infinity=True),
        Decimal: st.decimals(),
        str: storable,
    }
    return plain[annotation]


def _enclosures(group: Group) -> st.SearchStrategy[Enclosure]:
    who = st.one_of(st.sampled_from(list(group.people())), unknown_ids)
    sessions = st.one_of(st.sampled_from(list(group.meetings())), unknown_ids)
    words = st.one_of(st.none(), storable)
    days = st.one_of(st.none(), days_around(group.today, 20_000, real_days))
    person = st.builds(
        PersonValues, participant=who, key=words, first_name=words, last_name=words, own_name=words, birth_date=days
    )
    note = st.builds(Note, field=storable.filter(str.strip), text=words, participant=st.one_of(st.none(), who))
    session = st.builds(SessionValues, session=sessions, key=storable)
    return st.builds(
        Enclosure,
        people=st.lists(person, max_size=2, unique_by=lambda one: one.participant).map(tuple),
        notes=st.lists(note, max_size=2).map(tuple),
        sessions=st.lists(session, max_size=2, unique_by=lambda one: one.session).map(tuple),
    )


def _case(group: Group, subject: str, said: list[Fact], enclosure: Enclosure | None) -> Case:
    return Case(group, subject, _message(said, enclosed=enclosure is not None), enclosure)


def _message(said: Any, *, enclosed: bool) -> Message:  # noqa: ANN401 - facts of whatever kind
    return Message(id=uuid4(), by="fuzz", facts=tuple(said), enclosed=enclosed)


async def _say(box: Mailbox, case: Case) -> Answer:
    return await grounds.say(box, case.group.id, case.message, case.enclosure, case.subject)


def _said_now(case: Case, recorded: Sequence[UUID]) -> Case:
    """As a message of its own, also when a smaller case is looked for; what it takes back was recorded before."""
    facts = tuple(_meant(fact, recorded) for fact in case.message.facts)
    message = case.message.model_copy(update={"id": uuid4(), "facts": facts})
    return Case(case.group, case.subject, message, case.enclosure)


def _meant(fact: AnyFact, recorded: Sequence[UUID]) -> AnyFact:
    if isinstance(fact, Retracted) and 0 < (back := fact.message.int) <= len(recorded):
        return fact.model_copy(update={"message": recorded[-back]})
    return fact


def _holds(engine: Engine, runner: asyncio.Runner, box: Mailbox, case: Case, recorded: list[UUID]) -> None:
    """Recorded whole, or refused with a sentence and nothing stored; said again, the same."""
    before, case = _stored(engine), _said_now(case, recorded)
    try:
        answer = runner.run(_say(box, case))
    except Refused as error:
        if not (error.nl and error.en):
            raise NotAsPromised("refused without a sentence") from error
        if _stored(engine) != before:
            raise NotAsPromised("refused, and something was stored") from error
        return
    except (Unavailable, Broken) as error:
        raise NotAsPromised(f"{type(error).__name__}, while nothing is away") from error
    recorded.append(case.message.id)
    again = runner.run(_say(box, case))
    if not again.repeated or again.model_copy(update={"repeated": False}) != answer:
        raise NotAsPromised("said again, another answer")


def _stored(engine: Engine) -> tuple[int, ...]:
    with reading(engine) as session:
        return tuple(session.execute(_COUNTS).one())
