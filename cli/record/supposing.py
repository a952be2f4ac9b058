"""`--what-if`: what a record command would change; it is told to nobody, and nothing is written."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from cli import show_what_if
from cli.errors import refused
from cli.options import today
from cli.output import print_json

if TYPE_CHECKING:
    from cli.record.desk import Desk
    from cli.record.statement import Statement


def suppose(make: "Callable[[Desk], Statement]", by: str | None, *, json: bool) -> None:
    """Print what would come of what `make` makes of the options.

    Raises:
        Failed: it would be refused.
    """
    from activities.messages import Message, RecordInput
    from activities.supposing import suppose as supposed
    from cli.places import master_key, reading
    from cli.record.desk import Desk
    from domain.refusals import Refusal
    from storage.subject_keys import KeyRing
    from views import what_if

    with reading() as session:
        desk = Desk(session, today(), by)
        statement = make(desk)
        message = Message(id=desk.message, by=by or "", facts=statement.facts)
        given = RecordInput(subject=statement.workflow, traject=statement.traject, today=today(), message=message)
        try:
            found = supposed(session, KeyRing(master_key()), given, statement.enclosure)
        except Refusal as error:
            raise refused(error) from error
        document = what_if.document(session, today(), found)
    if json:
        print_json({"said": statement.done, **document})
    else:
        show_what_if.show_document(document, statement.done)
