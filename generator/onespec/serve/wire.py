"""Connections -> requests -> answers: a small HTTP/1.1 server that nobody's silence, slowness or size keeps from others.

Everything here but the answers themselves runs in one event loop; the answers are made in a thread beside it, one
after the other, so that one which takes long lets no other connection run out of time.
"""

from __future__ import annotations

import asyncio
import errno
import queue
import signal
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from email.utils import formatdate
from http import HTTPStatus
from types import FrameType
from typing import Final

from onespec.runtime.server.asgi import Exchange
from onespec.runtime.server.http import Request, Response, gathered, plain
from onespec.serve.heads import (
    BadHeadError,
    Head,
    expects_leave,
    read_head,
    wants_to_go_on,
)

CONNECTIONS: Final = 200
"""Connections at a time; one more ends the one that has kept the server waiting longest."""

LARGEST_HEAD: Final = 16_384
"""Bytes that a head may have."""

SLOWEST: Final = 10.0
"""Seconds in which a head has to be whole, then a body, and in which an answer has to be taken."""

LINGER: Final = 2.0
"""Seconds in which what is still being sent after a refusal is taken and thrown away, so that the refusal gets through."""

LEAVE: Final = 0.5
"""Seconds that answers in the making get when the server is told to stop, and then connections to end."""

ENDING: Final = (signal.SIGINT, signal.SIGTERM)
"""Signals that end the server."""

_TLS: Final = b"\x16"
"""What a connection begins with whose client speaks HTTPS."""


def listen(host: str, port: int) -> list[socket.socket]:
    """Sockets that listen at every address of the host; port 0 stands for one that is free. Raises OSError."""
    kind, flags = socket.SOCK_STREAM, socket.AI_PASSIVE
    places = dict.fromkeys(socket.getaddrinfo(host, port, type=kind, flags=flags))
    found: list[socket.socket] = []
    fault = OSError(errno.EADDRNOTAVAIL, "the host has no address")
    for family, _, _, _, address in places:
        if found:
            port = found[0].getsockname()[1]
        try:
            made = socket.create_server(
                (address[0], port, *address[2:]), family=family, backlog=CONNECTIONS
            )
        except OSError as error:
            # A name may stand for an address of a family that this machine has switched off.
            fault = error
            if error.errno == errno.EADDRNOTAVAIL:
                continue
            for one in found:
                one.close()
            raise
        found.append(made)
    if not found:
        raise fault
    return found


def run(app: Exchange, sockets: Sequence[socket.socket]) -> None:
    """Serves until SIGINT or SIGTERM comes; then everything is over within two seconds, whatever comes after it."""

    async def serve() -> None:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()

        def ended(number: int, frame: FrameType | None) -> None:
            loop.call_soon_threadsafe(stop.set)

        for name in ENDING:
            signal.signal(name, ended)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDING)
        await Wire(app).serve(sockets, stop)
        hold_signals()

    # A loop that is half made can't be given up quietly: what comes meanwhile ends it once it runs.
    hold_signals()
    asyncio.run(serve())


def hold_signals() -> None:
    """Keeps signals from breaking into what has to be whole: the beginning, and the end, where Python would let them kill a program that ends."""
    signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)


