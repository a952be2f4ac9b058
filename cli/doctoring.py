"""`traject doctor`: what differs between the durable engine, the lists and the facts, and what was done about it."""

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.language import say
from cli.options import Json, today
from cli.output import heading, line, print_json, show, table

if TYPE_CHECKING:
    from doctor.checks import Finding
    from doctor.journeys import Journey
    from workers.embedded import Running

ON_ITS_WAY = 5.0
"""Seconds within which a message reaches everybody whom it concerns."""
Repair = Annotated[bool, typer.Option("--repair", help="Zet recht wat niet klopt, vanuit de feiten.")]


Receipts = Annotated[
    Path | None,
    typer.Option(
        "--receipts", metavar="BESTAND", help="Bewijzen van naast een reservekopie: wie daar op staat, is vergeten."
    ),
]


def doctor(repair: Repair = False, receipts: Receipts = None, json: Json = False) -> None:
    """Vergelijk de motor (Temporal), de lijsten en de feiten. Status 0 als alles klopt, of nu klopt; anders 1.

    Met --repair wordt elk traject dat niet klopt opnieuw beoordeeld, en elk verloren traject opnieuw gestart. Wie
    vergeten was en met een reservekopie terugkwam, wordt opnieuw vergeten; zie: traject receipts.
    """
    from cli.places import with_everything
    from cli.privacy import marks_of

    marks = marks_of(receipts) if receipts else set[bytes]()
    before, after = with_everything(lambda running: _examine_and_repair(running, marks, repair=repair))
    left = before if after is None else after
    if json:
        print_json({"found": _as_json(*before), "repaired": repair, "left": _as_json(*left), "healthy": not any(left)})
    else:
        _tell(before, after)
    if any(left):
        raise typer.Exit(1)


Examined = tuple[list["Finding"], list["Journey"]]


async def _examine_and_repair(
    running: "Running", marks: set[bytes], *, repair: bool
) -> tuple[Examined, Examined | None]:
    from doctor.forgotten import forget_again
    from doctor.repair import look_again, put_right

    before = await _examine(running, marks)
    if not repair or not any(before):
        return before, None
    findings, journeys = before
    await forget_again(running.mailbox, findings)
    await look_again(running.mailbox, dict.fromkeys(finding.traject for finding in findings))
    await put_right(running.client, running.mailbox, journeys)
    return before, await _examine(running, marks)


async def _examine(running: "Running", marks: set[bytes]) -> Examined:
    from cli.places import patient
    from cli.settle import settled
    from doctor.checks import findings
    from doctor.forgotten import back_again
    from storage.engine import reading

    # What is on its way is no difference: an import may have ended just before its journeys were woken.
    _, journeys = await settled(running, ON_ITS_WAY)
    with patient(running) as engine, reading(engine) as session:
        return [*back_again(session, running.keys, marks), *findings(session, today())], journeys


def _as_json(findings: "list[Finding]", journeys: "list[Journey]") -> list[dict[str, Any]]:
    lists = [
        {
            "traject": finding.key,
            "municipality": finding.municipality,
            "wrong": finding.wrong.value,
            "what": finding.what or None,
            "task": None if finding.task is None else str(finding.task),
        }
        for finding in findings
    ]
    engine = [
        {
            "workflow": journey.subject.workflow,
            "key": journey.subject.key,
            "municipality": journey.subject.municipality,
            "wrong": journey.difference.value,
            "database": {"phase": journey.subject.phase, "next_check": journey.subject.next_check},
            "engine": None if journey.found is None else journey.found.model_dump(mode="json"),
        }
        for journey in journeys
    ]
    return [*lists, *engine]


