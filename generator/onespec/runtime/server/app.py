# onespec runtime: copied unchanged into generated packages. Edit it in onespec.
"""A server that answers as the API does, and transports that reach it in process."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping

from ..client.credential import read_header
from ..client.transport import HttpRequest, HttpResponse
from .asgi import Receive, Scope, Send, serve
from .calls import Calls, Planned
from .http import LOCAL_HOSTS, Request, Response, Site
from .service import Service
from .state import Accounts, plain, state_of


class ReferenceServer:
    """An ASGI application; `exchange` is the same without an event loop."""

    def __init__(
        self,
        service: Service,
        state: Mapping[str, object] | None = None,
        *,
        accounts: Mapping[str, Mapping[str, object]] | None = None,
        hosts: Collection[str] = LOCAL_HOSTS,
        pages: Mapping[str, bytes] | None = None,
        description: Mapping[str, object] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`description` is the OpenRPC document, which answers `rpc.discover`."""
        self.state = state_of(service, state)
        """Facts of the account, as JSON; a test may change them between requests."""
        self._service = service
        self._calls = Calls(service, Accounts(service, accounts), clock, description)
        self._site = Site(hosts=hosts, paths=service.paths, pages=pages or {})

    @property
    def placed(self) -> int:
        """Calls that have succeeded so far."""
        return self._calls.placed

    def set_state(self, facts: Mapping[str, object] | None = None) -> None:
        """The sample state with some facts stated anew; limits start afresh.

        Raises ValueError for a fact that the service has not, or that JSON can't say.
        """
        self.state = state_of(self._service, facts)
        self._calls.limits.restart()

    def raise_next(
        self,
        mnemonic: str,
        *,
        method: str | None = None,
        field: str | None = None,
        value: object = None,
        params: Mapping[str, object] | None = None,
    ) -> None:
        """Answers the next call (of that method) with this error.

        Raises ValueError for an error of no method, and for what JSON can't say.
        """
        filled = (params or {}).items()
        item = Planned(
            mnemonic=mnemonic,
            method=method,
            field=field,
            value=plain(value, "value"),
            params={name: plain(given, f"params.{name}") for name, given in filled},
        )
        self._calls.plan(item)

    def answer_unread(self, request: Request) -> Response | None:
        """The response that a request gets for its head alone.

        None for a call. A server that asks this first need not read the other bodies.
        """
        return self._site.answer_unread(request)

    def exchange(self, request: Request) -> Response:
        """The response to a request."""
        unread = self.answer_unread(request)
        if unread is not None:
            return unread
        content_type = request.headers.get("content-type", "")
        header = request.headers.get(self._service.header.lower())
        credential = read_header(self._service.scheme, header)
        status, reply = self._calls.reply(
            request.body, content_type, self.state, credential
        )
        if not reply:
            return Response(status, b"")
        return Response(status, reply, "application/json; charset=utf-8")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Speaks ASGI."""
        await serve(self, scope, receive, send)


class AppTransport:
    """Hands the requests of a client to a reference server, without a network."""

    def __init__(self, app: ReferenceServer) -> None:
        self._app = app

    def send(self, request: HttpRequest, /) -> HttpResponse:
        """The server's answer."""
        return _exchange(self._app, request)


class AsyncAppTransport:
    """The same for an async client."""

    def __init__(self, app: ReferenceServer) -> None:
        self._app = app

    async def send(self, request: HttpRequest, /) -> HttpResponse:
        """The server's answer."""
        return _exchange(self._app, request)


def _exchange(app: ReferenceServer, request: HttpRequest) -> HttpResponse:
    response = app.exchange(Request(body=request.body, headers=request.headers))
    return HttpResponse(
        status=response.status,
        headers={
            "content-type": response.content_type,
            **{name.lower(): value for name, value in response.headers.items()},
        },
        body=response.body,
    )
