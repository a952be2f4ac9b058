"""A town without a traject, and one whose group of fifteen can begin."""

import pytest
from sqlalchemy import Engine

from activities.record import Recorder
from domain.terms import SessionKind
from storage.programmes import Programmes
from storage.subject_keys import KeyRing
from tests.activities.town import EVERYONE, Town


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
