"""From the log of facts to what is known: later facts about the same thing replace earlier ones.

One small function a kind of fact; a new kind of fact gets one here and nowhere else.
"""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from domain import facts as f
from domain.facts import Person, Recorded
from domain.situation import Met, ParticipantState, Postponed, SessionState, Situation, Timeline
from domain.terms import Presence


def fold(log: Sequence[Recorded], people: Sequence[Person] = (), traject: UUID | None = None) -> Situation:
    """Everything known of one traject; `log` in the order of recording, without what was retracted.

    `traject` is its id, without which postponed tasks can't be told apart.
    """
    situation = Situation(traject)
    retracted = {r.fact.message: r.recorded_on for r in log if isinstance(r.fact, f.Retracted)}
    undone: dict[UUID, date] = {}
    for recorded in log:
        if retracted and (back_on := _taken_back(recorded, retracted)) is not None:
            if (who := getattr(recorded.fact, "participant", None)) is not None:
                undone[who] = back_on
        else:
            _tell(situation, recorded)
    situation.add_people(people)
    _tell_of(situation, undone)
    return situation


def _taken_back(recorded: Recorded, retracted: dict[UUID, date]) -> date | None:
    """On which day; who was forgotten stays so, whatever was said in the same message (RET-1)."""
    return None if isinstance(recorded.fact, f.PeopleForgotten) else retracted.get(recorded.message)


def one_more(situation: Situation, log: Sequence[Recorded], people: Sequence[Person]) -> Situation:
    """What is known once the last of a log is said too; `situation` is what was known before, and changes.

    The same as to fold the log, without going through all of it, unless something was ever taken back.
    """
    if any(isinstance(recorded.fact, f.Retracted) for recorded in log):
        return fold(log, people, situation.traject)
    _tell(situation, log[-1])
    return situation


def _tell(situation: Situation, recorded: Recorded) -> None:
    fact = recorded.fact
    situation.heard(recorded.message, recorded.recorded_on)
    _REDUCERS[type(fact)](situation, fact)
    if (who := getattr(fact, "participant", None)) is not None:
        situation.participant(who).told_on = recorded.recorded_on


def _tell_of(situation: Situation, undone: dict[UUID, date]) -> None:
    """Taking something back is the last that was written down about those of whom nothing else is known."""
    for who, on in undone.items():
        state = situation.participants.get(who)
        if state is not None:
            state.told_on = max(on, state.told_on or on)


def _traject_created(situation: Situation, fact: f.TrajectCreated) -> None:
    situation.exists = True
    situation.programme, situation.version = fact.programme, fact.version
    situation.created_given = fact.on


def _programme_changed(situation: Situation, fact: f.ProgrammeChanged) -> None:
    situation.programme, situation.version = fact.programme, fact.version


def _staff_named(situation: Situation, fact: f.StaffNamed) -> None:
    situation.staff.setdefault(fact.role, Timeline()).say(fact.on, fact.staff)


def _kick_off_planned(situation: Situation, fact: f.KickOffPlanned) -> None:
    situation.kick_off_planned = fact.day


def _agreement_signed(situation: Situation, fact: f.AgreementSigned) -> None:
    situation.agreement_given = fact.on


def _plan_of_approach_written(situation: Situation, fact: f.PlanOfApproachWritten) -> None:
    situation.plan_given = fact.on


def _break_recorded(situation: Situation, fact: f.BreakRecorded) -> None:
    if fact.end is None:
        situation.breaks.pop(fact.start, None)
    else:
        situation.breaks[fact.start] = fact.end


def _traject_cancelled(situation: Situation, fact: f.TrajectCancelled) -> None:
    situation.cancelled_on = fact.on


def _session_planned(situation: Situation, fact: f.SessionPlanned) -> None:
    known = situation.sessions.get(fact.session)
    if known is None:
        known = SessionState(fact.session, fact.session_kind, fact.part, fact.day, fact.status)
        situation.sessions[fact.session] = known
    known.kind, known.part, known.day, known.status = fact.session_kind, fact.part, fact.day, fact.status


def _of_session(reduce: Callable[[SessionState, Any], None]) -> Callable[[Situation, Any], None]:
    """A session whose planning was undone takes with it what was said of it."""

    def reducer(situation: Situation, fact: Any) -> None:  # noqa: ANN401 - `_REDUCERS` pairs each with its kind
        if session := situation.sessions.get(fact.session):
            reduce(session, fact)

    return reducer


