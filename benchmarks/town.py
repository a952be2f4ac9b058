"""A town for benchmarks, told through the mailbox: trajects with fifteen people, whose sessions are behind them."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID, uuid4

from activities.messages import Answer, Enclosure, Message, PersonValues, SessionValues, TrajectValues
from domain import facts as f
from domain.ids import participant_id, session_id, traject_id, traject_workflow
from domain.terms import Criterion, Decision, LanguageLevel, Presence, SessionKind
from workers.client import Mailbox

PLAN = (
    SessionKind.KICK_OFF,
    *(SessionKind.TRAINING,) * 3,
    SessionKind.COMPANY_VISIT,
    *(SessionKind.TRAINING,) * 2,
    SessionKind.GUEST_LESSON,
    SessionKind.TRAINING,
    SessionKind.NETWORK_MEETING,
)
PEOPLE = 15
FORTNIGHT = timedelta(days=14)
TOLD = set(Criterion) - {Criterion.AGE, Criterion.LANGUAGE}  # those two follow from birth date and level


@dataclass(frozen=True, slots=True)
class Group:
    """One traject: everybody admitted, all meetings planned; the last one was yesterday, no form is in yet."""

    number: int
    today: date
    municipality: str = "Benchdam"

    @property
    def key(self) -> str:
        return f"T{self.number}"

    @property
    def id(self) -> UUID:
        return traject_id(self.municipality, self.key)

    @property
    def workflow(self) -> str:
        return traject_workflow(self.id)

    def people(self) -> dict[UUID, str]:
        """Participants and their keys."""
        keys = [f"{self.key}-D{number}" for number in range(PEOPLE)]
        return {participant_id(self.municipality, key): key for key in keys}

    def meetings(self) -> dict[UUID, tuple[SessionKind, date]]:
        """Meetings in their order, a fortnight apart."""
        first = self.today - FORTNIGHT * (len(PLAN) - 1) - timedelta(days=1)
        return {
            session_id(self.municipality, f"{self.key}-B{number}"): (kind, first + FORTNIGHT * number)
            for number, kind in enumerate(PLAN)
        }

    async def begun(self, mailbox: Mailbox) -> None:
        """Said to its workflow, which starts those of its participants."""
        created = f.TrajectCreated(programme="kixworks-2022", version=1, on=self.today - timedelta(days=200))
        called = TrajectValues(municipality=self.municipality, key=self.key)
        people = tuple(
            PersonValues(participant=who, key=key, first_name="Sam", last_name="Voorbeeld", birth_date=date(1990, 5, 4))
            for who, key in self.people().items()
        )
        named = tuple(
            SessionValues(session=session, key=f"{self.key}-B{number}")
            for number, session in enumerate(self.meetings())
        )
        enclosure = Enclosure(traject=called, people=people, sessions=named)
        await self.say(mailbox, created, *self._admissions(), *self._plans(), enclosure=enclosure)

    def _admissions(self) -> list[f.AnyFact]:
        day = self.today - timedelta(days=180)
        facts: list[f.AnyFact] = []
        for who in self.people():
            facts += [
                f.Registered(participant=who, on=day),
                f.CriteriaRecorded(
                    participant=who, criteria=dict.fromkeys(TOLD, True), language=LanguageLevel.B1, on=day
                ),
                f.Decided(participant=who, decision=Decision.ADMITTED, on=day),
            ]
        return facts

    def _plans(self) -> list[f.AnyFact]:
        return [
            f.SessionPlanned(session=session, session_kind=kind, day=day)
            for session, (kind, day) in self.meetings().items()
        ]

    async def form(self, mailbox: Mailbox, session: UUID) -> Answer:
        """The attendance form of one meeting: everybody was there, one of fifteen excused."""
        statuses: dict[UUID, Presence | None] = dict.fromkeys(self.people(), Presence.PRESENT)
        statuses[list(statuses)[list(self.meetings()).index(session) % PEOPLE]] = Presence.EXCUSED
        return await self.say(mailbox, f.AttendanceRegistered(session=session, statuses=statuses))

    async def say(self, mailbox: Mailbox, *facts: f.AnyFact, enclosure: Enclosure | None = None) -> Answer:
        """Facts in one message."""
        message = Message(id=uuid4(), by="benchmark", facts=facts, enclosed=enclosure is not None)
        return await mailbox.say(self.workflow, self.id, message, enclosure)
