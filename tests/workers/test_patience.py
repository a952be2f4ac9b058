"""When patience with a silent server ends."""

import asyncio

import pytest

from workers.patience import Patience


async def test_a_server_that_was_restarted_is_not_blamed_for_what_it_did_not_answer_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("workers.patience.ASK_EVERY", 0)

    async def silent() -> bool:
        return False

    patience = Patience(silent, seconds=0)
    assert not patience.is_at_an_end()  # it is asked
    await asyncio.sleep(0)

    patience.begin_anew()

    assert not patience.is_at_an_end()  # it is asked again
    await asyncio.sleep(0)
    assert patience.is_at_an_end()
