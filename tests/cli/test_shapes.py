"""What `--json` prints, key by key: scripts of municipalities rely on it."""

from typing import Any

import jsonschema  # type: ignore[import-untyped] # it has no stubs
import pytest

from domain import terms
from tests.cli.conftest import Traject

Schema = dict[str, Any]

TEXT: Schema = {"type": "string", "minLength": 1}
MAYBE_TEXT: Schema = {"type": ["string", "null"]}
DAY: Schema = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
YES_NO: Schema = {"type": "boolean"}
COUNT: Schema = {"type": "integer", "minimum": 0}
SHARE: Schema = {"type": ["number", "null"], "minimum": 0, "maximum": 1}
VISITS = ["company_visit", "guest_lesson", "network_meeting"]


def words(kind: Any) -> Schema:  # noqa: ANN401 - any enumeration of terms
    return {"enum": [code.value for code in kind]}


def listed(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def thing(**properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "required": list(properties)}


def maybe(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


TASK = thing(
    id={"type": "string", "pattern": "^[0-9a-f-]{36}$"},
    kind=words(terms.TaskKind),
    role=words(terms.Role),
    traject=TEXT,
    municipality=TEXT,
    participant=MAYBE_TEXT,
    opens=DAY,
    due=DAY,
    expires=maybe(DAY),
    overdue=YES_NO,
    priority={"type": "integer", "minimum": 1, "maximum": 9},
    session=MAYBE_TEXT,
    group=TEXT,
    reason=thing(rule=TEXT, text=TEXT, facts={"type": "object"}, definition=TEXT),
    milestone={"enum": [3, 6, 12, None]},
)
CERTIFICATE = thing(
    verdict=words(terms.Verdict),
    attended=COUNT,
    counted=COUNT,
    may_miss={"type": ["integer", "null"]},
    visits=thing(**dict.fromkeys(VISITS, COUNT)),
    waived=listed({"enum": VISITS}),
    failed=listed({"enum": ["CRT-HALF", "CRT-VISITS", "CRT-TRAINER"]}),
)
FOLLOW_UP = thing(
    months={"enum": [3, 6, 12]},
    due=DAY,
    status=words(terms.FollowUpStatus),
    late=YES_NO,
    outcomes=listed(words(terms.Outcome)),
    benefits={"type": ["boolean", "null"]},
)
RULES = listed({"type": "string", "pattern": "^INT-[1-7]$"})
COUNTED = thing(due=COUNT, reached=COUNT, flow_out=COUNT, response_rate=SHARE, outcomes={"type": "object"})
SCHEMAS: dict[tuple[str, ...], Schema] = {
    ("tasks",): thing(as_of=DAY, tasks=listed(TASK)),
    ("stalled",): thing(
        as_of=DAY,
        stalled=listed(
            thing(
                rule={"type": "string", "pattern": "^STL-"},
                traject=TEXT,
                municipality=TEXT,
                participant=MAYBE_TEXT,
                since=DAY,
                waiting_on={"enum": ["coordinator", "trainer", "project_lead", "participant"]},
                text=TEXT,
            )
        ),
    ),
    ("certificates", "T117-02"): thing(
        as_of=DAY, traject=TEXT, participants=listed({"allOf": [thing(participant=TEXT), CERTIFICATE]})
    ),
    ("journey", "T117-02-d10"): thing(
        participant=TEXT,
        traject=TEXT,
        phase=words(terms.Phase),
        paused=YES_NO,
        intake=thing(verdict=words(terms.IntakeVerdict), failed=RULES, unknown=RULES),
        certificate=CERTIFICATE,
        follow_up=listed(FOLLOW_UP),
        tasks=listed(TASK),
        history=listed(thing(at=DAY, what=TEXT, by=TEXT)),
    ),
    ("outcomes", "--traject", "T117-02"): thing(
        as_of=DAY,
        filter={"type": "object"},
        trajects=COUNT,
        participants=thing(registered=COUNT, admitted=COUNT, baseline=COUNT, end_measurement=COUNT, certificate=COUNT),
        women_share=SHARE,
        older_than_26_share=SHARE,
        age_min={"type": ["integer", "null"]},
        age_max={"type": ["integer", "null"]},
        attendance_rate=SHARE,
        mark_mean={"type": ["number", "null"]},
        statements={"type": "object", "additionalProperties": SHARE},
        follow_up=thing(**dict.fromkeys(("3", "6", "12"), COUNTED)),
    ),
}


TO_COME = thing(
    week=DAY,
    opens=DAY,
    due=DAY,
    kind=words(terms.TaskKind),
    role=words(terms.Role),
    staff=MAYBE_TEXT,
    traject=TEXT,
    municipality=TEXT,
    participant=MAYBE_TEXT,
)


@pytest.mark.parametrize("arguments", SCHEMAS, ids=" ".join)
@pytest.mark.parametrize("day", [(), ("--as-of", "2026-11-20")], ids=["now", "as-of"])
def test_a_document_has_the_shape_of_the_interface(
    traject: Traject, arguments: tuple[str, ...], day: tuple[str, ...]
) -> None:
    document = traject.read(*arguments, *day)
    jsonschema.validate(document, SCHEMAS[arguments])
    assert not day or document["as_of"] == day[1]


@pytest.mark.parametrize("arguments", SCHEMAS, ids=" ".join)
def test_people_get_tables_no_wider_than_their_terminal(traject: Traject, arguments: tuple[str, ...]) -> None:
    ended = traject(*arguments)
    assert ended.status == 0, ended.err
    assert ended.err == ""
    assert max(len(line.rstrip()) for line in ended.out.splitlines()) <= 100


def test_a_forecast_names_days_after_today_and_fits_a_terminal(traject: Traject) -> None:
    document = traject.read("forecast", "--weeks", "52")
    jsonschema.validate(document, thing(as_of=DAY, until=DAY, tasks=listed(TO_COME)))
    assert document["tasks"] == sorted(document["tasks"], key=lambda task: task["opens"])
    assert all(document["as_of"] < task["opens"] <= document["until"] for task in document["tasks"])
    for arguments in ((), ("--all",), ("--weeks", "52", "--all")):
        ended = traject("forecast", *arguments)
        assert ended.status == 0, ended.err
        assert max(len(line.rstrip()) for line in ended.out.splitlines()) <= 100


def test_a_list_can_be_narrowed(traject: Traject) -> None:
    everything = traject.read("tasks")["tasks"]
    trainers = traject.read("tasks", "--role", "trainer", "--municipality", "huizen")["tasks"]
    late = traject.read("tasks", "--overdue")["tasks"]
    assert trainers == [t for t in everything if t["role"] == "trainer" and t["municipality"] == "Huizen"]
    assert late == [task for task in everything if task["overdue"]]


def test_texts_come_in_english_when_asked(traject: Traject) -> None:
    dutch, english = traject.read("stalled"), traject.read("stalled", "--lang", "en")
    assert [one["since"] for one in dutch["stalled"]] == [one["since"] for one in english["stalled"]]
    assert dutch["stalled"][0]["text"] != english["stalled"][0]["text"]


def test_a_traject_is_left_out_before_it_was_created(traject: Traject) -> None:
    assert traject.read("tasks", "--as-of", "2020-01-01")["tasks"] == []
    assert traject.read("outcomes", "--as-of", "2020-01-01")["trajects"] == 0


def test_an_unknown_key_is_one_line(traject: Traject) -> None:
    ended = traject("journey", "T117-99-d01")
    assert ended.status == 1
    assert ended.error == "Er is geen deelnemer met de sleutel T117-99-d01."


def test_a_key_may_name_its_municipality(traject: Traject) -> None:
    assert traject.read("certificates", "hoogeveen/T117-02") == traject.read("certificates", "T117-02")
