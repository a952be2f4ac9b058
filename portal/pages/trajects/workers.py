"""Who coordinates and trains, as forms ask for it: by e-mail address, which is how they are known."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from activities.messages import StaffValues
from domain.facts import StaffNamed
from domain.ids import staff_id
from domain.terms import StaffRole
from portal.forms import Address, Form


class Workers(Form):
    """The people of a traject; an empty field names nobody."""

    coordinator: Address | None = None
    trainer: Address | None = None
    co_trainer: Address | None = None

    def named(self) -> Iterator[tuple[StaffRole, str | None]]:
        """Each role with its address."""
        yield StaffRole.COORDINATOR, self.coordinator
        yield StaffRole.TRAINER, self.trainer
        yield StaffRole.CO_TRAINER, self.co_trainer


def naming(
    workers: Workers, now: dict[StaffRole, UUID | None], on: date
) -> tuple[list[StaffNamed], tuple[StaffValues, ...]]:
    """The facts of what changes, and who the new people are."""
    facts: list[StaffNamed] = []
    known: list[StaffValues] = []
    for role, email in workers.named():
        who = None if email is None else staff_id(email)
        if who == now.get(role):
            continue
        facts.append(StaffNamed(role=role, staff=who, on=on))
        if who is not None and email is not None:
            known.append(StaffValues(staff=who, email=email))
    return facts, tuple(known)
