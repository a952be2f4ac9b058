"""Whether something that a person says can be true of the traject as it stands.

A take-over from a spreadsheet is not checked here: its oddities are warnings of the importer (`importer/plausible.py`).
"""

from collections.abc import Iterable
from datetime import date

from domain import facts as f
from domain import refusals as r
from domain.calendar import EARLIEST, LATEST
from domain.checks import of_participant, of_traject
from domain.checks.of_programme import not_known, programme_changed
from domain.checks.said import UNDO_FOR, Said
from domain.programme import Programme
from domain.situation import Situation

__all__ = ["UNDO_FOR", "check", "check_kept", "not_known"]

_CHECKS = of_traject.CHECKS | of_participant.CHECKS | {f.ProgrammeChanged: programme_changed}


def check(fact: f.Fact, situation: Situation, programme: Programme, today: date) -> None:
    """Refuse what cannot be true, by the definition that the traject is bound to once it is said.

    Raises:
        Refusal: naming the rule; nothing may be stored.
    """
    _within_reach(fact)
    if not situation.exists and not isinstance(fact, f.TrajectCreated):
        raise r.TrajectUnknown
    said = Said(situation, programme, today)
    if getattr(fact, "session", None) is not None and not isinstance(fact, f.SessionPlanned):
        said.session(fact)
    if getattr(fact, "participant", None) is not None and not isinstance(fact, f.Registered | f.ForgettingAsked):
        said.member(fact)
    if rule := _CHECKS.get(type(fact)):
        rule(said, fact)


def check_kept(before: Situation, after: Situation, taken_back: Iterable[f.Fact]) -> None:
    """Refuse to take back the planning of a session whose attendance would go with it, or a move.

    Raises:
        SessionAlreadyHeld: attendance that is registered of it was not among what is `taken_back`.
        MoveIsNotUndone: what is taken back let the traject go on under another definition.
    """
    taken_back = list(taken_back)
    if any(isinstance(fact, f.ProgrammeChanged) for fact in taken_back):
        raise r.MoveIsNotUndone
    own = {fact.session for fact in taken_back if isinstance(fact, f.AttendanceRegistered)}
    for key, session in before.sessions.items():
        now = after.sessions.get(key)
        if session.attendance and key not in own and (now is None or not now.attendance):
            raise r.SessionAlreadyHeld


def _within_reach(fact: f.Fact) -> None:
    for day in vars(fact).values():
        if isinstance(day, date) and not EARLIEST <= day <= LATEST:
            raise r.DayOutOfReach(day=day, earliest=EARLIEST.year, latest=LATEST.year)
