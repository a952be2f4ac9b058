"""The report on a traject for the municipality that commissioned it: counts only, no names."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from babel.numbers import format_decimal, format_percent

from domain import texts
from domain.clock import Clock
from domain.group import Group
from domain.outcomes import Tally
from domain.programme import Programme
from domain.terms import Presence, SessionKind
from domain.texts import Language
from papers.attendance_sheet import session_title
from papers.press import printed
from papers.problems import NothingToPrint
from papers.words import capital, said, words
from storage.engine import ReadSession
from views.day import Day
from views.reading import Assessed, one

Rows = list[list[str]]


def traject_report(session: ReadSession, today: date, traject: UUID, language: Language) -> bytes:
    """The PDF, as the traject stands today.

    Raises:
        NothingToPrint: no such traject yet.
        PaperProblem: see `papers.press`.
    """
    assessed = one(session, Day(today), traject)
    if assessed is None:
        raise NothingToPrint
    return printed("traject_report", _Report(assessed, today, language).paper(), today)


class _Report:
    """The tables of the report, each as rows of text."""

    def __init__(self, assessed: Assessed, today: date, language: Language) -> None:
        self._assessed, self._today, self._language = assessed, today, language
        self._say = words(language, "traject_report")
        self._group = Group(assessed.situation, assessed.programme, Clock(today))
        self._tally: Tally = assessed.found.tally
        self._programme: Programme = assessed.programme

    def paper(self) -> dict[str, Any]:
        say, key = self._say, self._assessed.known.key
        return {
            "words": say,
            "language": self._language,
            "title": say["title"].format(key=key),
            "heading": say["heading"].format(key=key),
            "subtitle": say["subtitle"].format(day=texts.day(self._today, self._language)),
            "footer": say["footer"],
            "about": self._about(),
            "figures": self._figures(),
            "plan": self._plan(),
            "attendance": self._attendance(),
            "pairs": self._pairs(),
            "statements": self._statements(),
            "outcomes": self._outcomes(),
            "source": say["hours_budget_lead"].format(source=self._programme.source),
            "work": self._work(),
            "budget": self._budget(),
        }

    def _about(self) -> list[tuple[str, str]]:
        say, group = self._say, self._group
        start, end = group.started_on or group.kick_off_on, group.ceremony_on
        period = say["unknown"]
        if start and end:
            period = say["period_value"].format(start=self._day(start), end=self._day(end))
        return [
            (say["municipality"], self._assessed.known.municipality),
            (say["programme"], said(self._programme.title, self._language)),
            (say["phase"], texts.name(self._assessed.found.phase, self._language)),
            (say["period"], period),
        ]

    def _figures(self) -> list[tuple[str, str]]:
        say, tally = self._say, self._tally
        issued = sum(person.issued_on is not None for person in self._assessed.situation.participants.values())
        results = tally.results()
        return [
            (say["registered"], str(tally.registered)),
            (say["admitted"], str(tally.admitted)),
            (say["attendance_rate"], self._percent(results["attendance_rate"])),
            (say["certificate"], str(tally.certificate)),
            (say["issued"], str(issued)),
            (say["baseline"], str(tally.baseline)),
            (say["end_measurement"], str(tally.end_measurement)),
            (say["mark"], self._mean(results["mark_mean"])),
        ]

    def _plan(self) -> Rows:
        """By kind: how many the definition asks at least, how many stand in the plan, how many took place."""
        planned = Counter(session.kind for session in self._group.planned)
        held = Counter(session.kind for session in self._group.planned if self._group.is_held(session))
        kinds = [kind for kind in SessionKind if planned[kind] or self._programme.least(kind)]
        return [
            [self._kind(kind), str(self._programme.least(kind)), str(planned[kind]), str(held[kind])] for kind in kinds
        ]

    def _attendance(self) -> Rows:
        found = []
        for session in self._group.registered:
            counts = Counter(session.attendance.values())
            title = session_title(session, self._programme, self._language)
            found.append([title, self._day(session.day), *(str(counts[presence]) for presence in Presence)])
        return found

    def _pairs(self) -> Rows:
        found = []
        for key, pair in self._tally.questions.items():
            means = pair.means()
            if means is not None:
                change = means[1] - means[0]
                numbers = (self._mean(means[0]), self._mean(means[1]), ("+" if change > 0 else "") + self._mean(change))
                found.append([said(self._programme.questions[key], self._language), str(pair.answered), *numbers])
        return found

    def _statements(self) -> Rows:
        return [
            [
                said(self._programme.statements[key], self._language),
                self._say["of"].format(part=yes, whole=answered),
                self._percent(yes / answered),
            ]
            for key, (yes, answered) in self._tally.statements.items()
            if answered
        ]

    def _outcomes(self) -> Rows:
        found = []
        for months, tally in self._tally.follow_up.items():
            counts = (str(count) for count in (tally.due, tally.reached, tally.flow_out))
            doing = ", ".join(f"{texts.name(what, self._language)} {n}" for what, n in tally.outcomes.items()) or "–"
            found.append([self._say["months"].format(count=months), *counts, doing])
        return found

    def _work(self) -> list[str]:
        """Hours, as the definition reckons them."""
        say, budget, hours = self._say, self._programme.budget, self._programme.hours
        found = []
        if budget is not None:
            held = len(self._group.held) + (self._group.ceremony is not None)
            value = say["activities_value"].format(held=held, planned=budget.activities)
            found.append(f"{say['activities_held']}: {value}")
            if budget.co_trainer_hours:
                found.append(say["co_trainer_hours"].format(count=budget.co_trainer_hours))
        if hours is not None:
            found.append(say["coordinator_hours"].format(count=hours.coordinator))
        return found

    def _budget(self) -> Rows:
        """The items and their total; nothing where the definition has no budget."""
        budget = self._programme.budget
        if budget is None:
            return []
        trainer = self._say["trainer_hours"].format(
            activities=budget.activities,
            hours=budget.hours_per_activity,
            recruiting=budget.recruiting_hours,
            rate=budget.hourly_rate,
        )
        euros = budget.trainer_hours * budget.hourly_rate
        rows = [[trainer, str(budget.trainer_hours), self._number(euros)]]
        rows += [[capital(said(cost, self._language)), "", self._number(cost.euro)] for cost in budget.costs.values()]
        total = euros + sum(_euros(budget.costs.values()))
        return [*rows, [self._say["total"], str(budget.trainer_hours), self._number(total)]]

    def _kind(self, kind: SessionKind) -> str:
        return capital(texts.name(kind, self._language))

    def _day(self, day: date) -> str:
        return texts.day(day, self._language)

    def _number(self, value: int) -> str:
        return format_decimal(value, locale=self._language)

    def _mean(self, value: float | None) -> str:
        return "–" if value is None else format_decimal(value, "0.0", locale=self._language)

    def _percent(self, share: float | None) -> str:
        return "–" if share is None else format_percent(share, locale=self._language)


def _euros(costs: Iterable[Any]) -> Iterable[int]:
    return (cost.euro for cost in costs)
