"""A backup brings everything back but whoever was forgotten since, and holds nothing of them that anybody can read."""

import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text

from activities.messages import Enclosure, Note, PersonValues, StaffValues
from backup import archive, keys, restoring
from backup.errors import BackupDamaged, KeyAltered, KeysMissing, KeysOfAnother, KeysWouldBeLost, NoBackup, NotEmpty
from backup.whose import LEFT_OUT
from domain import facts as f
from domain.ids import participant_workflow, staff_id
from domain.terms import Moment, Presence
from storage import access, migrate
from storage.engine import make_engine, reading, writing
from storage.errors import StorageMisused
from storage.subject_keys import KeyRing
from storage.tables import metadata, receipts
from tests.activities.test_record import open_tasks
from tests.activities.town import EVERYONE, Town
from tests.backup.conftest import MASTER, Safe, town_in
from tests.doctor.meddling import by_hand, spoil_a_fact
from workers.connection import insist_on_master_key

KEY, OTHER, THIRD = EVERYONE[:3]
NAME, SURNAME, PHONE, WISH = "Quirine", "Ongebruikelijk", "06-10203040", "wil een vlinderkwekerij"
COLLEAGUE = "coordinator@voorbeeld.nl"
TRACES = (NAME, SURNAME, PHONE, WISH, f'"{KEY}"', f"\t{KEY}\t")


@pytest.fixture
def told(group: Town) -> Town:
    """Somebody with a name that nobody else has, of whom everything is said, also in what is said of another."""
    who = group.participant(KEY)
    values = PersonValues(participant=who, first_name=NAME, last_name=SURNAME, phone=PHONE)
    notes = (
        Note(field="wish", text=WISH, participant=who),
        Note(field="wish", text=f"Zit graag naast {NAME} en Noor.", participant=group.participant(OTHER)),
        Note(field="remark", text=f"{SURNAME} belt morgen", session=group.session("B1")),
    )
    measured = f.Measured(participant=who, moment=Moment.BASELINE, answers={"netwerk": 2}, on=group.today)
    group.say(measured, enclosure=Enclosure(people=(values,), notes=notes))
    group.say(group.attend("B1", Presence.PRESENT, KEY, OTHER))
    said = group.message(group.attend("B1", Presence.ABSENT, KEY, THIRD))
    group.send(said)
    group.say(f.Retracted(message=said.id, participant=who))
    (consent,) = [one for one in open_tasks(group) if one.kind == "ask_consent" and one.participant == KEY]
    colleague = StaffValues(staff=staff_id(COLLEAGUE), email=COLLEAGUE)
    group.say(f.TaskClaimed(task=consent.id, staff=colleague.staff), enclosure=Enclosure(staff=(colleague,)))
    with writing(group.engine) as session:
        access.read_by(session, "test", who, "a page")
        access.read_by(session, "test", group.participant(OTHER), "a page")
        access.seal(session)
    return group


def rows_of(engine: Engine) -> dict[str, list[str]]:
    """Every row of every table that a backup holds, as text."""
    with reading(engine) as session:
        return {
            table.name: sorted(session.execute(text(f"SELECT t::text FROM {table.name} AS t")).scalars())  # noqa: S608
            for table in metadata.sorted_tables
            if table not in LEFT_OUT
        }


def forget(town: Town, key: str) -> None:
    who = town.participant(key)
    town.say(f.ForgettingAsked(participant=who), subject=participant_workflow(who))
    with writing(town.engine) as session:
        session.execute(text("DELETE FROM subject_keys WHERE subject = :who"), {"who": who})
        session.execute(receipts.update().values(subject=None, traject_id=None, finished_at=datetime.now(UTC)))


def opened(place: Path) -> str:
    """What somebody reads who has the file and the master key."""
    return b"\n".join(archive.lines(place, MASTER)).decode()


def test_everything_comes_back_as_it_was(stock: Engine, safe: Safe) -> None:
    before = rows_of(stock)

    made = safe.keep(stock)
    with safe.restored(made.place) as (again, said):
        assert rows_of(again) == before
        assert (said.trajects, said.participants, said.forgotten) == (made.trajects, made.participants, 0)
        with again.connect() as one, stock.connect() as other:
            kept = text("SELECT subject, wrapped FROM subject_keys JOIN participants ON id = subject ORDER BY 1")
            assert one.execute(kept).all() == other.execute(kept).all()


@pytest.mark.parametrize(
    "said", ['{"kind": "registered", "on": "Sam"}', '{"kind": "task_claimed", "task": 1}', '"Sam"']
)
def test_a_fact_that_nobody_can_read_is_in_the_backup_as_it_is(told: Town, safe: Safe, said: str) -> None:
    spoil_a_fact(told.engine, told.traject, said)
    before = rows_of(told.engine)

    with safe.restored(safe.keep(told.engine).place) as (again, _):
        assert rows_of(again) == before


