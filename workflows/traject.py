"""A group's run of the programme in one municipality, from preparation to the last report (docs/rules.md, Phases)."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from domain.terms import TrajectPhase
    from workflows.messages import CarriedOn, Standing
    from workflows.waiting import Waiting


@workflow.defn
class TrajectWorkflow(Waiting):
    """From preparation until the outcomes are reported.

    What concerns the group is said here: sessions planned and held, attendance, the ceremony. The rules decide for the
    traject and for everybody in it at once; whoever's phase or day changed is woken.
    """

    @workflow.init
    def __init__(self, begin: CarriedOn) -> None:
        super().__init__(begin)

    @workflow.run
    async def run(self, begin: CarriedOn) -> Standing:  # noqa: ARG002 -- `__init__` has kept it
        """A correction can take a traject back, even a cancelled one: hence the loop."""
        await self.find_out_where_it_stands()
        while not await self.is_over():
            await self.during(TrajectPhase.PREPARATION)
            await self.during(TrajectPhase.KICK_OFF)
            await self.during(TrajectPhase.PROGRAMME)
            await self.during(TrajectPhase.CEREMONY)
            await self.during(TrajectPhase.FOLLOW_UP)
            await self.during(TrajectPhase.CLOSED)  # until what was left to do is done or expires
            await self.during(TrajectPhase.CANCELLED)  # until the exit talks
            await self.during_none_of(*TrajectPhase)
        return self.standing
