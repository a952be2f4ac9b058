"""What went in of what was said: by it a page knows a form that is sent again."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select, text

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


_OF_FORMS = text("""
    SELECT messages.id, form.id AS form
    FROM unnest(CAST(:forms AS uuid[]), CAST(:first AS uuid[]), CAST(:last AS uuid[])) AS form (id, first, last)
    JOIN messages ON messages.id BETWEEN form.first AND form.last
    WHERE messages.answer ->> 'refused' IS NULL
""")
_FACTS = text("""
    SELECT message_id, kind, data, participant_id, coalesce(staff.name, staff.email, recorded_by) AS by FROM facts
    LEFT JOIN staff ON staff.id::text = recorded_by
    WHERE message_id = ANY(:messages) ORDER BY seq LIMIT 20
""")


def recorded(session: ReadSession, said: Collection[UUID]) -> set[UUID]:
    """Those of these messages that went in; one whose author was told that it did not is none of them."""
    went_in = messages.c.answer["refused"].astext.is_(None)
    return set(session.execute(select(messages.c.id).where(messages.c.id.in_(said), went_in)).scalars())


def was_recorded(session: ReadSession, message: UUID) -> bool:
    """Whether this one did."""
    return bool(recorded(session, [message]))


def of_forms(session: ReadSession, forms: Collection[UUID]) -> dict[UUID, UUID]:
    """What went in of these forms, whatever was filled in: the form by its message."""
    spans = [of_form(each) for each in forms]
    values = {"forms": list(forms), "first": [one for one, _ in spans], "last": [one for _, one in spans]}
    return {row.id: row.form for row in session.execute(_OF_FORMS, values)}


def in_words(session: ReadSession, said: Mapping[UUID, str], language: Language) -> list[Change]:
    """What messages recorded, each after its label; what is no fact, such as a name, is not among it."""
    found = []
    for row in session.execute(_FACTS, {"messages": list(said)}):
        what = fact_text(row.kind, row.data, row.participant_id or UUID(int=0), language)
        label = said[row.message_id]
        found.append(Change(f"{label}: {what}" if label else what, row.by))
    return found
