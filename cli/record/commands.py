"""The list of `traject record …`: which function is which command."""

import typer

from cli import dutch
from cli.record import beginning, certificate, definition, group, intake, journey, network, participant, session
from cli.record.command import Say, add

PARTICIPANT, SESSIONS, CERTIFICATE, GROUP = (
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
    SESSIONS: {
        "attendance": session.attendance,
        "pitches": session.pitches,
        "host": session.host,
        "co-trainer": session.co_trainer,
        "prepare-guest": session.prepare_guest,
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
_ON_SESSIONS: dict[str, Say] = {
    "plan": session.plan,
    "move": session.move,
    "cancel": session.cancel,
    "held": session.held,
}


def record() -> typer.Typer:
    """The group `record`, with its commands in panels by what they are about."""
    app = dutch.group("Leg vast wat er gebeurde. Alles wordt pas bevestigd als het is opgeslagen.")
    for panel, commands in _COMMANDS.items():
        for name, run in commands.items():
            add(app, name, run, panel)
    sessions = dutch.group("Plan een bijeenkomst, verzet haar, laat haar vervallen, of zeg dat zij gehouden is.")
    for name, run in _ON_SESSIONS.items():
        add(sessions, name, run)
    app.add_typer(sessions, name="session", rich_help_panel=SESSIONS)
    return app
