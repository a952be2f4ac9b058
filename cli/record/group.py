"""What is said of a traject as a whole: its start, its people, its evaluations and its end."""

from datetime import date
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer

from cli import options, words
from cli.language import say
from cli.options import On, Traject
from domain.terms import EvaluationMoment, StaffRole, TaskKind

if TYPE_CHECKING:
    from cli.record.desk import Desk
    from cli.record.statement import Statement

Staff = Annotated[
    str | None,
    typer.Argument(parser=options.address, metavar="[E-MAIL]", help="Wie het wordt; weglaten haalt de naam weg."),
]
Mistake = Annotated[bool, typer.Option("--mistake", help="Het klopte niet: neem het terug.")]

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


def new(
    desk: "Desk",
    municipality: Annotated[str, typer.Argument(parser=options.name, metavar="GEMEENTE", help="De gemeente.")],
    key: Annotated[
        str, typer.Argument(parser=options.name, metavar="SLEUTEL", help="Hoe de gemeente het traject noemt.")
    ],
    programme: Annotated[
        str, typer.Option("--programme", metavar="ID", help="De definitie; zie `traject programme list`.")
    ] = "kixworks-2022",
    coordinator: Annotated[
        str | None, typer.Option("--coordinator", parser=options.address, metavar="E-MAIL", help="Coördinator.")
    ] = None,
    trainer: Annotated[
        str | None, typer.Option("--trainer", parser=options.address, metavar="E-MAIL", help="Trainer.")
    ] = None,
    co_trainer: Annotated[
        str | None, typer.Option("--co-trainer", parser=options.address, metavar="E-MAIL", help="Co-trainer.")
    ] = None,
    kick_off: Annotated[
        date | None,
        typer.Option("--kick-off", parser=options.day, metavar="JJJJ-MM-DD", help="Wanneer u wilt beginnen."),
    ] = None,
    on: On = None,
) -> "Statement":
    """Begin een nieuw traject.

    Voorbeeld: traject record traject Leiden L-2026-1 --coordinator c@leiden.example --kick-off 2026-03-02
    """
    from activities.messages import Enclosure, StaffValues, TrajectValues
    from cli.record.statement import Group, about_group
    from domain.facts import AnyFact, KickOffPlanned, StaffNamed, TrajectCreated
    from domain.ids import staff_id, traject_id

    definition = desk.definition(programme)
    named = {StaffRole.COORDINATOR: coordinator, StaffRole.TRAINER: trainer, StaffRole.CO_TRAINER: co_trainer}
    people = {role: email for role, email in named.items() if email is not None}
    day = desk.day(on)
    facts: list[AnyFact] = [TrajectCreated(programme=definition.id, version=definition.version, on=day)]
    facts += [StaffNamed(role=role, staff=staff_id(email), on=day) for role, email in people.items()]
    if kick_off is not None:
        facts.append(KickOffPlanned(day=kick_off))
    group = Group(traject_id(municipality, key), key.strip(), municipality.strip())
    enclosure = Enclosure(
        traject=TrajectValues(municipality=group.municipality, key=group.key),
        staff=tuple(StaffValues(staff=staff_id(email), email=email) for email in people.values()),
    )
    done = say(f"nieuw traject in {group.municipality}", f"new traject in {group.municipality}")
    return about_group(group, done, *facts).enclosing(enclosure)


def staff(
    desk: "Desk",
    traject: Traject,
    role: Annotated[
        StaffRole, typer.Argument(parser=words.parser(StaffRole), metavar="ROL", help=words.listed(StaffRole))
    ],
    email: Staff = None,
    on: On = None,
) -> "Statement":
    """Wijs een coördinator, trainer of co-trainer aan."""
    from activities.messages import Enclosure, StaffValues
    from cli.record.statement import about_group
    from domain.facts import StaffNamed
    from domain.ids import staff_id

    group = desk.group(traject)
    who = None if email is None else staff_id(email)
    known = () if email is None or who is None else (StaffValues(staff=who, email=email),)
    name = words.read(role)
    done = (
        say(f"{name} weggehaald", f"no {name} any more") if who is None else say(f"{name} aangewezen", f"{name} named")
    )
    fact = StaffNamed(role=role, staff=who, on=desk.day(on))
    return about_group(group, done, fact).enclosing(Enclosure(staff=known))


def kick_off(
    desk: "Desk",
    traject: Traject,
    day: Annotated[date, typer.Argument(parser=options.day, metavar="DATUM", help="De dag die u voor ogen hebt.")],
) -> "Statement":
    """De dag waarop het traject wil beginnen, zolang er geen bijeenkomst van soort kick-off is."""
    from cli.record.statement import about_group
    from domain.facts import KickOffPlanned

    done = say(f"kick-off beoogd op {day}", f"kick-off meant for {day}")
    return about_group(desk.group(traject), done, KickOffPlanned(day=day))


def agreement(desk: "Desk", traject: Traject, mistake: Mistake = False, on: On = None) -> "Statement":
    """De gemeente heeft de overeenkomst getekend; dat geldt voor al haar trajecten."""
    from cli.record.statement import about_group
    from domain.facts import AgreementSigned

    day = None if mistake else desk.day(on)
    done = (
        say("overeenkomst teruggenomen", "agreement taken back")
        if mistake
        else say("overeenkomst getekend", "agreement signed")
    )
    return about_group(desk.group(traject), done, AgreementSigned(on=day))


