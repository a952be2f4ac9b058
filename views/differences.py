"""What would change, in words: a line for each change, the people whom it concerns together."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from domain import terms, texts
from domain.texts import Language

Said = Mapping[str, Any]
Say = Callable[[Said, Language], str]
NOTHING = "–"


@dataclass(frozen=True, slots=True)
class Line:
    """One change: what it is about, and how it is said now and then."""

    what: str
    now: str
    then: str


def lines(changes: Iterable[Mapping[str, Any]], language: Language) -> Mapping[Line, list[str | None]]:
    """The `changes` of a document of `views.what_if`, each with whom it concerns; None is the traject itself."""
    found: dict[Line, list[str | None]] = {}
    for change in changes:
        title, read = _WORDS[change["what"]]
        now, then = (NOTHING if said is None else read(said, language) for said in (change["before"], change["after"]))
        line = Line(title(change["after"] or change["before"], language), now, then)
        found.setdefault(line, []).append(change["participant"])
    return found


def _fixed(nl: str, en: str) -> Say:
    return lambda _, language: nl if language == "nl" else en


def _phase(said: Said, language: Language) -> str:
    kinds = (terms.Phase, terms.TrajectPhase)
    return texts.name(next(kind(said["phase"]) for kind in kinds if said["phase"] in set(kind)), language)


def _paused(said: Said, language: Language) -> str:
    words = {True: ("ja", "yes"), False: ("nee", "no")}[said["paused"]]
    return words[language == "en"]


def _intake(said: Said, language: Language) -> str:
    return ", ".join([texts.name(terms.IntakeVerdict(said["verdict"]), language), *said["failed"]])


def _certificate(said: Said, language: Language) -> str:
    parts = [texts.name(terms.Verdict(said["verdict"]), language), *said["failed"]]
    parts.append(f"{said['attended']}/{said['counted']}")
    if said["may_miss"] is not None:
        parts.append(f"{'mag er nog missen' if language == 'nl' else 'may miss'}: {said['may_miss']}")
    return ", ".join(parts)


def _milestone(said: Said, language: Language) -> str:
    return f"{texts.name(terms.FollowUpStatus(said['status']), language)}, {_due(said, language)}"


def _months(said: Said, language: Language) -> str:
    return f"opvolging na {said['months']} maanden" if language == "nl" else f"follow-up, {said['months']} months"


def _due(said: Said, language: Language) -> str:
    return f"{'vóór' if language == 'nl' else 'due'} {texts.day(said['due'], language)}"


def _task(said: Said, language: Language) -> str:
    months = f"{said['milestone']} {'maanden' if language == 'nl' else 'months'}" if said["milestone"] else ""
    which = said["session"] or months
    return f"{texts.name(terms.TaskKind(said['kind']), language)}{f' ({which})' if which else ''}"


def _open_task(said: Said, language: Language) -> str:
    return f"{'taak' if language == 'nl' else 'task'}: {_task(said, language)}"


def _for(said: Said, language: Language) -> str:
    return f"{_due(said, language)} ({texts.name(terms.Role(said['role']), language)})"


def _coming_task(said: Said, language: Language) -> str:
    return f"{'later een taak' if language == 'nl' else 'a task later'}: {_task(said, language)}"


def _opens(said: Said, language: Language) -> str:
    opens = texts.day(said["opens"], language)
    return f"{'vanaf' if language == 'nl' else 'from'} {opens}, {_for(said, language)}"


def _stall(said: Said, language: Language) -> str:
    return f"{'stilgevallen' if language == 'nl' else 'stalled'}: {texts.title(said['rule'], language)}"


def _since(said: Said, language: Language) -> str:
    return f"{'sinds' if language == 'nl' else 'since'} {texts.day(said['since'], language)}"


def _on(said: Said, language: Language) -> str:
    return texts.day(said["on"], language)


_WORDS: Mapping[str, tuple[Say, Say]] = {
    "traject_phase": (_fixed("fase van het traject", "phase of the traject"), _phase),
    "phase": (_fixed("fase", "phase"), _phase),
    "paused": (_fixed("op pauze", "paused"), _paused),
    "intake": (_fixed("intake", "intake"), _intake),
    "certificate": (_fixed("certificaat", "certificate"), _certificate),
    "follow_up": (_months, _milestone),
    "task": (_open_task, _for),
    "coming_task": (_coming_task, _opens),
    "stall": (_stall, _since),
    "forgetting": (_fixed("wordt vergeten", "is forgotten"), _on),
}
"""By what changes: what it is called, and how it is said on either side."""
