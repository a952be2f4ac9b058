"""Two workflows of which one tells the other something; alone in their module, because the sandbox imports it."""

from temporalio import workflow


@workflow.defn
class Listener:
    """Waits until it is told."""

    def __init__(self) -> None:
        self.heard: str | None = None

    @workflow.run
    async def run(self) -> str | None:
        await workflow.wait_condition(lambda: self.heard is not None)
        return self.heard

    @workflow.signal
    def hear(self, what: str) -> None:
        """Be told."""
        self.heard = what


@workflow.defn
class Teller:
    """Tells another workflow."""

    @workflow.run
    async def run(self, other: str, what: str) -> str:
        await workflow.get_external_workflow_handle_for(Listener.run, other).signal(Listener.hear, what)
        return what
