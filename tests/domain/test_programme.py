"""The shipped definitions say what the documents say, stay as they are, and a mistake in one is explained."""

import hashlib
import tomllib
from typing import Any

import pytest

from domain.programme import InvalidProgramme, UnknownProgramme, latest, load, load_kept, shipped, shipped_text
from domain.terms import LanguageLevel, Role, SessionKind, TaskKind

EVERY = sorted(shipped())

RECORDED: dict[tuple[str, int], str] = {
    ("kix-2015", 1): "47b27e2821dbe373b2a7b25ba9034d9a614ed5e211ba65b1a5ec3bc8d1556203",
    ("kixworks-2.0", 1): "0c8bc2cd578dc0613fd667c2564d5fdfbd30ac57279cc4b8fbb6c62146bc29ea",
    ("kixworks-2017", 1): "edf653dc4c04a1e8b64995355c52ec1cdee8b2e7e0df3b633f8408721dd6ae97",
    ("kixworks-2018", 1): "e0f20dbf2d6680ae53f3e5e747d7175d2f42ca371a435099be9e3d9ad49d76e5",
    ("kixworks-2022", 1): "06fbb17abb104e0e850404f9e9789d64f67222f1e03a5c892d9e024f87e9b626",
}
"""SHA-256 of the text of each final definition."""


def edited(*changes: tuple[str, str]) -> str:
    """The default definition with some of its text replaced."""
    text = shipped_text("kixworks-2022", 1)
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return text


def problems(text: str) -> dict[str, tuple[str | None, str, str]]:
    """What is wrong with a definition: key → found, nl, en."""
    with pytest.raises(InvalidProgramme) as refused:
        load(text, "eigen.toml")
    assert {problem.file for problem in refused.value.problems} == {"eigen.toml"}
    return {problem.key: (problem.found, problem.nl, problem.en) for problem in refused.value.problems}


def test_a_final_definition_that_was_shipped_is_never_edited() -> None:
    found = {key: hashlib.sha256(shipped_text(*key).encode()).hexdigest() for key in EVERY}
    final = {key: digest for key, digest in found.items() if shipped()[key].status == "final"}
    assert final == RECORDED, "make a new version instead"


@pytest.mark.parametrize(
    ("programme", "ages", "lengths"),
    [
        ("kixworks-2022", (18, None), (26, None, 14)),
        ("kixworks-2018", (18, 35), (26, 39, 14)),
        ("kixworks-2.0", (18, 35), (26, None, 7)),
        ("kixworks-2017", (13, 35), (52, None, 14)),
        ("kix-2015", (13, 23), (40, None, 14)),
    ],
)
def test_the_five_definitions_differ_as_their_documents_do(
    programme: str, ages: tuple[int, int | None], lengths: tuple[int, int | None, int]
) -> None:
    found = latest(programme)
    assert (found.version, found.status, found.language) == (1, "final", LanguageLevel.A2)
    assert (found.ages.youngest, found.ages.oldest) == ages
    assert (found.weeks, found.first_year_weeks, found.cadence_days) == lengths


@pytest.mark.parametrize("key", EVERY)
def test_every_definition_asks_for_the_same_least_sessions(key: tuple[str, int]) -> None:
    programme = shipped()[key]
    assert {kind: programme.least(kind) for kind in SessionKind} == {
        SessionKind.KICK_OFF: 1,
        SessionKind.TRAINING: 6,
        SessionKind.COMPANY_VISIT: 1,
        SessionKind.GUEST_LESSON: 1,
        SessionKind.NETWORK_MEETING: 1,
        SessionKind.CEREMONY: 1,
        SessionKind.SIDE_ACTIVITY: 0,
    }
    uncounted = {kind for kind, rule in programme.sessions.items() if not rule.counts}
    assert uncounted == {SessionKind.CEREMONY, SessionKind.SIDE_ACTIVITY}


