"""Files that were handed in: what ended stays as it ended, whoever else is still at work on it."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine, select

from portal.signing_in import accounts
from portal.signing_in.accounts import Account
from portal.visitor import Role
from storage import uploads
from storage.engine import reading, writing
from storage.tables import uploads as table
from storage.uploads import Job

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def upload(engine: Engine) -> UUID:
    """A file that somebody handed in."""
    identity = uuid4()
    with writing(engine) as session:
        owner = accounts.create(session, Account("tess@example.org", "Tess", (Role.TRAINER,)))
        assert uploads.add(session, identity, owner, b"locked", NOW)
    return identity


def claimed(engine: Engine) -> Job:
    with writing(engine) as session:
        job = uploads.claim(session, NOW)
    assert job is not None
    return job


def wanted(engine: Engine, upload: UUID) -> Job:
    with writing(engine) as session:
        uploads.checked(session, upload, b"found")
        assert uploads.want(session, upload)
    return claimed(engine)


def ends(engine: Engine, job: Job, state: str) -> str:
    """How it stands once somebody who worked on it says so."""
    with writing(engine) as session:
        uploads.end(session, job, state, None, NOW)
    with reading(engine) as session:
        return str(session.execute(select(table.c.state).where(table.c.id == job.id)).scalar_one())


def test_what_was_thrown_away_while_it_was_checked_stays_so(engine: Engine, upload: UUID) -> None:
    checking = claimed(engine)
    with writing(engine) as session:
        assert uploads.drop(session, upload, NOW)
    assert ends(engine, checking, "unreadable") == "dropped"


def test_what_was_taken_in_has_not_failed_when_a_second_one_fails(engine: Engine, upload: UUID) -> None:
    taking_in = wanted(engine, upload)
    assert ends(engine, taking_in, "taken_in") == "taken_in"
    assert ends(engine, taking_in, "failed") == "taken_in"


def test_who_checked_it_too_slowly_does_not_end_what_its_owner_wants_by_now(engine: Engine, upload: UUID) -> None:
    checking = claimed(engine)
    wanted(engine, upload)
    assert ends(engine, checking, "failed") == "wanted"


def test_throwing_away_what_was_thrown_away_is_no_other_answer(engine: Engine, upload: UUID) -> None:
    with writing(engine) as session:
        assert uploads.drop(session, upload, NOW)
        assert uploads.drop(session, upload, NOW)
    with reading(engine) as session:
        assert session.execute(select(table.c.ended_at)).scalar_one() == NOW
