"""From a plan of the sample `today` to a group: the days, the people, and what is known of each."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import count
from random import Random

from domain.calendar import add_months, add_working_days, next_working_day
from samples import questionnaires
from samples.agenda import Meeting, agenda
from samples.group import ALL_YES, Group, Member
from samples.people import WISHES, People, born
from samples.plan import STAFF, Plan
from samples.programmes import AGES, COMPETENCES, INTAKE_AT_KICK_OFF
from samples.sheets import STATEMENTS

LEFT_BECAUSE = ("Voltijds gaan werken.", "Verhuisd naar een andere gemeente.", "Gezondheid.")
UNDECIDED_SINCE = {"r": -6, "i": -15, "p": -12, "L": -36}
"""Days from today since somebody of whom nothing is decided was registered (see `Plan.undecided`)."""


def group_of(plan: Plan, today: date, rng: Random, people: People) -> Group:
    """The traject as its coordinator's books show it today."""
    first = _first_day(plan, today)
    starts = first or today + timedelta(days=11)
    usual = starts - timedelta(days=75)
    created = next_working_day(usual if plan.created is None else today + timedelta(days=plan.created))
    coordinator, trainer, co_trainer = (f"{name}@voorbeeld.example" if name else "" for name in STAFF[plan.town])
    group = Group(
        key=plan.key,
        municipality=plan.town,
        programme=plan.programme,
        created=created,
        kick_off=next_working_day(first) if first else None,
        agreement=add_working_days(created, 5),
        plan_of_approach=add_working_days(created, 8),
        meetings=agenda(plan.words, first or today, today, plan.every),
        members=(),
        kept_until=today,
        breaks=tuple(
            (today + timedelta(days=start), today + timedelta(days=end), "Schoolvakantie") for start, end in plan.breaks
        ),
        ticked=plan.ticked,
        stopped=next_working_day(today + timedelta(days=plan.stopped)) if plan.stopped else None,
        stopped_because=plan.stopped_because,
        coordinator=coordinator,
        trainer=trainer,
        co_trainer=co_trainer,
    )
    return replace(group, members=tuple(Crew(plan, group, starts, rng, people).everybody()))


def _first_day(plan: Plan, today: date) -> date | None:
    if plan.ceremony:
        months, days = plan.ceremony
        ceremony = add_months(today - timedelta(days=days), -months)
        return ceremony - timedelta(days=plan.every * (len(plan.words.split()) - 1))
    return None if plan.kick_off is None else today + timedelta(days=plan.kick_off)


