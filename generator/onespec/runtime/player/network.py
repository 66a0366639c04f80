# onespec runtime: copied unchanged into generated packages. Edit it in onespec.
"""An address -> an endpoint behind it, over HTTP with the standard library.

One connection, kept alive; no redirects, nothing sent twice, no proxies; and one limit of time for a whole exchange, however
slowly its bytes come. Only looking up the name of the host has a limit of its own, the system's.
"""

from __future__ import annotations

import email.utils
import http.client
import io
import json
import select
import socket
import ssl
import time
from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any, Final
from urllib.parse import SplitResult, quote, urlsplit

from .documents import shown
from .suite import WrongUseError
from .wire import USUAL, Reply, WireError

LARGEST_REPLY: Final = 4_000_000
"""Bytes of a reply that are read."""

THIS_MACHINE: Final = ("localhost", "127.0.0.1", "::1")
"""Hosts behind which nobody is called. What a tunnel from there leads to can't be seen."""

BUSY: Final = (429, 503)
"""HTTP statuses of a server that asks to be left alone for a while."""


def address(url: str) -> SplitResult:
    """The parts of an address. Raises WrongUseError where nothing can be sent there."""
    name = f"the address `{shown(url)}`"
    if not url.strip():
        raise WrongUseError("the address of the endpoint is empty")
    if url != url.strip() or any(item.isspace() or ord(item) < 33 for item in url):
        raise WrongUseError(f"{name} has a blank in it")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise WrongUseError(f"{name} can't be read: {error}") from error
    if parts.scheme not in ("http", "https"):
        raise WrongUseError(f"{name} does not start with http:// or https://")
    if not host or port == 0:
        raise WrongUseError(f"{name} names no {'port' if host else 'host'}")
    if parts.username is not None or parts.password is not None:
        raise WrongUseError(
            "the address of the endpoint holds a user's name before the host, which is not sent: take it out"
        )
    try:
        host.encode("idna")
    except UnicodeError as error:
        raise WrongUseError(f"{name} names a host that can't be: {error}") from error
    return parts


def is_this_machine(url: str) -> bool:
    """Whether an address is taken for one behind which nobody is called."""
    return address(url).hostname in THIS_MACHINE


class HttpEndpoint:
    """An endpoint behind a URL."""

    local = False

    def __init__(self, url: str, timeout: float) -> None:
        parts = address(url)
        self.name = url
        self.loopback = parts.hostname in THIS_MACHINE
        query = f"?{parts.query}" if parts.query else ""
        self._path = quote((parts.path or "/") + query, safe="/%:@!$&'()*+,;=?~")
        self._connection = _Connection(
            parts.hostname or "", parts.port, parts.scheme == "https", timeout
        )

    def prepare(self, state: Mapping[str, Any]) -> None:
        """Nothing: the account is the endpoint's own affair."""

    def send(
        self, body: bytes, content_type: str, headers: Mapping[str, str] = USUAL
    ) -> Reply:
        """One request."""
        sent = {
            **headers,
            "Content-Type": content_type,
            "Accept": "application/json",
            "User-Agent": "onespec-conformance",
        }
        connection = self._connection
        connection.begin()
        try:
            connection.request("POST", self._path, body, sent)
            answer = connection.getresponse()
            content = answer.read(LARGEST_REPLY + 1)
        except (OSError, http.client.HTTPException, ValueError) as error:
            connection.close()
            raise WireError(_reason(error, connection.limit)) from error
        except BaseException:
            # Half an exchange is on the line: nothing more can be sent over it.
            connection.close()
            raise
        if len(content) > LARGEST_REPLY:
            connection.close()
            raise WireError(f"the reply has more than {LARGEST_REPLY} bytes")
        if answer.length:
            connection.close()
            raise WireError(
                f"the reply breaks off: {answer.length} bytes of it never came"
            )
        told = {name.lower(): value for name, value in answer.getheaders()}
        return Reply(answer.status, content, told)

    def close(self) -> None:
        """Closes the connection."""
        self._connection.close()


