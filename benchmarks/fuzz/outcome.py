"""What was found, written down: cases and faults for each way in."""

from collections.abc import Sequence

from benchmarks.fuzz.exploring import Fault, Found
from benchmarks.report import Figure, Result, Table

_MEANING = (
    "A case is one request, command, file, message, definition or story. A fault is an exception that no caller was "
    "promised, a page that fails, a half-done fact, or tables that are not what the rules make of the facts; it counts "
    "once, however often it was met. Cases are drawn anew in each batch, on a fresh database, and repeat with the seed."
)


def result(found: Sequence[Found]) -> Result:
    """As `benchmarks.report` writes it."""
    faults = [fault for one in found for fault in one.faults.values()]
    return Result(
        title="Bad input against every way in",
        figures=[
            Figure("cases", sum(one.cases for one in found), at_least=100_000),
            Figure("faults", len(faults), at_most=0),
            Figure("took", sum(one.seconds for one in found) / 60, "minutes"),
        ],
        meaning=_MEANING,
        tables=[
            Table("Ways in", ("way", "cases", "batches", "faults", "seconds"), [_row(one) for one in found]),
            *([Table("Faults", ("way", "what", "where", "repeat"), [_fault(one) for one in faults])] if faults else []),
        ],
    )


def told(fault: Fault) -> str:
    """A fault for whoever looks on: the smallest case, and how to repeat it."""
    return f"\nFAULT {fault.way}: {fault.what} {fault.where}\n  {fault.repeat}\n  {fault.case}\n{fault.trace}"


def _row(one: Found) -> tuple[str | float, ...]:
    return one.way, one.cases, one.batches, len(one.faults), one.seconds


def _fault(fault: Fault) -> tuple[str | float, ...]:
    return fault.way, fault.what, fault.where, f"`{fault.repeat}`"
