"""A chaos run written down: figures with their aims, times of restarts by part, and every violation with its seed."""

from collections.abc import Iterator, Sequence

from benchmarks.chaos.incidents import BLOWS, Blow, Incident, spread
from benchmarks.chaos.ledger import Told
from benchmarks.chaos.run import Outcome, Plan
from benchmarks.report import Figure, Result, Table

ANSWER = 5.0
"""Seconds within which everybody has an answer or a clear error, whatever is killed."""

SILENCE = "restart to first answer"
_WHICH = ("median", "longest")
_COUNTED: dict[Blow, str] = {
    "kill": "kills (SIGKILL)",
    "freeze": "freezes (SIGSTOP, 0.2–8 s)",
    "cut": "cuts of connections",
    "fill": "disks filled (1–20 s)",
}
_MENDED: dict[Blow, str] = {
    "kill": SILENCE,
    "freeze": "thaw to first answer",
    "cut": "cut or healed connection to first answer",
    "fill": "room on the disk to first answer",
}


def command(plan: Plan) -> str:
    """What repeats the choices of this run; how the processes interleave is chance."""
    return f"python -m benchmarks.chaos --kills {plan.blows['kill']} --seed {plan.seed} --minutes {plan.minutes:g}"


def result(outcome: Outcome) -> Result:
    """As `benchmarks.report` writes it."""
    return Result(
        title="Chaos: kill, freeze, cut off and fill up everything under work",
        figures=list(_figures(outcome)),
        meaning=_MEANING,
        tables=[_mended(outcome), _violations(outcome)],
    )


def _figures(outcome: Outcome) -> Iterator[Figure]:
    entries = outcome.ledger.entries.values()
    seconds = [one.ended - one.began for one in outcome.ledger.telling]
    middle, longest = spread(seconds)
    yield Figure("violations", len(outcome.violations), at_most=0)
    for blow in BLOWS:
        yield Figure(_COUNTED[blow], len(_of(outcome, blow)))
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
    for blow in BLOWS:
        silences = _times(_of(outcome, blow))[SILENCE]
        for which, value in zip(_WHICH, spread(silences), strict=True):
            yield Figure(f"{_MENDED[blow]}, {which}", value, "s")
    for what, times in _times(_of(outcome, "kill")).items():
        if what != SILENCE:
            yield Figure(f"{what}, median", spread(times)[0], "s")
            yield Figure(f"{what}, longest", spread(times)[1], "s")
    yield Figure("duration of the run", outcome.seconds / 60, "min")


def _of(outcome: Outcome, blow: Blow) -> list[Incident]:
    return [one for one in outcome.incidents if one.blow == blow]


def _mended(outcome: Outcome) -> Table:
    rows: list[tuple[str | float, ...]] = []
    for blow in BLOWS:
        for what in sorted({one.what for one in _of(outcome, blow)}):
            of_it = [one for one in _of(outcome, blow) if one.what == what]
            times = _times(of_it)
            seconds = (one for measured in times.values() for one in spread(measured))
            rows.append((blow, what, len(of_it), len(times[SILENCE]), *seconds))
    columns = ("blow", "to", "times", "measured", *(f"{what}, {which}" for what in _times([]) for which in _WHICH))
    return Table("Until all is well again, in seconds", columns, rows)


def _times(incidents: Sequence[Incident]) -> dict[str, list[float]]:
    return {
        SILENCE: [one.silence for one in incidents if one.silence is not None],
        "blow to first answer": [one.outage for one in incidents if one.outage is not None],
        "restart to last error": [one.trouble for one in incidents if one.trouble is not None],
    }


def _violations(outcome: Outcome) -> Table:
    return Table("Violations", ("seed", "what"), [(str(outcome.plan.seed), what) for what in outcome.violations])


_MEANING = (
    "Every acknowledged message is in the tables once, with all its facts; every refused one is not; one that was "
    "given up after an error is there once at the most. Tables equal a fresh assessment, workflows equal tables. "
    "«Restart» also stands for: thawed, healed, given room; a connection that nobody heals counts from the cut. "
    "What the next blow overtook before the first answer is not measured. Whoever is told «not recorded» can rely on "
    "it. When Postgres dies between COMMIT and the answer, nobody knows: then the author is told just that."
)