class _Connection(http.client.HTTPConnection):
    """A connection whose every step is given what is left of the time of its exchange."""

    def __init__(
        self, host: str, port: int | None, is_secure: bool, limit: float
    ) -> None:
        self.default_port = 443 if is_secure else 80
        super().__init__(host, port)
        self.limit = limit
        self._context = ssl.create_default_context() if is_secure else None
        self._end = 0.0

    def begin(self) -> None:
        """Starts the clock; lets go of a connection that the other side has ended or put more on than it should."""
        self._end = time.monotonic() + self.limit
        sock = self.sock
        if sock is not None and select.select([sock], [], [], 0)[0]:
            self.close()

    def left(self) -> float:
        """Seconds left of this exchange. Raises TimeoutError where there are none."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left

    def connect(self) -> None:
        """Tries each address of the host, within the time of the exchange."""
        failure: OSError | None = None
        for family, kind, protocol, _, place in socket.getaddrinfo(
            self.host, self.port, type=socket.SOCK_STREAM
        ):
            sock = socket.socket(family, kind, protocol)
            try:
                sock.settimeout(self.left())
                sock.connect(place)
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                if self._context is not None:
                    sock.settimeout(self.left())
                    sock = self._context.wrap_socket(sock, server_hostname=self.host)
            except TimeoutError:
                sock.close()
                raise
            except OSError as error:
                sock.close()
                failure = error
                continue
            self.sock = _Timed(sock, self)
            return
        raise failure or OSError("the host has no address")


class _Timed:
    """A socket as `http.client` uses one, with a limit on each read and write that shrinks as time goes by."""

    def __init__(self, sock: socket.socket, connection: _Connection) -> None:
        self._sock = sock
        self._connection = connection
        self._users = 1

    def sendall(self, data: bytes) -> None:
        self._sock.settimeout(self._connection.left())
        self._sock.sendall(data)

    def makefile(self, mode: str) -> io.BufferedReader:
        self._users += 1
        return io.BufferedReader(_Reader(self))

    def receive(self, buffer: Any) -> int:
        self._sock.settimeout(self._connection.left())
        return self._sock.recv_into(buffer)

    def fileno(self) -> int:
        return self._sock.fileno()

    def close(self) -> None:
        """Lets go of it once nobody reads from it any more: a reply may be read to its end after the connection was given up."""
        self._users -= 1
        if self._users <= 0:
            self._sock.close()


class _Reader(io.RawIOBase):
    """What comes in over a socket."""

    def __init__(self, sock: _Timed) -> None:
        self._sock = sock

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        return self._sock.receive(buffer)

    def close(self) -> None:
        if not self.closed:
            self._sock.close()
        super().close()


def _reason(error: Exception, limit: float) -> str:
    """What went wrong, for a person."""
    if isinstance(error, TimeoutError):
        return f"no whole reply came within {limit:g} s"
    if isinstance(error, ConnectionRefusedError):
        return "no connection: nothing listens there"
    if isinstance(error, socket.gaierror):
        return f"no connection: the name of the host is not known ({error.strerror})"
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"no connection: the certificate is not trusted ({error.verify_message})"
    if isinstance(error, http.client.RemoteDisconnected | ConnectionResetError):
        return "no reply: the connection was closed"
    return f"no reply: {type(error).__name__}: {shown(str(error))}"


_WHAT: Final[Mapping[int, str]] = {
    **dict.fromkeys(BUSY, "is busy"),
    **dict.fromkeys((401, 403, 407), "refuses access"),
    **dict.fromkeys((301, 302, 303, 307, 308), "sends elsewhere"),
}


def what_it_does(status: int) -> str:
    """How an endpoint is told of that answers with this HTTP status, and without JSON-RPC."""
    return _WHAT.get(status, "is not the service")


# -- replies that are not the service's ------------------------------------------------------------------------------


def foreign(reply: Reply) -> str:
    """How a reply shows that something else than a JSON-RPC service gave it; empty where it does not."""
    try:
        value = json.loads(reply.body)
    except (ValueError, RecursionError):
        value = None
    items = value if isinstance(value, list) else [value]
    if any(isinstance(item, dict) and _is_reply(item, reply.status) for item in items):
        return ""
    if reply.status < 300 and b"jsonrpc" in reply.body:
        # Spoilt as it is, it speaks of the protocol: a fault of the service.
        return ""
    said = [f"HTTP {reply.status}"]
    kind = reply.headers.get("content-type", "")
    if kind:
        said.append(shown(kind))
    said.append("nothing in it" if not reply.body.strip() else "no JSON-RPC in it")
    if 300 <= reply.status < 400 and reply.headers.get("location"):
        said.append(f"sends on to {shown(reply.headers['location'])}")
    return ", ".join(said)


def _is_reply(item: Mapping[str, Any], status: int) -> bool:
    """Whether an object may be a reply of JSON-RPC, if a faulty one; gateways have errors in JSON too."""
    if "jsonrpc" in item:
        return True
    error = item.get("error")
    code = error.get("code") if isinstance(error, dict) else None
    return (isinstance(code, int) and code < 0) or (status < 300 and "result" in item)


def wait_asked(reply: Reply) -> float | None:
    """Seconds that a busy server asks to wait, given as a number or as a date."""
    text = reply.headers.get("retry-after", "").strip()
    if reply.status not in BUSY or not text:
        return None
    if text.isdecimal():
        return float(text[:9])
    try:
        when = email.utils.parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return None
    if when.tzinfo is None:
        when = when.replace(tzinfo=timezone.utc)
    return max(0.0, (when - datetime.now(timezone.utc)).total_seconds())
