"""What comes out of the system goes in again unchanged."""

import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine, func, select

from activities.messages import Note
from domain import facts as f
from domain.calendar import amsterdam_day
from domain.ids import participant_id, session_id, traject_id
from domain.programme import shipped
from domain.terms import (
    Criterion,
    Decision,
    EvaluationMoment,
    ForgetReason,
    LanguageLevel,
    Moment,
    Presence,
    SessionKind,
    SessionStatus,
    TaskKind,
)
from exporter.files import Sheets, archive, workbook
from exporter.traject import taken_out
from importer.check import check
from importer.known import InDatabase
from importer.problems import Severity
from importer.report import Changes
from importer.workbook import read
from samples import write
from storage.engine import FOR_LONG_WORK, make_engine, reading
from storage.migrate import upgrade
from storage.tables import facts
from tests.exporter.taking import KEYS, as_told, say, take_in, take_out
from views.day import Day
from views.reading import Assessed
from views.reading import one as one_traject

TODAY = amsterdam_day(datetime.now(UTC))


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """A whole traject is taken in at once, on a machine that may be busy."""
    made = make_engine(database_url, pool_size=4, limits=FOR_LONG_WORK)
    yield made
    made.dispose()


@pytest.fixture
def elsewhere(empty_database_url: str) -> Iterator[Engine]:
    """A second database, where nobody knows anything yet."""
    upgrade(empty_database_url)
    made = make_engine(empty_database_url, pool_size=4, limits=FOR_LONG_WORK)
    yield made
    made.dispose()


@pytest.mark.parametrize("sample", ["cohort-2019", "today"])
def test_the_samples_taken_out_and_taken_in_elsewhere_say_the_same(
    engine: Engine, elsewhere: Engine, tmp_path: Path, sample: str
) -> None:
    take_in(engine, write(tmp_path, TODAY)[sample], TODAY)
    out = take_out(engine, TODAY)
    for key, one in out.items():
        path = tmp_path / f"{key}.xlsx"
        path.write_bytes(workbook(one.sheets, key))
        checked = take_in(elsewhere, path, TODAY)
        assert [p for p in checked.problems if p.severity is Severity.ERROR] == []
    assert take_out(elsewhere, TODAY) == out
    told, retold = as_told(engine, TODAY), as_told(elsewhere, TODAY)
    for what in told:
        assert retold[what] == told[what], what


UTRECHT = traject_id("Utrecht", "UTR-1")


def person(number: int) -> UUID:
    return participant_id("Utrecht", f"UTR-1-{number:02}")


def session(number: int) -> UUID:
    return session_id("Utrecht", f"UTR-1-b{number:02}")


def corrections() -> list[f.AnyFact]:
    """Something of everything the format has a column for, said after the import."""
    training, at_a_guest = SessionKind.TRAINING, SessionKind.GUEST_LESSON
    later, gone = TODAY + timedelta(days=60), TODAY - timedelta(days=10)
    return [
        f.AttendanceRegistered(session=session(7), statuses={person(1): Presence.ABSENT, person(2): None}),
        f.AttendanceRegistered(session=session(7), statuses={person(3): Presence.EXCUSED}),
        f.CriteriaRecorded(
            participant=person(4), criteria={Criterion.MOTIVATED: False}, language=LanguageLevel.B1, on=TODAY
        ),
        f.ConsentRecorded(participant=person(5), consent=False, on=TODAY),
        f.BenefitsRecorded(participant=person(5), benefits=True, on=TODAY),
        f.Decided(participant=person(6), decision=Decision.REFUSED, on=TODAY),
        f.Withdrawn(participant=person(7), on=gone),
        f.Withdrawn(participant=person(8), on=gone),
        f.Reentered(participant=person(8), on=TODAY),
        f.Waived(participant=person(9), visit=at_a_guest, on=TODAY),
        f.CompetencesRecorded(participant=person(9), competences=("presenteren",), on=TODAY),
        f.Measured(participant=person(9), moment=Moment.BASELINE, answers={"netwerk": 1, "zelfbeeld": None}, on=TODAY),
        f.BreakRecorded(start=later, end=later + timedelta(days=14)),
        f.BreakRecorded(start=later + timedelta(days=30), end=later + timedelta(days=31)),
        f.BreakRecorded(start=later + timedelta(days=30), end=None),
        f.SessionPlanned(session=session(8), session_kind=training, day=TODAY + timedelta(days=9)),
        f.SessionPlanned(
            session=session(9), session_kind=at_a_guest, day=TODAY + timedelta(days=20), status=SessionStatus.CANCELLED
        ),
        f.Done(task=TaskKind.CALL_ABSENTEE, participant=person(1), on=TODAY),
        f.EvaluationRecorded(evaluation=uuid4(), moment=EvaluationMoment.INTERIM, on=TODAY, session=session(7)),
    ]


