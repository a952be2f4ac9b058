"""Two backups at the same time: the keys that stay are those of the newest."""

from pathlib import Path

import pytest

from backup import keys
from backup.errors import BackupUnderWay
from tests.activities.town import EVERYONE, Town
from tests.backup.conftest import Safe


def test_a_backup_while_another_is_being_made_is_refused_and_leaves_the_other_its_keys(
    group: Town, safe: Safe, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first has looked at the data already: with the second's keys replaced, whoever came since would have none."""
    keep = keys.keep

    def keep_later(folder: Path, found: keys.Keys) -> None:
        monkeypatch.setattr(keys, "keep", keep)
        group.register("N01")
        with pytest.raises(BackupUnderWay):
            safe.keep(group.engine)
        assert list(safe.copies.iterdir()) == []
        assert not safe.keys.exists()
        keep(folder, found)

    monkeypatch.setattr(keys, "keep", keep_later)

    made = safe.keep(group.engine)

    assert list(safe.copies.iterdir()) == [made.place]
    with safe.restored(made.place) as (_, said):
        assert said.participants == len(EVERYONE)
    with safe.restored(safe.keep(group.engine).place) as (_, said):
        assert said.participants == len(EVERYONE) + 1
