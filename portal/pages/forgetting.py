"""What is held about one person, to show to them; and forgetting them, which leaves a receipt."""

import json
from typing import Any, Literal
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic_core import to_json
from sqlalchemy import select

from domain.facts import ForgettingAsked
from domain.terms import ForgetReason
from portal.errors import NotThere
from portal.forms import Filled, Form, Line, empty
from portal.people import COLUMNS, called
from portal.telling import about_participant
from portal.visit import Visit, Visiting
from storage.engine import ReadSession
from storage.queries.keys import Found, KeyProblem, find_participant
from storage.tables import participants, people
from views import inspection
from views.day import Day

router = APIRouter()


class Forget(Form):
    """Why, and that it is meant."""

    reason: Literal[ForgetReason.REQUEST, ForgetReason.MISTAKE]
    sure: Literal["yes"]


class Lookup(Form):
    """Whom it is about, by the key that the municipality gave them."""

    key: Line


@router.get("/inzage", name="find_to_inspect")
def ask_whom(visit: Visiting) -> Response:
    """The way in for an administrator, who has no list of people."""
    return visit.page("privacy/find.html", filled=empty())


@router.post("/inzage", name="find_to_inspect")
def find(visit: Visiting) -> Response:
    """On to the page of whoever has this key."""
    filled = visit.fill(Lookup)
    if filled.value is None:
        return visit.page("privacy/find.html", filled=filled)
    try:
        with visit.reading() as session:
            found = find_participant(session, filled.value.key, visit.visitor.sees())
    except KeyProblem as problem:
        filled.refuse("key", problem.nl if visit.language == "nl" else problem.en)
        return visit.page("privacy/find.html", filled=filled)
    return visit.see(visit.url("inspection", participant=found.id))


@router.get("/deelnemers/{participant}/inzage", name="inspection")
def show(visit: Visiting, participant: UUID) -> Response:
    """Everything that is held, readable."""
    with visit.reading() as session:
        who, name = _who(visit, session, participant)
        held = inspection.document(session, Day(visit.today), who, visit.language)
    return visit.page("privacy/inspection.html", held=held, who=who, name=name, rows=_counted(held))


@router.get("/deelnemers/{participant}/inzage.json", name="inspection_file")
def download(visit: Visiting, participant: UUID) -> Response:
    """The same as a file, complete."""
    with visit.reading() as session:
        who, _ = _who(visit, session, participant)
        held = inspection.document(session, Day(visit.today), who, visit.language)
    text = json.dumps(json.loads(to_json(held)), ensure_ascii=False, indent=2)
    headers = {"Content-Disposition": 'attachment; filename="inzage.json"', "Cache-Control": "no-store"}
    return Response(text, media_type="application/json", headers=headers)


@router.get("/deelnemers/{participant}/vergeten", name="forget")
def ask(visit: Visiting, participant: UUID) -> Response:
    """What goes and what stays, and the question whether that is meant."""
    return _ask(visit, participant, empty())


@router.post("/deelnemers/{participant}/vergeten", name="forget")
def forget(visit: Visiting, participant: UUID) -> Response:
    """Forget them, and say under which number that is proven."""
    filled = visit.fill(Forget)
    if filled.value is not None:
        with visit.reading() as session:
            who, _ = _who(visit, session, participant)
        asked = ForgettingAsked(participant=participant, reason=filled.value.reason)
        if visit.tell(filled, about_participant(participant, who.traject_id, asked)):
            sentence = visit.words.gettext("De deelnemer is vergeten. Het bewijs staat in de lijst van bewijzen.")
            return visit.see(visit.url("home"), sentence)
    return _ask(visit, participant, filled)


def _ask(visit: Visit, participant: UUID, filled: Filled[Any]) -> Response:
    with visit.reading() as session:
        who, name = _who(visit, session, participant)
        held = inspection.document(session, Day(visit.today), who, visit.language)
    return visit.page("privacy/forget.html", filled=filled, who=who, name=name, held=held, rows=_counted(held))


def _who(visit: Visit, session: ReadSession, participant: UUID) -> tuple[Found, str]:
    columns = (participants.c.id, participants.c.municipality, participants.c.key, participants.c.traject_id)
    query = select(*columns, *COLUMNS).outerjoin_from(participants, people).where(participants.c.id == participant)
    row = session.execute(query).one_or_none()
    if row is None:
        raise NotThere
    return Found(row.id, row.municipality, row.key, row.traject_id), called(visit.visitor, row, row.key)


def _counted(held: dict[str, Any]) -> list[tuple[str, int]]:
    """How much there is of each kind."""
    return [(name, len(rows)) for name, rows in held.items() if isinstance(rows, list) and rows]
