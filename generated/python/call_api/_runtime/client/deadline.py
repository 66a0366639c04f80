# onespec runtime: copied unchanged into generated packages. Edit it in onespec.
"""An end time for a whole exchange, kept at every single operation on the network.

A timeout per operation lets a server drip bytes for ever. Here the time limit that
travels down to the socket is the time left until the end, worked out anew each time.
What travels with it comes back up: whether anything of the request has left.
"""

from __future__ import annotations

import queue
import socket
import threading
import time
from collections.abc import Iterable
from ssl import SSLContext
from typing import Any

from httpcore2 import (
    SOCKET_OPTION,
    AsyncNetworkBackend,
    AsyncNetworkStream,
    ConnectError,
    ConnectTimeout,
    NetworkBackend,
    NetworkStream,
    ReadError,
    WriteTimeout,
)

from .framing import Framing
from .transport import HttpResponse

LEAST = 0.001
"""Seconds granted when the end has passed; zero would mean not to wait at all."""

MOST = 1_000_000.0
"""Seconds granted to one operation at most: sockets take no end of `math.inf`."""

CHUNK = 16_384
"""Bytes after which the time left is worked out anew."""

REQUEST = b"POST "
"""How the bytes of a request begin, as against those for a proxy on the way."""


class Progress:
    """How far an exchange has come."""

    __slots__ = ("has_left", "answer")

    def __init__(self) -> None:
        self.has_left = False
        """Whether anything of the request may have left."""
        self.answer: HttpResponse | None = None
        """What came of an answer that broke off or can't be used."""


class Until(float):
    """An end time that counts as a number of seconds for whoever doesn't know it."""

    at: float
    progress: Progress

    def __new__(cls, at: float, progress: Progress) -> Until:
        made = super().__new__(cls, _granted(at))
        made.at = at
        made.progress = progress
        return made


def left(timeout: float | None) -> float | None:
    """The seconds that an operation may take."""
    if isinstance(timeout, Until):
        return _granted(timeout.at)
    return timeout


def _granted(at: float) -> float:
    return min(max(at - time.monotonic(), LEAST), MOST)


class Network(NetworkBackend):
    """Opens connections that keep an end time, looking up the host included."""

    def __init__(self, inner: NetworkBackend) -> None:
        self._inner = inner

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[SOCKET_OPTION] | None = None,
    ) -> Stream:
        """A connection to the first address that takes one."""

        def connect(address: str) -> Stream:
            seconds = left(timeout)
            return Stream(
                self._inner.connect_tcp(
                    address, port, seconds, local_address, socket_options
                )
            )

        *others, last = _addresses(host, port, left(timeout))
        for address in others:
            try:
                return connect(address)
            except (ConnectError, ConnectTimeout):
                continue
        return connect(last)

    def sleep(self, seconds: float) -> None:
        """Waits."""
        self._inner.sleep(seconds)


def _addresses(host: str, port: int, timeout: float | None) -> list[str]:
    """The addresses of a host, each once. Raises ConnectError, and ConnectTimeout.

    The system's look-up knows no time limit, so that another thread waits for it.
    """
    found: queue.SimpleQueue[list[str] | Exception] = queue.SimpleQueue()

    def look_up() -> None:
        try:
            entries = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            found.put(list(dict.fromkeys(str(entry[4][0]) for entry in entries)))
        except (OSError, UnicodeError) as error:
            found.put(error)

    if _is_address(host):
        return [host]
    try:
        threading.Thread(target=look_up, name="look-up", daemon=True).start()
    except RuntimeError:
        # No thread is to be had any more, as when the interpreter is about to end.
        look_up()
    try:
        addresses = found.get(timeout=timeout)
    except queue.Empty:
        raise ConnectTimeout("looking up the host took too long") from None
    if isinstance(addresses, Exception):
        raise ConnectError(str(addresses))
    return addresses or [host]


def _is_address(host: str) -> bool:
    for family in (socket.AF_INET, socket.AF_INET6):
        try:
            socket.inet_pton(family, host)
        except OSError:
            continue
        return True
    return False


