"""The hand-written server at an address that does not count as this machine; it remembers all that it is sent and whom it calls."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from mutants.handler import Server

FAR = "127.0.0.2"
"""Of this machine, and yet no name of it that the player takes for one."""


class Recorder(Server):
    """Keeps the params of each request, and of each call that it placed."""

    def __init__(self) -> None:
        super().__init__()
        self.bodies: list[bytes] = []
        self.calls: list[dict[str, Any]] = []

    def handle(self, body: bytes, content_type: str) -> bytes:
        self.bodies.append(body)
        return super().handle(body, content_type)

    def success(self, request_id: Any, params: dict[str, Any]) -> dict[str, Any]:
        self.calls.append(params)
        return super().success(request_id, params)

    @property
    def sent(self) -> list[dict[str, Any]]:
        """The params of every request that can be read."""
        found = []
        for body in self.bodies:
            try:
                requests = json.loads(body)
            except ValueError:
                continue
            for request in requests if isinstance(requests, list) else [requests]:
                if isinstance(request, dict) and isinstance(
                    request.get("params"), dict
                ):
                    found.append(request["params"])
        return found


class Obliging(Recorder):
    """Calls whoever a request names, whatever else is wrong with it."""

    def handle(self, body: bytes, content_type: str) -> bytes:
        self.bodies.append(body)
        try:
            request = json.loads(body)
            return self.encode(self.success(request["id"], request["params"]))
        except (ValueError, LookupError, TypeError):
            return b"{}"


@contextmanager
def served(server: Server, host: str = FAR) -> Iterator[str]:
    """The server behind a URL."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            reply = server.handle(body, self.headers["Content-Type"])
            self.send_response(200)
            self.send_header("Content-Type", "application/json; charset=UTF-8")
            self.send_header("Content-Length", str(len(reply)))
            self.end_headers()
            self.wfile.write(reply)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing."""

    http = ThreadingHTTPServer((host, 0), Handler)
    thread = threading.Thread(target=http.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield f"http://{host}:{http.server_port}/v4.0"
    finally:
        http.shutdown()
        http.server_close()
        thread.join()
