"""How quick and how heavy the portal's pages are, on one process, with a whole country in Postgres."""

import asyncio
import gzip
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import unescape
from statistics import median, quantiles

import structlog
from sqlalchemy import Engine, event, select, true
from sqlalchemy.sql import func

from benchmarks import country
from benchmarks.report import Figure, Result, Table
from benchmarks.stand import servers
from portal.access import TABLE
from portal.services import Reconnecting, Services
from portal.static_files import FOLDER, versions
from portal.tokens import derive
from portal.visitor import Role
from storage.engine import make_engine, reading
from storage.subject_keys import KeyRing
from storage.tables import organisations, participants, sessions, tasks, trajects
from tests.portal.conftest import _nobody_there
from tests.portal.portal import Person, Portal
from tests.portal.stock import MASTER_KEY
from tests.portal.walk import ROUTES, Objects, about_objects, address
from workers.settling import settle

TIMES = 40
EXAMPLES = 16
"""Of one page with objects: so many of them are asked for in turn."""
FILE_TIMES = 2
LIST_AIM, LEAD_AIM, WIRE_AIM = 50, 120, 60
FILE_AIM = 15_000
"""Milliseconds for a file with everything in it, up to 20,000 lines; one waits for it, as for any download."""
LEAD_PAGES = "/projectleider"
WALKERS = {Role.COORDINATOR: "coordinator", Role.TRAINER: "trainer", Role.PROJECT_LEAD: "project_lead"} | {
    Role.ADMINISTRATOR: "administrator"
}
NOBODY = "who is not signed in"
NOT_PAGES = {"healthz", "oidc_begin", "oidc_return"}
FIRST_LOAD = ("portal.css", "htmx.js", "portal.js", "icons.svg", "icon.svg", "fonts/source-sans-3-latin.woff2")
_NEXT = re.compile(r'href="([^"]+)"[^>]*rel="next"')


@dataclass
class Counter:
    """Statements that an engine said since the last `take`."""

    said: int = 0

    def __call__(self, *_: object) -> None:
        self.said += 1

    def take(self) -> int:
        """How many, and begin again."""
        said, self.said = self.said, 0
        return said


@dataclass
class Page:
    """A page for a role, and what was found: milliseconds, statements and bytes of each answer."""

    name: str
    path: str
    who: str
    milliseconds: list[float] = field(default_factory=list)
    statements: set[int] = field(default_factory=set)
    text: str = ""
    is_file: bool = False

    @property
    def aim(self) -> int:
        """What the 95th percentile should stay below."""
        if self.is_file:
            return FILE_AIM
        return LEAD_AIM if self.path.startswith(LEAD_PAGES) else LIST_AIM

    @property
    def p95(self) -> float:
        """Of all that was asked."""
        return quantiles(self.milliseconds, n=20)[-1]

    def row(self) -> tuple[str | float, ...]:
        """For the table."""
        said = "–".join(str(each) for each in sorted({min(self.statements), max(self.statements)}))
        late = "" if self.p95 <= self.aim else f"over {self.aim}"
        raw = self.text.encode()
        weight = f"{len(raw) / 1024:.0f} KB, {len(gzip.compress(raw)) / 1024:.1f} KB"
        return self.path, self.who, f"{median(self.milliseconds):.1f}", f"{self.p95:.1f}", said, weight, late


def run() -> Result:
    """Fills a database of its own and walks all pages."""
    with servers() as endpoints:
        country.fill_country(endpoints.database_url)
        engine = make_engine(endpoints.database_url, pool_size=16)
        try:
            pages = asyncio.run(measured(engine))
        finally:
            engine.dispose()
    return _result(pages)


