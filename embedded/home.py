"""The home: the one folder (TRAJECT_HOME) in which all of the embedded servers lives, and who may use it."""

import base64
import binascii
import contextlib
import errno
import json
import os
import secrets
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from embedded.errors import DiskFull, HomeInUse, HomeNotUsable, MasterKeyUnusable, OtherKey

if sys.platform != "win32":  # the supervisor refuses Windows with a sentence of its own
    import fcntl

KEY_BYTES = 32
LOG_BYTES = 5_000_000  # a longer log is set aside at the next start; one older is kept
LOCK_PATIENCE = 1.0  # seconds: `running` holds the lock for a moment, and so does a supervisor that just stops


class Home:
    """Paths and small files of one home. Making one touches no disk; `prepare` does."""

    def __init__(self, folder: Path) -> None:
        self.folder = Path(os.path.abspath(folder))  # noqa: PTH100  resolve() would need every parent to be open
        self.postgres = self.folder / "postgres"
        self.temporal = self.folder / "temporal"
        self.logs = self.folder / "logs"
        self.key_file = self.folder / "master.key"
        self.lock_file = self.folder / "supervisor.lock"
        self.ports_file = self.folder / "ports.json"
        self.state_file = self.folder / "state.json"

    def prepare(self) -> None:
        """Make the folder (0700) and what belongs in it; a folder that exists and has content keeps its mode.

        Raises:
            HomeNotUsable: it is a file, it belongs to somebody else, or it cannot be written to.
            DiskFull: no space for it.
        """
        with self.failures_told():
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._belongs_to_us()
            if not any(self.folder.iterdir()):
                self.folder.chmod(0o700)
            for folder in (self.temporal, self.logs):
                folder.mkdir(mode=0o700, exist_ok=True)

    def _belongs_to_us(self) -> None:
        if os.geteuid() not in {0, self.folder.stat().st_uid}:
            raise HomeNotUsable(self.folder, en="it belongs to another user", nl="zij is van een andere gebruiker")
        if not os.access(self.folder, os.R_OK | os.W_OK | os.X_OK):
            raise HomeNotUsable(self.folder, en="it cannot be written to", nl="er kan niet in geschreven worden")

    def hand_over(self) -> None:
        """In a home that is somebody's, root works for that somebody, who must be able to go on alone."""
        owner = self.folder.stat()
        if os.geteuid() != 0 or owner.st_uid == 0:
            return
        mine = [path for path in self.folder.iterdir() if path != self.postgres]
        for path in (*mine, *self.temporal.iterdir(), *self.logs.iterdir()):
            os.chown(path, owner.st_uid, owner.st_gid, follow_symlinks=False)

    @contextlib.contextmanager
    def failures_told(self) -> Iterator[None]:
        """Turn the system's refusals inside the block into errors for people."""
        try:
            yield
        except (FileExistsError, NotADirectoryError) as error:
            raise HomeNotUsable(self.folder, en="it is not a folder", nl="het is geen map") from error
        except PermissionError as error:
            raise HomeNotUsable(self.folder, en="access is denied", nl="de toegang is geweigerd") from error
        except OSError as error:
            if error.errno in {errno.ENOSPC, errno.EDQUOT}:
                raise DiskFull(self.folder) from error
            raise HomeNotUsable(self.folder, en=str(error), nl=str(error)) from error

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the home for this process; a crash lets go of it by itself.

        Raises:
            HomeInUse: another supervisor has it.
        """
        with self.failures_told():
            handle = os.open(self.lock_file, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            deadline = time.monotonic() + LOCK_PATIENCE
            while not _take(handle, fcntl.LOCK_EX):
                if time.monotonic() > deadline:
                    raise HomeInUse(self.folder, self.holder())
                time.sleep(0.02)
            os.ftruncate(handle, 0)
            os.pwrite(handle, str(os.getpid()).encode(), 0)
            yield
        finally:
            os.close(handle)

    def is_locked(self) -> bool:
        """Whether a supervisor lives: asked of the kernel, which forgets the dead.

        Raises:
            HomeNotUsable: the home may not be looked into.
        """
        with self.failures_told():
            try:
                handle = os.open(self.lock_file, os.O_RDONLY)
            except FileNotFoundError:
                return False
        try:
            return not _take(handle, fcntl.LOCK_SH)
        finally:
            os.close(handle)

    def holder(self) -> int | None:
        """The process that last took the lock."""
        try:
            return int(self.lock_file.read_text())
        except ValueError:  # it was reading its own pid in at this very moment
            return None

    def master_key(self) -> bytes:
        """The key (32 bytes) from which the payload keys are protected; made at the first start, never again.

        Raises:
            MasterKeyUnusable: the file is damaged, or gone while there are data that were written with it.
        """
        if not self.key_file.exists():
            if self.postgres.exists():
                raise MasterKeyUnusable(self.key_file)
            with self.failures_told():
                self._make_key()
        try:
            key = base64.b64decode(self.key_file.read_bytes().strip(), validate=True)
        except binascii.Error as error:
            raise MasterKeyUnusable(self.key_file) from error
        if len(key) != KEY_BYTES:
            raise MasterKeyUnusable(self.key_file)
        return key

    def begin_with(self, key: bytes) -> None:
        """Take this master key, as for a backup that is put back; the home's own, if it has one, must be the same.

        Raises:
            OtherKey: the home has another one.
        """
        if not self.key_file.exists():
            with self.failures_told():
                self._make_key(key)
        if self.master_key() != key:
            raise OtherKey(self.key_file)

    def _make_key(self, key: bytes | None = None) -> None:
        draft = self.folder / f".master.key.{secrets.token_hex(4)}"
        _write_private(draft, base64.b64encode(key or secrets.token_bytes(KEY_BYTES)) + b"\n")
        try:
            os.link(draft, self.key_file)  # unlike a rename, never replaces a key that came in between
        except FileExistsError:
            return
        finally:
            draft.unlink()

    def read(self, file: Path) -> dict[str, Any]:
        """A small JSON file of the home; empty when it is not there or was broken by a full disk."""
        try:
            content = json.loads(file.read_bytes())
        except (FileNotFoundError, ValueError):
            return {}
        return content if isinstance(content, dict) else {}

    def write(self, file: Path, content: Mapping[str, object]) -> None:
        """Replace a small JSON file in one step, so that a reader never sees half of it."""
        draft = file.with_name(f".{file.name}.new")
        with self.failures_told():
            draft.unlink(missing_ok=True)
            _write_private(draft, json.dumps(content).encode())
            draft.replace(file)

    def set_aside(self, log: Path) -> None:
        """Keep logs from growing for ever: between two runs, a long one becomes `.old`."""
        if log.exists() and log.stat().st_size > LOG_BYTES:
            log.replace(log.with_name(f"{log.name}.old"))


def _take(handle: int, how: int) -> bool:
    try:
        fcntl.flock(handle, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _write_private(file: Path, content: bytes) -> None:
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
