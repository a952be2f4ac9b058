"""The list of `traject record …`: which function is which command."""

import typer

from cli import dutch
from cli.record import beginning, certificate, definition, group, intake, journey, meeting, network, participant
from cli.record.command import Say, add

PARTICIPANT, MEETINGS, CERTIFICATE, GROUP = (
    "Deelnemer",
    "Bijeenkomsten",
    "Certificaat en opvolging",
    "Traject en netwerk",
)

_COMMANDS: dict[str, dict[str, Say]] = {
    PARTICIPANT: {
        "registered": participant.registered,
        "person": participant.person,
        "intake": intake.intake,
        "criteria": intake.criteria,
        "language": intake.language,
        "decision": intake.decision,
        "consent": intake.consent,
        "benefits": intake.benefits,
        "mentor": journey.mentor,
        "talk": journey.talk,
        "pause": journey.pause,
        "resume": journey.resume,
        "withdraw": journey.withdraw,
        "re-enter": journey.re_enter,
        "refuse-contact": journey.refuse_contact,
        "request-follow-up": journey.request_follow_up,
    },
    MEETINGS: {
        "attendance": meeting.attendance,
        "pitches": meeting.pitches,
        "host": meeting.host,
        "co-trainer": meeting.co_trainer,
        "prepare-guest": meeting.prepare_guest,
    },
    CERTIFICATE: {
        "measurement": certificate.measurement,
        "competences": certificate.competences,
        "approve": certificate.approve,
        "waive": certificate.waive,
        "issue": certificate.issue,
        "follow-up": certificate.follow_up,
    },
    GROUP: {
        "traject": beginning.new,
        "programme": definition.programme,
        "staff": group.staff,
        "kick-off": group.kick_off,
        "agreement": group.agreement,
        "plan-of-approach": group.plan_of_approach,
        "break": group.break_,
        "evaluation": group.evaluation,
        "evaluation-action": group.evaluation_action,
        "hand-over": group.hand_over,
        "report-outcomes": group.report_outcomes,
        "cancel-traject": group.cancel_traject,
        "organisation": network.organisation,
    },
}
_SESSION: dict[str, Say] = {
    "plan": meeting.plan,
    "move": meeting.move,
    "cancel": meeting.cancel,
    "held": meeting.held,
}


def record() -> typer.Typer:
    """The group `record`, with its commands in panels by what they are about."""
    app = dutch.group("Leg vast wat er gebeurde. Alles wordt pas bevestigd als het is opgeslagen.")
    for panel, commands in _COMMANDS.items():
        for name, run in commands.items():
            add(app, name, run, panel)
    session = dutch.group("Plan een bijeenkomst, verzet haar, laat haar vervallen, of zeg dat zij gehouden is.")
    for name, run in _SESSION.items():
        add(session, name, run)
    app.add_typer(session, name="session", rich_help_panel=MEETINGS)
    return app
