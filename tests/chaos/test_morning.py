"""Many journeys whose day comes while nobody works: each gets its task, once, and people are heard meanwhile."""

from benchmarks.morning import live
from tests.workflows.town import Town


async def test_after_a_night_without_a_worker_everybody_has_their_follow_up_once(quiet_town: Town) -> None:
    found = await live(quiet_town, people=90)
    assert found.violations == []
    assert found.follow_ups == found.people == 90
    assert found.messages
