"""A participant's journey, from registration until they are forgotten (docs/rules.md, Phases)."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from domain.terms import Phase
    from workflows.messages import CarriedOn, Standing
    from workflows.waiting import Waiting


@workflow.defn
class ParticipantJourney(Waiting):
    """From intake until the participant is forgotten.

    In each phase the journey waits for a message (somebody was admitted, a certificate was approved) or for the day
    on which something falls due, expires or stalls. Which phase follows is decided by the rules, on the facts; what
    is written here is the order in which it usually goes.
    """

    @workflow.init
    def __init__(self, begin: CarriedOn) -> None:
        super().__init__(begin)

    @workflow.run
    async def run(self, begin: CarriedOn) -> Standing:  # noqa: ARG002 -- `__init__` has kept it
        """A correction can take somebody back, and whoever withdrew can come back: hence the loop."""
        await self.find_out_where_it_stands()
        while not await self.is_over():
            await self.during(Phase.INTAKE)
            await self.during(Phase.WAITING_LIST)
            await self.during(Phase.KICK_OFF)
            await self.during(Phase.PROGRAMME)
            await self.during(Phase.CERTIFICATE)
            await self.during(Phase.FOLLOW_UP)  # until 3, 6 and 12 months are each settled
            await self.during(Phase.CLOSED)  # until forgotten (RET-1), or until a correction takes them back
            await self.during(Phase.REFUSED)  # likewise
            await self.during(Phase.WITHDRAWN)  # likewise, or until they come back
            await self.during_none_of(*Phase)
        return self.standing
