"""What a team would write instead: a job at night that looks at every traject, over the same tables.

Written as well as we can: the same pure rules, one transaction a traject, and the same rows; nothing runs by day.
`python -m benchmarks.nightly URL DAY` is the job; it says a line for each traject that is done.
"""

import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from uuid import UUID

from sqlalchemy import select

from activities.assignees import assignees
from activities.consequences import Changes, Found, consequences
from activities.writing_down import work_of
from domain.assess import assess
from domain.fold import fold
from domain.group import Municipal
from storage import current
from storage.engine import FOR_LONG_WORK, WriteSession, make_engine, reading
from storage.engine import writing as transaction
from storage.programmes import Programmes
from storage.queries import facts
from storage.tables import trajects
from storage.writing import write_work


def night(url: str, today: date, tell: Callable[[], None] = lambda: None) -> int:
    """Look at every traject that has not ended; how many that were."""
    engine, programmes = make_engine(url, pool_size=1, limits=FOR_LONG_WORK), Programmes()
    with reading(engine) as session:
        every = list(session.scalars(select(trajects.c.id).where(~trajects.c.ended).order_by(trajects.c.id)))
    for traject in every:
        with transaction(engine) as session:
            _write(session, _look(session, programmes, traject, today))
        tell()
    engine.dispose()
    return len(every)


def _look(session: WriteSession, programmes: Programmes, traject: UUID, today: date) -> Changes:
    row = current.lock_traject(session, traject) or {}
    before = current.read(session, [row])[traject]
    known = facts.load(session, [traject])[traject]
    situation = fold(known.log, known.people, traject)
    elsewhere = Municipal(known.agreement_elsewhere, known.plan_elsewhere)
    programme = programmes.get(session, row["programme"], row["programme_version"])
    found = Found(
        situation=situation,
        programme=programme,
        assessment=assess(situation, programme, today, elsewhere.together_with(Municipal.said_in(situation))),
        assignees=assignees(known.log, today),
        keys={person.participant: person.key for person in known.people},
    )
    return consequences(before, found, datetime.now(UTC))


def _write(session: WriteSession, changes: Changes) -> None:
    write_work(session, work_of([changes]))


if __name__ == "__main__":
    night(sys.argv[1], date.fromisoformat(sys.argv[2]), lambda: print("done", flush=True))
