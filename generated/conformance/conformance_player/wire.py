# onespec runtime: copied unchanged into generated packages. Edit it in onespec.
"""A case -> the bytes of its request; and where requests go: over a network (`network`), or into an application in this process."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from .suite import Case, Change, Method, Suite

USUAL: Final[Mapping[str, str]] = {}
"""The headers of a request that has no others than all have."""


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
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Those that this request has beside the usual ones: a credential, which is never shown."""

    @property
    def body(self) -> bytes:
        """The bytes of it; a character that the encoding lacks is said as JSON escapes it."""
        try:
            return self.text.encode(self.charset)
        except UnicodeEncodeError:
            return "".join(map(self._said, self.text)).encode(self.charset)

    def _said(self, character: str) -> str:
        try:
            character.encode(self.charset)
        except UnicodeEncodeError:
            return json.dumps(character)[1:-1]
        return character


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    """Names in lower case; empty where the way that it came has none."""


def build(suite: Suite, case: Case, params: Mapping[str, Any]) -> Sent:
    """The request of a case, spoilt the way the case wants it."""
    change, content_type = case.body or Change(), suite.content_type
    sent = params
    headers, params = _carried(suite, case, params)
    envelope: dict[str, Any] = {
        "jsonrpc": "2.0",
        "method": case.method,
        "id": case.request_id,
        "params": _laid_out(suite.methods.get(case.method), params, change.structure),
        **change.set,
    }
    if case.batch:
        text = json.dumps(_parts(case, envelope), ensure_ascii=False)
        return Sent(text, "utf-8", content_type, case.request_id, sent, headers)
    for name in change.drop:
        del envelope[name]
    if change.reverse:
        if isinstance(envelope["params"], dict):
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
    return Sent(text, charset, content_type, envelope.get("id"), sent, headers)


def _carried(
    suite: Suite, case: Case, inputs: Mapping[str, Any]
) -> tuple[dict[str, str], dict[str, Any]]:
    """The header of the credential, and what is left for `params`."""
    carrier, params = suite.carrier, dict(inputs)
    if carrier is None:
        return {}, params
    value = _header_value(carrier.scheme, params.pop(carrier.header, None))
    value = value if case.header is None else case.header
    return {} if value is None else {carrier.header: value}, params


def _header_value(scheme: str, credential: Any) -> str | None:
    """What the header holds for a credential; None for none."""
    if credential is None:
        return None
    if scheme == "basic":
        raw = f"{credential['user']}:{credential['password']}".encode()
        return f"Basic {base64.b64encode(raw).decode()}"
    return f"Bearer {credential}" if scheme else str(credential)


def ids_of(case: Case) -> list[Any]:
    """The ids of the requests of a batch; None for one that has none, or is no request."""
    found: list[Any] = []
    for number, part in enumerate(case.batch):
        own = case.request_id
        mine = f"{own}-{number}" if isinstance(own, str) else own + number
        is_bare = "id" in part.body.drop or part.body.json is not None
        found.append(None if is_bare else part.body.set.get("id", mine))
    return found


def _parts(case: Case, envelope: Mapping[str, Any]) -> list[Any]:
    """The requests of a batch, which differ from the case's own."""
    values: list[Any] = []
    for part, mine in zip(case.batch, ids_of(case), strict=True):
        own = {**envelope, "id": mine, **part.body.set}
        left = {name: item for name, item in own.items() if name not in part.body.drop}
        values.append(left if part.body.json is None else part.body.json)
    return values


def _laid_out(
    method: Method | None, params: Mapping[str, Any], structure: str
) -> dict[str, Any] | list[Any]:
    """The params as the method takes them, or in the form that is wanted; a list has what it has no place for behind the rest."""
    if method is None or method.positions is None:
        return dict(params)
    if structure == "by-name" or (method.by_name and not structure):
        return dict(params)
    listed = [params[name] for name in method.positions if name in params]
    strange = [value for name, value in params.items() if name not in method.positions]
    return [*listed, *strange]


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

    def send(
        self, body: bytes, content_type: str, headers: Mapping[str, str] = USUAL
    ) -> Reply:
        """One request, never sent again. Raises WireError."""
        ...

    def close(self) -> None:
        """Ends what is open."""


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

    def send(
        self, body: bytes, content_type: str, headers: Mapping[str, str] = USUAL
    ) -> Reply:
        """One request."""
        named = {name.lower(): value for name, value in headers.items()}
        given = {**named, "content-type": content_type}
        answer = self._app.exchange(self._request(body, given))
        told = {"content-type": answer.content_type}
        return Reply(answer.status, answer.body, told)

    def close(self) -> None:
        """Nothing is open."""
