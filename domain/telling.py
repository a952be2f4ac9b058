"""What is known of a traject once more is said of it: each fact is checked against what is known by then."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from domain.checks import check, check_kept
from domain.facts import AnyFact, Person, ProgrammeChanged, Recorded, Retracted, TrajectCreated
from domain.fold import fold, one_more
from domain.programme import Programme
from domain.situation import Situation

Definitions = Callable[[Situation, AnyFact], Programme]
"""The definition by which a fact is checked: see `bound_by`."""


@dataclass(frozen=True, slots=True)
class Told:
    """All that was said of a traject and its people by now, and what is known by it."""

    log: list[Recorded]
    people: Sequence[Person]
    situation: Situation

    @classmethod
    def folded(cls, log: list[Recorded], people: Sequence[Person], traject: UUID) -> "Told":
        """With all of the log gone through."""
        return cls(log, people, fold(log, people, traject))


def tell(told: Told, new: Sequence[Recorded], definition: Definitions) -> Told:
    """What is known once these were said too; `told.situation` is used up.

    Raises:
        Refusal: one of them cannot be true.
    """
    log, situation = list(told.log), told.situation
    for recorded in new:
        fact = recorded.fact
        check(fact, situation, definition(situation, fact), recorded.recorded_on)
        log.append(recorded)
        before, situation = situation, one_more(situation, log, told.people)
        if isinstance(fact, Retracted):
            check_kept(before, situation, [one.fact for one in log if one.message == fact.message])
    return Told(log, told.people, situation)


def bound_by(situation: Situation, fact: AnyFact | None = None) -> tuple[str, int] | None:
    """The id and version of the definition that holds once `fact` is said; None while nobody named one."""
    by: Situation | AnyFact | None = situation if situation.exists and not isinstance(fact, ProgrammeChanged) else fact
    return (by.programme, by.version) if isinstance(by, Situation | ProgrammeChanged | TrajectCreated) else None
