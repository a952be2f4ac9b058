"""What a check may look at, made once for each thing that is said."""

from datetime import date, timedelta
from typing import Any

from domain import refusals as r
from domain.clock import Clock
from domain.group import Group
from domain.member import Member
from domain.programme import Programme
from domain.situation import SessionState, Situation

UNDO_FOR = timedelta(days=1)
"""How long after it was recorded something can be taken back."""


class Said:
    """What a check may look at: the situation, the definition and the day."""

    def __init__(self, situation: Situation, programme: Programme, today: date) -> None:
        self.situation = situation
        self.programme = programme
        self.today = today
        self.group = Group(situation, programme, Clock(today))

    def session(self, fact: Any) -> SessionState:  # noqa: ANN401 - any fact that names a session
        """The session that a fact is about."""
        session = self.situation.sessions.get(fact.session)
        if session is None:
            raise r.SessionUnknown
        return session

    def member(self, fact: Any) -> Member:  # noqa: ANN401 - any fact that names a participant
        """The participant whom a fact is about."""
        state = self.situation.participants.get(fact.participant)
        if state is None or not state.registered:
            raise r.ParticipantUnknown
        return Member(state, self.group, Clock(self.today))


def goes_on(said: Said) -> None:
    """Nothing begins in a traject that was cancelled.

    Raises:
        TrajectIsCancelled: it was.
    """
    if said.group.cancelled:
        raise r.TrajectIsCancelled
