"""What the intake brings: the talk, the seven criteria, how the language was judged, the decision."""

from typing import TYPE_CHECKING, Annotated

import typer

from cli import options, words
from cli.language import say
from cli.options import On, Participant
from cli.record.participant import Level
from domain.terms import Criterion, Decision

if TYPE_CHECKING:
    from cli.record.desk import Desk
    from cli.record.statement import Statement

YesOrNo = Annotated[str, typer.Argument(metavar="ja|nee", help="ja, nee, of onbekend om het terug te nemen.")]


def _criterion(flag: str, question: str) -> object:
    return typer.Option(flag, metavar="ja|nee", help=question)


Permit = Annotated[str | None, _criterion("--permit", "Heeft een verblijfsvergunning (INT-1).")]
Motivated = Annotated[str | None, _criterion("--motivated", "Wil leren, werken of allebei (INT-2).")]
Time = Annotated[str | None, _criterion("--time", "Heeft genoeg tijd (INT-5).")]
Hour = Annotated[str | None, _criterion("--day-and-hour", "Kan op de dag en het uur van de lessen (INT-6).")]
Interactive = Annotated[str | None, _criterion("--group", "Wil actief in een groep werken (INT-7).")]
Wish = Annotated[
    str | None,
    typer.Option(
        "--wish", parser=options.free_text, metavar="TEKST", help="Wat de deelnemer wil leren; blijft in de database."
    ),
]


def intake(desk: "Desk", participant: Participant, wish: Wish = None, on: On = None) -> "Statement":
    """Het intakegesprek is gehouden. Leg met --wish de leerwens vast; de criteria met `traject record criteria`."""
    from cli.record.statement import about_participant
    from domain.facts import IntakeHeld

    member, day = desk.participant(participant), desk.day(on)
    done = say(f"intakegesprek gehouden op {day}", f"intake held on {day}")
    statement = about_participant(member, done, IntakeHeld(participant=member.id, on=day))
    return statement.with_notes({"learning_wish": wish})


def criteria(
    desk: "Desk",
    participant: Participant,
    permit: Permit = None,
    motivated: Motivated = None,
    time: Time = None,
    day_and_hour: Hour = None,
    group: Interactive = None,
    language: Level = None,
    on: On = None,
) -> "Statement":
    """Leg vast wat bekend is van de zeven criteria; wat u weglaat blijft staan. INT-3 volgt uit de geboortedatum.

    Voorbeeld: traject record criteria S-2026-1-d03 --permit ja --motivated ja --time ja --language A2
    """
    from cli.record.statement import about_participant
    from domain.facts import CriteriaRecorded

    said = {
        Criterion.RESIDENCE_PERMIT: permit,
        Criterion.MOTIVATED: motivated,
        Criterion.ENOUGH_TIME: time,
        Criterion.DAY_AND_HOUR: day_and_hour,
        Criterion.INTERACTIVE: group,
    }
    known = {criterion: options.maybe(text) for criterion, text in said.items() if text is not None}
    if not known and language is None:
        raise typer.BadParameter(say("zeg minstens één criterium", "say at least one criterion"))
    member = desk.participant(participant)
    level = {} if language is None else {"language": language}
    fact = CriteriaRecorded.model_validate({"participant": member.id, "criteria": known, "on": desk.day(on), **level})
    names = ", ".join([*known, *(["INT-4"] if language else [])])
    return about_participant(member, say(f"criteria vastgelegd: {names}", f"criteria recorded: {names}"), fact)


def language(
    desk: "Desk",
    participant: Participant,
    level: Level = None,
    handhold: Annotated[
        list[str] | None,
        typer.Option("--handhold", metavar="HOUVAST", help="Waaraan u het niveau zag; mag vaker."),
    ] = None,
    on: On = None,
) -> "Statement":
    """Leg vast hoe het taalniveau is beoordeeld: de houvasten naast INT-4 (zie `traject programme show`)."""
    from cli.record.statement import about_participant
    from domain.facts import AnyFact, CriteriaRecorded, LanguageJudged

    member, day = desk.participant(participant), desk.day(on)
    used = tuple(handhold or ())
    desk.must_know(used, desk.programme(member.traject).handholds, "--handhold")
    facts: list[AnyFact] = [LanguageJudged(participant=member.id, handholds=used, on=day)]
    if level is not None:
        facts.append(CriteriaRecorded(participant=member.id, language=level, on=day))
    return about_participant(member, say("taalniveau beoordeeld", "language judged"), *facts)


def decision(
    desk: "Desk",
    participant: Participant,
    decided: Annotated[
        Decision,
        typer.Argument(parser=words.parser(Decision), metavar="BESLUIT", help=words.listed(Decision)),
    ],
    on: On = None,
) -> "Statement":
    """Het besluit over toelating. Wijkt u af van de criteria? Zeg met --note waarom; dat wordt bewaard."""
    from cli.record.statement import about_participant
    from domain.facts import Decided

    member = desk.participant(participant)
    fact = Decided(participant=member.id, decision=decided, on=desk.day(on))
    done = say(f"besluit {words.read(decided)}", f"decided: {decided}")
    return about_participant(member, done, fact, remark="decision_reason")


def consent(desk: "Desk", participant: Participant, answer: YesOrNo, on: On = None) -> "Statement":
    """Toestemming voor foto en video: ja of nee. Zij kan altijd worden ingetrokken."""
    from cli.record.statement import about_participant
    from domain.facts import ConsentRecorded

    member = desk.participant(participant)
    fact = ConsentRecorded(participant=member.id, consent=options.maybe(answer), on=desk.day(on))
    return about_participant(member, say(f"toestemming beeld: {answer}", f"consent for pictures: {answer}"), fact)


def benefits(desk: "Desk", participant: Participant, answer: YesOrNo, on: On = None) -> "Statement":
    """Of de deelnemer bij de start een uitkering heeft."""
    from cli.record.statement import about_participant
    from domain.facts import BenefitsRecorded

    member = desk.participant(participant)
    fact = BenefitsRecorded(participant=member.id, benefits=options.maybe(answer), on=desk.day(on))
    return about_participant(member, say(f"uitkering: {answer}", f"benefits: {answer}"), fact)
