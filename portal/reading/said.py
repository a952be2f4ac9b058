"""What went in of what was said: by it a page knows a form that is sent again."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, false, or_, select, text

from domain.texts import Language
from portal.telling import Change
from portal.tokens import of_form
from storage.engine import ReadSession
from storage.tables import messages
from views.history import fact_text


@dataclass(frozen=True, slots=True)
class Sent:
    """A form, or the part of one that is about `label`, and the message that it is as it is filled in now."""

    form: UUID
    message: UUID
    label: str = ""


_WENT_IN = messages.c.answer["refused"].astext.is_(None)
_FACTS = text("""
    SELECT message_id, kind, data, participant_id, coalesce(staff.name, staff.email, recorded_by) AS by FROM facts
    LEFT JOIN staff ON staff.id::text = recorded_by
    WHERE message_id = ANY(:messages) ORDER BY seq LIMIT 20
""")


def recorded(session: ReadSession, said: Collection[UUID]) -> set[UUID]:
    """Those of these messages that went in; one whose author was told that it did not is none of them."""
    return set(session.execute(select(messages.c.id).where(messages.c.id.in_(said), _WENT_IN)).scalars())


def was_recorded(session: ReadSession, message: UUID) -> bool:
    """Whether this one did."""
    return bool(recorded(session, [message]))


def of_forms(session: ReadSession, forms: Collection[UUID]) -> dict[UUID, UUID]:
    """What went in of these forms, whatever was filled in: the form by its message."""
    by_first = {of_form(form)[0]: form for form in forms}
    found = session.execute(messages_of(forms)).scalars()
    return {message: by_first[of_form(message)[0]] for message in found}


def messages_of(forms: Collection[UUID]) -> Select[Any]:
    """The messages of forms: named one by one, each is found by index, which a join of their ranges would not be."""
    within = (messages.c.id.between(*of_form(form)) for form in forms)
    return select(messages.c.id).where(or_(false(), *within), _WENT_IN)


def in_words(session: ReadSession, said: Mapping[UUID, str], language: Language) -> list[Change]:
    """What messages recorded, each after its label; what is no fact, such as a name, is not among it."""
    found = []
    for row in session.execute(_FACTS, {"messages": list(said)}):
        what = fact_text(row.kind, row.data, row.participant_id or UUID(int=0), language)
        label = said[row.message_id]
        found.append(Change(f"{label}: {what}" if label else what, row.by))
    return found
