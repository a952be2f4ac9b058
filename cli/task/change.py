"""What can be said of a task: who does it, when it may wait until, that it is done, that this was a mistake."""

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from cli import options
from cli.errors import Failed
from cli.language import say
from cli.options import On
from cli.task.show import Number

if TYPE_CHECKING:
    from cli.record.desk import Desk
    from cli.record.statement import Statement
    from domain.facts import AnyFact
    from storage.queries.tasks import TaskLine

Reason = Annotated[
    str,
    typer.Option(
        "--reason",
        parser=options.free_text,
        metavar="TEKST",
        help="Waarom; dat wordt bewaard, en gaat nooit naar Temporal.",
    ),
]

_RECORDED_BY: dict[str, str] = {
    "sign_agreement": "agreement {traject}",
    "write_plan_of_approach": "plan-of-approach {traject}",
    "appoint_trainer": "staff {traject} trainer E-MAIL",
    "recruit_participants": "decision DEELNEMER toegelaten",
    "plan_kick_off": "session plan {traject} SLEUTEL kick-off DATUM",
    "write_activity_plan": "session plan {traject} SLEUTEL SOORT DATUM",
    "plan_next_activity": "session plan {traject} SLEUTEL SOORT DATUM",
    "organise_company_visit": "session plan {traject} SLEUTEL bedrijfsbezoek DATUM",
    "organise_guest_lesson": "session plan {traject} SLEUTEL gastles DATUM",
    "organise_network_meeting": "session plan {traject} SLEUTEL netwerkmeeting DATUM",
    "register_attendance": "attendance {session} --everyone aanwezig",
    "interim_evaluation": "evaluation {traject} tussentijds --findings TEKST",
    "plan_ceremony": "session plan {traject} SLEUTEL certificaatuitreiking DATUM",
    "confirm_ceremony": "session held {session}",
    "evaluate_traject": "evaluation {traject} eind --findings TEKST",
    "decide_on_traject": "cancel-traject {traject}",
    "hold_intake": "criteria {participant} --permit ja …",
    "decide_admission": "decision {participant} BESLUIT",
    "ask_consent": "consent {participant} ja",
    "record_baseline": "measurement {participant} nulmeting --answer VRAAG=ANTWOORD",
    "record_end_measurement": "measurement {participant} eindmeting --answer VRAAG=ANTWOORD",
    "catch_up_visit": "waive {participant} SOORT",
    "record_competences": "competences {participant} COMPETENTIE …",
    "approve_certificate": "approve {participant} ja",
    "issue_certificate": "issue {participant}",
    "follow_up": "follow-up {participant} {milestone} --reached ja --outcome UITKOMST",
    "review_pause": "resume {participant}",
}
"""Needs that are met by a fact of their own: which command says it. The others are met by a talk, or a report."""


def claim(desk: "Desk", number: Number) -> "Statement":
    """Neem een taak op u; wie u bent zegt --by of TRAJECT_USER."""
    from domain.ids import staff_id

    if desk.speaker is None:
        raise Failed(say("Zeg met --by wie u bent.", "Say who you are with --by."))
    return _taken(desk, number, staff_id(desk.speaker), say("opgepakt", "claimed"))


def release(desk: "Desk", number: Number) -> "Statement":
    """Geef een taak terug aan de rol waarvoor zij is."""
    return _taken(desk, number, None, say("vrijgegeven", "released"))


def hand_over(
    desk: "Desk",
    number: Number,
    email: Annotated[str, typer.Argument(parser=options.address, metavar="E-MAIL", help="Wie de taak krijgt.")],
    reason: Reason,
) -> "Statement":
    """Geef een taak aan een ander, met de reden."""
    from activities.messages import Enclosure, StaffValues
    from domain.ids import staff_id

    statement = _taken(desk, number, staff_id(email), say(f"overgedragen aan {email}", f"handed over to {email}"))
    if not desk.knows_staff(staff_id(email)):
        statement = statement.enclosing(Enclosure(staff=(StaffValues(staff=staff_id(email), email=email),)))
    return statement.with_notes({"hand_over_reason": reason})


def postpone(
    desk: "Desk",
    number: Number,
    until: Annotated[date, typer.Argument(parser=options.day, metavar="DATUM", help="Tot wanneer het mag wachten.")],
    reason: Reason,
) -> "Statement":
    """Stel een taak uit tot een latere dag, met de reden."""
    from domain.facts import TaskPostponed

    task = desk.task(number)
    fact = TaskPostponed(task=task.id, participant=task.participant_id, until=until)
    statement = _about(task, say(f"uitgesteld tot {until}", f"postponed until {until}"), fact)
    return statement.with_notes({"postpone_reason": reason})


def complete(desk: "Desk", number: Number, on: On = None) -> "Statement":
    """Het is gedaan. Vraagt de taak om gegevens, dan zegt dit welke opdracht die vastlegt.

    Een gesprek of verslag sluit de taak meteen; wat besproken is kan in --note. Binnen een dag: `traject task undo`.
    """
    from domain.facts import Done
    from domain.terms import TaskKind

    task = desk.task(number)
    if task.state != "open":
        raise Failed(say("Deze taak is al gesloten.", "This task is closed already."))
    if task.kind == TaskKind.UNBLOCK_TRAJECT:
        raise Failed(
            say("Deze taak sluit vanzelf als niets meer stilstaat.", "This closes by itself once nothing stalls.")
        )
    if task.kind in _RECORDED_BY:
        raise Failed(say(f"Leg dit vast met: {command_for(task)}", f"Record this with: {command_for(task)}"))
    fact = Done(task=TaskKind(task.kind), participant=task.participant_id, session=task.session_id, on=desk.day(on))
    return _about(task, say("gedaan", "done"), fact)


def undo(desk: "Desk", number: Number) -> "Statement":
    """Neem terug wat het laatst van deze taak gezegd is; dat kan tot een dag later."""
    from domain.facts import Retracted

    task = desk.task(number)
    message = desk.last_said_of(task)
    if message is None:
        raise Failed(say("Van deze taak is niets gezegd om terug te nemen.", "Nothing was said of this task to undo."))
    return _about(task, say("ongedaan gemaakt", "undone"), Retracted(message=message, participant=task.participant_id))


def command_for(task: "TaskLine") -> str:
    """The command that fills the form of a task."""
    text = _RECORDED_BY[task.kind].format(
        traject=task.traject,
        participant=task.participant or "DEELNEMER",
        session=task.session or "BIJEENKOMST",
        milestone=task.milestone or "MAANDEN",
    )
    return f"traject record {text}"


def _taken(desk: "Desk", number: str, staff: object, done: str) -> "Statement":
    from domain.facts import TaskClaimed

    task = desk.task(number)
    return _about(
        task, done, TaskClaimed.model_validate({"task": task.id, "participant": task.participant_id, "staff": staff})
    )


def _about(task: "TaskLine", done: str, fact: "AnyFact") -> "Statement":
    from cli import words
    from cli.record.statement import NamedParticipant, NamedTraject, about_participant, about_traject
    from domain.terms import TaskKind

    group = NamedTraject(task.traject_id, task.traject, task.municipality)
    said = f"{words.read(TaskKind(task.kind))}: {done}"
    if task.participant_id is None or task.participant is None:
        return about_traject(group, said, fact)
    return replace(
        about_participant(NamedParticipant(task.participant_id, task.participant, group), said, fact), as_typed=False
    )
