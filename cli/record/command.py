"""Makes commands of what people can say: each takes who says it, a note, a message id and `--what-if` besides its own
options.
"""

import functools
import inspect
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from uuid import UUID

import typer

from cli import BEGAN, dutch
from cli.errors import Failed, refused
from cli.language import number_of, of, say
from cli.options import By, Json, MessageId, Note, WhatIf, today
from cli.output import line, print_json
from cli.record.supposing import suppose

if TYPE_CHECKING:
    from activities.messages import Answer, Message
    from cli.record.desk import Desk
    from cli.record.statement import Statement
    from domain.facts import AnyFact
    from workers.embedded import Running

_TASKS = (("taak", "taken"), ("task", "tasks"))
Say = Callable[..., "Statement"]
_COMMON: dict[str, tuple[object, object]] = {
    "note": (Note, None),
    "by": (By, None),
    "message_id": (MessageId, None),
    "what_if": (WhatIf, False),
    "json": (Json, False),
}


def add(app: typer.Typer, name: str, run: Say, panel: str | None = None) -> None:
    """Make a command of a function from a desk and its own options to a statement."""

    @functools.wraps(run)
    def command(**options: Any) -> None:  # noqa: ANN401 - typer checks them by the signature
        common = {name: options.pop(name) for name in _COMMON}

        def make(desk: "Desk") -> "Statement":
            return run(desk, **options)

        if common.pop("what_if"):
            suppose(make, common["by"], json=common["json"])
        else:
            speak(make, **common)

    own = list(inspect.signature(run).parameters.values())[1:]
    more = [_option(name, annotation, default) for name, (annotation, default) in _COMMON.items()]
    command.__dict__["__signature__"] = inspect.Signature([*own, *more])
    dutch.add(app, name, command, panel)


def _option(name: str, annotation: object, default: object) -> inspect.Parameter:
    return inspect.Parameter(name, inspect.Parameter.POSITIONAL_OR_KEYWORD, default=default, annotation=annotation)


def speak(
    make: "Callable[[Desk], Statement]", note: str | None, by: str | None, message_id: UUID | None, json: bool
) -> None:
    """Say what `make` makes of the options, and print what came of it."""
    from cli.places import with_everything

    statement, message, answer = with_everything(functools.partial(_speak, make, note, by, message_id))
    if json:
        print_json(
            {"message": str(message.id), "said": statement.done, **answer.model_dump(mode="json", exclude={"wake"})}
        )
    else:
        line(f"{statement.done}. {_changed(answer)}", whole=True)


async def _speak(
    make: "Callable[[Desk], Statement]", note: str | None, by: str | None, message_id: UUID | None, running: "Running"
) -> "tuple[Statement, Message, Answer]":
    from cli.record.desk import Desk
    from cli.settle import heard, tell_unheard
    from storage.engine import reading

    with reading(running.engine) as session:
        desk = Desk(session, today(), by, message_id)
        statement = make(desk).with_remark(note)
        message, statement = message_of(desk, statement, by)
    answer = await _say(running, statement, message)
    if answer.repeated and statement.as_typed:
        _insist_on_the_same(running, statement, message)
    tell_unheard(await heard(running, {wake.workflow for wake in answer.wake}))
    return statement, message, answer


def message_of(desk: "Desk", statement: "Statement", by: str | None) -> "tuple[Message, Statement]":
    """The message, and the statement that also tells who spoke when nobody knew them yet."""
    from activities.messages import Enclosure, Message, StaffValues
    from domain.ids import staff_id

    speaker = "command" if by is None else str(staff_id(by))
    enclosure = statement.enclosure
    if by is not None and not desk.knows_staff(staff_id(by)):
        known = StaffValues(staff=staff_id(by), email=by)
        enclosure = enclosure.model_copy(update={"staff": (*enclosure.staff, known)})
    enclosed = enclosure != Enclosure()
    message = Message(id=desk.message, by=speaker, facts=statement.facts, enclosed=enclosed)
    return message, statement.enclosing(enclosure)


async def _say(running: "Running", statement: "Statement", message: "Message") -> "Answer":
    from workers.errors import Refused, Unavailable

    enclosure = statement.enclosure if message.enclosed else None
    since = None if running.brief else BEGAN  # whoever has servers started for this knows that it takes a while
    try:
        return await running.mailbox.say(statement.workflow, statement.traject, message, enclosure, since=since)
    except Refused as error:
        raise refused(error) from error
    except Unavailable as error:
        again = say("Herhaal het veilig met", "Repeat it safely with")
        raise Failed(f"{of(error)} {again} --message-id {message.id}") from error


def _insist_on_the_same(running: "Running", statement: "Statement", message: "Message") -> None:
    """«Recorded already» must be true of what is said now, not only of its number.

    The day may be another: who repeats after midnight means the day of before.

    Raises:
        Failed: something else was recorded under this number.
    """
    from activities.refusals import MessageOfAnother
    from storage.engine import reading
    from storage.queries.facts import load

    with reading(running.engine) as session:
        known = load(session, [statement.traject]).get(statement.traject)
    recorded = [_but_for_the_day(one.fact) for one in (known.log if known else ()) if one.message == message.id]
    if recorded and any(_but_for_the_day(fact) not in recorded for fact in message.facts):
        raise refused(MessageOfAnother())


def _but_for_the_day(fact: "AnyFact") -> dict[str, Any]:
    return {"kind": fact.kind, **fact.model_dump(exclude={"on"})}


def _changed(answer: "Answer") -> str:
    """What came of it: tasks opened and closed."""
    if answer.repeated:
        return say("Dit was al vastgelegd.", "This was recorded already.")
    counts = ((answer.opened, say("geopend", "opened")), (answer.closed, say("gesloten", "closed")))
    changes = [f"{number_of(count, *_TASKS)} {what}" for count, what in counts if count]
    return say("Vastgelegd", "Recorded") + (f"; {', '.join(changes)}." if changes else ".")
