"""What would change, for people: a line for each change, those of several participants together."""

from collections.abc import Callable
from typing import Any

from cli import words
from cli.language import number_of, say
from cli.output import heading, line, short, show, table
from domain.terms import FollowUpStatus, IntakeVerdict, Phase, TaskKind, TrajectPhase, Verdict

Change = dict[str, Any]
Said = dict[str, Any]
NOTHING = "–"
_NAMED_ONE_BY_ONE = 3


def show_document(document: dict[str, Any], said: str) -> None:
    """What one thing that is said would change."""
    line(say(f"Als u dit vastlegt: {said}.", f"If you record this: {said}."), "bold")
    _show_changes(document)
    line("")
    line(say("Er is niets vastgelegd.", "Nothing was recorded."), "dim")


def show_documents(document: dict[str, Any]) -> None:
    """What another version of a definition would change, traject by traject."""
    trajects = document["trajects"]
    for each in trajects:
        heading(f"{each['traject']} · {each['municipality']} · {each['definition']['before']}")
        if each["not_known"]:
            lacking = ", ".join(each["not_known"])
            line(say(f"Kan niet overstappen; al vastgelegd: {lacking}", f"Cannot move; recorded: {lacking}"), "red")
        _show_changes(each)
    definition, until = document["definition"], short(document["until"])
    if not trajects:
        nobody = say(
            f"Er is geen lopend traject dat dit anders doet dan {definition}.",
            f"No running traject does this otherwise than {definition}.",
        )
        line(nobody)
        return
    count = number_of(len(trajects), ("traject", "trajecten"), ("traject", "trajects"))
    line("")
    line(
        say(
            f"{count} onder {definition}: wat er dan anders is, met de taken tot en met {until}. "
            "Er is niets vastgelegd.",
            f"{count} under {definition}: what would differ, with the tasks until {until}. Nothing was recorded.",
        ),
        "dim",
    )


def _show_changes(document: dict[str, Any]) -> None:
    changes: list[Change] = document["changes"]
    if not changes:
        nothing = say(
            "Fasen, oordelen, taken en opvolging blijven zoals zij zijn.",
            "Phases, verdicts, tasks and follow-up stay as they are.",
        )
        line(nothing)
        return
    made = table(say("wie", "who"), say("wat", "what"), say("nu", "now"), say("dan", "then"))
    for (what, now, then), people in _together(changes).items():
        made.add_row(_who(people), what, now, then)
    show(made)


def _together(changes: list[Change]) -> dict[tuple[str, str, str], list[str | None]]:
    """Whom each change concerns; None is the traject itself."""
    found: dict[tuple[str, str, str], list[str | None]] = {}
    for change in changes:
        title, read = _WORDS[change["what"]]
        now, then = (NOTHING if said is None else read(said) for said in (change["before"], change["after"]))
        found.setdefault((title(change["after"] or change["before"]), now, then), []).append(change["participant"])
    return found


def _who(people: list[str | None]) -> str:
    if len(people) > _NAMED_ONE_BY_ONE:
        return say(f"{len(people)} deelnemers", f"{len(people)} participants")
    return ", ".join(say("het traject", "the traject") if one is None else one for one in people)


def _phase(said: Said) -> str:
    kinds = (Phase, TrajectPhase)
    return words.read(next(kind(said["phase"]) for kind in kinds if said["phase"] in set(kind)))


def _paused(said: Said) -> str:
    return say("ja", "yes") if said["paused"] else say("nee", "no")


def _intake(said: Said) -> str:
    return ", ".join([words.read(IntakeVerdict(said["verdict"])), *said["failed"]])


def _certificate(said: Said) -> str:
    may = say(f", mag er {said['may_miss']} missen", f", may miss {said['may_miss']}")
    counted = f"{said['attended']}/{said['counted']}{'' if said['may_miss'] is None else may}"
    return ", ".join([words.read(Verdict(said["verdict"])), *said["failed"], counted])


def _milestone(said: Said) -> str:
    return f"{words.read(FollowUpStatus(said['status']))}, {_by(said)}"


def _by(said: Said) -> str:
    return say(f"vóór {short(said['due'])}", f"due {short(said['due'])}")


def _since(said: Said) -> str:
    return say(f"sinds {short(said['since'])}", f"since {short(said['since'])}")


def _from(said: Said) -> str:
    return say(f"vanaf {short(said['opens'])}, {_by(said)}", f"from {short(said['opens'])}, {_by(said)}")


def _coming_task(said: Said) -> str:
    return say(f"straks {_task(said)}", f"later {_task(said)}")


def _task(said: Said) -> str:
    which = said["session"] or (
        say(f"{said['milestone']} maanden", f"{said['milestone']} months") if said["milestone"] else ""
    )
    return say("taak", "task") + f": {words.read(TaskKind(said['kind']))}" + (f" ({which})" if which else "")


_WORDS: dict[str, tuple[Callable[[Said], str], Callable[[Said], str]]] = {
    "phase": (lambda _: say("fase", "phase"), _phase),
    "paused": (lambda _: say("op pauze", "paused"), _paused),
    "intake": (lambda _: "intake", _intake),
    "certificate": (lambda _: say("certificaat", "certificate"), _certificate),
    "follow_up": (
        lambda said: say(f"opvolging na {said['months']} maanden", f"follow-up, {said['months']} months"),
        _milestone,
    ),
    "task": (_task, _by),
    "coming_task": (_coming_task, _from),
    "stall": (lambda said: say("stil", "stalled") + f": {words.title(said['rule'])}", _since),
}
"""By what changes: what it is called, and how it is said on either side."""
