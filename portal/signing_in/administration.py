"""What an administrator does with the accounts of others. There is always somebody left who can do it."""

import hmac
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Connection, Row, Text, Uuid, any_, delete, func, insert, select, update

from portal.signing_in import accounts as own
from portal.signing_in import sessions
from portal.signing_in.accounts import Account, AccountProblem
from portal.visitor import Role
from storage import outbox
from storage.engine import WriteSession
from storage.queries.keys import KeyProblem, find_traject
from storage.tables import access_log, account_scopes, accounts, participants, trajects, web_sessions

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
SIZE = 50


@dataclass(frozen=True, slots=True)
class Rights:
    """What an account may do, and where. `trajects` are keys, as `GEMEENTE/SLEUTEL` where two use it."""

    roles: frozenset[Role]
    municipalities: frozenset[str] = frozenset()
    trajects: frozenset[str] = frozenset()
    everywhere: bool = False


class LastAdministrator(AccountProblem):
    """Nobody would be left to give it back."""

    def __init__(self) -> None:
        super().__init__(
            "Dit is de enige beheerder die zich kan aanmelden. Maak eerst iemand anders beheerder.",
            "This is the only administrator who can sign in. Make somebody else administrator first.",
        )


class MadeAnother(AccountProblem):
    """The form was used before, for an account with another address."""

    def __init__(self) -> None:
        super().__init__(
            "Met dit formulier is al een ander account gemaakt. Kijk of het klopt en verstuur het dan opnieuw.",
            "Another account was made with this form already. See whether it is right, and then send it again.",
        )


def one_time_password(secret: bytes, message: UUID) -> str:
    """A password to be said over the phone; the same for the same form, so that a double click gives no other."""
    digest = hmac.digest(secret, b"one-time password" + message.bytes, "sha256")
    letters = "".join(_LETTERS[byte % len(_LETTERS)] for byte in digest[:16])
    return "-".join(letters[start : start + 4] for start in range(0, 16, 4))


def everybody(
    session: Connection, after: UUID | None = None, size: int = SIZE
) -> tuple[Sequence[Row[Any]], UUID | None]:
    """One page of accounts in the order of their addresses, and the last account on it if there are more."""
    scopes, seen = account_scopes.c, func.max(web_sessions.c.seen_at)
    last_seen = select(seen).where(web_sessions.c.account_id == accounts.c.id).scalar_subquery()
    where = select(func.array_agg(scopes.municipality, type_=ARRAY(Text))).where(scopes.account_id == accounts.c.id)
    query = select(accounts, last_seen.label("seen_at"), where.scalar_subquery().label("municipalities"))
    if after is not None:
        last = select(func.lower(accounts.c.email)).where(accounts.c.id == after).scalar_subquery()
        query = query.where(func.lower(accounts.c.email) > last)
    rows = session.execute(query.order_by(func.lower(accounts.c.email)).limit(size + 1)).all()
    return rows[:size], (rows[size - 1].id if len(rows) > size else None)


def one(session: Connection, identity: UUID) -> Row[Any] | None:
    """An account, with what it may see and how often it is signed in."""
    scopes = account_scopes.c
    theirs = select(func.count()).where(web_sessions.c.account_id == identity, web_sessions.c.expires_at > func.now())
    query = (
        select(
            accounts,
            func.array_agg(scopes.municipality, type_=ARRAY(Text)).label("municipalities"),
            func.array_agg(scopes.traject_id, type_=ARRAY(Uuid)).label("trajects"),
            theirs.scalar_subquery().label("sessions"),
        )
        .outerjoin(account_scopes, scopes.account_id == accounts.c.id)
        .where(accounts.c.id == identity)
        .group_by(accounts.c.id)
    )
    return session.execute(query).one_or_none()


def keys_of(session: Connection, identities: Collection[UUID | None]) -> list[str]:
    """What trajects are called, so that an administrator can read and write them."""
    query = select(trajects.c.municipality, trajects.c.key).where(
        trajects.c.id.in_([each for each in identities if each])
    )
    return sorted(f"{row.municipality}/{row.key}" for row in session.execute(query))


def make(session: WriteSession, identity: UUID, account: Account, rights: Rights) -> None:
    """A new account under this id; made already, be it a moment ago, it stays as it is.

    Raises:
        AccountProblem: another has this address, another was made under this id, or a traject is not there.
    """
    try:
        own.create(session, account, identity)
    except AccountProblem:
        known = own.of_email(session, account.email)
        if known is None:
            raise MadeAnother from None
        if known.id != identity:
            raise
    else:
        give(session, identity, rights)


