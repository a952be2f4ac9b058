"""The portal on new ground, who is signed in there, and the forms that its own pages show."""

import asyncio
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from html import unescape
from html.parser import HTMLParser
from typing import Literal
from urllib.parse import quote, urlencode

from sqlalchemy import Engine, text

from benchmarks.fuzz.asgi import Answered, Request, ask
from benchmarks.fuzz.exploring import NotAsPromised
from benchmarks.fuzz.ground import MASTER_KEY, Ground, mailbox
from benchmarks.fuzz.nasty import MARK
from portal.access import TABLE
from portal.protection import HEADERS
from portal.services import Services
from portal.tokens import derive
from portal.visitor import Role
from storage.subject_keys import KeyRing
from tests.portal.portal import Person, Portal
from tests.portal.stock import HOME
from tests.portal.walk import ROUTES, Objects, address, every_situation, organisation

NOBODY = "nobody"
WALKERS = {
    Role.COORDINATOR: "coordinator",
    Role.TRAINER: "trainer",
    Role.PROJECT_LEAD: "project_lead",
    Role.ADMINISTRATOR: "administrator",
}
_TO_FOLLOW_UP = text("""
    SELECT participant_id FROM tasks JOIN trajects ON trajects.id = tasks.traject_id
    WHERE kind = 'follow_up' AND state = 'open' AND municipality = 'Groningen' ORDER BY participant_id LIMIT 2
""")
SITUATIONS = 2
Token = Literal["own", "another's", "garbage"]


@dataclass(frozen=True, slots=True)
class Shown:
    """A form as a page shows it to somebody: each field with what it could hold. `file` is set where one is asked."""

    who: str
    action: str
    fields: Mapping[str, tuple[str, ...]]
    file: str | None = None


@dataclass
class Site:
    """The portal on a database of its own; requests are answered one after the other."""

    engine: Engine
    portal: Portal
    runner: asyncio.Runner
    people: dict[str, Person] = field(default_factory=dict)

    def person(self, who: str) -> Person:
        """Somebody with a session, or without one."""
        if who not in self.people:
            self.people[who] = self.portal.nobody() if who == NOBODY else self.portal.as_(who)
        return self.people[who]

    def headers(self, who: str) -> tuple[tuple[bytes, bytes], ...]:
        """Who it is."""
        cookies = "; ".join(f"{one.name}={one.value}" for one in self.person(who).client.cookies.jar)
        return ((b"cookie", cookies.encode()),) if cookies else ()

    def token(self, who: str, kind: Token) -> str:
        """What the hidden field of a form holds: the right thing, or not."""
        if kind == "another's":
            return self.person("stranger" if who != "stranger" else "trainer").token()
        return self.person(who).token() if kind == "own" else "AAAA=é"

    def ask(self, request: Request) -> Answered:
        """One request, and nothing that still goes on behind it."""
        return self.runner.run(ask(self.portal.app, request))

    def get(self, who: str, path: str) -> Answered:
        """A page."""
        return self.ask(Request("GET", path, headers=self.headers(who)))

    def post(self, who: str, path: str, fields: Sequence[tuple[str, str]]) -> Answered:
        """A form with a token, as its page would have it."""
        sent = urlencode([("_form", self.token(who, "own")), *fields]).encode()
        headers = (*self.headers(who), (b"content-type", b"application/x-www-form-urlencoded"))
        return self.ask(Request("POST", path, headers=headers, body=sent))

    def path_of_calendar(self) -> str:
        """Where a coordinator's calendar is."""
        return self._found_in(self.post("coordinator", "/agenda", [("act", "make")]), "/agenda/")

    def paths_of_answers(self) -> list[str]:
        """Where participants answer for themselves."""
        with self.engine.connect() as connection:
            people = connection.execute(_TO_FOLLOW_UP).scalars()
            made = [self.post("stranger", f"/deelnemers/{who}/opvolging/3/link", []) for who in people]
        return [self._found_in(one, "/antwoord/") for one in made]

    @staticmethod
    def _found_in(page: Answered, start: str) -> str:
        found = re.search(rf"<code>http://testserver({start}[^<]+)</code>", page.text)
        if found is None:
            raise NotAsPromised(f"no address below {start}: {page.status}")
        return unescape(found[1])


