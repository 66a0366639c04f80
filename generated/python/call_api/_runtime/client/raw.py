# onespec runtime: copied unchanged into generated packages. Edit it in onespec.
"""Results together with the answers they came in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import wraps
from typing import Generic, ParamSpec, TypeAlias, TypeVar

from pydantic import ValidationError

from .models import Received
from .transport import HttpResponse

M = TypeVar("M", bound=Received)
P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Record:
    """An answer that gave a result."""

    request_id: str | int
    http: HttpResponse
    metadata: Mapping[str, object]


RECORDS: ContextVar[list[Record] | None] = ContextVar("records", default=None)
"""Where a client leaves its answers, while someone asks for them."""


@dataclass(frozen=True, slots=True)
class Response(Generic[T]):
    """A result and its answer; a generated package adds what its metadata says."""

    parsed: T
    """What the plain method returns."""
    request_id: str | int
    http: HttpResponse
    """Status, headers and body as they came."""
    metadata: Mapping[str, object] = field(repr=False)

    @property
    def status(self) -> int:
        """The HTTP status."""
        return self.http.status

    @property
    def headers(self) -> Mapping[str, str]:
        """The HTTP headers, names in lower case."""
        return self.http.headers


Respond: TypeAlias = Callable[[T, str | int, HttpResponse, Mapping[str, object]], R]
"""The class of raw responses of a generated package."""


def read_member(kind: type[M], metadata: Mapping[str, object], name: str) -> M | None:
    """A member of the metadata; None where it is absent or has another shape."""
    try:
        return kind.model_validate(metadata[name])
    except (KeyError, ValidationError):
        return None


def raw(respond: Respond[T, R], method: Callable[P, T]) -> Callable[P, R]:
    """The method with its answer around the result."""

    @wraps(method)
    def with_response(*args: P.args, **kwargs: P.kwargs) -> R:
        records: list[Record] = []
        token = RECORDS.set(records)
        try:
            parsed = method(*args, **kwargs)
            last = records[-1]
            return respond(parsed, last.request_id, last.http, last.metadata)
        finally:
            RECORDS.reset(token)

    return with_response


def raw_async(
    respond: Respond[T, R], method: Callable[P, Awaitable[T]]
) -> Callable[P, Awaitable[R]]:
    """The same for `async` methods."""

    @wraps(method)
    async def with_response(*args: P.args, **kwargs: P.kwargs) -> R:
        records: list[Record] = []
        token = RECORDS.set(records)
        try:
            parsed = await method(*args, **kwargs)
            last = records[-1]
            return respond(parsed, last.request_id, last.http, last.metadata)
        finally:
            RECORDS.reset(token)

    return with_response