def plan_of_approach(desk: "Desk", traject: Traject, mistake: Mistake = False, on: On = None) -> "Statement":
    """Het plan van aanpak van de gemeente staat; dat geldt voor al haar trajecten."""
    from cli.record.statement import about_group
    from domain.facts import PlanOfApproachWritten

    day = None if mistake else desk.day(on)
    done = (
        say("plan teruggenomen", "plan taken back")
        if mistake
        else say("plan van aanpak geschreven", "plan of approach written")
    )
    return about_group(desk.group(traject), done, PlanOfApproachWritten(on=day))


def break_(
    desk: "Desk",
    traject: Traject,
    start: Annotated[
        date, typer.Option("--from", parser=options.day, metavar="JJJJ-MM-DD", help="De eerste dag zonder les.")
    ],
    end: Annotated[
        date | None,
        typer.Option("--to", parser=options.day, metavar="JJJJ-MM-DD", help="De laatste; weglaten neemt haar terug."),
    ] = None,
) -> "Statement":
    """Een onderbreking van de groep, zoals een vakantie: zij telt niet voor ritme en lengte."""
    from cli.record.statement import about_group
    from domain.facts import BreakRecorded

    done = (
        say("onderbreking teruggenomen", "break taken back")
        if end is None
        else say(f"onderbreking {start} tot en met {end}", f"break {start} through {end}")
    )
    return about_group(desk.group(traject), done, BreakRecorded(start=start, end=end), remark=f"break_reason:{start}")


def hand_over(desk: "Desk", traject: Traject, mistake: Mistake = False, on: On = None) -> "Statement":
    """De co-trainer neemt het programma over."""
    from cli.record.statement import about_group
    from domain.facts import HandedOver

    day = None if mistake else desk.day(on)
    done = (
        say("overdracht teruggenomen", "hand-over taken back")
        if mistake
        else say("overgedragen aan de co-trainer", "handed over")
    )
    return about_group(desk.group(traject), done, HandedOver(on=day))


def evaluation(
    desk: "Desk",
    traject: Traject,
    moment: Annotated[
        EvaluationMoment,
        typer.Argument(parser=words.parser(EvaluationMoment), metavar="MOMENT", help=words.listed(EvaluationMoment)),
    ],
    session: Annotated[
        str | None, typer.Option("--session", metavar="SLEUTEL", help="De training waarna u evalueerde.")
    ] = None,
    with_co_trainer: Annotated[bool, typer.Option("--with-co-trainer", help="Met de co-trainer.")] = False,
    with_participants: Annotated[bool, typer.Option("--with-participants", help="Met de deelnemers.")] = False,
    findings: Annotated[
        str | None,
        typer.Option(
            "--findings", parser=options.free_text, metavar="TEKST", help="Wat eruit kwam; blijft in de database."
        ),
    ] = None,
    on: On = None,
) -> "Statement":
    """Leg een evaluatie vast: tussentijds (na de 4e en 8e training) of aan het eind."""
    from cli.record.statement import about_group
    from domain.facts import EvaluationRecorded

    group, number = desk.group(traject), desk.message
    fact = EvaluationRecorded(
        evaluation=number,
        moment=moment,
        on=desk.day(on),
        session=None if session is None else desk.meeting(session).id,
        with_co_trainer=with_co_trainer,
        with_participants=with_participants,
    )
    done = say(f"evaluatie vastgelegd, nummer {number}", f"evaluation recorded, number {number}")
    return about_group(group, done, fact).with_notes({f"findings:{number}": findings})


def evaluation_action(
    desk: "Desk",
    traject: Traject,
    evaluation: Annotated[
        UUID, typer.Argument(parser=options.uuid, metavar="NUMMER", help="Het nummer van de evaluatie.")
    ],
    action: Annotated[str, typer.Option("--action", metavar="TEKST", help="Wat u met de uitkomst deed.")],
    on: On = None,
) -> "Statement":
    """Leg vast wat er met een evaluatie is gedaan."""
    from cli.record.statement import about_group
    from domain.facts import EvaluationFollowedUp

    fact = EvaluationFollowedUp(evaluation=evaluation, on=desk.day(on))
    statement = about_group(desk.group(traject), say("actie vastgelegd", "action recorded"), fact)
    return statement.with_notes({f"evaluation_action:{evaluation}": action})


def report_outcomes(desk: "Desk", traject: Traject, on: On = None) -> "Statement":
    """De resultaten van het traject zijn gerapporteerd."""
    from cli.record.statement import about_group
    from domain.facts import Done

    fact = Done(task=TaskKind.REPORT_OUTCOMES, on=desk.day(on))
    return about_group(desk.group(traject), say("resultaten gerapporteerd", "outcomes reported"), fact)


def cancel_traject(desk: "Desk", traject: Traject, mistake: Mistake = False, on: On = None) -> "Statement":
    """Het traject stopt voorgoed; zeg met --note waarom. Alle taken vervallen, behalve exitgesprekken."""
    from cli.record.statement import about_group
    from domain.facts import TrajectCancelled

    day = None if mistake else desk.day(on)
    done = say("annulering teruggenomen", "cancellation taken back") if mistake else say("geannuleerd", "cancelled")
    return about_group(desk.group(traject), done, TrajectCancelled(on=day), remark="cancellation_reason")


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
    from cli.record.statement import about_group
    from domain.ids import organisation_id

    group = desk.group(traject)
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
    return about_group(group, done).enclosing(Enclosure(organisations=(entry,)))