def give(session: WriteSession, identity: UUID, rights: Rights) -> None:
    """Other rights, from the next click on.

    Raises:
        AccountProblem: a traject is not there, or nobody would be left to administer.
    """
    if Role.ADMINISTRATOR not in rights.roles:
        _somebody_else(session, identity)
    values = {"roles": sorted(role.value for role in rights.roles), "everywhere": rights.everywhere}
    session.execute(update(accounts).where(accounts.c.id == identity).values(values))
    session.execute(delete(account_scopes).where(account_scopes.c.account_id == identity))
    names = sorted({" ".join(name.split()).lower() for name in rights.municipalities})
    rows = [{"account_id": identity, "municipality": name, "traject_id": None} for name in names]
    rows += [{"account_id": identity, "municipality": None, "traject_id": each} for each in _found(session, rights)]
    if rows:
        session.execute(insert(account_scopes), rows)


def _found(session: WriteSession, rights: Rights) -> list[UUID]:
    try:
        return sorted({find_traject(session, key).id for key in rights.trajects})
    except KeyProblem as problem:
        raise AccountProblem(problem.nl, problem.en) from problem


def disable(session: WriteSession, identity: UUID, now: datetime) -> None:
    """Nobody signs in with it any more, and who is signed in is out.

    Raises:
        LastAdministrator: see there.
    """
    _somebody_else(session, identity)
    session.execute(update(accounts).where(accounts.c.id == identity).values(disabled_at=now))
    sessions.end_all(session, identity)
    outbox.account_closed(session, identity)


def enable(session: WriteSession, identity: UUID) -> None:
    """It opens again, with the password it had; one that gave up its address stays closed."""
    kept = ~accounts.c.email.endswith(_given_up(identity))
    session.execute(update(accounts).where(accounts.c.id == identity, kept).values(disabled_at=None))


def give_up_address(session: WriteSession, identity: UUID) -> None:
    """What a closed account is called then is no address: whoever has the address now can have an account with it."""
    given_up = _given_up(identity)
    closed = accounts.c.disabled_at.is_not(None), ~accounts.c.email.endswith(given_up)
    session.execute(
        update(accounts).where(accounts.c.id == identity, *closed).values(email=accounts.c.email + given_up)
    )


def gave_up_address(account: Row[Any]) -> bool:
    """Whether it did."""
    return bool(account.email.endswith(_given_up(account.id)))


def _given_up(identity: UUID) -> str:
    return f" #{identity.hex[:6]}"


def unlink(session: WriteSession, identity: UUID) -> None:
    """Its owner is called otherwise at the provider now: who comes from there next with this address, has the account.

    Raises:
        LastAdministrator: see there.
    """
    _somebody_else(session, identity)
    session.execute(update(accounts).where(accounts.c.id == identity).values(identity=None))
    sessions.end_all(session, identity)


def new_password(session: WriteSession, identity: UUID, password_hash: str) -> None:
    """A password that must be changed at once; who is signed in is out."""
    own.change_password(session, identity, password_hash, must_change=True)
    sessions.end_all(session, identity)


def _somebody_else(session: WriteSession, identity: UUID) -> None:
    """Refuse what would leave nobody; others wait until this is stored."""
    administrators = any_(accounts.c.roles) == Role.ADMINISTRATOR.value
    can_sign_in = accounts.c.password_hash.is_not(None) | accounts.c.identity.is_not(None)
    active = administrators & can_sign_in & accounts.c.disabled_at.is_(None)
    found = session.execute(select(accounts.c.id).where(active).order_by(accounts.c.id).with_for_update()).scalars()
    there = set(found)
    if identity in there and there == {identity}:
        raise LastAdministrator


def opened(session: Connection, after: int | None = None, size: int = SIZE) -> tuple[Sequence[Any], int | None]:
    """Who opened whom and why, latest first; people by key, for an administrator sees no names."""
    log = access_log.c
    query = (
        select(
            log.seq,
            log.at,
            log.reason,
            accounts.c.name,
            accounts.c.email,
            participants.c.key,
            participants.c.municipality,
        )
        .join_from(access_log, accounts, accounts.c.id == log.account_id)
        .join(participants, participants.c.id == log.participant_id)
        .where(log.act == "reason")
        .order_by(log.seq.desc())
        .limit(size + 1)
    )
    if after is not None:
        query = query.where(log.seq < after)
    rows = session.execute(query).all()
    return rows[:size], (rows[size - 1].seq if len(rows) > size else None)
