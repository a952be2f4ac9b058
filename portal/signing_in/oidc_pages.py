"""The way to the provider of OpenID Connect and back; who comes back with a role is let in."""

from http import HTTPStatus

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response
from pydantic import ValidationError

from portal import protection
from portal.addresses import ours
from portal.forms import Failure, empty
from portal.signing_in import accounts, sessions
from portal.signing_in.accounts import Account, AddressTaken
from portal.signing_in.oidc import Attempt, NotProven, Person, Provider, ProviderAway
from portal.signing_in.pages import enter, show
from portal.tokens import sealed, unsealed
from portal.visit import Visit, Visiting
from storage.errors import WrittenMeanwhile

router = APIRouter()
_COOKIE = "oidc"
_TEN_MINUTES = 600


@router.get("/aanmelden/organisatie", name="oidc_begin")
def begin(visit: Visiting, terug: str = "/") -> Response:
    """Off to the provider."""
    if visit.services.settings.oidc.issuer is None:
        return visit.see(visit.url("sign_in"))
    try:
        address, attempt = _provider(visit).begin(ours(terug))
    except ProviderAway:
        return _failed(visit, HTTPStatus.SERVICE_UNAVAILABLE, _away(visit))
    response = RedirectResponse(address, status_code=303)
    kept = sealed(visit.services.secret, attempt.model_dump_json())
    protection.set_cookie(visit.request, response, _COOKIE, kept, seconds=_TEN_MINUTES)
    return response


@router.get("/aanmelden/terug", name="oidc_return")
def come_back(visit: Visiting, state: str = "", code: str = "") -> Response:
    """Back from the provider: an account with the roles it says, and a session."""
    attempt = _attempt(visit)
    if visit.services.settings.oidc.issuer is None or attempt is None:
        return visit.see(visit.url("sign_in"))
    try:
        person = _provider(visit).finish(attempt, state, code)
    except ProviderAway:
        return _failed(visit, HTTPStatus.SERVICE_UNAVAILABLE, _away(visit))
    except NotProven:
        sentence = visit.words.gettext("Aanmelden is niet gelukt. Probeer het opnieuw.")
        return _failed(visit, HTTPStatus.UNAUTHORIZED, sentence)
    return _welcome(visit, person, attempt.back)


def _welcome(visit: Visit, person: Person, back: str) -> Response:
    if not person.roles:
        sentence = visit.words.gettext(
            "Uw organisatie heeft u aangemeld, maar nog geen rol gegeven. Vraag het de beheerder van uw gemeente."
        )
        return _failed(visit, HTTPStatus.UNAUTHORIZED, sentence)
    try:
        token = _admitted(visit, person)
    except AddressTaken:
        sentence = visit.words.gettext(
            "Uw e-mailadres hoort hier bij een ander account. Vraag het de beheerder van uw gemeente."
        )
        return _failed(visit, HTTPStatus.CONFLICT, sentence)
    if token is None:
        sentence = visit.words.gettext("Uw account is gesloten. Vraag het de beheerder van uw gemeente.")
        return _failed(visit, HTTPStatus.UNAUTHORIZED, sentence)
    return enter(visit, token, back)


def _admitted(visit: Visit, person: Person) -> str | None:
    try:
        return _let_in(visit, person)
    except (AddressTaken, WrittenMeanwhile):  # perhaps another tab made the account since we looked: now it is found
        return _let_in(visit, person)


def _let_in(visit: Visit, person: Person) -> str | None:
    """The text for the cookie; None when the account is closed.

    Raises:
        AddressTaken: the address is that of somebody else who has (or had) it, as far as the provider knows.
    """
    with visit.writing() as session:
        known = accounts.of_identity(session, person.identity) or accounts.of_email(session, person.email)
        if known is not None and known.identity not in {None, person.identity}:
            raise AddressTaken(person.email)
        if known is not None and known.disabled_at is not None:
            return None
        identity = accounts.keep(session, known.id if known is not None else None, _account(person))
        return sessions.begin(session, identity, visit.services.now())


def _account(person: Person) -> Account:
    return Account(
        email=person.email,
        name=person.name,
        roles=person.roles,
        municipalities=person.municipalities or (),
        identity=person.identity,
    )


def _provider(visit: Visit) -> Provider:
    redirect = str(visit.request.base_url).rstrip("/") + visit.url("oidc_return")
    return Provider(visit.services.settings.oidc, redirect)


def _attempt(visit: Visit) -> Attempt | None:
    kept = protection.cookie(visit.request, _COOKIE)
    text = unsealed(visit.services.secret, kept) if kept else None
    try:
        return None if text is None else Attempt.model_validate_json(text)
    except ValidationError:
        return None


def _failed(visit: Visit, status: HTTPStatus, sentence: str) -> Response:
    filled = empty(back="/")
    filled.failure = Failure(status, sentence)
    response = show(visit, filled)
    protection.clear_cookie(visit.request, response, _COOKIE)
    return response


def _away(visit: Visit) -> str:
    return visit.words.gettext("De aanmeldserver van uw organisatie antwoordt niet. Probeer het zo nog eens.")
