"""Plays sample programs against the generated reference server on loopback; run in a process of its own.

Reads from standard input a list of {package, url, env, token, state, program}, writes a list of what each printed.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import os
import sys
import threading
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


def serve(package: str, pages: Mapping[str, bytes] | None = None) -> tuple[Any, str]:
    """The reference server of a generated package, and the address it listens at."""
    testing = importlib.import_module(f"{package}.testing.server")
    app = testing.App(pages=pages)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            length = int(self.headers.get("content-length", 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            request = testing.Request(
                self.rfile.read(length), headers, self.command, self.path.split("?")[0]
            )
            answer = app.exchange(request)
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.content_type)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

        do_GET = do_POST

        def log_message(self, format: str, *args: object) -> None:
            return

    listening = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=listening.serve_forever, daemon=True).start()
    return app, f"http://127.0.0.1:{listening.server_port}"


def play(tasks: list[dict[str, Any]]) -> list[str]:
    """What each program prints."""
    app, address = serve(tasks[0]["package"])
    printed = []
    for task in tasks:
        app.set_state(task["state"])
        os.environ[task["env"]] = task["token"]
        program = task["program"].replace(task["url"], address)
        assert program != task["program"], "the program names another address"
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            exec(compile(program, "sample", "exec"), {"__name__": "__main__"})
        printed.append(out.getvalue())
    return printed


if __name__ == "__main__":
    json.dump(play(json.load(sys.stdin)), sys.stdout)
