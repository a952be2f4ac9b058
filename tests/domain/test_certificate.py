"""The certificate: what counts for the half, the visits, the trainer's word and the outlook."""

from datetime import date
from fractions import Fraction

import pytest

from domain.assessment import Certificate
from domain.terms import VISIT_KINDS, Outlook, SessionKind, SessionStatus, TaskKind, Verdict
from tests.domain.story import CEREMONY, COURSE, Story

SESSIONS = tuple(COURSE)
VISITS = ("company", "guest", "network")
TRAININGS = tuple(name for name in SESSIONS if name.startswith("training"))
LATE = date(2026, 9, 1)


def certificate(story: Story, today: date, name: str = "amal") -> Certificate:
    return story.person(name, today).certificate


def followed(*sessions: str) -> Story:
    """Amal was at these of the ten sessions, Bilal at all."""
    story = Story().course("amal", "bilal").attended("bilal", *SESSIONS)
    missed = (session for session in SESSIONS if session not in sessions)
    return story.attended("amal", *sessions).attended("amal", *missed, said="absent")


def test_the_definition_alone_counts_ten_sessions_to_come() -> None:
    found = certificate(Story().admitted("amal"), date(2026, 2, 20))
    assert (found.attended, found.counted, found.may_miss) == (0, 10, 5)
    assert (found.verdict, found.outlook) == (Verdict.IN_PROGRESS, Outlook.FINE)
    assert found.missing_visits == VISIT_KINDS
    assert found.missing_to_come == VISIT_KINDS


def test_a_seventh_training_counts_and_a_side_activity_and_the_ceremony_do_not() -> None:
    story = Story().course("amal").session("video-cv", date(2026, 6, 29)).ceremony(status=SessionStatus.PLANNED)
    story.session("town hall", date(2026, 6, 30), SessionKind.SIDE_ACTIVITY)
    assert certificate(story, date(2026, 2, 20)).counted == 11


def test_a_session_called_off_counts_nowhere_even_with_attendance_but_the_least_is_still_to_come() -> None:
    story = Story().course("amal").session("extra", date(2026, 4, 20)).attended("amal", "extra", "training 3")
    assert certificate(story, date(2026, 5, 1)).counted == 11
    story.session("extra", date(2026, 4, 20), SessionKind.TRAINING, SessionStatus.CANCELLED).cancelled("training 3")
    found = certificate(story, date(2026, 5, 1))
    assert (found.attended, found.counted) == (0, 10)


def test_a_session_marked_held_without_attendance_is_still_to_come_until_the_ceremony() -> None:
    story = Story().course("amal").attended("amal", *SESSIONS[:9])
    story.session("network", COURSE["network"][0], SessionKind.NETWORK_MEETING, SessionStatus.HELD)
    before = certificate(story, date(2026, 7, 10))
    assert (before.counted, before.may_miss) == (10, 5)
    assert before.missing_to_come == (SessionKind.NETWORK_MEETING,)
    after = certificate(story.ceremony(), CEREMONY)
    assert (after.counted, after.may_miss, after.missing_to_come) == (9, None, ())


@pytest.mark.parametrize(
    ("attended", "verdict", "failed"),
    [
        ((*VISITS, *TRAININGS[:2]), Verdict.ELIGIBLE, ()),  # five of ten is half
        ((*VISITS, TRAININGS[0]), Verdict.NOT_ELIGIBLE, ("CRT-HALF",)),
        ((*VISITS[:2], *TRAININGS), Verdict.NOT_ELIGIBLE, ("CRT-VISITS",)),
        (TRAININGS[:4], Verdict.NOT_ELIGIBLE, ("CRT-HALF", "CRT-VISITS")),
    ],
)
def test_once_nothing_is_to_come_every_rule_that_fails_is_named(
    attended: tuple[str, ...], verdict: Verdict, failed: tuple[str, ...]
) -> None:
    found = certificate(followed(*attended).approved("amal").ceremony(), LATE)
    assert (found.verdict, found.failed) == (verdict, failed)
    assert (found.may_miss, found.outlook) == (None, None)


def test_half_of_an_odd_number_is_rounded_up() -> None:
    story = followed(*VISITS, *TRAININGS[:2]).session("video-cv", date(2026, 6, 29)).attended("bilal", "video-cv")
    assert certificate(story.approved("amal").ceremony(), LATE).failed == ("CRT-HALF",)


