"""A project lead sees initials; to open a person they say why, which is kept."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import exists, insert, select

from storage.engine import ReadSession, WriteSession
from storage.tables import access_log

HOLDS_FOR = timedelta(hours=8)
"""A working day; after that they say it again."""


def gave_a_reason(session: ReadSession, account: UUID, participant: UUID, now: datetime) -> bool:
    """Whether this account said why it opens this person, not long ago."""
    log = access_log.c
    said = exists().where(
        log.account_id == account,
        log.participant_id == participant,
        log.act == "reason",
        log.at > now - HOLDS_FOR,
        log.at <= now,
    )
    return bool(session.execute(select(said)).scalar_one())


def give_a_reason(session: WriteSession, account: UUID, participant: UUID, reason: str, now: datetime) -> None:
    """Keep who opened whom, and why."""
    row = {
        "account_id": account,
        "by_whom": str(account),
        "participant_id": participant,
        "act": "reason",
        "reason": reason,
        "at": now,
    }
    session.execute(insert(access_log).values(row))
