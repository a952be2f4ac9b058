"""Who has no key, or one that does not open: what Temporal keeps of them nobody can read, so it starts again."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Engine, Row, text
from temporalio.client import Client

from doctor.checks import Finding, Wrong
from doctor.repair import end, nudge
from domain.ids import participant_workflow, traject_workflow
from storage.engine import writing
from storage.subject_keys import KeyRing, destroy
from workers.client import Mailbox

_KEYLESS = text("""
    SELECT trajects.id, NULL AS participant_id, trajects.key, trajects.municipality, trajects.key AS whose
        FROM trajects LEFT JOIN subject_keys ON subject = trajects.id WHERE subject IS NULL OR subject = ANY(:altered)
    UNION ALL
    SELECT trajects.id, participants.id, trajects.key, trajects.municipality, participants.key
        FROM participants JOIN trajects ON trajects.id = traject_id
        LEFT JOIN subject_keys ON subject = participants.id WHERE subject IS NULL OR subject = ANY(:altered)
""")


def without_a_key(session: Connection, keys: KeyRing) -> list[Finding]:
    """Trajects and participants whose key is gone or was altered, although nobody forgot them: of those the row is gone
    as well.
    """
    return [
        Finding(row.id, row.key, row.municipality, Wrong.KEY, row.whose, participant=row.participant_id)
        for row in _keyless(session, keys)
    ]


def _keyless(session: Connection, keys: KeyRing) -> Sequence[Row[Any]]:
    return session.execute(_KEYLESS, {"altered": list(keys.unopened(session))}).all()


def give_keys(engine: Engine, keys: KeyRing) -> None:
    """Another to who has none, or one that does not open. What was sealed with it in backups opens all the same: where
    keys are kept, this one comes beside it.
    """
    with writing(engine) as session:
        destroy(session, keys.unopened(session))
        keys.create(session, [row.participant_id or row.id for row in _keyless(session, keys)])


async def begin_anew(client: Client, mailbox: Mailbox, found: Iterable[Finding]) -> None:
    """A new history under another key, from the facts."""
    for one in found:
        if one.wrong is Wrong.KEY and one.traject is not None:
            workflow = participant_workflow(one.participant) if one.participant else traject_workflow(one.traject)
            await end(client, workflow)
            await nudge(mailbox, workflow, one.traject)
