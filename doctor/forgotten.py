"""Whoever was forgotten and is back, as after a restored backup: found by the receipts, and forgotten again."""

from collections.abc import Iterable
from uuid import uuid4

from sqlalchemy import Connection, select

from activities.messages import Message
from doctor.checks import Finding, Wrong
from doctor.repair import BY
from domain.facts import ForgettingAsked
from domain.ids import participant_workflow
from domain.terms import ForgetReason
from storage import receipts
from storage.subject_keys import KeyRing
from storage.tables import participants
from workers.client import Mailbox
from workers.errors import WorkersError


def back_again(session: Connection, keys: KeyRing, more: Iterable[bytes] = ()) -> list[Finding]:
    """Participants whose mark is on a receipt: one of this database, or one of `more`, kept beside a backup."""
    marks = {receipt.mark for receipt in receipts.all_of(session)} | set(more)
    if not marks:
        return []
    columns = (participants.c.id, participants.c.traject_id, participants.c.key, participants.c.municipality)
    return [
        Finding(row.traject_id, row.key, row.municipality, Wrong.FORGOTTEN, participant=row.id)
        for row in session.execute(select(*columns).order_by(participants.c.id))
        if keys.mark(row.id) in marks
    ]


async def forget_again(mailbox: Mailbox, found: Iterable[Finding]) -> list[WorkersError]:
    """By the way that everything goes; what went wrong."""
    problems = []
    for one in found:
        if one.wrong is not Wrong.FORGOTTEN or one.participant is None or one.traject is None:
            continue
        asked = ForgettingAsked(participant=one.participant, reason=ForgetReason.RESTORED)
        try:
            message = Message(id=uuid4(), by=BY, facts=(asked,))
            await mailbox.say(participant_workflow(one.participant), one.traject, message)
        except WorkersError as error:
            problems.append(error)
    return problems
