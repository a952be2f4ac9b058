"""The folder with the keys: the master key, and each subject's key as the database has it, wrapped.

It always holds the newest copy only. So whoever was forgotten since is not in it, and nothing that was sealed with
their key, in however old a backup, can be opened.
"""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from pydantic_core import from_json, to_json

from backup.archive import replaced
from backup.errors import KeysMissing, KeysOfAnother, KeysWouldBeLost
from storage.subject_keys import KEY_BYTES, KeyRing, MasterKeyWrong

MASTER, SUBJECTS = "traject-master.key", "traject-subjects.keys"


@dataclass(frozen=True, slots=True)
class Keys:
    """`wrapped` by subject, under the master key."""

    master: bytes
    wrapped: Mapping[UUID, bytes]

    def ring(self) -> KeyRing:
        return KeyRing(self.master)


def keep(folder: Path, keys: Keys) -> None:
    """Put them in the place of what was kept before.

    Raises:
        KeysWouldBeLost: those are of another database, whose backups nothing else opens.
        KeysOfAnother: as for `kept`.
    """
    if _of_another(folder, keys):
        raise KeysWouldBeLost(folder)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    subjects = {str(subject): base64.b64encode(wrapped).decode() for subject, wrapped in keys.wrapped.items()}
    with replaced(folder / MASTER) as file:
        file.write(base64.b64encode(keys.master) + b"\n")
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


def at_hand(folder: Path) -> Mapping[UUID, bytes]:
    """By subject, wrapped, for who can do without: none if there are none."""
    try:
        return kept(folder).wrapped
    except KeysMissing:
        return {}


def kept(folder: Path) -> Keys:
    """Read them.

    Raises:
        KeysMissing: there are none, or what is there is something else.
        KeysOfAnother: the two files do not belong to each other.
    """
    try:
        master = base64.b64decode((folder / MASTER).read_bytes().strip(), validate=True)
        said = from_json((folder / SUBJECTS).read_bytes())
        wrapped = {UUID(subject): base64.b64decode(one, validate=True) for subject, one in said.items()}
    except (OSError, ValueError, AttributeError, TypeError):
        raise KeysMissing(folder) from None
    if len(master) != KEY_BYTES:
        raise KeysMissing(folder)
    found = Keys(master, wrapped)
    try:
        for subject, one in list(wrapped.items())[:1]:
            found.ring().unwrap(subject, one)
    except MasterKeyWrong:
        raise KeysOfAnother(folder) from None
    return found