def unpacked(content: bytes, folder: Path) -> Path:
    with zipfile.ZipFile(BytesIO(content)) as packed:
        packed.extractall(folder)
    return folder


def test_corrections_and_breaks_survive_and_a_file_put_back_changes_nothing(
    engine: Engine, elsewhere: Engine, tmp_path: Path
) -> None:
    take_in(engine, write(tmp_path, TODAY)["today"], TODAY)
    before = take_out(engine, TODAY)["UTR-1"]
    say(engine, UTRECHT, TODAY, *corrections())
    out, told = take_out(engine, TODAY)["UTR-1"], as_told(engine, TODAY)
    assert out.sheets != before.sheets
    folder = unpacked(archive(out.sheets), tmp_path / "out")
    for somewhere in (elsewhere, engine):
        checked = take_in(somewhere, folder, TODAY)
        assert [p for p in checked.problems if p.severity is Severity.ERROR] == []
        assert take_out(somewhere, TODAY)["UTR-1"].sheets == out.sheets
    assert as_told(engine, TODAY) == told
    assert as_told(elsewhere, TODAY)["certificates"].items() <= told["certificates"].items()


def changes(engine: Engine, path: Path) -> Changes:
    """How many rows of a file are new, changed and unchanged, as the report says it before anything is taken in."""
    found = check(read(path), InDatabase(engine, KEYS), shipped(), TODAY).take_overs.changes()
    return sum(found.values(), Changes())


def test_a_file_put_back_has_no_new_row_and_leaves_no_fact(engine: Engine, tmp_path: Path) -> None:
    take_in(engine, write(tmp_path, TODAY)["today"], TODAY)
    say(engine, UTRECHT, TODAY, *corrections())
    out = take_out(engine, TODAY)["UTR-1"]
    folder = unpacked(archive(out.sheets), tmp_path / "out")
    before, count = facts_of(engine), sum(len(table) for _, table in out.sheets.values())
    for _ in range(2):
        assert changes(engine, folder) == Changes(unchanged=count)
        take_in(engine, folder, TODAY)
        assert facts_of(engine) == before


def test_the_file_put_back_is_the_last_import_and_an_older_one_corrects_it(engine: Engine, tmp_path: Path) -> None:
    take_in(engine, write(tmp_path, TODAY)["today"], TODAY)
    older, newer = tmp_path / "ouder.xlsx", tmp_path / "nieuwer.xlsx"
    older.write_bytes(workbook(take_out(engine, TODAY)["UTR-1"].sheets, "UTR-1"))
    say(engine, UTRECHT, TODAY, f.ConsentRecorded(participant=person(5), consent=False, on=TODAY))
    newer.write_bytes(workbook(take_out(engine, TODAY)["UTR-1"].sheets, "UTR-1"))
    before = facts_of(engine)
    for file, more in ((older, 0), (newer, 0), (older, 1)):
        take_in(engine, file, TODAY)
        assert facts_of(engine) == before + more


def admitted_again(engine: Engine, tmp_path: Path) -> Sheets:
    """What goes out after somebody was said to be admitted again, today, to add a reason."""
    take_in(engine, write(tmp_path, TODAY)["today"], TODAY)
    before = take_out(engine, TODAY)["UTR-1"].sheets
    say(engine, UTRECHT, TODAY, f.Decided(participant=person(1), decision=Decision.ADMITTED, on=TODAY))
    out = take_out(engine, TODAY)["UTR-1"].sheets
    assert out == before
    return out


