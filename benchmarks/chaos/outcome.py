"""A chaos run written down: figures with their aims, times of restarts by part, and every violation with its seed."""

from collections.abc import Iterator, Sequence

from benchmarks.chaos.incidents import Incident, spread
from benchmarks.chaos.ledger import Told
from benchmarks.chaos.run import Outcome, Plan
from benchmarks.report import Figure, Result, Table

ANSWER = 5.0
"""Seconds within which everybody has an answer or a clear error, whatever is killed."""

SILENCE = "restart to first answer"
_WHICH = ("median", "longest")


def command(plan: Plan) -> str:
    """What repeats the choices of this run; how the processes interleave is chance."""
    return f"python -m benchmarks.chaos --kills {plan.kills} --seed {plan.seed}"


def result(outcome: Outcome) -> Result:
    """As `benchmarks.report` writes it."""
    return Result(
        title="Chaos: kill, freeze and restart everything under work",
        figures=list(_figures(outcome)),
        meaning=_MEANING,
        tables=[_restarts(outcome), _violations(outcome)],
    )


def _figures(outcome: Outcome) -> Iterator[Figure]:
    entries = outcome.ledger.entries.values()
    seconds = [one.ended - one.began for one in outcome.ledger.telling]
    middle, longest = spread(seconds)
    yield Figure("violations", len(outcome.violations), at_most=0)
    yield Figure("kills (SIGKILL)", len(outcome.incidents))
    yield Figure("freezes (SIGSTOP, 0.2–8 s)", outcome.freezes)
    yield Figure("trajects and participants", outcome.journeys)
    yield Figure("messages", len(entries))
    for told in Told:
        yield Figure(told.value, outcome.ledger.count(told))
    yield Figure("repeated under the same id", sum(entry.repeated for entry in entries))
    yield Figure("errors told", sum(entry.errors for entry in entries))
    yield Figure("messages whose author heard «cannot be told now»", sum(entry.uncertain for entry in entries))
    yield Figure("stored though given up, its author having heard that", outcome.stored_after_an_error)
    yield Figure("answer or error, median", middle, "s")
    yield Figure("answer or error, longest", longest, "s", at_most=ANSWER)
    for what, times in _times(outcome.incidents).items():
        yield Figure(f"{what}, median", spread(times)[0], "s")
        yield Figure(f"{what}, longest", spread(times)[1], "s")
    yield Figure("duration of the run", outcome.seconds / 60, "min")


def _restarts(outcome: Outcome) -> Table:
    rows: list[tuple[str | float, ...]] = []
    for part in sorted({one.part for one in outcome.incidents}):
        of_part = [one for one in outcome.incidents if one.part == part]
        times = _times(of_part)
        measured = len(times[SILENCE])
        rows.append((part, len(of_part), measured, *(one for seconds in times.values() for one in spread(seconds))))
    columns = ("killed", "times", "measured", *(f"{what}, {which}" for what in _times([]) for which in _WHICH))
    return Table("Restarts, in seconds", columns, rows)


def _times(incidents: Sequence[Incident]) -> dict[str, list[float]]:
    return {
        SILENCE: [one.silence for one in incidents if one.silence is not None],
        "kill to first answer": [one.outage for one in incidents if one.outage is not None],
        "restart to last error": [one.trouble for one in incidents if one.trouble is not None],
    }


def _violations(outcome: Outcome) -> Table:
    return Table("Violations", ("seed", "what"), [(str(outcome.plan.seed), what) for what in outcome.violations])


_MEANING = (
    "Every acknowledged message is in the tables once, with all its facts; every refused one is not; one that was "
    "given up after an error is there once at the most. Tables equal a fresh assessment, workflows equal tables. "
    "A part that was killed again before the first answer is not measured. Whoever is told «not recorded» can rely on "
    "it. When Postgres dies between COMMIT and the answer, nobody knows: then the author is told just that."
)
