"""A small HTTP server of the standard library around an exchange of values, for where uvicorn is not installed."""

from __future__ import annotations

import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final

LARGEST_BODY: Final = 1_000_001
"""Bytes that are read; the application refuses what has that many."""

SLOWEST: Final = 10.0
"""Seconds that a connection may be silent."""


def run(
    exchange: Callable[[Any], Any],
    request: Callable[..., Any],
    host: str,
    port: int,
    connections: int,
) -> None:
    """Serves until interrupted."""
    with server(exchange, request, host, port, connections) as running:
        running.serve_forever()


def server(
    exchange: Callable[[Any], Any],
    request: Callable[..., Any],
    host: str,
    port: int,
    connections: int,
) -> ThreadingHTTPServer:
    """A server that listens and is not yet run."""
    handler = type(
        "Handler",
        (_Handler,),
        {
            "exchange": staticmethod(exchange),
            "request": staticmethod(request),
            "room": threading.BoundedSemaphore(connections),
        },
    )
    made = ThreadingHTTPServer((host, port), handler)
    made.daemon_threads = True
    return made


class _Handler(BaseHTTPRequestHandler):
    exchange: Callable[[Any], Any]
    request: Callable[..., Any]
    room: threading.BoundedSemaphore
    protocol_version = "HTTP/1.1"
    timeout = SLOWEST
    server_version = "onespec"
    sys_version = ""

    def do_POST(self) -> None:
        self._serve()

    def do_GET(self) -> None:
        self._serve()

    def do_HEAD(self) -> None:
        self._serve()

    def _serve(self) -> None:
        if not self.room.acquire(blocking=False):
            self._answer(503, b"too many connections\n", "text/plain")
            return
        try:
            self._exchange()
        finally:
            self.room.release()

    def _exchange(self) -> None:
        length = self.headers.get("Content-Length", "0")
        if not length.isdecimal() or "Transfer-Encoding" in self.headers:
            self.close_connection = True
            self._answer(411, b"a Content-Length is due\n", "text/plain")
            return
        body = self.rfile.read(min(int(length), LARGEST_BODY))
        self.close_connection = self.close_connection or int(length) > len(body)
        headers = {name.lower(): value for name, value in self.headers.items()}
        path = self.path.partition("?")[0]
        found = self.exchange(type(self).request(body, headers, self.command, path))
        self._answer(found.status, found.body, found.content_type)

    def _answer(self, status: int, body: bytes, content_type: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: a request line can carry what is to be kept."""
