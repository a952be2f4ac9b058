"""A key a subject, wrapped: whoever has the database alone can read nothing with it."""

from uuid import UUID

import pytest
from sqlalchemy import Engine, text

from storage.engine import reading, writing
from storage.subject_keys import KeyRing, MasterKeyWrong

ONE, OTHER = UUID(int=1), UUID(int=2)


@pytest.fixture
def ring(engine: Engine) -> KeyRing:
    made = KeyRing(bytes(32))
    with writing(engine) as session:
        made.create(session, [ONE, OTHER])
    return made


def test_a_subject_keeps_its_key(engine: Engine, ring: KeyRing) -> None:
    with reading(engine) as session:
        before = ring.open(session, [ONE, OTHER, UUID(int=3)])
    with writing(engine) as session:
        ring.create(session, [ONE])
    with reading(engine) as session:
        assert ring.open(session, [ONE, OTHER]) == before
    assert set(before) == {ONE, OTHER}
    assert before[ONE] != before[OTHER]
    assert len(before[ONE]) == 32


def test_another_master_key_opens_nothing(engine: Engine, ring: KeyRing) -> None:
    assert ring is not None
    with reading(engine) as session, pytest.raises(MasterKeyWrong):
        KeyRing(bytes([1]) * 32).open(session, [ONE])


def test_a_key_moved_to_another_subject_does_not_open(engine: Engine, ring: KeyRing) -> None:
    with writing(engine) as session:
        moved = "UPDATE subject_keys SET wrapped = one.wrapped FROM subject_keys AS one"
        session.execute(text(f"{moved} WHERE one.subject = :a AND subject_keys.subject = :b"), {"a": ONE, "b": OTHER})
    with reading(engine) as session, pytest.raises(MasterKeyWrong):
        ring.open(session, [OTHER])


def test_keys_that_somebody_altered_are_told_from_another_master_key(engine: Engine, ring: KeyRing) -> None:
    with writing(engine) as session:
        session.execute(
            text("UPDATE subject_keys SET wrapped = sha256('') || sha224('') WHERE subject = :a"), {"a": ONE}
        )
    with reading(engine) as session:
        assert ring.unopened(session) == {ONE}
        assert ring.fits(session, ONE)
        assert not KeyRing(bytes([1]) * 32).fits(session, ONE)


def test_a_master_key_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        KeyRing(bytes(16))
