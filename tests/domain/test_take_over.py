"""Rows become facts: a first import states, the same again says nothing, a change corrects, and a return undoes it."""

import json
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from domain.facts import (
    AnyFact,
    Approved,
    AttendanceRegistered,
    BreakRecorded,
    CertificateIssued,
    CompetencesRecorded,
    CriteriaRecorded,
    Decided,
    Done,
    FollowedUp,
    IntakeHeld,
    KickOffPlanned,
    Measured,
    Registered,
    SessionPlanned,
    StaffNamed,
    TrajectCancelled,
    TrajectCreated,
    Waived,
    Withdrawn,
)
from domain.ids import staff_id
from domain.rows import Row, Sheet
from domain.take_over import facts_of, plan
from domain.take_over_values import ImportedRow, NoteValue, TakeOver, TakeOverRows
from domain.terms import (
    Criterion,
    Decision,
    LanguageLevel,
    Moment,
    Outcome,
    Presence,
    SessionKind,
    SessionStatus,
    StaffRole,
    TaskKind,
)

TRAJECT, ANNA, BERT, FIRST, SECOND = (UUID(int=number) for number in range(1, 6))
PERSON: Row = {"deelnemer": "d1", "voornaam": "Anna", "achternaam": "Haile"}
GROUP: Row = {"traject": "T1", "gemeente": "Leiden"}


def of_person(old: Row | None, new: Row) -> list[AnyFact]:
    """The facts of Anna's row; names are given where a row needs them."""
    before = None if old is None else {**PERSON, **old}
    return facts_of(Sheet.PARTICIPANTS, before, {**PERSON, **new}, participant=ANNA)


def of_group(old: Row | None, new: Row, *, known: bool = False) -> list[AnyFact]:
    before = None if old is None else {**GROUP, **old}
    return facts_of(Sheet.TRAJECTS, before, {**GROUP, **new}, programme="kixworks-2022", version=3, known=known)


def take_over(*rows: ImportedRow) -> TakeOverRows:
    return TakeOverRows(
        traject=TRAJECT, key="T1", municipality="Leiden", programme="kixworks-2022", version=3, rows=rows
    )


def kept(taken: TakeOver) -> dict[tuple[Sheet, str], Row]:
    """The rows as a database gives them back."""
    return {(row.sheet, row.key): json.loads(json.dumps(row.values)) for row in taken.rows}


def test_a_new_traject_is_created_with_its_version_and_what_is_given() -> None:
    facts = of_group(None, {"aangemaakt_op": "2026-01-02", "trainer": "t@example.org", "kickoff_gepland": None})
    assert facts == [
        TrajectCreated(programme="kixworks-2022", version=3, on=date(2026, 1, 2)),
        StaffNamed(role=StaffRole.TRAINER, staff=staff_id("t@example.org")),
    ]


def test_an_undated_traject_keeps_no_date() -> None:
    assert of_group(None, {}) == [TrajectCreated(programme="kixworks-2022", version=3)]


def test_a_traject_that_the_database_made_is_not_created_again() -> None:
    assert of_group(None, {}, known=True) == []
    assert len(of_group(None, {"aangemaakt_op": "2026-01-02"}, known=True)) == 1


def test_emptied_cells_of_a_traject_take_back() -> None:
    old = {"trainer": "t@example.org", "kickoff_gepland": "2026-02-01", "gestopt_op": "2026-03-01"}
    assert of_group(old, {"trainer": None, "kickoff_gepland": None, "gestopt_op": None}) == [
        StaffNamed(role=StaffRole.TRAINER, staff=None),
        KickOffPlanned(day=None),
        TrajectCancelled(on=None),
    ]


def test_a_new_participant_is_registered_with_what_is_known() -> None:
    new = {"taalniveau": "A2", "gemotiveerd": True, "voldoende_tijd": None, "intake_op": "2026-01-05"}
    assert of_person(None, new) == [
        Registered(participant=ANNA),
        IntakeHeld(participant=ANNA, on=date(2026, 1, 5)),
        CriteriaRecorded(participant=ANNA, criteria={Criterion.MOTIVATED: True}, language=LanguageLevel.A2),
    ]


