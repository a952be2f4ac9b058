"""Mail: which of it somebody wants, and for the administrator what became of all of it."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any, Literal
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response
from sqlalchemy import select, update

from domain.texts import Language
from portal import keyset
from portal.forms import Filled, Form, empty
from portal.reading import post
from portal.reading.post import State
from portal.visit import Visit, Visiting
from sending.recipients import Frequency
from storage import outbox
from storage.tables import accounts

router = APIRouter()


class Wishes(Form):
    """Which mail somebody wants, in which language."""

    digest: Frequency
    urgent: bool = False
    invitations: bool = False
    language: Language


class Act(Form):
    """What to do with mail that did not arrive."""

    act: Literal["again", "settled"]


@router.get("/voorkeuren", name="preferences")
def preferences(visit: Visiting) -> Response:
    """What they chose before."""
    query = select(accounts.c.digest, accounts.c.urgent, accounts.c.invitations, accounts.c.language)
    with visit.reading() as session:
        row = session.execute(query.where(accounts.c.id == visit.visitor.account)).one()
    ticked = {name: "true" if getattr(row, name) else "" for name in ("urgent", "invitations")}
    return _preferences(visit, empty(digest=row.digest, language=row.language, **ticked))


@router.post("/voorkeuren", name="preferences")
def choose(visit: Visiting) -> Response:
    """From now on."""
    filled = visit.fill(Wishes)
    if filled.value is None:
        return _preferences(visit, filled)
    with visit.writing() as session:
        own = accounts.c.id == visit.visitor.account
        session.execute(update(accounts).where(own).values(filled.value.model_dump()))
    return visit.see(visit.url("preferences"), visit.words.gettext("Uw keuze is bewaard."))


@router.get("/post", name="mailbox")
def mailbox(visit: Visiting, stand: str | None = None, vanaf: str | None = None) -> Response:
    """Mail, the latest first."""
    state = next((each for each in State if each.value == stand), None)
    cursor = keyset.read(vanaf, (int,))
    with visit.reading() as session:
        rows, after = post.listed(session, state, cursor[0] if cursor else None)
        failures = post.failures(session)
    asked = empty(stand=state.value if state else "")
    return visit.page("mail/list.html", rows=rows, after=after, failures=failures, asked=asked, state=state)


@router.get("/post/{mail}", name="mail")
def mail(visit: Visiting, mail: str) -> Response:
    """One mail: how it stands, and what it said where it lies in a folder of ours."""
    found = _found(visit, mail)
    if found is None:
        return _gone(visit)
    return visit.page("mail/one.html", mail=found, content=_content(visit, found.id))


@router.post("/post/{mail}", name="mail")
def see_to(visit: Visiting, mail: str) -> Response:
    """Try it once more, or note that somebody saw to it."""
    found = _found(visit, mail)
    if found is None:
        return _gone(visit)
    filled = visit.fill(Act)
    if filled.value is None:
        return visit.page("mail/one.html", filled=filled, mail=found, content=_content(visit, found.id))
    again = filled.value.act == "again"
    with visit.writing() as session:
        done = outbox.again(session, found.id) if again else outbox.settled(session, found.id)
    words = visit.words
    if not done:
        return visit.see(visit.url("mailbox"), words.gettext("Dit bericht wacht niet meer op iemand."))
    said = words.gettext("Het bericht gaat nog een keer op weg.") if again else words.gettext("Dit is afgehandeld.")
    return visit.see(visit.url("mailbox"), said)


def _preferences(visit: Visit, filled: Filled[Any]) -> Response:
    with visit.reading() as session:
        email = session.execute(select(accounts.c.email).where(accounts.c.id == visit.visitor.account)).scalar_one()
        failure = post.last_failure(session, visit.visitor.account)
    return visit.page("mail/preferences.html", filled=filled, email=email, failure=failure)


def _found(visit: Visit, mail: str) -> post.Mail | None:
    try:
        identity = UUID(mail)
    except ValueError:
        return None
    with visit.reading() as session:
        return post.one(session, identity)


def _gone(visit: Visit) -> Response:
    return visit.see(visit.url("mailbox"), visit.words.gettext("Dit bericht is er niet."))


def _content(visit: Visit, mail: UUID) -> dict[str, Any] | None:
    """What lies in the folder; a mail server keeps nothing for us."""
    folder = visit.services.mail_folder
    file = folder.read(mail) if folder is not None else None
    if file is None:
        return None
    message = message_from_bytes(file, EmailMessage, policy=default)
    text = message.get_body(("plain",))
    files = [part.get_filename() for part in message.walk() if part.get_filename()]
    return {"subject": message["Subject"], "text": text.get_content() if text else "", "files": files}
