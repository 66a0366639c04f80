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
    """Names in lower case."""
    body: bytes = field(repr=False)


class TransportError(Exception):
    """An exchange failed after something may have left: its outcome is unknown."""


class NothingSentError(TransportError):
    """An exchange failed before anything of the request left."""


class BadAnswerError(TransportError):
    """An answer came, and it breaks HTTP or is larger than allowed."""


class Transport(Protocol):
    """Sends a request and reads its answer in time; no redirects, no retries."""

    def send(self, request: HttpRequest, /) -> HttpResponse:
        """The answer, whatever its status. Raises TransportError if there is none."""
        ...


class AsyncTransport(Protocol):
    """The same for `async` code."""

    async def send(self, request: HttpRequest, /) -> HttpResponse:
        """The answer, whatever its status. Raises TransportError if there is none."""
        ...