def test_a_decision_said_again_goes_out_with_the_day_that_counts(
    engine: Engine, elsewhere: Engine, tmp_path: Path
) -> None:
    take_in(elsewhere, unpacked(archive(admitted_again(engine, tmp_path)), tmp_path / "out"), TODAY)
    assert standing(elsewhere).found.participants == standing(engine).found.participants


@pytest.mark.parametrize(
    ("column", "value", "left"),
    [("besluit", "afgewezen", Decision.REFUSED), ("besluit_op", TODAY - timedelta(days=1), Decision.ADMITTED)],
)
def test_a_file_corrects_a_decision_however_often_it_was_said(
    engine: Engine, tmp_path: Path, column: str, value: str | date, left: Decision
) -> None:
    headers, table = (sheets := dict(admitted_again(engine, tmp_path)))["deelnemers"]
    at = headers.index(column)
    first, *others = sorted(table, key=lambda row: row[headers.index("deelnemer")] != "UTR-1-01")
    sheets["deelnemers"] = headers, [[*first[:at], value, *first[at + 1 :]], *others]
    take_in(engine, unpacked(archive(sheets), tmp_path / "corrected"), TODAY)
    assert list(standing(engine).situation.participants[person(1)].decisions.values()) == [left]


def standing(engine: Engine) -> Assessed:
    """What is known of the traject, and what the rules say of it today."""
    with reading(engine) as now:
        found = one_traject(now, Day(TODAY), UTRECHT)
    assert found is not None
    return found


def facts_of(engine: Engine) -> int:
    """How many facts are known of the traject."""
    query = select(func.count()).select_from(facts).where(facts.c.traject_id == UTRECHT)
    with reading(engine) as now:
        return now.execute(query).scalar_one()


def test_what_the_format_has_no_column_for_is_named(engine: Engine, tmp_path: Path) -> None:
    take_in(engine, write(tmp_path, TODAY)["today"], TODAY)
    assert take_out(engine, TODAY)["UTR-1"].left_out == {}
    review = TODAY + timedelta(days=30)
    say(
        engine,
        UTRECHT,
        TODAY,
        f.Paused(participant=person(1), on=TODAY, review=review),
        f.LanguageJudged(participant=person(2), handholds=("lezen",)),
        f.AttendanceRegistered(session=session(1), statuses={}, report_made=False),
    )
    assert take_out(engine, TODAY)["UTR-1"].left_out == {"pauses": 1, "handholds": 1, "reports_made": 1}


def test_notes_in_no_column_and_with_whom_was_evaluated_are_counted(engine: Engine, tmp_path: Path) -> None:
    take_in(engine, write(tmp_path, TODAY)["today"], TODAY)
    for moment, company in ((EvaluationMoment.INTERIM, True), (EvaluationMoment.FINAL, False)):
        say(
            engine,
            UTRECHT,
            TODAY,
            f.EvaluationRecorded(evaluation=uuid4(), moment=moment, on=TODAY, with_participants=company),
            notes=(
                Note(field="remark", text="Belt liever na vijven.", participant=person(1)),
                Note(field="remark", text="Er was taart.", session=session(7)),
                Note(field="learning_wish", text=f"Leren lassen ({moment})", participant=person(1)),
                Note(field="interests", text="Koken", participant=person(1)),
            ),
        )
    assert take_out(engine, TODAY)["UTR-1"].left_out == {"notes": 6, "evaluated_with": 1}
    say(engine, UTRECHT, TODAY, notes=(Note(field="interests", text=None, participant=person(1)),))
    assert take_out(engine, TODAY)["UTR-1"].left_out == {"notes": 4, "evaluated_with": 1}


def test_whoever_was_forgotten_is_only_counted_and_that_is_named(engine: Engine, tmp_path: Path) -> None:
    take_in(engine, write(tmp_path, TODAY)["today"], TODAY)
    for number in (1, 2):
        say(engine, UTRECHT, TODAY, f.ForgettingAsked(participant=person(number), reason=ForgetReason.REQUEST))
    assert take_out(engine, TODAY)["UTR-1"].left_out == {"people_forgotten": 2}


def test_a_traject_that_is_not_there_is_not_taken_out(engine: Engine) -> None:
    with reading(engine) as now:
        assert taken_out(now, TODAY, UTRECHT) is None
