"""Clients that log in by themselves: when they do, how often, what is sent again, and that nothing of it shows."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable
from types import ModuleType
from typing import Any

import packages
import pytest
from onespec.diagnostics import SpecError
from onespec.spec import load, load_sources
from places import spec_of

HOUR = 3600.0
SPEC = spec_of("list.calls", "login.user", "logout.user", "start.informer_call")


@pytest.fixture(scope="module")
def package() -> ModuleType:
    return packages.module("", packages.imported(load(SPEC), "call_api_sessions"))


class Server:
    """Answers as the service does: tokens by number, each good for an hour of a clock that stands still."""

    def __init__(self, package: ModuleType) -> None:
        self.response: Callable[..., Any] = packages.module("transport", package.__name__).HttpResponse  # fmt: skip
        self.now = 1_000_000.0
        self.sent: list[tuple[str, str]] = []
        self.good: set[str] = set()
        self.lasts = HOUR
        self.fails: list[str] = []
        self.meeting: threading.Barrier | None = None

    def clock(self) -> float:
        return self.now

    def answer(self, request: Any) -> Any:
        """The reply to one request."""
        body = json.loads(request.body)
        method, params = body["method"], body["params"]
        token = params.get("access_token", "")
        self.sent.append((method, token))
        error = self.fails.pop(0) if self.fails else ""
        if method == "login.user" and not error:
            token = f"token-number-{sum(m == 'login.user' for m, _ in self.sent)}"
            self.good.add(token)
            data: object = {"access_token": token, "expire_at": int(self.now + self.lasts)}  # fmt: skip
        elif token not in self.good or error:
            error = error or "access_token_invalid"
            data = {"mnemonic": error, "value": token}
        else:
            if method == "logout.user":
                self.good.remove(token)
            data = {"logout.user": {"success": True}, "list.calls": []}.get(
                method, {"call_session_id": 1}
            )
        outcome: dict[str, object] = {"result": {"data": data}}
        if error:
            outcome = {"error": {"code": -32001, "message": error, "data": data}}
        reply = {"jsonrpc": "2.0", "id": body["id"], **outcome}
        head = {"content-type": "application/json; charset=utf-8"}
        return self.response(status=200, headers=head, body=json.dumps(reply).encode())

    def send(self, request: Any, /) -> Any:
        """As a transport."""
        return self.answer(request)

    @property
    def methods(self) -> list[str]:
        """What was called."""
        return [method for method, _ in self.sent]


class AsyncServer(Server):
    """The same for an async client."""

    async def send(self, request: Any, /) -> Any:
        """As a transport that lets others go on."""
        await asyncio.sleep(0)
        return self.answer(request)


def client(package: ModuleType, server: Server) -> Any:
    return package.CallApiSessions.logged_in(
        "https://api.example.org",
        login="ada",
        password="pass-word-1",
        transport=server,
        clock=server.clock,
    )


def test_it_logs_in_once_before_the_first_call_and_out_at_the_end(
    package: ModuleType,
) -> None:
    server = Server(package)
    with client(package, server) as api:
        assert server.sent == []
        api.list.calls()
        api.with_options(timeout=5).list.calls(direction="in")
    assert server.sent == [
        ("login.user", ""),
        ("list.calls", "token-number-1"),
        ("list.calls", "token-number-1"),
        ("logout.user", "token-number-1"),
    ]
    with pytest.raises(package.NotSentError):
        api.list.calls()


def test_it_logs_in_anew_before_the_hour_is_over(package: ModuleType) -> None:
    server = Server(package)
    with client(package, server) as api:
        api.list.calls()
        server.now += HOUR - 61
        api.list.calls()
        assert server.methods.count("login.user") == 1
        server.now += 2
        api.list.calls()
        assert server.sent[-2:] == [("login.user", ""), ("list.calls", "token-number-2")]  # fmt: skip


def test_an_end_that_another_clock_told_is_not_believed(package: ModuleType) -> None:
    server = Server(package)
    server.lasts = -HOUR
    with client(package, server) as api:
        api.list.calls()
        api.list.calls()
    assert server.methods.count("login.user") == 1


def test_a_refused_token_leads_to_one_login_and_the_call_is_sent_once_more(
    package: ModuleType,
) -> None:
    server = Server(package)
    call = {"virtual_phone_number": "74993720692", "contact": "79260000000", "contact_message": {"type": "tts", "value": "Hi"}}  # fmt: skip
    with client(package, server) as api:
        api.list.calls()
        server.good.clear()
        assert api.start.informer_call(**call).call_session_id == 1
        assert server.methods[2:] == ["start.informer_call", "login.user", "start.informer_call"]  # fmt: skip
        server.fails = ["access_token_invalid", "", "access_token_invalid"]
        with pytest.raises(package.errors.AccessTokenInvalidError) as caught:
            api.start.informer_call(**call)
    assert server.methods.count("start.informer_call") == 4
    assert "token-number" not in f"{caught.value!r} {caught.value.data}"
    # Any other error is the caller's business, and so is a login that fails.
    server = Server(package)
    with client(package, server) as api:
        server.fails = ["auth_error"]
        with pytest.raises(package.errors.AuthError) as refused:
            api.list.calls()
        assert "pass-word-1" not in repr(refused.value)
        server.fails = ["", "forbidden"]
        with pytest.raises(package.errors.ForbiddenError):
            api.list.calls()
    assert server.methods == ["login.user", "login.user", "list.calls", "logout.user"]


def test_a_session_that_can_not_be_ended_closes_all_the_same(
    package: ModuleType,
) -> None:
    server = Server(package)
    with client(package, server) as api:
        api.list.calls()
        server.fails = ["internal_error"]
    assert server.methods[-1] == "logout.user"


def test_many_threads_log_in_once(package: ModuleType) -> None:
    server = Server(package)
    with client(package, server) as api:
        started = threading.Barrier(8)

        def run() -> None:
            started.wait()
            api.list.calls()

        threads = [threading.Thread(target=run) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert server.methods.count("login.user") == 1
    assert server.methods.count("list.calls") == 8


def test_async_clients_do_the_same(package: ModuleType) -> None:
    server = AsyncServer(package)

    async def run() -> None:
        made = package.AsyncCallApiSessions.logged_in(
            "https://api.example.org",
            login="ada",
            password=package.Secret("pass-word-1"),
            transport=server,
            clock=server.clock,
        )
        async with made as api:
            await asyncio.gather(*(api.list.calls() for _ in range(5)))
            server.good.clear()
            await asyncio.gather(*(api.list.calls() for _ in range(5)))
            raw = await api.with_raw_response.list.calls()
            assert raw.parsed == []

    asyncio.run(run())
    assert server.methods.count("login.user") == 2
    assert server.methods.count("list.calls") == 5 + 10 + 1
    assert server.methods[-1] == "logout.user"


SERVICE = """
onespec: 1
name: office
title: Office
version: v1
release: 1.0.0
auth: {param: ticket, env: TICKET}
params:
  ticket: {type: string, required: true, secret: true, description: The ticket, example: your_ticket}
