"""Who is named on paper: participants as they write their names, and who works with them."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection, select

from domain.situation import Situation
from domain.terms import StaffRole
from storage.tables import participants, people, staff


@dataclass(frozen=True, slots=True)
class Name:
    """`latin` is how it stands in Dutch registers, `own` how the participant writes it; each may be missing."""

    latin: str
    own: str

    @property
    def first(self) -> str:
        """What stands large: the name as the participant writes it."""
        return self.own or self.latin

    @property
    def second(self) -> str | None:
        """What stands beneath, where that differs."""
        return self.latin if self.own and self.latin and self.own != self.latin else None


def names(session: Connection, wanted: Collection[UUID]) -> dict[UUID, Name]:
    """The names of these participants; whose was erased has none."""
    columns = (people.c.participant_id, people.c.first_name, people.c.infix, people.c.last_name, people.c.own_name)
    rows = session.execute(select(*columns).where(people.c.participant_id.in_(wanted)))
    return {
        row.participant_id: Name(
            " ".join(part for part in (row.first_name, row.infix, row.last_name) if part), row.own_name or ""
        )
        for row in rows
    }


def keys(session: Connection, traject: UUID) -> dict[UUID, str]:
    """What the municipality calls everybody in a traject."""
    query = select(participants.c.id, participants.c.key).where(participants.c.traject_id == traject)
    return {row.id: row.key for row in session.execute(query)}


def crew(session: Connection, situation: Situation) -> dict[StaffRole, str]:
    """The names of who works for a traject now; somebody without a name is left out."""
    now = {role: next((who for _, who in said.latest_first()), None) for role, said in situation.staff.items()}
    wanted = {who for who in now.values() if who is not None}
    known = {
        row.id: row.name for row in session.execute(select(staff.c.id, staff.c.name).where(staff.c.id.in_(wanted)))
    }
    return {role: known[who] for role, who in now.items() if who is not None and known.get(who)}
