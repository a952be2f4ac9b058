"""What a mail says, found out when it goes: of what is open by then, and nothing where nothing is."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from sqlalchemy import Connection, select

from domain import texts
from domain.calendar import amsterdam_day
from domain.terms import SessionKind
from domain.texts import Language
from sending import work
from sending.calendar_file import Meeting
from sending.recipients import ADMINISTRATOR, Recipient
from sending.words import say
from sending.work import Line
from storage import outbox
from storage.tables import sessions, trajects

MOST = 25
"""Lines below one heading."""


@dataclass(frozen=True, slots=True)
class Item:
    """One line: what it is about, what is said of it, and the path where it is seen to."""

    text: str
    note: str
    path: str


@dataclass(frozen=True, slots=True)
class Section:
    """Lines below a heading."""

    heading: str
    items: Sequence[Item]
    more: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail before it is made up. Paths are those of the portal; `meeting` goes with it as a calendar file."""

    language: Language
    subject: str
    greeting: str
    opening: str
    sections: Sequence[Section]
    button: str
    path: str
    closing: str = ""
    meeting: Meeting | None = None


@dataclass(frozen=True, slots=True)
class Occasion:
    """For whom, when, and from which codes a mail is written."""

    session: Connection
    who: Recipient
    now: datetime
    said: Mapping[str, Any]

    @property
    def today(self) -> date:
        return amsterdam_day(self.now)

    @property
    def language(self) -> Language:
        return self.who.language

    def words(self, key: str, **filled: object) -> str:
        """A sentence of this kind of mail."""
        return say(self.language, self.said["kind"], key, **filled)

    def letter(self, subject: str, opening: str, sections: Sequence[Section], path: str) -> Letter:
        """A letter of this kind."""
        greeting = say(self.language, "all", "greeting", name=self.who.name)
        return Letter(self.language, subject, greeting, opening, sections, self.words("button"), path)

    def section(self, heading: str, lines: Sequence[Line], note: Callable[[Line], str]) -> Section:
        """Lines below a heading, as many as people read."""
        items = [Item(_text(line, self.language), note(line), _path(line, self.said["kind"])) for line in lines[:MOST]]
        left = len(lines) - len(items)
        return Section(heading, items, say(self.language, "all", "more", count=left) if left else "")

    def when(self, line: Line) -> str:
        """How late it is, or until when there is time."""
        days = (self.today - line.due).days
        if days > 0:
            return say(self.language, "all", "late_day" if days == 1 else "late_days", count=days)
        if days == 0:
            return say(self.language, "all", "today")
        return say(self.language, "all", "due", day=texts.day(line.due, self.language))


def write(occasion: Occasion) -> Letter | None:
    """The letter, or None when there is nothing to say any more."""
    return _WRITERS[occasion.said["kind"]](occasion)


def _digest(of: Occasion) -> Letter | None:
    if of.said["day"] != of.today.isoformat():
        return None  # the next one says it
    agenda = work.agenda(of.session, of.who, of.today)
    found = (("late", agenda.late), ("today", agenda.today), ("week", agenda.week))
    sections = [of.section(of.words(heading), lines, of.when) for heading, lines in found if lines]
    sections += _undelivered(of)
    if not sections:
        return None
    subject = of.words("subject", day=texts.day(of.today, of.language))
    return of.letter(subject, of.words("opening"), sections, "/taken" if agenda else "/post")


def _undelivered(of: Occasion) -> Iterator[Section]:
    """Mail that did not arrive is a task of whoever manages the accounts."""
    count = outbox.how_many_failed(of.session) if ADMINISTRATOR in of.who.roles else 0  # type: ignore[arg-type]
    if count:
        text = of.words("failed_one" if count == 1 else "failed_line", count=count)
        yield Section(of.words("failed"), [Item(text, "", "/post?stand=mislukt")])


def _urgent(of: Occasion) -> Letter | None:
    lines = work.urgent(of.session, of.who, of.today, datetime.fromisoformat(of.said["since"]))
    if not lines:
        return None
    subject = of.words("subject" if len(lines) == 1 else "subject_more", title=lines[0].title(of.language))
    return of.letter(subject, of.words("opening"), [of.section(of.words("heading"), lines, of.when)], "/taken")


def _escalation(of: Occasion) -> Letter | None:
    lines = work.left_lying(of.session, of.who, of.today, [UUID(each) for each in of.said["trajects"]])
    if not lines:
        return None

    def note(line: Line) -> str:
        free = of.words("free", count=line.free) if line.free else ""
        return ", ".join(filter(None, [of.when(line), free]))

    by_traject: dict[str, list[Line]] = {}
    for line in lines:
        by_traject.setdefault(f"{line.municipality} · {line.traject_key}", []).append(line)
    sections = [of.section(name, found, note) for name, found in by_traject.items()]
    return of.letter(of.words("subject"), of.words("opening"), sections, "/projectleider")


def _invitation(of: Occasion) -> Letter | None:
    query = select(trajects.c.id, trajects.c.key, trajects.c.municipality)
    query = query.join(sessions, sessions.c.traject_id == trajects.c.id)
    row = of.session.execute(query.where(sessions.c.id == UUID(of.said["session"]))).one_or_none()
    if row is None:
        return None
    kind = texts.name(SessionKind(of.said["session_kind"]), of.language)
    title = f"{kind[:1].upper()}{kind[1:]} · {row.key}"
    days = {key: texts.day(date.fromisoformat(of.said[key]), of.language) for key in ("day", "was") if of.said[key]}
    how = "cancelled" if of.said["method"] == "CANCEL" else "moved" if of.said["was"] else "planned"
    items = [Item(title, row.municipality, f"/trajecten/{row.id}")]
    letter = of.letter(
        of.words(how, title=title, **days), of.words(f"opening_{how}", **days), [Section("", items)], items[0].path
    )
    return _with_calendar(letter, of, title)


def _with_calendar(letter: Letter, of: Occasion, title: str) -> Letter:
    day = date.fromisoformat(of.said["day"])
    meeting = Meeting(UUID(of.said["session"]), title, day, of.said["sequence"], of.said["method"])
    return replace(letter, closing=of.words("calendar"), meeting=meeting)


def _text(line: Line, language: Language) -> str:
    """As a line of the task list says it: `Opvolging na 3 maanden · TIL-1 · 4 mensen`."""
    how_many = ""
    if line.people:
        how_many = say(language, "all", "person" if line.people == 1 else "people", count=line.people)
    elif line.count > 1:
        how_many = say(language, "all", "tasks", count=line.count)
    return " · ".join(filter(None, [line.title(language), line.traject_key, how_many]))


def _path(line: Line, kind: str) -> str:
    """The task list with just this line, of the whole team where it may be anybody's; codes and keys, no name."""
    whose = {"lijst": "team"} if kind == "escalation" else {}
    said = {**whose, "soort": line.kind, "traject": line.traject_key, "gemeente": line.municipality}
    return f"/taken?{urlencode(said)}"


_WRITERS: Mapping[str, Callable[[Occasion], Letter | None]] = {
    "digest": _digest,
    "urgent": _urgent,
    "escalation": _escalation,
    "invitation": _invitation,
}
KINDS = tuple(_WRITERS)
