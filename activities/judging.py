"""A traject under its lock: what was said of it, by which definition it is judged, and what the rules say."""

from dataclasses import dataclass
from datetime import date

from activities.assignees import assignees
from activities.consequences import Found
from activities.refusals import ProgrammeUnknown
from domain.assess import assess
from domain.facts import AnyFact
from domain.group import ONE_DAY, Municipal
from domain.programme import InvalidProgramme, Programme, UnknownProgramme
from domain.refusals import TrajectUnknown
from domain.situation import Situation
from domain.telling import Told, bound_by
from storage.current import Current
from storage.engine import WriteSession
from storage.programmes import Programmes
from storage.queries.facts import Known
from storage.subject_keys import KeyRing


@dataclass(frozen=True, slots=True)
class Desk:
    """What a transaction works with."""

    session: WriteSession
    programmes: Programmes
    keys: KeyRing


@dataclass(frozen=True, slots=True)
class Opened:
    """A traject under its lock: what the tables say, what is known, what its municipality's other trajects say."""

    before: Current
    known: Known
    others: Municipal

    @property
    def own(self) -> Municipal:
        """What this traject said of its municipality so far."""
        return Municipal(self.before.traject.get("agreement_on"), self.before.traject.get("plan_on"))

    def day_for(self, said_on: date) -> date:
        """What was under way over midnight does not take back the day that others began: nobody would look at it again.

        A clock that was further ahead was wrong, and is right now. Who says nothing means the day that they name.
        """
        counted: date | None = self.before.traject.get("counted_on")
        return counted if counted is not None and counted == said_on + ONE_DAY else said_on


def judge(desk: Desk, opened: Opened, told: Told, today: date) -> Found:
    """What the rules say of it on a day."""
    situation = told.situation
    programme = definition(desk, situation, opened)
    return Found(
        situation=situation,
        programme=programme,
        assessment=assess(situation, programme, today, opened.others.together_with(Municipal.said_in(situation))),
        assignees=assignees(told.log, today),
        keys={person.participant: person.key for person in told.people},
    )


def definition(desk: Desk, situation: Situation, opened: Opened, fact: AnyFact | None = None) -> Programme:
    """The definition the traject is bound to; when its creation is only just said or was undone, the one it had."""
    row = opened.before.traject
    name, version = bound_by(situation, fact) or (row.get("programme"), row.get("programme_version"))
    if name is None or version is None:
        raise TrajectUnknown
    try:
        return desk.programmes.get(desk.session, name, version)
    except (UnknownProgramme, InvalidProgramme):
        raise ProgrammeUnknown(programme=name, version=version) from None
