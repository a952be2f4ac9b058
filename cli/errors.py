"""Every failure as one line on standard error and an exit status, so that nobody ever reads a stack trace.

`Failed` is what the commands themselves refuse; other modules' errors carry their sentences in both languages.
"""

import sys
from typing import Protocol

from cli import usage
from cli.language import of, say

REFUSED, WRONG_USAGE, INTERRUPTED = 1, 2, 130


class Failed(Exception):
    """What was asked cannot be done; the text is for people, in their language."""


class Ruled(Protocol):
    """A refusal: what is wrong in both languages, and the rule that says so."""

    @property
    def nl(self) -> str: ...
    @property
    def en(self) -> str: ...
    @property
    def rule(self) -> str: ...


def refused(because: Ruled) -> Failed:
    """What a rule of the programme refuses, which it names."""
    return Failed(f"{of(because)} ({say('regel', 'rule')} {because.rule})")


def report(error: BaseException) -> int:
    """Print the one line that an error deserves; returns the exit status."""
    line, status = _explain(_cause(error))
    if line:
        sys.stderr.write(f"{' '.join(line.split())}\n")
    return status


def _cause(error: BaseException) -> BaseException:
    """Of things that failed side by side, the first."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error


def _explain(error: BaseException) -> tuple[str, int]:
    if isinstance(error, Failed):
        return str(error), REFUSED
    if isinstance(error, KeyboardInterrupt):
        return say("Gestopt.", "Stopped."), INTERRUPTED
    if isinstance(error, SystemExit | BrokenPipeError):  # typer's way to say that nobody reads on
        return "", REFUSED
    if type(error).__name__ == "Abort":  # typer's, whose import takes long
        return say("Er kwam geen antwoord; er is niets gedaan.", "No answer came; nothing was done."), REFUSED
    wrong = usage.sentence(error)
    if wrong is not None:
        return wrong, WRONG_USAGE
    known = _known(error)
    return (known, REFUSED) if known is not None else (_unexpected(error), REFUSED)


def _known(error: BaseException) -> str | None:
    """Errors of our own modules carry a sentence for people."""
    nl, en = getattr(error, "nl", None), getattr(error, "en", None)
    if isinstance(nl, str) and isinstance(en, str):
        return say(nl, en)
    if isinstance(error, OSError) and error.filename is not None:
        return f"{error.filename}: {error.strerror}"
    return None


def _unexpected(error: BaseException) -> str:
    """The whole story is for an administrator, and may quote no person: the log's own rules see to that."""
    import structlog

    from cli import logbook

    path = logbook.begin()
    structlog.get_logger("traject").error("unexpected", command=sys.argv[1:2], exc_info=error)
    return say(
        f"Er ging iets mis wat niet had mogen gebeuren ({type(error).__name__}). De bijzonderheden staan in {path}.",
        f"Something went wrong that should not happen ({type(error).__name__}). The details are in {path}.",
    )
