"""Where a journey and a traject stand, from registration to the last follow-up."""

from datetime import date

import pytest

from domain import facts as f
from domain.terms import Decision, Outcome, Phase, SessionKind, SessionStatus, TrajectPhase
from tests.domain.story import CEREMONY, COURSE, MONDAY, Story, ident

SESSIONS = tuple(COURSE)


def phase(story: Story, today: date, name: str = "amal") -> Phase:
    return story.person(name, today).phase


def course() -> Story:
    """Amal follows everything; the ceremony is on 20 July 2026."""
    return Story().course("amal").attended("amal", *SESSIONS).ceremony()


@pytest.mark.parametrize(
    ("today", "participant", "traject"),
    [
        (date(2026, 2, 8), Phase.INTAKE, TrajectPhase.KICK_OFF),
        (date(2026, 2, 9), Phase.KICK_OFF, TrajectPhase.KICK_OFF),  # the day of admission
        (date(2026, 3, 1), Phase.KICK_OFF, TrajectPhase.KICK_OFF),
        (date(2026, 3, 2), Phase.PROGRAMME, TrajectPhase.PROGRAMME),
        (date(2026, 7, 5), Phase.PROGRAMME, TrajectPhase.PROGRAMME),
        (date(2026, 7, 6), Phase.CERTIFICATE, TrajectPhase.CEREMONY),  # nothing more to come
        (date(2026, 7, 19), Phase.CERTIFICATE, TrajectPhase.CEREMONY),
        (date(2026, 7, 20), Phase.FOLLOW_UP, TrajectPhase.FOLLOW_UP),
        (date(2027, 8, 31), Phase.FOLLOW_UP, TrajectPhase.FOLLOW_UP),  # the last milestone may still be reached
        (date(2027, 9, 1), Phase.CLOSED, TrajectPhase.CLOSED),  # and was missed
    ],
)
def test_a_whole_course_goes_through_all_phases(today: date, participant: Phase, traject: TrajectPhase) -> None:
    story = course()
    assert (phase(story, today), story.on(today).phase) == (participant, traject)


def test_without_any_date_a_traject_is_in_preparation() -> None:
    assert Story().on(date(2026, 1, 5)).phase is TrajectPhase.PREPARATION
    assert Story().tell(f.KickOffPlanned(day=MONDAY)).on(date(2026, 1, 5)).phase is TrajectPhase.KICK_OFF


def test_a_kick_off_called_off_with_a_planned_date_left_is_still_planned() -> None:
    story = Story().session("kick-off", MONDAY, SessionKind.KICK_OFF, SessionStatus.CANCELLED)
    assert story.on(date(2026, 1, 5)).phase is TrajectPhase.PREPARATION
    assert story.tell(f.KickOffPlanned(day=date(2026, 3, 9))).on(date(2026, 1, 5)).phase is TrajectPhase.KICK_OFF


def test_a_later_session_proves_that_the_kick_off_took_place() -> None:
    story = Story().course("amal").attended("amal", "training 1")
    assert story.on(date(2026, 3, 15)).phase is TrajectPhase.KICK_OFF
    assert story.on(date(2026, 3, 16)).phase is TrajectPhase.PROGRAMME


def test_a_side_activity_proves_nothing() -> None:
    story = Story().course("amal").held("town hall", date(2026, 3, 9), SessionKind.SIDE_ACTIVITY, amal="present")
    assert story.on(date(2026, 3, 9)).phase is TrajectPhase.KICK_OFF


def test_a_session_marked_held_without_attendance_starts_the_programme_but_is_not_over() -> None:
    story = Story().course("amal").attended("amal", *SESSIONS[:9])
    story.session("network", COURSE["network"][0], SessionKind.NETWORK_MEETING, SessionStatus.HELD)
    assert phase(story, date(2026, 7, 6)) is Phase.PROGRAMME


@pytest.mark.parametrize(
    ("decision", "expected"),
    [(Decision.REFUSED, Phase.REFUSED), (Decision.WAITING_LIST, Phase.WAITING_LIST)],
)
def test_who_is_not_admitted_is_refused_or_waits(decision: Decision, expected: Phase) -> None:
    story = Story().registered("amal").decided("amal", decision, on=date(2026, 2, 9))
    assert phase(story, date(2026, 2, 8)) is Phase.INTAKE
    assert phase(story, date(2026, 2, 9)) is expected


def test_a_decision_may_change_and_that_of_the_day_counts() -> None:
    story = Story().registered("amal").decided("amal", Decision.WAITING_LIST, on=date(2026, 2, 9))
    story.decided("amal", Decision.ADMITTED, on=date(2026, 2, 16))
    assert phase(story, date(2026, 2, 15)) is Phase.WAITING_LIST
    assert phase(story, date(2026, 2, 16)) is Phase.KICK_OFF


def test_follow_up_ends_when_each_milestone_is_reached_not_reached_or_missed() -> None:
    story = course().contacted("amal", 6, date(2027, 1, 20)).contacted("amal", 12, date(2027, 7, 8), Outcome.NONE)
    assert phase(story, date(2027, 7, 7)) is Phase.FOLLOW_UP
    assert phase(story, date(2027, 7, 8)) is Phase.CLOSED


def test_a_traject_closes_when_its_last_participant_is_done() -> None:
    story = course().admitted("bilal").contacted("amal", 12, date(2027, 7, 8))
    assert phase(story, date(2027, 7, 8)) is Phase.CLOSED
    assert phase(story, date(2027, 7, 8), "bilal") is Phase.FOLLOW_UP
    assert story.on(date(2027, 7, 8)).phase is TrajectPhase.FOLLOW_UP


def test_a_cancelled_traject_closes_its_journeys() -> None:
    story = Story().course("amal").attended("amal", "kick-off").stopped(date(2026, 4, 20))
    assert story.on(date(2026, 4, 19)).phase is TrajectPhase.PROGRAMME
    assert (story.on(date(2026, 4, 20)).phase, phase(story, date(2026, 4, 20))) == (
        TrajectPhase.CANCELLED,
        Phase.CLOSED,
    )
    assert story.on(date(2026, 12, 31)).ended


def test_a_traject_not_yet_created_on_the_day_does_not_exist() -> None:
    story = course()
    assert not story.on(date(2026, 1, 4)).exists
    assert story.on(date(2026, 1, 4)).participants == {}
    assert story.on(date(2026, 1, 4)).next_check == date(2026, 1, 5)
    assert story.on(date(2026, 1, 5)).exists


def test_nobody_is_there_before_the_day_of_registration() -> None:
    story = Story().registered("amal", on=date(2026, 2, 2))
    assert ident("amal") not in story.on(date(2026, 2, 1)).participants
    assert ident("amal") in story.on(date(2026, 2, 2)).participants


def test_a_journey_has_ended_when_nothing_can_happen_any_more() -> None:
    story = course()
    assert not story.person("amal", CEREMONY).ended
    # follow-up expired on 31 August 2027, 42 days after it was due; two years later Amal is forgotten (RET-1)
    assert not story.person("amal", date(2029, 8, 31)).ended
    assert story.person("amal", date(2029, 9, 1)).ended
    assert story.on(date(2028, 12, 31)).ended
