"""The sentences that a reader gets with a task or a stall: `domain.texts` with our facts filled in."""

from domain import texts
from domain.terms import TaskKind
from domain.texts import Language
from storage.queries.stalled import StalledLine
from storage.queries.tasks import TaskLine

__all__ = ["Language", "rule_of", "stall_text", "task_ends", "task_rule", "task_text"]


def task_rule(line: TaskLine) -> str:
    """The rule that a task rests on: the kind of task in the programme's table, or the milestone's own."""
    return rule_of(line.kind, line.milestone)


def rule_of(kind: str, milestone: int | None) -> str:
    """The same for a kind of task."""
    return f"FUP-{milestone}" if kind == TaskKind.FOLLOW_UP else kind


def task_text(line: TaskLine, language: Language) -> str:
    """Why a task is there."""
    return texts.why(task_rule(line), line.facts, language)


def task_ends(line: TaskLine, language: Language) -> str:
    """What would end a task."""
    return texts.ends(task_rule(line), line.facts, language)


def stall_text(line: StalledLine, language: Language) -> str:
    """What is the matter, and what would end it."""
    why = texts.why(line.rule, line.facts, language)
    return f"{why} {texts.ends(line.rule, line.facts, language)}"
