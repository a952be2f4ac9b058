"""What one changed row of the import format says, as facts: a first import states, a later one corrects.

What was said of one day is taken back on that day before it is said of another, so that `--as-of` shows no
trace of the mistake. Undated values keep `on=None`: which day they count from is for the rules to say.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import TypeVar
from uuid import UUID

from domain.facts import (
    AgreementSigned,
    AnyFact,
    Approved,
    AttendanceRegistered,
    BenefitsRecorded,
    BreakRecorded,
    CertificateIssued,
    CompetencesRecorded,
    ConsentRecorded,
    CriteriaRecorded,
    Decided,
    Done,
    FollowedUp,
    IntakeHeld,
    KickOffPlanned,
    Measured,
    PlanOfApproachWritten,
    Registered,
    SessionPlanned,
    StaffNamed,
    TrajectCancelled,
    TrajectCreated,
    Waived,
    Withdrawn,
)
from domain.ids import staff_id
from domain.rows import (
    AttendanceRow,
    BreakRow,
    CertificateRow,
    Change,
    DoneRow,
    FollowUpRow,
    MeasurementRow,
    ParticipantRow,
    SessionRow,
    TrajectRow,
)
from domain.terms import VISIT_KINDS, Criterion, Moment, Presence, SessionKind, SessionStatus, StaffRole

V = TypeVar("V")
Said = tuple[V | None, date | None]
"""A value with its day; a value of None says nothing."""

_Answers = dict[tuple[UUID, Moment, date | None], dict[str, bool | int | float | None]]

CRITERIA = {
    "verblijfsvergunning": Criterion.RESIDENCE_PERMIT,
    "gemotiveerd": Criterion.MOTIVATED,
    "voldoende_tijd": Criterion.ENOUGH_TIME,
    "kan_op_lesmoment": Criterion.DAY_AND_HOUR,
    "werkt_in_groep": Criterion.INTERACTIVE,
}


def restated(before: Said[V], now: Said[V], say: Callable[[V | None, date | None], AnyFact]) -> Iterator[AnyFact]:
    """Take back what was said of the old day, if the value or its day went, and say what is new."""
    (old, old_day), (new, new_day) = before, now
    if (old, old_day) == (new, new_day):
        return
    if old is not None and (new is None or old_day != new_day):
        yield say(None, old_day)
    if new is not None:
        yield say(new, new_day)


def traject_facts(row: Change[TrajectRow], programme: str, version: int, *, known: bool) -> Iterator[AnyFact]:
    """Facts of a traject's own row; `known` says that the traject exists although no import made it."""
    new = row.new
    nothing_said = known and new.programma is None and new.aangemaakt_op is None
    if row.of("programma", "aangemaakt_op") or (row.old is None and not nothing_said):
        yield TrajectCreated(programme=programme, version=version, on=new.aangemaakt_op)
    for role in StaffRole:
        if row.of(role.value):
            name = getattr(new, role.value)
            yield StaffNamed(role=role, staff=None if name is None else staff_id(name))
    if row.of("kickoff_gepland"):
        yield KickOffPlanned(day=new.kickoff_gepland)
    if row.of("overeenkomst_op"):
        yield AgreementSigned(on=new.overeenkomst_op)
    if row.of("plan_van_aanpak_op"):
        yield PlanOfApproachWritten(on=new.plan_van_aanpak_op)
    if row.of("gestopt_op"):
        yield TrajectCancelled(on=new.gestopt_op)


def participant_facts(row: Change[ParticipantRow], participant: UUID, *, known: bool) -> Iterator[AnyFact]:
    """Facts of a participant's row; `known` says that the participant exists although no import made it."""
    new = row.new
    if row.of("aangemeld_op") or (row.old is None and not known):
        yield Registered(participant=participant, on=new.aangemeld_op)
    if row.of("intake_op"):
        yield IntakeHeld(participant=participant, on=new.intake_op)
    yield from _criteria(row, participant)
    if row.of("uitkering"):
        yield BenefitsRecorded(participant=participant, benefits=new.uitkering)
    if row.of("toestemming_beeld"):
        yield ConsentRecorded(participant=participant, consent=new.toestemming_beeld)
    yield from restated(
        (row.was(lambda old: old.besluit), row.was(lambda old: old.besluit_op)),
        (new.besluit, new.besluit_op),
        lambda decision, day: Decided(participant=participant, decision=decision, on=day),
    )
    yield from _withdrawal(row, participant)


def _criteria(row: Change[ParticipantRow], participant: UUID) -> Iterator[AnyFact]:
    """Only what changed: a criterion that was left out of the fact keeps what is known of it."""
    criteria = {criterion: getattr(row.new, column) for column, criterion in CRITERIA.items() if row.of(column)}
    if row.of("taalniveau"):
        yield CriteriaRecorded(participant=participant, criteria=criteria, language=row.new.taalniveau)
    elif criteria:
        yield CriteriaRecorded(participant=participant, criteria=criteria)


