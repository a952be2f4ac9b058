"""A town without a traject, and one whose group of fifteen can begin."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from activities.record import Recorder
from domain.terms import SessionKind
from storage.engine import FOR_LONG_WORK, make_engine
from storage.programmes import Programmes
from storage.subject_keys import KeyRing
from tests.activities.town import EVERYONE, Town


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """One with time: on a busy machine a form's two seconds are over soon, and nobody waits here."""
    made = make_engine(database_url, limits=FOR_LONG_WORK)
    yield made
    made.dispose()


@pytest.fixture
def recorder(engine: Engine) -> Recorder:
    return Recorder(engine, Programmes(), KeyRing(bytes(32)))


@pytest.fixture
def town(recorder: Recorder, engine: Engine) -> Town:
    """No traject yet."""
    return Town(recorder, engine)


@pytest.fixture
def group(town: Town) -> Town:
    """A traject of fifteen admitted participants, its kick-off planned for today."""
    town.begin()
    town.register(*EVERYONE)
    town.admit(*EVERYONE)
    town.plan("B1", SessionKind.KICK_OFF, town.today)
    return town
