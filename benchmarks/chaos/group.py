"""A traject that the clients of a chaos run talk about: who is in it, when it meets, and how it begins."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from uuid import UUID

from activities.messages import Enclosure, PersonValues, SessionValues, TrajectValues
from domain import facts as f
from domain.ids import participant_id, session_id, traject_id, traject_workflow
from domain.rows import Sheet
from domain.take_over_values import ImportedRow, TakeOverRows
from domain.terms import Criterion, Decision, LanguageLevel, SessionKind

TOWNS = ("Proefdam", "Oefenveen", "Schijnhoven")
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
FORTNIGHT = timedelta(days=14)
TOLD = set(Criterion) - {Criterion.AGE, Criterion.LANGUAGE}
PROGRAMME, VERSION = "kixworks-2022", 1


@dataclass(frozen=True, slots=True)
class Group:
    """One traject; `age` is how many days ago its kick-off was meant to be. `said` grows with what may be undone."""

    number: int
    today: date
    age: int
    size: int
    said: list[UUID] = field(default_factory=list)
    towns: tuple[str, ...] = TOWNS

    @property
    def municipality(self) -> str:
        return self.towns[self.number % len(self.towns)]

    @property
    def key(self) -> str:
        return f"C{self.number}"

    @property
    def id(self) -> UUID:
        return traject_id(self.municipality, self.key)

    @property
    def workflow(self) -> str:
        return traject_workflow(self.id)

    def people(self) -> dict[UUID, str]:
        """Participants and their keys."""
        keys = [f"{self.key}-D{number}" for number in range(self.size)]
        return {participant_id(self.municipality, key): key for key in keys}

    def meetings(self) -> dict[UUID, tuple[str, SessionKind, date]]:
        """Key, kind and day of each meeting, a fortnight apart; a young group's last ones are still to come."""
        first = self.today - timedelta(days=self.age)
        keyed = [(f"{self.key}-B{number}", kind, first + FORTNIGHT * number) for number, kind in enumerate(PLAN)]
        return {session_id(self.municipality, key): (key, kind, day) for key, kind, day in keyed}

    def past(self) -> list[UUID]:
        """Meetings whose day has come."""
        return [session for session, (_, _, day) in self.meetings().items() if day <= self.today]

    def days(self, ago: int) -> date:
        """So many days before the day of the run."""
        return self.today - timedelta(days=ago)


def told(group: Group) -> tuple[tuple[f.AnyFact, ...], Enclosure]:
    """How a group begins when somebody says it: created, everybody registered and admitted, all meetings planned."""
    created = f.TrajectCreated(programme=PROGRAMME, version=VERSION, on=group.days(group.age + 90))
    on = group.days(group.age + 30)
    facts: list[f.AnyFact] = [created]
    for who in group.people():
        facts += [
            f.Registered(participant=who, on=on),
            f.CriteriaRecorded(participant=who, criteria=dict.fromkeys(TOLD, True), language=LanguageLevel.B1, on=on),
            f.Decided(participant=who, decision=Decision.ADMITTED, on=on),
        ]
    facts += [
        f.SessionPlanned(session=session, session_kind=kind, day=day)
        for session, (_, kind, day) in group.meetings().items()
    ]
    enclosure = Enclosure(
        traject=TrajectValues(municipality=group.municipality, key=group.key),
        people=tuple(
            PersonValues(participant=who, key=key, first_name="Sam", last_name="Voorbeeld", birth_date=date(1990, 5, 4))
            for who, key in group.people().items()
        ),
        sessions=tuple(SessionValues(session=one, key=key) for one, (key, _, _) in group.meetings().items()),
    )
    return tuple(facts), enclosure


def spreadsheet(group: Group, rng: Random, *, whole: bool = False) -> Enclosure:
    """Its rows as an import would bring them: all of them, or some that were changed since."""
    begun = group.days(group.age + 30).isoformat()
    rows = [_row(Sheet.TRAJECTS, group.key, {"traject": group.key, "gemeente": group.municipality})]
    for who, key in group.people().items():
        if whole or rng.random() < 0.3:
            values: dict[str, str | bool | None] = {
                "deelnemer": key,
                "voornaam": "Sam",
                "achternaam": "Voorbeeld",
                "geboortedatum": "1990-05-04",
                "aangemeld_op": begun,
                "besluit": rng.choice(["admitted", "admitted", "waiting_list"]),
                "besluit_op": begun,
                "toestemming_beeld": rng.choice([True, False, None]),
                "telefoon": f"06 {rng.randrange(10**8):08}",
            }
            rows.append(_row(Sheet.PARTICIPANTS, key, values, participant=who))
    for session, (key, kind, day) in group.meetings().items():
        if whole or rng.random() < 0.3:
            rows.append(_row(Sheet.SESSIONS, key, {"soort": kind.value, "datum": day.isoformat()}, session=session))
    return Enclosure(
        rows=TakeOverRows(
            traject=group.id,
            key=group.key,
            municipality=group.municipality,
            programme=PROGRAMME,
            version=VERSION,
            rows=tuple(rows),
        )
    )


def _row(
    sheet: Sheet,
    key: str,
    values: dict[str, str | bool | None],
    *,
    participant: UUID | None = None,
    session: UUID | None = None,
) -> ImportedRow:
    return ImportedRow(sheet=sheet, key=key, values=dict(values), participant=participant, session=session)
