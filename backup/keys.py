"""The folder with the keys: the master key, and each subject's key as the database has it, wrapped.

It always holds the newest copy only. So whoever was forgotten since is not in it, and nothing that was sealed with
their key, in however old a backup, can be opened. Of whoever is there, lost a key and was given another, it holds both.
"""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from pydantic_core import from_json, to_json

from backup.archive import replaced
from backup.errors import KeysMissing, KeysOfAnother, KeysWouldBeLost
from storage.subject_keys import KEY_BYTES, KeyRing, MasterKeyWrong

MASTER, SUBJECTS = "traject-master.key", "traject-subjects.keys"


Former = Mapping[UUID, tuple[bytes, ...]]


@dataclass(frozen=True, slots=True)
class Keys:
    """`wrapped` by subject, under the master key; `former` are those of before, the newest first."""

    master: bytes
    wrapped: Mapping[UUID, bytes]
    former: Former = field(default_factory=dict)

    def ring(self) -> KeyRing:
        return KeyRing(self.master)

    def all_of(self, subject: UUID) -> tuple[bytes, ...]:
        """The newest first."""
        return (self.wrapped[subject], *self.former.get(subject, ()))

    def before(self, newer: Mapping[UUID, bytes]) -> Former:
        """What these subjects had, and have no more."""
        had = {who: self.all_of(who) for who in newer if who in self.wrapped}
        former = {who: tuple(one for one in those if one != newer[who]) for who, those in had.items()}
        return {who: those for who, those in former.items() if those}


def keep(folder: Path, keys: Keys) -> None:
    """Put them in the place of what was kept before.

    Raises:
        KeysWouldBeLost: those are of another database, whose backups nothing else opens.
        KeysOfAnother: as for `kept`.
    """
    if _of_another(folder, keys):
        raise KeysWouldBeLost(folder)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    subjects = {str(subject): " ".join(map(_as_text, keys.all_of(subject))) for subject in keys.wrapped}
    with replaced(folder / MASTER) as file:
        file.write(f"{_as_text(keys.master)}\n".encode())
    with replaced(folder / SUBJECTS) as file:
        file.write(to_json(subjects))


def _of_another(folder: Path, keys: Keys) -> bool:
    """Of one database's keys, some are always what they were: those of its trajects at least."""
    try:
        before = kept(folder)
    except KeysMissing:
        return False
    shared = before.wrapped.items() & keys.wrapped.items()
    return before.master != keys.master or bool(before.wrapped and not shared)


def at_hand(folder: Path) -> Keys:
    """For who can do without: none if there are none."""
    try:
        return kept(folder)
    except KeysMissing:
        return Keys(b"", {})


def kept(folder: Path) -> Keys:
    """Read them.

    Raises:
        KeysMissing: there are none, or what is there is something else.
        KeysOfAnother: the two files do not belong to each other.
    """
    try:
        master = _from_text((folder / MASTER).read_bytes().strip())
        said = from_json((folder / SUBJECTS).read_bytes())
        found = Keys(master, *_newest_and_former(said))
    except (OSError, ValueError, AttributeError, TypeError):
        raise KeysMissing(folder) from None
    if len(master) != KEY_BYTES:
        raise KeysMissing(folder)
    try:
        for subject, one in list(found.wrapped.items())[:1]:
            found.ring().unwrap(subject, one)
    except MasterKeyWrong:
        raise KeysOfAnother(folder) from None
    return found


def _newest_and_former(said: Mapping[str, str]) -> tuple[Mapping[UUID, bytes], Former]:
    read = {UUID(subject): tuple(map(_from_text, wrapped.split())) for subject, wrapped in said.items()}
    newest = {subject: those[0] for subject, those in read.items()}
    return newest, {subject: those[1:] for subject, those in read.items() if those[1:]}


def _as_text(key: bytes) -> str:
    return base64.b64encode(key).decode()


def _from_text(said: str | bytes) -> bytes:
    return base64.b64decode(said, validate=True)