@contextmanager
def site(ground: Ground) -> Iterator[Site]:
    """With the sample of today in it, and an account for each role."""
    with ground.stocked() as engine, asyncio.Runner() as runner:
        portal = Portal(Services(engine, mailbox(engine), derive(MASTER_KEY, "portal"), KeyRing(MASTER_KEY)))
        made = Site(engine, portal, runner)
        try:
            yield made
        finally:
            runner.run(portal.services.intake.finished())


def insist_on_answer(answered: Answered) -> None:
    """What holds for every answer, whatever was asked.

    Raises:
        NotAsPromised: names the route, and what is wrong with the answer.
    """
    if answered.error is not None:
        raise answered.error
    wrong = {
        f"status {answered.status}": not 200 <= answered.status < 500,
        "no strict headers": bool({name.lower() for name in HEADERS} - set(answered.headers)),
        "nothing said about keeping it": "cache-control" not in answered.headers,
        "a stack trace": "Traceback (most recent" in answered.text or 'File "/' in answered.text,
        "typed text stands raw in a page": answered.is_page and MARK in answered.text,
        "leads to another site": not _is_ours(answered.headers.get("location", "/")),
        "a header with a line end": any("\n" in value or "\r" in value for value in answered.headers.values()),
    }
    for what, is_so in wrong.items():
        if is_so:
            raise NotAsPromised(f"{what}: {answered.route}")


def _is_ours(location: str) -> bool:
    return location.startswith(("/", "?", "http://testserver/")) and not location.startswith(("//", "/\\"))


@lru_cache(maxsize=1)
def shown_forms(ground: Ground) -> tuple[Shown, ...]:
    """Every form on the pages, for the first role that may open each, in some situations of the sample."""
    with site(ground) as made:
        return tuple(dict.fromkeys(_shown(made)))


def _shown(made: Site) -> Iterator[Shown]:
    company = organisation(made.portal, HOME)
    for situation in every_situation(made.portal)[:SITUATIONS]:
        for who, path in _pages({"organisation": company, **situation}):
            answered = made.get(who, quote(path, safe="/?=&"))
            if answered.is_page:
                yield from _forms(who, path, answered.text)


def _pages(situation: Objects) -> Iterator[tuple[str, str]]:
    for method, path, name in ROUTES:
        rule = TABLE[name]
        who = next((walker for role, walker in WALKERS.items() if role in rule.roles - rule.after_reason), NOBODY)
        if method == "POST" or (method == "GET" and "{" not in path):
            yield who, address(path, situation)


def _forms(who: str, path: str, page: str) -> Iterator[Shown]:
    reader = _Reader()
    reader.feed(page.partition("<main")[2])
    for action, fields, file in reader.forms:
        frozen = {name: tuple(dict.fromkeys(values)) for name, values in fields.items() if name != "_form"}
        yield Shown(who, action or path, _Frozen(frozen), file)


class _Frozen(dict[str, tuple[str, ...]]):
    """Fields, by which equal forms are one."""

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(tuple(self.items()))


class _Reader(HTMLParser):
    """Finds forms that are posted, and what their fields could hold."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[tuple[str, dict[str, list[str]], str | None]] = []
        self._inside = False
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._inside = given.get("method", "").lower() == "post"
            if self._inside:
                self.forms.append((given.get("action", ""), {}, None))
        elif self._inside:
            self._field(tag, given)

    def _field(self, tag: str, given: dict[str, str]) -> None:
        action, fields, _ = self.forms[-1]
        name = given.get("name", "")
        if tag == "select":
            self._select = name
        if tag == "option" and self._select:
            fields.setdefault(self._select, []).append(given.get("value", ""))
        elif tag == "input" and given.get("type") == "file":
            self.forms[-1] = (action, fields, name)
        elif tag in {"input", "textarea", "button"} and name:
            fields.setdefault(name, []).append(given.get("value", "on" if given.get("type") == "checkbox" else ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        if tag == "select":
            self._select = ""
