"""One message, one transaction: lock, read everything, decide without the database, write everything.

All writing comes last, so a refusal leaves nothing to undo.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from activities import forgetting, strangers, writing_down
from activities.brought import Brought, said, taken_over, with_values
from activities.consequences import Changes, consequences
from activities.forgetting import Judged
from activities.judging import Desk, Opened, definition, judge
from activities.messages import Answer, Enclosure, Message, RecordInput, RefusedBecause, Wake
from activities.refusals import BroughtByFile, EnclosureMissing, MessageOfAnother, RowUnreadable
from activities.siblings import judge_siblings
from domain.as_rows import by_key, said_again
from domain.facts import Person, Recorded, Retracted
from domain.fold import fold
from domain.group import Municipal
from domain.refusals import Refusal, TrajectUnknown
from domain.rows import Row, Sheet
from domain.take_over import SaidAgain, plan
from domain.take_over_values import TakeOverRows
from domain.telling import Told, tell
from storage import current, journal
from storage.current import Columns, Current
from storage.erasing import Erasure, erase
from storage.queries import facts as knowledge
from storage.queries.facts import Known
from storage.queries.taking_out import whole


class ConcernsTheMunicipality(Exception):
    """The message creates a traject, or changes what a municipality's trajects share: begin again under its lock."""


def record(desk: Desk, given: RecordInput, *, whole_municipality: bool = False) -> Answer:
    """Record a message with all its consequences, once; a repetition gets the stored answer.

    Raises:
        ConcernsTheMunicipality: nothing was written; begin again with `whole_municipality`.
        WrittenMeanwhile: roll back and begin again; what another wrote at the same moment is found then.
    """
    message = given.message
    text = journal.enclosed(desk.session, message.id) if message.enclosed else "{}"
    enclosure = Enclosure.model_validate_json(text or "{}")
    try:
        if whole_municipality:
            current.lock_municipality(desk.session, _municipality(desk, given.traject, enclosure))
        row = current.lock_traject(desk.session, given.traject)
        if (stored := journal.answer(desk.session, message.id)) is not None:
            return _again(desk, given, *stored)
        if text is None:
            raise EnclosureMissing
        if row is None and not whole_municipality:
            raise ConcernsTheMunicipality
        opened = _open(desk, row or _called(given.traject, enclosure), new=row is None)
        if message.facts or message.enclosed:
            given = given.model_copy(update={"today": opened.day_for(given.today)})
        return _take_in(desk, given, enclosure, opened, whole_municipality=whole_municipality)
    except Refusal as refusal:
        if text and message.enclosed:  # one that was missing may be laid down again by now
            journal.destroy_enclosure(desk.session, message.id)
        because = RefusedBecause(code=refusal.code, rule=refusal.rule, nl=refusal.nl, en=refusal.en)
        return Answer(refused=because)


def _again(desk: Desk, given: RecordInput, subject: str, answer: str) -> Answer:
    """The first answer; what was enclosed anew while the message was still being recorded is not needed any more."""
    if subject != given.subject:
        raise MessageOfAnother
    first = Answer.model_validate_json(answer)
    if given.message.enclosed and first.refused is None:
        journal.destroy_enclosure(desk.session, given.message.id)
    return first.model_copy(update={"repeated": True})


def _municipality(desk: Desk, traject: UUID, enclosure: Enclosure) -> str:
    known = current.municipality_of(desk.session, traject)
    called: str = known or _called(traject, enclosure)["municipality"]
    return called


def _called(traject: UUID, enclosure: Enclosure) -> Columns:
    """The row of a traject to be, not assessed yet."""
    named = enclosure.traject or enclosure.rows
    if named is None:
        raise TrajectUnknown
    municipality = " ".join(named.municipality.split())
    return {"id": traject, "municipality": municipality, "key": named.key.strip(), "version": 0}


def _open(desk: Desk, row: Columns, *, new: bool) -> Opened:
    traject: UUID = row["id"]
    if new:
        others = Municipal(*current.municipal_days(desk.session, row["municipality"]))
        return Opened(Current(row), Known(traject, row["municipality"], row["key"], [], []), others)
    known = knowledge.load(desk.session, [traject])[traject]
    others = Municipal(known.agreement_elsewhere, known.plan_elsewhere)
    return Opened(current.read(desk.session, [row])[traject], known, others)


