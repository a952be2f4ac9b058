"""Somebody's sessions and tasks in their own calendar, at an address that only they know and can end."""

import hashlib
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from functools import partial
from http import HTTPStatus
from typing import Any, Literal

from fastapi import APIRouter
from fastapi.responses import PlainTextResponse, Response
from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert

from portal import access, secret_addresses
from portal.calendar_file import calendar_file
from portal.forms import Form
from portal.reading import agenda
from portal.signing_in import sessions
from portal.visit import Visit, Visiting
from storage.engine import ReadSession
from storage.tables import accounts, calendar_feeds

router = APIRouter()
_feeds = calendar_feeds.c
_FOUND = (
    sessions.of_accounts(_feeds.hash, _feeds.etag, _feeds.changed_at)
    .join(calendar_feeds, _feeds.account_id == accounts.c.id)
)  # fmt: skip


class Act(Form):
    """What to do with the address."""

    act: Literal["make", "withdraw"]


@router.get("/agenda", name="calendar")
def calendar(visit: Visiting) -> Response:
    """Whether there is an address, since when; what it is, nobody knows any more."""
    return _page(visit, None)


@router.post("/agenda", name="calendar")
def change(visit: Visiting) -> Response:
    """A new address, shown once, in place of the one before; or none any more."""
    filled = visit.fill(Act)
    if filled.value is None:
        return _page(visit, None, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    account, now = visit.visitor.account, visit.services.now()
    if filled.value.act == "withdraw":
        with visit.writing() as session:
            session.execute(delete(calendar_feeds).where(_feeds.account_id == account))
        return visit.see(visit.url("calendar"), visit.words.gettext("Het adres werkt niet meer."))
    token, kept = secret_addresses.new()
    row = {"hash": kept, "made_at": now, "etag": None, "changed_at": now}
    with visit.writing() as session:
        new = insert(calendar_feeds).values(account_id=account, **row)
        session.execute(new.on_conflict_do_update(index_elements=[_feeds.account_id], set_=row))
    return _page(visit, secret_addresses.whole(visit, visit.url("calendar_feed", token=token)))


@router.get("/agenda/{token}.ics", name="calendar_feed")
def feed(visit: Visiting, token: str) -> Response:
    """The calendar itself, for programs: they ask often, and are told at once when nothing changed."""
    with visit.reading() as session:
        found = session.execute(_FOUND.where(_feeds.hash == secret_addresses.hash_of(token))).one_or_none()
        content = None if found is None else _content(visit, session, found)
    if found is None or content is None:
        often = secret_addresses.tried_too_often(visit, "agenda")
        return PlainTextResponse("", int(HTTPStatus.TOO_MANY_REQUESTS if often else HTTPStatus.NOT_FOUND))
    etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    changed = found.changed_at if found.etag == etag else _changed(visit, found.hash, etag)
    headers = {"ETag": etag, "Last-Modified": format_datetime(changed.astimezone(UTC), usegmt=True)}
    if _has_it(visit, etag, changed):
        return Response(status_code=int(HTTPStatus.NOT_MODIFIED), headers=headers)
    headers |= {"Content-Disposition": 'inline; filename="trajectvolger.ics"'}
    return Response(content, media_type="text/calendar; charset=utf-8", headers=headers)


def _content(visit: Visit, session: ReadSession, found: Any) -> bytes | None:  # noqa: ANN401 - a row of _FOUND
    """What the file says today; None for who has no calendar any more."""
    visitor = sessions.as_visitor(found)
    if not visitor.has(access.TABLE["calendar"].roles):
        return None
    meetings = agenda.meetings(session, visitor, visit.today)
    chores = agenda.chores(session, visitor, visit.today)
    return calendar_file(meetings, chores, visitor.language, partial(_address, visit))


def _address(visit: Visit, route: str, **parameters: object) -> str:
    return secret_addresses.whole(visit, visit.url(route, **parameters))


def _changed(visit: Visit, kept: bytes, etag: str) -> datetime:
    """Remember since when the file says this, to the second as HTTP does: events that went leave no other trace."""
    now = visit.services.now().replace(microsecond=0)
    with visit.writing() as session:
        session.execute(update(calendar_feeds).where(_feeds.hash == kept).values(etag=etag, changed_at=now))
    return now


def _has_it(visit: Visit, etag: str, changed: datetime) -> bool:
    """Whether the program said that it has just this; a tag counts for more than a time (RFC 9110 §13.2.2)."""
    asked = visit.request.headers
    if "if-none-match" in asked:
        return etag in {each.strip().removeprefix("W/") for each in asked["if-none-match"].split(",")}
    try:
        return changed <= parsedate_to_datetime(asked.get("if-modified-since", ""))
    except (TypeError, ValueError):
        return False


def _page(visit: Visit, address: str | None, *, status: int = HTTPStatus.OK) -> Response:
    query = select(_feeds.made_at).where(_feeds.account_id == visit.visitor.account)
    with visit.reading() as session:
        since = session.execute(query).scalar_one_or_none()
    response = visit.page("calendar/one.html", status=status, address=address, since=since)
    if address is not None:
        response.headers["Cache-Control"] = "no-store"
    return response