def _tell(before: Examined, after: Examined | None) -> None:
    if not any(before):
        line(
            say(
                "Alles klopt: motor, lijsten en feiten zeggen hetzelfde.", "All is well: engine, lists and facts agree."
            )
        )
        return
    _explain(*before)
    if after is None:
        line(say("Zet recht met: traject doctor --repair", "Put right with: traject doctor --repair"), "dim")
        return
    count = _count(*before) - _count(*after)
    heading(say(f"Rechtgezet: {count}.", f"Put right: {count}."))
    if any(after):
        line(say("Dit klopt nog niet:", "This is still wrong:"), "red")
        _explain(*after)
    else:
        line(say("Nu klopt alles.", "Now all is well."), "green")


def _count(findings: "list[Finding]", journeys: "list[Journey]") -> int:
    return len(findings) + len(journeys)


def _explain(findings: "list[Finding]", journeys: "list[Journey]") -> None:
    """What is wrong, how often, where, and what it means."""
    made = table(say("wat", "what"), say("aantal", "count"), say("waar", "where"), say("betekent", "means"))
    where: dict[str, Counter[str]] = {}
    for finding in findings:
        where.setdefault(finding.wrong.value, Counter())[finding.key] += 1
    for journey in journeys:
        where.setdefault(journey.difference.value, Counter())[journey.subject.key] += 1
    for wrong, keys in where.items():
        names = ", ".join(key for key, _ in keys.most_common(3)) + (" …" if len(keys) > 3 else "")  # noqa: PLR2004
        title, meaning = _MEANING[wrong]
        made.add_row(say(*title), str(keys.total()), names, say(*meaning))
    show(made)


_MEANING: dict[str, tuple[tuple[str, str], tuple[str, str]]] = {
    "clock_behind": (
        ("klok loopt achter", "clock behind"),
        (
            "De dag is begonnen, maar nog niet in de lijsten verwerkt.",
            "The day has begun; the lists have not taken it in.",
        ),
    ),
    "standing_differs": (
        ("fase of dag anders", "phase or day differs"),
        (
            "De fase, de volgende dag of het oordeel in de lijsten volgt niet uit de feiten.",
            "The phase, the next day or the verdict in the lists does not follow from the facts.",
        ),
    ),
    "task_missing": (
        ("taak ontbreekt", "task missing"),
        ("De feiten vragen een taak die niet in de lijst staat.", "The facts ask for a task that is not listed."),
    ),
    "task_without_need": (
        ("taak te veel", "task too many"),
        ("In de lijst staat een taak die niet meer nodig is.", "A task is listed that nothing asks for."),
    ),
    "task_differs": (
        ("taak anders", "task differs"),
        ("Een taak heeft in de lijst andere dagen dan de feiten zeggen.", "A task has other days than the facts say."),
    ),
    "stalls_differ": (
        ("stilstand anders", "stalls differ"),
        ("De stilgevallen trajecten zijn niet die van de feiten.", "The stalls are not those of the facts."),
    ),
    "forgotten_is_back": (
        ("vergeten, en terug", "forgotten, and back"),
        (
            "Deze deelnemer was vergeten en is er weer, zoals na een reservekopie.",
            "This participant was forgotten and is back, as after a backup was restored.",
        ),
    ),
    "missing": (
        ("niet in de motor", "not in the engine"),
        ("Niemand let op de klok van dit traject.", "Nobody watches the clock of this journey."),
    ),
    "ended": (
        ("in de motor gestopt", "ended in the engine"),
        ("Het is beëindigd terwijl er nog iets te doen is.", "It was ended while something is still to come."),
    ),
    "other_standing": (
        ("andere stand", "other standing"),
        (
            "De motor heeft een andere fase of dag dan de database.",
            "The engine has another phase or day than the database.",
        ),
    ),
    "still_runs": (
        ("draait nog", "still runs"),
        ("Het is afgelopen, maar de motor weet dat nog niet.", "It is over, but the engine does not know yet."),
    ),
    "silent": (
        ("geen antwoord", "no answer"),
        ("De worker antwoordt niet voor dit traject.", "The worker does not answer for this journey."),
    ),
}
