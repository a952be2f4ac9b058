"""A nightly job beside the durable engine: when a consequence is seen, what a day costs, what a kill loses."""

import subprocess
import sys
import tempfile
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import mean
from time import perf_counter, process_time

from sqlalchemy import Engine, func, select, text

from benchmarks.nightly import night
from benchmarks.report import Figure, Result, Table, figure_of, row
from benchmarks.stand import servers
from doctor.checks import findings
from domain.calendar import amsterdam_day
from storage.engine import FOR_LONG_WORK, make_engine, reading
from storage.tables import participants, trajects
from tests.portal.copies import copy_trajects
from tests.portal.stock import fill

COPIES = 9
COUNTRY = 143_000
"""All who became status holders from 2014 to mid-2019."""
OFFICE, NIGHT = (9, 17), 26
"""Hours in which people say things, and the hour of the job, counted from the midnight before."""
JOURNEY_DAYS = 548
"""Eighteen months."""


def run() -> Result:
    """Three nights: one whole, one killed halfway, and that one again."""
    with servers() as endpoints:
        engine = make_engine(endpoints.database_url, limits=FOR_LONG_WORK)
        people = _fill(engine)
        today = amsterdam_day(datetime.now(UTC)) + timedelta(days=1)
        clock, processor = perf_counter(), process_time()
        every = night(endpoints.database_url, today)
        clock, processor = perf_counter() - clock, process_time() - processor
        tomorrow = today + timedelta(days=1)
        _killed_halfway(endpoints.database_url, tomorrow, every)
        late, wrong = _late(engine, tomorrow), _wrong(engine, tomorrow)
        night(endpoints.database_url, tomorrow)
        left = _wrong(engine, tomorrow)
        engine.dispose()
    return _result(people, every, clock, processor, (late, wrong, left))


def _fill(engine: Engine) -> int:
    with tempfile.TemporaryDirectory() as folder:
        fill(engine, Path(folder))
    with engine.begin() as connection:
        copy_trajects(connection, COPIES, "municipality || ' ' || n")
        connection.execute(text("ANALYZE"))
        query = select(func.count()).select_from(
            participants.join(trajects, participants.c.traject_id == trajects.c.id)
        )
        return int(connection.execute(query.where(~trajects.c.ended)).scalar_one())


def _killed_halfway(url: str, day: date, every: int) -> None:
    command = [sys.executable, "-m", "benchmarks.nightly", url, day.isoformat()]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as job:  # noqa: S603 -- our own program
        for _ in range(every // 2):
            assert job.stdout is not None
            job.stdout.readline()
        job.kill()


def _late(engine: Engine, day: date) -> int:
    with reading(engine) as session:
        query = select(func.count()).select_from(trajects).where(~trajects.c.ended, trajects.c.counted_on < day)
        return int(session.execute(query).scalar_one())


def _wrong(engine: Engine, day: date) -> int:
    """Lists that differ from the rules, or that have not taken in the day although something falls due on it."""
    with reading(engine) as session:
        return len({finding.traject for finding in findings(session, day)})


def _result(people: int, every: int, clock: float, processor: float, killed: tuple[int, int, int]) -> Result:
    late, wrong, left = killed
    waits = [NIGHT - hour for hour in range(OFFICE[0], OFFICE[1] + 1)]
    a_night = processor / people * COUNTRY
    transactions = _transactions_a_day()
    again = figure_of("chaos", "restart to first answer, median").value
    a_day = transactions * figure_of("attendance", "processor time of client and worker").value / 1000
    return Result(
        title=f"A nightly job in SQL and Python, beside the engine ({people:,} people in {every:,} trajects)",
        figures=[
            Figure("job: said by day → seen, mean", mean(waits), "h"),
            Figure("engine: said → seen, p50", figure_of("attendance", "p50").value, "ms"),
            Figure("job: one night, by the clock", clock, "s"),
            Figure(f"job: processor time a night, {COUNTRY:,} people", a_night, "s"),
            Figure(f"engine: transactions a day, {COUNTRY:,} people", transactions),
            Figure(f"engine: processor time a day, {COUNTRY:,} people", a_day, "s"),
            Figure("job killed halfway: trajects not looked at until it is started again", late),
            Figure("of which lists that are wrong until then", wrong),
            Figure("after it ran again: lists that are wrong", left, at_most=0),
            Figure("engine killed: restart → first answer, median", again, "s"),
        ],
        meaning=_MEANING,
        tables=[Table("Seen after, hours", ("said at", "hours"), list(zip(_hours(), waits, strict=True)))],
    )


def _hours() -> Iterable[str]:
    return [f"{hour}:00" for hour in range(OFFICE[0], OFFICE[1] + 1)]


def _transactions_a_day() -> float:
    """Messages and looks of all participants of a country, from the counted journey."""
    messages = row("journey", "Actions by cause", "messages of people")[-1] / 2
    looks = row("journey", "Actions by cause", "the clock: looks")[-1]
    return (messages + looks) / JOURNEY_DAYS * COUNTRY


_MEANING = (
    "The job uses the engine's own rules and statements, one transaction a traject, so a kill loses nothing that was "
    "stored: what it had not reached is late until somebody notices and starts it again, or until the next night. "
    "Processor time is that of the program; of the engine it is a form of fifteen people for every transaction, which "
    "is the dearest kind. Postgres and Temporal come on top: the job asks nothing of Temporal. The job says of "
    "each traject every night what mostly did not change; the engine works when something is said or falls due."
)
