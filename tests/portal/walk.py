"""Every route of the portal, and objects to ask it about: for tests that hold for all pages."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

import httpx
from sqlalchemy import insert, select
from sqlalchemy.dialects.postgresql import distinct_on

from portal.access import api_routes
from portal.pages import ROUTERS
from portal.scope import OBJECTS
from portal.signing_in import accounts
from portal.signing_in.accounts import Account
from portal.signing_in.sessions import begin
from portal.visitor import Role
from storage.engine import ReadSession, reading, writing
from storage.tables import accounts as accounts_table
from storage.tables import facts, organisations, participants, sessions, tasks, trajects
from tests.portal.portal import Person, Portal

ROUTES = sorted(
    {
        (method, route.path, route.name)
        for router in ROUTERS
        for route in api_routes(router.routes)
        for method in (route.methods or set()) - {"HEAD"}
    }
)
"""Method, path and name."""
EXAMPLES = {
    "/taal/{code}": "/taal/en",
    "/projectleider/{page}/": "/projectleider/te-laat/",
    "/lijst.{kind}": "/lijst.csv",
    "/samen/{kind}": "/samen/hold_intake",
    "/taken/{kind}": "/taken/hold_intake",
    "/meting/{moment}": "/meting/nulmeting",
    "/evaluatie/{moment}": "/evaluatie/tussentijds",
    "/opvolging/{months}": "/opvolging/3",
    "/terugnemen/{message}": "/terugnemen/00000000-0000-4000-8000-000000000000",
    "/programmas/{programme}/{version}": "/programmas/kixworks-2022/1",
    "/accounts/{account}": "/accounts/00000000-0000-4000-8000-000000000000",
    "/import/{upload}": "/import/00000000-0000-4000-8000-000000000000",
    "/evaluaties/{evaluation}/": "/evaluaties/00000000-0000-4000-8000-000000000000/",
    "/antwoord/{token}": "/antwoord/bestaat-niet",
    "/agenda/{token}": "/agenda/bestaat-niet",
    "/post/{mail}": "/post/00000000-0000-4000-8000-000000000000",
    "/hulp/{topic}": "/hulp/taken",
}
"""Parts of paths with parameters that are no object of ours, and what stands there instead."""
SECRET = frozenset({"calendar_feed", "own_answer"})
"""Routes whose addresses lead nowhere without a token that was given to somebody: their own tests have one."""
NO_PAGES = SECRET | frozenset(
    {"home", "healthz", "oidc_begin", "oidc_return", "choose_language", "task_actions"}
    | {
        "evaluation_done",
        "inspection_file",
        "mail",
        "upload",
    }  # of what must be said first; their own tests look at them
    | {"attendance_sheet", "certificate_file", "certificate_files", "certificate_preview", "traject_report"}
    | {"overview_workbook", "empty_workbook", "traject_file"}
    | {name for _, path, name in ROUTES if path.endswith("/lijst.{kind}")}
)
"""Routes that only lead on, answer programs, or give a file."""
Objects = dict[str, UUID]


def objects(portal: Portal, municipality: str) -> Objects:
    """One traject of a municipality, with something of each kind in it."""
    with reading(portal.services.engine) as session:
        where = trajects.c.municipality == municipality
        traject = session.execute(select(trajects.c.id).where(where).order_by(trajects.c.key)).scalars().first()
        assert traject is not None
        found = {
            name: session.execute(select(table.c.id).where(table.c.traject_id == traject)).scalars().first()
            for name, table in (("participant", participants), ("session", sessions), ("task", tasks))
        }
    given = {name: identity for name, identity in found.items() if identity is not None}
    return {"traject": traject, "organisation": organisation(portal, municipality), **given}


def organisation(portal: Portal, municipality: str) -> UUID:
    """A company in the network of a municipality."""
    identity = uuid4()
    row = {"id": identity, "municipality": municipality, "name": f"Voorbeeld {identity}", "kind": "company"}
    with writing(portal.services.engine) as session:
        session.execute(insert(organisations).values(row))
    return identity


def address(path: str, named: Objects) -> str:
    """The address of a route about these objects."""
    for name, identity in named.items():
        path = path.replace(f"{{{name}}}", str(identity))
    for part, example in EXAMPLES.items():
        path = path.replace(part, example)
    assert "{" not in path, f"{path} needs an example in EXAMPLES (tests/portal/walk.py)"
    return path


async def ask(person: Person, method: str, path: str, named: Objects) -> httpx.Response:
    """A route on these objects. A form is sent empty: whoever gets to it is told what is missing."""
    where = address(path, named)
    return await (person.get(where) if method == "GET" else person.post(where))


def about_objects(path: str) -> bool:
    """Whether a route names something of a traject or municipality."""
    return any(f"{{{name}}}" in path for name in OBJECTS)


# ---- every page, with as much on it as the sample allows ----

_FORM = '<form class="tv-form"'
_KINDS = (participants.c.phase, participants.c.paused, participants.c.verdict)


@dataclass(frozen=True, slots=True)
class Seen:
    """A page that was found for a route; without text it is a file."""

    name: str
    address: str
    text: str


def every_situation(portal: Portal) -> list[Objects]:
    """A participant of each phase and verdict, with their traject, one of its sessions, and a task of their own."""
    with reading(portal.services.engine) as session:
        query = select(participants.c.id, participants.c.traject_id).ext(distinct_on(*_KINDS)).order_by(*_KINDS)
        found = session.execute(query).all()
        return [_around(session, row.id, row.traject_id) for row in found]


def _around(session: ReadSession, participant: UUID, traject: UUID) -> Objects:
    own = select(tasks.c.id).where(tasks.c.traject_id == traject)
    own = own.order_by((tasks.c.participant_id == participant).desc().nulls_last(), tasks.c.state == "open").limit(1)
    theirs = select(sessions.c.id).where(sessions.c.traject_id == traject).order_by(sessions.c.key.desc()).limit(1)
    network = select(organisations.c.id).limit(1)
    said = select(facts.c.message_id).where(facts.c.participant_id == participant).order_by(facts.c.seq.desc()).limit(1)
    somebody = select(accounts_table.c.id).order_by(accounts_table.c.email).limit(1)
    found = {"task": own, "session": theirs, "organisation": network, "message": said, "account": somebody}
    given = {name: session.execute(query).scalar_one_or_none() for name, query in found.items()}
    return {"participant": participant, "traject": traject, **{name: each for name, each in given.items() if each}}


async def fullest(person: Person, path: str, name: str, situations: Sequence[Objects]) -> Seen | None:
    """The page of a route that shows its form, or else has most to show of all these situations; None when it is
    nowhere to be seen.
    """
    wanted = [each for each in situations if all(f"{{{one}}}" not in path or one in each for one in OBJECTS)]
    found: Seen | None = None
    for where in dict.fromkeys(address(path, each) for each in wanted):
        answer = await person.get(where)
        assert answer.status_code < httpx.codes.INTERNAL_SERVER_ERROR, where
        html = answer.headers.get("content-type", "").startswith("text/html")
        if answer.status_code == httpx.codes.OK and not html:
            return Seen(name, where, "")
        if html and answer.status_code == httpx.codes.OK and (found is None or len(answer.text) > len(found.text)):
            found = Seen(name, where, answer.text)
            if _FORM in answer.text:
                break
    return found


def everybody(portal: Portal) -> Person:
    """Somebody who has every role, in every municipality."""
    with writing(portal.services.engine) as session:
        towns = session.execute(select(trajects.c.municipality).distinct()).scalars().all()
        account = Account("iedereen@example.org", "Iedereen", tuple(Role), municipalities=towns)
        identity = accounts.create(session, account)
        cookie = begin(session, identity, portal.services.now())
    return portal._remembered(cookie)


async def pages(portal: Portal, person: Person, names: Collection[str]) -> dict[str, Seen | None]:
    """By route, the fullest page that somebody may see of all that are pages of the portal."""
    situations = every_situation(portal)
    wanted = [(path, name) for method, path, name in ROUTES if method == "GET" and name not in NO_PAGES]
    return {f"{name} {path}": await fullest(person, path, name, situations) for path, name in wanted if name in names}
