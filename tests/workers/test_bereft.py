"""A worker whose parent is gone is told so once: it has something better to do in its last seconds."""

import asyncio
import os

import pytest

from workers.__main__ import _when_standard_input_closes


async def test_the_end_of_standard_input_is_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    ours, theirs = os.pipe()
    told: list[None] = []
    with os.fdopen(ours) as end:
        monkeypatch.setattr("sys.stdin", end)
        _when_standard_input_closes(lambda: told.append(None))
        os.close(theirs)
        for _ in range(10):
            await asyncio.sleep(0)  # a pass of the loop
    assert len(told) == 1
