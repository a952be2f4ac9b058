"""Signing in and out with an account of the portal's own, and choosing another password."""

from datetime import timedelta
from http import HTTPStatus
from math import ceil
from typing import Annotated

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import StringConstraints

from portal import protection
from portal.addresses import ours
from portal.errors import NotThere
from portal.forms import Failure, Filled, Form, Line, empty
from portal.settings import LONGEST
from portal.signing_in import accounts, sessions
from portal.signing_in.attempts import Doorkeeper
from portal.signing_in.passwords import LEAST, MOST, fits
from portal.visit import Visit, Visiting

router = APIRouter()
Password = Annotated[str, StringConstraints(min_length=1, max_length=MOST)]
_CLEAR = '"cache"'


class SignIn(Form):
    """Who somebody says they are."""

    email: Line
    password: Password
    back: str = "/"


class NewPassword(Form):
    """The password as it was and as it will be."""

    password: Password
    password_new: Password
    password_again: Password


@router.get("/aanmelden", name="sign_in")
def sign_in(visit: Visiting, terug: str = "/") -> Response:
    """The form; who is signed in already goes on."""
    if visit.somebody is not None:
        return visit.see(ours(terug))
    return show(visit, empty(back=ours(terug)))


@router.post("/aanmelden", name="sign_in")
def take_sign_in(visit: Visiting) -> Response:
    """Let somebody in, or say no without saying what was wrong."""
    if not visit.services.settings.local_accounts:
        raise NotThere
    filled = visit.fill(SignIn)
    if filled.value is None:
        return show(visit, filled)
    token = _let_in(visit, filled, filled.value)
    if token is None:
        return show(visit, filled)
    return enter(visit, token, filled.value.back)


@router.post("/afmelden", name="sign_out")
def sign_out(visit: Visiting) -> Response:
    """End the session here and now, and have the browser forget the pages it kept."""
    if visit.somebody is not None:
        with visit.writing() as session:
            sessions.end(session, visit.somebody.session)
    response = visit.see(visit.url("sign_in"), visit.words.gettext("U bent afgemeld."))
    protection.clear_cookie(visit.request, response, sessions.COOKIE)
    response.headers["Clear-Site-Data"] = _CLEAR
    return response


@router.get("/wachtwoord", name="change_password")
def change_password(visit: Visiting) -> Response:
    """The form for another password."""
    return visit.page("signing_in/password.html", least=LEAST)


@router.post("/wachtwoord", name="change_password")
def take_password(visit: Visiting) -> Response:
    """A new password; everybody else who is signed in with the old one is out."""
    filled = visit.fill(NewPassword)
    if filled.value is not None:
        _change(visit, filled, filled.value)
    if filled.value is None:
        return visit.page("signing_in/password.html", filled=filled, least=LEAST)
    return visit.see("/", visit.words.gettext("Uw wachtwoord is veranderd."))


def enter(visit: Visit, token: str, back: str) -> Response:
    """On to the page that was asked for, with a session."""
    response = visit.see(ours(back))
    seconds = int(LONGEST.total_seconds())
    protection.set_cookie(visit.request, response, sessions.COOKIE, token, seconds=seconds)
    return response


def _let_in(visit: Visit, filled: Filled[SignIn], given: SignIn) -> str | None:
    """The text for the cookie; None with the reason in the form."""
    now = visit.services.now()
    door = Doorkeeper(visit.services.secret, given.email, _address(visit))
    with visit.reading() as session:
        wait = door.wait(session, now)
        account = accounts.of_email(session, given.email)
    if wait > timedelta():
        filled.failure = _wait(visit, wait)
        return None
    active = account is not None and account.disabled_at is None
    fitted = fits(account.password_hash if account is not None and active else None, given.password)
    with visit.writing() as session:  # comparing takes a while: it may have been reset since
        welcome = account is not None and fitted and accounts.still_opens(session, account.id, account.password_hash)
        door.remember(session, now, succeeded=welcome)
        if account is not None and welcome:
            return sessions.begin(session, account.id, now)
    filled.failure = Failure(
        HTTPStatus.UNAUTHORIZED, visit.words.gettext("Dit e-mailadres en dit wachtwoord horen niet bij elkaar.")
    )
    return None


def _wait(visit: Visit, wait: timedelta) -> Failure:
    minutes = ceil(wait.total_seconds() / 60)
    sentence = visit.words.ngettext(
        "Er is te vaak een verkeerd wachtwoord gegeven. Probeer het over %(num)s minuut opnieuw.",
        "Er is te vaak een verkeerd wachtwoord gegeven. Probeer het over %(num)s minuten opnieuw.",
        minutes,
    )
    return Failure(HTTPStatus.TOO_MANY_REQUESTS, sentence % {"num": minutes})


def _change(visit: Visit, filled: Filled[NewPassword], given: NewPassword) -> None:
    words = visit.words
    with visit.reading() as session:
        stored = accounts.password_of(session, visit.visitor.account)
    wrong = words.gettext("Dit is niet uw huidige wachtwoord.")
    if stored is None or not fits(stored, given.password):
        filled.refuse("password", wrong)
    elif len(given.password_new) < LEAST:
        filled.refuse("password_new", words.gettext("Kies ten minste %(num)s tekens.") % {"num": LEAST})
    elif given.password_new != given.password_again:
        filled.refuse("password_again", words.gettext("De twee nieuwe wachtwoorden zijn niet hetzelfde."))
    elif not _replaced(visit, stored, given.password_new):
        filled.refuse("password", wrong)


def _replaced(visit: Visit, before: str, password: str) -> bool:
    """Not when it was reset while we compared and hashed: a reset is meant to keep out who knows the old one."""
    password_hash, visitor = accounts.acceptable(password), visit.visitor
    with visit.writing() as session:
        replaced = accounts.replace_password(session, visitor.account, before, password_hash)
        if replaced:
            sessions.end_all(session, visitor.account, but=visitor.session)
    return replaced


def _address(visit: Visit) -> str:
    client = visit.request.client
    return client.host if client is not None else ""


def show(visit: Visit, filled: Filled[SignIn]) -> Response:
    """The page with the ways to sign in."""
    settings = visit.services.settings
    return visit.page(
        "signing_in/sign_in.html", filled=filled, local=settings.local_accounts, provider=settings.oidc.label
        if settings.oidc.issuer else None,
    )  # fmt: skip