class Crew:
    """The people of one plan, numbered from 1 in the order in which they were registered."""

    def __init__(self, plan: Plan, group: Group, starts: date, rng: Random, people: People) -> None:
        self._plan, self._group, self._starts = plan, group, starts
        self._rng, self._people = rng, people

    def everybody(self) -> Iterator[Member]:
        """Those admitted, then those who were refused, wait, or are not decided upon."""
        plan, number = self._plan, count(1)
        for _ in range(plan.admitted):
            yield self._admitted(next(number))
        for _ in range(plan.refused):
            refused = {**ALL_YES, "kan_op_lesmoment": "nee"}
            yield replace(self._decided(next(number)), decision="afgewezen", criteria=refused)
        for _ in range(plan.waiting):
            yield replace(self._decided(next(number)), decision="wachtlijst")
        for letter in plan.undecided:
            yield self._undecided(next(number), letter)

    def _applicant(self, number: int, registered: date) -> Member:
        youngest, oldest = AGES[self._plan.programme]
        age = int(self._rng.triangular(youngest, oldest + 1, youngest + (oldest - youngest) * 0.4))
        gender = self._rng.choices("vmx", weights=(55, 43, 2))[0]
        return Member(
            key=f"{self._plan.key}-{number:02d}",
            person=self._people.invent(gender, born(self._rng, min(age, oldest), self._starts)),
            level=self._rng.choices(("A2", "B1", "B2"), weights=(6, 3, 1))[0],
            wish=self._rng.choice(WISHES),
            registered=next_working_day(registered),
            benefits=self._rng.choices(("ja", "nee"), weights=(8, 2))[0],
        )

    def _decided(self, number: int) -> Member:
        kick_off = self._group.kick_off
        if self._plan.programme in INTAKE_AT_KICK_OFF and kick_off:
            someone = self._applicant(number, kick_off - timedelta(days=16 - number // 2))
            return replace(someone, intake=kick_off, decided=kick_off)
        someone = self._applicant(number, self._starts - timedelta(days=66 - 2 * number))
        intake = add_working_days(someone.registered, 4 + number % 3)
        return replace(someone, intake=intake, decided=add_working_days(intake, 2))

    def _admitted(self, number: int) -> Member:
        plan, group = self._plan, self._group
        member = replace(
            self._decided(number),
            decision="toegelaten",
            consent="" if number in plan.no_consent else "nee" if number % 7 == 0 else "ja",
            attendance=_attendance(plan, group.counted, number),
            contacts={months: letters[number - 1] for months, letters in plan.contacts.items()},
        )
        if number in plan.left:
            last = group.counted[plan.left[number] - 1]
            because = LEFT_BECAUSE[number % len(LEFT_BECAUSE)]
            member = replace(member, left=next_working_day(last.day + timedelta(days=2)), left_because=because)
        return self._finished(self._measured(member, number), number)

    def _undecided(self, number: int, letter: str) -> Member:
        registered = self._group.kept_until + timedelta(days=UNDECIDED_SINCE[letter])
        someone = self._applicant(number, registered)
        if letter in "rL":
            return replace(someone, criteria={}, level="")
        criteria = {**ALL_YES, **({"voldoende_tijd": ""} if letter == "p" else {})}
        return replace(someone, criteria=criteria, intake=add_working_days(someone.registered, 4))

    def _measured(self, member: Member, number: int) -> Member:
        if not any(meeting.registered for meeting in self._group.counted) or number in self._plan.no_baseline:
            return member
        return replace(member, baseline=questionnaires.baseline(self._rng), baseline_on=self._group.kick_off)

    def _finished(self, member: Member, number: int) -> Member:
        """Approval and competences before the ceremony, a few people a day."""
        group = self._group
        approved_on = add_working_days(group.ceremony, -8 + number * 3 // 10) if group.ceremony else group.kept_until
        if member.left or approved_on >= group.kept_until:
            return member
        member = replace(
            member,
            approval="ja",
            approved_on=approved_on,
            competences=tuple(self._rng.sample(COMPETENCES, 3)),
            certificate=group.ceremony_held is not None,
        )
        asked = group.ceremony_held is not None and number not in self._plan.no_end
        return self._asked_at_the_end(member) if asked else member

    def _asked_at_the_end(self, member: Member) -> Member:
        return replace(
            member,
            end=questionnaires.end(self._rng, member.baseline),
            statements=tuple(self._rng.choices((True, False), weights=(4, 1), k=len(STATEMENTS))),
            mark=self._rng.choice((7, 8, 8, 9, 9, 10)),
        )


def _attendance(plan: Plan, counted: list[Meeting], number: int) -> str:
    """Two in three missed one training, none of the last two meetings; `tails` and `left` say who did otherwise."""
    registered = [n for n, meeting in enumerate(counted) if meeting.registered]
    letters = ["+" if n in registered else "." for n in range(len(counted))]
    trainings = [n for n in registered[:-2] if counted[n].kind == "training"]
    if trainings and number % 3:
        letters[trainings[number % len(trainings)]] = "a" if number % 4 == 1 else "e"
    tail = plan.tails.get(number, "")
    for n, letter in zip(registered[len(registered) - len(tail) :], tail, strict=True):
        letters[n] = letter
    return "".join(letters[: plan.left.get(number)])