def test_a_changed_criterion_speaks_of_itself_alone() -> None:
    [fact] = of_person({"gemotiveerd": True, "taalniveau": "A2"}, {"gemotiveerd": None, "taalniveau": "A2"})
    assert fact == CriteriaRecorded(participant=ANNA, criteria={Criterion.MOTIVATED: None})
    assert "language" not in fact.model_fields_set


def test_an_emptied_language_level_is_said_to_be_unknown() -> None:
    [fact] = of_person({"taalniveau": "A2"}, {"taalniveau": None})
    assert "language" in fact.model_fields_set


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ((None, None), ("admitted", None), [(Decision.ADMITTED, None)]),
        (("admitted", None), ("admitted", "2026-01-02"), [(None, None), (Decision.ADMITTED, date(2026, 1, 2))]),
        (("waiting_list", "2026-01-02"), ("admitted", "2026-01-02"), [(Decision.ADMITTED, date(2026, 1, 2))]),
        (("admitted", "2026-01-02"), (None, "2026-01-02"), [(None, date(2026, 1, 2))]),
        ((None, "2026-01-02"), (None, "2026-01-03"), []),
    ],
)
def test_a_corrected_decision_takes_back_the_one_of_its_own_day(old: Any, new: Any, said: list[Any]) -> None:  # noqa: ANN401
    facts = of_person(
        dict(zip(("besluit", "besluit_op"), old, strict=True)), dict(zip(("besluit", "besluit_op"), new, strict=True))
    )
    assert facts == [Decided(participant=ANNA, decision=decision, on=day) for decision, day in said]


def test_a_withdrawal_on_another_day_takes_back_the_first() -> None:
    assert of_person({"gestopt_op": "2026-03-01"}, {"gestopt_op": "2026-04-01"}) == [
        Withdrawn(participant=ANNA, on=date(2026, 3, 1), cleared=True),
        Withdrawn(participant=ANNA, on=date(2026, 4, 1)),
    ]
    assert of_person({"gestopt_op": "2026-03-01"}, {"gestopt_op": None}) == [
        Withdrawn(participant=ANNA, on=date(2026, 3, 1), cleared=True)
    ]


def test_a_column_that_is_missing_changes_nothing() -> None:
    assert of_person({"besluit": "admitted", "gestopt_op": "2026-03-01", "taalniveau": "B1"}, {}) == []


def test_a_session_is_said_whole_and_planned_unless_told_otherwise() -> None:
    row = {"soort": "training", "datum": "2026-02-02", "onderdeel": "netwerk", "status": None}
    planned = SessionPlanned(session=FIRST, session_kind=SessionKind.TRAINING, part="netwerk", day=date(2026, 2, 2))
    assert facts_of(Sheet.SESSIONS, None, row, session=FIRST) == [planned]
    held = facts_of(Sheet.SESSIONS, row, {"status": "held"}, session=FIRST)
    assert held == [planned.model_copy(update={"status": SessionStatus.HELD})]


def test_attendance_is_one_form_a_session() -> None:
    rows = [
        ImportedRow(
            sheet=Sheet.ATTENDANCE,
            key=f"{who.int}{where.int}",
            values={"status": status},
            participant=who,
            session=where,
        )
        for who, where, status in (
            (ANNA, FIRST, "present"),
            (ANNA, SECOND, "absent"),
            (BERT, FIRST, "excused"),
            (BERT, SECOND, None),
        )
    ]
    assert list(plan(take_over(*rows), {}).facts) == [
        AttendanceRegistered(session=FIRST, statuses={ANNA: Presence.PRESENT, BERT: Presence.EXCUSED}),
        AttendanceRegistered(session=SECOND, statuses={ANNA: Presence.ABSENT}),
    ]


def test_an_emptied_attendance_is_cleared() -> None:
    facts = facts_of(Sheet.ATTENDANCE, {"status": "present"}, {"status": None}, participant=ANNA, session=FIRST)
    assert facts == [AttendanceRegistered(session=FIRST, statuses={ANNA: None})]


