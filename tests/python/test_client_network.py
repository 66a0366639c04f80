"""How the client reaches a server: proxies, certificates, credentials of the machine, and time limits of connecting."""

from __future__ import annotations

import asyncio
import json
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fault_server import FaultServer
from fault_table import good
from packages import module
from places import TESTS

CERTIFICATE = TESTS / "data" / "localhost.pem"
PARAMS: dict[str, Any] = {
    "first_call": "operator",
    "virtual_phone_number": "74993720692",
    "contact": "79260000000",
    "operator": "79262444491",
}


def outcome(is_async: bool, url: str, **settings: Any) -> str:
    """The name of what a call raises, or `ok`."""

    async def run() -> None:
        made = module("").AsyncCallApiMade(url, access_token="token", **settings)
        async with made as api:
            await api.start.simple_call(**PARAMS)

    try:
        if is_async:
            asyncio.run(run())
        else:
            with module("").CallApiMade(url, access_token="token", **settings) as api:
                api.start.simple_call(**PARAMS)
    except module("").CallApiMadeError as error:
        return type(error).__name__
    return "ok"


both = pytest.mark.parametrize("is_async", [False, True], ids=["sync", "async"])


@pytest.fixture
def dead_proxy(monkeypatch: pytest.MonkeyPatch) -> str:
    """An environment that names a proxy where nothing listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, url)
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    return url


@both
@pytest.mark.usefixtures("dead_proxy")
def test_a_proxy_in_the_environment_is_used_only_if_asked(is_async: bool) -> None:
    with FaultServer(good) as server:
        assert outcome(is_async, server.url) == "ok"
        found = outcome(is_async, server.url, trust_env=True, max_retries=0)
    assert found == "NotSentError"


@both
def test_a_proxy_can_be_named(is_async: bool) -> None:
    with FaultServer(good) as proxy:
        assert outcome(is_async, "http://unknown.invalid/", proxy=proxy.url) == "ok"
        assert len(proxy.requests) == 1


@both
def test_a_netrc_file_is_read_only_if_asked(
    is_async: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login me password pw\n")
    (tmp_path / ".netrc").chmod(0o600)
    monkeypatch.setenv("HOME", str(tmp_path))
    heads: list[bytes] = []

    def keep(exchange: Any) -> bool:
        heads.append(exchange.head.lower())
        return good(exchange)

    with FaultServer(keep) as server:
        outcome(is_async, server.url)
        outcome(is_async, server.url, trust_env=True)
    assert [b"authorization" in head for head in heads] == [False, True]


@pytest.fixture
def tls_port() -> Iterator[int]:
    """A server with a certificate that nobody vouches for; it answers one request a connection."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                plain, _ = listener.accept()
                with context.wrap_socket(plain, server_side=True) as connection:
                    head, _, body = connection.recv(65536).partition(b"\r\n\r\n")
                    body = body or connection.recv(65536)
                    good(_Exchange(connection, head, body))  # type: ignore[arg-type]
            except OSError:
                if listener.fileno() < 0:
                    return

    threading.Thread(target=serve, daemon=True).start()
    yield listener.getsockname()[1]
    # Closing alone leaves the port open for as long as `accept` waits.
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()


class _Exchange:
    def __init__(self, connection: ssl.SSLSocket, head: bytes, body: bytes) -> None:
        self._connection, self.body = connection, body

    @property
    def message(self) -> Any:
        return json.loads(self.body)

    def send(self, data: bytes) -> None:
        self._connection.sendall(data)


@both
def test_certificates_are_checked(
    is_async: bool, tls_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    url = f"https://localhost:{tls_port}/"
    assert outcome(is_async, url, max_retries=0) == "NotSentError"
    trusting = ssl.create_default_context(cafile=str(CERTIFICATE))
    assert outcome(is_async, url, ssl_context=trusting) == "ok"


@both
def test_a_server_that_does_not_speak_tls_is_told_nothing(is_async: bool) -> None:
    with FaultServer(good) as server:
        url = server.url.replace("http:", "https:")
        assert (
            outcome(is_async, url, max_retries=0, timeout=1.0) == "NotSentTimeoutError"
        )
        assert server.requests == []


@both
def test_connecting_has_a_limit_of_its_own(is_async: bool) -> None:
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(0)
    address = listener.getsockname()
    waiting = []
    for _ in range(3):  # Fills the queue, so that the next one waits for an answer.
        other = socket.socket()
        other.setblocking(False)
        other.connect_ex(address)
        waiting.append(other)
    started = time.monotonic()
    found = outcome(
        is_async, f"http://127.0.0.1:{address[1]}/", connect_timeout=0.3, max_retries=0
    )
    elapsed = time.monotonic() - started
    for other in (listener, *waiting):
        other.close()
    assert found == "NotSentTimeoutError"
    assert elapsed < 1.3


@both
def test_an_unknown_host_is_told_nothing(is_async: bool) -> None:
    found = outcome(is_async, "http://no-such-host.invalid/", max_retries=0)
    assert found == "NotSentError"


@both
def test_a_large_answer_is_read_where_the_limit_allows_it(is_async: bool) -> None:
    with FaultServer(good) as server:
        assert (
            outcome(is_async, server.url, max_response_bytes=20)
            == "InvalidResponseError"
        )
        assert outcome(is_async, server.url, max_response_bytes=2000) == "ok"


@both
def test_a_header_that_http_can_not_carry_leaves_nothing_sent(is_async: bool) -> None:
    with FaultServer(good) as server:
        for value in ("naïve 漢", "a\r\nX-Other: b"):
            headers = {"x-a": value}
            assert (
                outcome(is_async, server.url, headers=headers) == "ConfigurationError"
            )
        assert server.connections == 0
