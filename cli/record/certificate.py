"""What belongs to the certificate and after: measurements, competences, approval, issue, follow-up."""

from math import isfinite
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from cli import options, words
from cli.language import number_of, say
from cli.options import On, Participant
from cli.record.intake import YesOrNo
from domain.terms import Moment, Outcome, SessionKind

if TYPE_CHECKING:
    from cli.record.desk import Desk
    from cli.record.statement import Statement

_REACHED = {True: ("bereikt", "reached"), False: ("niet bereikt", "not reached"), None: ("teruggenomen", "taken back")}

Mistake = Annotated[bool, typer.Option("--mistake", help="Het klopte niet: neem het terug.")]


class Answered(NamedTuple):
    """A question, and what was answered; None takes an earlier answer back."""

    question: str
    answer: bool | int | float | None


def _answer(text: str) -> Answered:
    """`netwerk=4`, `meer_zelfvertrouwen=ja`, `cijfer=8,5`; `onbekend` takes an answer back."""
    question, found, said = (part.strip() for part in text.partition("="))
    try:
        number = float(said.replace(",", "."))
    except ValueError:
        if found and question:
            return Answered(question, options.maybe(said))
    else:
        if not isfinite(number):
            raise typer.BadParameter(say(f"{said} is geen getal", f"{said} is no number"))
        return Answered(question, int(number) if number.is_integer() else number)
    raise typer.BadParameter(say(f"{text!r}: schrijf VRAAG=ANTWOORD", f"{text!r}: write QUESTION=ANSWER"))


def measurement(
    desk: "Desk",
    participant: Participant,
    moment: Annotated[Moment, typer.Argument(parser=words.parser(Moment), metavar="MOMENT", help=words.listed(Moment))],
    answer: Annotated[
        list[Answered],
        typer.Option(
            "--answer", parser=_answer, metavar="VRAAG=ANTWOORD", help="1–5, een cijfer 1–10, ja of nee; mag vaker."
        ),
    ],
    on: On = None,
) -> "Statement":
    """Vul de nulmeting of eindmeting in. De vragen staan in `traject programme show`.

    Voorbeeld: traject record measurement S-2026-1-d03 nulmeting --answer netwerk=2 --answer zelfbeeld=4
    """
    from cli.record.statement import about_participant
    from domain.facts import Measured

    member = desk.participant(participant)
    answers = dict(answer)
    fact = Measured(participant=member.id, moment=moment, answers=answers, on=desk.day(on))
    count = len(answers)
    done = f"{words.read(moment)}: " + number_of(count, ("antwoord", "antwoorden"), ("answer", "answers"))
    return about_participant(member, done, fact)


def competences(
    desk: "Desk",
    participant: Participant,
    shown: Annotated[
        list[str], typer.Argument(metavar="COMPETENTIE …", help="Zoals netwerken, luisteren; zie `programme show`.")
    ],
    on: On = None,
) -> "Statement":
    """Leg de competenties vast die het certificaat zal noemen."""
    from cli.record.statement import about_participant
    from domain.facts import CompetencesRecorded

    member = desk.participant(participant)
    named = tuple(each.strip(" ,") for each in shown if each.strip(" ,"))
    fact = CompetencesRecorded(participant=member.id, competences=named, on=desk.day(on))
    count = number_of(len(named), ("competentie", "competenties"), ("competence", "competences"))
    return about_participant(member, count, fact)


def approve(desk: "Desk", participant: Participant, answer: YesOrNo, on: On = None) -> "Statement":
    """Wat de trainer van het certificaat zegt: ja of nee (CRT-TRAINER)."""
    from cli.record.statement import about_participant
    from domain.facts import Approved

    member = desk.participant(participant)
    fact = Approved(participant=member.id, approval=options.maybe(answer), on=desk.day(on))
    done = say(f"akkoord van de trainer: {answer}", f"trainer's approval: {answer}")
    return about_participant(member, done, fact, remark="certificate_reason")


def waive(
    desk: "Desk",
    participant: Participant,
    visit: Annotated[
        SessionKind,
        typer.Argument(
            parser=words.parser(SessionKind), metavar="SOORT", help="bedrijfsbezoek · gastles · netwerkmeeting"
        ),
    ],
    mistake: Mistake = False,
    on: On = None,
) -> "Statement":
    """De trainer geeft vrijstelling voor één soort bezoek; zeg met --note waarom."""
    from cli.record.statement import about_participant
    from domain.facts import Waived

    member = desk.participant(participant)
    fact = Waived(participant=member.id, visit=visit, on=desk.day(on), cleared=mistake)
    kind = words.read(visit)
    done = (
        say(f"vrijstelling voor {kind} teruggenomen", f"waiver taken back: {kind}")
        if mistake
        else say(f"vrijstelling voor {kind}", f"waived: {kind}")
    )
    return about_participant(member, done, fact, remark="certificate_reason")


def issue(desk: "Desk", participant: Participant, mistake: Mistake = False, on: On = None) -> "Statement":
    """Het certificaat is er, of is uitgereikt."""
    from cli.record.statement import about_participant
    from domain.facts import CertificateIssued

    member = desk.participant(participant)
    day = None if mistake else desk.day(on)
    done = (
        say("uitreiking teruggenomen", "issue taken back")
        if mistake
        else say("certificaat uitgereikt", "certificate issued")
    )
    return about_participant(member, done, CertificateIssued(participant=member.id, on=day))


def follow_up(
    desk: "Desk",
    participant: Participant,
    months: Annotated[int, typer.Argument(metavar="MAANDEN", help="0 (de uitreiking zelf), 3, 6 of 12.")],
    reached: Annotated[
        str, typer.Option("--reached", metavar="ja|nee", help="Is er contact geweest? onbekend neemt het terug.")
    ] = "ja",
    outcome: Annotated[
        list[str] | None,
        typer.Option("--outcome", metavar="UITKOMST", help=f"{words.listed(Outcome)}; mag vaker."),
    ] = None,
    benefits: Annotated[
        str | None, typer.Option("--benefits", metavar="ja|nee", help="Heeft de deelnemer een uitkering?")
    ] = None,
    on: On = None,
) -> "Statement":
    """Leg een contact vast, of een poging: drie pogingen op drie dagen zonder contact sluiten de taak.

    Voorbeeld: traject record follow-up S-2026-1-d03 3 --reached ja --outcome betaald_werk --benefits nee
    """
    from cli.record.statement import about_participant
    from domain.facts import FollowedUp

    member = desk.participant(participant)
    contact = options.maybe(reached)
    outcomes = tuple(words.typed(Outcome, text) for text in outcome or ())
    fact = FollowedUp(
        participant=member.id,
        months=months,
        on=desk.day(on),
        reached=contact,
        outcomes=outcomes,
        benefits=None if benefits is None else options.maybe(benefits),
    )
    how = _REACHED[contact]
    return about_participant(
        member, say(f"opvolging {months} maanden: {how[0]}", f"follow-up {months} months: {how[1]}"), fact
    )
