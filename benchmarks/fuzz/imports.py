"""Spreadsheets as they come in: bent in every way, looked at, taken in, and handed in once more."""

import asyncio
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from hypothesis import strategies as st
from sqlalchemy import Engine, text

from benchmarks.fuzz import ground as grounds
from benchmarks.fuzz import verdict
from benchmarks.fuzz.exploring import NotAsPromised, Property
from benchmarks.fuzz.ground import MASTER_KEY, Ground
from benchmarks.fuzz.nasty import DAYS, texts
from cli.errors import Failed
from cli.importing import check
from importer.check import Checked
from importer.problems import Problem
from storage.subject_keys import KeyRing
from tests.importer.files import Rows, Sheets, a_file, as_csv, columns, write_folder, write_xlsx
from workers.client import Mailbox
from workers.taking_in import TakenIn, take_in

Form = Literal["csv", "xlsx", "spoiled xlsx", "one csv"]
KEYS = KeyRing(MASTER_KEY)
_COUNTS = text("SELECT (SELECT count(*) FROM facts), (SELECT count(*) FROM imported_rows)")
_NEAR = (
    "d1", "d2", "d3", "T1", "T2", "b1", "b9", "ja", "nee", "JA ", "aanwezig", "afwezig", "v", "m", "x", "A2", "c1",
    "toegelaten", "afgewezen", "wachtlijst", "training", "kick-off", "gastles", "gehouden", "vervallen", "3", "6",
    "12", "8,5", "8.5", "11", "0", "nulmeting", "eindmeting", "netwerk", "cijfer", "Leiden", "LEIDEN ", "Utrecht",
    "01-05-2026", "2026-05-01", "1 mei 2026", "46000", "stage, zoekend", "kixworks-2022", "c@example.org", "exit_talk",
)  # fmt: skip
cells = st.one_of(st.sampled_from(_NEAR), st.sampled_from(_NEAR), st.sampled_from(DAYS), texts)


@dataclass(frozen=True)
class Case:
    """A file: its sheets, how it is written, and for CSV with what separator and encoding."""

    sheets: Sheets
    form: Form
    separator: str
    encoding: str
    junk: tuple[int, bytes]


@st.composite
def files(draw: st.DrawFn) -> Case:
    """The group of the tests of the importer, with up to eight things wrong."""
    sheets = a_file()
    for _ in range(draw(st.integers(0, 8))):
        _bend(draw, sheets)
    form: Form = draw(st.sampled_from(["csv", "csv", "csv", "xlsx", "spoiled xlsx", "one csv"]))
    separator = draw(st.sampled_from([";", ";", ",", "\t", "|", "\x00"]))
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16", "latin-1", "cp437"]))
    return Case(sheets, form, separator, encoding, (draw(st.integers(0, 20_000)), draw(st.binary(max_size=12))))


def _bend(draw: st.DrawFn, sheets: Sheets) -> None:
    if not sheets:
        return
    name = draw(st.sampled_from(sorted(sheets)))
    rows = sheets[name]
    how = draw(
        st.sampled_from(["cell", "cell", "cell", "cell", "row", "no row", "column", "no column", "sheet", "none"])
    )
    if how == "cell" and rows:
        row = rows[draw(st.integers(0, len(rows) - 1))]
        if row:
            row[draw(st.sampled_from(sorted(row)))] = draw(cells)
    elif how in {"row", "no row"} and rows:
        place = draw(st.integers(0, len(rows) - 1))
        sheets[name] = [*rows, dict(rows[place])] if how == "row" else rows[:place] + rows[place + 1 :]
    elif how == "column":
        _rename(rows, draw(st.sampled_from(columns(rows) or [""])), draw(st.one_of(st.sampled_from(_COLUMNS), texts)))
    elif how == "no column" and columns(rows):
        dropped = draw(st.sampled_from(columns(rows)))
        sheets[name] = [{key: cell for key, cell in row.items() if key != dropped} for row in rows]
    elif how == "sheet":
        sheets[draw(st.sampled_from([*sheets, "blad1", "TRAJECTEN", "x" * 31]))] = rows
    elif how == "none":
        del sheets[name]


_COLUMNS = ("deelnemer", "DEELNEMER", " traject ", "datum", "naam", "gemeente", "")


