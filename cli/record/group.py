"""What is said of a traject as a whole: its people, its days, its evaluations and its end."""

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
    from cli.record.statement import about_traject
    from domain.facts import StaffNamed
    from domain.ids import staff_id

    group = desk.traject(traject)
    who = None if email is None else staff_id(email)
    known = () if email is None or who is None else (StaffValues(staff=who, email=email),)
    name = words.read(role)
    done = (
        say(f"{name} weggehaald", f"no {name} any more") if who is None else say(f"{name} aangewezen", f"{name} named")
    )
    fact = StaffNamed(role=role, staff=who, on=desk.day(on))
    return about_traject(group, done, fact).enclosing(Enclosure(staff=known))


def kick_off(
    desk: "Desk",
    traject: Traject,
    day: Annotated[date, typer.Argument(parser=options.day, metavar="DATUM", help="De dag die u voor ogen hebt.")],
) -> "Statement":
    """De dag waarop het traject wil beginnen, zolang er geen bijeenkomst van soort kick-off is."""
    from cli.record.statement import about_traject
    from domain.facts import KickOffPlanned

    done = say(f"kick-off beoogd op {day}", f"kick-off meant for {day}")
    return about_traject(desk.traject(traject), done, KickOffPlanned(day=day))


def agreement(desk: "Desk", traject: Traject, mistake: Mistake = False, on: On = None) -> "Statement":
    """De gemeente heeft de overeenkomst getekend; dat geldt voor al haar trajecten."""
    from cli.record.statement import about_traject
    from domain.facts import AgreementSigned

    day = None if mistake else desk.day(on)
    done = (
        say("overeenkomst teruggenomen", "agreement taken back")
        if mistake
        else say("overeenkomst getekend", "agreement signed")
    )
    return about_traject(desk.traject(traject), done, AgreementSigned(on=day))


def plan_of_approach(desk: "Desk", traject: Traject, mistake: Mistake = False, on: On = None) -> "Statement":
    """Het plan van aanpak van de gemeente staat; dat geldt voor al haar trajecten."""
    from cli.record.statement import about_traject
    from domain.facts import PlanOfApproachWritten

    day = None if mistake else desk.day(on)
    done = (
        say("plan teruggenomen", "plan taken back")
        if mistake
        else say("plan van aanpak geschreven", "plan of approach written")
    )
    return about_traject(desk.traject(traject), done, PlanOfApproachWritten(on=day))


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
    from cli.record.statement import about_traject
    from domain.facts import BreakRecorded

    done = (
        say("onderbreking teruggenomen", "break taken back")
        if end is None
        else say(f"onderbreking {start} tot en met {end}", f"break {start} through {end}")
    )
    return about_traject(
        desk.traject(traject), done, BreakRecorded(start=start, end=end), remark=f"break_reason:{start}"
    )


def hand_over(desk: "Desk", traject: Traject, mistake: Mistake = False, on: On = None) -> "Statement":
    """De co-trainer neemt het programma over."""
    from cli.record.statement import about_traject
    from domain.facts import HandedOver

    day = None if mistake else desk.day(on)
    done = (
        say("overdracht teruggenomen", "hand-over taken back")
        if mistake
        else say("overgedragen aan de co-trainer", "handed over")
    )
    return about_traject(desk.traject(traject), done, HandedOver(on=day))


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
    from cli.record.statement import about_traject
    from domain.facts import EvaluationRecorded

    group, number = desk.traject(traject), desk.message
    fact = EvaluationRecorded(
        evaluation=number,
        moment=moment,
        on=desk.day(on),
        session=None if session is None else desk.session(session).id,
        with_co_trainer=with_co_trainer,
        with_participants=with_participants,
    )
    done = say(f"evaluatie vastgelegd, nummer {number}", f"evaluation recorded, number {number}")
    return about_traject(group, done, fact).with_notes({f"findings:{number}": findings})


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
    from cli.record.statement import about_traject
    from domain.facts import EvaluationFollowedUp

    fact = EvaluationFollowedUp(evaluation=evaluation, on=desk.day(on))
    statement = about_traject(desk.traject(traject), say("actie vastgelegd", "action recorded"), fact)
    return statement.with_notes({f"evaluation_action:{evaluation}": action})


def report_outcomes(desk: "Desk", traject: Traject, on: On = None) -> "Statement":
    """De resultaten van het traject zijn gerapporteerd."""
    from cli.record.statement import about_traject
    from domain.facts import Done

    fact = Done(task=TaskKind.REPORT_OUTCOMES, on=desk.day(on))
    return about_traject(desk.traject(traject), say("resultaten gerapporteerd", "outcomes reported"), fact)


def cancel_traject(desk: "Desk", traject: Traject, mistake: Mistake = False, on: On = None) -> "Statement":
    """Het traject stopt voorgoed; zeg met --note waarom. Alle taken vervallen, behalve exitgesprekken."""
    from cli.record.statement import about_traject
    from domain.facts import TrajectCancelled

    day = None if mistake else desk.day(on)
    done = say("annulering teruggenomen", "cancellation taken back") if mistake else say("geannuleerd", "cancelled")
    return about_traject(desk.traject(traject), done, TrajectCancelled(on=day), remark="cancellation_reason")