class Wire:
    """The connections of one server."""

    def __init__(self, app: Exchange) -> None:
        self._app = app
        self._worker = _Worker()
        self._is_stopping = False
        self._open: set[asyncio.Task[None]] = set()
        self._waiting: dict[asyncio.Task[None], None] = {}
        """Those that wait for their peer, the longest first."""

    async def serve(
        self, sockets: Sequence[socket.socket], stop: asyncio.Event
    ) -> None:
        """Serves until the event is set."""
        servers = [
            await asyncio.start_server(
                self._connected, sock=one, limit=LARGEST_HEAD, backlog=CONNECTIONS
            )
            for one in sockets
        ]
        await stop.wait()
        self._is_stopping = True
        for server in servers:
            server.close()
        for task in self._waiting:
            task.cancel()
        if self._open:
            await asyncio.wait(self._open, timeout=LEAVE)
        for task in self._open:
            task.cancel()
        self._worker.end()

    async def _connected(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        """One connection, from its beginning to its end."""
        task = _this_task()
        self._make_room()
        self._open.add(task)
        try:
            if len(self._open) > CONNECTIONS:
                busy = plain(503, "too many requests at once", Retry_After="1")
                await _say(writer, busy, last=True)
            else:
                await self._converse(reader, writer)
        except (OSError, asyncio.IncompleteReadError, TimeoutError):
            # The peer has gone, or takes nothing.
            pass
        except asyncio.CancelledError:
            # Told to make room, or to stop: an end like any other.
            pass
        finally:
            self._open.discard(task)
            self._waiting.pop(task, None)
            await _hang_up(writer)

    def _make_room(self) -> None:
        """Ends the connection that has waited longest, where one more would be too many."""
        if len(self._open) >= CONNECTIONS and self._waiting:
            longest = next(iter(self._waiting))
            del self._waiting[longest]
            self._open.discard(longest)
            longest.cancel()

    async def _converse(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        """Answers one request after the other; pipelined ones wait in the reader."""
        goes_on = True
        while goes_on:
            try:
                with self._waits():
                    head = await _read_head(reader)
                if head is None:
                    return
                answer, goes_on = await self._answer(head, reader, writer)
            except BadHeadError as fault:
                answer, head = plain(fault.status, str(fault)), None
                goes_on = False
            goes_on = goes_on and not self._is_stopping
            with self._waits():
                is_bare = head is not None and head.method == "HEAD"
                await _say(writer, answer, is_bare=is_bare, last=not goes_on)
                if not goes_on:
                    await _linger(reader, writer)

    async def _answer(
        self, head: Head, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> tuple[Response, bool]:
        """The answer to a request, and whether another may follow. Raises BadHeadError."""
        headers = gathered(head.headers)
        request = Request(b"", headers, head.method, head.path)
        has_body = (
            headers.get("content-length", "0").strip("0") != ""
            or "transfer-encoding" in headers
        )
        goes_on = wants_to_go_on(head, headers)
        early = await self._worker.do(self._app.answer_unread, request)
        if early is not None:
            # A body that nobody reads would be taken for the next request.
            return early, goes_on and not has_body
        if "content-length" not in headers:
            raise BadHeadError(411, "a Content-Length is due")
        if expects_leave(headers) and not head.is_old:
            writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        with self._waits():
            body = await _read_body(reader, int(headers["content-length"]))
        whole = replace(request, body=body)
        answer = await self._worker.do(self._app.exchange, whole)
        assert answer is not None
        return answer, goes_on

    @contextmanager
    def _waits(self) -> Iterator[None]:
        """Marks a connection as one that waits for its peer: where room is short it has to go."""
        task = _this_task()
        self._waiting[task] = None
        try:
            yield
        finally:
            self._waiting.pop(task, None)


def _this_task() -> asyncio.Task[None]:
    task = asyncio.current_task()
    assert task is not None
    return task


async def _read_head(reader: asyncio.StreamReader) -> Head | None:
    """The next head; None where none begins. Raises BadHeadError."""
    began = b""
    try:
        async with asyncio.timeout(SLOWEST):
            began = await reader.read(1)
            if not began:
                return None
            if began == _TLS:
                raise BadHeadError(400, "this server speaks HTTP, not HTTPS")
            return read_head(await _read_lines(reader, began))
    except asyncio.LimitOverrunError:
        raise BadHeadError(431, f"a head has at most {LARGEST_HEAD} bytes") from None
    except TimeoutError:
        if not began:
            return None
        raise BadHeadError(408, "the head did not arrive in time") from None


async def _read_lines(reader: asyncio.StreamReader, began: bytes) -> list[bytes]:
    """The lines before the empty one; empty ones in front are passed over, which some clients send after a body."""
    lines: list[bytes] = []
    size = 0
    while True:
        line = began + await reader.readuntil(b"\n")
        began = b""
        size += len(line)
        if size > LARGEST_HEAD:
            raise asyncio.LimitOverrunError("the head", size)
        if line.rstrip(b"\r\n"):
            lines.append(line)
        elif lines:
            return [*lines, line]


async def _read_body(reader: asyncio.StreamReader, length: int) -> bytes:
    """The body. Raises BadHeadError where it does not come."""
    try:
        async with asyncio.timeout(SLOWEST):
            return await reader.readexactly(length)
    except TimeoutError:
        raise BadHeadError(408, "the body did not arrive in time") from None
    except asyncio.IncompleteReadError:
        raise BadHeadError(400, "the body is shorter than its Content-Length") from None


async def _say(
    writer: asyncio.StreamWriter,
    answer: Response,
    *,
    last: bool,
    is_bare: bool = False,
) -> None:
    """Sends an answer, with or without its body. Raises TimeoutError where it is not taken."""
    lines = [
        f"HTTP/1.1 {answer.status} {HTTPStatus(answer.status).phrase}",
        f"Date: {formatdate(usegmt=True)}",
        # A response that has no body by its status has none of these either.
        *(
            []
            if answer.status == HTTPStatus.NO_CONTENT
            else [
                f"Content-Type: {answer.content_type}",
                f"Content-Length: {len(answer.body)}",
            ]
        ),
        "Cache-Control: no-store",
        "X-Content-Type-Options: nosniff",
        *(f"{name}: {value}" for name, value in answer.headers.items()),
        *(["Connection: close"] if last else []),
    ]
    text = "\r\n".join([*lines, "", ""]).encode("latin-1")
    writer.write(text if is_bare else text + answer.body)
    async with asyncio.timeout(SLOWEST):
        await writer.drain()


async def _linger(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Takes what is still being sent: to close at once would throw the answer away with it."""
    if writer.can_write_eof():
        writer.write_eof()
    with suppress(TimeoutError):
        async with asyncio.timeout(LINGER):
            while await reader.read(65_536):
                pass


async def _hang_up(writer: asyncio.StreamWriter) -> None:
    """Ends a connection, whether its peer agrees or not."""
    with suppress(OSError, TimeoutError, asyncio.CancelledError):
        writer.close()
        async with asyncio.timeout(LEAVE):
            await writer.wait_closed()
            return
    writer.transport.abort()


class _Worker:
    """A thread that makes answers one after the other; it does not keep the program from ending."""

    def __init__(self) -> None:
        self._jobs: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        threading.Thread(target=self._work, daemon=True).start()

    def _work(self) -> None:
        # Signals are the business of the thread that has the event loop.
        hold_signals()
        while (job := self._jobs.get()) is not None:
            job()

    def end(self) -> None:
        """Lets the thread end after what it is at."""
        self._jobs.put(None)

    async def do(
        self, make: Callable[[Request], Response | None], request: Request
    ) -> Response | None:
        """What a function makes of a request."""
        loop = asyncio.get_running_loop()
        made: asyncio.Future[Response | None] = loop.create_future()

        def settle(answer: Response | None) -> None:
            if not made.cancelled():
                made.set_result(answer)

        def job() -> None:
            try:
                answer = make(request)
            except Exception as error:
                answer = plain(500, f"the server failed: {type(error).__name__}")
            # The loop is closed where the server was told to stop meanwhile.
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(settle, answer)

        self._jobs.put(job)
        return await made
