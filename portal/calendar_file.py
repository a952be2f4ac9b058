"""Sessions and tasks as a calendar file (RFC 5545). It leaves the portal, so nobody is named in it.

Everything is a whole day: the programme knows days and no hours. So there is no time zone to get wrong, and the change
of the clock moves nothing.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from uuid import uuid5

from icalendar import Calendar, Event, vDuration

from domain import texts
from domain.terms import SessionKind
from domain.texts import Language
from portal.reading.agenda import Chores, Meeting
from sending.calendar_file import uid

Address = Callable[..., str]
"""A page of the portal by the name of its route and its parameters, as others find it."""
_DAY = timedelta(days=1)
_HOURS = timedelta(hours=1)


def calendar_file(meetings: Sequence[Meeting], chores: Sequence[Chores], language: Language, address: Address) -> bytes:
    """The file: the same for the same events, byte for byte."""
    made = Calendar()
    made.add("prodid", "-//Trajectvolger//Agenda//NL")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", "Trajectvolger")
    made.add("x-wr-timezone", "Europe/Amsterdam")
    made.add("refresh-interval", _HOURS, parameters={"value": "DURATION"})
    made.add("x-published-ttl", vDuration(_HOURS))  # Outlook knows no other way to say how often
    for event in _events(meetings, chores, language, address):
        made.add_component(event)
    content: bytes = made.to_ical()
    return content


def _events(
    meetings: Sequence[Meeting], chores: Sequence[Chores], language: Language, address: Address
) -> Iterator[Event]:
    for meeting in meetings:
        kind = texts.name(SessionKind(meeting.kind), language).capitalize()
        event = _whole_day(uid(meeting.id), meeting.day, meeting.at, f"{kind} – {meeting.key}")
        event.add("location", meeting.municipality)
        event.add("url", address("session", traject=meeting.traject, session=meeting.id))
        yield event
    for line in chores:
        name = texts.title(line.rule, language)
        many = f" ({line.count})" if line.count > 1 else ""
        identity = f"tasks-{uuid5(line.traject, f'{line.rule}/{line.due}')}@trajectvolger"
        event = _whole_day(identity, line.due, line.at, f"{name}{many} – {line.key}")
        event.add("url", address("task_line", traject=line.traject, kind=line.kind))
        event.add("transp", "TRANSPARENT")
        yield event


def _whole_day(identity: str, day: date, at: datetime, summary: str) -> Event:
    """`dtend` is the day after: a calendar's days end before they begin."""
    event = Event()
    event.add("uid", identity)
    event.add("dtstamp", at)
    event.add("last-modified", at)
    event.add("dtstart", day)
    event.add("dtend", day + _DAY)
    event.add("summary", summary)
    return event