def _session_hosted(session: SessionState, fact: f.SessionHosted) -> None:
    session.organisation = fact.organisation


def _co_trainer_took_part(session: SessionState, fact: f.CoTrainerTookPart) -> None:
    session.co_trainer_part = fact.part


def _handed_over(situation: Situation, fact: f.HandedOver) -> None:
    situation.handed_over_on = fact.on


def _attendance_registered(session: SessionState, fact: f.AttendanceRegistered) -> None:
    _merge(session.attendance, fact.statuses)
    if "report_made" in fact.model_fields_set:
        session.report_made = fact.report_made


def _merge(attendance: dict[UUID, Presence], said: dict[UUID, Presence | None]) -> None:
    for participant, presence in said.items():
        if presence is None:
            attendance.pop(participant, None)
        else:
            attendance[participant] = presence


def _pitches_noted(session: SessionState, fact: f.PitchesNoted) -> None:
    session.pitches = fact.participants


def _evaluation_recorded(situation: Situation, fact: f.EvaluationRecorded) -> None:
    situation.evaluations[fact.evaluation] = fact


def _evaluation_followed_up(situation: Situation, fact: f.EvaluationFollowedUp) -> None:
    situation.evaluation_actions.setdefault(fact.evaluation, []).append(fact.on)


def _done(situation: Situation, fact: f.Done) -> None:
    whose = situation.participant(fact.participant).done if fact.participant else situation.done
    key = (fact.task.value, fact.participant, fact.session, fact.on)
    if fact.cleared:
        whose.pop(key, None)
    else:
        whose[key] = Met(fact, fact.on or situation.last_recorded)


def _task_postponed(situation: Situation, fact: f.TaskPostponed) -> None:
    if fact.until is None:
        situation.postponed.pop(fact.task, None)
    else:
        situation.postponed[fact.task] = Postponed(fact.until, situation.last_recorded)


def _nothing_to_know(_situation: Situation, _fact: f.Fact) -> None:
    """Who claimed a task, and what was retracted, change no rule."""


def _people_forgotten(situation: Situation, fact: f.PeopleForgotten) -> None:
    situation.forgotten = fact


def _of_participant(
    reduce: Callable[[ParticipantState, Any], None],
) -> Callable[[Situation, Any], None]:
    def reducer(situation: Situation, fact: Any) -> None:  # noqa: ANN401 - `_REDUCERS` pairs each with its kind
        reduce(situation.participant(fact.participant), fact)

    return reducer


def _registered(participant: ParticipantState, fact: f.Registered) -> None:
    participant.registered = True
    participant.registered_given = fact.on


def _intake_held(participant: ParticipantState, fact: f.IntakeHeld) -> None:
    participant.intake_on = fact.on


def _criteria_recorded(participant: ParticipantState, fact: f.CriteriaRecorded) -> None:
    for criterion, value in fact.criteria.items():
        participant.criteria.setdefault(criterion, Timeline()).say(fact.on, value)
    if "language" in fact.model_fields_set:
        participant.language.say(fact.on, fact.language)


def _language_judged(participant: ParticipantState, fact: f.LanguageJudged) -> None:
    participant.handholds = fact.handholds


def _benefits_recorded(participant: ParticipantState, fact: f.BenefitsRecorded) -> None:
    participant.benefits.say(fact.on, fact.benefits)


def _decided(participant: ParticipantState, fact: f.Decided) -> None:
    participant.decisions.pop(fact.on, None)
    if fact.decision is not None:
        participant.decisions[fact.on] = fact.decision


def _consent_recorded(participant: ParticipantState, fact: f.ConsentRecorded) -> None:
    participant.consent.say(fact.on, fact.consent)


def _mentor_assigned(participant: ParticipantState, fact: f.MentorAssigned) -> None:
    participant.mentor = fact.mentor


def _withdrawn(participant: ParticipantState, fact: f.Withdrawn) -> None:
    if fact.on in participant.withdrawals:
        participant.withdrawals.remove(fact.on)
    if not fact.cleared:
        participant.withdrawals.append(fact.on)
        participant.re_entries = [day for day in participant.re_entries if day != fact.on]


def _re_entered(participant: ParticipantState, fact: f.Reentered) -> None:
    participant.re_entries.append(fact.on)
    participant.pauses.append((fact.on, None))  # also one that began on the very day


