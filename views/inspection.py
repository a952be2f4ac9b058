"""Everything that is held about somebody, for who asks to see it (GDPR, article 15): readable, and as JSON.

Tables are found by what refers to a participant, so that one that is added later is shown too.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import Column, LargeBinary, Table, literal_column, select, text

from storage import called
from storage.engine import ReadSession
from storage.queries.journeys import history
from storage.queries.keys import Found
from storage.tables import access_log, accounts, metadata, participants
from views import journey
from views.day import Day
from views.history import fact_text
from views.reading import one
from views.texts import Language

Document = dict[str, Any]

_ROWS = text("""
    SELECT sheet, key, row FROM imported_rows WHERE traject_id = :traject
    AND (sheet = 'deelnemers' AND key = :key OR row ->> 'deelnemer' = :key) ORDER BY sheet, key
""")
_EVENTS = text("""
    SELECT topic, created_at, sent_at, payload FROM outbox
    WHERE subject IN ('traject-' || :traject, 'participant-' || :participant)
    AND (payload::text LIKE '%' || :participant || '%' OR payload #> '{data,tasks}' ?| ARRAY(
        SELECT id::text FROM tasks WHERE participant_id = CAST(:participant AS uuid)
    )) ORDER BY created_at
""")
_NOTES_OF_OTHERS = text("""
    SELECT field, text, written_at, participant_id IS NOT NULL AS about_somebody_else FROM notes
    WHERE traject_id = :traject AND participant_id IS DISTINCT FROM CAST(:participant AS uuid) ORDER BY id
""")
_ELSEWHERE = frozenset({"facts", "access_log"})
"""Shown in words of their own."""


def document(session: ReadSession, day: Day, who: Found, language: Language) -> Document:
    """All that is held about a participant, in the order in which somebody would ask for it."""
    tables = {table.name: list(_held(session, table, column, who)) for table, column in _referring()}
    values = {"traject": str(who.traject_id), "participant": str(who.id), "key": who.key}
    return {
        "participant": who.key,
        "municipality": who.municipality,
        "on": day.end.isoformat(),
        "forget_on": _forget_on(session, day, who),
        "person": next(iter(tables.pop("people", [])), {}),
        "journey": _journey(session, day, who, language),
        "said": list(_said(session, who, language)),
        "seen_and_changed_by": list(_log(session, who)),
        "taken_over": _plain(session, _ROWS, values),
        "sent_on": _plain(session, _EVENTS, values),
        "mentioned_in": list(_mentions(session, who, values)),
        **{name: rows for name, rows in sorted(tables.items()) if rows},
    }


def shown() -> set[str]:
    """The tables of which a document holds what is about somebody."""
    return {table.name for table, _ in _referring()} | _ELSEWHERE | {"imported_rows", "outbox"}


def _referring() -> Iterator[tuple[Table, Column[Any]]]:
    yield participants, participants.c.id
    for table in metadata.sorted_tables:
        for key in table.foreign_keys:
            if key.column is participants.c.id and table.name not in _ELSEWHERE:
                yield table, key.parent


def _held(session: ReadSession, table: Table, column: Column[Any], who: Found) -> Iterator[Document]:
    """Rows as they are; of files only that they are there."""
    shown = [
        literal_column(f"octet_length({each.name})").label(f"{each.name}_bytes")
        if isinstance(each.type, LargeBinary)
        else each
        for each in table.columns
    ]
    query = select(*shown).select_from(table).where(column == who.id)
    return (dict(row) for row in session.execute(query).mappings())


def _plain(session: ReadSession, query: Any, values: Document) -> list[Document]:  # noqa: ANN401 - a statement
    return [dict(row) for row in session.execute(query, values).mappings()]


def _mentions(session: ReadSession, who: Found, values: Document) -> Iterator[Document]:
    """Notes about the group or about others in which they are named. What is said of somebody else is not theirs."""
    wanted = called.anywhere(name for one in called.of(session, [who.id]) for name in one.said)
    for row in session.execute(_NOTES_OF_OTHERS, values).mappings() if wanted else ():
        if wanted and row["text"] and wanted.search(row["text"]):
            yield {**row, "text": None} if row["about_somebody_else"] else dict(row)


def _journey(session: ReadSession, day: Day, who: Found, language: Language) -> Document | None:
    try:
        return journey.document(session, day, who, language)
    except journey.NotYetThere:
        return None


def _forget_on(session: ReadSession, day: Day, who: Found) -> date | None:
    found = one(session, day, who.traject_id)
    judged = None if found is None else found.found.participants.get(who.id)
    if judged is not None:
        return judged.forget_on
    return None if found is None else found.found.undone.get(who.id)


def _said(session: ReadSession, who: Found, language: Language) -> Iterator[Document]:
    """Each fact in words and as it is; of a whole group's attendance only what it says of this person."""
    for line in history(session, who.traject_id, who.id):
        yield {
            "on": line.on,
            "recorded_at": line.recorded_at,
            "by": line.by,
            "what": fact_text(line.kind, line.data, who.id, language),
            "data": _own(line.data, str(who.id)),
        }


def _own(data: Document, who: str) -> Document:
    own = dict(data)
    if "statuses" in own:
        own["statuses"] = {name: status for name, status in own["statuses"].items() if name == who}
    if "participants" in own:
        own["participants"] = [name for name in own["participants"] if name == who]
    return own


def _log(session: ReadSession, who: Found) -> Iterator[Document]:
    log = access_log.c
    query = (
        select(log.at, log.act, log.page, log.reason, accounts.c.name, log.by_whom)
        .outerjoin_from(access_log, accounts, accounts.c.id == log.account_id)
        .where(log.participant_id == who.id)
        .order_by(log.seq)
    )
    for row in session.execute(query):
        yield {"at": row.at, "by": row.name or row.by_whom, "act": row.act, "page": row.page, "reason": row.reason}
