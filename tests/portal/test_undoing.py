"""What undoing a completion may take back: what one message said of this task, and nothing besides."""

from datetime import date
from uuid import UUID, uuid4

import pytest

from domain import facts as f
from domain.facts import Recorded
from portal.undoing import is_of_this_alone

HER, HIM = uuid4(), uuid4()
DAY = date(2026, 3, 2)


def said(*facts: f.AnyFact) -> list[Recorded]:
    return [Recorded(seq=n, message=UUID(int=1), recorded_on=DAY, fact=fact) for n, fact in enumerate(facts)]


@pytest.mark.parametrize(
    ("facts", "possible"),
    [
        ([f.ConsentRecorded(participant=HER, consent=True, on=DAY)], True),
        ([f.ConsentRecorded(participant=HIM, consent=True, on=DAY)], False),
        ([f.Registered(participant=HER, on=DAY)], False),
        ([f.IntakeHeld(participant=HER, on=DAY), f.ConsentRecorded(participant=HIM, consent=True, on=DAY)], False),
        ([f.Retracted(message=UUID(int=2), participant=HER)], False),
    ],
)
def test_only_a_message_about_this_alone_is_taken_back(facts: list[f.AnyFact], possible: bool) -> None:  # noqa: FBT001 - expected
    assert is_of_this_alone(said(*facts), {None, HER}) is possible
