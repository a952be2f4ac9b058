"""The short way round the sandbox knows whose a payload is: our own, unless it goes to another workflow."""

import os
from uuid import uuid4

from temporalio.client import Client
from temporalio.worker import Worker

from domain.ids import participant_workflow
from tests.workers.telling import Listener, Teller
from workers.codec import Keys, encrypted
from workers.worker import runner


async def test_what_a_workflow_tells_another_is_written_with_the_others_key(temporal_address: str) -> None:
    keys = {uuid4(): os.urandom(32) for _ in range(2)}
    teller, listener = (participant_workflow(subject) for subject in keys)
    client = await Client.connect(temporal_address, data_converter=encrypted(Keys(keys.get)))
    queue = f"telling-{uuid4()}"

    async with Worker(client, task_queue=queue, workflows=[Listener, Teller], workflow_runner=runner()):
        listening = await client.start_workflow(Listener.run, id=listener, task_queue=queue)
        said = await client.execute_workflow(Teller.run, args=[listener, "come"], id=teller, task_queue=queue)
        heard = await listening.result()

    assert (said, heard) == ("come", "come")