@pytest.mark.parametrize("key", EVERY)
def test_every_definition_gives_each_task_the_role_and_terms_of_the_programme(key: tuple[str, int]) -> None:
    tasks = shipped()[key].tasks
    assert {kind for kind, rule in tasks.items() if rule.role is Role.PROJECT_LEAD} == {
        TaskKind.SIGN_AGREEMENT,
        TaskKind.REPORT_OUTCOMES,
        TaskKind.DECIDE_ON_TRAJECT,
        TaskKind.UNBLOCK_TRAJECT,
    }
    assert {kind for kind, rule in tasks.items() if rule.role is Role.TRAINER} == {
        TaskKind.PREPARE_GUEST,
        TaskKind.REGISTER_ATTENDANCE,
        TaskKind.INTERIM_EVALUATION,
        TaskKind.CONFIRM_CEREMONY,
        TaskKind.EVALUATE_TRAJECT,
        TaskKind.RECORD_BASELINE,
        TaskKind.RECORD_END_MEASUREMENT,
        TaskKind.TALK_AT_RISK,
        TaskKind.RECORD_COMPETENCES,
        TaskKind.APPROVE_CERTIFICATE,
    }
    assert {kind for kind, rule in tasks.items() if rule.expires_after != 91} == {TaskKind.FOLLOW_UP}
    assert tasks[TaskKind.FOLLOW_UP].expires_after == 42


@pytest.mark.parametrize("key", EVERY)
def test_what_goes_on_after_the_ceremony_does_not_end_with_it(key: tuple[str, int]) -> None:
    lasting = {kind for kind, rule in shipped()[key].tasks.items() if not rule.until_ceremony}
    assert lasting == {
        TaskKind.INTERIM_EVALUATION,
        TaskKind.CONFIRM_CEREMONY,
        TaskKind.EVALUATE_TRAJECT,
        TaskKind.REPORT_OUTCOMES,
        TaskKind.UNBLOCK_TRAJECT,
        TaskKind.RECORD_END_MEASUREMENT,
        TaskKind.RECORD_COMPETENCES,
        TaskKind.APPROVE_CERTIFICATE,
        TaskKind.ISSUE_CERTIFICATE,
        TaskKind.FOLLOW_UP,
        TaskKind.AFTERCARE,
        TaskKind.REVIEW_PAUSE,
        TaskKind.EXIT_TALK,
    }


@pytest.mark.parametrize("key", EVERY)
def test_every_definition_asks_the_questions_that_results_are_compared_by(key: tuple[str, int]) -> None:
    programme = shipped()[key]
    assert list(programme.questions) == [
        "vaardigheden",
        "netwerk",
        "netwerk_belang",
        "arbeidsmarkt",
        "zelfbeeld",
        "eigen_kracht",
        "schoolsysteem",
    ]
    assert {(question.low, question.high) for question in programme.questions.values()} == {(1, 5)}
    assert len(programme.statements) == 7
    assert (programme.mark.key, programme.mark.low, programme.mark.high) == ("cijfer", 1, 10)


def test_the_trainings_of_2022_have_the_names_that_files_use() -> None:
    trainings = latest("kixworks-2022").trainings
    assert list(trainings.core) == [
        "ken-je-talent",
        "communicatie",
        "presentatie",
        "beroepsorientatie",
        "netwerk",
        "elevatorpitch",
    ]
    assert list(trainings.optional) == ["video-cv", "cv", "sollicitatie", "digitaal"]


def test_particulars_of_the_older_programmes_are_kept() -> None:
    assert latest("kixworks-2018").intake_at == "kick_off"
    assert len(latest("kixworks-2.0").side_activities) == 3
    assert latest("kixworks-2017").mentor_for_everyone
    assert list(latest("kix-2015").side_activities) == ["ouderbijeenkomst"]


def test_the_budget_of_one_group_adds_up() -> None:
    budget = latest("kixworks-2022").budget
    assert budget is not None
    assert (budget.trainer_hours, budget.total) == (100, 14_596)


