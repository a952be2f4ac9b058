"""What people call things, and which thing they mean: `KEY`, or `GEMEENTE/KEY` where two municipalities use it."""

from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection, Table, and_, func, or_, select, true
from sqlalchemy.sql.elements import ColumnElement

from domain.names import apart, composed
from storage.tables import participants, sessions, trajects

WORDS = {
    "trajects": ("traject", "traject"),
    "participants": ("deelnemer", "participant"),
    "sessions": ("bijeenkomst", "session"),
}


_ANYWHERE: ColumnElement[bool] = true()


@dataclass(frozen=True, slots=True)
class Found:
    """Something with a key; `traject_id` is its own id when it is a traject."""

    id: UUID
    municipality: str
    key: str
    traject_id: UUID


class KeyProblem(LookupError):
    """A key that names nothing, or too much; `nl` and `en` are for people."""

    def __init__(self, nl: str, en: str) -> None:
        super().__init__(en)
        self.nl = nl
        self.en = en


class KeyUnknown(KeyProblem):
    """Nothing has this key."""

    def __init__(self, table: str, key: str) -> None:
        nl, en = WORDS[table]
        super().__init__(f"Er is geen {nl} met de sleutel {key}.", f"There is no {en} with the key {key}.")


class KeyAmbiguous(KeyProblem):
    """More than one municipality uses this key."""

    def __init__(self, table: str, key: str, municipalities: list[str]) -> None:
        nl, en = WORDS[table]
        names = ", ".join(f"{name}/{key}" for name in municipalities)
        super().__init__(
            f"Meer dan één {nl} heet {key}. Kies uit: {names}.",
            f"More than one {en} is called {key}. Choose from: {names}.",
        )
        self.municipalities = municipalities


def find_traject(session: Connection, key: str) -> Found:
    """The traject meant by `KEY`, `GEMEENTE/KEY` or its id.

    Raises:
        KeyUnknown: there is none.
        KeyAmbiguous: there are several.
    """
    return _find(session, trajects, trajects.c.id, key)


def find_participant(session: Connection, key: str, *within: ColumnElement[bool]) -> Found:
    """The participant meant, of those whose traject is within these; raises as `find_traject`."""
    theirs = participants.c.traject_id.in_(select(trajects.c.id).where(*within)) if within else _ANYWHERE
    return _find(session, participants, participants.c.traject_id, key, theirs)


def find_session(session: Connection, key: str) -> Found:
    """The session meant; raises as `find_traject`."""
    return _find(session, sessions, sessions.c.traject_id, key)


def _find(
    session: Connection, table: Table, traject: ColumnElement[UUID], key: str, within: ColumnElement[bool] = _ANYWHERE
) -> Found:
    typed = key.strip()
    wanted = composed(typed)
    query = select(table.c.id, table.c.municipality, table.c.key, traject).where(within)
    query = query.order_by(table.c.municipality, table.c.key)
    found = list[Found]()
    for ways in ({wanted, typed}, {apart(typed)}):  # as it was typed, and apart: stored before keys were composed
        means = or_(*(_means(table, way) for way in ways))
        found = found or [Found(*row) for row in session.execute(query.where(means))]
    if not found:
        raise KeyUnknown(table.name, key)
    with_owner = [one for one in found if one.key != wanted]
    if with_owner and len(with_owner) < len(found):  # a key with a slash still has its GEMEENTE/KEY
        found = with_owner
    if len(found) > 1:
        raise KeyAmbiguous(table.name, found[0].key, [one.municipality for one in found])
    return found[0]


def _means(table: Table, text: str) -> ColumnElement[bool]:
    """A key may hold a slash itself, so the whole text is tried as well."""
    ways: list[ColumnElement[bool]] = [table.c.key == text]
    municipality, slash, key = text.partition("/")
    if slash:
        ways.append(
            and_(func.lower(table.c.municipality) == func.lower(municipality.strip()), table.c.key == key.strip())
        )
    with suppress(ValueError):
        ways.append(table.c.id == UUID(text))
    return or_(*ways)
