"""What undoing a completion may take back: what one message said of this task, and nothing besides."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest

from domain import facts as f
from domain.facts import Recorded
from portal.undoing import _is_of_this_alone

HER, HIM = uuid4(), uuid4()
DAY = date(2026, 3, 2)


class Asked:
    """A task about her, as far as undoing looks."""

    participant = HER


def said(*facts: f.AnyFact) -> list[Recorded]:
    return [Recorded(seq=n, message=UUID(int=1), recorded_on=DAY, fact=fact) for n, fact in enumerate(facts)]


@pytest.mark.parametrize(
    ("facts", "possible"),
    [
        ([f.ConsentRecorded(participant=HER, consent=True, on=DAY)], True),
        ([f.ConsentRecorded(participant=HIM, consent=True, on=DAY)], False),
        ([f.Registered(participant=HER, on=DAY)], False),
        ([f.IntakeHeld(participant=HER, on=DAY), f.ConsentRecorded(participant=HIM, consent=True, on=DAY)], False),
        ([f.ConsentRecorded(participant=HER, consent=True, on=DAY)] * 6, False),
    ],
)
def test_only_a_message_about_this_alone_is_taken_back(facts: list[f.AnyFact], possible: bool) -> None:  # noqa: FBT001 - expected
    task: Any = Asked()
    assert _is_of_this_alone(said(*facts), task) is possible
