"""What holds for every traject, whatever happened in it."""

from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta
from operator import itemgetter
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain import facts as f
from domain.assess import assess
from domain.assessment import Assessment, Need
from domain.calendar import is_working_day
from domain.fold import one_more
from domain.group import Municipal
from domain.situation import Timeline
from domain.terms import Decision, Moment, Outcome, Presence, SessionKind, SessionStatus, StaffRole, TaskKind, TaskState
from tests.domain.story import MONDAY, TRAJECT, Story, ident

NAMES = ("amal", "bilal", "chen")
SESSIONS = tuple(
    (f"b{number}", MONDAY + timedelta(days=14 * number), kind)
    for number, kind in enumerate(
        [SessionKind.KICK_OFF]
        + [SessionKind.TRAINING] * 4
        + [SessionKind.COMPANY_VISIT, SessionKind.GUEST_LESSON]
        + [SessionKind.TRAINING] * 2
        + [SessionKind.NETWORK_MEETING, SessionKind.CEREMONY]
    )
)
CEREMONY = SESSIONS[-1][1]
FIRST, LAST = MONDAY - timedelta(days=60), MONDAY + timedelta(days=640)
days = st.dates(FIRST, LAST)
people = st.sampled_from(NAMES).map(ident)


def personal(fact: type[f.Fact], **fields: st.SearchStrategy[object]) -> st.SearchStrategy[f.Fact]:
    """Facts of one kind about somebody, on some day."""
    return st.builds(fact, participant=people, on=days, **fields)


facts_of_people = st.one_of(
    personal(f.Decided, decision=st.sampled_from(Decision)),
    personal(f.Withdrawn),
    personal(f.Reentered),
    personal(f.Paused, review=days),
    personal(f.Resumed),
    personal(f.ConsentRecorded, consent=st.booleans()),
    personal(f.Approved, approval=st.booleans()),
    personal(f.Waived, visit=st.sampled_from([SessionKind.GUEST_LESSON, SessionKind.COMPANY_VISIT])),
    personal(f.CertificateIssued),
    personal(f.Measured, moment=st.sampled_from(Moment), answers=st.just({"netwerk": 3})),
    personal(
        f.FollowedUp,
        months=st.sampled_from([0, 3, 6, 12]),
        reached=st.booleans(),
        outcomes=st.lists(st.sampled_from(Outcome), max_size=2).map(tuple),
        benefits=st.sampled_from([True, False, None]),
        call=st.booleans(),
    ),
    personal(f.Done, task=st.sampled_from([TaskKind.CALL_ABSENTEE, TaskKind.EXIT_TALK, TaskKind.AFTERCARE])),
    personal(f.ContactRefused),
    personal(f.FollowUpRequested),
)


def attended(index: int, statuses: dict[UUID, Presence | None]) -> tuple[date, f.Fact]:
    name, day, _ = SESSIONS[index]
    return day, f.AttendanceRegistered(session=ident(name), statuses=statuses)


attendance = st.builds(attended, st.integers(0, 9), st.dictionaries(people, st.sampled_from(Presence), min_size=1))
ceremony = st.just(
    (SESSIONS[10][1], f.SessionPlanned(
        session=ident("b10"), session_kind=SessionKind.CEREMONY, day=SESSIONS[10][1], status=SessionStatus.HELD
    ))
)  # fmt: skip
naming = st.builds(
    lambda role, who, day, later: (day, f.StaffNamed(role=role, staff=who, on=day + timedelta(days=later))),
    st.sampled_from(StaffRole),
    st.none() | people,
    days,
    st.integers(0, 90),
)
of_traject = st.builds(lambda day: (day, f.TrajectCancelled(on=day)), days)
dated = facts_of_people.map(lambda fact: (fact.on, fact))
anything = st.one_of(facts_of_people, attendance.map(itemgetter(1)), of_traject.map(itemgetter(1)))
happenings = st.lists(st.one_of(attendance, attendance, dated, dated, dated, naming), max_size=40)
endings = st.lists(st.one_of(ceremony, ceremony, ceremony, of_traject), max_size=1)