@pytest.mark.parametrize(
    ("approval", "verdict", "failed"),
    [
        (True, Verdict.ELIGIBLE, ()),
        (None, Verdict.AWAITING_APPROVAL, ()),
        (False, Verdict.NOT_ELIGIBLE, ("CRT-TRAINER",)),
    ],
)
def test_the_trainer_speaks_last_also_while_something_is_to_come(
    approval: bool | None,  # noqa: FBT001
    verdict: Verdict,
    failed: tuple[str, ...],
) -> None:
    story = followed(*VISITS, *TRAININGS[:2]).approved("amal", on=date(2026, 7, 8), approval=approval)
    story.session("video-cv", date(2026, 7, 15)).session("network", date(2026, 7, 6), SessionKind.NETWORK_MEETING)
    story.attended("amal", "training 3")
    for today in (date(2026, 7, 10), LATE):
        found = certificate(story, today)
        assert (found.verdict, found.failed) == (verdict, failed)


def test_a_no_of_the_trainer_fails_together_with_the_rest() -> None:
    story = followed(*TRAININGS[:4]).approved("amal", approval=False).ceremony()
    assert certificate(story, LATE).failed == ("CRT-HALF", "CRT-VISITS", "CRT-TRAINER")


def test_while_something_is_to_come_only_a_half_out_of_reach_fails() -> None:
    story = Story().course("amal", "bilal").attended("bilal", *SESSIONS[:6])
    assert certificate(story, date(2026, 5, 10)).verdict is Verdict.IN_PROGRESS
    found = certificate(story.approved("amal", approval=False, on=date(2026, 5, 1)), date(2026, 5, 11))
    assert (found.may_miss, found.outlook) == (-1, Outlook.OUT_OF_REACH)
    assert (found.verdict, found.failed) == (Verdict.NOT_ELIGIBLE, ("CRT-HALF",))


@pytest.mark.parametrize(
    ("missed", "may_miss", "outlook"),
    [(3, 2, Outlook.FINE), (4, 1, Outlook.AT_RISK), (5, 0, Outlook.AT_RISK), (6, -1, Outlook.OUT_OF_REACH)],
)
def test_the_outlook_is_at_risk_at_one_and_none_to_miss(missed: int, may_miss: int, outlook: Outlook) -> None:
    story = Story().course("amal").attended("amal", *SESSIONS[:missed], said="excused")
    found = certificate(story, date(2026, 7, 6))
    assert (found.may_miss, found.outlook) == (may_miss, outlook)


def test_somebody_admitted_late_is_measured_by_the_number_of_the_group() -> None:
    story = Story().course("bilal").attended("bilal", *SESSIONS[:5]).admitted("amal", on=date(2026, 5, 4))
    found = certificate(story, date(2026, 5, 4))
    assert (found.attended, found.counted, found.may_miss) == (0, 10, 0)
    story.attended("amal", *SESSIONS[5:]).attended("bilal", *SESSIONS[5:]).approved("amal").ceremony()
    assert certificate(story, LATE).verdict is Verdict.ELIGIBLE


def test_once_the_ceremony_is_held_only_what_was_registered_counts() -> None:
    story = Story().course("amal").attended("amal", *SESSIONS[:3]).attended("amal", *VISITS).approved("amal").ceremony()
    assert certificate(story, date(2026, 7, 19)).counted == 10
    found = certificate(story, CEREMONY)
    assert (found.attended, found.counted, found.verdict) == (6, 6, Verdict.ELIGIBLE)


def test_a_cancelled_traject_has_nothing_to_come() -> None:
    story = Story().course("amal").attended("amal", *SESSIONS[:3]).stopped(date(2026, 4, 20))
    assert certificate(story, date(2026, 4, 19)).may_miss == 5
    found = certificate(story, date(2026, 4, 20))
    assert (found.counted, found.may_miss) == (3, None)
    assert (found.verdict, found.failed) == (Verdict.NOT_ELIGIBLE, ("CRT-VISITS",))


def test_only_the_first_ceremony_held_counts() -> None:
    story = followed(*SESSIONS).approved("amal").session("early", date(2026, 6, 1), SessionKind.CEREMONY)
    story.ceremony().session("again", date(2026, 8, 3), SessionKind.CEREMONY, SessionStatus.HELD)
    story.withdrew("amal", on=date(2026, 7, 27))
    assert certificate(story, LATE).verdict is Verdict.ELIGIBLE