def answer(question: str, said: Any, day: str | None = None, moment: str = "baseline") -> ImportedRow:  # noqa: ANN401
    values = {"moment": moment, "vraag": question, "antwoord": said, "datum": day}
    return ImportedRow(sheet=Sheet.MEASUREMENTS, key=f"{moment}/{question}", values=values, participant=ANNA)


def test_answers_of_one_moment_and_day_are_one_form() -> None:
    rows = (answer("netwerk", 4), answer("zelfbeeld", 3), answer("cijfer", 8.5, "2026-06-29", "end_measurement"))
    assert list(plan(take_over(*rows), {}).facts) == [
        Measured(participant=ANNA, moment=Moment.BASELINE, answers={"netwerk": 4, "zelfbeeld": 3}),
        Measured(participant=ANNA, moment=Moment.END_MEASUREMENT, answers={"cijfer": 8.5}, on=date(2026, 6, 29)),
    ]


def test_yes_stays_yes_and_one_stays_one() -> None:
    [fact] = plan(take_over(answer("a", True), answer("b", 1)), {}).facts  # noqa: FBT003 - an answer
    assert isinstance(fact, Measured)
    assert fact.answers["a"] is True
    assert fact.answers["b"] == 1
    assert not isinstance(fact.answers["b"], bool)


def test_answers_that_move_to_another_day_leave_the_first() -> None:
    stored = kept(plan(take_over(answer("netwerk", 4)), {}))
    assert list(plan(take_over(answer("netwerk", 4, "2026-01-12")), stored).facts) == [
        Measured(participant=ANNA, moment=Moment.BASELINE, answers={"netwerk": None}),
        Measured(participant=ANNA, moment=Moment.BASELINE, answers={"netwerk": 4}, on=date(2026, 1, 12)),
    ]


def test_a_break_without_an_end_is_taken_back() -> None:
    old = {"van": "2026-05-01", "tot": "2026-05-08"}
    assert facts_of(Sheet.BREAKS, None, old) == [BreakRecorded(start=date(2026, 5, 1), end=date(2026, 5, 8))]
    assert facts_of(Sheet.BREAKS, old, {"tot": None}) == [BreakRecorded(start=date(2026, 5, 1), end=None)]


def test_a_certificate_row_says_four_things() -> None:
    row = {
        "akkoord_trainer": True,
        "datum": "2026-06-25",
        "competenties": ["luisteren"],
        "vrijstelling": ["company_visit", "guest_lesson"],
        "reden": "ziek",
        "uitgereikt_op": "2026-06-29",
    }
    day = date(2026, 6, 25)
    assert facts_of(Sheet.CERTIFICATES, None, row, participant=ANNA) == [
        Approved(participant=ANNA, approval=True, on=day),
        CompetencesRecorded(participant=ANNA, competences=("luisteren",), on=day),
        Waived(participant=ANNA, visit=SessionKind.COMPANY_VISIT, on=day),
        Waived(participant=ANNA, visit=SessionKind.GUEST_LESSON, on=day),
        CertificateIssued(participant=ANNA, on=date(2026, 6, 29)),
    ]


def test_what_a_certificate_row_no_longer_says_is_taken_back() -> None:
    old = {"akkoord_trainer": False, "vrijstelling": ["guest_lesson"], "competenties": ["luisteren"]}
    new = {"akkoord_trainer": None, "vrijstelling": None, "competenties": None}
    assert facts_of(Sheet.CERTIFICATES, old, new, participant=ANNA) == [
        Approved(participant=ANNA, approval=None),
        CompetencesRecorded(participant=ANNA, competences=None),
        Waived(participant=ANNA, visit=SessionKind.GUEST_LESSON, cleared=True),
    ]


def test_a_follow_up_is_said_whole_and_taken_back_when_emptied() -> None:
    row = {"maanden": 3, "datum": "2026-10-01", "bereikt": True, "uitkomst": ["internship"], "uitkering": False}
    [fact] = facts_of(Sheet.FOLLOW_UPS, None, row, participant=ANNA)
    assert isinstance(fact, FollowedUp)
    assert (fact.months, fact.reached, fact.outcomes, fact.benefits) == (3, True, (Outcome.INTERNSHIP,), False)
    [back] = facts_of(Sheet.FOLLOW_UPS, row, {"bereikt": None}, participant=ANNA)
    assert isinstance(back, FollowedUp)
    assert back.reached is None


