"""A group that goes through the whole programme, said in the words of its coordinator and trainer."""

from datetime import date, timedelta
from uuid import UUID, uuid4

from activities.messages import Enclosure, PersonValues, SessionValues, StaffValues, TrajectValues
from domain import facts as f
from domain.calendar import add_months, next_working_day
from domain.ids import participant_id, session_id, staff_id, traject_id
from domain.programme import latest
from domain.terms import Criterion, Decision, LanguageLevel, Moment, Outcome, Presence, SessionKind, StaffRole
from tests.workflows.town import Town, of_participant, of_traject

PROGRAMME = latest("kixworks-2022")
PLAN = (
    SessionKind.KICK_OFF,
    *(SessionKind.TRAINING,) * 3,
    SessionKind.COMPANY_VISIT,
    *(SessionKind.TRAINING,) * 2,
    SessionKind.GUEST_LESSON,
    SessionKind.TRAINING,
    SessionKind.NETWORK_MEETING,
    SessionKind.CEREMONY,
)
TRAINER = "trainer@example.org"
FIRST_NAMES = ("Samira", "Yonas", "Olena", "Reza", "Amal", "Tesfay", "Nadia", "Karim")
LAST_NAME = "Voorbeeldnaam"
PHONE = "0612340000"


class Group:
    """One traject of a municipality that no other test knows; participants by number."""

    def __init__(self, town: Town, people: int = 1) -> None:
        self.town = town
        self.municipality = f"Proefdam {uuid4().hex[:8]}"
        self.id = traject_id(self.municipality, "T1")
        self.people = [participant_id(self.municipality, f"D{number}") for number in range(people)]
        self.sessions = [session_id(self.municipality, f"B{number}") for number in range(len(PLAN))]
        self.days = [town.day(42 + 14 * number) for number in range(len(PLAN))]

    @property
    def subject(self) -> str:
        return of_traject(self.id)

    def journey(self, number: int = 0) -> str:
        """The workflow of a participant."""
        return of_participant(self.people[number])

    @property
    def ceremony(self) -> date:
        return self.days[-1]

    async def created(self, known_as: UUID | None = None) -> None:
        trainer = staff_id(TRAINER)
        await self.town.say(
            self.subject,
            self.id,
            f.TrajectCreated(programme=PROGRAMME.id, version=PROGRAMME.version, on=self.town.today),
            f.StaffNamed(role=StaffRole.TRAINER, staff=trainer),
            f.KickOffPlanned(day=self.days[0]),
            enclosure=Enclosure(
                traject=TrajectValues(municipality=self.municipality, key="T1"),
                staff=(StaffValues(staff=trainer, email=TRAINER),),
            ),
            known_as=known_as,
        )

    async def registered(self, number: int = 0) -> None:
        person = self.people[number]
        values = PersonValues(
            participant=person,
            key=f"D{number}",
            first_name=FIRST_NAMES[number % len(FIRST_NAMES)],
            last_name=LAST_NAME,
            birth_date=date(1990, 5, 17),
            phone=PHONE,
        )
        await self.town.say(
            self.journey(number), self.id, f.Registered(participant=person), enclosure=Enclosure(people=(values,))
        )

    async def interviewed(self, number: int = 0) -> None:
        """All seven criteria hold (INT-3 and INT-4 follow from birth date and level)."""
        person = self.people[number]
        known: dict[Criterion, bool | None] = dict.fromkeys(set(Criterion) - {Criterion.AGE, Criterion.LANGUAGE}, True)
        await self.says(
            number,
            f.IntakeHeld(participant=person, on=self.town.today),
            f.CriteriaRecorded(participant=person, criteria=known, language=LanguageLevel.B1),
        )

    async def decided(self, decision: Decision, number: int = 0) -> None:
        await self.says(number, f.Decided(participant=self.people[number], decision=decision, on=self.town.today))

    async def admitted(self, number: int = 0) -> None:
        """Registered, interviewed, admitted and asked for consent."""
        await self.registered(number)
        await self.interviewed(number)
        await self.decided(Decision.ADMITTED, number)
        await self.asked_for_consent(number)

    async def asked_for_consent(self, number: int = 0) -> None:
        await self.says(number, f.ConsentRecorded(participant=self.people[number], consent=True))

    async def planned(self) -> None:
        """All eleven, in one message."""
        keys = tuple(SessionValues(session=session, key=f"B{n}") for n, session in enumerate(self.sessions))
        plan = [
            f.SessionPlanned(session=session, session_kind=kind, day=day)
            for session, kind, day in zip(self.sessions, PLAN, self.days, strict=True)
        ]
        await self.town.say(self.subject, self.id, *plan, enclosure=Enclosure(sessions=keys))

    async def held(self, number: int, presence: Presence = Presence.PRESENT) -> None:
        """One session, attendance and all."""
        statuses: dict[UUID, Presence | None] = dict.fromkeys(self.people, presence)
        await self.town.say(
            self.subject, self.id, f.AttendanceRegistered(session=self.sessions[number], statuses=statuses)
        )

    async def answered(self, moment: Moment, number: int = 0) -> None:
        answers = dict.fromkeys(PROGRAMME.questions, 3)
        await self.says(
            number,
            f.Measured(participant=self.people[number], moment=moment, answers=dict(answers), on=self.town.today),
        )

    async def approved(self, number: int = 0) -> None:
        person = self.people[number]
        await self.says(
            number,
            f.CompetencesRecorded(participant=person, competences=tuple(PROGRAMME.competences)[:2]),
            f.Approved(participant=person, approval=True, on=self.town.today),
        )

    async def certified(self, number: int = 0) -> None:
        await self.says(number, f.CertificateIssued(participant=self.people[number], on=self.town.today))

    async def reached(self, months: int, number: int = 0) -> None:
        fact = f.FollowedUp(
            participant=self.people[number],
            months=months,
            on=self.town.today,
            reached=True,
            outcomes=(Outcome.PAID_WORK,),
            benefits=False,
        )
        await self.says(number, fact)

    async def says(self, number: int, *facts: f.AnyFact) -> None:
        """Something about one participant."""
        await self.town.say(self.journey(number), self.id, *facts)

    async def each(self, act: str, *arguments: object) -> None:
        """The same for everybody."""
        for number in range(len(self.people)):
            await getattr(self, act)(*arguments, number)

    async def begun(self) -> None:
        """Created, everybody admitted, everything planned, the kick-off held."""
        await self.created()
        await self.each("registered")
        await self.each("interviewed")
        await self.each("decided", Decision.ADMITTED)
        await self.each("asked_for_consent")
        await self.planned()
        await self.town.until(self.days[0])
        await self.held(0)
        await self.each("answered", Moment.BASELINE)

    async def went_through_the_programme(self) -> None:
        """Up to the ceremony, which was held."""
        await self.begun()
        for number, day in enumerate(self.days[1:-1], start=1):
            await self.town.until(day)
            await self.held(number)
        await self.town.until(self.ceremony - timedelta(days=12))
        await self.each("approved")
        await self.town.until(self.ceremony - timedelta(days=4))
        await self.each("certified")
        await self.town.until(self.ceremony)
        await self.held(len(PLAN) - 1)
        await self.each("answered", Moment.END_MEASUREMENT)

    async def was_followed_up(self) -> None:
        """After 3, 6 and 12 months, each in time."""
        for months in (3, 6, 12):
            await self.town.until(next_working_day(add_months(self.ceremony, months)))
            await self.each("reached", months)
