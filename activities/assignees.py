"""Who has each task: whoever took it last, or who was named instead of them since."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from domain.facts import Recorded, Retracted, StaffNamed, TaskClaimed
from domain.terms import StaffRole


@dataclass(frozen=True, slots=True)
class Succession:
    """Somebody was named for a role instead of somebody else, as the fact with this number says."""

    seq: int
    role: StaffRole
    before: UUID
    after: UUID


@dataclass(frozen=True, slots=True)
class Assignees:
    """By task who took it, and in which fact; and who came instead of whom. What was taken back is none of it."""

    claims: Mapping[UUID, tuple[int, UUID | None]]
    successions: Sequence[Succession]

    def of(self, task: UUID, role: str) -> UUID | None:
        """Who has a task of a role; one that is opened again is not given back to who has handed over since."""
        seq, who = self.claims.get(task, (0, None))
        for one in self.successions:
            if one.seq > seq and (one.role, one.before) == (role, who):
                who = one.after
        return who


def assignees(log: Iterable[Recorded], today: date) -> Assignees:
    """By what was said and not taken back; who is named from a later day on has nothing yet."""
    log = list(log)
    back = {one.fact.message for one in log if isinstance(one.fact, Retracted)}
    claims: dict[UUID, tuple[int, UUID | None]] = {}
    named: dict[StaffRole, UUID | None] = {}
    successions = []
    for one in log:
        fact = one.fact
        if one.message in back:
            continue
        if isinstance(fact, TaskClaimed):
            claims[fact.task] = one.seq, fact.staff
        elif isinstance(fact, StaffNamed) and (fact.on is None or fact.on <= today):
            before, named[fact.role] = named.get(fact.role), fact.staff
            if before is not None and fact.staff is not None:
                successions.append(Succession(one.seq, fact.role, before, fact.staff))
    return Assignees(claims, successions)