def _take_in(
    desk: Desk,
    given: RecordInput,
    enclosure: Enclosure,
    opened: Opened,
    *,
    whole_municipality: bool,
) -> Answer:
    brought = _bring(desk, given.message, enclosure, opened)
    strangers.refuse(desk.session, desk.keys, brought, opened.before, opened.known)
    strangers.refuse_unseen(desk.session, brought)
    people = with_values(opened.known.people, brought)
    told = _say(desk, given, brought, opened, people)
    judged = Judged(told.log, people, brought, judge(desk, opened, told, given.today))
    judged, erasure = _forget(desk, given, opened, judged)
    brought, found = judged.brought, judged.found
    own = Municipal.said_in(found.situation)
    if own != opened.own and not whole_municipality:
        raise ConcernsTheMunicipality
    at = datetime.now(UTC)
    changes, left = [consequences(opened.before, found, at)], list[Wake]()
    if (shared := opened.others.together_with(own)) != opened.others.together_with(opened.own):
        siblings, left = judge_siblings(desk, opened, shared, given.today, at)
        changes += siblings
    answer = _answer(given.subject, brought, changes, left, erasure)
    writing_down.write(desk.session, desk.keys, given, brought, changes, answer, at)
    strangers.meet(desk.session, brought, opened.before, opened.known)
    if erasure is not None:
        erase(desk.session, erasure, given.message.by, given.message.id)
    return answer


def _forget(desk: Desk, given: RecordInput, opened: Opened, judged: Judged) -> tuple[Judged, Erasure | None]:
    """The traject without whoever is forgotten now, judged anew, and what must be deleted; mostly nobody is."""
    going = forgetting.who_goes(judged)
    if not going:
        return judged, None
    leaving = forgetting.leavers(desk.session, desk.keys, going)
    left = forgetting.without(given.message.id, judged, opened.before, leaving)
    found = judge(desk, opened, Told.folded(left.log, left.people, given.traject), given.today)
    return Judged(left.log, left.people, left.brought, found), left.erasure


def _bring(desk: Desk, message: Message, enclosure: Enclosure, opened: Opened) -> Brought:
    if enclosure.rows is None:
        return said(message, enclosure)
    rows = _as_followed(enclosure.rows, opened)
    stored = journal.imported(desk.session, opened.known.municipality, rows.keys())
    before = {(Sheet(sheet), key): row for (sheet, key), row in stored.items()}
    try:
        return taken_over(plan(rows, before, *_standing(desk, opened.known)))
    except ValueError as problem:
        raise RowUnreadable(problem=problem) from None


def _as_followed(rows: TakeOverRows, opened: Opened) -> TakeOverRows:
    """A file names no version: since it was checked, somebody may have let the traject go on under another one."""
    row = opened.before.traject
    if rows.programme != row.get("programme"):
        return rows
    return rows.model_copy(update={"version": row["programme_version"]})


def _standing(desk: Desk, known: Known) -> tuple[dict[tuple[Sheet, str], Row], SaidAgain]:
    """The rows that say what is known of a traject now, and what of it was said more than once."""
    if not known.log:
        return {}, {}
    situation = fold(known.log, known.people, known.traject)
    return by_key(whole(desk.session, known, situation)), said_again(situation)


def _say(
    desk: Desk,
    given: RecordInput,
    brought: Brought,
    opened: Opened,
    people: Sequence[Person],
) -> Told:
    """The log with the new facts, each checked against what is known by then; imported ones go in as they are."""
    log = opened.known.log
    last = log[-1].seq if log else 0
    new = [
        Recorded.model_construct(seq=last + ordinal, message=given.message.id, recorded_on=given.today, fact=fact)
        for ordinal, fact in enumerate(brought.facts, start=1)
    ]
    if brought.imported:
        return Told.folded([*log, *new], people, given.traject)
    known = Told.folded(log, people, given.traject)
    told = tell(known, new, lambda situation, fact: definition(desk, situation, opened, fact))
    if knowledge.from_files(desk.session, [fact.message for fact in brought.facts if isinstance(fact, Retracted)]):
        raise BroughtByFile
    return told


def _answer(
    subject: str, brought: Brought, changes: Sequence[Changes], left: Sequence[Wake], erasure: Erasure | None
) -> Answer:
    return Answer(
        standing=changes[0].standings.get(subject),
        wake=(*(wake for one in changes for wake in one.wake if wake.workflow != subject), *left),
        recorded=len(brought.facts),
        opened=sum(len(one.opened) for one in changes),
        closed=sum(len(one.closed) for one in changes),
        receipts=tuple(leaver.number for leaver in erasure.leavers) if erasure else (),
    )
