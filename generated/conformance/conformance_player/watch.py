# onespec runtime: copied unchanged into generated packages. Edit it in onespec.
"""What has been sent and what came back -> whether playing on makes sense: ceilings, a server that is not there or not the service, one that asks to wait, a call that nobody wanted."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Final

from .suite import Case

IN_A_ROW: Final = 3
"""Exchanges without a reply of the service, one after another, that end a run."""

IN_ALL: Final = 10
"""The same where replies of the service come in between."""

LONGEST_WAIT: Final = 60.0
"""Seconds that a run waits at once where it is asked to."""

LONGEST_WAITS: Final = 300.0
"""Seconds that a run waits in all."""


@dataclass(slots=True, kw_only=True)
class Watch:
    """The state of one run against one endpoint."""

    per_second: float | None = None
    most_requests: int | None = None
    most_calls: int | None = None
    most_unwanted: int | None = None
    """How many calls that nobody wanted end the run; None where they reach nobody."""
    stopped: str = ""
    """Why nothing more is played."""
    has_placed: bool = False
    """Whether a call that should not have been placed is what stopped it."""
    was_interrupted: bool = False
    is_known: bool = False
    """Whether a call has shown that the service is there, though its errors are no replies of JSON-RPC."""
    requests: int = 0
    calls: int = 0
    """Requests that were acted on, or may have been: no reply says that they were not."""
    _unwanted: int = 0
    _in_a_row: int = 0
    _in_all: int = 0
    _next: float = 0.0
    """When the next request may go out."""
    _waited: float = 0.0

    def ceiling(self, case: Case) -> str:
        """Why a case is too much, if it is."""
        most = self.most_requests
        if most is not None and self.requests + case.requests > most:
            return f"the ceiling of {most} requests is reached"
        most = self.most_calls
        if case.effect and most is not None and self.calls + case.acted_on > most:
            return f"the ceiling of {most} calls is reached"
        return ""

    def may_ask(self) -> bool:
        """Whether one request more is within the ceiling."""
        return self.most_requests is None or self.requests < self.most_requests

    def pace(self) -> None:
        """Waits until the next request may go out, and counts it."""
        pause = self._next - time.monotonic()
        if pause > 0:
            time.sleep(pause)
        if self.per_second:
            self._next = time.monotonic() + 1 / self.per_second
        self.requests += 1

    def wait(self, seconds: float) -> None:
        """Holds the next request back, as the endpoint asks; stops where that would take too long."""
        self._waited += seconds
        if seconds > LONGEST_WAIT or self._waited > LONGEST_WAITS:
            self.stop(
                f"the endpoint is busy and asks to wait {seconds:.0f} s more (Retry-After)"
            )
            return
        self._next = max(self._next, time.monotonic() + seconds)

    def answered(self) -> None:
        """A reply of the service came."""
        self._in_a_row = 0

    def is_patient(self) -> bool:
        """Whether one exchange more without a reply of the service would not yet end the run."""
        return self._in_a_row + 1 < IN_A_ROW and self._in_all + 1 < IN_ALL

    def lost(self, reason: str, what: str = "does not answer") -> None:
        """No reply came, or one that is not the service's."""
        self._in_a_row += 1
        self._in_all += 1
        if self._in_a_row < IN_A_ROW and self._in_all < IN_ALL:
            return
        times = (
            f"{self._in_a_row} times in a row"
            if self._in_a_row >= IN_A_ROW
            else f"{self._in_all} times"
        )
        self.stop(f"the endpoint {what}, {times}: {reason}")

    def placed(self, case: Case) -> None:
        """A request was acted on; where it had to be refused and somebody may be called, that soon ends the run."""
        self.calls += 1
        if case.effect:
            return
        self._unwanted += 1
        most, ceiling = self.most_unwanted, self.most_calls
        if most is not None and self._unwanted >= most:
            said = "a call was" if most == 1 else f"{most} calls were"
            self.has_placed = True
            self.stop(f"{said} placed for requests that had to be refused: {case.id}")
        elif ceiling is not None and self.calls >= ceiling:
            self.has_placed = True
            self.stop(
                f"the ceiling of {ceiling} calls is reached, and the endpoint acts on requests that it has to refuse"
            )

    def interrupt(self) -> None:
        """Somebody wants the run to end."""
        self.was_interrupted = True
        self.stop("interrupted")

    def stop(self, reason: str) -> None:
        """Nothing more is played; the first reason stands."""
        self.stopped = self.stopped or reason
