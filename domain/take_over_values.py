"""What goes into a take-over, the rows of a file, and what comes out of it: values that travel as JSON."""

from datetime import date
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from domain.facts import AnyFact
from domain.rows import Row, Sheet
from domain.terms import Gender


class Value(BaseModel):
    """What all values of a take-over share: they can be carried as JSON, and are not changed."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class ImportedRow(Value):
    """One row of the file: whose it is, and what it says.

    `key` is unique within its sheet and municipality. `known` says that the database had this traject or
    participant already when the file was checked.
    """

    sheet: Sheet
    key: str
    values: Row
    participant: UUID | None = None
    session: UUID | None = None
    known: bool = False


class TakeOverRows(Value):
    """All rows of one file that belong to one traject, bound to one version of a programme definition."""

    traject: UUID
    key: str
    municipality: str
    programme: str
    version: int
    rows: tuple[ImportedRow, ...] = ()

    def keys(self) -> list[tuple[Sheet, str]]:
        """Which rows of the last import `plan` must be given."""
        return [(row.sheet, row.key) for row in self.rows]


class Named(Value):
    """Something that exists from now on: its id and the key that the municipality gave it."""

    id: UUID
    key: str


class StaffMember(Value):
    """A coordinator, trainer or co-trainer as the file names them: by e-mail address or by name."""

    id: UUID
    email: str | None = None
    name: str | None = None


class PersonValues(Value):
    """Personal values that changed: a field that was not set stays as it is, None empties it."""

    participant: UUID
    first_name: str | None = None
    infix: str | None = None
    last_name: str | None = None
    birth_date: date | None = None
    gender: Gender | None = None
    phone: str | None = None
    email: str | None = None


PERSON_COLUMNS = {
    "voornaam": "first_name",
    "tussenvoegsel": "infix",
    "achternaam": "last_name",
    "geboortedatum": "birth_date",
    "geslacht": "gender",
    "telefoon": "phone",
    "email": "email",
}
"""The columns with personal values, and the fields of `PersonValues` that they fill."""


class NoteValue(Value):
    """Free text about a traject or a participant; None takes it back.

    `field` is one of learning_wish, withdrawal_reason, cancellation_reason, certificate_reason, or
    break_reason:JJJJ-MM-DD with the first day of the break.
    """

    field: str
    text: str | None
    participant: UUID | None = None


class StoredRow(Value):
    """A row as the next import will be compared with it."""

    sheet: Sheet
    key: str
    values: Row


class TakeOver(Value):
    """What an import changes in one traject."""

    traject: UUID
    key: str
    municipality: str
    programme: str
    version: int
    facts: tuple[AnyFact, ...] = ()
    people: tuple[PersonValues, ...] = ()
    notes: tuple[NoteValue, ...] = ()
    participants: tuple[Named, ...] = ()
    sessions: tuple[Named, ...] = ()
    staff: tuple[StaffMember, ...] = ()
    rows: tuple[StoredRow, ...] = Field(default=())

    @property
    def nothing_new(self) -> bool:
        """Whether every row stands as the last import left it."""
        return not self.rows
