"""Where nothing moves: since when, who is waited for, and what would end it; longest first."""

from collections.abc import Iterator
from typing import Any

from storage.engine import ReadSession
from storage.errors import TrajectUnreadable
from storage.queries.stalled import StalledLine, stalled
from views.day import Day, Scope
from views.reading import Assessed, assessed, left_out, to_assess
from views.texts import Language, stall_text


def stalls(session: ReadSession, day: Day, scope: Scope, unreadable: list[TrajectUnreadable]) -> list[StalledLine]:
    """All stalls on a day; for trajects that cannot be read, see `views.tasks.open_tasks`."""
    again = to_assess(session, day, scope)
    lines = [line for found in assessed(session, day, again, unreadable) for line in lines_of(found)]
    if day.as_of is None:
        judged = set(again) - {one.traject for one in unreadable}
        stored = stalled(session, municipality=scope.municipality, traject=scope.traject)
        lines += [line for line in stored if line.traject_id not in judged]
    return sorted(
        lines, key=lambda line: (line.since, line.municipality, line.traject, line.rule, line.participant or "")
    )


def lines_of(found: Assessed) -> Iterator[StalledLine]:
    """The stalls of one assessment, as the list in Postgres has them."""
    names = found.participants
    for stall in found.found.all_stalls():
        yield StalledLine(
            rule=stall.rule,
            traject_id=found.known.traject,
            traject=found.known.key,
            municipality=found.known.municipality,
            participant_id=stall.participant,
            participant=None if stall.participant is None else names[stall.participant],
            since=stall.since,
            waiting_on=str(stall.waiting_on),
            facts=stall.facts,
            programme=found.programme.id,
            programme_version=found.programme.version,
        )


def as_json(line: StalledLine, language: Language) -> dict[str, Any]:
    """One stall as `--json` prints it (docs/commands.md)."""
    return {
        "rule": line.rule,
        "traject": line.traject,
        "municipality": line.municipality,
        "participant": line.participant,
        "since": line.since.isoformat(),
        "waiting_on": line.waiting_on,
        "text": stall_text(line, language),
    }


def document(session: ReadSession, day: Day, scope: Scope, language: Language) -> dict[str, Any]:
    """The JSON of `traject stalled`."""
    unreadable: list[TrajectUnreadable] = []
    lines = stalls(session, day, scope, unreadable)
    return {
        "as_of": day.end.isoformat(),
        "stalled": [as_json(line, language) for line in lines],
        **left_out(unreadable),
    }