class AsyncNetwork(AsyncNetworkBackend):
    """The same for `async` code, whose loop looks after the addresses."""

    def __init__(self, inner: Any) -> None:
        # `AnyIOBackend` is no AsyncNetworkBackend to a type checker: it is declared
        # twice, for where anyio is and for where it is not.
        self._inner: AsyncNetworkBackend = inner

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[SOCKET_OPTION] | None = None,
    ) -> AsyncStream:
        """A connection to the first address that takes one."""
        inner = await self._inner.connect_tcp(
            host, port, left(timeout), local_address, socket_options
        )
        return AsyncStream(inner)

    async def sleep(self, seconds: float) -> None:
        """Waits."""
        await self._inner.sleep(seconds)


class _Arriving:
    """What has come of an answer and was not read yet."""

    def __init__(self) -> None:
        self._framing = Framing()
        self._held = b""

    def begin(self, buffer: bytes, timeout: float | None) -> None:
        """Notes that bytes are about to leave; with a request, a new answer begins.

        Raises WriteTimeout for a request whose time ran out while it waited its turn.
        """
        if not buffer.startswith(REQUEST):
            return
        self._framing = Framing()
        if isinstance(timeout, Until):
            if timeout.at <= time.monotonic():
                raise WriteTimeout("no time was left to send it")
            timeout.progress.has_left = True

    def take(self, data: bytes) -> None:
        """Takes in what has come. Raises ReadError where it ends too early."""
        if not data and not self._framing.ends_with_connection:
            raise ReadError("the server hung up before its answer was complete")
        self._held = data

    def give(self) -> bytes:
        """What may be read of it: no more than to the end of the answer."""
        size = self._framing.piece(self._held)
        given, self._held = self._held[:size], self._held[size:]
        return given

    @property
    def is_empty(self) -> bool:
        """Whether something has to come before anything can be read."""
        return not self._held


class Stream(NetworkStream):
    """A connection.

    What comes behind the end of an answer is never read: it makes an idle connection
    look as if the server had hung up, so that it is not used again.
    """

    def __init__(self, inner: NetworkStream) -> None:
        self._inner = inner
        self._arriving = _Arriving()

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Some bytes of the answer."""
        if self._arriving.is_empty:
            self._arriving.take(self._inner.read(max_bytes, left(timeout)))
        return self._arriving.give()

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Sends all of the bytes."""
        self._arriving.begin(buffer, timeout)
        for start in range(0, len(buffer), CHUNK):
            self._inner.write(buffer[start : start + CHUNK], left(timeout))

    def close(self) -> None:
        """Ends the connection."""
        self._inner.close()

    def start_tls(
        self,
        ssl_context: SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> Stream:
        """The same connection, encrypted."""
        end = left(timeout)
        return Stream(self._inner.start_tls(ssl_context, server_hostname, end))

    def get_extra_info(self, info: str) -> object:
        """What the connection knows of itself."""
        if info == "is_readable" and not self._arriving.is_empty:
            return True
        found: object = self._inner.get_extra_info(info)
        return found


class AsyncStream(AsyncNetworkStream):
    """A connection, for `async` code."""

    def __init__(self, inner: AsyncNetworkStream) -> None:
        self._inner = inner
        self._arriving = _Arriving()

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Some bytes of the answer."""
        if self._arriving.is_empty:
            self._arriving.take(await self._inner.read(max_bytes, left(timeout)))
        return self._arriving.give()

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Sends all of the bytes."""
        self._arriving.begin(buffer, timeout)
        for start in range(0, len(buffer), CHUNK):
            await self._inner.write(buffer[start : start + CHUNK], left(timeout))

    async def aclose(self) -> None:
        """Ends the connection."""
        await self._inner.aclose()

    async def start_tls(
        self,
        ssl_context: SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> AsyncStream:
        """The same connection, encrypted."""
        end = left(timeout)
        inner = await self._inner.start_tls(ssl_context, server_hostname, end)
        return AsyncStream(inner)

    def get_extra_info(self, info: str) -> object:
        """What the connection knows of itself."""
        if info == "is_readable" and not self._arriving.is_empty:
            return True
        found: object = self._inner.get_extra_info(info)
        return found