def test_a_key_that_somebody_altered_takes_no_good_ones_place(told: Town, safe: Safe) -> None:
    safe.keep(told.engine)
    before = (safe.keys / keys.SUBJECTS).read_bytes()
    by_hand(told.engine, "UPDATE subject_keys SET wrapped = sha256('') || sha224('')")

    with pytest.raises(KeyAltered):
        safe.keep(told.engine)

    assert (safe.keys / keys.SUBJECTS).read_bytes() == before


def test_whoever_was_forgotten_since_stays_away_and_the_others_are_as_they_were(told: Town, safe: Safe) -> None:
    who, before = told.participant(KEY), rows_of(told.engine)
    counts = tally(told)
    old = safe.keep(told.engine)
    assert {one for one in TRACES if one in "".join(map(str, before.values()))} >= {NAME, SURNAME, PHONE, WISH}

    forget(told, KEY)
    safe.keep(told.engine)

    assert [one for one in (*TRACES, str(who)) if one in opened(old.place)] == []
    assert str(who).encode() not in (safe.keys / keys.SUBJECTS).read_bytes()
    with safe.restored(old.place) as (again, said):
        after = rows_of(again)
        town = town_in(again, told.today)
        assert said.forgotten == 1
        assert [one for one in (*TRACES, str(who)) if one in str(after)] == []
        assert [row for row in before["people"] if NAME not in row] == after["people"]
        assert town.count("notes", "text = 'Zit graag naast [vergeten] en Noor.'") == 1
        assert town.count("notes", "text = '[vergeten] belt morgen'") == 1
        assert town.count("receipts", "why = 'restored' AND finished_at IS NOT NULL") == 1
        assert tally(town) == counts


def test_a_restore_leaves_of_somebody_what_forgetting_leaves(told: Town, safe: Safe) -> None:
    old = safe.keep(told.engine)
    forget(told, KEY)
    safe.keep(told.engine)
    gone = {name: len(rows) for name, rows in rows_of(told.engine).items()}

    with safe.restored(old.place) as (again, _):
        assert {name: len(rows) for name, rows in rows_of(again).items()} == gone
        with reading(again) as session:
            assert access.verify(session).broken == ()


def test_the_traject_goes_on_without_them(told: Town, safe: Safe) -> None:
    old = safe.keep(told.engine)
    forget(told, KEY)
    safe.keep(told.engine)

    with safe.restored(old.place) as (again, _):
        town = town_in(again, told.today)
        town.look()
        town.agrees()
        town.look(days=1)
        town.agrees()
        with writing(again) as session:
            assert access.seal(session) > 0
        with reading(again) as session:
            assert access.verify(session).broken == ()


def tally(town: Town) -> Any:  # noqa: ANN401
    with town.engine.connect() as connection:
        return connection.execute(text("SELECT tally FROM trajects")).scalar_one()


def test_nothing_can_be_read_without_the_keys(told: Town, safe: Safe) -> None:
    made = safe.keep(told.engine)

    whole = made.place.read_bytes()

    assert [one for one in (NAME, SURNAME, PHONE, WISH, str(told.traject), "Oostmeer") if one.encode() in whole] == []


def test_copies_and_keys_are_for_their_owner_alone(told: Town, safe: Safe) -> None:
    made = safe.keep(told.engine)

    files = [made.place, *safe.keys.iterdir()]

    assert [file.stat().st_mode & 0o777 for file in files] == [0o600] * 3


def test_a_backup_that_breaks_off_leaves_the_one_before_and_nothing_else(safe: Safe) -> None:
    place = safe.copies / "a.backup"
    with archive.written(place, MASTER) as file:
        file.line(b"yesterday")

    with pytest.raises(MemoryError):
        break_off(place)

    assert list(safe.copies.iterdir()) == [place]
    assert list(archive.lines(place, MASTER)) == [b"yesterday"]


def break_off(place: Path) -> None:
    with archive.written(place, MASTER) as file:
        file.line(b"today")
        raise MemoryError


def test_somebody_half_forgotten_is_in_no_backup(told: Town, safe: Safe) -> None:
    who = told.participant(KEY)
    told.say(f.ForgettingAsked(participant=who), subject=participant_workflow(who))

    made = safe.keep(told.engine)

    assert str(who) not in opened(made.place)
    assert str(who).encode() not in (safe.keys / keys.SUBJECTS).read_bytes()
    with safe.restored(made.place) as (again, said):
        assert said.forgotten == 0
        assert town_in(again).count("receipts", "finished_at IS NULL") == 0


