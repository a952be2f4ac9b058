"""Checks a whole file: what goes in, traject by traject, and a report of the rest.

workbook = read(path)                                    # importer.workbook; raises NoWorkbook
checked = check(workbook, known, programmes, today)      # known: importer.known.InDatabase(engine, keys)
checked.report.refused                                   # exit status 1
for rows in checked.take_overs: ...                      # TakeOverRows, one a traject, in the order of the file
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import overload

from domain.rows import Sheet, is_news, said_before
from domain.take_over_values import TakeOverRows
from importer.context import Context, Programmes
from importer.details import check_details
from importer.directory import Group
from importer.format import columns_of
from importer.known import Known
from importer.parse import mentioned, parse
from importer.plausible import look_for_oddities
from importer.problems import Findings, Problem
from importer.report import Changes, Count, Report
from importer.subjects import check_participants, check_sessions, check_trajects
from importer.table import Table, Workbook
from importer.within import Within

__all__ = ["Checked", "TakeOvers", "check"]

_CHECKS = {
    Sheet.TRAJECTS: check_trajects,
    Sheet.PARTICIPANTS: check_participants,
    Sheet.SESSIONS: check_sessions,
}


class TakeOvers(Sequence[TakeOverRows]):
    """The trajects to take over, each made when it is asked for: all of them at once can fill a machine."""

    def __init__(self, groups: Sequence[Group]) -> None:
        self._groups = groups

    def __len__(self) -> int:
        return len(self._groups)

    @overload
    def __getitem__(self, index: int) -> TakeOverRows: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[TakeOverRows]: ...
    def __getitem__(self, index: int | slice) -> TakeOverRows | Sequence[TakeOverRows]:
        if isinstance(index, slice):
            return TakeOvers(self._groups[index])
        group = self._groups[index]
        return TakeOverRows(
            traject=group.id,
            key=group.key,
            municipality=group.municipality,
            programme=group.programme.id,
            version=group.programme.version,
            rows=tuple(draft.imported() for draft in group.drafts),
        )

    def changes(self) -> dict[Sheet, Changes]:
        """How many rows of each sheet are new, changed, or as the last import left them; asks the database."""
        found: dict[Sheet, Changes] = {}
        for sheet, change in (each for group in self._groups for each in _changes_of(group)):
            found[sheet] = found.get(sheet, Changes()) + change
        return found


def _changes_of(group: Group) -> Iterator[tuple[Sheet, Changes]]:
    before = {} if group.known is None else group.database.imported(group.id)
    known = {} if group.known is None else group.database.standing(group.id)
    for draft in group.drafts:
        at, values = (draft.sheet, draft.key), draft.row.values
        said = said_before(before.get(at), known.get(at), values)
        if is_news(said, values):
            yield draft.sheet, Changes(new=1) if said is None else Changes(changed=1)
        else:
            yield draft.sheet, Changes(unchanged=1)


@dataclass(frozen=True, slots=True)
class Checked:
    """What goes in, and what must be looked at."""

    take_overs: TakeOvers
    report: Report

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The problems of the report."""
        return self.report.problems


def check(
    workbook: Workbook,
    known: Known,
    programmes: Programmes,
    today: date,
    own: Collection[str] | None = None,
) -> Checked:
    """Check every row of a file against the format, the other rows, the definitions and the database.

    `own`: the only municipalities that whoever hands it in may speak of; None is all of them.

    Raises:
        NoWorkbook: a workbook turns out to be damaged while its rows are read.
        StorageUnavailable: `known` asks a database that does not answer.
    """
    findings = Findings(list(workbook.findings.problems))
    columns = columns_of(today)
    within = None if own is None else Within(known, own)
    context = Context(findings, within or known, programmes, today, within)
    context.ask(mentioned(workbook.tables, columns))
    read = dict[Sheet, int]()
    for sheet in (one for one in Sheet if one in workbook.tables):
        rows = parse(workbook.tables[sheet], columns[sheet], findings)
        _CHECKS.get(sheet, check_details)(context, rows)
        read[sheet] = rows.read
    look_for_oddities(context)
    groups = [group for group in context.groups.values() if group.drafts]
    counts = {sheet: _count(workbook.tables[sheet], number, findings) for sheet, number in read.items()}
    return Checked(TakeOvers(groups), Report(workbook.name, len(groups), counts, _in_order(findings)))


def _count(table: Table, read: int, findings: Findings) -> Count:
    """A header that cannot be read is no row."""
    above = table.header.number if table.header else 0
    refused, left_out = (
        sum(sheet == table.sheet and row > above for sheet, row in places)
        for places in (findings.refused, findings.left_out)
    )
    return Count(read, read - refused - left_out, refused, left_out)


def _in_order(findings: Findings) -> tuple[Problem, ...]:
    place = {sheet.value: number for number, sheet in enumerate(Sheet)}
    return tuple(sorted(findings.problems, key=lambda one: (place.get(one.sheet, -1), one.row or 0)))
