"""`traject doctor`: what differs between the durable engine, the lists and the facts, and what was done about it."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.diagnoses import DIAGNOSES
from cli.language import chosen, say
from cli.options import Json, today
from cli.output import heading, line, print_json, show, table

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from doctor.checks import Finding
    from doctor.journeys import Journey
    from storage.subject_keys import KeyRing
    from workers.embedded import Running

ON_ITS_WAY = 5.0
"""Seconds within which a message reaches everybody whom it concerns."""
NAMED = 3
"""Of each kind; `--json` names all."""
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
        done = [] if after is None else _put_right(before, after)
        print_json(
            {
                "found": _as_json(*before),
                "repaired": repair,
                "done": [
                    {"wrong": wrong, "count": count, "text": say(*DIAGNOSES[wrong].done)} for wrong, count in done
                ],
                "left": _as_json(*left),
                "healthy": not any(left),
            }
        )
    else:
        _tell(before, after)
    if any(left):
        raise typer.Exit(1)


Examined = tuple[list["Finding"], list["Journey"]]


async def _examine_and_repair(
    running: "Running", marks: set[bytes], *, repair: bool
) -> tuple[Examined, Examined | None]:
    from activities.start import Starter
    from cli.places import patient
    from doctor.checks import Wrong
    from doctor.days import make_readable
    from doctor.forgotten import forget_again
    from doctor.keyless import begin_anew
    from doctor.repair import look_again, put_right
    from doctor.strays import end_strays
    from doctor.untold import tell_now
    from workflows.queue import TASK_QUEUE

    before = await _examine(running, marks)
    if not repair or not any(before):
        return before, None
    findings, journeys = before
    if any(one.wrong is Wrong.DAY for one in findings):  # nothing else could be read beside them
        with patient(running) as engine:
            await asyncio.to_thread(make_readable, engine)
        (more, journeys), after = await _examine_and_repair(running, marks, repair=True)
        return ([*findings, *more], journeys), after or ([], [])
    with patient(running) as engine:
        await asyncio.to_thread(_put_rows_right, engine, running.keys)
    await forget_again(running.mailbox, findings)
    await begin_anew(running.client, running.mailbox, findings)
    with patient(running) as engine:
        await end_strays(running.client, engine, findings)
    await tell_now(running.engine, Starter(running.client, TASK_QUEUE, running.engine))
    await look_again(running.mailbox, dict.fromkeys(one.traject for one in findings if one.traject))
    await put_right(running.client, running.mailbox, journeys)
    return before, await _examine(running, marks)


def _put_rows_right(engine: "Engine", keys: "KeyRing") -> None:
    """What no message can: it would be judged by these very rows. All trajects in one go, so it may take a while."""
    from doctor.keyless import give_keys
    from doctor.log import put_in_place
    from doctor.names import call_by_their_names
    from doctor.untold import drop_unreadable

    call_by_their_names(engine)
    put_in_place(engine)
    drop_unreadable(engine)
    give_keys(engine, keys)


async def _examine(running: "Running", marks: set[bytes]) -> Examined:
    from cli.places import patient
    from cli.settle import settled
    from doctor import strays
    from doctor.checks import findings
    from doctor.days import unreadable_days
    from doctor.forgotten import back_again
    from doctor.keyless import without_a_key
    from doctor.log import meddled_with
    from doctor.names import misnamed
    from doctor.untold import not_heard
    from storage.engine import reading

    with patient(running) as engine, reading(engine) as session:
        if days := unreadable_days(session):
            return days, []
    # What is on its way is no difference: an import may have ended just before its journeys were woken.
    _, journeys = await settled(running, ON_ITS_WAY)
    workflows = await strays.running(running.client)
    with patient(running) as engine, reading(engine) as session:
        found = [*back_again(session, running.keys, marks), *without_a_key(session, running.keys), *not_heard(session)]
        lists = findings(session, today())
        found += [*misnamed(session), *meddled_with(session, lists), *lists]
        unknown = strays.unknown(session, workflows)
    return [*found, *await strays.strays(running.client, unknown)], journeys


def _as_json(findings: "list[Finding]", journeys: "list[Journey]") -> list[dict[str, Any]]:
    lists = [
        {
            "traject": finding.key or None,
            "municipality": finding.municipality or None,
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
        _advise(*before)
        return
    done = _put_right(before, after)
    heading(say(f"Rechtgezet: {sum(count for _, count in done)}.", f"Put right: {sum(count for _, count in done)}."))
    for wrong, count in done:
        line(f"  {say(*DIAGNOSES[wrong].title)} ({count}): {say(*DIAGNOSES[wrong].done)}")
    if any(after):
        line(say("Dit klopt nog niet:", "This is still wrong:"), "red")
        _explain(*after)
    else:
        line(say("Nu klopt alles.", "Now all is well."), "green")


def _advise(findings: "list[Finding]", journeys: "list[Journey]") -> None:
    """What to do about it, where no repair was asked for."""
    by_hand = {DIAGNOSES[wrong].by_hand for wrong, _ in _all(findings, journeys)}
    if False in by_hand:
        line(say("Zet recht met: traject doctor --repair", "Put right with: traject doctor --repair"), "dim")
    if True in by_hand:
        line(
            say(
                "Wat de dokter niet kan rechtzetten, doet u zelf; docs/operations.md zegt hoe.",
                "What the doctor cannot put right you do yourself; docs/operations.md says how.",
            ),
            "dim",
        )


def _put_right(before: Examined, after: Examined) -> list[tuple[str, int]]:
    """What was wrong and is not any more, and how often."""
    found, left = (Counter(wrong for wrong, _ in _all(*examined)) for examined in (before, after))
    return list((found - left).items())


def _all(findings: "list[Finding]", journeys: "list[Journey]") -> Iterator[tuple[str, str]]:
    """What is wrong, and with whom."""
    for finding in findings:
        where = f"{finding.key}{_which(finding.what, finding.key)}" if finding.key else finding.what
        yield finding.wrong.value, where
    for journey in journeys:
        yield journey.difference.value, journey.subject.key


def _which(what: str, key: str) -> str:
    from domain.texts import entries, title

    if what in {"", key}:
        return ""
    return f" ({title(what, chosen()) if what in entries() else what})"


def _explain(findings: "list[Finding]", journeys: "list[Journey]") -> None:
    """What is wrong, how often, where, and what it means."""
    made = table(say("wat", "what"), say("aantal", "count"), say("waar", "where"), say("betekent", "means"))
    where: dict[str, Counter[str]] = {}
    for wrong, whom in _all(findings, journeys):
        where.setdefault(wrong, Counter())[whom] += 1
    for wrong, keys in where.items():
        names = ", ".join(key for key, _ in keys.most_common(NAMED)) + (" …" if len(keys) > NAMED else "")
        made.add_row(say(*DIAGNOSES[wrong].title), str(keys.total()), names, say(*DIAGNOSES[wrong].meaning))
    show(made)