session: {login: desk.enter, token: ticket, expires: until, logout: desk.leave}
"""
ENTER = """
method: desk.enter
title: Enter
auth: none
result:
  ticket: {type: string, required: true, secret: true, description: The ticket}
  until: {type: integer, required: true, description: Its end}
"""
LEAVE = "method: desk.leave\ntitle: Leave\n"


@pytest.mark.parametrize(
    ("service", "enter", "leave"),
    [
        (SERVICE.replace("desk.leave", "desk.laeve"), ENTER, LEAVE),
        (SERVICE.replace("token: ticket", "token: tikcet"), ENTER, LEAVE),
        (SERVICE.replace("until,", "ticket,"), ENTER, LEAVE),
        (SERVICE, ENTER.replace("auth: none\n", ""), LEAVE),
        (SERVICE, ENTER.replace("required: true, secret", "secret"), LEAVE),
        (SERVICE, ENTER, LEAVE + "auth: none\n"),
        (SERVICE, ENTER, LEAVE + "params: {why: {type: string, required: true, description: Why}}\n"),
        (SERVICE.replace("leave}", "leave, refused: [unheard_of]}"), ENTER, LEAVE),
    ],
)  # fmt: skip
def test_a_session_that_its_methods_can_not_keep_is_refused(
    service: str, enter: str, leave: str
) -> None:
    files = {"service.yaml": SERVICE, "methods/desk.enter.yaml": ENTER, "methods/desk.leave.yaml": LEAVE}  # fmt: skip
    assert load_sources(files).session is not None
    changed = [service, enter, leave]
    with pytest.raises(SpecError) as caught:
        load_sources(dict(zip(files, changed, strict=True)))
    assert len(caught.value.diagnostics) == 1