@st.composite
def stories(draw: st.DrawFn) -> Story:
    """A traject with its plan known from the start, and what happened recorded on the day it happened."""
    story = Story(programme=draw(st.sampled_from(["kixworks-2022", "kixworks-2018", "kix-2015"])), created=FIRST)
    story.registered(*NAMES, on=FIRST)
    for name in NAMES[: draw(st.integers(0, 3))]:
        story.criteria(name)
    for name, day, kind in SESSIONS:
        story.session(name, day, kind)
    for start in draw(st.lists(days, max_size=2)):
        story.tell(f.BreakRecorded(start=start, end=start + timedelta(days=10)))
    for day, fact in sorted(draw(happenings) + draw(endings), key=lambda one: one[0]):
        story.tell(fact, on=day)
    return story


thorough = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def what_it_says(assessment: Assessment) -> Assessment:
    """An assessment apart from the day on which it was made, when it is next due, and whether it ever is."""
    people = {who: replace(one, next_check=None, ended=False) for who, one in assessment.participants.items()}
    return replace(assessment, today=date.min, next_check=None, ended=False, participants=people)


def next_change(assessment: Assessment) -> date | None:
    everybody = [one.next_check for one in assessment.participants.values()]
    return min((day for day in (assessment.next_check, *everybody) if day), default=None)


@given(stories(), days)
@thorough
def test_assessing_twice_changes_nothing(story: Story, today: date) -> None:
    assert story.on(today) == story.on(today)


@given(stories(), days)
@thorough
def test_nothing_changes_before_the_next_check(story: Story, today: date) -> None:
    now = story.on(today)
    until = next_change(now) or LAST + timedelta(days=400)
    for ahead in {1, 2, 7, 30, (until - today).days - 1}:
        later = today + timedelta(days=ahead)
        if today < later < until:
            assert what_it_says(story.on(later)) == what_it_says(now)


@given(stories(), days)
@thorough
def test_as_of_a_past_day_equals_what_was_said_on_that_day(story: Story, today: date) -> None:
    known_then = story.situation(known_by=max(today, FIRST))
    municipal = Municipal(known_then.agreement_on, known_then.plan_on)
    said_then = assess(known_then, story.programme, today, municipal)
    assert what_it_says(story.on(today)) == what_it_says(said_then)


@given(stories(), days)
@thorough
def test_every_due_date_is_a_working_day(story: Story, today: date) -> None:
    assert [need.due for need in story.on(today).all_needs() if not is_working_day(need.due)] == []


@given(stories(), days)
@thorough
def test_an_open_task_has_opened_and_has_not_expired(story: Story, today: date) -> None:
    for need in story.on(today).all_needs():
        assert need.opens <= today
        if need.state is TaskState.OPEN:
            assert need.expires is None or today <= need.expires


@given(stories(), days)
@thorough
def test_every_need_has_one_task(story: Story, today: date) -> None:
    ids = [need.task_id(TRAJECT) for need in story.on(today).all_needs()]
    assert len(ids) == len(set(ids))


@given(stories(), days, facts_of_people)
@thorough
def test_a_fact_about_somebody_closes_nobody_elses_task(story: Story, today: date, fact: f.Fact) -> None:
    before = story.on(today)
    after = story.tell(fact, on=LAST).on(today)
    for who, one in before.participants.items():
        if who != fact.participant:  # type: ignore[attr-defined]
            open_before = {need.key for need in one.needs if need.state is TaskState.OPEN}
            open_after = {need.key for need in after.participants[who].needs if need.state is TaskState.OPEN}
            assert open_before <= open_after


@given(stories(), days)
@thorough
def test_whoever_is_waited_for_because_of_attendance_is_asked_for_it(story: Story, today: date) -> None:
    now = story.on(today)
    asked = [need for need in now.needs if need.kind is TaskKind.REGISTER_ATTENDANCE and need.state is TaskState.OPEN]
    for stall in now.stalls:
        if stall.rule == "STL-ATTENDANCE":
            assert stall.facts["session"] in {str(need.session) for need in asked}