def test_a_failed_call_of_a_file_leaves_the_contact_of_that_day_that_the_file_did_not_speak_of() -> None:
    contact = {"maanden": 3, "datum": "2026-10-01", "bereikt": True, "uitkomst": ["paid_work"], "uitkering": None}
    at, failed = (Sheet.FOLLOW_UPS, "d1/3/2026-10-01"), {"maanden": 3, "datum": "2026-10-01", "bereikt": False}
    rows = take_over(ImportedRow(sheet=at[0], key=at[1], values=failed, participant=ANNA))
    assert [len(plan(rows, before, {at: contact}).facts) for before in ({}, {at: contact})] == [0, 1]


def test_what_was_done_counts_whenever_it_came_up_unless_dated() -> None:
    row = {"taak": "exit_talk", "datum": None}
    done = Done(task=TaskKind.EXIT_TALK, participant=ANNA)
    assert facts_of(Sheet.DONE, None, row, participant=ANNA) == [done]
    assert facts_of(Sheet.DONE, row, {"datum": "2026-02-02"}, participant=ANNA) == [
        done.model_copy(update={"cleared": True}),
        done.model_copy(update={"on": date(2026, 2, 2)}),
    ]


def test_names_and_free_text_stay_out_of_the_facts() -> None:
    person = {**PERSON, "leerwens": "leren lassen", "telefoon": "06-1", "gestopt_op": "2026-02-02", "stopreden": "ziek"}
    taken = plan(take_over(ImportedRow(sheet=Sheet.PARTICIPANTS, key="d1", values=person, participant=ANNA)), {})
    said = str([fact.model_dump() for fact in taken.facts])
    assert not [word for word in ("Anna", "Haile", "lassen", "06-1", "ziek") if word in said]
    assert [values.model_dump(exclude_unset=True) for values in taken.people] == [
        {"participant": ANNA, "first_name": "Anna", "last_name": "Haile", "phone": "06-1"}
    ]
    assert list(taken.notes) == [
        NoteValue(field="learning_wish", text="leren lassen", participant=ANNA),
        NoteValue(field="withdrawal_reason", text="ziek", participant=ANNA),
    ]


def test_a_note_that_was_emptied_is_taken_back() -> None:
    row = ImportedRow(sheet=Sheet.BREAKS, key="b", values={"van": "2026-05-01", "tot": "2026-05-08", "reden": "vrij"})
    first = plan(take_over(row), {})
    emptied = row.model_copy(update={"values": {**row.values, "reden": None}})
    assert list(plan(take_over(emptied), kept(first)).notes) == [NoteValue(field="break_reason:2026-05-01", text=None)]


def test_staff_are_known_by_address_or_by_name() -> None:
    row = ImportedRow(
        sheet=Sheet.TRAJECTS, key="T1", values={**GROUP, "coordinator": "c@example.org", "trainer": "Bo de Wit"}
    )
    taken = plan(take_over(row), {})
    assert [(member.email, member.name) for member in taken.staff] == [("c@example.org", None), (None, "Bo de Wit")]


def test_a_row_that_cannot_be_read_is_named_without_its_values() -> None:
    row = ImportedRow(
        sheet=Sheet.PARTICIPANTS, key="d1", values={**PERSON, "geboortedatum": "geheim"}, participant=ANNA
    )
    with pytest.raises(ValueError, match="deelnemers d1: cannot read geboortedatum") as error:
        plan(take_over(row), {})
    assert "geheim" not in str(error.value)


def test_a_take_over_survives_being_carried_as_json() -> None:
    rows = take_over(answer("netwerk", 4), answer("a", True), answer("cijfer", 8.5))  # noqa: FBT003 - an answer
    assert TakeOverRows.model_validate_json(rows.model_dump_json()) == rows
    assert plan(TakeOverRows.model_validate_json(rows.model_dump_json()), {}) == plan(rows, {})
