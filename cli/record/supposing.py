"""`--what-if`: what a record command would change; it is told to nobody, and nothing is written."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from cli import show_what_if
from cli.errors import Failed
from cli.language import of, say
from cli.options import today
from cli.output import print_json

if TYPE_CHECKING:
    from cli.record.desk import Desk
    from cli.record.statement import Statement
    from storage.engine import ReadSession
    from storage.queries.facts import Known


def suppose(make: "Callable[[Desk], Statement]", by: str | None, *, json: bool) -> None:
    """Print what would come of what `make` makes of the options.

    Raises:
        Failed: it would be refused.
    """
    from activities.brought import said, with_values
    from activities.messages import Message
    from cli.places import reading
    from cli.record.desk import Desk
    from domain.refusals import Refusal
    from views import what_if
    from views.day import Day

    with reading() as session:
        desk = Desk(session, today(), by)
        statement = make(desk)
        message = Message(id=desk.message, by=by or "", facts=statement.facts)
        known = _known(session, statement)
        people = with_values(known.people, said(message, statement.enclosure))
        day = Day(today(), as_of=today())
        try:
            document = what_if.document(session, day, what_if.if_said(session, day, known, statement.facts, people))
        except Refusal as error:
            raise Failed(f"{of(error)} ({say('regel', 'rule')} {error.rule})") from error
    if json:
        print_json({"said": statement.done, **document})
    else:
        show_what_if.show_document(document, statement.done)


def _known(session: "ReadSession", statement: "Statement") -> "Known":
    """What is known of the traject that something is said of; of a new one, nothing but its name."""
    from storage.queries.facts import Known, load

    found = load(session, [statement.traject]).get(statement.traject)
    if found is not None:
        return found
    called = statement.enclosure.traject
    municipality, key = ("", "") if called is None else (called.municipality, called.key)
    return Known(statement.traject, municipality, key, [], [])
