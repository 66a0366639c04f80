"""A service -> its reference server, built in memory and run on this machine."""

from __future__ import annotations

import importlib.util
import json
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final, Protocol

from onespec import names
from onespec.build import build
from onespec.model import Service
from onespec.serve import plain
from onespec.serve.loaded import importable, module

TARGETS: Final = ("checks", "server")
"""What the server is made of."""

PAGES: Final = ("docs", "schema", "openrpc", "openapi")
"""What it shows: the site, and what its pages lead to."""

CONNECTIONS: Final = 64
"""Requests that are worked on at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A generated server that is ready to be asked."""

    app: Any
    request: Callable[..., Any]
    methods: frozenset[str]


class Server(Protocol):
    """A reference server, or what stands for one."""

    @property
    def app(self) -> Any:
        """The application."""
        ...

    @property
    def request(self) -> Callable[..., Any]:
        """What makes a request of its parts."""
        ...

    @property
    def methods(self) -> frozenset[str]:
        """Names that may stand in a log."""
        ...


@contextmanager
def reference(
    service: Service,
    state: Mapping[str, Any] | None = None,
    *,
    accounts: Mapping[str, Mapping[str, Any]] | None = None,
    hosts: tuple[str, ...] = (),
    docs: bool = False,
) -> Iterator[Reference]:
    """The generated server of a service, for as long as the block runs. Raises ValueError for a fact that it has not."""
    files = build(service, (*TARGETS, *PAGES) if docs else TARGETS)
    with importable(files, "python"):
        server = module(f"{names.snake(service.name)}.testing.server")
        settings: dict[str, Any] = {"pages": _pages(files)} if docs else {}
        if hosts:
            settings["hosts"] = (*server.LOCAL_HOSTS, *hosts)
        yield Reference(
            app=server.App(state, accounts=accounts, **settings),
            request=server.Request,
            methods=frozenset(method.name for method in service.methods),
        )


def _pages(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The site at the root, and beside it what it links to."""
    return {
        path.removeprefix("docs/"): content
        for path, content in files.items()
        if not path.startswith("python/")
    }


def run(made: Server, host: str, port: int) -> None:
    """Serves until interrupted: with uvicorn where it is installed, with the standard library where it is not."""
    app = _Logged(made)
    if importlib.util.find_spec("uvicorn") is None:
        plain.run(app.exchange, made.request, host, port, CONNECTIONS)
        return
    module("uvicorn").run(
        app,
        host=host,
        port=port,
        log_level="warning",
        access_log=False,
        server_header=False,
        limit_concurrency=CONNECTIONS,
        timeout_keep_alive=10,
    )


class _Logged:
    """The application with a line for each call: its method and outcome, never what was sent."""

    def __init__(self, made: Server) -> None:
        self._made = made

    def exchange(self, request: Any) -> Any:
        """One request of the standard library's server."""
        began = time.monotonic()
        response = self._made.app.exchange(request)
        if request.method == "POST":
            self._say(request.body, response.body, began)
        return response

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """One connection of uvicorn's."""
        if scope["type"] != "http" or scope["method"] != "POST":
            await self._made.app(scope, receive, send)
            return
        began = time.monotonic()
        bodies: dict[str, bytes] = {"sent": b"", "got": b""}

        async def heard() -> Any:
            message = await receive()
            bodies["sent"] += message.get("body", b"")
            return message

        async def said(message: Any) -> None:
            bodies["got"] += message.get("body", b"")
            await send(message)

        await self._made.app(scope, heard, said)
        self._say(bodies["sent"], bodies["got"], began)

    def _say(self, sent: bytes, got: bytes, began: float) -> None:
        spent = round((time.monotonic() - began) * 1000)
        method = _member(sent, "method")
        shown = method if method in self._made.methods else "?"
        print(f"{shown}: {_outcome(got)}, {spent} ms", file=sys.stderr, flush=True)


def _member(body: bytes, name: str) -> Any:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return found.get(name) if isinstance(found, dict) else None


def _outcome(body: bytes) -> str:
    error = _member(body, "error")
    if isinstance(error, dict):
        return str(error["data"]["mnemonic"])
    return "no reply" if _member(body, "jsonrpc") is None else "accepted"
