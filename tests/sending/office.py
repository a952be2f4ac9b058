"""An office under test: a day, what happens on it, and the mail that comes of it."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from email.message import EmailMessage
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Engine, Row, func, insert, select, update

from activities.messages import Enclosure, Message, RecordInput, SessionValues
from activities.morning import Morning, Planner
from activities.record import Recorder
from domain.calendar import add_working_days, start_of
from domain.facts import AnyFact
from domain.ids import traject_workflow
from sending import planning, recipients
from sending.mime import Sender
from sending.post import Post
from sending.recipients import Recipient
from sending.transport import NoServer, Transport
from storage import outbox as outbox_of
from storage.engine import reading, writing
from storage.programmes import Programmes
from storage.subject_keys import KeyRing
from storage.tables import accounts, messages, outbox, tasks, trajects
from tests.portal.stock import HOME, MASTER_KEY, PEOPLE, today
from tests.sending.server import MailServer
from workers.paper_trail import enclose

SENDER = Sender("Trajectvolger <post@gemeente.example>", "https://traject.gemeente.example")


@dataclass
class Office:
    """`at` is the clock of who sends: a morning after the sample was said, or what it opened would be news too."""

    engine: Engine
    server: MailServer
    at: datetime = field(init=False)

    def __post_init__(self) -> None:
        self.on(add_working_days(today(), 1))

    def on(self, day: date, hour: int = 7) -> None:
        """It is so late on a day, in the Netherlands."""
        self.at = start_of(day) + timedelta(hours=hour)

    @property
    def day(self) -> date:
        return self.at.date()

    def post(self, transport: Transport | None = None) -> Post:
        return Post(self.engine, transport or self.server.transport(), SENDER, lambda: self.at)

    def somebody(self, who: str) -> Recipient:
        with reading(self.engine) as session:
            return next(one for one in recipients.everybody(session) if one.email == PEOPLE[who].email)

    def wishes(self, who: str, **values: object) -> None:
        """What somebody chose on the page of preferences."""
        with writing(self.engine) as session:
            session.execute(update(accounts).where(accounts.c.email == PEOPLE[who].email).values(values))

    def morning(self, *who: str) -> int:
        """Plan the morning's mail of these people, or of everybody."""
        with writing(self.engine) as session:
            those = [one for one in recipients.everybody(session) if not who or one.email in _addresses(who)]
            number = planning.morning(session, those, self.at)
        self.passes()  # the database has a clock of its own
        return number

    def dawn(self, engine: Engine | None = None) -> None:
        """The whole pass of a working morning, as Temporal begins it."""
        planner = Planner(engine or self.engine)
        for batch in planner.batches(Morning(at=self.at)):
            planner.plan(Morning(at=self.at, accounts=batch))

    def look(self) -> int:
        """Look at what happened."""
        with writing(self.engine) as session:
            return planning.events(session, self.at)

    def passes(self) -> None:
        """What waits until later may go now."""
        with writing(self.engine) as session:
            session.execute(update(outbox).where(outbox.c.sent_at.is_(None)).values(available_at=func.now()))

    def send(self, transport: Transport | None = None) -> list[EmailMessage]:
        """Send all that may go now; what the server has taken by then."""
        asyncio.run(self._send_all(self.post(transport)))
        return self.server.taken

    async def _send_all(self, post: Post) -> None:
        try:
            while await post.send_next():
                pass
        except NoServer:
            return

    def clear(self) -> None:
        """What waits is as good as sent."""
        with writing(self.engine) as session:
            session.execute(update(outbox).where(outbox.c.sent_at.is_(None)).values(sent_at=func.now()))

    def mails(self) -> Sequence[Row[Any]]:
        """The rows of the outbox that are mail."""
        with reading(self.engine) as session:
            return session.execute(select(outbox).where(outbox.c.account_id.is_not(None)).order_by(outbox.c.seq)).all()

    def opened(self, kind: str, **changed: object) -> Row[Any]:
        """A coordinator's task about a person of HOME that the clock just opened, with the event that says so."""
        with writing(self.engine) as session:
            query = select(tasks).join(trajects, trajects.c.id == tasks.c.traject_id)
            query = query.where(trajects.c.municipality == HOME, tasks.c.state == "open")
            query = query.where(tasks.c.participant_id.is_not(None), tasks.c.role == "coordinator")
            found = session.execute(query.order_by(tasks.c.id).limit(1)).one()
            values = {"kind": kind, "milestone": None, "opened_at": self.at, **changed}
            task = session.execute(update(tasks).where(tasks.c.id == found.id).values(values).returning(tasks)).one()
            self._event(session, task)
        return task

    def _event(self, session: Any, task: Row[Any]) -> None:  # noqa: ANN401 - a session
        message = uuid4()
        said = {"id": message, "subject": traject_workflow(task.traject_id), "answer": {}, "recorded_by": "clock"}
        session.execute(insert(messages).values(said))
        event = {"data": {"kind": task.kind, "tasks": [str(task.id)]}}
        row = {"id": uuid4(), "message_id": message, "subject": said["subject"], "topic": outbox_of.TASKS_OPENED}
        session.execute(insert(outbox).values(**row, payload=event, created_at=self.at))

    def say(
        self, traject: UUID, *facts: AnyFact, session_key: tuple[UUID, str] | None = None, day: date | None = None
    ) -> None:
        """Say something through the real activity, today or on another day; without facts it is a look at the clock."""
        message = Message(id=uuid4(), by="test", facts=facts)
        if session_key is not None:
            message = message.model_copy(update={"enclosed": True})
            named = SessionValues(session=session_key[0], key=session_key[1])
            with writing(self.engine) as session:
                enclose(session, message.id, Enclosure(sessions=(named,)))
        recorder = Recorder(self.engine, Programmes(), KeyRing(MASTER_KEY))
        subject = traject_workflow(traject)
        answer = recorder.record(RecordInput(subject=subject, traject=traject, today=day or today(), message=message))
        assert answer.refused is None, answer.refused

    def queue(self, *mails: outbox_of.Mail) -> None:
        """Put mails in the outbox, to go at once."""
        with writing(self.engine) as session:
            for mail in mails:
                outbox_of.queue(session, [mail], self.at - timedelta(days=3))


def _addresses(who: Sequence[str]) -> set[str]:
    return {PEOPLE[one].email for one in who}


def text_of(mail: EmailMessage) -> str:
    """Everything that people can read of a mail."""
    parts = [part.get_content() for part in mail.walk() if part.get_content_maintype() == "text"]
    return "\n".join([str(mail["Subject"]), *map(str, parts)])
