"""The sample's trajects under test: who is in them, and a session of today to say something about."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select, text

from domain.ids import traject_id
from domain.terms import Presence
from portal.reading.traject import Picture, look
from portal.visitor import Role, Visitor
from storage.engine import reading
from storage.tables import tasks
from tests.portal.portal import Portal
from tests.portal.stock import HOME
from views.day import Day

KEY = "UTR-1"
TRAJECT = traject_id(HOME, KEY)
PAGE = f"/trajecten/{TRAJECT}"
NEW_SESSION = f"{PAGE}/bijeenkomsten/nieuw"


def picture(portal: Portal, traject: UUID = TRAJECT) -> Picture:
    """The traject as it stands now, with everybody's name."""
    everybody = Visitor(UUID(int=0), None, "test", frozenset({Role.COORDINATOR}), everywhere=True)
    with reading(portal.services.engine) as session:
        return look(session, everybody, traject, Day(portal.services.today))


async def a_session_of_today(portal: Portal, kind: str = "training") -> UUID:
    """Planned through the form; whatever day of the week it is, the coordinator means it."""
    before = set(picture(portal).situation.sessions)
    answer = await portal.as_("coordinator").submit(NEW_SESSION, **planned(portal.services.today, kind))
    assert answer.status_code == 303, answer.text
    (made,) = set(picture(portal).situation.sessions) - before
    return made


def planned(day: date, kind: str = "training", **more: str) -> dict[str, str]:
    """What the form of a session is filled in with."""
    return {"session_kind": kind, "day": day.isoformat(), "anyway": "true", **more}


def sheet(meeting: UUID) -> str:
    """The address of the attendance form."""
    return f"{PAGE}/aanwezigheid/{meeting}"


def marks(portal: Portal, meeting: UUID, **exceptions: Presence) -> dict[str, str]:
    """Everybody present, but for these: `first=` and `second=` are the first people of the list."""
    shown = picture(portal)
    there = [member.id for member in shown.admitted if member.belongs_to(shown.session(meeting))]
    fields = {f"p-{who}": "present" for who in there}
    for who, status in zip(there, exceptions.values(), strict=False):
        fields[f"p-{who}"] = status.value
    return fields


def said(portal: Portal, kind: str) -> list[dict[str, Any]]:
    """What was said of this kind on the pages, in order."""
    query = text("SELECT data FROM facts WHERE kind = :kind AND recorded_by NOT IN ('import', 'sample') ORDER BY seq")
    with portal.services.engine.connect() as connection:
        return [dict(row.data) for row in connection.execute(query, {"kind": kind})]


def open_tasks(portal: Portal, kind: str) -> list[UUID | None]:
    """Whom the open tasks of this kind are about."""
    query = select(tasks.c.participant_id).where(tasks.c.traject_id == TRAJECT, tasks.c.kind == kind)
    with reading(portal.services.engine) as session:
        return list(session.execute(query.where(tasks.c.state == "open")).scalars())
