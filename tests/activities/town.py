"""A town to tell stories in: messages recorded through the real activity, on a real database."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID, uuid4

from sqlalchemy import Engine, text

from activities.messages import (
    Answer,
    Enclosure,
    LookInput,
    Message,
    PersonValues,
    RecordInput,
    SessionValues,
    TrajectValues,
)
from activities.record import Recorder
from domain.assess import assess
from domain.facts import (
    AnyFact,
    AttendanceRegistered,
    CriteriaRecorded,
    Decided,
    Registered,
    SessionPlanned,
    TrajectCreated,
)
from domain.fold import fold
from domain.group import Municipal
from domain.ids import participant_id, session_id, traject_id, traject_workflow
from domain.programme import latest
from domain.terms import Criterion, Decision, LanguageLevel, Presence, SessionKind
from storage.engine import reading, writing
from storage.queries.facts import load
from storage.queries.stalled import stalled
from storage.queries.standings import standings as all_standings
from storage.queries.tasks import TaskFilter, all_open_tasks
from workers.paper_trail import enclose

MONDAY = date(2026, 3, 2)
YES: dict[Criterion, bool | None] = {one: True for one in Criterion if one not in (Criterion.AGE, Criterion.LANGUAGE)}


@dataclass
class Town:
    """One traject in one municipality, on a day that moves on."""

    recorder: Recorder
    engine: Engine
    name: str = "Oostmeer"
    key: str = "OM-1"
    today: date = MONDAY
    answers: list[Answer] = field(default_factory=list)

    @property
    def traject(self) -> UUID:
        return traject_id(self.name, self.key)

    @property
    def workflow(self) -> str:
        return traject_workflow(self.traject)

    def participant(self, key: str) -> UUID:
        return participant_id(self.name, key)

    def session(self, key: str) -> UUID:
        return session_id(self.name, key)

    def message(self, *facts: AnyFact, enclosure: Enclosure | None = None, by: str = "test") -> Message:
        message = Message(id=uuid4(), by=by, facts=facts, enclosed=enclosure is not None)
        if enclosure is not None:
            with writing(self.engine) as session:
                enclose(session, message.id, enclosure)
        return message

    def send(self, message: Message, subject: str | None = None) -> Answer:
        given = RecordInput(subject=subject or self.workflow, traject=self.traject, today=self.today, message=message)
        return self.recorder.record(given)

    def say(self, *facts: AnyFact, enclosure: Enclosure | None = None, subject: str | None = None) -> Answer:
        """Say something that is accepted."""
        answer = self.send(self.message(*facts, enclosure=enclosure), subject)
        assert answer.refused is None, answer.refused
        self.answers.append(answer)
        return answer

    def look(self, *, days: int = 0) -> Answer:
        """Some days later, look at the clock."""
        self.today += timedelta(days=days)
        look = LookInput(subject=self.workflow, traject=self.traject, today=self.today, id=uuid4())
        return self.recorder.look_again(look)

    def begin(self) -> Answer:
        called = TrajectValues(municipality=self.name, key=self.key)
        return self.say(
            TrajectCreated(programme="kixworks-2022", version=1, on=self.today), enclosure=Enclosure(traject=called)
        )

    def register(self, *keys: str) -> Answer:
        people = tuple(
            PersonValues(
                participant=self.participant(key),
                key=key,
                first_name="Noor",
                last_name=f"Voorbeeld {key}",
                birth_date=date(1990, 5, 4),
            )
            for key in keys
        )
        facts = [Registered(participant=self.participant(key), on=self.today) for key in keys]
        return self.say(*facts, enclosure=Enclosure(people=people))

    def admit(self, *keys: str) -> Answer:
        facts: list[AnyFact] = []
        for key in keys:
            who = self.participant(key)
            facts.append(CriteriaRecorded(participant=who, criteria=YES, language=LanguageLevel.B1, on=self.today))
            facts.append(Decided(participant=who, decision=Decision.ADMITTED, on=self.today))
        return self.say(*facts)

    def plan(self, key: str, kind: SessionKind, day: date) -> Answer:
        named = Enclosure(sessions=(SessionValues(session=self.session(key), key=key),))
        return self.say(SessionPlanned(session=self.session(key), session_kind=kind, day=day), enclosure=named)

    def attend(self, key: str, status: Presence, *who: str) -> AttendanceRegistered:
        return AttendanceRegistered(session=self.session(key), statuses={self.participant(one): status for one in who})

    def agrees(self) -> None:
        """The tables say what an assessment of the facts says."""
        with reading(self.engine) as session:
            known = load(session, [self.traject])[self.traject]
            tasks = {one.id: one for one in all_open_tasks(session, TaskFilter(traject=self.traject))}
            stalls = {(one.rule, one.participant_id) for one in stalled(session, traject=self.traject)}
            standings = {one.subject: one for one in all_standings(session)}
        situation = fold(known.log, known.people, self.traject)
        municipal = Municipal(
            known.agreement_elsewhere or situation.agreement_on, known.plan_elsewhere or situation.plan_on
        )
        said = assess(situation, latest("kixworks-2022"), self.today, municipal)
        needs = {one.task_id(self.traject): one for one in said.all_needs() if one.state == "open"}
        assert {key: (one.kind, one.due) for key, one in tasks.items()} == {
            key: (one.kind, one.due) for key, one in needs.items()
        }
        assert stalls == {(one.rule, one.participant) for one in said.all_stalls()}
        assert standings[self.traject].phase == said.phase
        for who, one in said.participants.items():
            assert (standings[who].phase, standings[who].next_check) == (one.phase, one.next_check)

    def count(self, table: str, where: str = "true") -> int:
        with self.engine.connect() as connection:
            found = connection.execute(text(f"SELECT count(*) FROM {table} WHERE {where}")).scalar_one()  # noqa: S608
        return int(found)

    def open_tasks(self) -> set[str]:
        with self.engine.connect() as connection:
            return set(connection.execute(text("SELECT kind FROM tasks WHERE state = 'open'")).scalars())


EVERYONE = [f"D{n:02}" for n in range(15)]
