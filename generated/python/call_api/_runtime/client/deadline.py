# onespec runtime: copied unchanged into generated packages. Edit it in onespec.
"""An end time for a whole exchange, kept at every single operation on the socket.

A timeout per operation lets a server drip bytes for ever. Here the time limit that
travels down to the socket is the time left until the end, worked out anew each time.
"""

from __future__ import annotations

import socket
import time
from typing import Any

LEAST = 0.001
"""Seconds granted when the end has passed; zero would mean not to wait at all."""

MOST = 1_000_000.0
"""Seconds granted to one operation at most: sockets take no end of `math.inf`."""

CHUNK = 16_384
"""Bytes after which the time left is worked out anew."""


class Until(float):
    """An end time that counts as a number of seconds for whoever doesn't know it."""

    at: float

    def __new__(cls, at: float) -> Until:
        made = super().__new__(cls, _granted(at))
        made.at = at
        return made


def left(timeout: float | None) -> float | None:
    """The seconds that an operation may take."""
    if isinstance(timeout, Until):
        return _granted(timeout.at)
    return timeout


def _granted(at: float) -> float:
    return min(max(at - time.monotonic(), LEAST), MOST)


def keep_deadlines(transport: object, network: type[Network | AsyncNetwork]) -> None:
    """Makes the connections of an httpx2 transport keep end times."""
    pool = getattr(transport, "_pool")
    setattr(pool, "_network_backend", network(getattr(pool, "_network_backend")))


def has_surplus(stream: object) -> bool:
    """Whether more came than the one answer; it must not meet the next request."""
    for name in ("_httpcore_stream", "_stream", "_connection", "_h11_state"):
        stream = getattr(stream, name, None)
    trailing: tuple[bytes, bool] = getattr(stream, "trailing_data", (b"", False))
    return bool(trailing[0])


class Network:
    """Opens connections that keep an end time."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner

    def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, **settings: Any
    ) -> Stream:
        """A connection to the first address that takes one."""
        *others, last = _addresses(host, port)
        for address in others:
            try:
                return self._open(address, port, timeout, settings)
            except Exception:
                continue
        return self._open(last, port, timeout, settings)

    def _open(
        self, host: str, port: int, timeout: float | None, settings: dict[str, Any]
    ) -> Stream:
        return Stream(self._inner.connect_tcp(host, port, left(timeout), **settings))

    def sleep(self, seconds: float) -> None:
        """Waits."""
        self._inner.sleep(seconds)


def _addresses(host: str, port: int) -> list[str]:
    """The addresses of a host, each once; the host itself where it has none."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError:
        return [host]
    return list(dict.fromkeys(str(entry[4][0]) for entry in found)) or [host]


class AsyncNetwork:
    """The same for `async` code, whose loop looks after the addresses."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner

    async def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, **settings: Any
    ) -> AsyncStream:
        """A connection to the first address that takes one."""
        inner = await self._inner.connect_tcp(host, port, left(timeout), **settings)
        return AsyncStream(inner)

    async def sleep(self, seconds: float) -> None:
        """Waits."""
        await self._inner.sleep(seconds)


class _Stream:
    """What connections of both kinds know."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner
        self._is_spoilt = False

    def spoil(self) -> None:
        """Keeps the connection from being used again, as if the server had hung up."""
        self._is_spoilt = True

    def get_extra_info(self, info: str) -> Any:
        """What the connection knows of itself."""
        if info == "is_readable" and self._is_spoilt:
            return True
        return self._inner.get_extra_info(info)


class Stream(_Stream):
    """A connection."""

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Some bytes."""
        found: bytes = self._inner.read(max_bytes, left(timeout))
        return found

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Sends all of the bytes."""
        for start in range(0, len(buffer), CHUNK):
            self._inner.write(buffer[start : start + CHUNK], left(timeout))

    def close(self) -> None:
        """Ends the connection."""
        self._inner.close()

    def start_tls(
        self,
        ssl_context: Any,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> Stream:
        """The same connection, encrypted."""
        end = left(timeout)
        return Stream(self._inner.start_tls(ssl_context, server_hostname, end))


class AsyncStream(_Stream):
    """A connection, for `async` code."""

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Some bytes."""
        found: bytes = await self._inner.read(max_bytes, left(timeout))
        return found

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Sends all of the bytes."""
        for start in range(0, len(buffer), CHUNK):
            await self._inner.write(buffer[start : start + CHUNK], left(timeout))

    async def aclose(self) -> None:
        """Ends the connection."""
        await self._inner.aclose()

    async def start_tls(
        self,
        ssl_context: Any,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> AsyncStream:
        """The same connection, encrypted."""
        end = left(timeout)
        inner = await self._inner.start_tls(ssl_context, server_hostname, end)
        return AsyncStream(inner)