@given(stories(), days)
@thorough
def test_whoever_is_withdrawn_is_asked_for_a_talk_and_nothing_of_the_group(story: Story, today: date) -> None:
    kept = {"exit_talk", "record_competences", "approve_certificate", "issue_certificate", "follow_up", "aftercare"}
    for one in story.on(today).participants.values():
        if one.phase == "withdrawn":
            assert {need.kind.value for need in one.needs if need.state is TaskState.OPEN} <= kept


@given(stories(), people, st.dates(FIRST, CEREMONY), st.dates(CEREMONY + timedelta(days=1), LAST))
@thorough
def test_coming_back_after_the_ceremony_changes_neither_verdict_nor_follow_up(
    story: Story, who: UUID, left: date, back: date
) -> None:
    story.session("b10", CEREMONY, SessionKind.CEREMONY, SessionStatus.HELD).tell(f.Withdrawn(participant=who, on=left))
    before = story.on(LAST).participants[who]
    after = story.tell(f.Reentered(participant=who, on=back)).on(LAST).participants[who]
    assert after.certificate == before.certificate
    assert [each.months for each in after.follow_up] == [each.months for each in before.follow_up]


@given(stories(), days)
@thorough
def test_the_certificate_counts_add_up(story: Story, today: date) -> None:
    for one in story.on(today).participants.values():
        verdict = one.certificate
        assert 0 <= verdict.attended <= verdict.counted
        if verdict.verdict == "eligible":
            assert 2 * verdict.attended >= verdict.counted


def test_the_five_definitions_can_be_told_in_stories() -> None:
    for name in ("kixworks-2022", "kixworks-2018", "kixworks-2.0", "kixworks-2017", "kix-2015"):
        story = Story(programme=name, created=FIRST).registered(*NAMES, on=FIRST)
        asked = [need.kind for one in story.on(FIRST).participants.values() for need in one.needs]
        assert asked.count(TaskKind.HOLD_INTAKE) == len(NAMES)


@given(stories(), anything, st.integers(0, 99))
@thorough
def test_to_say_one_thing_more_is_to_say_everything_again(story: Story, fact: f.AnyFact, back: int) -> None:
    people = list(story.people.values())
    known = story.situation()
    assert known.created_on <= LAST  # worked out, and perhaps another day after what is said now
    for more in (fact, f.Retracted(message=story.log[back % len(story.log)].message), fact):
        story.tell(more, on=LAST)
        known = one_more(known, story.log, people)
        assert plain(known) == plain(story.situation())
        assert known.created_on == story.situation().created_on


def plain(known: object) -> object:
    """What is known, to be compared: its parts are equal to nothing but themselves."""
    if isinstance(known, Timeline):
        return known.said
    if isinstance(known, dict):
        return [(key, plain(value)) for key, value in known.items()]
    if is_dataclass(known):
        return [(each.name, plain(getattr(known, each.name))) for each in fields(known) if each.name != "_created_on"]
    return known


@given(stories(), days, st.sampled_from([kind for kind in TaskKind if kind is not TaskKind.UNBLOCK_TRAJECT]))
@thorough
def test_a_kind_of_task_that_a_definition_does_not_name_is_not_asked_and_the_others_are(
    story: Story, today: date, unnamed: TaskKind
) -> None:
    before = asked(story.on(today))
    named = {kind: rule for kind, rule in story.programme.tasks.items() if kind is not unnamed}
    story.programme = story.programme.model_copy(update={"tasks": named})
    assert asked(story.on(today)) == [need for need in before if need.kind is not unnamed]


def asked(assessment: Assessment) -> list[Need]:
    """All needs, but for that of a traject which may have stalled on one of them."""
    return [need for need in assessment.all_needs() if need.kind is not TaskKind.UNBLOCK_TRAJECT]
