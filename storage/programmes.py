"""Programme definitions by id and version: those that come with the product, and those that municipalities added."""

import hashlib
from dataclasses import dataclass, field

from sqlalchemy import Connection, select
from sqlalchemy.dialects.postgresql import insert

from domain.programme import Programme, UnknownProgramme, load, load_kept, shipped
from storage.engine import WriteSession
from storage.tables import programmes


class ProgrammeIsFinal(Exception):
    """A final definition is never changed: traject and participants were promised that version."""

    def __init__(self, programme: str, version: int) -> None:
        super().__init__(f"{programme} version {version} is final; give the change a new version")
        self.nl = f"{programme} versie {version} is definitief. Geef de wijziging een nieuw versienummer."
        self.en = f"{programme} version {version} is final. Give the change a new version number."


@dataclass(slots=True)
class Programmes:
    """Definitions, kept in memory once they are final."""

    _final: dict[tuple[str, int], Programme] = field(default_factory=lambda: dict(shipped()))

    def get(self, session: Connection, programme: str, version: int) -> Programme:
        """The definition of a traject.

        Raises:
            UnknownProgramme: neither shipped nor added.
        """
        if (known := self._final.get((programme, version))) is not None:
            return known
        found = _stored(session, programme, version)
        if found is None:
            raise UnknownProgramme(programme, version)
        if found.status == "final":
            self._final[programme, version] = found
        return found

    def all(self, session: Connection) -> list[Programme]:
        """Every definition, in the order of id and version."""
        rows = session.execute(select(programmes.c.text, programmes.c.id))
        added = [load_kept(row.text, f"{row.id}.toml") for row in rows]
        everyone = {(one.id, one.version): one for one in [*added, *shipped().values()]}
        return [everyone[key] for key in sorted(everyone)]


def add(session: WriteSession, text: str, name: str) -> Programme:
    """Take in a municipality's definition; a draft may be replaced, the same text again changes nothing.

    Raises:
        InvalidProgramme: the text is no definition; says what is wrong.
        ProgrammeIsFinal: this version is final, or comes with the product.
    """
    programme = load(text, name)
    if (programme.id, programme.version) in shipped():
        raise ProgrammeIsFinal(programme.id, programme.version)
    row = {
        "id": programme.id,
        "version": programme.version,
        "status": programme.status,
        "text": text,
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
    }
    new = insert(programmes).values(row)
    changed = new.on_conflict_do_update(
        index_elements=["id", "version"], set_=row, where=programmes.c.status == "draft"
    ).returning(programmes.c.id)
    if session.execute(changed).one_or_none() is None and not _same(session, programme, row["sha256"]):
        raise ProgrammeIsFinal(programme.id, programme.version)
    return programme


def _same(session: Connection, programme: Programme, sha256: object) -> bool:
    query = select(programmes.c.sha256).where(
        programmes.c.id == programme.id, programmes.c.version == programme.version
    )
    return bool(session.execute(query).scalar_one() == sha256)


def _stored(session: Connection, programme: str, version: int) -> Programme | None:
    query = select(programmes.c.text).where(programmes.c.id == programme, programmes.c.version == version)
    text = session.execute(query).scalar_one_or_none()
    return None if text is None else load_kept(text, f"{programme}.toml")
