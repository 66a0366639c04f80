"""What tests of the runtime share: callers of both kinds, and time that passes at once."""

from __future__ import annotations

import asyncio
import time

import pytest
from runtime_library import Caller, Pauses


@pytest.fixture(params=[False, True], ids=["sync", "async"])
def caller(request: pytest.FixtureRequest) -> Caller:
    """A client of either kind."""
    return Caller(is_async=request.param)


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> Pauses:
    """Pauses that take no time, though the clock goes on by them."""
    found = Pauses()
    monotonic, pause = time.monotonic, asyncio.sleep

    def sleep(seconds: float) -> None:
        found.made.append(seconds)

    async def sleep_async(seconds: float, outcome: object = None) -> None:
        if seconds:
            found.made.append(seconds)
        await pause(0)

    monkeypatch.setattr(time, "sleep", sleep)
    monkeypatch.setattr(asyncio, "sleep", sleep_async)
    monkeypatch.setattr(time, "monotonic", lambda: monotonic() + found.passed)
    return found
