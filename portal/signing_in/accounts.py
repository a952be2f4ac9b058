"""Accounts: who may sign in, as what, and what they may see."""

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, Connection, Engine, Row, and_, delete, func, insert, select, update
from sqlalchemy.dialects import postgresql

from domain.ids import staff_id
from domain.names import apart, composed
from portal.signing_in.passwords import LEAST, MOST, hashed
from portal.visitor import Role
from storage.engine import WriteSession, reading, writing
from storage.queries.whose import sees_all
from storage.tables import account_scopes, accounts, staff, tasks, trajects

_READABLE = "abcdefghjkmnpqrstuvwxyz23456789"


class AccountProblem(Exception):
    """Something about an account that cannot be; `nl` and `en` are for people."""

    def __init__(self, nl: str, en: str) -> None:
        super().__init__(en)
        self.nl = nl
        self.en = en


class AddressTaken(AccountProblem):
    """Another account has this address (in any case), or what the provider of OpenID Connect calls its owner."""

    def __init__(self, email: str) -> None:
        super().__init__(f"{email} heeft al een account.", f"{email} has an account already.")


class BothKinds(AccountProblem):
    """It would see everybody's name: see `storage.queries.whose.sees_all`."""

    def __init__(self) -> None:
        super().__init__(
            "Een coördinator of trainer die ook projectleider of beheerder is, ziet niet alle gemeenten. "
            "Noem de gemeenten, of maak twee accounts, elk met een eigen e-mailadres.",
            "A coordinator or trainer who is also project lead or administrator does not see all municipalities. "
            "Name the municipalities, or make two accounts, each with an e-mail address of its own.",
        )


@dataclass(frozen=True, slots=True)
class Account:
    """An account to be made. `municipalities` in any case; `everywhere` is all of them.

    Its password is hashed before any transaction begins (`acceptable`): that takes longer than others may wait.
    """

    email: str
    name: str
    roles: Collection[Role]
    municipalities: Collection[str] = ()
    trajects: Collection[UUID] = ()
    everywhere: bool = False
    password_hash: str | None = None
    must_change: bool = False
    identity: str | None = None


def create(session: WriteSession, account: Account, identity: UUID | None = None) -> UUID:
    """Make an account, and make its owner known as staff.

    Raises:
        AddressTaken: perhaps since a moment ago.
        BothKinds: for all municipalities, with roles that cannot be so together.
    """
    if account.everywhere and not sees_all(account.roles, everywhere=True):
        raise BothKinds
    identity = identity or uuid4()
    new = postgresql.insert(accounts).values(id=identity, **_columns(account)).on_conflict_do_nothing()
    taken = of_email(session, account.email) is not None
    if taken or session.execute(new.returning(accounts.c.id)).one_or_none() is None:
        raise AddressTaken(account.email)
    _make_known(session, account)
    set_scopes(session, identity, account)
    return identity


def keep(session: WriteSession, identity: UUID | None, account: Account) -> UUID:
    """Make an account, or bring it up to what its organisation now says of it; its password stays.

    Raises:
        AddressTaken: another account has the address that it has there now.
        WrittenMeanwhile: another got that address at this very moment. Begin again.
    """
    if identity is None:
        return create(session, account)
    other = of_email(session, account.email)
    if other is not None and other.id != identity:
        raise AddressTaken(account.email)
    columns = {name: value for name, value in _columns(account).items() if name not in {"password_hash", "everywhere"}}
    session.execute(update(accounts).where(accounts.c.id == identity).values(columns))
    _make_known(session, account)
    if account.municipalities:
        set_scopes(session, identity, account)
    return identity


def acceptable(password: str) -> str:
    """The hash of a password that is not too easily guessed.

    Raises:
        AccountProblem: too short, or too long to be hashed.
    """
    if not LEAST <= len(password) <= MOST:
        raise AccountProblem(
            f"Kies een wachtwoord van ten minste {LEAST} tekens.", f"Choose a password of {LEAST} characters or more."
        )
    return hashed(password)


def change_password(session: WriteSession, identity: UUID, password_hash: str, *, must_change: bool = False) -> None:
    """Set a new password, hashed by `acceptable`."""
    values = {"password_hash": password_hash, "must_change": must_change}
    session.execute(update(accounts).where(accounts.c.id == identity).values(values))


def replace_password(session: WriteSession, identity: UUID, before: str, password_hash: str) -> bool:
    """The same by its owner, who gave the password of the hash `before`; false when that is no longer the one."""
    values = {"password_hash": password_hash, "must_change": False}
    return session.execute(update(accounts).where(_opened_by(identity, before)).values(values)).rowcount == 1


def still_opens(session: WriteSession, identity: UUID, password_hash: str) -> bool:
    """Whether the account is open and this its hash; if so, both stay until the end of the transaction."""
    held = select(accounts.c.id).where(_opened_by(identity, password_hash)).with_for_update(read=True)
    return session.execute(held).one_or_none() is not None


def _opened_by(identity: UUID, password_hash: str) -> ColumnElement[bool]:
    return and_(accounts.c.id == identity, accounts.c.password_hash == password_hash, accounts.c.disabled_at.is_(None))


