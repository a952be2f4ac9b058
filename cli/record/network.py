"""What is said of somebody in a municipality's network: a company, guest speaker, partner or volunteer."""

from typing import TYPE_CHECKING, Annotated

import typer

from cli import options, words
from cli.language import say
from cli.options import Traject

if TYPE_CHECKING:
    from cli.record.desk import Desk
    from cli.record.statement import Statement

Kind = Annotated[
    words.OrganisationKind | None,
    typer.Option(
        "--kind",
        parser=words.parser(words.OrganisationKind),
        metavar="SOORT",
        help=f"Eén van: {words.listed(words.OrganisationKind)}; wie nieuw is en dit niet zegt, is een bedrijf.",
    ),
]
_text, _mail, _count = map(options.or_empty, (options.name, options.address, options.number))
Sector = Annotated[str | None, typer.Option("--sector", parser=_text, metavar="TEKST", help="Branche.")]
Levels = Annotated[str | None, typer.Option("--levels", parser=_text, metavar="TEKST", help="Niveaus van werk daar.")]
Capacity = Annotated[
    str | None,
    typer.Option("--capacity", parser=_count, metavar="AANTAL", help="Hoeveel mensen er tegelijk kunnen komen."),
]
ContactName = Annotated[
    str | None, typer.Option("--contact-name", parser=_text, metavar="NAAM", help="Contactpersoon.")
]
ContactPhone = Annotated[str | None, typer.Option("--contact-phone", parser=_text, metavar="NUMMER", help="Telefoon.")]
ContactEmail = Annotated[str | None, typer.Option("--contact-email", parser=_mail, metavar="ADRES", help="E-mail.")]


def organisation(
    desk: "Desk",
    traject: Traject,
    name: Annotated[
        str, typer.Argument(parser=options.name, metavar="NAAM", help="De naam in het netwerk van de gemeente.")
    ],
    kind: Kind = None,
    sector: Sector = None,
    levels: Levels = None,
    capacity: Capacity = None,
    contact_name: ContactName = None,
    contact_phone: ContactPhone = None,
    contact_email: ContactEmail = None,
) -> "Statement":
    """Zet een bedrijf, gastspreker, partner of vrijwilliger in het netwerk van de gemeente van dit traject.

    Wie er al in staat, houdt wat u weglaat; een lege waarde ('') maakt leeg wat er stond.
    """
    from activities.messages import Enclosure, OrganisationValues
    from cli.record.statement import about_traject
    from domain.ids import organisation_id

    group = desk.traject(traject)
    said = {
        "kind": kind and kind.value,
        "sector": sector,
        "levels_of_work": levels,
        "capacity": capacity,
        "contact_name": contact_name,
        "contact_phone": contact_phone,
        "contact_email": contact_email,
    }
    entry = OrganisationValues.model_validate(
        {
            "organisation": organisation_id(group.municipality, name),
            "name": name,
            "kind": words.OrganisationKind.COMPANY.value,
            **desk.known_of(group, name),
            **{field: value or None for field, value in said.items() if value is not None},
        }
    )
    done = say(f"{name} staat in het netwerk", f"{name} is in the network")
    return about_traject(group, done).enclosing(Enclosure(organisations=(entry,)))
