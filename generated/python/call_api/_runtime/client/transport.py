# onespec runtime: copied unchanged into generated packages. Edit it in onespec.
"""The border to the network: implement it to send requests another way."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpRequest:
    """One HTTP POST; body and headers can hold secrets, so no repr shows them."""

    url: str
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    deadline: float
    """When the whole exchange must be over, on `time.monotonic`'s clock."""
    connect_timeout: float
    """Seconds for connecting, inside the deadline."""

    def time_left(self) -> float:
        """Seconds until the deadline; zero or less when it has passed."""
        return self.deadline - time.monotonic()


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpResponse:
    """One answer, its body decoded."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    """Names in lower case, however they were given."""
    body: bytes = field(repr=False)

    def __post_init__(self) -> None:
        named = {name.lower(): value for name, value in self.headers.items()}
        object.__setattr__(self, "headers", named)


class TransportError(Exception):
    """An exchange failed after something may have left: its outcome is unknown.

    `timed_out` says that it failed because its time ran out; `response` is what came
    of an answer, where its status and headers did.
    """

    def __init__(
        self,
        reason: str = "",
        *,
        timed_out: bool = False,
        response: HttpResponse | None = None,
    ) -> None:
        super().__init__(reason)
        self.timed_out = timed_out
        self.response = response


class NothingSentError(TransportError):
    """An exchange failed before anything of the request left."""


class BadAnswerError(TransportError):
    """An answer came, and it breaks HTTP or is larger than allowed."""


class TransportBugError(TransportError):
    """Stands for what a transport raised and should not, where outcomes are judged."""


class Transport(Protocol):
    """Sends a request and reads its answer in time; no redirects, no retries."""

    def send(self, request: HttpRequest, /) -> HttpResponse:
        """The answer, whatever its status. Raises TransportError if there is none.

        OSError counts as one. Any other exception is taken for a bug of the transport:
        nothing is tried again, and what the call raises has it as its cause.
        """
        ...


class AsyncTransport(Protocol):
    """The same for `async` code."""

    async def send(self, request: HttpRequest, /) -> HttpResponse:
        """The answer, whatever its status. Raises TransportError if there is none."""
        ...