async def measured(engine: Engine, only: str = "") -> list[Page]:
    """All pages that are there (with `only` in their path), asked for `TIMES` times."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    counter = Counter()
    event.listen(engine, "before_cursor_execute", counter)
    services = Services(engine, Reconnecting(_nobody_there), derive(MASTER_KEY, "portal"), KeyRing(MASTER_KEY))
    found = await asyncio.to_thread(some_objects, engine)
    async with Portal(services) as portal:
        people = {who: portal.as_(who) for who in WALKERS.values()} | {NOBODY: portal.nobody()}
        wanted = [page for page in _pages() if only in page.path]
        settle()
        return [page for page in wanted if await _measure(people[page.who], page, found, counter)]


def _pages() -> Iterator[Page]:
    """Each page for each role that may simply open it."""
    for method, path, name in ROUTES:
        rule = TABLE[name]
        if method == "GET" and rule.public and name not in NOT_PAGES:
            yield Page(name, path, NOBODY)
        for role, who in WALKERS.items():
            if method == "GET" and role in rule.roles - rule.after_reason:
                yield Page(name, path, who)


def some_objects(engine: Engine) -> list[Objects]:
    """Trajects of the town in every phase, with a participant, a session, an open task and a company."""
    with reading(engine) as session:
        town = trajects.c.municipality == country.TOWN
        company = select(organisations.c.id).where(organisations.c.municipality == country.TOWN).limit(1)
        rows = session.execute(
            select(
                trajects.c.id.label("traject"),
                *(
                    select(table.c.id)
                    .where(table.c.traject_id == trajects.c.id, which)
                    .limit(1)
                    .scalar_subquery()
                    .label(name)
                    for name, table, which in (
                        ("participant", participants, true()),
                        ("session", sessions, true()),
                        ("task", tasks, tasks.c.state == "open"),
                    )
                ),
                company.scalar_subquery().label("organisation"),
            )
            .where(town)
            .order_by(func.md5(trajects.c.key))
        )
        return [{name: value for name, value in row.items() if value is not None} for row in rows.mappings()]


async def _measure(person: Person, page: Page, found: Sequence[Objects], counter: Counter) -> bool:
    """Ask for it; false when there is no such page yet, or it has nothing to show."""
    there = await _addresses(person, page, found)
    for number in range((FILE_TIMES if page.is_file else TIMES) if there else 0):
        counter.take()
        answer = await person.get(there[number % len(there)])
        page.milliseconds.append(float(answer.headers["server-timing"].rpartition("=")[2]))
        page.statements.add(counter.take())
        page.text = max(page.text, answer.text, key=len)
    return bool(there)


async def _addresses(person: Person, page: Page, found: Sequence[Objects]) -> list[str]:
    """Those that answer; of a list its second page too."""
    wanted = [each for each in found if all(f"{{{name}}}" not in page.path or name in each for name in OBJECT_NAMES)]
    asked = [address(page.path, each) for each in wanted] if about_objects(page.path) else [address(page.path, {})]
    there = []
    for each in asked:
        answer = await person.get(each)
        if answer.status_code == 200:
            page.is_file = "attachment" in answer.headers.get("content-disposition", "")
            there.append(each)
            if not about_objects(page.path) and (after := _NEXT.search(answer.text)):
                there.append(unescape(after[1]))
        if len(there) >= EXAMPLES:
            break
    return there


OBJECT_NAMES = ("traject", "participant", "session", "task", "organisation")


def _result(pages: Sequence[Page]) -> Result:
    lists = [page.p95 for page in pages if page.aim == LIST_AIM]
    leads = [page.p95 for page in pages if page.aim == LEAD_AIM]
    files = [page.p95 for page in pages if page.is_file]
    start = next(page for page in pages if page.name == "tasks" and page.who == "coordinator")
    changing = [page for page in pages if len(page.statements) > 1 and not about_objects(page.path)]
    parts = dict(_first_load(start.text))
    return Result(
        title="Pages of the portal with 100,000 participants, a million facts and 300,000 tasks",
        figures=[
            Figure("slowest page, 95th percentile", max(lists), "ms", at_most=LIST_AIM),
            Figure(
                "slowest page of the project lead, 95th percentile", max(leads, default=0.0), "ms", at_most=LEAD_AIM
            ),
            Figure("slowest file with everything in it", max(files, default=0.0), "ms", at_most=FILE_AIM),
            Figure("pages above their aim", len([page for page in pages if page.p95 > page.aim]), at_most=0),
            Figure("lists whose number of statements changed", len(changing), at_most=0),
            Figure("first load over the wire, compressed", sum(parts.values()), "KB", at_most=WIRE_AIM),
        ],
        meaning=(
            "Times are the server's, from the request to the finished answer, one request at a time on one process; of "
            f"pages about something, up to {EXAMPLES} somethings in turn. The coordinator has two municipalities, the "
            "project lead sees all of them; their totals are kept for half a minute, so only the first request of a "
            "page counts them, before the times are taken. Who signs in is one statement, an object in the address is "
            "another. Each file was asked for "
            f"{FILE_TIMES} times, with everything in it."
        ),
        tables=[
            Table(
                "Each page",
                ("page", "role", "p50 ms", "p95 ms", "statements", "weight, compressed", "aim"),
                [page.row() for page in sorted(pages, key=lambda page: -page.p95)],
            ),
            Table("First load", ("part", "KB over the wire"), list(parts.items())),
        ],
    )


def _first_load(start: str) -> Iterator[tuple[str, float]]:
    """The task list of a coordinator in a browser that was never here: each part, in kilobytes as it is sent."""
    yield "the task list", len(gzip.compress(start.encode())) / 1024
    for name in FIRST_LOAD:
        if name in versions():
            raw = (FOLDER / name).read_bytes()
            yield name, len(raw if name.endswith("woff2") else gzip.compress(raw)) / 1024
