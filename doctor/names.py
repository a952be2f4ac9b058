"""What trajects, participants and sessions are called, set beside their ids, which follow from that.

An id proves a name: of all that a row may have been called, only the right name gives its id. So a name that somebody
altered by hand is put back from wherever it still stands, and never guessed. Of what was stored before accents were
composed, the id follows from the name as it was typed.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Engine, Row, Select, Table, select, text

from doctor.checks import Finding, Wrong
from domain.ids import Spelling, as_typed, participant_id, session_id, traject_id, traject_workflow
from domain.names import composed
from storage import rows
from storage.engine import WriteSession, writing
from storage.tables import participants, sessions, trajects

Derive = Callable[[str, str, Spelling], UUID]
Name = tuple[str, str]
"""Municipality and key."""

_DERIVED: Mapping[Table, Derive] = {trajects: traject_id, participants: participant_id, sessions: session_id}
_MUNICIPALITIES = text("""
    SELECT municipality FROM (
        SELECT answer #>> '{standing,municipality}' AS municipality, 1 AS place FROM messages
            WHERE subject = ANY(:those)
        UNION SELECT municipality, 2 FROM imported_rows
        UNION SELECT municipality, 3 FROM trajects
        UNION SELECT municipality, 3 FROM participants
        UNION SELECT municipality, 3 FROM sessions
    ) AS said WHERE municipality <> '' GROUP BY municipality ORDER BY min(place), municipality
""")
_KEYS = text("""
    SELECT key FROM imported_rows WHERE traject_id = ANY(:those)
    UNION SELECT row ->> 'traject' FROM imported_rows WHERE traject_id = ANY(:those)
    UNION SELECT row ->> 'deelnemer' FROM imported_rows WHERE traject_id = ANY(:those)
    UNION SELECT row ->> 'bijeenkomst' FROM imported_rows WHERE traject_id = ANY(:those)
""")


@dataclass(frozen=True, slots=True)
class Misnamed:
    """A row whose name does not give its id; `truth` is the name that does, None when it stands nowhere any more."""

    table: Table
    id: UUID
    traject: UUID
    name: Name
    truth: Name | None

    def finding(self, called: Mapping[UUID, Name]) -> Finding:
        """What is wrong, with the traject as it is called now."""
        municipality, key = called[self.traject]
        stands = "/".join(self.name)
        if self.truth is None:
            return Finding(self.traject, key, municipality, Wrong.NAME_LOST, stands)
        return Finding(self.traject, key, municipality, Wrong.NAME, f"{stands} → {'/'.join(self.truth)}")


def misnamed(session: Connection) -> list[Finding]:
    """Of trajects, participants and sessions."""
    called = {row.id: (row.municipality, row.key) for row in session.execute(select(trajects))}
    return [one.finding(called) for one in _misnamed(session)]


def call_by_their_names(engine: Engine) -> None:
    """Wherever the right name still stands."""
    with writing(engine) as session:
        found = _misnamed(session)
        for table in _DERIVED:
            _rename(session, table, [one for one in found if one.table is table])


def _rename(session: WriteSession, table: Table, wrong: list[Misnamed]) -> None:
    """Two may have been given each other's name, and no two may have the same one, not even for a moment."""
    known = [one for one in wrong if one.truth]
    taken = {_as_compared(one.truth) for one in known if one.truth}
    in_the_way = [one for one in wrong if one.truth is None and _as_compared(one.name) in taken]
    aside = [{"id": one.id, "key": f"{one.name[1]} {one.id}"} for one in (*known, *in_the_way)]
    right = [{"id": one.id, "municipality": one.truth[0], "key": one.truth[1]} for one in known if one.truth]
    rows.write(session, rows.update(table, aside))
    rows.write(session, rows.update(table, right))


def _as_compared(name: Name) -> Name:
    return name[0].lower(), name[1]


def _misnamed(session: Connection) -> list[Misnamed]:
    wrong = [(table, row) for table in _DERIVED for row in session.execute(_rows_of(table)) if not _fits(table, row)]
    if not wrong:
        return []
    those = {row.traject for _, row in wrong}
    workflows = [traject_workflow(traject) for traject in those]
    towns = list(session.execute(_MUNICIPALITIES, {"those": workflows}).scalars())
    keys = set(session.execute(_KEYS, {"those": list(those)}).scalars()) | {row.key for _, row in wrong}
    said = sorted(key for key in keys if key is not None)
    found = (
        Misnamed(table, row.id, row.traject, (row.municipality, row.key), _truth(table, row, towns, said))
        for table, row in wrong
    )
    return [one for one in found if one.truth or one.name[1] != str(one.id)]  # nobody ever gave it a name


def _rows_of(table: Table) -> Select[Any]:
    traject = table.c.id if table is trajects else table.c.traject_id
    return select(table.c.id, traject.label("traject"), table.c.municipality, table.c.key).order_by(table.c.id)


def _fits(table: Table, row: Row[Any]) -> bool:
    return _gives(table, (row.municipality, row.key), row.id)


def _gives(table: Table, name: Name, identity: UUID) -> bool:
    """Whether the id follows from this name."""
    return any(_DERIVED[table](*name, letters) == identity for letters in (composed, as_typed))


def _truth(table: Table, row: Row[Any], towns: Iterable[str], keys: Iterable[str]) -> Name | None:
    """Of what stands anywhere: in answers, in other rows, in what files said."""
    candidates = (*product(towns, [row.key]), *product(towns, keys))
    return next((name for name in candidates if _gives(table, name, row.id)), None)
