"""Whoever lost their key has it back with the next backup, from where keys are kept."""

from datetime import UTC, datetime
from uuid import UUID

from backup import keys
from domain.facts import ForgettingAsked
from domain.ids import participant_workflow
from domain.terms import ForgetReason
from storage.engine import writing
from storage.subject_keys import KeyRing
from storage.tables import receipts
from tests.activities.town import EVERYONE, Town
from tests.backup.conftest import MASTER, Safe
from tests.backup.test_backup import rows_of
from tests.doctor.meddling import by_hand

KEY, OTHER = EVERYONE[:2]
LOSE = "DELETE FROM subject_keys WHERE subject = :who"


def replaced(group: Town, key: str) -> None:
    """Somebody lost their key and has another, as from the doctor, before a backup could put it back."""
    who = group.participant(key)
    by_hand(group.engine, LOSE, who=who)
    with writing(group.engine) as session:
        KeyRing(MASTER).create(session, [who])


def received(group: Town, who: UUID) -> None:
    """A receipt says that somebody was forgotten, who is there all the same."""
    receipt = {"mark": KeyRing(MASTER).mark(who), "deleted": {}, "finished_at": datetime.now(UTC)}
    with writing(group.engine) as session:
        session.execute(receipts.insert().values(why=ForgetReason.REQUEST, **receipt))


def test_whose_key_was_lost_gets_it_back_from_where_keys_are_kept_and_every_backup_brings_them_back(
    group: Town, safe: Safe
) -> None:
    before, made = rows_of(group.engine), safe.keep(group.engine)
    by_hand(group.engine, LOSE, who=group.participant(KEY))

    for place in (made.place, safe.keep(group.engine).place):
        with safe.restored(place) as (again, said):
            assert (said.participants, said.forgotten) == (len(EVERYONE), 0)
            assert rows_of(again) == before


def test_a_traject_whose_key_was_lost_gets_it_back_too(group: Town, safe: Safe) -> None:
    safe.keep(group.engine)
    before = keys.kept(safe.keys).wrapped
    by_hand(group.engine, LOSE, who=group.traject)

    safe.keep(group.engine)

    assert keys.kept(safe.keys).wrapped == before


def test_what_is_kept_for_somebody_and_does_not_open_is_replaced(group: Town, safe: Safe) -> None:
    safe.keep(group.engine)
    who, found = group.participant(KEY), keys.kept(safe.keys)
    others = found.wrapped[group.participant(OTHER)]
    keys.keep(safe.keys, keys.Keys(MASTER, {**found.wrapped, who: others}))
    by_hand(group.engine, LOSE, who=who)

    with safe.restored(safe.keep(group.engine).place) as (_, said):
        assert (said.participants, said.forgotten) == (len(EVERYONE), 0)


def test_whoever_was_forgotten_and_is_there_again_gets_no_old_key(group: Town, safe: Safe) -> None:
    """What was sealed with it must stay closed, whatever else is restored or lost by hand."""
    safe.keep(group.engine)
    who = group.participant(KEY)
    before = keys.kept(safe.keys).wrapped[who]
    by_hand(group.engine, LOSE, who=who)
    received(group, who)

    safe.keep(group.engine)

    assert keys.kept(safe.keys).wrapped[who] != before


def test_whose_key_was_replaced_comes_back_from_every_backup_also_from_those_of_before(group: Town, safe: Safe) -> None:
    before, made = rows_of(group.engine), [safe.keep(group.engine).place]
    for _ in range(2):
        replaced(group, KEY)
        made.append(safe.keep(group.engine).place)

    for place in made:
        with safe.restored(place) as (again, said):
            assert (said.participants, said.forgotten) == (len(EVERYONE), 0)
            assert rows_of(again) == before


def test_the_key_that_somebody_had_before_goes_with_them_when_they_are_forgotten(group: Town, safe: Safe) -> None:
    before = safe.keep(group.engine).place
    replaced(group, KEY)
    safe.keep(group.engine)
    who = group.participant(KEY)
    assert list(keys.kept(safe.keys).former) == [who]
    group.say(ForgettingAsked(participant=who), subject=participant_workflow(who))

    safe.keep(group.engine)

    assert not keys.kept(safe.keys).former
    with safe.restored(before) as (_, said):
        assert (said.participants, said.forgotten) == (len(EVERYONE) - 1, 1)


def test_the_key_that_somebody_had_before_is_not_kept_once_a_receipt_says_that_they_were_forgotten(
    group: Town, safe: Safe
) -> None:
    safe.keep(group.engine)
    replaced(group, KEY)
    received(group, group.participant(KEY))

    safe.keep(group.engine)

    assert not keys.kept(safe.keys).former
