"""What is said of one participant before and beside the programme: registration, intake, decision, consent."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from cli import options, words
from cli.language import say
from cli.options import On, Participant, Traject
from domain.terms import Gender, LanguageLevel

if TYPE_CHECKING:
    from cli.record.desk import Desk
    from cli.record.statement import Statement

FirstName = Annotated[str | None, typer.Option("--first-name", parser=options.name, metavar="NAAM", help="Voornaam.")]
Infix = Annotated[
    str | None,
    typer.Option("--infix", parser=options.name, metavar="NAAM", help="Tussenvoegsel, zoals ‘van der’."),
]
LastName = Annotated[str | None, typer.Option("--last-name", parser=options.name, metavar="NAAM", help="Achternaam.")]
OwnName = Annotated[
    str | None,
    typer.Option(
        "--own-name", parser=options.name, metavar="NAAM", help="Zoals de deelnemer de naam schrijft, in elk schrift."
    ),
]
BirthDate = Annotated[
    date | None,
    typer.Option("--birth-date", parser=options.day, metavar="JJJJ-MM-DD", help="Geboortedatum; INT-3 volgt eruit."),
]
GenderSaid = Annotated[
    Gender | None,
    typer.Option("--gender", parser=words.parser(Gender), metavar="v|m|x", help="Zoals de deelnemer het zelf zegt."),
]
Phone = Annotated[str | None, typer.Option("--phone", parser=options.name, metavar="NUMMER", help="Telefoonnummer.")]
Email = Annotated[
    str | None,
    typer.Option("--email", parser=options.address, metavar="ADRES", help="E-mailadres van de deelnemer."),
]
Level = Annotated[
    LanguageLevel | None,
    typer.Option(
        "--language", parser=words.parser(LanguageLevel), metavar="A1…C2", help="Taalniveau Nederlands (INT-4)."
    ),
]


def registered(
    desk: "Desk",
    traject: Traject,
    key: Annotated[
        str,
        typer.Argument(parser=options.name, metavar="SLEUTEL", help="Hoe de gemeente de nieuwe deelnemer noemt."),
    ],
    first_name: FirstName = None,
    infix: Infix = None,
    last_name: LastName = None,
    own_name: OwnName = None,
    birth_date: BirthDate = None,
    gender: GenderSaid = None,
    phone: Phone = None,
    email: Email = None,
    on: On = None,
) -> "Statement":
    """Meld een nieuwe deelnemer aan.

    Voorbeeld: traject record registered S-2026-1 S-2026-1-d16 --first-name Amira --last-name Haddad --gender v
    """
    from activities.messages import Enclosure
    from cli.record.statement import NamedParticipant, about_participant, personal
    from domain.facts import Registered
    from domain.ids import participant_id

    group = desk.traject(traject)
    member = NamedParticipant(participant_id(group.municipality, key), key.strip(), group)
    day = desk.day(on)
    person = personal(
        member.id,
        key=member.key,
        first_name=first_name,
        infix=infix,
        last_name=last_name,
        own_name=own_name,
        birth_date=birth_date,
        gender=gender,
        phone=phone,
        email=email,
    )
    done = say(f"aangemeld op {day}", f"registered on {day}")
    return about_participant(member, done, Registered(participant=member.id, on=day)).enclosing(
        Enclosure(people=(person,))
    )


def person(
    desk: "Desk",
    participant: Participant,
    first_name: FirstName = None,
    infix: Infix = None,
    last_name: LastName = None,
    own_name: OwnName = None,
    birth_date: BirthDate = None,
    gender: GenderSaid = None,
    phone: Phone = None,
    email: Email = None,
) -> "Statement":
    """Verbeter de persoonsgegevens van een deelnemer; wat u weglaat blijft staan."""
    from activities.messages import Enclosure
    from cli.record.statement import about_participant, personal

    said = (first_name, infix, last_name, own_name, birth_date, gender, phone, email)
    if all(value is None for value in said):
        raise typer.BadParameter(say("zeg wat er verbeterd moet worden", "say what to correct"))
    member = desk.participant(participant)
    values = personal(
        member.id,
        first_name=first_name,
        infix=infix,
        last_name=last_name,
        own_name=own_name,
        birth_date=birth_date,
        gender=gender,
        phone=phone,
        email=email,
    )
    done = say("persoonsgegevens verbeterd", "personal values corrected")
    return about_participant(member, done).enclosing(Enclosure(people=(values,)))
