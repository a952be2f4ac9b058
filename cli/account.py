"""`traject account`: the first administrator, and a new password for who lost one; the portal does the rest."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from cli.errors import Failed
from cli.language import say
from cli.output import line

if TYPE_CHECKING:
    from portal.signing_in.accounts import Account


class Role(StrEnum):
    """What somebody does in the portal, in the words of the command line."""

    COORDINATOR = "coordinator"
    TRAINER = "trainer"
    PROJECT_LEAD = "projectleider"
    ADMINISTRATOR = "beheerder"


Email = Annotated[str, typer.Argument(metavar="E-MAIL", help="Waarmee iemand zich aanmeldt.")]


def add(
    email: Email,
    name: Annotated[str, typer.Option("--name", metavar="NAAM", help="Hoe iemand heet.")],
    role: Annotated[list[Role], typer.Option("--role", help="Wat iemand doet; mag meer dan eens.")],
    municipality: Annotated[
        list[str] | None, typer.Option("--municipality", metavar="GEMEENTE", help="Wat iemand ziet; mag meer dan eens.")
    ] = None,
    everywhere: Annotated[bool, typer.Option("--everywhere", help="Ziet alle gemeenten.")] = False,
) -> None:
    """Maak een account voor het portaal. Het wachtwoord staat er één keer; wie zich aanmeldt, moet het veranderen."""
    from portal.signing_in.accounts import Account, acceptable, readable_password
    from portal.visitor import Role as PortalRole

    password = readable_password()
    account = Account(
        email=email,
        name=name,
        roles=[PortalRole[each.name] for each in role],
        municipalities=municipality or (),
        everywhere=everywhere,
        password_hash=acceptable(password),
        must_change=True,
    )
    _create(account)
    _tell(email, password)


def password(email: Email) -> None:
    """Geef een account een nieuw wachtwoord, en meld het overal af."""
    from cli.places import writing
    from portal.signing_in import accounts, sessions

    new = accounts.readable_password()
    password_hash = accounts.acceptable(new)
    with writing() as session:
        known = accounts.of_email(session, email)
        if known is None:
            raise Failed(say(f"{email} heeft geen account.", f"{email} has no account."))
        accounts.change_password(session, known.id, password_hash, must_change=True)
        sessions.end_all(session, known.id)
    _tell(email, new)


def _create(account: "Account") -> None:
    from cli.places import writing
    from portal.signing_in import accounts

    try:
        with writing() as session:
            accounts.create(session, account)
    except accounts.AccountProblem as problem:
        raise Failed(say(problem.nl, problem.en)) from problem


def _tell(email: str, password: str) -> None:
    line(f"{email}: {password}")
    line(say("Geef dit wachtwoord persoonlijk door.", "Hand this password over in person."), "dim")
