"""While Temporal does not answer nobody can say where a journey stands, and that is said."""

import os
from datetime import timedelta
from uuid import UUID

import pytest

from benchmarks.chaos.connections import borrowed, cut, heal, to_port
from doctor import journeys
from storage.queries.standings import SubjectStanding
from tests.workflows.town import Town
from workers.errors import TemporalAway

SUBJECT = UUID("11111111-1111-4111-8111-111111111111")


async def test_a_line_that_went_dead_is_an_error_for_people_and_no_difference(
    quiet_town: Town, temporal_address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journeys, "PATIENCE", timedelta(milliseconds=300))
    with borrowed(os.getpid(), to_port(int(temporal_address.rpartition(":")[2]))) as lines:
        cut(lines, "silent")
        with pytest.raises(TemporalAway, match=temporal_address):
            await journeys.differing(quiet_town.client, [a_standing()])
        heal(lines)

    monkeypatch.undo()
    (found,) = await journeys.differing(quiet_town.client, [a_standing()])
    assert found.difference is journeys.Difference.MISSING


def a_standing() -> SubjectStanding:
    return SubjectStanding(
        workflow=f"participant-{SUBJECT}",
        subject=SUBJECT,
        traject=SUBJECT,
        phase="intake",
        paused=False,
        next_check=None,
        ended=False,
        version=1,
        municipality="Proefdam",
        key="P1",
    )
