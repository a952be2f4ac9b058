"""Whether the log of facts still holds what was recorded, as far as it bears witness against itself.

Who deletes or alters a fact by hand leaves traces: a message says how many facts it brought, and of each fact some
columns repeat what it says. What it was only a backup knows. In which traject a participant or session is, all facts
about them know.
"""

from collections.abc import Iterable

from sqlalchemy import Connection, Engine, text

from doctor.checks import Finding, Wrong
from storage.engine import writing

_SHORT = """
    SELECT traject, said.id AS what FROM (
        SELECT id, subject, (answer ->> 'recorded')::numeric AS number FROM messages
        WHERE jsonb_typeof(answer -> 'recorded') = 'number'
    ) AS said JOIN (
        SELECT 'traject-' || id AS workflow, id AS traject FROM trajects
        UNION ALL SELECT 'participant-' || id, traject_id FROM participants
    ) AS subjects ON workflow = subject
    WHERE number > (SELECT count(*) FROM facts WHERE message_id = said.id)
    AND NOT EXISTS (SELECT FROM facts WHERE traject_id = traject AND kind = 'people_forgotten')
"""
_MISPLACED = """
    SELECT {table}.id, {table}.key, min(facts.traject_id::text)::uuid AS traject
    FROM {table} JOIN facts ON {column} = {table}.id GROUP BY {table}.id
    HAVING bool_and(facts.traject_id <> {table}.traject_id) AND count(DISTINCT facts.traject_id) = 1
"""
_PEOPLE = _MISPLACED.format(table="participants", column="participant_id")
_SESSIONS = _MISPLACED.format(table="sessions", column="session_id")
_CONTRADICTORY = f"""
    SELECT facts.traject_id AS traject, seq AS what FROM facts
    LEFT JOIN participants ON participants.id = participant_id
    LEFT JOIN sessions ON sessions.id = session_id
    WHERE data ->> 'participant' IS DISTINCT FROM participant_id::text
    OR data ->> 'session' IS DISTINCT FROM session_id::text
    OR coalesce(data ->> 'on', data ->> 'day', data ->> 'start') IS DISTINCT FROM on_date::text
    OR participants.traject_id <> facts.traject_id AND participant_id NOT IN (SELECT id FROM ({_PEOPLE}) AS people)
    OR sessions.traject_id <> facts.traject_id AND session_id NOT IN (SELECT id FROM ({_SESSIONS}) AS meetings)
"""  # noqa: S608  our own words
_QUERIES = {
    Wrong.FACTS_GONE: _SHORT,
    Wrong.CONTRADICTORY: _CONTRADICTORY,
    Wrong.MISPLACED: f"SELECT traject, key AS what FROM ({_PEOPLE} UNION ALL {_SESSIONS}) AS misplaced",  # noqa: S608
}
_FOUND = """
    SELECT trajects.id, trajects.key, trajects.municipality, what::text FROM ({query}) AS found
    JOIN trajects ON trajects.id = traject ORDER BY traject, found.what
"""


def meddled_with(session: Connection, besides: Iterable[Finding] = ()) -> list[Finding]:
    """Messages of which facts are gone, except where people were forgotten; facts that contradict their own columns,
    besides those that were found unreadable; participants and sessions that were put in another traject.
    """
    unreadable = {one.what for one in besides if one.wrong is Wrong.FACT}
    found = [
        Finding(row.id, row.key, row.municipality, wrong, row.what)
        for wrong, query in _QUERIES.items()
        for row in session.execute(text(_FOUND.format(query=query)))
    ]
    return [one for one in found if one.wrong is not Wrong.CONTRADICTORY or one.what not in unreadable]


def put_in_place(engine: Engine) -> None:
    """Participants and sessions, in the traject in which all facts about them are."""
    with writing(engine) as session:
        for table, query in (("participants", _PEOPLE), ("sessions", _SESSIONS)):
            moved = f"UPDATE {table} SET traject_id = traject FROM ({query}) AS misplaced"  # noqa: S608  our own words
            session.execute(text(f"{moved} WHERE misplaced.id = {table}.id"))
