"""Whether every history can be replayed, also of whoever the worker still remembers: the next one would be stuck."""

from temporalio.client import Client
from temporalio.worker import Replayer

from workers.worker import runner
from workflows.participant import ParticipantJourney
from workflows.traject import TrajectWorkflow

_OURS = (TrajectWorkflow, ParticipantJourney)
_QUERY = " OR ".join(f"WorkflowType = '{one.__name__}'" for one in _OURS)


async def of_histories(client: Client, query: str = _QUERY) -> list[str]:
    """What a worker would say who remembers nothing, of each workflow about which it has something to say."""
    replayer = Replayer(workflows=_OURS, data_converter=client.data_converter, workflow_runner=runner())
    histories = client.list_workflows(query).map_histories()
    done = await replayer.replay_workflows(histories, raise_on_replay_failure=False)
    return [f"run {run}: cannot be replayed: {failure}" for run, failure in done.replay_failures.items()]
