"""What changes a participant's way through the programme: pause, leave, come back, and who goes along."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from cli import options, words
from cli.language import say
from cli.options import On, Participant
from domain.terms import TaskKind

if TYPE_CHECKING:
    from cli.record.desk import Desk
    from cli.record.statement import Statement

Mistake = Annotated[bool, typer.Option("--mistake", help="Het klopte niet: neem terug wat op die dag gezegd is.")]


TALKS = (
    TaskKind.CALL_ABSENTEE,
    TaskKind.TALK_AT_RISK,
    TaskKind.TALK_OUT_OF_REACH,
    TaskKind.REFER_ON,
    TaskKind.AFTERCARE,
    TaskKind.EXIT_TALK,
)
"""Tasks about one participant that end by talking to them, or about them."""


def _a_talk(text: str) -> TaskKind:
    kind = next((each for each in TALKS if each == text.strip().casefold().replace("-", "_")), None)
    if kind is None:
        choices = ", ".join(TALKS)
        raise typer.BadParameter(say(f"{text!r} kan niet; kies uit: {choices}", f"{text!r}: choose from {choices}"))
    return kind


def pause(
    desk: "Desk",
    participant: Participant,
    review: Annotated[
        date,
        typer.Option("--review", parser=options.day, metavar="JJJJ-MM-DD", help="Wanneer u opnieuw kijkt."),
    ],
    on: On = None,
) -> "Statement":
    """Zet een deelnemer op pauze, of verleng de pauze. Termijnen schuiven mee; zeg met --note waarom."""
    from cli.record.statement import about_participant
    from domain.facts import Paused

    member = desk.participant(participant)
    fact = Paused(participant=member.id, on=desk.day(on), review=review)
    done = say(f"op pauze tot {review}", f"paused until {review}")
    return about_participant(member, done, fact, remark="pause_reason")


def resume(desk: "Desk", participant: Participant, on: On = None) -> "Statement":
    """De pauze is voorbij."""
    from cli.record.statement import about_participant
    from domain.facts import Resumed

    member = desk.participant(participant)
    return about_participant(member, say("weer verder", "resumed"), Resumed(participant=member.id, on=desk.day(on)))


def withdraw(desk: "Desk", participant: Participant, mistake: Mistake = False, on: On = None) -> "Statement":
    """De deelnemer stopt; zeg met --note waarom. Alleen het exitgesprek blijft over. Terugkomen: `record re-enter`."""
    from cli.record.statement import about_participant
    from domain.facts import Withdrawn

    member = desk.participant(participant)
    fact = Withdrawn(participant=member.id, on=desk.day(on), cleared=mistake)
    done = say("stoppen teruggenomen", "withdrawal taken back") if mistake else say("gestopt", "withdrawn")
    return about_participant(member, done, fact, remark="withdrawal_reason")


def re_enter(desk: "Desk", participant: Participant, on: On = None) -> "Statement":
    """Wie gestopt was komt terug, met de hele voorgeschiedenis."""
    from cli.record.statement import about_participant
    from domain.facts import Reentered

    member = desk.participant(participant)
    return about_participant(member, say("weer terug", "came back"), Reentered(participant=member.id, on=desk.day(on)))


def refuse_contact(desk: "Desk", participant: Participant, mistake: Mistake = False, on: On = None) -> "Statement":
    """Wie na de uitreiking stopte wil niet meer benaderd worden: de opvolging vervalt."""
    from cli.record.statement import about_participant
    from domain.facts import ContactRefused

    member = desk.participant(participant)
    fact = ContactRefused(participant=member.id, on=desk.day(on), cleared=mistake)
    done = (
        say("wil weer contact", "contact allowed again") if mistake else say("wil geen contact meer", "refuses contact")
    )
    return about_participant(member, done, fact)


def request_follow_up(desk: "Desk", participant: Participant, mistake: Mistake = False, on: On = None) -> "Statement":
    """Wie voor de uitreiking stopte wordt toch gevolgd."""
    from cli.record.statement import about_participant
    from domain.facts import FollowUpRequested

    member = desk.participant(participant)
    fact = FollowUpRequested(participant=member.id, on=desk.day(on), cleared=mistake)
    done = (
        say("wordt niet meer gevolgd", "is not followed up any more")
        if mistake
        else say("wordt toch gevolgd", "is followed up all the same")
    )
    return about_participant(member, done, fact)


def mentor(
    desk: "Desk",
    participant: Participant,
    organisation: Annotated[
        str | None,
        typer.Argument(metavar="[NAAM]", help="Bedrijf of vrijwilliger uit het netwerk; weglaten beëindigt."),
    ] = None,
    on: On = None,
) -> "Statement":
    """Koppel een mentor of buddy aan een deelnemer (eerst in het netwerk: `traject record organisation`)."""
    from cli.record.statement import about_participant
    from domain.facts import MentorAssigned

    member = desk.participant(participant)
    who = None if organisation is None else desk.organisation(member.traject, organisation)
    done = (
        say("heeft geen mentor meer", "has no mentor any more")
        if who is None
        else say("heeft een mentor", "has a mentor")
    )
    return about_participant(member, done, MentorAssigned(participant=member.id, mentor=who, on=desk.day(on)))


def talk(
    desk: "Desk",
    participant: Participant,
    task: Annotated[
        TaskKind,
        typer.Argument(
            parser=_a_talk,
            metavar="TAAK",
            help=" · ".join(TALKS),
        ),
    ],
    on: On = None,
) -> "Statement":
    """Er is gesproken, gebeld of doorverwezen: dat sluit de taak van deze deelnemer. De inhoud kan in --note."""
    from cli.record.statement import about_participant
    from domain.facts import Done

    member = desk.participant(participant)
    done = say(f"gedaan: {words.read(task)}", f"done: {words.read(task)}")
    return about_participant(member, done, Done(task=task, participant=member.id, on=desk.day(on)))