@pytest.mark.parametrize(
    ("day", "verdict"),
    [
        (date(2026, 5, 1), Verdict.WITHDRAWN),
        (date(2026, 7, 20), Verdict.WITHDRAWN),  # on the day of the ceremony
        (date(2026, 7, 21), Verdict.ELIGIBLE),
    ],
)
def test_who_withdraws_after_the_ceremony_keeps_the_verdict(day: date, verdict: Verdict) -> None:
    found = certificate(followed(*SESSIONS).approved("amal").ceremony().withdrew("amal", on=day), LATE)
    assert (found.verdict, found.outlook) == (verdict, None)


def test_who_withdrew_before_there_is_a_ceremony_has_no_outlook() -> None:
    found = certificate(Story().course("amal").withdrew("amal", on=date(2026, 3, 10)), date(2026, 3, 10))
    assert (found.verdict, found.may_miss, found.outlook, found.failed) == (Verdict.WITHDRAWN, None, None, ())


def test_a_waived_visit_is_not_missing_and_an_undated_waiver_counts_from_the_ceremony() -> None:
    story = followed(*TRAININGS, "company", "guest").waived("amal", SessionKind.NETWORK_MEETING).approved("amal")
    story.ceremony(status=SessionStatus.PLANNED)
    assert certificate(story, date(2026, 7, 19)).waived == ()
    found = certificate(story.ceremony(), CEREMONY)
    assert (found.waived, found.verdict) == ((SessionKind.NETWORK_MEETING,), Verdict.ELIGIBLE)


def test_a_definition_can_do_without_visits_and_ask_another_share() -> None:
    story = followed(*TRAININGS[:4]).approved("amal").ceremony()
    rule = story.programme.certificate.model_copy(update={"visits": False, "attended_share": Fraction(2, 5)})
    story.programme = story.programme.model_copy(update={"certificate": rule})
    assert certificate(story, LATE).verdict is Verdict.ELIGIBLE
    nothing = rule.model_copy(update={"attended_share": Fraction(0)})
    story.programme = story.programme.model_copy(update={"certificate": nothing})
    assert certificate(story, LATE).verdict is Verdict.ELIGIBLE


def asking_two_company_visits() -> Story:
    """A group that makes two, of which Amal makes the first."""
    story = Story()
    twice = story.programme.sessions[SessionKind.COMPANY_VISIT].model_copy(update={"least": 2})
    sessions = story.programme.sessions | {SessionKind.COMPANY_VISIT: twice}
    story.programme = story.programme.model_copy(update={"sessions": sessions})
    story.course("amal", "bilal").session("company 2", date(2026, 7, 13), SessionKind.COMPANY_VISIT)
    story.attended("bilal", *SESSIONS, "company 2").attended("amal", *SESSIONS)
    return story.attended("amal", "company 2", said="excused")


def test_each_participant_makes_one_visit_of_a_kind_however_many_the_group_makes() -> None:
    story = asking_two_company_visits().approved("amal", on=date(2026, 6, 1)).ceremony()
    found = certificate(story, CEREMONY)
    assert (found.verdict, found.missing_visits) == (Verdict.ELIGIBLE, ())
    assert found.visits[SessionKind.COMPANY_VISIT] == 1


def test_a_visit_is_made_on_the_day_of_the_first_of_its_kind() -> None:
    story = asking_two_company_visits().attended("amal", "company 2").approved("amal", on=date(2026, 6, 1))
    assert story.window(date(2026, 7, 13), TaskKind.ISSUE_CERTIFICATE)[0] == COURSE["network"][0]


def test_a_kind_of_visit_that_the_group_need_not_make_is_asked_of_nobody() -> None:
    story = followed(*TRAININGS, "company", "guest").approved("amal").ceremony()
    none = story.programme.sessions[SessionKind.NETWORK_MEETING].model_copy(update={"least": 0})
    sessions = story.programme.sessions | {SessionKind.NETWORK_MEETING: none}
    story.programme = story.programme.model_copy(update={"sessions": sessions})
    found = certificate(story, CEREMONY)
    assert (found.verdict, found.missing_visits) == (Verdict.ELIGIBLE, ())


def test_the_reason_says_which_visits_are_missing_and_whether_one_is_to_come() -> None:
    story = Story().course("amal", "bilal").attended("bilal", *SESSIONS[:7]).attended("amal", *SESSIONS[:5])
    found = certificate(story, date(2026, 5, 26))
    assert found.missing_visits == VISIT_KINDS
    assert found.missing_to_come == (SessionKind.NETWORK_MEETING,)


def test_what_was_not_said_of_anybody_else_changes_nothing() -> None:
    story = followed(*SESSIONS)
    alone = certificate(story, LATE, "bilal")
    assert certificate(story.approved("amal"), LATE, "bilal") == alone
