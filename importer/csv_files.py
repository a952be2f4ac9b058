"""A folder of CSV files as Dutch Excel writes them: `;`, `,` or tab, UTF-8 or cp1252, one file a sheet."""

import csv
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from domain.rows import Sheet
from importer.cells import Unreadable
from importer.format import HEADERS
from importer.problems import Findings, Place, Sentence
from importer.table import Line, NoWorkbook, Table, Workbook, sheet_called, table

LARGEST = 200 * 1024 * 1024
SEPARATORS = ";,\t"


def read_folder(folder: Path) -> Workbook:
    """The sheets in a folder; files with other names are left alone, and said so when they are CSV.

    Raises:
        NoWorkbook: no file in it is called after a sheet, or the folder cannot be read.
    """
    try:
        files = sorted(path for path in folder.iterdir() if _is_csv(path))
    except OSError as error:
        raise NoWorkbook(_unreadable(error)) from error
    return read_files(folder.name, files)


def read_files(name: str, files: Sequence[Path]) -> Workbook:
    """The sheets that these files are called after.

    Raises:
        NoWorkbook: none of them is.
    """
    findings = Findings()
    tables: dict[Sheet, Table] = {}
    for path in files:
        sheet = sheet_called(path.stem)
        if sheet is None:
            findings.warning(
                Place(path.name),
                None,
                Sentence(
                    "dit bestand hoort niet bij de indeling en is overgeslagen",
                    "this file is no part of the format and was left alone",
                ),
            )
        elif sheet in tables:
            findings.error(
                Place(path.name),
                None,
                Sentence("er is al een bestand voor dit blad", "there is a file for this sheet already"),
            )
        elif found := _table(sheet, path, findings):
            tables[sheet] = found
    if not tables and not list(findings.errors()):
        raise NoWorkbook(
            Sentence(
                f"hier staat geen bestand van de indeling, zoals {Sheet.TRAJECTS}.csv of {Sheet.PARTICIPANTS}.csv",
                f"there is no file of the format here, such as {Sheet.TRAJECTS}.csv or {Sheet.PARTICIPANTS}.csv",
            )
        )
    return Workbook(name, tables, findings)


def _is_csv(path: Path) -> bool:
    return path.suffix.casefold() == ".csv" and not path.name.startswith((".", "~"))


def _unreadable(error: OSError) -> Sentence:
    return Sentence(f"niet te lezen: {error.strerror}", f"cannot be read: {error.strerror}")


def _table(sheet: Sheet, path: Path, findings: Findings) -> Table | None:
    try:
        content = _decoded(path)
    except OSError as error:
        findings.error(Place(sheet), None, _unreadable(error))
        return None
    except Unreadable as problem:
        findings.error(Place(sheet), None, problem.what, problem.expected)
        return None
    return table_of(sheet, content)


def table_of(sheet: Sheet, content: str) -> Table:
    """The text of one CSV file as a sheet; Excel's own first line `sep=;` is not one of its rows."""
    separator, start = _separator(sheet, content)
    return table(sheet, lambda: _records(content, start, separator))


def _decoded(path: Path) -> str:
    if path.stat().st_size > LARGEST:
        most = LARGEST // 1024 // 1024
        raise Unreadable(Sentence(f"het bestand is groter dan {most} MB", f"the file is larger than {most} MB"))
    content = path.read_bytes()
    if b"\0" in content[:65536]:
        raise Unreadable(
            Sentence("dit is geen tekstbestand", "this is no text file"),
            Sentence("een CSV-bestand in UTF-8 of cp1252", "a CSV file in UTF-8 or cp1252"),
        )
    return decoded(content)


def decoded(content: bytes) -> str:
    """UTF-8, else cp1252. Broken bytes become U+FFFD, so that the rows with them can be named.

    A file that is mostly UTF-8 with some broken bytes stays UTF-8: as cp1252 every accent in it would be wrong.
    """
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    mended = content.decode("utf-8-sig", errors="replace")
    broken = mended.count("\ufffd")
    accents = sum(1 for character in mended if character > "\x7f") - broken
    return mended if accents > broken else content.decode("cp1252", errors="replace")


def _separator(sheet: Sheet, content: str) -> tuple[str, int]:
    """The separator, and where the rows begin."""
    first = content[:100_000].lstrip("\r\n").split("\n", 1)[0].rstrip("\r")
    if first.casefold().startswith("sep=") and first[4:5] in tuple(SEPARATORS):
        return first[4], content.index("\n") + 1 if "\n" in content else len(content)
    known = HEADERS[sheet]

    def fit(separator: str) -> tuple[int, int]:
        names = {name.strip(' "\ufeff').casefold() for name in first.split(separator)}
        return len(names & known), len(names)

    return max(SEPARATORS, key=fit), 0


def _records(content: str, start: int, separator: str) -> Iterator[Line]:
    """All rows, numbered as a spreadsheet numbers them.

    Where quotes do not close, only the line on which they open is broken: reading goes on with the next one, so
    that one slip of the pen does not swallow the rest of the file.
    """
    number, begins = 0, start
    while begins < len(content):
        lines = _Lines(content, begins)
        try:
            for cells in csv.reader(lines, delimiter=separator, strict=True):
                number, begins = number + 1, lines.at
                yield Line(number, cells)
        except csv.Error:
            number, begins = number + 1, _end_of_line(content, begins)
            yield Line(number, (), _BROKEN)
        else:
            return


_BROKEN = Unreadable(
    Sentence("deze regel is niet in cellen te verdelen", "this line cannot be divided into cells"),
    Sentence(
        "aanhalingstekens die weer sluiten, en cellen korter dan 128 kB",
        "quotes that close again, and cells shorter than 128 kB",
    ),
)

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


class _Lines:
    """The lines of a text from some place on, each cut out when it is asked for; `at` is where the next one begins."""

    def __init__(self, content: str, start: int) -> None:
        self.at = start
        self._found = _LINE.finditer(content, start)

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._found)
        self.at = line.end()
        return line.group()


def _end_of_line(content: str, start: int) -> int:
    line = _LINE.match(content, start)
    return len(content) if line is None else line.end()
