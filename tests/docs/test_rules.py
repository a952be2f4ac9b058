"""The page of rules says what the code knows and what the default definition has: ids, kinds, phases and numbers."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from domain import refusals, retention, texts
from domain.checks.said import UNDO_FOR
from domain.programme import latest
from domain.refusals.refusal import Refusal
from domain.terms import Criterion, FollowUpStatus, Phase, SessionKind, TaskKind, TrajectPhase
from storage.queries.overdue import SHOWN_TO_THE_LEAD
from tests.docs.pages import page

RULES = page("docs/rules.md")
PROGRAMME = latest("kixworks-2022")
REFUSED = [
    kind for kind in vars(refusals).values() if isinstance(kind, type) and issubclass(kind, Refusal) and kind.rule
]
FOLLOW_UPS = {f"FUP-{months}" for months in PROGRAMME.follow_up.months}
KNOWN = {*texts.entries(), *(kind.rule for kind in REFUSED), *FOLLOW_UPS, "RET-1", "RET-2"} - {*map(str, TaskKind)}
CITED = re.compile(r"((?:[A-Z]?\d[\d/]*(?:, | and )?)+) \(`([a-z_.]+)`\)")
IN_TABLES = ("tasks.", "sessions.", "questions.", "budget.", "version")
"""What stands in tables of its own or in sentences; the budget is on no page."""


def numbers(value: Any, key: str = "") -> Iterator[tuple[str, list[str]]]:  # noqa: ANN401 - any part of a definition
    """Each number of a definition, or each list of them, by its key."""
    if isinstance(value, Mapping):
        for name, part in value.items():
            yield from numbers(part, f"{key}.{name}" if key else name)
    elif isinstance(value, int) and not isinstance(value, bool):
        yield key, [str(value)]
    elif isinstance(value, list):
        yield key, [str(part) for part in value]
    elif isinstance(value, str) and re.fullmatch(r"\d+/\d+|[A-C]\d", value):
        yield key, [value]


def test_every_rule_that_the_code_knows_stands_on_the_page_and_no_other() -> None:
    named = set(re.findall(r"\b(?:INT|ATT|VIS|CRT|FUP|STL|RET)-[A-Z0-9]+\b", RULES.text))
    tables = {row[0] for row in RULES.rows("What is refused")}
    assert named | tables | {"FUP"} == KNOWN


def test_every_number_of_the_default_definition_stands_there_under_its_key() -> None:
    cited = {key: re.findall(r"[A-Z]?\d[\d/]*", said) for said, key in CITED.findall(RULES.text)}
    there = dict(numbers(PROGRAMME.model_dump(mode="json")))
    assert cited == {key: said for key, said in there.items() if not key.startswith(IN_TABLES)}


def test_the_table_of_tasks_is_that_of_the_definition() -> None:
    rows = RULES.rows("Tasks")[: len(TaskKind)]
    said = {name: (role, due, int(priority), ends) for name, role, _, due, priority, ends, _ in rows}
    assert said == {
        f"`{kind}`": (
            texts.name(rule.role, "en"),
            f"`{rule.due}`",
            rule.priority,
            "ceremony" if rule.until_ceremony else f"{rule.expires_after} d",
        )
        for kind, rule in PROGRAMME.tasks.items()
    }
    assert list(said) == [f"`{kind}`" for kind in TaskKind]


@pytest.mark.parametrize("row", RULES.rows("Tasks")[: len(TaskKind)], ids=lambda row: row[0])
def test_a_task_opens_as_the_definition_says_or_in_words_where_the_rule_knows_the_day(row: list[str]) -> None:
    opens = PROGRAMME.tasks[TaskKind(row[0].strip("`"))].opens
    assert row[2] == f"`{opens}`" if opens else row[2] and "`" not in row[2]


def test_every_day_that_terms_count_from_is_explained() -> None:
    explained = {name for row in RULES.rows("Tasks")[len(TaskKind) :] for name in re.findall(r"`(\w+)`", row[0])}
    terms = " ".join(f"{rule.opens} {rule.due}" for rule in PROGRAMME.tasks.values())
    assert explained == set(re.findall(r"[a-z_]{3,}", terms)) - {"else", "the", "earliest", "one"}


def test_the_table_of_sessions_is_that_of_the_definition() -> None:
    assert RULES.rows("Sessions and attendance") == [
        [f"`{kind}`", str(rule.least), "yes" if rule.counts else "no"]
        for kind in SessionKind
        for rule in [PROGRAMME.sessions[kind]]
    ]
    scales = {(question.low, question.high) for question in PROGRAMME.questions.values()}
    assert {f"a scale from {low} to {high}" in RULES.text for low, high in scales} == {True}


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Phases of a participant", Phase),
        ("Phases of a traject", TrajectPhase),
        ("Follow-up", FollowUpStatus),
    ],
)
def test_every_phase_and_status_is_explained(title: str, kind: type[Phase | TrajectPhase | FollowUpStatus]) -> None:
    assert {row[0] for row in RULES.rows(title)} == {f"`{member}`" for member in kind}


def test_the_criteria_and_the_limits_of_the_code_itself_are_told() -> None:
    assert [row[0] for row in RULES.rows("Intake")] == list(Criterion)
    assert f"more than {SHOWN_TO_THE_LEAD.days} days overdue" in RULES.text
    assert f"never\nsooner than {retention.AT_LEAST.days} days" in RULES.text
    assert UNDO_FOR.days == 1
    assert "for a day after it was recorded" in RULES.text
