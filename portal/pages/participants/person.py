"""One participant: one look tells where the journey stands, today or on any day before."""

from datetime import date
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response
from sqlalchemy import select

from portal.pages.participants import record, standing, verdicts
from portal.pages.participants.actions import actions
from portal.reading.journey import Journey, journey, latest, remarks
from portal.visit import Visit, Visiting
from storage.engine import ReadSession
from storage.tables import organisations
from views.day import Day
from views.journey import NotYetThere

router = APIRouter()

RECENT = 12
"""Lines of the history that are shown at once."""
FIELDS = ("learning_wish", "interests", "decision_reason", "pause_reason", "certificate_reason", "withdrawal_reason")


@router.get("/deelnemers/{participant}", name="participant")
def participant(visit: Visiting, participant: UUID, op: str | None = None) -> Response:
    """Everything about somebody; `op` is a day of the past."""
    day = Day(visit.today, _past(op, visit.today))
    with visit.reading() as session:
        try:
            person = journey(session, visit.visitor, day, participant)
        except NotYetThere as error:
            sentence = error.nl if visit.language == "nl" else error.en
            return visit.page("participants/not_yet.html", participant=participant, sentence=sentence)
        shown = _shown(visit, session, person)
    return visit.page("participants/one.html", person=person, recent=RECENT, **shown)


def _past(text: str | None, today: date) -> date | None:
    """A day before today; anything else is today."""
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return None
    return day if day < today else None


def _shown(visit: Visit, session: ReadSession, person: Journey) -> dict[str, Any]:
    """What the template shows, part by part."""
    written = [each for each in remarks(session, person) if each.written_at.date() <= person.today]
    said = record.entries(session, person, written, visit)
    own, of_group = standing.blocked(visit, person)
    return {
        "timeline": standing.timeline(visit, person),
        "blocked": own,
        "group_blocked": of_group,
        "tasks": standing.open_tasks(visit, session, person),
        "intake": verdicts.intake_rules(visit, person),
        "certificate": verdicts.certificate_rules(visit, person),
        "outlook": verdicts.outlook(visit, person),
        "visits": verdicts.visits(person),
        "attendance": record.attendance(person, visit.language),
        "measured": record.measured(person, visit.language),
        "followed": record.followed(person),
        "talks": [each for each in said if each.about(record.TALKED) and not each.undone],
        "talked": record.TALKED,
        "history": said,
        "notes": {name: latest(written, name) for name in FIELDS},
        "consent": person.member.known(person.member.state.consent),
        "mentor": _mentor(session, person),
        "actions": actions(visit, session, person),
    }


def _mentor(session: ReadSession, person: Journey) -> str | None:
    query = select(organisations.c.name).where(organisations.c.id == person.member.state.mentor)
    return session.execute(query).scalar_one_or_none()