def set_scopes(session: WriteSession, identity: UUID, account: Account) -> None:
    """What an account may see, instead of what it saw before."""
    session.execute(delete(account_scopes).where(account_scopes.c.account_id == identity))
    rows: list[dict[str, Any]] = [
        {"account_id": identity, "municipality": name, "traject_id": None}
        for name in sorted({composed(each).strip().lower() for each in account.municipalities})
    ]
    rows += [{"account_id": identity, "municipality": None, "traject_id": each} for each in set(account.trajects)]
    if rows:
        session.execute(insert(account_scopes), rows)


def of_email(session: Connection, email: str) -> Row[Any] | None:
    """The account with this address, in any case, and however its accents were typed or are stored."""
    typed = email.strip().lower()
    stored = func.lower(accounts.c.email)
    known = select(accounts).where(stored.in_({composed(typed), typed, apart(typed)}))
    return session.execute(known.order_by(stored != composed(typed))).first()


def of_identity(session: Connection, identity: str) -> Row[Any] | None:
    """The account that a provider of OpenID Connect calls so."""
    return session.execute(select(accounts).where(accounts.c.identity == identity)).one_or_none()


def readable_password() -> str:
    """A password that can be said over the phone: 80 bits in groups of four."""
    letters = "".join(secrets.choice(_READABLE) for _ in range(16))
    return "-".join(letters[start : start + 4] for start in range(0, 16, 4))


def _columns(account: Account) -> dict[str, Any]:
    return {
        "email": composed(account.email).strip(),
        "name": account.name.strip(),
        "staff_id": staff_id(account.email),
        "roles": sorted(role.value for role in account.roles),
        "everywhere": account.everywhere,
        "password_hash": account.password_hash,
        "must_change": account.must_change,
        "identity": account.identity,
    }


def _make_known(session: WriteSession, account: Account) -> None:
    """In two statements: one would be refused if a message named the same person at the same moment."""
    known = {"id": staff_id(account.email), "email": composed(account.email).strip(), "name": account.name}
    session.execute(postgresql.insert(staff).values(known).on_conflict_do_nothing())
    nameless = staff.c.id == known["id"], staff.c.name.is_(None)
    session.execute(update(staff).where(*nameless).values(name=account.name))


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """Somebody invented to sign in as, with the password to print."""

    email: str
    password: str
    role: Role
    where: str


def demo_accounts(engine: Engine) -> Sequence[DemoAccount]:
    """One account for each role on the sample trajects, with new passwords each time.

    The coordinator and the trainer are those of a running traject; call it after the samples are in.
    """
    with reading(engine) as session:
        crew = session.execute(_BUSIEST).one_or_none()
    if crew is None:
        return []
    lead, manager = Account("", "Projectleider", (), everywhere=True), Account("", "Beheer", (), everywhere=True)
    return [
        _demo(engine, crew.municipality, crew.coordinator or "coordinator@example.org", Role.COORDINATOR),
        _demo(engine, crew.municipality, crew.trainer or "trainer@example.org", Role.TRAINER),
        _demo(engine, "", "projectleider@example.org", Role.PROJECT_LEAD, lead),
        _demo(engine, "", "beheer@example.org", Role.ADMINISTRATOR, manager),
    ]


def _demo(
    engine: Engine, municipality: str, email: str, role: Role, shape: Account = Account("", "", ())
) -> DemoAccount:
    password = readable_password()
    password_hash = acceptable(password)
    there = (municipality,) if role is Role.COORDINATOR else ()
    with writing(engine) as session:
        known = session.execute(select(staff.c.name).where(staff.c.id == staff_id(email))).scalar_one_or_none()
        name = shape.name or known or email.partition("@")[0].replace(".", " ").title()
        account = replace(shape, email=email, name=name, roles=(role,), municipalities=there)
        there_already = of_email(session, email)
        identity = there_already.id if there_already is not None else create(session, account)
        change_password(session, identity, password_hash)
        set_scopes(session, identity, account)
    return DemoAccount(email, password, role, municipality)


_coordinator = staff.alias("coordinator")
_trainer = staff.alias("trainer")
_TO_DO = select(func.count()).where(tasks.c.traject_id == trajects.c.id, tasks.c.state == "open").scalar_subquery()
_BUSIEST = (
    select(trajects.c.municipality, _coordinator.c.email.label("coordinator"), _trainer.c.email.label("trainer"))
    .join_from(trajects, _coordinator, _coordinator.c.id == trajects.c.coordinator_id)
    .join(_trainer, _trainer.c.id == trajects.c.trainer_id)
    .where(trajects.c.phase == "programme")
    .order_by(_TO_DO.desc(), trajects.c.key)
    .limit(1)
)


def password_of(session: Connection, identity: UUID) -> str | None:
    """The hash that is stored; None for who signs in elsewhere."""
    query = select(accounts.c.password_hash).where(accounts.c.id == identity)
    found: str | None = session.execute(query).scalar_one_or_none()
    return found
