"""The worker as a process of its own: `python -m workers`; `traject worker` is the same."""

import asyncio
import sys
from collections.abc import Callable

from workers import logs
from workers.errors import WorkersError
from workers.leaving import leave
from workers.settings import Settings, read_settings
from workers.settling import settle
from workers.worker import run, stopped_by_signals

BEREFT = "--until-standard-input-closes"
"""For who starts us as a child: when the parent is gone, however it ended, so is this worker."""


def main(arguments: list[str]) -> int:
    """0 after a clean stop; 1 with the reason in one line when it cannot start."""
    try:
        settings = read_settings()
        logs.configure(settings.log_format, settings.log_level)
        asyncio.run(work(settings, until_bereft=BEREFT in arguments))
    except WorkersError as error:
        sys.stderr.write(f"{error.en}\n")
        return 1
    return 0


async def work(settings: Settings, *, until_bereft: bool = False) -> None:
    """Work until a signal comes, or until standard input closes where that is asked."""
    stop = asyncio.Event()
    with stopped_by_signals(stop):
        if until_bereft:
            _when_standard_input_closes(stop.set)
        settle()
        await run(settings, stop)


def _when_standard_input_closes(then: Callable[[], None]) -> None:
    loop = asyncio.get_running_loop()

    def closed() -> None:
        loop.remove_reader(sys.stdin)  # at its end it is ready to be read for ever
        then()

    loop.add_reader(sys.stdin, closed)


if __name__ == "__main__":
    leave(main(sys.argv[1:]))
