"""Somebody with a name that nobody else has is forgotten: not a trace in Postgres, in Temporal's store or in a log."""

import json
import subprocess
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic, sleep

import pytest
from sqlalchemy import text

from domain.ids import participant_id
from embedded.supervisor import running
from storage.engine import FOR_LONG_WORK, make_engine, reading
from storage.errors import StorageUnavailable
from storage.scrubbing import WITHOUT_WAITING
from storage.tables import metadata
from tests.cli.conftest import Traject
from tests.cli.test_privacy import everything_outside
from tests.importer.files import a_person, write_folder
from workers.scrubbing import empty_temporal, scrub_when_quiet

KEY, PHONE, WISH = "Z-9-d77", "06-90817263", "Wil kwallen kweken"
EMAIL, OWN_NAME = "x@vuurvlieg.example", "ክሳንቲፓ"
TRACES = {"Xantippa", "Vuurvliegh", KEY, PHONE, EMAIL, WISH}
WHO = participant_id("Zutphen", KEY)
ON_DISK = {
    **{said: said.encode() for said in (*TRACES, OWN_NAME, str(WHO), WHO.hex)},
    "id, as Postgres keeps it": WHO.bytes,
}
# The worker waits twenty seconds before it destroys a key and looks every ten, and Temporal deletes in its own time:
# half a minute on a quiet machine, several on a busy one.
pytestmark = pytest.mark.timeout(540)
PATIENCE = 200.0
LOOK_EVERY = 0.5


@pytest.fixture(scope="module")
def known(traject: Traject) -> Traject:
    """Somebody in the sample's engine, with everything that may be said of a person."""
    for arguments in (
        ("traject", "Zutphen", "Z-9"),
        ("registered", "Z-9", KEY, "--first-name", "Xantippa", "--last-name", "Vuurvliegh", "--phone", PHONE),
        ("person", KEY, "--own-name", OWN_NAME, "--email", EMAIL),
        ("intake", KEY, "--wish", WISH),
        ("registered", "Z-9", "Z-9-d78", "--first-name", "Bo"),
    ):
        ended = traject("record", *arguments)
        assert ended.status == 0, ended.err
    assert traject("settle").status == 0
    return traject


def in_postgres(traject: Traject) -> dict[str, set[str]]:
    """Which of the traces is found in which table, every row of every table read as text."""
    endpoints = running(traject.home)
    assert endpoints is not None
    engine = make_engine(endpoints.database_url, pool_size=1, limits=FOR_LONG_WORK)
    found: dict[str, set[str]] = {}
    with reading(engine) as session:
        for table in metadata.sorted_tables:
            rows = " ".join(row[0] for row in session.execute(text(f"SELECT t::text FROM {table.name} AS t")))  # noqa: S608
            if said := {one for one in TRACES if one in rows}:
                found[table.name] = said
    engine.dispose()
    return found


def finished(traject: Traject) -> bool:
    """Once the key is destroyed too; the worker does so by itself."""
    until = monotonic() + PATIENCE
    while monotonic() < until:
        if all(one["finished_at"] for one in traject.read("receipts")["receipts"]):
            return True
        sleep(LOOK_EVERY)
    return False


def on_disk(home: Path) -> dict[str, set[str]]:
    """Which of the traces is found in which file of the home: pages, logs and statistics of the servers included."""
    found: dict[str, set[str]] = {}
    for path in home.rglob("*"):
        with suppress(FileNotFoundError):  # servers at work make files and remove them
            content = path.read_bytes() if path.is_file() else b""
            if hits := {name for name, said in ON_DISK.items() if said in content}:
                found[str(path.relative_to(home))] = hits
    return found


def emptied(traject: Traject) -> None:
    """As the worker does a minute later: the files are written anew, once Temporal has deleted what it was asked to."""
    endpoints = running(traject.home)
    assert endpoints is not None
    engine = make_engine(endpoints.database_url, pool_size=1, limits=WITHOUT_WAITING)
    until = monotonic() + PATIENCE
    while monotonic() < until and on_disk(traject.home):
        with suppress(StorageUnavailable):  # somebody is at work in a table
            if not scrub_when_quiet(engine, traject.home, datetime.now(UTC), after=timedelta()):
                empty_temporal(traject.home)
        sleep(LOOK_EVERY)
    engine.dispose()


