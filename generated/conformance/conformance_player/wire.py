# onespec runtime: copied unchanged into generated packages. Edit it in onespec.
"""A case -> the bytes of its request, and the ways to send them.

Over HTTP with the standard library, or straight into an application in this process.
"""

from __future__ import annotations

import http.client
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import urlsplit

from .suite import Case, Change

LARGEST_REPLY = 4_000_000
"""Bytes of a reply that are read."""


class WireError(Exception):
    """No reply came back: nothing is known of what the endpoint did."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A request as it goes over the wire."""

    text: str
    charset: str
    content_type: str
    request_id: Any
    """The id whose echo is looked for."""
    params: Mapping[str, Any]

    @property
    def body(self) -> bytes:
        """The bytes of it."""
        return self.text.encode(self.charset)


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    """Names in lower case; empty where the way that it came has none."""


def build(case: Case, params: Mapping[str, Any], content_type: str) -> Sent:
    """The request of a case, spoilt the way the case wants it."""
    change = case.body or Change()
    envelope: dict[str, Any] = {
        "jsonrpc": "2.0",
        "method": case.method,
        "id": case.request_id,
        "params": dict(params),
        **change.set,
    }
    for name in change.drop:
        del envelope[name]
    if change.reverse:
        envelope["params"] = dict(reversed(list(params.items())))
        envelope = dict(reversed(list(envelope.items())))
    if change.text is not None:
        text = change.text
    else:
        value: Any = envelope if change.json is None else change.json
        if change.wrap:
            value = [
                {**envelope, "id": f"{envelope['id']}-{n}"} for n in range(change.wrap)
            ]
        text = json.dumps(value, ensure_ascii=False)
        text = _escaped(text) if change.escape else text
        text = change.before + text[: len(text) - change.cut] + change.append
    charset = change.charset or change.bytes or "utf-8"
    if change.charset:
        content_type = f"{content_type.partition(';')[0]}; charset={charset}"
    return Sent(text, charset, content_type, envelope.get("id"), params)


_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')


def _escaped(text: str) -> str:
    """The same JSON with each character of each text written as an escape."""

    def escape(match: re.Match[str]) -> str:
        units = json.loads(match[0]).encode("utf-16-be", "surrogatepass")
        return '"' + re.sub("(....)", r"\\u\1", units.hex()) + '"'

    return _STRING.sub(escape, text)


class Endpoint(Protocol):
    """Where requests go."""

    name: str
    local: bool
    """Whether its account can be set between cases."""
    loopback: bool
    """Whether nothing that it does reaches anybody."""

    def prepare(self, state: Mapping[str, Any]) -> None:
        """Sets the account, where that can be done."""

    def send(self, body: bytes, content_type: str) -> Reply:
        """One request, never sent again. Raises WireError."""
        ...

    def close(self) -> None:
        """Ends what is open."""


class HttpEndpoint:
    """An endpoint behind a URL; one connection, kept alive; no redirects, no retries."""

    local = False

    def __init__(self, url: str, timeout: float) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(
                f"{url} is no address that starts with http:// or https://"
            )
        self.name = url
        self.loopback = parts.hostname in ("localhost", "127.0.0.1", "::1")
        kind = (
            http.client.HTTPSConnection
            if parts.scheme == "https"
            else http.client.HTTPConnection
        )
        self._connection = kind(parts.hostname, parts.port, timeout=timeout)
        self._path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")

    def prepare(self, state: Mapping[str, Any]) -> None:
        """Nothing: the account is the endpoint's own affair."""

    def send(self, body: bytes, content_type: str) -> Reply:
        """One request."""
        headers = {"Content-Type": content_type, "Accept": "application/json"}
        try:
            self._connection.request("POST", self._path, body, headers)
            answer = self._connection.getresponse()
            content = answer.read(LARGEST_REPLY + 1)
        except (OSError, http.client.HTTPException) as error:
            self._connection.close()
            raise WireError(f"no reply: {type(error).__name__}: {error}") from error
        if len(content) > LARGEST_REPLY:
            self._connection.close()
            raise WireError(f"the reply has more than {LARGEST_REPLY} bytes")
        names = {name.lower() for name in answer.headers}
        headers = {name: answer.getheader(name, "") for name in names}
        return Reply(answer.status, content, headers)

    def close(self) -> None:
        """Closes the connection."""
        self._connection.close()


class LocalEndpoint:
    """The generated reference server in this process."""

    name = "the reference server in this process"
    local = True
    loopback = True

    def __init__(self, app: Any, request: Callable[..., Any]) -> None:
        self._app = app
        self._request = request

    def prepare(self, state: Mapping[str, Any]) -> None:
        """Sets the account."""
        self._app.set_state(state)

    def send(self, body: bytes, content_type: str) -> Reply:
        """One request."""
        answer = self._app.exchange(self._request(body, {"content-type": content_type}))
        headers = {"content-type": answer.content_type}
        return Reply(answer.status, answer.body, headers)

    def close(self) -> None:
        """Nothing is open."""