def test_all_mistakes_are_reported_at_once_each_with_its_place() -> None:
    found = problems(
        edited(
            ("weeks = 26", 'weeks = "26"'),
            ("least = 10", "least = 16"),
            ("youngest = 18", "youngest = 40\noldest = 35"),
            ('language = "A2"', 'language = "A7"'),
            ("mentor_for_everyone = false", "mentor_for_everyone = 0\nmood = 1"),
            ('attended_share = "1/2"', 'attended_share = "3/2"'),
            ('due = "created + 28 d"', 'due = "created + 4 weeks"'),
            ("exit_talk = {", "wave_goodbye = {"),
            ("stalled_at_the_longest = 91\n", ""),
            ("months = [3, 6, 12]", "months = [3, 12, 6]"),
        )
    )
    assert set(found) == {
        "weeks",
        "group",
        "ages",
        "language",
        "mentor_for_everyone",
        "mood",
        "certificate.attended_share",
        "tasks.plan_kick_off.due",
        "tasks.wave_goodbye",
        "follow_up.stalled_at_the_longest",
        "follow_up.months",
    }
    assert found["weeks"] == ("'26'", "hier hoort een geheel getal", "a whole number is expected")
    assert found["language"][1].startswith("kies uit ")
    assert found["tasks.plan_kick_off.due"][0] == "'created + 4 weeks'"
    assert "16" in found["group"][1]


@pytest.mark.parametrize(
    ("old", "new", "key", "word"),
    [
        ("\nexit_talk =", "\n# exit_talk =", "tasks", "exit_talk"),
        ("\nINT-7 =", "\n# INT-7 =", "criteria", "INT-7"),
        ("\nside_activity =", "\n# side_activity =", "sessions", "side_activity"),
        (
            "\nceremony = { least = 1, counts = false",
            "\nceremony = { least = 1, counts = true",
            "sessions",
            "counts",
        ),
        ("\ncv =", "\nelevatorpitch =", "trainings", "elevatorpitch"),
        ("expires_after = 42", "expires_after = 40", "-", "follow_up.expires_after"),
        ('due = "follow_up"', 'due = "birthday"', "tasks.follow_up.due", "birthday"),
        ('due = "follow_up"', "due = 3", "tasks.follow_up.due", "3"),
    ],
)
def test_what_the_rules_cannot_do_with_is_refused_by_name(old: str, new: str, key: str, word: str) -> None:
    _, nl, en = problems(edited((old, new)))[key]
    assert word in nl
    assert word in en


def test_a_slip_in_the_file_itself_is_reported_with_its_line() -> None:
    [(key, (_, nl, en))] = problems('id = "x"\nweeks = = 3\n').items()
    assert key == "2:9"
    assert "TOML" in nl
    assert "TOML" in en


@pytest.mark.parametrize(
    ("text", "key"),
    [("a" + ".a" * 200_000 + "=1", "1:1"), ("a=" + "[" * 100_000, "-"), ("version=" + "9" * 5_000, "-")],
    ids=["a key of parts", "brackets in brackets", "digits"],
)
def test_a_file_that_would_take_all_memory_is_refused_before_it_does(text: str, key: str) -> None:
    with pytest.raises(InvalidProgramme) as refused:
        load(text, "endless.toml")
    [problem] = refused.value.problems
    assert (problem.key, problem.en) == (key, "this is too deep or too long for a definition")


def test_a_municipality_adds_a_definition_of_its_own() -> None:
    own = load(
        edited(('id = "kixworks-2022"', 'id = "zeist-avond"'), ("cadence_days = 14", "cadence_days = 21")),
        "x",
    )
    assert (own.id, own.cadence_days) == ("zeist-avond", 21)


def test_a_definition_that_is_kept_may_be_from_before_there_was_a_kind_of_task() -> None:
    text = edited(("\nexit_talk =", "\n# exit_talk ="), ("\nfollow_up = {", "\n# follow_up = {"))
    assert "tasks" in problems(text)
    assert {*TaskKind} - load_kept(text, "x").tasks.keys() == {TaskKind.EXIT_TALK, TaskKind.FOLLOW_UP}


def test_a_definition_says_everything_in_both_languages() -> None:
    def texts(value: Any) -> list[dict[str, str]]:  # noqa: ANN401 - any TOML value
        if isinstance(value, dict):
            own = [value] if "nl" in value else []
            return own + [text for part in value.values() for text in texts(part)]
        return []

    for key in EVERY:
        found = texts(tomllib.loads(shipped_text(*key)))
        assert found
        assert all(text["nl"].strip() and text["en"].strip() for text in found)


def test_an_unknown_definition_is_named() -> None:
    with pytest.raises(UnknownProgramme, match="kixworks-1999"):
        latest("kixworks-1999")
    with pytest.raises(UnknownProgramme, match="kixworks-2022 9"):
        shipped_text("kixworks-2022", 9)
