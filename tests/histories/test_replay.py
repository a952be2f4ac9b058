"""Journeys that an earlier version began are carried on by this one: their histories replay.

Three workflows that were changed on purpose must fail, or the replay would prove nothing.
"""

import json
from pathlib import Path

import pytest
from temporalio import workflow
from temporalio.client import WorkflowHistory
from temporalio.worker import Replayer, UnsandboxedWorkflowRunner
from temporalio.workflow import NondeterminismError

from domain.terms import Phase, TrajectPhase
from tests.histories import recorded
from workers.codec import encrypted
from workers.worker import runner
from workflows import shown
from workflows.digest import DigestWorkflow
from workflows.messages import CarriedOn, Standing
from workflows.participant import ParticipantJourney
from workflows.traject import TrajectWorkflow
from workflows.waiting import Waiting

HISTORIES = recorded.recorded()
OURS: tuple[type, ...] = (ParticipantJourney, TrajectWorkflow, DigestWorkflow)
A_WHOLE_JOURNEY = next(name for name in HISTORIES if "whole-journey-1.participant" in name)


async def replay(history: WorkflowHistory, *workflows: type) -> None:
    """Raises what the replay raises."""
    sandboxed = workflows == OURS
    replayer = Replayer(
        workflows=workflows,
        data_converter=encrypted(recorded.keys()),
        workflow_runner=runner() if sandboxed else UnsandboxedWorkflowRunner(),
    )
    await replayer.replay_workflow(history)


@pytest.mark.parametrize("name", HISTORIES)
async def test_a_recorded_history_replays(name: str) -> None:
    await replay(HISTORIES[name], *OURS)


@pytest.mark.parametrize("name", HISTORIES)
def test_a_recorded_history_is_still_what_it_was(name: str) -> None:
    assert recorded.fingerprint(HISTORIES[name]) == recorded.fingerprints()[name]


def test_every_fingerprint_has_its_history() -> None:
    assert set(recorded.fingerprints()) == set(HISTORIES)


def test_the_histories_hold_what_could_break() -> None:
    every = {command for history in HISTORIES.values() for command in recorded.commands(history)}

    assert {
        "TIMER_STARTED",
        "TIMER_CANCELED",
        "MARKER_RECORDED",
        "UPSERT_WORKFLOW_SEARCH_ATTRIBUTES",
        "ACTIVITY_TASK_SCHEDULED wake",
        "ACTIVITY_TASK_SCHEDULED look_again",
        "WORKFLOW_EXECUTION_UPDATE_COMPLETED",
        "ACTIVITY_TASK_SCHEDULED people_to_write_to",
        "WORKFLOW_EXECUTION_CONTINUED_AS_NEW",
        "WORKFLOW_EXECUTION_COMPLETED",
    } <= every


@pytest.mark.parametrize(("kind", "phases"), [("participant", Phase), ("traject", TrajectPhase)])
def test_the_present_version_has_histories_of_every_phase(kind: str, phases: type[Phase | TrajectPhase]) -> None:
    ours = [history for name, history in HISTORIES.items() if name.startswith("next-") and f".{kind}-" in name]
    assert {str(phase) for phase in phases} <= set().union(*map(recorded.phases, ours))


def test_the_workflows_are_those_of_which_histories_were_recorded() -> None:
    """Before they change, histories of how they were are kept; after it, of how they are: CONTRIBUTING.md says how."""
    assert recorded.shape() == json.loads(recorded.SHAPE.read_text()), "see CONTRIBUTING.md; then: make record-history"


@pytest.mark.parametrize(
    ("before", "after", "same"),
    [
        ("# A comment", "# Another", True),
        ('"""The wait that', '"""A wait that', True),
        (
            "        self._show()\n        if not",
            "        await workflow.sleep(1)\n        self._show()\n        if not",
            False,
        ),
        ("await self._look_again()", "await self._look_again()\n            await self._look_again()", False),
        ("execute_local_activity_method(Recorder.look_again", "execute_activity_method(Recorder.look_again", False),
    ],
)
def test_the_shape_is_another_when_the_code_is_and_not_when_the_words_are(
    tmp_path: Path, before: str, after: str, *, same: bool
) -> None:
    file = tmp_path / "waiting.py"
    source = "# A comment\n" + (recorded.WORKFLOWS / "waiting.py").read_text()
    file.write_text(source)
    was = recorded.shape([file])
    assert before in source
    file.write_text(source.replace(before, after))
    assert (recorded.shape([file]) == was) is same


@workflow.defn(name="ParticipantJourney")
class WithoutTheProgramme(Waiting):
    """A phase was taken out, so that the journey waits for nothing where it waited before."""

    @workflow.init
    def __init__(self, begin: CarriedOn) -> None:
        super().__init__(begin)

    @workflow.run
    async def run(self, begin: CarriedOn) -> Standing:  # noqa: ARG002 -- as the original
        await self.find_out_where_it_stands()
        await self.during(Phase.INTAKE)
        await self.during(Phase.KICK_OFF)
        await self.during(Phase.CERTIFICATE)
        return self.standing


@workflow.defn(name="ParticipantJourney")
class WithOneTimerMore(Waiting):
    """It sleeps a little before it begins."""

    @workflow.init
    def __init__(self, begin: CarriedOn) -> None:
        super().__init__(begin)

    @workflow.run
    async def run(self, begin: CarriedOn) -> Standing:  # noqa: ARG002 -- as the original
        await workflow.sleep(1)
        await self.find_out_where_it_stands()
        while not await self.is_over():
            await self.during_none_of()
        return self.standing


@pytest.mark.parametrize("changed", [WithoutTheProgramme, WithOneTimerMore])
async def test_a_changed_workflow_does_not_replay(changed: type) -> None:
    with pytest.raises(NondeterminismError):
        await replay(HISTORIES[A_WHOLE_JOURNEY], changed)


async def test_a_workflow_that_shows_itself_to_operators_at_other_times_does_not_replay(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(shown, "updates", lambda *_: [])

    with pytest.raises(NondeterminismError):
        await replay(HISTORIES[A_WHOLE_JOURNEY], *OURS)
