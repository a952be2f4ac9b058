"""What the certificate and the year after ask: competences, approval, issuing, follow-up, aftercare."""

from datetime import date

import pytest

from domain import facts as f
from domain.terms import Outcome, SessionStatus, TaskKind, TaskState
from tests.domain.story import CEREMONY, COURSE, Story, ident

SESSIONS = tuple(COURSE)


def ready() -> Story:
    """Amal followed everything; the ceremony is planned for 20 July."""
    return Story().course("amal").attended("amal", *SESSIONS).ceremony(status=SessionStatus.PLANNED)


@pytest.mark.parametrize(
    ("kind", "due", "expires"),
    [
        (TaskKind.RECORD_COMPETENCES, date(2026, 7, 13), date(2026, 10, 12)),
        (TaskKind.APPROVE_CERTIFICATE, date(2026, 7, 13), date(2026, 10, 12)),  # five working days are a week
    ],
)
def test_the_trainer_speaks_before_the_ceremony(kind: TaskKind, due: date, expires: date) -> None:
    assert ready().task(date(2026, 6, 21), kind) is None
    assert ready().window(date(2026, 6, 22), kind) == (date(2026, 6, 22), due, expires)
    assert ready().states(expires, kind) == [TaskState.OPEN]
    assert ready().states(date(2026, 10, 13), kind) == [TaskState.MISSED]


def test_working_days_before_the_ceremony_leave_out_holidays() -> None:
    story = Story().admitted("amal").ceremony(date(2026, 4, 8), SessionStatus.PLANNED)
    # before Wednesday 8 April: 7 April, then 2 April and 1 April, 31 and 30 March
    assert story.window(date(2026, 3, 11), TaskKind.APPROVE_CERTIFICATE)[1] == date(2026, 3, 30)


@pytest.mark.parametrize("approval", [True, False])
def test_yes_and_no_are_spoken(approval: bool) -> None:  # noqa: FBT001
    story = ready().approved("amal", on=date(2026, 7, 1), approval=approval)
    assert story.states(date(2026, 6, 30), TaskKind.APPROVE_CERTIFICATE) == [TaskState.OPEN]
    assert story.states(date(2026, 7, 1), TaskKind.APPROVE_CERTIFICATE) == [TaskState.DONE]
    story.approved("amal", on=date(2026, 7, 2), approval=None)
    assert story.states(date(2026, 7, 2), TaskKind.APPROVE_CERTIFICATE) == [TaskState.OPEN]


def test_an_approval_without_a_date_counts_from_the_ceremony() -> None:
    story = ready().approved("amal")
    assert story.states(date(2026, 7, 19), TaskKind.APPROVE_CERTIFICATE) == [TaskState.OPEN]
    assert story.states(CEREMONY, TaskKind.APPROVE_CERTIFICATE) == [TaskState.DONE]


def test_competences_are_recorded_until_they_are_taken_back() -> None:
    said = {"participant": ident("amal"), "on": date(2026, 7, 1)}
    story = ready().tell(f.CompetencesRecorded.model_validate(said | {"competences": ("luisteren",)}))
    assert story.states(date(2026, 7, 1), TaskKind.RECORD_COMPETENCES) == [TaskState.DONE]
    story.tell(f.CompetencesRecorded.model_validate(said | {"competences": None}))
    assert story.states(date(2026, 7, 1), TaskKind.RECORD_COMPETENCES) == [TaskState.OPEN]


@pytest.mark.parametrize(
    ("approved", "due"),
    [
        (date(2026, 7, 8), date(2026, 7, 16)),  # two working days before Monday 20 July
        (date(2026, 7, 15), date(2026, 7, 17)),  # at the earliest two after the approval
        (date(2026, 7, 27), date(2026, 7, 29)),
    ],
)
def test_a_certificate_is_issued_before_the_ceremony_or_two_days_after_it_is_earned(approved: date, due: date) -> None:
    story = ready().ceremony().approved("amal", on=approved)
    assert story.window(approved, TaskKind.ISSUE_CERTIFICATE)[:2] == (approved, due)
    story.tell(f.CertificateIssued(participant=ident("amal"), on=approved))
    assert story.states(approved, TaskKind.ISSUE_CERTIFICATE) == [TaskState.DONE]
    story.tell(f.CertificateIssued(participant=ident("amal"), on=None))
    assert story.states(approved, TaskKind.ISSUE_CERTIFICATE) == [TaskState.OPEN]


