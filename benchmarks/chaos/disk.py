"""A small disk for a home, and a file that fills it until nobody can write another byte."""

import contextlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

MEBIBYTE = 2**20
_STEPS = (16 * MEBIBYTE, MEBIBYTE, 64 * 1024, 4096)


class CannotMount(Exception):
    """Only root may mount, and not in every container; the text is the system's reason."""


class SmallDisk:
    """In memory, mounted on `folder`; `mounted` is the block in which it is there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._filler = folder / "filler"

    @contextlib.contextmanager
    def mounted(self, mebibytes: int) -> Iterator[None]:
        """Raises CannotMount; what was on it is gone at the end of the block."""
        self.folder.mkdir(parents=True, exist_ok=True)
        _run("mount", "-t", "tmpfs", "-o", f"size={mebibytes}m,mode=700", "trajectvolger-chaos", str(self.folder))
        try:
            yield
        finally:
            _run("umount", "--lazy", str(self.folder))

    def fill(self) -> None:
        """Take all that is left, also what was freed since the last time."""
        with self._filler.open("ab") as filler:
            for step in _STEPS:
                with contextlib.suppress(OSError):
                    while True:
                        os.posix_fallocate(filler.fileno(), filler.seek(0, os.SEEK_END), step)

    def make_room(self) -> None:
        """Somebody tidies up."""
        self._filler.unlink(missing_ok=True)

    @property
    def free(self) -> int:
        """Bytes."""
        return shutil.disk_usage(self.folder).free


def insist_on_mounting() -> None:
    """Raises CannotMount where we may not."""
    with tempfile.TemporaryDirectory() as folder, SmallDisk(Path(folder)).mounted(1):
        pass


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 -- our own arguments
    if done.returncode != 0:
        raise CannotMount(done.stderr.strip())
