"""One participant's way through the programme: phase, verdicts with their reasons, tasks, follow-up and history."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from domain.assessment import Milestone, ParticipantAssessment
from domain.facts import Retracted
from storage.engine import ReadSession
from storage.queries.journeys import HistoryLine, history
from storage.queries.keys import Found
from views import certificates, tasks
from views.day import Day
from views.history import fact_text
from views.reading import Assessed, one
from views.texts import Language

_OF_THE_MOMENT = {"task_claimed", "task_postponed", "retracted"}


class NotYetThere(LookupError):
    """The participant was not registered on that day; `nl` and `en` are for people."""

    def __init__(self, key: str, day: date) -> None:
        self.nl = f"Deelnemer {key} was op {day} nog niet aangemeld."
        self.en = f"Participant {key} was not registered yet on {day}."
        super().__init__(self.en)


def document(session: ReadSession, day: Day, who: Found, language: Language) -> dict[str, Any]:
    """The JSON of `traject journey`.

    Raises:
        NotYetThere: nobody had registered this participant on that day.
    """
    found = one(session, day, who.traject_id)
    person = None if found is None else found.found.participants.get(who.id)
    if found is None or person is None:
        raise NotYetThere(who.key, day.end)
    return {
        "as_of": day.end.isoformat(),
        "participant": who.key,
        "traject": found.known.key,
        "municipality": found.known.municipality,
        "definition": f"{found.programme.id}/{found.programme.version}",
        **_standing(person),
        "tasks": [tasks.as_json(line, day, language) for line in tasks.lines_of(session, found, person.needs)],
        "history": list(_history(session, found, day, who, language)),
    }


def _standing(person: ParticipantAssessment) -> dict[str, Any]:
    return {
        "phase": person.phase.value,
        "paused": person.paused,
        "admitted": person.admitted,
        "intake": {
            "verdict": person.intake.verdict.value,
            "failed": list(person.intake.failed),
            "unknown": list(person.intake.unknown),
        },
        "certificate": certificates.as_json(person),
        "follow_up": [_milestone(each) for each in person.follow_up],
    }


def _milestone(milestone: Milestone) -> dict[str, Any]:
    return {
        "months": milestone.months,
        "due": milestone.due.isoformat(),
        "status": milestone.status.value,
        "late": milestone.late,
        "outcomes": [outcome.value for outcome in milestone.outcomes],
        "benefits": milestone.benefits,
        "opens": milestone.opens.isoformat(),
        "expires": milestone.expires.isoformat(),
    }


def _history(
    session: ReadSession, found: Assessed, day: Day, who: Found, language: Language
) -> Iterator[dict[str, Any]]:
    """What counted by that day, in the order of the days it counts from; what was undone later is marked."""
    undone = {each.fact.message for each in found.known.log if isinstance(each.fact, Retracted)}
    lines = [(counts_from(found, line), line) for line in history(session, found.known.traject, who.id)]
    for at, line in sorted(lines, key=lambda pair: (pair[0], pair[1].seq)):
        if at <= day.end:
            yield {
                "at": at.isoformat(),
                "what": _what(line, who, language, undone=line.message in undone),
                "by": line.by,
                "kind": line.kind,
                "undone": line.message in undone,
                "recorded_at": line.recorded_at.isoformat(),
            }


def _what(line: HistoryLine, who: Found, language: Language, *, undone: bool) -> str:
    said = fact_text(line.kind, line.data, who.id, language)
    if not undone:
        return said
    return f"{said} ({'ongedaan gemaakt' if language == 'nl' else 'undone'})"


def counts_from(found: Assessed, line: HistoryLine) -> date:
    """The day a fact says, or that of its session, or the registration for what was said without a date.

    What is said of a task or of a message counts from when it was said.
    """
    if line.on is not None:
        return line.on
    if line.kind in _OF_THE_MOMENT:
        return line.recorded_on
    session = next((s for s in found.situation.sessions.values() if str(s.id) == line.data.get("session")), None)
    if session is not None:
        return session.day
    state = next((s for s in found.situation.participants.values() if str(s.id) == line.data.get("participant")), None)
    return found.situation.registered_on(state) if state is not None else line.recorded_on
