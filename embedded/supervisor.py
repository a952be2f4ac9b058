"""Starts Postgres and Temporal for one home, keeps an eye on them, and leaves nothing behind."""

import contextlib
import os
import threading
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Final, Literal

import structlog

from embedded import ports
from embedded.binaries import refuse_windows
from embedded.errors import NotOnMainThread, PartStopped, StartFailed
from embedded.home import Home
from embedded.postgres import Postgres, forget_inherited_settings
from embedded.temporal import Temporal

PartName = Literal["postgres", "temporal"]

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Where the embedded servers are: all that a worker, a command or a page needs to know of them."""

    database_url: str
    temporal_address: str
    temporal_namespace: str
    temporal_ui_url: str


def say_nothing(_step: str) -> None:
    """For who does not care about progress."""


class Supervisor:
    """Context manager: both servers ready inside the block, both gone after it.

    Enter it, and call `restart`, on the main thread: the kernel stops the servers when the thread that
    started them ends, however it ends. Signals are left to the program; without a handler it may just die.

    Args:
        home: The folder TRAJECT_HOME; made when it is not there.
        search_attributes: Name and Temporal type ("Keyword", "Datetime", …) of each.
        namespace: Temporal's namespace, made when it is not there.
        on_progress: Is told, in a few English words, what is being waited for.
        temporal_port: Insist on this port instead of the one that the home remembers.
        ui_port: The same for Temporal's web pages.
    """

    def __init__(  # noqa: PLR0913  each has a meaning of its own
        self,
        home: Path,
        *,
        search_attributes: Mapping[str, str],
        namespace: str = "traject",
        on_progress: Callable[[str], None] = say_nothing,
        temporal_port: int | None = None,
        ui_port: int | None = None,
    ) -> None:
        self.home: Final = Home(home)
        self._search_attributes = search_attributes
        self._namespace = namespace
        self._tell = on_progress
        self._fixed = {use: port for use, port in (("temporal", temporal_port), ("ui", ui_port)) if port is not None}
        self._parts: dict[PartName, Postgres | Temporal] = {}
        self._endpoints: Endpoints
        self._undo = contextlib.ExitStack()

    def __enter__(self) -> Endpoints:
        """Start both and wait until they are ready.

        Raises:
            EmbeddedError: one of its kinds; then nothing is left running and the home is free.
        """
        refuse_windows("Postgres")
        insist_on_main_thread()
        forget_inherited_settings()
        with contextlib.ExitStack() as undo:
            self._take_home(undo)
            self._endpoints = self._start_parts(undo)
            self._announce()
            undo.callback(self.home.state_file.unlink, missing_ok=True)  # first thing undone: from then, not ready
            self._undo = undo.pop_all()
        return self._endpoints

    def _take_home(self, undo: contextlib.ExitStack) -> None:
        self.home.prepare()
        undo.enter_context(self.home.locked())
        self.home.state_file.unlink(missing_ok=True)
        undo.callback(self.home.hand_over)
        self.home.master_key()  # before there are data, so that its absence later means that it was lost

    def _start_parts(self, undo: contextlib.ExitStack) -> Endpoints:
        """Temporal first: it gets ready while Postgres makes its data folder."""
        chosen = ports.choose(self.home, self._fixed)
        undo.callback(chosen.release)
        postgres = Postgres(self.home)
        temporal = Temporal(self.home, chosen.numbers, self._namespace, self._search_attributes)
        self._parts = {"temporal": temporal, "postgres": postgres}
        for part in self._parts.values():
            self._tell(f"starting {part.name}")
            self.home.set_aside(part.log)
            undo.callback(part.stop)
            part.start()
        for part in self._parts.values():
            self._tell(f"waiting for {part.name}")
            _wait_for(part)
        return Endpoints(postgres.url(), temporal.address, self._namespace, temporal.ui_url)

    def _announce(self) -> None:
        state = {"pid": os.getpid(), "parts": self.pids, "endpoints": asdict(self._endpoints)}
        self.home.write(self.home.state_file, state)
        self.home.hand_over()
        log.info("embedded servers are ready", home=str(self.home.folder), parts=self.pids)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._tell("stopping Postgres and Temporal")
        self._undo.close()
        log.info("embedded servers are stopped", home=str(self.home.folder))

    @property
    def pids(self) -> dict[PartName, int]:
        """The process of each part."""
        return {name: part.child.pid for name, part in self._parts.items() if part.child is not None}

    def check(self) -> None:
        """Look whether both still run; quick enough for every second.

        Raises:
            PartStopped: one does not; `restart` starts it again.
        """
        for name, part in self._parts.items():
            if part.child is not None and part.child.status is not None:
                raise PartStopped(name, part.log, part.child.status)

    def restart(self, part: PartName, *, hung: bool = False) -> None:
        """Start one part again, on the same port and data; blocks for a second or two.

        One that is hung is not asked to end first: that would take the better part of a minute, and it does not listen.

        Raises:
            EmbeddedError: one of its kinds; the other part runs on.
        """
        insist_on_main_thread()
        server = self._parts[part]
        log.warning("restarting", part=part, hung=hung)
        if hung:
            server.kill()
        else:
            server.halt()
        server.start()
        server.wait_until_ready()
        self._announce()


def _wait_for(part: Postgres | Temporal) -> None:
    """One that fails while it starts is started once more: what killed it, or one of its processes, may be over."""
    try:
        part.wait_until_ready()
    except StartFailed:
        log.warning("it failed while it started; starting it once more", part=part.name)
        part.halt()
        part.start()
        part.wait_until_ready()


def insist_on_main_thread() -> None:
    if threading.current_thread() is not threading.main_thread():
        raise NotOnMainThread


def running(home: Path) -> Endpoints | None:
    """The servers of this home when another supervisor has them ready, else None. Starts nothing.

    Who gets an answer is going to connect: see `forget_inherited_settings`.

    Raises:
        HomeNotUsable: the home may not be looked into, or is a file.
    """
    place = Home(home)
    if not place.is_locked():
        return None
    state = place.read(place.state_file)
    holder = place.holder()
    if holder is None or state.get("pid") != holder:  # left by one that was killed; the present one is not ready yet
        return None
    forget_inherited_settings()
    return Endpoints(**state["endpoints"])
