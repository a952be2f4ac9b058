"""The seven intake criteria (INT-1 to INT-7 in docs/rules.md; D22 §1.1)."""

from datetime import date

from domain.assessment import Intake
from domain.member import Member
from domain.terms import Criterion, IntakeVerdict, LanguageLevel

Criteria = dict[Criterion, tuple[date, bool | None]]
"""Each criterion, in the order of their numbers: since when it is known, and what."""


def intake(criteria: Criteria) -> Intake:
    """All yes: admissible; any no: not admissible, with the list; otherwise incomplete."""
    failed = tuple(criterion.value for criterion, (_, value) in criteria.items() if value is False)
    unknown = tuple(criterion.value for criterion, (_, value) in criteria.items() if value is None)
    if failed:
        return Intake(IntakeVerdict.NOT_ADMISSIBLE, failed, unknown)
    verdict = IntakeVerdict.INCOMPLETE if unknown else IntakeVerdict.ADMISSIBLE
    return Intake(verdict, failed, unknown)


def criteria_of(member: Member) -> Criteria:
    """Each criterion: since when it is known, and yes, no or None."""
    on, level = member.known(member.state.language)
    return {
        Criterion.RESIDENCE_PERMIT: member.criterion(Criterion.RESIDENCE_PERMIT),
        Criterion.MOTIVATED: member.criterion(Criterion.MOTIVATED),
        Criterion.AGE: (member.registered_on, old_enough(member)),
        Criterion.LANGUAGE: (on, _speaks_enough(level, member.group.programme.language)),
        Criterion.ENOUGH_TIME: member.criterion(Criterion.ENOUGH_TIME),
        Criterion.DAY_AND_HOUR: member.criterion(Criterion.DAY_AND_HOUR),
        Criterion.INTERACTIVE: member.criterion(Criterion.INTERACTIVE),
    }


def old_enough(member: Member) -> bool | None:
    """INT-3: within the age bounds on the day of the kick-off, or of the intake while none is planned."""
    day = member.group.kick_off_on or member.state.intake_on
    born = member.state.birth_date
    if day is None or born is None:
        return None
    ages = member.group.programme.ages
    years = age_on(born, day)
    return (ages.youngest or 0) <= years and (ages.oldest is None or years <= ages.oldest)


def age_on(born: date, day: date) -> int:
    """Age in whole years; who was born on 29 February is a year older on 1 March of common years."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _speaks_enough(level: LanguageLevel | None, least: LanguageLevel) -> bool | None:
    return None if level is None else level.value >= least.value


def known_on(criteria: Criteria) -> date | None:
    """Since when all seven are known, None while one is not."""
    answers = criteria.values()
    if any(value is None for _, value in answers):
        return None
    return max(day for day, _ in answers)