@pytest.mark.parametrize("master_key", [MASTER, bytes(reversed(MASTER))])
def test_a_backup_of_another_home_leaves_the_keys_of_this_one(
    told: Town, safe: Safe, empty_database_url: str, master_key: bytes
) -> None:
    """As when a command of every night finds an empty home, after a disk was lost or TRAJECT_HOME was not said."""
    made = safe.keep(told.engine)
    migrate.upgrade(empty_database_url)
    other = make_engine(empty_database_url)
    insist_on_master_key(other, master_key)

    with pytest.raises(KeysWouldBeLost):
        safe.keep(other, master_key)

    other.dispose()
    assert list(safe.copies.iterdir()) == [made.place]
    with safe.restored(made.place) as (_, said):
        assert said.participants == len(EVERYONE)


def test_whose_key_was_lost_there_and_where_it_was_kept_stays_away_from_older_backups_only(
    told: Town, safe: Safe
) -> None:
    made = safe.keep(told.engine)
    for file in safe.keys.iterdir():
        file.unlink()
    with writing(told.engine) as session:
        who = told.participant(KEY)
        session.execute(text("DELETE FROM subject_keys WHERE subject = :who"), {"who": who})
        KeyRing(MASTER).create(session, [who])
    newer = safe.keep(told.engine)

    with safe.restored(made.place) as (_, said):
        assert (said.participants, said.forgotten) == (len(EVERYONE) - 1, 1)
    with safe.restored(newer.place) as (_, said):
        assert (said.participants, said.forgotten) == (len(EVERYONE), 0)


Spoil = Callable[[Path, Safe], None]


def cut_off(place: Path, _: Safe) -> None:
    place.write_bytes(place.read_bytes()[:-5])


def changed(place: Path, _: Safe) -> None:
    whole = bytearray(place.read_bytes())
    whole[-20] ^= 1
    place.write_bytes(whole)


def no_backup(place: Path, _: Safe) -> None:
    place.write_bytes(b"a letter to my mother")


def no_keys(_: Path, safe: Safe) -> None:
    (safe.keys / keys.SUBJECTS).unlink()


def another_master_key(_: Path, safe: Safe) -> None:
    shutil.rmtree(safe.keys)
    keys.keep(safe.keys, keys.Keys(bytes(31) + b"x", {}))


def keys_of_two(_: Path, safe: Safe) -> None:
    (safe.keys / keys.MASTER).write_bytes(b"eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHg=\n")


@pytest.mark.parametrize(
    ("spoil", "error"),
    [
        (cut_off, BackupDamaged),
        (changed, BackupDamaged),
        (no_backup, NoBackup),
        (no_keys, KeysMissing),
        (another_master_key, KeysOfAnother),
        (keys_of_two, KeysOfAnother),
    ],
)
def test_what_does_not_open_is_refused_and_nothing_is_restored(
    stock: Engine, safe: Safe, spoil: Spoil, error: type[Exception], empty_database_url: str
) -> None:
    made = safe.keep(stock)
    spoil(made.place, safe)

    with pytest.raises(error):
        restoring.restore(empty_database_url, made.place, keys.kept(safe.keys))

    engine = make_engine(empty_database_url)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")).scalar_one() == 0
    engine.dispose()


def test_a_database_with_something_in_it_is_left_alone(told: Town, safe: Safe, database_url: str) -> None:
    made = safe.keep(told.engine)
    before = rows_of(told.engine)

    with pytest.raises(NotEmpty):
        restoring.restore(database_url, made.place, keys.kept(safe.keys))

    assert rows_of(told.engine) == before


def test_a_day_that_nobody_can_read_comes_back_as_it_was_and_no_other_comes_in(group: Town, safe: Safe) -> None:
    rule = "ck_people_birth_date_is_of_ours"
    by_hand(group.engine, f"ALTER TABLE people DROP CONSTRAINT {rule}")
    by_hand(
        group.engine,
        "UPDATE people SET birth_date = 'infinity' WHERE participant_id = :who",
        who=group.participant(KEY),
    )
    by_hand(group.engine, f"ALTER TABLE people ADD CONSTRAINT {rule} CHECK (birth_date < 'infinity') NOT VALID")
    days = text("SELECT birth_date::text FROM people ORDER BY 1")

    with safe.restored(safe.keep(group.engine).place) as (engine, _):
        with reading(group.engine) as before, reading(engine) as after:
            assert after.execute(days).scalars().all() == before.execute(days).scalars().all()
        with pytest.raises(StorageMisused, match=rule):
            by_hand(engine, "UPDATE people SET birth_date = 'infinity'")
