"""A traject as rows of the import format, from what is known of it: what goes out goes in again unchanged.

The format says where things stand; `domain.left_out` names what it has no column for.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from pydantic_core import to_jsonable_python

from domain.row_facts import CRITERIA
from domain.rows import Row, Sheet, key_of
from domain.situation import Met, ParticipantState, SessionState, Situation, Timeline, days_of_the_last
from domain.take_over import SaidAgain
from domain.take_over_values import PERSON_COLUMNS
from domain.terms import Decision, EvaluationMoment, SessionStatus, StaffRole, TaskKind

Rows = dict[Sheet, list[Row]]
Notes = Mapping[tuple[UUID | None, str], str | None]
"""Free text as it now stands, by whom it is about (None: the traject) and field."""
NOTE_FIELDS = ("learning_wish", "withdrawal_reason", "cancellation_reason", "certificate_reason", "break_reason")
"""Fields that have a column; that of a break goes on with its first day."""
V = TypeVar("V")

_EVALUATIONS = {
    EvaluationMoment.INTERIM: TaskKind.INTERIM_EVALUATION,
    EvaluationMoment.FINAL: TaskKind.EVALUATE_TRAJECT,
}


@dataclass(frozen=True, slots=True)
class Written:
    """Personal values and free text of one traject; `people` by participant, by the names of `PERSON_COLUMNS`."""

    people: Mapping[UUID, Mapping[str, Any]]
    notes: Notes


@dataclass(frozen=True, slots=True)
class Whole:
    """All that is held about one traject. `people` and `sessions` give what the municipality calls them."""

    key: str
    municipality: str
    situation: Situation
    people: Mapping[UUID, str]
    sessions: Mapping[UUID, str]
    staff: Mapping[UUID, str]
    written: Written


def rows(whole: Whole) -> Rows:
    """Every sheet of the format, in the order of days and keys."""
    return {sheet: list(make(whole)) for sheet, make in _SHEETS.items()}


def by_key(whole: Whole) -> dict[tuple[Sheet, str], Row]:
    """The same rows as an import reads them from a file, by the key that it knows them by."""
    return {(sheet, key_of(sheet, row)): to_jsonable_python(row) for sheet, made in rows(whole).items() for row in made}


def _traject(whole: Whole) -> Iterator[Row]:
    known = whole.situation
    yield {
        "traject": whole.key,
        "gemeente": whole.municipality,
        "programma": whole.situation.programme,
        **{role.value: _staff(whole, role) for role in StaffRole},
        "aangemaakt_op": known.created_on,
        "kickoff_gepland": known.kick_off_planned,
        "overeenkomst_op": known.agreement_given,
        "plan_van_aanpak_op": known.plan_given,
        "gestopt_op": known.cancelled_on,
        "stopreden": whole.written.notes.get((None, "cancellation_reason")),
    }


def _staff(whole: Whole, role: StaffRole) -> str | None:
    said = whole.situation.staff.get(role)
    _, who = (said and _last(said)) or (None, None)
    return None if who is None else whole.staff.get(who)


def _participants(whole: Whole) -> Iterator[Row]:
    for key, state in _people(whole):
        person, notes = whole.written.people.get(state.id, {}), whole.written.notes
        _, level = _last(state.language) or (None, None)
        decided_on, decision = _decision(whole.situation, state) or (None, None)
        yield {
            "deelnemer": key,
            "traject": whole.key,
            **{column: person.get(field) for column, field in PERSON_COLUMNS.items()},
            "taalniveau": level,
            **{column: _value(state.criteria.get(criterion)) for column, criterion in CRITERIA.items()},
            "leerwens": notes.get((state.id, "learning_wish")),
            "aangemeld_op": whole.situation.registered_on(state),
            "intake_op": state.intake_on,
            "besluit": decision,
            "besluit_op": decided_on,
            "toestemming_beeld": _value(state.consent),
            "uitkering": _value(state.benefits),
            "gestopt_op": _left_on(state),
            "stopreden": notes.get((state.id, "withdrawal_reason")),
        }


def _decision(situation: Situation, state: ParticipantState) -> tuple[date, Decision] | None:
    """The last decision, with the day from which it counts."""
    decisions = situation.decisions_of(state)
    return (days_of_the_last(decisions)[0], decisions[-1][1]) if decisions else None


def said_again(situation: Situation) -> SaidAgain:
    """On which later days the decision was said again that a row has with its first day."""
    found = ((state, days_of_the_last(situation.decisions_of(state))) for state in situation.participants.values())
    return {(state.id, days[0]): tuple(days[1:]) for state, days in found if days[1:]}


def _left_on(state: ParticipantState) -> date | None:
    """The last withdrawal, unless somebody came back after it."""
    left = max(state.withdrawals, default=None)
    back = max(state.re_entries, default=None)
    return None if left and back and back >= left else left


def _sessions(whole: Whole) -> Iterator[Row]:
    for key, session in _meetings(whole):
        yield {
            "bijeenkomst": key,
            "traject": whole.key,
            "soort": session.kind,
            "onderdeel": session.part,
            "datum": session.day,
            "status": SessionStatus.HELD if session.took_place else session.status,
        }


def _attendance(whole: Whole) -> Iterator[Row]:
    for key, session in _meetings(whole):
        if session.status is not SessionStatus.CANCELLED:
            for name, person in _people(whole):
                if person.id in session.attendance:
                    yield {"bijeenkomst": key, "deelnemer": name, "status": session.attendance[person.id]}


def _breaks(whole: Whole) -> Iterator[Row]:
    for start, end in sorted(whole.situation.breaks.items()):
        reason = whole.written.notes.get((None, f"break_reason:{start.isoformat()}"))
        yield {"traject": whole.key, "van": start, "tot": end, "reden": reason}


def _measurements(whole: Whole) -> Iterator[Row]:
    for key, state in _people(whole):
        for moment, questions in sorted(state.answers.items()):
            for question, said in questions.items():
                day, answer = _last(said) or (None, None)
                if answer is not None:
                    yield {"deelnemer": key, "moment": moment, "vraag": question, "antwoord": answer, "datum": day}


def _certificates(whole: Whole) -> Iterator[Row]:
    for key, state in _people(whole):
        approved_on, approval = _last(state.approval) or (None, None)
        named_on, competences = _last(state.competences) or (None, None)
        if approval is None and not competences and not state.waived and state.issued_on is None:
            continue
        days = [named_on, *state.waived.values()]
        yield {
            "deelnemer": key,
            "akkoord_trainer": approval,
            "datum": approved_on if approval is not None else max(filter(None, days), default=None),
            "competenties": competences,
            "vrijstelling": tuple(sorted(state.waived)),
            "reden": whole.written.notes.get((state.id, "certificate_reason")),
            "uitgereikt_op": state.issued_on,
        }


def _follow_ups(whole: Whole) -> Iterator[Row]:
    for key, state in _people(whole):
        for (months, day), contact in sorted(state.contacts.items()):
            yield {
                "deelnemer": key,
                "maanden": months,
                "datum": day,
                "bereikt": contact.reached,
                "uitkomst": contact.outcomes,
                "uitkering": contact.benefits,
            }


def _done(whole: Whole) -> Iterator[Row]:
    """What was done, and evaluations: the format knows those only as a need that was met.

    It has one row for the same need of the same person and session; the last time meets all the earlier ones.
    """
    found = [*_met(whole, whole.situation.done.values()), *_evaluations(whole)]
    for _, state in _people(whole):
        found += _met(whole, state.done.values())
    last = {(row["taak"], row["deelnemer"], row["bijeenkomst"]): row for row in sorted(found, key=_in_time)}
    yield from sorted(last.values(), key=_in_time)


def _in_time(row: Row) -> tuple[date, str, str]:
    return row["datum"] or date.min, row["taak"], row["deelnemer"] or ""


def _met(whole: Whole, met: Iterable[Met]) -> Iterator[Row]:
    for each in met:
        yield _done_row(whole, each.fact.task, each.fact.participant, each.fact.session, each.fact.on)


def _evaluations(whole: Whole) -> Iterator[Row]:
    for held in whole.situation.evaluations.values():
        yield _done_row(whole, _EVALUATIONS[held.moment], None, held.session, held.on)


def _done_row(whole: Whole, task: TaskKind, participant: UUID | None, session: UUID | None, day: date | None) -> Row:
    return {
        "traject": whole.key,
        "deelnemer": participant and whole.people.get(participant),
        "bijeenkomst": session and whole.sessions.get(session),
        "taak": task,
        "datum": day,
    }


_SHEETS = {
    Sheet.TRAJECTS: _traject,
    Sheet.PARTICIPANTS: _participants,
    Sheet.SESSIONS: _sessions,
    Sheet.ATTENDANCE: _attendance,
    Sheet.BREAKS: _breaks,
    Sheet.MEASUREMENTS: _measurements,
    Sheet.CERTIFICATES: _certificates,
    Sheet.FOLLOW_UPS: _follow_ups,
    Sheet.DONE: _done,
}


def _people(whole: Whole) -> list[tuple[str, ParticipantState]]:
    states = whole.situation.participants.values()
    return sorted(((whole.people[state.id], state) for state in states if state.registered), key=lambda pair: pair[0])


def _meetings(whole: Whole) -> list[tuple[str, SessionState]]:
    named = [(whole.sessions[session.id], session) for session in whole.situation.sessions.values()]
    return sorted(named, key=lambda pair: (pair[1].day, pair[0]))


def _last(said: Timeline[V]) -> tuple[date | None, V] | None:
    return next(said.latest_first(), None)


def _value(said: Timeline[V] | None) -> V | None:
    last = said and _last(said)
    return last[1] if last else None
