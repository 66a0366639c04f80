"""A service -> its reference server, built in memory and run on this machine."""

from __future__ import annotations

import html
import json
import socket
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final, Protocol

from onespec import names
from onespec.build import build
from onespec.cases.errors import accounts as sample_accounts
from onespec.cases.errors import credential, login
from onespec.model import Service
from onespec.runtime.server.calls import DISCOVER
from onespec.runtime.server.http import Request, Response
from onespec.serve import wire
from onespec.serve.loaded import importable, module
from onespec.targets.python.server import call_paths
from onespec.verdict import sample_state

TARGETS: Final = ("checks", "server")
"""What the server is made of."""

PAGES: Final = ("docs", "schema", "openrpc", "openapi", "postman")
"""What it shows: the site, and what its pages lead to."""

_CHARSET: Final = b'<meta charset="utf-8">\n'
"""What each page begins with; what a browser is to know besides may stand behind it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A generated server that is ready to be asked."""

    app: Any
    request: Callable[..., Any]
    methods: frozenset[str]
    paths: tuple[str, ...] = ("/",)
    """Where calls are sent."""
    credentials: Credentials | None = None
    """What requests to the sample account carry; None for an account that was given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """Credentials of the sample accounts, which are no secrets."""

    param: str
    """The param, or the header that carries them."""
    good: str
    """The one that every method takes."""
    others: tuple[str, ...]
    """Those of accounts in trouble."""


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
    found = None if state or accounts else _credentials(service)
    with importable(files, "python"):
        server = module(f"{names.snake(service.name)}.testing.server")
        settings: dict[str, Any] = {}
        if docs:
            settings["pages"] = _pages(files, found)
            settings["description"] = json.loads(files["openrpc.json"])
        if hosts:
            settings["hosts"] = (*server.LOCAL_HOSTS, *hosts)
        yield Reference(
            app=server.App(state, accounts=accounts, **settings),
            request=server.Request,
            methods=frozenset([*(one.name for one in service.methods), DISCOVER]),
            paths=call_paths(service),
            credentials=found,
        )


def sample_login(service: Service) -> tuple[str, str] | None:
    """The user name and password of the sample account; None where credentials are no such pair, or none is known."""
    return login(service)


def _credentials(service: Service) -> Credentials | None:
    """Those that the sample state lists; None where it lists none."""
    held = credential(service)
    listed = sample_state(service).get(held[1]) if held else None
    if held is None or not isinstance(listed, list) or not listed:
        return None
    return Credentials(
        param=held[0], good=str(listed[0]), others=tuple(sample_accounts(service))
    )


def _pages(
    files: Mapping[str, bytes], credentials: Credentials | None
) -> dict[str, bytes]:
    """The site at the root, and beside it what it links to; forms begin with the credential."""
    offered = b""
    if credentials is not None:
        told = html.escape(json.dumps({credentials.param: credentials.good}))
        offered = f'<meta name="onespec-form" content="{told}">\n'.encode()
    return {
        path.removeprefix("docs/"): (
            content.replace(_CHARSET, _CHARSET + offered, 1)
            if path.endswith(".html")
            else content
        )
        for path, content in files.items()
        if not path.startswith("python/")
    }


def run(made: Server, sockets: Sequence[socket.socket]) -> None:
    """Serves at sockets that listen, until SIGINT or SIGTERM comes."""
    wire.run(Logged(made), sockets)


class Logged:
    """The application with a line for each call: its method and outcome, never what was sent."""

    def __init__(self, made: Server) -> None:
        self._made = made

    def answer_unread(self, request: Request) -> Response | None:
        """The answer that needs no body, or None where the body decides."""
        began = time.monotonic()
        answer: Response | None = self._made.app.answer_unread(request)
        if answer is not None and request.method == "POST":
            self._say("?", f"HTTP {answer.status}", began)
        return answer

    def exchange(self, request: Request) -> Response:
        """The answer to a request."""
        began = time.monotonic()
        answer: Response = self._made.app.exchange(request)
        if request.method == "POST":
            method = _member(request.body, "method")
            known = isinstance(method, str) and method in self._made.methods
            self._say(method if known else "?", _outcome(answer), began)
        return answer

    def _say(self, method: str, outcome: str, began: float) -> None:
        spent = round((time.monotonic() - began) * 1000)
        print(f"{method}: {outcome}, {spent} ms", file=sys.stderr, flush=True)


def _member(body: bytes, name: str) -> Any:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return found.get(name) if isinstance(found, dict) else None


def _outcome(answer: Response) -> str:
    if answer.status != 200:
        return f"HTTP {answer.status}"
    error = _member(answer.body, "error")
    return str(error["data"]["mnemonic"]) if isinstance(error, dict) else "accepted"
