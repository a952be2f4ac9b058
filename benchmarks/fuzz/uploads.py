"""Files handed in on the page: bent spreadsheets under odd names, looked at, wanted or thrown away."""

import re
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal

import httpx
from hypothesis import strategies as st
from sqlalchemy import bindparam, exists, select

from benchmarks.fuzz import imports, verdict
from benchmarks.fuzz.asgi import Answered, Request
from benchmarks.fuzz.exploring import NotAsPromised, Property
from benchmarks.fuzz.ground import Ground
from benchmarks.fuzz.nasty import texts
from benchmarks.fuzz.site import Site, insist_on_answer, site
from storage.tables import uploads
from tests.importer.files import a_file

Decision = Literal["take_in", "drop", "", "iets anders"]
_OWNERS = ("coordinator", "coordinator", "administrator", "project_lead", "trainer", "stranger")
_NAMES = (
    "bestand.xlsx", "bestand.XLSX", "deelnemers.csv", "../../etc/passwd", "..", ".xlsx", "C:\\map\\d.xlsx", "x" * 300
)  # fmt: skip
_GIVEN_UP = select(exists().where(uploads.c.state == "failed", uploads.c.id == bindparam("id")))
_ID = re.compile(r"^(?:http://testserver)?/import/([0-9a-f-]{36})$")


@dataclass(frozen=True)
class Case:
    """What somebody hands in, and presses afterwards, one after the other. `junk` is put somewhere in the request."""

    who: str
    file: imports.Case
    name: str | None
    decisions: tuple[Decision, ...]
    junk: tuple[int, bytes] | None


cases = st.builds(
    Case,
    st.sampled_from(_OWNERS),
    imports.files(),
    st.one_of(st.none(), st.none(), st.sampled_from(_NAMES), texts),
    st.lists(st.sampled_from(["take_in", "take_in", "take_in", "drop", "", "iets anders"]), max_size=3).map(tuple),
    st.one_of(st.none(), st.none(), st.none(), st.tuples(st.integers(0, 50_000), st.binary(min_size=1, max_size=8))),
)


@contextmanager
def opened(ground: Ground) -> Iterator[Property[Case]]:
    """One file after the other, by people with different rights."""
    with site(ground) as made:
        _insist_on_a_way_in(made)
        yield Property(cases, partial(_holds, made), repr, partial(verdict.insist, made.engine))


def _insist_on_a_way_in(made: Site) -> None:
    """A file with nothing wrong comes in, or all cases would hold because nothing does."""
    right = imports.Case(a_file(), "xlsx", ";", "utf-8", (0, b""))
    answered = _answered(made, _handed_in(made, Case("administrator", right, None, (), None)))
    if answered.status != httpx.codes.SEE_OTHER:
        raise NotAsPromised(f"a right file is not taken: {answered.status}")


def _holds(made: Site, case: Case) -> None:
    given = _answered(made, _handed_in(made, case))
    address = given.headers.get("location", "")
    if not (given.status == httpx.codes.SEE_OTHER and _ID.match(address)):
        return  # refused, with a page that says so
    path = httpx.URL(address).path
    for decision in case.decisions:
        made.runner.run(made.portal.services.intake.finished())
        _answered(made, Request("GET", path, headers=made.headers(case.who)))
        fields = [("what", decision)] if decision else []
        insist_on_answer(made.post(case.who, path, fields))
    made.runner.run(made.portal.services.intake.finished())
    _answered(made, Request("GET", path, headers=made.headers(case.who)))
    with made.engine.connect() as connection:
        if connection.execute(_GIVEN_UP, {"id": path.rpartition("/")[2]}).scalar_one():
            raise NotAsPromised("a file was given up")


def _answered(made: Site, request: Request) -> Answered:
    answered = made.ask(request)
    insist_on_answer(answered)
    return answered


def _handed_in(made: Site, case: Case) -> Request:
    """As a browser sends it, or nearly."""
    with tempfile.TemporaryDirectory() as folder:
        files = list(_named(case, imports.written(case.file, Path(folder))))
    sent = httpx.Request(
        "POST",
        "http://testserver/import",
        data={"_form": made.token(case.who, "own")},
        files=[("files", file) for file in files],
    )
    body = sent.read()
    if case.junk is not None:
        at = case.junk[0] % len(body)
        body = body[:at] + case.junk[1] + body[at:]
    kind = (b"content-type", sent.headers["content-type"].encode())
    return Request("POST", "/import", headers=(*made.headers(case.who), kind), body=body)


def _named(case: Case, path: Path) -> Sequence[tuple[str, bytes]]:
    paths = sorted(path.iterdir()) if path.is_dir() else [path]
    return [(each.name if case.name is None else case.name, each.read_bytes()) for each in paths]
