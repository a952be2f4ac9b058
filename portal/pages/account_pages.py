"""Accounts: who may sign in, as what and where; and what project leads opened, with their reasons."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError
from sqlalchemy import Row

from portal import keyset
from portal.forms import Failure, Filled, Form, Line, empty
from portal.signing_in import administration, sessions
from portal.signing_in.accounts import Account, AccountProblem, acceptable
from portal.signing_in.administration import Rights
from portal.visit import Visit, Visiting
from portal.visitor import Role
from storage.engine import WriteSession
from storage.queries.whose import sees_all

router = APIRouter()
_FOR_ALL = frozenset({Role.PROJECT_LEAD, Role.ADMINISTRATOR})


def _an_address(text: str) -> str:
    name, at, host = text.partition("@")
    if not name or not at or "." not in host or " " in text:
        raise PydanticCustomError("email", "Vul een e-mailadres in, zoals naam@gemeente.nl.")
    return text


Email = Annotated[Line, AfterValidator(_an_address)]
Listed = Annotated[str, Field(max_length=4000)]


class RightsForm(Form):
    """What somebody may do, and where; names and keys with commas between them."""

    roles: tuple[Role, ...] = Field(min_length=1)
    municipalities: Listed = ""
    trajects: Listed = ""

    def rights(self) -> Rights:
        """As the administration takes them: who is project lead or administrator alone sees all municipalities."""
        return Rights(
            roles=frozenset(self.roles),
            municipalities=_several(self.municipalities),
            trajects=_several(self.trajects),
            everywhere=_FOR_ALL.issuperset(self.roles),
        )


class NewAccount(RightsForm):
    """Who it is for."""

    name: Line
    email: Email


class Change(Form):
    """Something that takes one button."""

    what: Literal["disable", "enable", "end_sessions", "give_up_address", "unlink"]


@router.get("/accounts", name="account_list")
def account_list(visit: Visiting, vanaf: str | None = None) -> Response:
    """Everybody who may sign in."""
    cursor = keyset.read(vanaf, (UUID,))
    with visit.reading() as session:
        rows, after = administration.everybody(session, cursor[0] if cursor else None)
    return visit.page("accounts/list.html", rows=rows, after=after, sees_all=sees_all)


@router.get("/accounts/inzage", name="access_log")
def access_log(visit: Visiting, vanaf: str | None = None) -> Response:
    """Whom project leads opened, and why."""
    cursor = keyset.read(vanaf, (int,))
    with visit.reading() as session:
        rows, after = administration.opened(session, cursor[0] if cursor else None)
    return visit.page("accounts/log.html", rows=rows, after=after)


@router.get("/accounts/nieuw", name="new_account")
def new_account(visit: Visiting) -> Response:
    """The form."""
    return visit.page("accounts/new.html", filled=empty())


@router.post("/accounts/nieuw", name="new_account")
def make_account(visit: Visiting) -> Response:
    """A new account, with a password that is shown once."""
    filled = visit.fill(NewAccount)
    if filled.value is None:
        return visit.page("accounts/new.html", filled=filled)
    message = _message(visit, filled)
    password = administration.one_time_password(visit.services.secret, message)
    given, hashed = filled.value, acceptable(password)
    account = Account(given.email, given.name, given.roles, password_hash=hashed, must_change=True)
    if not _done(visit, filled, lambda session: administration.make(session, message, account, given.rights())):
        filled.token = None  # the form may have made another account: what is typed now goes in under another id
        return visit.page("accounts/new.html", filled=filled)
    return _password(visit, message, password)


@router.get("/accounts/{account}", name="account")
def account(visit: Visiting, account: str) -> Response:
    """One account: rights, sessions, password."""
    row = _found(visit, account)
    return _gone(visit) if row is None else _show(visit, row, _as_typed(visit, row))


@router.post("/accounts/{account}", name="account")
def give_rights(visit: Visiting, account: str) -> Response:
    """Other rights."""
    row = _found(visit, account)
    if row is None:
        return _gone(visit)
    filled = visit.fill(RightsForm)
    value = filled.value
    if value is None or not _done(visit, filled, lambda session: administration.give(session, row.id, value.rights())):
        return _show(visit, row, filled)
    return visit.see(visit.url("account", account=row.id), visit.words.gettext("De rechten zijn veranderd."))


@router.post("/accounts/{account}/stand", name="account_state")
def change_state(visit: Visiting, account: str) -> Response:
    """Close it, open it again, sign somebody out everywhere, or make room for who comes after them."""
    row = _found(visit, account)
    if row is None:
        return _gone(visit)
    filled = visit.fill(Change)
    if filled.value is None or not _done(visit, filled, _change(visit, row.id, filled.value.what)):
        shown = _as_typed(visit, row)
        shown.failure = filled.failure
        return _show(visit, row, shown)
    sentences = {
        "disable": visit.words.gettext("Het account is gesloten."),
        "enable": visit.words.gettext("Het account is weer open."),
        "end_sessions": visit.words.gettext("Deze persoon is overal afgemeld."),
        "give_up_address": visit.words.gettext("Het e-mailadres is vrij voor een ander account."),
        "unlink": visit.words.gettext("Wie zich met dit e-mailadres aanmeldt bij de werkgever, krijgt dit account."),
    }
    return visit.see(visit.url("account", account=row.id), sentences[filled.value.what])


@router.post("/accounts/{account}/wachtwoord", name="account_password")
def new_password(visit: Visiting, account: str) -> Response:
    """A new one-time password."""
    row = _found(visit, account)
    if row is None:
        return _gone(visit)
    password = administration.one_time_password(visit.services.secret, _message(visit, visit.fill(Form)))
    hashed = acceptable(password)
    with visit.writing() as session:
        administration.new_password(session, row.id, hashed)
    return _password(visit, row.id, password)


def _change(visit: Visit, identity: UUID, what: str) -> Callable[[WriteSession], None]:
    changes: dict[str, Callable[[WriteSession], None]] = {
        "disable": lambda session: administration.disable(session, identity, visit.services.now()),
        "enable": lambda session: administration.enable(session, identity),
        "end_sessions": lambda session: sessions.end_all(session, identity),
        "give_up_address": lambda session: administration.give_up_address(session, identity),
        "unlink": lambda session: administration.unlink(session, identity),
    }
    return changes[what]


def _done(visit: Visit, filled: Filled[Any], work: Callable[[WriteSession], None]) -> bool:
    """Whether it could be done; if not, the form says why."""
    try:
        with visit.writing() as session:
            work(session)
    except AccountProblem as problem:
        filled.failure = Failure(HTTPStatus.CONFLICT, problem.nl if visit.language == "nl" else problem.en)
        return False
    return True


def _message(visit: Visit, filled: Filled[Any]) -> UUID:
    """The id of the form; the access check has seen that it is ours."""
    return visit.tokens.message(filled.token or "") or UUID(int=0)


def _several(text: str) -> frozenset[str]:
    return frozenset(part.strip() for part in text.replace("\n", ",").split(",") if part.strip())


def _found(visit: Visit, account: str) -> Row[Any] | None:
    try:
        identity = UUID(account)
    except ValueError:
        return None
    with visit.reading() as session:
        return administration.one(session, identity)


def _as_typed(visit: Visit, row: Row[Any]) -> Filled[Any]:
    with visit.reading() as session:
        keys = administration.keys_of(session, row.trajects)
    names = sorted(name for name in row.municipalities if name)
    return empty(roles=list(row.roles), municipalities=", ".join(map(str.title, names)), trajects=", ".join(keys))


def _show(visit: Visit, row: Row[Any], filled: Filled[Any]) -> Response:
    ours, given_up = row.id == visit.visitor.account, administration.gave_up_address(row)
    return visit.page("accounts/one.html", filled=filled, row=row, ours=ours, given_up=given_up)


def _password(visit: Visit, identity: UUID, password: str) -> Response:
    """The page that is the only one to show it, and that no browser keeps."""
    with visit.reading() as session:
        row = administration.one(session, identity)
    response = visit.page("accounts/password.html", row=row, password=password)
    response.headers["Cache-Control"] = "no-store"
    return response


def _gone(visit: Visit) -> Response:
    return visit.see(visit.url("account_list"), visit.words.gettext("Dit account is er niet."))