def test_a_certificate_no_longer_earned_is_not_issued() -> None:
    story = ready().approved("amal", on=date(2026, 7, 8)).approved("amal", on=date(2026, 7, 9), approval=False)
    assert story.task(date(2026, 7, 8), TaskKind.ISSUE_CERTIFICATE) is not None
    assert story.task(date(2026, 7, 9), TaskKind.ISSUE_CERTIFICATE) is None


def test_who_has_the_half_only_because_sessions_fell_away_earned_it_on_the_day_of_the_ceremony() -> None:
    story = Story().course("amal").attended("amal", "kick-off", "company", "guest", "network")
    story.approved("amal", on=date(2026, 7, 8)).ceremony()
    assert story.person("amal", date(2026, 7, 19)).certificate.attended == 4  # of ten
    assert story.window(CEREMONY, TaskKind.ISSUE_CERTIFICATE)[:2] == (CEREMONY, date(2026, 7, 22))


def test_where_visits_are_not_asked_they_do_not_delay_the_certificate() -> None:
    story = ready().approved("amal", on=date(2026, 6, 22))
    rule = story.programme.certificate.model_copy(update={"visits": False})
    story.programme = story.programme.model_copy(update={"certificate": rule})
    assert story.window(CEREMONY, TaskKind.ISSUE_CERTIFICATE)[0] == date(2026, 6, 22)  # the network meeting was later


@pytest.mark.parametrize(
    ("months", "opens", "due", "expires"),
    [
        (3, date(2026, 10, 6), date(2026, 10, 20), date(2026, 12, 1)),
        (6, date(2027, 1, 6), date(2027, 1, 20), date(2027, 3, 3)),
        (12, date(2027, 7, 6), date(2027, 7, 20), date(2027, 8, 31)),
    ],
)
def test_each_milestone_is_a_task(months: int, opens: date, due: date, expires: date) -> None:
    story = ready().ceremony()
    task = story.task(opens, TaskKind.FOLLOW_UP)
    assert task is not None
    assert (task.milestone, task.opens, task.due, task.expires) == (months, opens, due, expires)
    story.contacted("amal", months, due, reached=True)
    assert story.states(due, TaskKind.FOLLOW_UP)[-1] is TaskState.DONE


def test_a_follow_up_before_the_take_over_does_not_stand_for_those_to_come() -> None:
    done = f.Done(task=TaskKind.FOLLOW_UP, participant=ident("amal"))
    story = ready().ceremony().tell(done, on=date(2026, 11, 2))
    assert story.states(date(2027, 1, 6), TaskKind.FOLLOW_UP) == [TaskState.DONE, TaskState.OPEN]


@pytest.mark.parametrize(
    ("outcome", "cares"),
    [(Outcome.LOOKING, True), (Outcome.NONE, True), (Outcome.VOLUNTEERING, False), (Outcome.PAID_WORK, False)],
)
def test_who_is_looking_or_does_nothing_gets_aftercare(outcome: Outcome, cares: bool) -> None:  # noqa: FBT001
    story = ready().ceremony().contacted("amal", 3, date(2026, 10, 20), outcome)
    assert bool(story.task(date(2026, 10, 20), TaskKind.AFTERCARE)) is cares


def test_who_asks_to_be_called_gets_aftercare_whatever_else_they_say() -> None:
    story = ready().ceremony().contacted("amal", 3, date(2026, 10, 20), Outcome.PAID_WORK, call=True)
    assert story.task(date(2026, 10, 20), TaskKind.AFTERCARE) is not None


def test_who_asks_to_be_called_and_wants_no_more_questions_is_still_called() -> None:
    day = date(2026, 10, 20)
    story = ready().ceremony().contacted("amal", 3, day, Outcome.LOOKING, call=True)
    story.tell(f.ContactRefused(participant=ident("amal"), on=day))
    assert story.states(day, TaskKind.AFTERCARE) == [TaskState.OPEN]
    story.done(TaskKind.AFTERCARE, "amal", on=date(2026, 10, 21))
    assert story.states(date(2026, 10, 21), TaskKind.AFTERCARE) == [TaskState.DONE]


def test_who_wants_no_more_questions_and_asks_for_no_call_is_left_alone() -> None:
    day = date(2026, 10, 20)
    story = ready().ceremony().contacted("amal", 3, day, Outcome.LOOKING)
    story.tell(f.ContactRefused(participant=ident("amal"), on=day))
    assert story.states(day, TaskKind.AFTERCARE) == [TaskState.CANCELLED]


