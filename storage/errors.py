"""What can go wrong with Postgres, without its own words: those hold values, and values are personal.

StorageError
├── StorageUnavailable   gone, frozen, too slow or too busy: the same request may succeed later
├── StorageNewer         the schema is of a later version than this program
└── StorageMisused       a statement broke a constraint or does not fit the schema: a fault of ours
    ├── WrittenMeanwhile     somebody wrote the same at the same moment: begin again, and it is found
    └── TrajectUnreadable    what is kept of a traject does not say what we write: somebody altered it by hand
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from uuid import UUID

import psycopg
from sqlalchemy import exc

# Classes of SQLSTATE (Postgres, appendix A) that say nothing against the statement itself.
_OUTAGES = ("08", "25P", "40", "53", "55P", "57", "58")
_TAKEN = "23505"


class StorageError(Exception):
    """Something is wrong with the database or with what we ask of it; `nl` and `en` are for people."""

    nl = "De gegevens konden niet worden verwerkt. Meld dit aan de beheerder."
    en = "The data could not be processed. Tell the administrator."


class StorageUnavailable(StorageError):
    """Postgres does not answer, or not in time. Nothing was stored, or the same message gets its stored answer."""

    nl = "De gegevens zijn nu niet bereikbaar; er is niets half gedaan. Probeer het zo nog eens."
    en = "The data cannot be reached now; nothing was left half done. Please try again in a moment."


class StorageNewer(StorageError):
    """A later version brought this database up to date; this one would misread it."""

    nl = "De database is van een nieuwere versie van Trajectvolger. Start die versie, of zet een reservekopie terug."
    en = "The database is of a newer version of Trajectvolger. Start that version, or restore a backup."


class StorageMisused(StorageError):
    """A statement of ours was refused. The text names SQLSTATE, table and constraint, never a value."""


class WrittenMeanwhile(StorageMisused):
    """What may be there only once is there, though it was not when we looked; a fault of ours if it happens again."""


class TrajectUnreadable(StorageMisused):
    """Nobody can judge this traject until somebody puts right what is wrong with it: some of its `facts` (`seq`), some
    participants' own data (`people`, by key), or the `programme` to which it is bound (id and version).
    """

    def __init__(  # noqa: PLR0913 -- which traject, and what is wrong with it
        self,
        traject: UUID,
        key: str,
        municipality: str,
        *,
        facts: Sequence[int] = (),
        people: Sequence[str] = (),
        programme: str = "",
    ) -> None:
        super().__init__(f"traject {traject} cannot be read")
        self.traject, self.key, self.municipality = traject, key, municipality
        self.facts, self.people, self.programme = tuple(facts), tuple(people), programme
        self.nl = f"Wat er van traject {key} ({municipality}) is bewaard, is niet te lezen; zie: traject doctor."
        self.en = f"What is kept of traject {key} ({municipality}) cannot be read; see: traject doctor."


@contextmanager
def translated() -> Iterator[None]:
    """Errors of SQLAlchemy and psycopg as ours.

    Raises:
        StorageUnavailable: an outage; its text is the SQLSTATE or the kind of error.
        WrittenMeanwhile: a row with one of these keys was there already, or came at the same moment.
        StorageMisused: any other error of the database.
    """
    try:
        yield
    except exc.TimeoutError:
        raise StorageUnavailable("every connection is in use") from None
    except exc.DBAPIError as error:
        raise _ours(error.orig, lost=error.connection_invalidated) from None
    except psycopg.Error as error:
        raise _ours(error, lost=False) from None


def _ours(error: BaseException | None, *, lost: bool) -> StorageError:
    state = getattr(error, "sqlstate", None) or ""
    kind = f"{type(error).__name__} {state}".strip()
    if lost or state.startswith(_OUTAGES) or (not state and isinstance(error, psycopg.OperationalError)):
        return StorageUnavailable(kind)
    diagnosis = error.diag if isinstance(error, psycopg.Error) else None
    where = [part for part in (diagnosis and diagnosis.table_name, diagnosis and diagnosis.constraint_name) if part]
    told = " ".join([kind, *where])
    return WrittenMeanwhile(told) if state == _TAKEN else StorageMisused(told)
