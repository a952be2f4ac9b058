"""As whom Postgres runs: it refuses root, so root becomes somebody harmless; anybody else stays the same."""

import os
import pwd
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from embedded.errors import IdentityNotDropped

CHOWN, DAC_OVERRIDE, KILL, SETGID, SETUID = 0, 1, 5, 6, 7  # capabilities, capability.h


@dataclass(frozen=True, slots=True)
class Identity:
    """`same`: no change. `drop`: setuid. `namespace`: root outside, `uid` inside; files stay root's."""

    how: Literal["same", "drop", "namespace"]
    uid: int
    gid: int

    def own(self, folder: Path) -> None:
        """Make the folder and all in it this identity's, if it is not yet."""
        if self.how != "drop" or folder.stat().st_uid == self.uid:
            return
        for parent, folders, files in os.walk(folder):
            for name in (*folders, *files):
                os.chown(os.path.join(parent, name), self.uid, self.gid, follow_symlinks=False)  # noqa: PTH118
        os.chown(folder, self.uid, self.gid)  # last: it is the mark that all is done


SAME = Identity("same", -1, -1)


def candidates(home: Path) -> list[Identity]:
    """The identities to try, best first. In a home that is somebody's, root works for that somebody.

    Raises:
        IdentityNotDropped: root, on a system that knows no user to become.
    """
    if os.geteuid() != 0:
        return [SAME]
    uid, gid = _person(home)
    found = []
    if may_become_another():
        found.append(Identity("drop", uid, gid))
    if sys.platform == "linux":
        found.append(Identity("namespace", uid, gid))
    return found


def _person(home: Path) -> tuple[int, int]:
    owner = home.stat().st_uid
    try:
        entry = pwd.getpwuid(owner) if owner else pwd.getpwnam("nobody")
    except KeyError:  # initdb wants a name to the number
        raise IdentityNotDropped("there is no user nobody") from None
    return entry.pw_uid, entry.pw_gid


def may_become_another() -> bool:
    """Whether root has what it takes to hand over files, become another user, and stop that user's processes.

    A container may have taken it away.
    """
    if sys.platform != "linux":
        return True
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("CapEff:"):
            held = int(line.split()[1], 16)
            return all(held >> needed & 1 for needed in (CHOWN, DAC_OVERRIDE, KILL, SETGID, SETUID))
    return True