def test_a_person_is_shown_then_forgotten_and_no_trace_is_left(
    known: Traject, metrics_port: int, tmp_path: Path
) -> None:
    held = known.json("person", "show", KEY)
    assert held["person"]["phone"] == PHONE
    assert WISH in {note["text"] for note in held["notes"]}
    assert held["seen_and_changed_by"]
    assert set().union(*in_postgres(known).values()) == TRACES
    assert set().union(*on_disk(known.home).values()) >= TRACES | {OWN_NAME, str(WHO)}

    forgotten = known("person", "forget", KEY, "--reason", "verzoek", "--yes")
    assert forgotten.status == 0, forgotten.err
    assert finished(known)

    assert in_postgres(known) == {}
    assert everything_outside(known, metrics_port).tells(TRACES) == {}
    emptied(known)
    assert on_disk(known.home) == {}
    assert all(one["emptied_at"] for one in known.json("receipts")["receipts"])
    assert known("person", "show", KEY).status == 1
    assert known("doctor").status == 0
    assert known.json("log", "verify")["healthy"]
    assert "op verzoek" in known("receipts").out
    kept = tmp_path / "receipts.json"
    kept.write_text(json.dumps(known.json("receipts")))
    comes_back_and_goes(known, kept)


def comes_back_and_goes(traject: Traject, kept: Path) -> None:
    """As with a backup of yesterday: the receipts of today, kept beside it, are applied by the doctor."""
    again = ("registered", "Z-9", KEY, "--first-name", "Xantippa")
    refused = traject("record", *again)
    assert refused.status == 1
    assert "vergeten" in refused.error
    _forget_the_receipts(traject)
    assert traject("record", *again).status == 0

    assert "forgotten_is_back" in traject("doctor", "--receipts", kept, "--json").out
    mended = traject("doctor", "--receipts", kept, "--repair")

    assert mended.status == 0, mended.out
    assert in_postgres(traject) == {}


def _forget_the_receipts(traject: Traject) -> None:
    """A backup knows nothing of what was forgotten after it."""
    endpoints = running(traject.home)
    assert endpoints is not None
    engine = make_engine(endpoints.database_url, pool_size=1)
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM receipts"))
    engine.dispose()


def test_a_file_with_somebody_who_was_forgotten_goes_in_without_them(traject: Traject, tmp_path: Path) -> None:
    file = tmp_path / "lijst"
    a_list(file, "V-1", "v-1", "v-2")
    assert traject("import", file).status == 0
    assert traject("person", "forget", "v-1", "--yes").status == 0
    a_list(file, "V-1", "v-1", "v-2", "v-3")

    tried, done = traject("import", file, "--dry-run", "--json"), traject("import", file, "--json")

    assert (tried.status, done.status) == (1, 1)
    assert tried.document["problems"] == done.document["problems"]
    [problem] = [one for one in done.document["problems"] if one["severity"] == "error"]
    assert (problem["sheet"], problem["row"], problem["column"]) == ("deelnemers", 2, "deelnemer")
    assert "vergeten" in problem["reason"]["nl"]
    assert done.document["failed"] == []
    assert traject.read("person", "show", "v-3")["person"]["first_name"] == "Sara v-3"


def test_an_export_says_that_somebody_was_forgotten(traject: Traject, tmp_path: Path) -> None:
    a_list(tmp_path / "lijst", "V-2", "v-21", "v-22")
    assert traject("import", tmp_path / "lijst").status == 0
    assert traject("person", "forget", "v-21", "--yes").status == 0
    told = traject("export", "V-2", tmp_path / "uit.xlsx")
    assert told.status == 0
    assert told.error == "De indeling heeft geen kolom voor: 1 vergeten deelnemer (alleen geteld)."


def a_list(folder: Path, key: str, *people: str) -> None:
    """A traject with these participants, as a municipality keeps it."""
    write_folder(
        folder,
        {
            "trajecten": [{"traject": key, "gemeente": "Veere", "coordinator": "c@voorbeeld.nl"}],
            "deelnemers": [a_person(one, traject=key) for one in people],
        },
    )


def test_forgetting_asks_first(known: Traject) -> None:
    done = subprocess.run(
        known.command("person", "forget", "Z-9-d78"),
        env=known.environment,
        input="n\n",
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert known.json("person", "show", "Z-9-d78")["person"]["first_name"] == "Bo"


def test_what_is_no_list_of_receipts_is_refused(known: Traject, tmp_path: Path) -> None:
    other = tmp_path / "other.json"
    other.write_text("[]")
    assert known("doctor", "--receipts", other).status == 1
