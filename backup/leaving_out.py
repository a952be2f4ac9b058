"""Whoever was forgotten since a backup was made: what is left of them in it becomes what forgetting leaves."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

from activities.messages import Answer, as_said
from domain.facts import PeopleForgotten
from domain.fold import fold
from domain.forgetting import rest, together
from domain.ids import traject_workflow
from domain.terms import ForgetReason
from storage import access, erasing, journal, receipts
from storage.engine import WriteSession
from storage.queries.facts import Known, load

BY = "restore"


@dataclass(frozen=True, slots=True)
class Absent:
    """Somebody whose key is gone: the id that stands for them here, and what they counted for; `rows` left out."""

    stand_in: UUID
    traject: UUID
    mark: bytes
    counts: PeopleForgotten
    rows: Counter[str] = field(default_factory=Counter)


def leave_out(session: WriteSession, absent: Mapping[str, Absent]) -> None:
    """In each traject that misses somebody: no sign that it was the same one each time, the counts, and receipts.

    Raises:
        TrajectUnreadable: what one of them left there cannot be told from the rest.
    """
    of_traject = defaultdict[UUID, list[Absent]](list)
    for one in absent.values():
        of_traject[one.traject].append(one)
    for traject, those in of_traject.items():
        _leave_out(session, load(session, [traject])[traject], those)


def _leave_out(session: WriteSession, known: Known, absent: Sequence[Absent]) -> None:
    left = rest(known.log, {one.stand_in for one in absent}, (), uuid4)
    changed = [{"seq": one.seq, "data": as_said([one.fact])[0]} for one in left.changed]
    erasing.thin_out(session, left.dropped, changed)
    before = fold(known.log, known.people, known.traject).forgotten
    message, today = uuid4(), datetime.now(UTC).date()
    _say(session, message, known.traject, together([before, *(one.counts for one in absent)]), today)
    _sign_for(session, message, absent)


def _say(session: WriteSession, message: UUID, traject: UUID, fact: PeopleForgotten, today: date) -> None:
    said = {
        "id": message,
        "subject": traject_workflow(traject),
        "by": BY,
        "answer": Answer(recorded=1).model_dump_json(),
        "from_file": False,
        "at": datetime.now(UTC),
    }
    row = {
        "traject_id": traject,
        "kind": fact.kind,
        "recorded_on": today,
        "ordinal": 0,
        "data": as_said([fact])[0],
    }
    journal.write(session, said, [row], [], [])


def _sign_for(session: WriteSession, message: UUID, absent: Sequence[Absent]) -> None:
    numbers = [receipts.next_number(session) for _ in absent]
    rows = [
        {
            "number": number,
            "why": ForgetReason.RESTORED,
            "deleted": dict(one.rows),
            "mark": one.mark,
            "finished_at": datetime.now(UTC),
            "emptied_at": datetime.now(UTC),
        }
        for number, one in zip(numbers, absent, strict=True)
    ]
    receipts.add(session, rows)
    access.forgot(session, BY, message, numbers)
