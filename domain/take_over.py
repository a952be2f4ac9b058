"""Taking over a traject from a spreadsheet: its rows, set beside those of the last import, become facts.

How it is used (the activity does this under the traject's lock, in the transaction that appends the facts):

    rows: TakeOverRows                            # from the file, one traject; JSON, carried as an enclosure
    stored = {(sheet, key): row, ...}             # what the last import left, for `rows.keys()`; absent is fine
    known = domain.as_rows.by_key(whole)          # what is known now, as rows: a file that came out of the system
    again = domain.as_rows.said_again(situation)  # decisions that were said more than once
    taken = plan(rows, stored, known, again)      # pure
    taken.facts                                   # append in this order
    taken.participants / sessions / staff         # (id, key) rows that must exist: insert where absent
    taken.people                                  # personal values: update only `model_fields_set`, None empties
    taken.notes                                   # free text by field; a text of None takes the note back
    taken.rows                                    # store these: they are merged already

Because the comparison is made under the lock, with the rows that the same transaction replaces, an import
that was broken off or sent twice takes in each change once. `taken.nothing_new`: the import changed nothing.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from pydantic import ValidationError

from domain.facts import AnyFact, Decided
from domain.ids import staff_id
from domain.row_facts import (
    attendance_facts,
    break_facts,
    certificate_facts,
    done_facts,
    follow_up_facts,
    measurement_facts,
    participant_facts,
    session_facts,
    traject_facts,
)
from domain.rows import (
    AttendanceRow,
    BreakRow,
    CertificateRow,
    Change,
    DoneRow,
    FollowUpRow,
    MeasurementRow,
    ParticipantRow,
    Row,
    SessionRow,
    Sheet,
    TrajectRow,
    change,
    is_news,
    merge,
    said_before,
)
from domain.take_over_values import (
    PERSON_COLUMNS,
    ImportedRow,
    Named,
    NoteValue,
    PersonValues,
    StaffMember,
    StoredRow,
    TakeOver,
    TakeOverRows,
)
from domain.terms import StaffRole

Stored = Mapping[tuple[Sheet, str], Mapping[str, Any]]
"""The rows that the last import left, by sheet and key."""
SaidAgain = Mapping[tuple[UUID, date | None], tuple[date, ...]]
"""Later days on which a decision was said again, by whom it is about and the day from which it counts."""


def plan(rows: TakeOverRows, stored: Stored, known: Stored | None = None, again: SaidAgain | None = None) -> TakeOver:
    """What this import changes, given the rows that the last one left and what is `known` now.

    A cell that says what is known already changes nothing, wherever that was said; the next import is compared with it.

    Raises:
        ValueError: a row cannot be read as its sheet's; names sheet, key and columns, never a value.
    """
    standing = known or {}
    changed = [
        (row, old, new)
        for row in rows.rows
        if (new := merge(old := stored.get((row.sheet, row.key)), row.values)) != old
    ]
    compared = [
        (row, said_before(old, standing.get((row.sheet, row.key)), row.values), new) for row, old, new in changed
    ]
    read = [(row, _typed(row, before, new)) for row, before, new in compared if is_news(before, row.values)]
    fresh = [(row, pair) for row, pair in read if pair.old is None]
    return TakeOver(
        traject=rows.traject,
        key=rows.key,
        municipality=rows.municipality,
        programme=rows.programme,
        version=rows.version,
        facts=tuple(_however_often(_facts(rows, read), again or {})),
        people=tuple(values for row, pair in read for values in _personal_values(row, pair)),
        notes=tuple(note for row, pair in read for note in _notes(row, pair)),
        participants=tuple(
            Named(id=_id(row.participant), key=row.key) for row, _ in fresh if row.sheet is Sheet.PARTICIPANTS
        ),
        sessions=tuple(Named(id=_id(row.session), key=row.key) for row, _ in fresh if row.sheet is Sheet.SESSIONS),
        staff=tuple(member for _, pair in read for member in _staff(pair)),
        rows=tuple(StoredRow(sheet=row.sheet, key=row.key, values=new) for row, _, new in changed),
    )


def facts_of(  # noqa: PLR0913 - what a row means depends on whose it is
    sheet: Sheet,
    old: Mapping[str, Any] | None,
    new: Mapping[str, Any],
    *,
    participant: UUID | None = None,
    session: UUID | None = None,
    programme: str = "",
    version: int = 0,
    known: bool = False,
) -> list[AnyFact]:
    """The facts of one row alone: those for what changed, none for an unchanged row."""
    row = ImportedRow(sheet=sheet, key="", values=dict(new), participant=participant, session=session, known=known)
    nobody = UUID(int=0)
    rows = TakeOverRows(traject=nobody, key="", municipality="", programme=programme, version=version, rows=(row,))
    return list(plan(rows, {} if old is None else {(sheet, ""): old}).facts)


_MODELS: dict[Sheet, type[Any]] = {
    Sheet.TRAJECTS: TrajectRow,
    Sheet.PARTICIPANTS: ParticipantRow,
    Sheet.SESSIONS: SessionRow,
    Sheet.ATTENDANCE: AttendanceRow,
    Sheet.BREAKS: BreakRow,
    Sheet.MEASUREMENTS: MeasurementRow,
    Sheet.CERTIFICATES: CertificateRow,
    Sheet.FOLLOW_UPS: FollowUpRow,
    Sheet.DONE: DoneRow,
}
_Read = tuple[ImportedRow, Change[Any]]


def _typed(row: ImportedRow, old: Mapping[str, Any] | None, new: Row) -> Change[Any]:
    try:
        return change(_MODELS[row.sheet], old, new)
    except ValidationError as error:
        columns = ", ".join(sorted({str(problem["loc"][0]) for problem in error.errors()}))
        raise ValueError(f"{row.sheet} {row.key}: cannot read {columns}") from None


def _facts(rows: TakeOverRows, read: list[_Read]) -> Iterator[AnyFact]:
    """In the order of the sheets, so that what is spoken of was introduced before."""
    by_sheet: dict[Sheet, list[_Read]] = {sheet: [] for sheet in Sheet}
    for row, pair in read:
        by_sheet[row.sheet].append((row, pair))
    for sheet, pairs in by_sheet.items():
        if sheet is Sheet.ATTENDANCE:
            yield from attendance_facts((_id(row.session), _id(row.participant), pair) for row, pair in pairs)
        elif sheet is Sheet.MEASUREMENTS:
            yield from measurement_facts((_id(row.participant), pair) for row, pair in pairs)
        else:
            for row, pair in pairs:
                yield from _facts_of_one(rows, row, pair)


def _however_often(facts: Iterable[AnyFact], again: SaidAgain) -> Iterator[AnyFact]:
    """A decision that is corrected goes with all that repeated it, or those would stand instead."""
    for fact in facts:
        if isinstance(fact, Decided):
            for day in again.get((fact.participant, fact.on), ()):
                yield Decided(participant=fact.participant, decision=None, on=day)
        yield fact


def _facts_of_one(rows: TakeOverRows, row: ImportedRow, pair: Change[Any]) -> Iterator[AnyFact]:
    match row.sheet:
        case Sheet.TRAJECTS:
            yield from traject_facts(pair, rows.programme, rows.version, known=row.known)
        case Sheet.PARTICIPANTS:
            yield from participant_facts(pair, _id(row.participant), known=row.known)
        case Sheet.SESSIONS:
            yield from session_facts(pair, _id(row.session))
        case Sheet.BREAKS:
            yield from break_facts(pair)
        case Sheet.CERTIFICATES:
            yield from certificate_facts(pair, _id(row.participant))
        case Sheet.FOLLOW_UPS:
            yield from follow_up_facts(pair, _id(row.participant))
        case _:
            yield from done_facts(pair, row.participant, row.session)


def _id(identity: UUID | None) -> UUID:
    if identity is None:
        raise ValueError("a row of this sheet needs the id of the participant or session it is about")
    return identity


def _personal_values(row: ImportedRow, pair: Change[Any]) -> Iterator[PersonValues]:
    if row.sheet is Sheet.PARTICIPANTS and row.participant is not None:
        values = {field: getattr(pair.new, column) for column, field in PERSON_COLUMNS.items() if pair.of(column)}
        if values:
            yield PersonValues(participant=row.participant, **values)


def _notes(row: ImportedRow, pair: Change[Any]) -> Iterator[NoteValue]:
    for column, field in _note_fields(row, pair.new).items():
        if pair.of(column):
            yield NoteValue(field=field, text=getattr(pair.new, column), participant=row.participant)


def _note_fields(row: ImportedRow, new: TrajectRow | ParticipantRow | BreakRow | CertificateRow) -> dict[str, str]:
    """Columns with free text, and the field under which the note is kept."""
    match row.sheet:
        case Sheet.TRAJECTS:
            return {"stopreden": "cancellation_reason"}
        case Sheet.PARTICIPANTS:
            return {"leerwens": "learning_wish", "stopreden": "withdrawal_reason"}
        case Sheet.CERTIFICATES:
            return {"reden": "certificate_reason"}
        case Sheet.BREAKS if isinstance(new, BreakRow):
            return {"reden": f"break_reason:{new.van.isoformat()}"}
    return {}


def _staff(pair: Change[Any]) -> Iterator[StaffMember]:
    if not isinstance(pair.new, TrajectRow):
        return
    for role in StaffRole:
        name: str | None = getattr(pair.new, role.value)
        if name is not None and pair.of(role.value):
            by_address = "@" in name
            yield StaffMember(id=staff_id(name), email=name if by_address else None, name=None if by_address else name)
