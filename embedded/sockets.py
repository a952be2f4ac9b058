"""The folder of Postgres' socket: the data folder, or a private one with a short name where needed."""

import os
import stat
import tempfile
from pathlib import Path

from embedded.home import Home
from embedded.identity import Identity

PORT = 5432  # part of the socket's name only; nothing listens on the network
NAME = f".s.PGSQL.{PORT}"
PREFIX = "traject-"
LONGEST = 100  # bytes; Linux allows 107, macOS 103


class SocketFolder:
    """Kept in a note in the home, so that a restart uses the same and a crash leaves none for ever."""

    def __init__(self, home: Home) -> None:
        self.path = home.postgres
        self._home = home
        self._note = home.folder / "socket.json"

    @property
    def for_server(self) -> str:
        """What Postgres is told: it stands in its data folder, and may not know the way to it."""
        return "." if self.path == self._home.postgres else str(self.path)

    def prepare(self, identity: Identity) -> None:
        """Choose the folder and clear what a crash left: Postgres would take it for another server's."""
        noted = self._noted()
        if fits(self._home.postgres):
            self.path = self._home.postgres
            self.remove()
        elif noted is not None and _is_private(noted, identity):
            self.path = noted
        else:
            self.path = _make_short(identity)
            self._home.write(self._note, {"folder": str(self.path)})
        _clear(self.path)

    def remove(self) -> None:
        """Remove the short folder, if there is one."""
        noted = self._noted()
        if noted is not None and noted.name.startswith(PREFIX) and noted.is_dir():
            _clear(noted)
            noted.rmdir()
        self._note.unlink(missing_ok=True)

    def _noted(self) -> Path | None:
        noted = self._home.read(self._note).get("folder")
        return None if noted is None else Path(noted)


def fits(folder: Path) -> bool:
    """Whether clients can open a socket there: its length, and what separates hosts for them."""
    try:
        path = os.fsencode(folder / NAME).decode()
    except UnicodeDecodeError:
        return False
    return len(path.encode()) <= LONGEST and "," not in path


def _make_short(identity: Identity) -> Path:
    place = Path(tempfile.gettempdir())
    if not fits(place / f"{PREFIX}12345678"):
        place = Path("/tmp")  # noqa: S108  mkdtemp makes it private
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=place))
    identity.own(folder)
    return folder


def _is_private(folder: Path, identity: Identity) -> bool:
    """Whether the folder is still ours alone: others can make folders in tmp too."""
    try:
        found = folder.lstat()
    except FileNotFoundError:
        return False
    owner = identity.uid if identity.how == "drop" else os.geteuid()
    return stat.S_ISDIR(found.st_mode) and found.st_uid == owner and not found.st_mode & 0o077


def _clear(folder: Path) -> None:
    for name in (NAME, f"{NAME}.lock"):
        (folder / name).unlink(missing_ok=True)
