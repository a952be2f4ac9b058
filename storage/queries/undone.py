"""Whether what was said was taken back."""

from sqlalchemy import ColumnElement, FromClause, Text, cast, exists

from storage.tables import facts


def was_undone(fact: FromClause = facts, name: str = "undone") -> ColumnElement[bool]:
    """Whether the message of a fact was undone; `name` is for a statement that asks it of several facts."""
    undo = facts.alias(name)
    return exists().where(
        undo.c.traject_id == fact.c.traject_id,
        undo.c.kind == "retracted",
        undo.c.data["message"].astext == cast(fact.c.message_id, Text),
    )
