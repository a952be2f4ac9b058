"""Who has no key, or one that does not open, is named, and given another."""

from doctor.checks import Wrong
from doctor.keyless import give_keys, without_a_key
from storage.engine import reading
from storage.subject_keys import KeyRing
from tests.activities.town import Town
from tests.backup.conftest import MASTER
from tests.doctor.meddling import by_hand


def test_who_lost_their_key_or_had_it_altered_has_another_after_the_repair(group: Town) -> None:
    keys, altered = KeyRing(MASTER), group.participant("D2")
    by_hand(group.engine, "DELETE FROM subject_keys WHERE subject <> :altered", altered=altered)
    by_hand(group.engine, "UPDATE subject_keys SET wrapped = sha256('') || sha224('')")
    with reading(group.engine) as session:
        found = {(one.wrong, one.what) for one in without_a_key(session, keys)}
    assert found == {(Wrong.KEY, what) for what in (group.key, "D1", "D2")}

    give_keys(group.engine, keys)

    with reading(group.engine) as session:
        assert without_a_key(session, keys) == []
        assert len(keys.open(session, [group.traject, group.participant("D1"), altered])) == 3
