"""A session as a calendar reads it (RFC 5545, 5546): one UID for ever, a sequence that grows, a method that says what.

Sessions have a day and no time, so they are whole days: no change of the clock can move them.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal
from uuid import UUID

from icalendar import Calendar, Event, vCalAddress, vText


@dataclass(frozen=True, slots=True)
class Meeting:
    """What one calendar is told of one session."""

    session: UUID
    title: str
    day: date
    sequence: int
    method: Literal["REQUEST", "CANCEL"]


def uid(session: UUID) -> str:
    """What every calendar knows a session by."""
    return f"session-{session}@trajectvolger"


def calendar_file(meeting: Meeting, sender: str, attendee: str, link: str, at: datetime) -> bytes:
    """The file that goes with an invitation; `at` is when it was written."""
    event = Event()
    event.add("uid", uid(meeting.session))
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", at)
    event.add("dtstart", meeting.day)
    event.add("dtend", meeting.day + timedelta(days=1))
    event.add("summary", meeting.title)
    event.add("url", link)
    event.add("status", "CANCELLED" if meeting.method == "CANCEL" else "CONFIRMED")
    event.add("transp", "OPAQUE")
    event.add("organizer", _address(sender, "Trajectvolger"))
    event.add("attendee", _address(attendee, None), encode=False)
    file: bytes = _calendar(event, meeting.method).to_ical()
    return file


def _calendar(event: Event, method: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//Trajectvolger//NL")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add_component(event)
    return calendar


def _address(email: str, name: str | None) -> vCalAddress:
    address = vCalAddress(f"mailto:{email}")
    if name is not None:
        address.params["CN"] = vText(name)
    else:
        address.params["RSVP"] = vText("FALSE")
    return address
