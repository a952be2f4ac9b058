"""One journey for people: where somebody is, why, what is asked, and how it came about."""

from typing import Any

from cli import show_certificates, words
from cli.language import say
from cli.output import heading, line, short, show, table
from domain.terms import FollowUpStatus, IntakeVerdict, Outcome, Phase, Role, TaskKind, Verdict

Document = dict[str, Any]


def show_document(document: Document) -> None:
    phase = words.read(Phase(document["phase"]))
    paused = say(" (op pauze)", " (paused)") if document["paused"] else ""
    line(f"{document['participant']} · {document['traject']} · {document['municipality']}", "bold")
    line(f"{say('Fase', 'Phase')}: {phase}{paused}")
    _intake(document["intake"])
    if document["admitted"]:
        _certificate(document["certificate"])
    _tasks(document["tasks"])
    _follow_up(document["follow_up"])
    _history(document["history"])
    line("")
    line(
        say(
            f"Volgens {document['definition']}, op {short(document['as_of'])}.",
            f"By {document['definition']}, on {short(document['as_of'])}.",
        ),
        "dim",
    )


def _intake(intake: Document) -> None:
    said = words.read(IntakeVerdict(intake["verdict"]))
    if intake["failed"]:
        said += say(f"; niet: {_rules(intake['failed'])}", f"; fails: {_rules(intake['failed'])}")
    if intake["unknown"]:
        said += say(f"; nog onbekend: {_rules(intake['unknown'])}", f"; not known: {_rules(intake['unknown'])}")
    line(f"Intake: {said}")


def _rules(rules: list[str]) -> str:
    return ", ".join(f"{rule} ({_inside(words.title(rule))})" for rule in rules)


def _inside(title: str) -> str:
    """A title within a sentence: only its first letter is smaller, `genoeg Nederlands` keeps its capital."""
    return title[:1].lower() + title[1:]


def _certificate(certificate: Document) -> None:
    said = words.read(Verdict(certificate["verdict"]))
    attended = say(
        f"{certificate['attended']} van {certificate['counted']} bijeenkomsten",
        f"{certificate['attended']} of {certificate['counted']} sessions",
    )
    left = certificate["may_miss"]
    may = "" if left is None else say(f", mag er nog {left} missen", f", may miss {left} more")
    missing = show_certificates.missing(certificate)
    line(f"{say('Certificaat', 'Certificate')}: {said}: {attended}{may}{f' ({missing})' if missing else ''}")


def _tasks(tasks: list[Document]) -> None:
    if not tasks:
        return
    heading(say("Open taken", "Open tasks"))
    made = table(say("vóór", "due"), "", say("taak", "task"), say("voor", "for"), say("waarom", "why"))
    for task in sorted(tasks, key=lambda task: str(task["due"])):
        late = say("te laat", "late") if task["overdue"] else ""
        role = words.read(Role(task["role"]))
        made.add_row(short(task["due"]), late, words.read(TaskKind(task["kind"])), role, task["reason"]["text"])
    show(made)


def _follow_up(milestones: list[Document]) -> None:
    if not milestones:
        return
    heading(say("Opvolging", "Follow-up"))
    made = table(say("maanden", "months"), say("vóór", "due"), say("stand", "status"), say("wat er is", "what they do"))
    for each in milestones:
        status = words.read(FollowUpStatus(each["status"])) + (say(", te laat", ", late") if each["late"] else "")
        made.add_row(str(each["months"]), short(each["due"]), status, _does(each))
    show(made)


def _does(milestone: Document) -> str:
    said = [words.read(Outcome(outcome)) for outcome in milestone["outcomes"]]
    if milestone["benefits"] is not None:
        said.append(say("uitkering", "benefits") if milestone["benefits"] else say("geen uitkering", "no benefits"))
    return ", ".join(said)


def _history(history: list[Document]) -> None:
    if not history:
        return
    heading(say("Geschiedenis", "History"))
    made = table(say("dag", "day"), say("wat", "what"), say("door", "by"))
    for each in history:
        made.add_row(short(each["at"]), each["what"], each["by"])
    show(made)
