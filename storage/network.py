"""What a municipality's network says of an organisation, in short: whether it is still what somebody saw of it."""

import hashlib
from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select

from storage.engine import WriteSession
from storage.tables import organisations

KNOWN = ("kind", "sector", "levels_of_work", "capacity", "contact_name", "contact_phone", "contact_email")
"""What may change of it: the columns but its id, municipality and name."""


def digest(row: Row[Any]) -> str:
    """Another one when any of it is."""
    known = repr([getattr(row, name) for name in KNOWN])
    return hashlib.sha256(known.encode()).hexdigest()[:16]


def digests(session: WriteSession, identities: Collection[UUID]) -> dict[UUID, str]:
    """Of those that are there, by id; nobody else changes them before this transaction ends."""
    if not identities:
        return {}
    wanted = select(organisations).where(organisations.c.id.in_(identities)).order_by(organisations.c.id)
    return {row.id: digest(row) for row in session.execute(wanted.with_for_update())}
