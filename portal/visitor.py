"""Who is looking at a page, and which trajects they may see."""

from collections.abc import Collection
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement

from domain.texts import Language
from storage.queries import whose


class Role(StrEnum):
    """What somebody does here. One person may have several roles."""

    COORDINATOR = "coordinator"
    TRAINER = "trainer"
    PROJECT_LEAD = "project_lead"
    ADMINISTRATOR = "administrator"


WORK_ON_TRAJECTS = frozenset({Role.COORDINATOR, Role.TRAINER, Role.PROJECT_LEAD})
SEE_NAMES = frozenset({Role.COORDINATOR, Role.TRAINER})


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who is signed in. `municipalities` are in small letters; `everywhere` is all of them."""

    account: UUID
    staff: UUID | None
    name: str
    roles: frozenset[Role]
    municipalities: frozenset[str] = frozenset()
    trajects: frozenset[UUID] = frozenset()
    everywhere: bool = False
    language: Language = "nl"
    must_change: bool = False
    session: bytes = field(default=b"", repr=False)

    def has(self, roles: Collection[Role]) -> bool:
        """Whether one of these roles is theirs."""
        return not self.roles.isdisjoint(roles)

    @property
    def sees_names(self) -> bool:
        """Coordinators and trainers do; a project lead sees initials."""
        return self.has(SEE_NAMES)

    @property
    def by(self) -> str:
        """What their facts are recorded by."""
        return str(self.staff) if self.staff is not None else "portal"

    def sees(self) -> ColumnElement[bool]:
        """The rows of `trajects` that they may see; join it in every query of a page."""
        return whose.sees(self)