def test_asking_to_be_called_weighs_more_than_an_earlier_reason_for_aftercare() -> None:
    earlier, later = date(2026, 10, 20), date(2026, 11, 20)
    story = ready().ceremony().contacted("amal", 3, earlier, Outcome.LOOKING)
    story.done(TaskKind.AFTERCARE, "amal", on=date(2026, 10, 26))
    story.contacted("amal", 3, later, Outcome.PAID_WORK, call=True)
    story.tell(f.ContactRefused(participant=ident("amal"), on=later))
    assert story.states(date(2026, 11, 19), TaskKind.AFTERCARE) == [TaskState.DONE]
    assert story.window(later, TaskKind.AFTERCARE)[0] == later


def test_aftercare_is_given_within_ten_working_days_and_expires() -> None:
    day = date(2026, 10, 20)
    story = ready().ceremony().contacted("amal", 3, day, Outcome.LOOKING)
    assert story.window(day, TaskKind.AFTERCARE) == (day, date(2026, 11, 3), date(2027, 2, 2))
    assert story.states(date(2027, 2, 3), TaskKind.AFTERCARE) == [TaskState.MISSED]
    story.done(TaskKind.AFTERCARE, "amal", on=date(2026, 10, 27)).contacted("amal", 6, date(2027, 1, 20), Outcome.NONE)
    assert story.states(date(2026, 10, 27), TaskKind.AFTERCARE) == [TaskState.DONE]
    assert story.states(date(2027, 1, 20), TaskKind.AFTERCARE) == [TaskState.DONE, TaskState.OPEN]


def test_a_later_contact_of_the_same_milestone_asks_aftercare_again_once_it_was_given() -> None:
    first, given, second = date(2026, 10, 20), date(2026, 10, 27), date(2026, 11, 20)
    story = ready().ceremony().contacted("amal", 3, first, Outcome.LOOKING)
    story.done(TaskKind.AFTERCARE, "amal", on=given).contacted("amal", 3, second, Outcome.NONE)
    assert story.states(date(2026, 11, 19), TaskKind.AFTERCARE) == [TaskState.DONE]
    assert story.states(second, TaskKind.AFTERCARE) == [TaskState.DONE, TaskState.OPEN]
    assert story.window(second, TaskKind.AFTERCARE)[:2] == (second, date(2026, 12, 4))
    story.done(TaskKind.AFTERCARE, "amal", on=date(2026, 11, 24))
    assert story.states(date(2026, 11, 24), TaskKind.AFTERCARE) == [TaskState.DONE, TaskState.DONE]


def test_contacts_that_nobody_acted_upon_yet_are_one_need() -> None:
    first, second = date(2026, 10, 20), date(2026, 10, 26)
    story = ready().ceremony().contacted("amal", 3, first, Outcome.LOOKING)
    story.contacted("amal", 3, second, Outcome.LOOKING)
    assert story.window(second, TaskKind.AFTERCARE)[0] == first
    story.done(TaskKind.AFTERCARE, "amal", on=second)
    assert story.states(second, TaskKind.AFTERCARE) == [TaskState.DONE]


def test_a_later_contact_without_worries_asks_no_aftercare_again() -> None:
    later = date(2026, 11, 20)
    story = ready().ceremony().contacted("amal", 3, date(2026, 10, 20), Outcome.LOOKING)
    story.done(TaskKind.AFTERCARE, "amal", on=date(2026, 10, 27)).contacted("amal", 3, later, Outcome.PAID_WORK)
    assert story.states(later, TaskKind.AFTERCARE) == [TaskState.DONE]


def test_benefits_again_ask_aftercare_and_benefits_still_do_not() -> None:
    still = ready().ceremony().contacted("amal", 0, CEREMONY, benefits=True)
    still.contacted("amal", 3, date(2026, 10, 20), Outcome.EDUCATION, benefits=True)
    assert still.task(date(2026, 10, 20), TaskKind.AFTERCARE) is None
    again = ready().ceremony().contacted("amal", 0, CEREMONY, benefits=False)
    again.contacted("amal", 3, date(2026, 10, 20), Outcome.EDUCATION, benefits=True)
    assert again.task(date(2026, 10, 20), TaskKind.AFTERCARE) is not None
