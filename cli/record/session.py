"""What is said of the group's sessions: planned, moved, held, who was there, who received them."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from cli import options, words
from cli.errors import Failed
from cli.language import say
from cli.options import Session, Traject
from domain.terms import CoTrainerPart, Presence, SessionKind, SessionStatus

if TYPE_CHECKING:
    from uuid import UUID

    from cli.record.desk import Desk
    from cli.record.statement import NamedSession, Statement

Day = Annotated[date, typer.Argument(parser=options.day, metavar="DATUM", help="De dag: JJJJ-MM-DD of DD-MM-JJJJ.")]
Kind = Annotated[
    SessionKind,
    typer.Argument(parser=words.parser(SessionKind), metavar="SOORT", help=words.listed(SessionKind)),
]


def plan(
    desk: "Desk",
    traject: Traject,
    key: Annotated[
        str, typer.Argument(parser=options.name, metavar="SLEUTEL", help="Hoe de gemeente de bijeenkomst noemt.")
    ],
    kind: Kind,
    day: Day,
    part: Annotated[
        str | None, typer.Option("--part", metavar="ONDERDEEL", help="Welke training, zoals ken-je-talent.")
    ] = None,
) -> "Statement":
    """Plan een bijeenkomst, of verander een geplande.

    Voorbeeld: traject record session plan S-2026-1 S-2026-1-b04 training 2026-04-14 --part presentatie
    """
    from activities.messages import Enclosure, SessionValues
    from cli.record.statement import NamedSession, about_session
    from domain.facts import SessionPlanned
    from domain.ids import session_id

    group = desk.traject(traject)
    meeting = NamedSession(session_id(group.municipality, key), key.strip(), group)
    fact = SessionPlanned(session=meeting.id, session_kind=kind, part=part, day=day, status=SessionStatus.PLANNED)
    done = say(f"{words.read(kind)} gepland op {day}", f"{kind} planned on {day}")
    named = Enclosure(sessions=(SessionValues(session=meeting.id, key=meeting.key),))
    return about_session(meeting, done, fact).enclosing(named)


def move(desk: "Desk", session: Session, day: Day) -> "Statement":
    """Verzet een bijeenkomst naar een andere dag."""
    meeting = desk.session(session)
    return _changed(desk, meeting, say(f"verzet naar {day}", f"moved to {day}"), day=day)


def cancel(desk: "Desk", session: Session) -> "Statement":
    """De bijeenkomst vervalt en telt nergens meer mee."""
    meeting = desk.session(session)
    return _changed(desk, meeting, say("vervallen", "cancelled"), status=SessionStatus.CANCELLED)


def held(desk: "Desk", session: Session) -> "Statement":
    """De bijeenkomst is gehouden. Aanwezigheid invullen zegt dat ook."""
    meeting = desk.session(session)
    return _changed(desk, meeting, say("gehouden", "held"), status=SessionStatus.HELD)


def _changed(
    desk: "Desk", meeting: "NamedSession", done: str, day: date | None = None, status: SessionStatus | None = None
) -> "Statement":
    from cli.record.statement import about_session
    from domain.facts import SessionPlanned

    now = desk.as_planned(meeting)
    fact = SessionPlanned(
        session=meeting.id,
        session_kind=now.kind,
        part=now.part,
        day=day or now.day,
        status=status or now.status,
    )
    return about_session(meeting, done, fact)


def attendance(
    desk: "Desk",
    session: Session,
    everyone: Annotated[
        Presence | None,
        typer.Option(
            "--everyone",
            parser=words.parser(Presence),
            metavar="STATUS",
            help=f"Wie op die dag hoort te komen: {words.listed(Presence)}.",
        ),
    ] = None,
    except_: Annotated[
        list[str] | None,
        typer.Option("--except", metavar="DEELNEMER=STATUS", help="Een uitzondering, of één deelnemer; mag vaker."),
    ] = None,
    report: Annotated[
        str | None, typer.Option("--report", metavar="ja|nee", help="Is het groepsverslag gemaakt?")
    ] = None,
) -> "Statement":
    """Vul in wie er was: eerst iedereen, dan de uitzonderingen. Wie u weglaat houdt wat er stond.

    Voorbeeld: traject record attendance S-2026-1-b04 --everyone aanwezig --except S-2026-1-d03=afwezig
    """
    from cli.record.statement import about_session
    from domain.facts import AttendanceRegistered

    meeting = desk.session(session)
    statuses: dict[UUID, Presence | None] = {}
    if everyone is not None:
        statuses = dict.fromkeys(desk.everyone_of(meeting), everyone)
    statuses |= dict(_exception(desk, meeting, text) for text in except_ or ())
    if not statuses:
        raise _nobody(everyone)
    said = {} if report is None else {"report_made": options.maybe(report)}
    fact = AttendanceRegistered.model_validate({"session": meeting.id, "statuses": statuses, **said})
    done = say(f"aanwezigheid van {len(statuses)} ingevuld", f"attendance of {len(statuses)} registered")
    return about_session(meeting, done, fact)


def _nobody(everyone: Presence | None) -> Exception:
    if everyone is None:
        return typer.BadParameter(say("zeg --everyone of --except", "say --everyone or --except"))
    return Failed(say("Op die dag hoorde er niemand te komen.", "Nobody was to come on that day."))


def _exception(desk: "Desk", meeting: "NamedSession", text: str) -> "tuple[UUID, Presence | None]":
    key, found, status = text.rpartition("=")
    if not found:
        raise typer.BadParameter(
            say(f"{text!r}: schrijf DEELNEMER=STATUS", f"{text!r}: write PARTICIPANT=STATUS"), param_hint="--except"
        )
    member = desk.participant_of(meeting.traject, key)
    cleared = status.strip().casefold() in {"onbekend", "unknown"}
    return member.id, None if cleared else words.typed(Presence, status)


def pitches(
    desk: "Desk",
    session: Session,
    participants: Annotated[
        list[str], typer.Argument(metavar="DEELNEMER …", help="Wie pitchte: de sleutels, met spaties ertussen.")
    ],
) -> "Statement":
    """Leg vast wie er bij een bedrijfsbezoek pitchte (hoogstens acht, VIS-PITCH)."""
    from cli.record.statement import about_session
    from domain.facts import PitchesNoted

    meeting = desk.session(session)
    who = tuple(dict.fromkeys(desk.participant_of(meeting.traject, key).id for key in participants))
    done = say(f"wie pitchten: {len(who)}", f"who pitched: {len(who)}")
    return about_session(meeting, done, PitchesNoted(session=meeting.id, participants=who))


def host(
    desk: "Desk",
    session: Session,
    organisation: Annotated[
        str | None, typer.Argument(metavar="[NAAM]", help="Bedrijf, gastspreker of partner; weglaten haalt weg.")
    ] = None,
) -> "Statement":
    """Zeg bij welk bedrijf of welke gastspreker een bijeenkomst hoort (eerst: `traject record organisation`)."""
    from cli.record.statement import about_session
    from domain.facts import SessionHosted

    meeting = desk.session(session)
    who = None if organisation is None else desk.organisation(meeting.traject, organisation)
    done = say("geen gastheer meer", "no host any more") if who is None else say("gastheer vastgelegd", "host recorded")
    return about_session(meeting, done, SessionHosted(session=meeting.id, organisation=who))


def co_trainer(
    desk: "Desk",
    session: Session,
    part: Annotated[
        CoTrainerPart,
        typer.Argument(parser=words.parser(CoTrainerPart), metavar="AANDEEL", help=words.listed(CoTrainerPart)),
    ],
) -> "Statement":
    """Leg vast hoe ver de co-trainer de bijeenkomst overnam."""
    from cli.record.statement import about_session
    from domain.facts import CoTrainerTookPart

    meeting = desk.session(session)
    done = say(f"co-trainer: {words.read(part)}", f"co-trainer: {part}")
    return about_session(meeting, done, CoTrainerTookPart(session=meeting.id, part=part))


def prepare_guest(desk: "Desk", session: Session, on: options.On = None) -> "Statement":
    """De gastspreker is voorbereid: er is met hem of haar gesproken."""
    from cli.record.statement import about_session
    from domain.facts import Done
    from domain.terms import TaskKind

    meeting = desk.session(session)
    if desk.as_planned(meeting).kind is not SessionKind.GUEST_LESSON:
        raise Failed(say(f"{meeting.key} is geen gastles.", f"{meeting.key} is no guest lesson."))
    fact = Done(task=TaskKind.PREPARE_GUEST, session=meeting.id, on=desk.day(on))
    return about_session(meeting, say("gast voorbereid", "guest prepared"), fact)
