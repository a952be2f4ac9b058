"""Processor time of this process and of the servers under it: what was worked for, whoever else used the machine."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

_TICKS = os.sysconf("SC_CLK_TCK")


class Spent(NamedTuple):
    """Seconds of processor time: of this process (client and worker), of Temporal and of Postgres."""

    own: float = 0.0
    temporal: float = 0.0
    postgres: float = 0.0

    def __sub__(self, other: "Spent") -> "Spent":
        return Spent(*(one - before for one, before in zip(self, other, strict=True)))

    def plus(self, other: "Spent") -> "Spent":
        """Both together."""
        return Spent(*(one + more for one, more in zip(self, other, strict=True)))

    @property
    def all(self) -> float:
        """Of all three."""
        return sum(self)


class _Process(NamedTuple):
    name: str
    parent: int
    own: float
    ended_children: float


def spent() -> Spent:
    """Until now. A connection's process that has ended is counted with its parent."""
    processes = dict(_all())
    ours = [one for number, one in processes.items() if _is_below(number, processes)]
    return Spent(
        own=processes[os.getpid()].own,
        temporal=sum(one.own for one in ours if one.name.startswith("temporal")),
        postgres=sum(one.own + one.ended_children for one in ours if one.name.startswith("postgres")),
    )


def _is_below(number: int, processes: dict[int, _Process]) -> bool:
    while number in processes and number != os.getpid():
        number = processes[number].parent
    return number == os.getpid()


def _all() -> Iterator[tuple[int, _Process]]:
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            name, _, rest = (folder / "stat").read_text().partition("(")[2].rpartition(")")
        except OSError:  # it has ended meanwhile
            continue
        fields = rest.split()
        own, ended = (sum(map(int, fields[at : at + 2])) / _TICKS for at in (11, 13))
        yield int(folder.name), _Process(name, int(fields[1]), own, ended)