def _rename(rows: Rows, before: str, after: str) -> None:
    for row in rows:
        if before in row:
            row[after] = row.pop(before)


def written(case: Case, folder: Path) -> Path:
    """The file on disk, as its sender would have it."""
    if case.form == "csv":
        return _as_folder(case, folder / "map")
    if case.form == "one csv":
        path = folder / "deelnemers.csv"
        path.write_bytes(as_csv(next(iter(case.sheets.values()), [{}])).encode(case.encoding, "replace"))
        return path
    sheets = {name.casefold(): (name, [*map(_writable, rows)]) for name, rows in case.sheets.items()}
    path = write_xlsx(folder / "bestand.xlsx", dict(sheets.values()))  # no program can write two that differ in case
    if case.form == "spoiled xlsx":
        _spoil(path, *case.junk)
    return path


def _as_folder(case: Case, folder: Path) -> Path:
    separator = case.separator if case.separator != "\x00" else ";"
    write_folder(folder, {name: rows for name, rows in case.sheets.items() if rows}, separator, "utf-8")
    for path in folder.iterdir():
        content = path.read_text(encoding="utf-8").encode(case.encoding, "replace")
        at = case.junk[0] % (len(content) + 1)
        path.write_bytes(content[:at] + case.junk[1] + content[at:] if case.separator == "\x00" else content)
    return folder


def _writable(row: dict[str, Any]) -> dict[str, Any]:
    """The limits of the program that writes workbooks."""
    return {name[:200]: str(cell)[:3000] for name, cell in row.items()}


def _spoil(path: Path, at: int, junk: bytes) -> None:
    """The package stays one; a part of it is spoiled, or vanishes."""
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    name = sorted(parts)[at % len(parts)]
    place = at % (len(parts[name]) + 1)
    parts[name] = parts[name][:place] + junk + parts[name][place + len(junk) :]
    if not junk:
        del parts[name]
    with zipfile.ZipFile(path, "w") as package:
        for each, content in parts.items():
            package.writestr(each, content)


@contextmanager
def opened(ground: Ground) -> Iterator[Property[Case]]:
    """One file after the other, about the same group: each is a correction of those before."""
    with ground.empty() as engine, asyncio.Runner() as runner:
        box = grounds.mailbox(engine)
        yield Property(files(), lambda case: _holds(engine, box, runner, case))


def _holds(engine: Engine, box: Mailbox, runner: asyncio.Runner, case: Case) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = written(case, Path(folder))
        before = _stored(engine)
        try:
            looked = check(engine, KEYS, path)
        except Failed:
            return
        _insist_on_report(looked)
        checked = check(engine, KEYS, path)
        if checked.report.as_json() != looked.report.as_json() or _stored(engine) != before:
            raise NotAsPromised("looking at a file changed something")
        _insist_on_taken(runner.run(_take(box, checked)))
        again = runner.run(_take(box, check(engine, KEYS, path)))
        _insist_on_taken(again)
        if again.facts:
            raise NotAsPromised("the same file again changed something")
    verdict.insist(engine)


async def _take(box: Mailbox, checked: Checked) -> TakenIn:
    return await take_in(box, checked.take_overs, lambda _: None)


def _insist_on_taken(taken: TakenIn) -> None:
    for error in taken.failed.values():
        raise NotAsPromised(f"checked, and not taken in: {error.en}")


def _insist_on_report(checked: Checked) -> None:
    """Each refused row has a reason, and each reason a place."""
    report = checked.report
    explained = {(one.sheet, one.row) for one in report.problems if one.severity == "error"}
    for sheet, count in report.counts.items():
        if count.read != count.accepted + count.refused + count.left_out:
            raise NotAsPromised("the counts of a sheet do not add up")
        if count.refused > len({row for name, row in explained if name == sheet.value}):
            raise NotAsPromised("a row is refused without a reason")
    for one in report.problems:
        if not _is_readable(one):
            raise NotAsPromised("a problem without its words")


def _is_readable(one: Problem) -> bool:
    return all([*one.what, *(one.expected or [])])


def _stored(engine: Engine) -> tuple[int, ...]:
    with engine.connect() as connection:
        return tuple(connection.execute(_COUNTS).one())
