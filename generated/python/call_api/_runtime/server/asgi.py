# onespec runtime: copied unchanged into generated packages. Edit it in onespec.
"""ASGI around a plain exchange of values, with limits on size and time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Protocol, TypeAlias

from .http import LARGEST_BODY, Request, Response, gathered, plain

SLOWEST_BODY = 10.0
"""Seconds in which a body has to arrive."""

Scope: TypeAlias = Mapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Mapping[str, Any]]]
Send: TypeAlias = Callable[[dict[str, Any]], Awaitable[None]]


class Exchange(Protocol):
    """A server as a function from request to response."""

    def answer_unread(self, request: Request) -> Response | None:
        """The response that needs no body, or None where the body decides."""
        ...

    def exchange(self, request: Request) -> Response:
        """The response to a request with its body."""
        ...


async def serve(app: Exchange, scope: Scope, receive: Receive, send: Send) -> None:
    """One connection of any of the kinds that ASGI knows."""
    if scope["type"] == "lifespan":
        await _live(receive, send)
    elif scope["type"] == "http":
        await _answer(await _respond(app, scope, receive), send)
    else:
        await send({"type": "websocket.close", "code": 1003})


async def _live(receive: Receive, send: Send) -> None:
    while (await receive())["type"] != "lifespan.shutdown":
        await send({"type": "lifespan.startup.complete"})
    await send({"type": "lifespan.shutdown.complete"})


async def _respond(app: Exchange, scope: Scope, receive: Receive) -> Response:
    headers = gathered(
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, value in scope["headers"]
    )
    method, path = scope["method"], scope["path"]
    # Whoever is refused for the head alone is answered before the body is read.
    early = app.answer_unread(Request(b"", headers, method, path))
    if early is not None:
        return early
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        # Some other loop than asyncio's: its server has to keep the time.
        body = await _read_body(receive)
    else:
        try:
            body = await asyncio.wait_for(_read_body(receive), SLOWEST_BODY)
        except TimeoutError:
            return plain(408, "the body did not arrive in time")
    return app.exchange(Request(body, headers, method, path))


async def _read_body(receive: Receive) -> bytes:
    """The body, or one byte more than is allowed."""
    found = bytearray()
    while len(found) <= LARGEST_BODY:
        message = await receive()
        if message["type"] == "http.disconnect":
            break
        found += message.get("body", b"")
        if not message.get("more_body", False):
            break
    return bytes(found[: LARGEST_BODY + 1])


async def _answer(response: Response, send: Send) -> None:
    # A response that has no body by its status has none of these either.
    about_body = [
        (b"content-type", response.content_type.encode("latin-1")),
        (b"content-length", str(len(response.body)).encode()),
    ]
    headers = [
        *(about_body if response.status != 204 else ()),
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
        *(
            (name.lower().encode("latin-1"), value.encode("latin-1"))
            for name, value in response.headers.items()
        ),
    ]
    start = {"type": "http.response.start", "status": response.status}
    await send({**start, "headers": headers})
    await send({"type": "http.response.body", "body": response.body})
