"""Journeys that an earlier version began are carried on by this one: their histories replay.

Three workflows that were changed on purpose must fail, or the replay would prove nothing.
"""

import pytest
from temporalio import workflow
from temporalio.client import WorkflowHistory
from temporalio.worker import Replayer, UnsandboxedWorkflowRunner
from temporalio.workflow import NondeterminismError

from domain.terms import Phase
from tests.histories import recorded
from workers.codec import encrypted
from workers.worker import runner
from workflows import shown
from workflows.messages import CarriedOn, Standing
from workflows.participant import ParticipantJourney
from workflows.traject import TrajectWorkflow
from workflows.waiting import Waiting

HISTORIES = recorded.recorded()
A_WHOLE_JOURNEY = next(name for name in HISTORIES if "whole-journey-1.participant" in name)


async def replay(history: WorkflowHistory, *workflows: type) -> None:
    """Raises what the replay raises."""
    sandboxed = workflows == (ParticipantJourney, TrajectWorkflow)
    replayer = Replayer(
        workflows=workflows,
        data_converter=encrypted(recorded.keys()),
        workflow_runner=runner() if sandboxed else UnsandboxedWorkflowRunner(),
    )
    await replayer.replay_workflow(history)


@pytest.mark.parametrize("name", HISTORIES)
async def test_a_recorded_history_replays(name: str) -> None:
    await replay(HISTORIES[name], ParticipantJourney, TrajectWorkflow)


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
        "WORKFLOW_EXECUTION_COMPLETED",
    } <= every


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
        await replay(HISTORIES[A_WHOLE_JOURNEY], ParticipantJourney, TrajectWorkflow)