def _withdrawal(row: Change[ParticipantRow], participant: UUID) -> Iterator[AnyFact]:
    if not row.of("gestopt_op"):
        return
    if row.old is not None and row.old.gestopt_op is not None:
        yield Withdrawn(participant=participant, on=row.old.gestopt_op, cleared=True)
    if row.new.gestopt_op is not None:
        yield Withdrawn(participant=participant, on=row.new.gestopt_op)


def session_facts(row: Change[SessionRow], session: UUID) -> Iterator[AnyFact]:
    """An empty status is planned: whether attendance makes it held is for the rules to say."""
    if row.of("soort", "onderdeel", "datum", "status"):
        yield SessionPlanned(
            session=session,
            session_kind=row.new.soort,
            part=row.new.onderdeel,
            day=row.new.datum,
            status=row.new.status or SessionStatus.PLANNED,
        )


def break_facts(row: Change[BreakRow]) -> Iterator[AnyFact]:
    if row.of("tot"):
        yield BreakRecorded(start=row.new.van, end=row.new.tot)


def certificate_facts(row: Change[CertificateRow], participant: UUID) -> Iterator[AnyFact]:
    old_day, new_day = row.was(lambda old: old.datum), row.new.datum
    yield from restated(
        (row.was(lambda old: old.akkoord_trainer), old_day),
        (row.new.akkoord_trainer, new_day),
        lambda approval, day: Approved(participant=participant, approval=approval, on=day),
    )
    yield from restated(
        (row.was(lambda old: old.competenties or None), old_day),
        (row.new.competenties or None, new_day),
        lambda names, day: CompetencesRecorded(participant=participant, competences=names, on=day),
    )
    yield from _waivers(row, participant)
    if row.of("uitgereikt_op"):
        yield CertificateIssued(participant=participant, on=row.new.uitgereikt_op)


def _waivers(row: Change[CertificateRow], participant: UUID) -> Iterator[AnyFact]:
    before: tuple[SessionKind, ...] = row.was(lambda old: old.vrijstelling) or ()
    now = row.new.vrijstelling or ()
    for visit in VISIT_KINDS:

        def waived(says: bool | None, day: date | None, visit: SessionKind = visit) -> Waived:  # noqa: FBT001
            return Waived(participant=participant, visit=visit, on=day, cleared=says is None)

        yield from restated(
            (visit in before or None, row.was(lambda old: old.datum)),
            (visit in now or None, row.new.datum),
            waived,
        )


def follow_up_facts(row: Change[FollowUpRow], participant: UUID) -> Iterator[AnyFact]:
    new = row.new
    if row.of("bereikt", "uitkomst", "uitkering"):
        yield FollowedUp(
            participant=participant,
            months=new.maanden,
            on=new.datum,
            reached=new.bereikt,
            outcomes=new.uitkomst or (),
            benefits=new.uitkering,
        )


def done_facts(row: Change[DoneRow], participant: UUID | None, session: UUID | None) -> Iterator[AnyFact]:
    yield from restated(
        (row.was(lambda _: True), row.was(lambda old: old.datum)),
        (True, row.new.datum),
        lambda done, day: Done(
            task=row.new.taak, participant=participant, session=session, on=day, cleared=done is None
        ),
    )


def attendance_facts(forms: Iterable[tuple[UUID, UUID, Change[AttendanceRow]]]) -> Iterator[AnyFact]:
    """One form a session, with those on it who changed; `forms` names session and participant of each row."""
    changed: dict[UUID, dict[UUID, Presence | None]] = {}
    for session, participant, row in forms:
        if row.of("status"):
            changed.setdefault(session, {})[participant] = row.new.status
    for session, statuses in changed.items():
        yield AttendanceRegistered(session=session, statuses=statuses)


def measurement_facts(answers: Iterable[tuple[UUID, Change[MeasurementRow]]]) -> Iterator[AnyFact]:
    """One questionnaire a participant, moment and day; what moved to another day is taken back first."""
    taken_back: _Answers = {}
    given: _Answers = {}
    for participant, row in answers:
        old, new = row.old, row.new
        if not row.of("antwoord", "datum"):
            continue
        if old is not None and old.antwoord is not None and (new.antwoord is None or row.of("datum")):
            taken_back.setdefault((participant, new.moment, old.datum), {})[new.vraag] = None
        if new.antwoord is not None:
            given.setdefault((participant, new.moment, new.datum), {})[new.vraag] = new.antwoord
    for forms in (taken_back, given):
        for (participant, moment, day), said in forms.items():
            yield Measured(participant=participant, moment=moment, answers=said, on=day)
