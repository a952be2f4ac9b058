"""What is on record of a participant: attendance, questionnaires, follow-up, talks, and who recorded what."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from domain import texts
from domain.assessment import Milestone
from domain.facts import FollowedUp, Retracted
from domain.follow_up import contacts_of
from domain.programme import Programme
from domain.situation import SessionState
from domain.terms import Moment, Presence, SessionKind
from domain.texts import Language
from portal.reading.journey import Journey, Remark
from portal.undoing import may_record, may_take_back
from portal.visit import Visit
from storage.engine import ReadSession
from storage.queries.journeys import HistoryLine, history
from views.history import fact_text
from views.journey import counts_from

TALKED = frozenset({"followed_up", "done", "intake_held"})
"""Kinds of facts that tell of contact with the participant."""


@dataclass(frozen=True, slots=True)
class Attended:
    """A session of the traject, and whether the participant was there; `counts`: for the certificate."""

    id: UUID
    day: date
    title: str
    presence: Presence | None
    held: bool
    expected: bool
    counts: bool


def attendance(person: Journey, language: Language) -> list[Attended]:
    """All sessions that were not called off, in order of day."""
    group, member = person.group, person.member
    return [
        Attended(
            id=session.id,
            day=session.day,
            title=session_title(session, person.programme, language),
            presence=session.attendance.get(person.id) if group.is_held(session) else None,
            held=group.is_held(session),
            expected=member.belongs_to(session),
            counts=person.programme.sessions[session.kind].counts,
        )
        for session in group.planned
    ]


def session_title(session: SessionState, programme: Programme, language: Language) -> str:
    """The training or activity by name, or else the kind of session."""
    named = {**programme.trainings.core, **programme.trainings.optional, **programme.side_activities}
    part = named.get(session.part or "") if session.kind in {SessionKind.TRAINING, SessionKind.SIDE_ACTIVITY} else None
    if part is not None:
        return part.nl if language == "nl" else part.en
    return texts.name(session.kind, language).capitalize()


@dataclass(frozen=True, slots=True)
class Compared:
    """A question with the answers at the beginning and at the end."""

    text: str
    was: float | bool | None
    now: float | bool | None


@dataclass(frozen=True, slots=True)
class Measured:
    """Both questionnaires side by side. `slope` has the questions answered twice, for the chart."""

    questions: Sequence[Compared]
    statements: Sequence[Compared]
    mark: float | None
    slope: Sequence[tuple[str, float, float]]
    better: int


def measured(person: Journey, language: Language) -> Measured:
    """What was answered, in the order of the programme."""
    before, after = person.member.answers(Moment.BASELINE), person.member.answers(Moment.END_MEASUREMENT)
    programme = person.programme
    questions = [
        Compared(text.nl if language == "nl" else text.en, before.get(key), after.get(key))
        for key, text in programme.questions.items()
    ]
    statements = [
        Compared(text.nl if language == "nl" else text.en, None, after[key])
        for key, text in programme.statements.items()
        if key in after
    ]
    both = [(each.text, each.was, each.now) for each in questions if each.was is not None and each.now is not None]
    better = sum(now > was for _, was, now in both)
    some = [each for each in questions if each.was is not None or each.now is not None]
    return Measured(some, statements, after.get(programme.mark.key), both, better)


@dataclass(frozen=True, slots=True)
class Followed:
    """One milestone; at the ceremony itself there is no term."""

    months: int
    milestone: Milestone | None
    attempts: Sequence[FollowedUp]
    failed: int


def followed(person: Journey) -> list[Followed]:
    """The day of the ceremony and the milestones; none for who is not followed up."""
    milestones = person.found.follow_up
    if not milestones:
        return []
    of = {each.months: each for each in milestones}
    return [_followed(person, months, of.get(months)) for months in (0, *of)]


def _followed(person: Journey, months: int, milestone: Milestone | None) -> Followed:
    attempts = contacts_of(person.member, months)
    return Followed(months, milestone, attempts, len({each.on for each in attempts if not each.reached}))


@dataclass(frozen=True, slots=True)
class Entry:
    """What one message said of a day: who recorded it, when, and what was written with it."""

    message: UUID
    on: date
    lines: Sequence[tuple[str, str]]
    by: str
    recorded_at: datetime
    undone: bool
    may_take_back: bool
    notes: Sequence[Remark]

    @property
    def said(self) -> list[str]:
        """All of it in words."""
        return list(dict.fromkeys(text for _kind, text in self.lines))

    def about(self, kinds: Collection[str]) -> list[str]:
        """What it said of these kinds alone."""
        return list(dict.fromkeys(text for kind, text in self.lines if kind in kinds))


def entries(session: ReadSession, person: Journey, written: Iterable[Remark], visit: Visit) -> list[Entry]:
    """Everything said by the day that is looked at, newest first; what was undone later is marked."""
    lines: dict[tuple[UUID, date], list[HistoryLine]] = {}
    for line in history(session, person.traject, person.id):
        lines.setdefault((line.message, counts_from(person.assessed, line)), []).append(line)
    notes: dict[UUID, list[Remark]] = {}
    for remark in written:
        notes.setdefault(remark.message, []).append(remark)
    undone = {each.fact.message for each in person.assessed.known.log if isinstance(each.fact, Retracted)}
    found = [
        _entry(person, visit, said, on=on, undone=message in undone, notes=notes.pop(message, []))
        for (message, on), said in lines.items()
        if on <= person.today
    ]
    return sorted(found, key=_newest, reverse=True)


def _newest(entry: Entry) -> Any:  # noqa: ANN401 - something to sort by
    return (entry.on, entry.recorded_at)


def _entry(  # noqa: PLR0913 - an entry is that many things
    person: Journey,
    visit: Visit,
    lines: Sequence[HistoryLine],
    *,
    on: date,
    undone: bool,
    notes: Sequence[Remark],
) -> Entry:
    first = lines[0]
    return Entry(
        message=first.message,
        on=on,
        lines=[(line.kind, fact_text(line.kind, line.data, person.id, visit.language)) for line in lines],
        by=first.by,
        recorded_at=first.recorded_at,
        undone=undone,
        may_take_back=may_take_back(person, first.message) and may_record(visit.visitor, person, first.message),
        notes=[each for each in notes if each.text],
    )
