"""What a message leaves in Postgres beside its facts: its enclosure, and a note that its author was told of failure.

Somebody who was told «not recorded» must be able to rely on it, although the message may still be on its way in a
server that thaws. So giving up takes the message's place: whoever comes later finds an answer there and stores nothing.
"""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, exists, func, literal, select, text
from sqlalchemy.dialects.postgresql import JSONB, insert

from activities.messages import Answer, Enclosure, Message, RefusedBecause
from storage.engine import WriteSession
from storage.tables import enclosures, messages
from workers.errors import Unavailable

GIVEN_UP = RefusedBecause(
    code="GivenUp",
    rule="",
    nl="De afzender heeft al gehoord dat dit niet is vastgelegd. Zeg het opnieuw.",
    en="Its author was already told that this was not recorded. Say it again.",
)
_IS_GIVEN_UP = messages.c.answer["refused"]["code"].astext == GIVEN_UP.code

_KNOWN = text("""
    SELECT
        EXISTS (SELECT FROM receipts WHERE mark = :mark)
            AND NOT EXISTS (SELECT FROM participants WHERE id = :subject) AS forgotten,
        EXISTS (SELECT FROM subject_keys WHERE subject = :subject) AS has_key,
        EXISTS (SELECT FROM trajects WHERE id = :subject)
            OR EXISTS (SELECT FROM participants WHERE id = :subject) AS is_there,
        EXISTS (SELECT FROM messages WHERE id = :message AND answer->'refused'->>'code' = :given_up) AS given_up,
        (SELECT municipality FROM trajects WHERE id = :traject) AS municipality
""")


@dataclass(frozen=True, slots=True)
class Known:
    """What Postgres holds of a message and of whom it is said to, before it travels.

    `forgotten`: there is a receipt of its subject and nobody there (a restored backup may have brought somebody back);
    `given_up`: its author was told that it was not recorded; `municipality` that of its traject, None for a new one.
    """

    forgotten: bool
    has_key: bool
    is_there: bool
    given_up: bool
    municipality: str | None

    @property
    def lost_key(self) -> bool:
        """Whether somebody deleted it: who is there had one."""
        return self.is_there and not self.has_key


@dataclass(slots=True)
class Attempt:
    """Whether an author has gone, who was told of failure, and whether their message was being opened again before.

    A thread that nobody waits for goes on. Each of the two sides says its own before it asks for the other's.
    """

    gone: bool = False
    reopening: bool = False

    def reopen(self, session: WriteSession, message: UUID) -> None:
        """Unless nobody would know of it."""
        self.reopening = True
        if self.gone:
            raise Unavailable
        reopen(session, message)


def known(session: WriteSession, subject: UUID, mark: bytes, traject: UUID, message: UUID) -> Known:
    """All at once: mostly there is nothing to do, and somebody waits."""
    asked = {"subject": subject, "mark": mark, "traject": traject, "message": message, "given_up": GIVEN_UP.code}
    return Known(*session.execute(_KNOWN, asked).one())


def reopen(session: WriteSession, message: UUID) -> None:
    """Its author says it again after all."""
    session.execute(delete(messages).where(messages.c.id == message, _IS_GIVEN_UP))


def enclose(session: WriteSession, message: UUID, enclosure: Enclosure) -> None:
    """Lay down what may not travel, unless the message was recorded already and needs it no more."""
    data = literal(enclosure.model_dump(mode="json", exclude_unset=True), JSONB)
    unless_recorded = select(literal(message), data).where(~exists().where(messages.c.id == message))
    new = insert(enclosures).from_select(["message_id", "data"], unless_recorded)
    again = {"data": new.excluded.data, "created_at": func.now()}
    session.execute(new.on_conflict_do_update(index_elements=["message_id"], set_=again))


def close(session: WriteSession, subject: str, message: Message) -> Answer | None:
    """The answer if there is one by now; otherwise nothing will be recorded under this id until it is said again."""
    row = {
        "id": message.id,
        "subject": subject,
        "answer": Answer(refused=GIVEN_UP).model_dump(mode="json"),
        "recorded_by": message.by,
    }
    session.execute(insert(messages).values(row).on_conflict_do_nothing())
    session.execute(delete(enclosures).where(enclosures.c.message_id == message.id))
    stored = session.execute(select(messages.c.answer).where(messages.c.id == message.id)).scalar_one()
    answer = Answer.model_validate(stored)
    return None if answer.refused is not None else answer
