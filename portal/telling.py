"""What a person says on a page: facts, and what is enclosed with them, to whom.

It is recorded by the time the next page is shown. A refusal, an outage, or what somebody else recorded meanwhile is
told on the page with the form, which keeps what was typed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from uuid import UUID

from sqlalchemy import func, select, text

from activities.messages import Answer, Enclosure, Message, Note
from domain.facts import AnyFact
from domain.ids import participant_workflow, traject_workflow
from domain.texts import Language
from portal.forms import Failure
from storage.engine import ReadSession
from storage.tables import facts
from views.history import fact_text


@dataclass(frozen=True, slots=True)
class Statement:
    """Something to be said to one workflow; `participant` and `session` are what it is about."""

    workflow: str
    traject: UUID
    facts: tuple[AnyFact, ...] = ()
    enclosure: Enclosure = field(default_factory=Enclosure)
    participant: UUID | None = None
    session: UUID | None = None

    def with_notes(self, notes: Mapping[str, str | None]) -> "Statement":
        """The same with free text by field, about the same participant or session; None says nothing."""
        more = tuple(
            Note(field=name, text=said, participant=self.participant, session=self.session)
            for name, said in notes.items()
            if said is not None
        )
        return self.enclosing(self.enclosure.model_copy(update={"notes": (*self.enclosure.notes, *more)}))

    def enclosing(self, enclosure: Enclosure) -> "Statement":
        """The same with other enclosures."""
        return replace(self, enclosure=enclosure)


def about_participant(participant: UUID, traject: UUID, *said: AnyFact) -> Statement:
    """Said to the journey of one participant."""
    return Statement(participant_workflow(participant), traject, said, participant=participant)


def about_traject(traject: UUID, *said: AnyFact, session: UUID | None = None) -> Statement:
    """Said to a traject, perhaps about one of its sessions."""
    return Statement(traject_workflow(traject), traject, said, session=session)


def as_message(statement: Statement, message: UUID, by: str) -> tuple[Message, Enclosure | None]:
    """What goes to the mailbox: facts by way of Temporal, the rest by way of Postgres. `by`: see `Visitor.by`."""
    enclosed = statement.enclosure != Enclosure()
    said = Message(id=message, by=by, facts=statement.facts, enclosed=enclosed)
    return said, statement.enclosure if enclosed else None


@dataclass(frozen=True, slots=True)
class Change:
    """What somebody else recorded since a form was shown."""

    what: str
    by: str


def last_fact(session: ReadSession, traject: UUID) -> int:
    """The number of the last fact about a traject; a form carries it to be told of later ones."""
    found: int | None = session.execute(select(func.max(facts.c.seq)).where(facts.c.traject_id == traject)).scalar_one()
    return found or 0


_SINCE = text("""
    SELECT seq, kind, data, coalesce(staff.name, staff.email, recorded_by) AS by FROM facts
    LEFT JOIN staff ON staff.id::text = recorded_by
    WHERE traject_id = :traject AND seq > :seen AND message_id <> :message
    AND participant_id IS NOT DISTINCT FROM :participant
    AND (CAST(:session AS uuid) IS NULL OR session_id = :session)
    ORDER BY seq LIMIT 20
""")


def changes_since(
    session: ReadSession, statement: Statement, seen: int, message: UUID, language: Language
) -> tuple[list[Change], int]:
    """What others said about the same person, session or traject after fact `seen`, and the last fact now."""
    values = {
        "traject": statement.traject,
        "participant": statement.participant,
        "session": statement.session,
        "seen": seen,
        "message": message,
    }
    rows = session.execute(_SINCE, values).all()
    who = statement.participant or UUID(int=0)
    found = [Change(fact_text(row.kind, row.data, who, language), row.by) for row in rows]
    return found, rows[-1].seq if rows else seen


def told(answer: Answer) -> tuple[str, int, int]:
    """What to say of it on the next page: `recorded` or `repeated`, and how many tasks opened and closed."""
    return ("repeated" if answer.repeated else "recorded"), answer.opened, answer.closed


def refused(sentence: str, code: str = "") -> Failure:
    """A rule of the programme says no."""
    return Failure(HTTPStatus.CONFLICT, sentence, code=code)


def unavailable(sentence: str) -> Failure:
    """The engine or the database is away."""
    return Failure(HTTPStatus.SERVICE_UNAVAILABLE, sentence)