def _paused(participant: ParticipantState, fact: f.Paused) -> None:
    participant.pauses.append((fact.on, fact.review))


def _resumed(participant: ParticipantState, fact: f.Resumed) -> None:
    participant.pauses.append((fact.on, None))


def _contact_refused(participant: ParticipantState, fact: f.ContactRefused) -> None:
    participant.contact_refused_on = None if fact.cleared else _first(fact.on, participant.contact_refused_on)


def _follow_up_requested(participant: ParticipantState, fact: f.FollowUpRequested) -> None:
    participant.follow_up_requested_on = None if fact.cleared else _first(fact.on, participant.follow_up_requested_on)


def _first(on: date, known: date | None) -> date:
    """Since when, of what does not change by being said again."""
    return on if known is None else min(on, known)


def _measured(participant: ParticipantState, fact: f.Measured) -> None:
    answers = participant.answers.setdefault(fact.moment, {})
    for question, answer in fact.answers.items():
        answers.setdefault(question, Timeline()).say(fact.on, answer)


def _approved(participant: ParticipantState, fact: f.Approved) -> None:
    participant.approval.say(fact.on, fact.approval)


def _competences_recorded(participant: ParticipantState, fact: f.CompetencesRecorded) -> None:
    participant.competences.say(fact.on, fact.competences)


def _waived(participant: ParticipantState, fact: f.Waived) -> None:
    if fact.cleared:
        participant.waived.pop(fact.visit, None)
    else:
        participant.waived.setdefault(fact.visit, fact.on)


def _certificate_issued(participant: ParticipantState, fact: f.CertificateIssued) -> None:
    participant.issued_on = fact.on


def _followed_up(situation: Situation, fact: f.FollowedUp) -> None:
    participant, day = situation.participant(fact.participant), (fact.months, fact.on)
    participant.contacts.pop(day, None)
    if fact.reached is not None:
        participant.contacts[day] = fact
        participant.contacts_recorded[day] = situation.last_recorded


_REDUCERS: dict[type[f.Fact], Callable[[Situation, Any], None]] = {
    f.TrajectCreated: _traject_created,
    f.ProgrammeChanged: _programme_changed,
    f.StaffNamed: _staff_named,
    f.KickOffPlanned: _kick_off_planned,
    f.AgreementSigned: _agreement_signed,
    f.PlanOfApproachWritten: _plan_of_approach_written,
    f.BreakRecorded: _break_recorded,
    f.TrajectCancelled: _traject_cancelled,
    f.SessionPlanned: _session_planned,
    f.SessionHosted: _of_session(_session_hosted),
    f.CoTrainerTookPart: _of_session(_co_trainer_took_part),
    f.HandedOver: _handed_over,
    f.AttendanceRegistered: _of_session(_attendance_registered),
    f.PitchesNoted: _of_session(_pitches_noted),
    f.EvaluationRecorded: _evaluation_recorded,
    f.EvaluationFollowedUp: _evaluation_followed_up,
    f.Done: _done,
    f.TaskClaimed: _nothing_to_know,
    f.TaskPostponed: _task_postponed,
    f.Retracted: _nothing_to_know,
    f.PeopleForgotten: _people_forgotten,
    f.ForgettingAsked: _nothing_to_know,
    f.Registered: _of_participant(_registered),
    f.IntakeHeld: _of_participant(_intake_held),
    f.CriteriaRecorded: _of_participant(_criteria_recorded),
    f.LanguageJudged: _of_participant(_language_judged),
    f.BenefitsRecorded: _of_participant(_benefits_recorded),
    f.Decided: _of_participant(_decided),
    f.ConsentRecorded: _of_participant(_consent_recorded),
    f.MentorAssigned: _of_participant(_mentor_assigned),
    f.Withdrawn: _of_participant(_withdrawn),
    f.Reentered: _of_participant(_re_entered),
    f.Paused: _of_participant(_paused),
    f.Resumed: _of_participant(_resumed),
    f.ContactRefused: _of_participant(_contact_refused),
    f.FollowUpRequested: _of_participant(_follow_up_requested),
    f.Measured: _of_participant(_measured),
    f.Approved: _of_participant(_approved),
    f.CompetencesRecorded: _of_participant(_competences_recorded),
    f.Waived: _of_participant(_waived),
    f.CertificateIssued: _of_participant(_certificate_issued),
    f.FollowedUp: _followed_up,
}
