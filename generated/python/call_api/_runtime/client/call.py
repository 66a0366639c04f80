# onespec runtime: copied unchanged into generated packages. Edit it in onespec.
"""One call: its method and options, what is sent, and its failures as exceptions."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final, Generic, TypeVar
from urllib.parse import urlsplit

from pydantic import TypeAdapter

from .checks import Checked, Violation
from .errors import (
    InvalidResponseError,
    NotSentError,
    NotSentTimeoutError,
    OutcomeUnknownError,
    OutcomeUnknownTimeoutError,
    RequestRefusedError,
    RpcError,
    refusal,
)
from .mends import Mend, hidden
from .positions import Position, listed
from .secret import MASK, Masker, at_paths
from .settings import Service, seconds, sendable_headers, whole_number
from .transport import HttpRequest, HttpResponse
from .values import is_object

T = TypeVar("T")
E = TypeVar("E", OutcomeUnknownError, InvalidResponseError, RequestRefusedError)


@dataclass(frozen=True, slots=True, kw_only=True)
class CallOptions:
    """Settings of one call; what is None keeps the client's own.

    Raises ConfigurationError for a value that can't be used.
    """

    timeout: float | None = None
    """Seconds for the whole call: looking up the host, connecting, sending, reading,
    pauses and further attempts. `math.inf` waits for ever."""
    connect_timeout: float | None = None
    """Seconds for each attempt to connect, the look-up of the host and TLS included,
    inside `timeout`."""
    headers: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)
    """HTTP headers to add, of printable ASCII; they go before the client's own.
    Not shown in a repr, as they may hold credentials."""
    request_id: str | int | None = None
    """The JSON-RPC `id` to send; otherwise one is made up."""
    max_retries: int | None = None
    """How often to try again, 2 at most; never more than what is safe for the method:
    what surely never left, or any failure of a method that may be repeated."""
    wait_for_limits: bool = False
    """Whether to wait for a used-up limit and call again, where the server says how
    long that takes and the deadline allows it."""

    def __post_init__(self) -> None:
        for name in ("timeout", "connect_timeout"):
            if getattr(self, name) is not None:
                seconds(name, getattr(self, name))
        if self.max_retries is not None:
            whole_number("max_retries", self.max_retries)
        sendable_headers(self.headers)
        if not _is_id(self.request_id):
            raise TypeError("`request_id` is text or an integer")


def _is_id(value: object) -> bool:
    known = isinstance(value, (str, int)) and not isinstance(value, bool)
    return known or value is None


DEFAULTS: Final = CallOptions()


class Method(Generic[T]):
    """What a client knows of one method: name, checks of its params, type of result."""

    def __init__(
        self,
        name: str,
        result: Callable[[], TypeAdapter[T]],
        check: Callable[[Mapping[str, object]], Checked],
        *,
        mend: Callable[[Mapping[str, object]], tuple[Mend, ...]] | None = None,
        auth: bool = False,
        repeatable: bool = False,
        secrets: tuple[tuple[str, ...], ...] = (),
        result_secrets: tuple[tuple[str, ...], ...] = (),
        sends_null: tuple[str, ...] = (),
        codes: Mapping[int, str] | None = None,
        positions: Sequence[Position] | None = None,
    ) -> None:
        self.name = name
        self.check = check
        self.mend = mend
        """What finds the smallest edits after which the checks let params through."""
        self.auth = auth
        """Whether the client's credential goes with it."""
        self.repeatable = repeatable
        """Whether doing it twice is the same as doing it once."""
        self.secrets = secrets
        """Where its params hold what is never shown."""
        self.result_secrets = result_secrets
        """The same for its result."""
        self.sends_null = sends_null
        """Params for which `None` is a value of its own."""
        self.codes: Mapping[int, str] = codes or {}
        """Mnemonics by code, for services whose errors carry no mnemonic."""
        self.positions = positions
        """The places of its params in a list; None where they travel by name."""
        self._result = result

    @cached_property
    def result(self) -> TypeAdapter[T]:
        """What reads the result; built when first needed."""
        return self._result()

    def __repr__(self) -> str:
        return f"Method({self.name!r})"


@dataclass(frozen=True, kw_only=True)
class Call:
    """A call whose params have been checked. Nothing in its repr is secret."""

    service: Service = field(repr=False)
    method: str
    request_id: str | int
    params: Mapping[str, object] = field(repr=False)
    secrets: Sequence[object] = field(repr=False)
    url: str
    headers: Mapping[str, str] = field(repr=False)
    deadline: float
    """When all of it must be over, on `time.monotonic`'s clock."""
    connect_timeout: float
    retries: int
    repeatable: bool
    wait_for_limits: bool
    codes: Mapping[int, str] = field(repr=False)
    result_secrets: tuple[tuple[str, ...], ...] = field(default=(), repr=False)
    secret_names: tuple[str, ...] = field(default=(), repr=False)
    """What secrets are called, in the request and in the result."""
    limits: Mapping[str, object] = field(default_factory=dict[str, object], repr=False)
    """The limits that an earlier answer told, as they are by now."""
    positions: Sequence[Position] | None = field(default=None, repr=False)
    """The places of its params in a list; None where they are sent by name."""
    notifies: bool = False
    """Whether it is a notification, which has no id and gets no reply."""

    def request(self, body: bytes | None = None) -> HttpRequest:
        """The HTTP request that carries it, or a body that it is part of.

        Raises NotSentError.
        """
        return HttpRequest(
            url=self.url,
            headers=self.headers,
            body=self.body() if body is None else body,
            deadline=self.deadline,
            connect_timeout=self.connect_timeout,
        )

    def body(self) -> bytes:
        """The envelope. Raises NotSentError where a value or an id is no JSON."""
        found = self._body()
        if found is None:
            raise self.not_sent("it holds what JSON can't say")
        return found

    def _body(self) -> bytes | None:
        """The envelope; None where a value of any type, or an id, is no JSON."""
        places, params = self.positions, self.params
        envelope = {
            "jsonrpc": "2.0",
            **({} if self.notifies else {"id": self.request_id}),
            "method": self.method,
            "params": params if places is None else listed(params, places),
        }
        try:
            text = json.dumps(envelope, allow_nan=False, separators=(",", ":"))
        except (TypeError, ValueError):
            # Not raised from here: the traceback would hold the envelope.
            return None
        return text.encode()

    def time_left(self) -> float:
        """Seconds until the deadline."""
        return self.deadline - time.monotonic()

    @cached_property
    def masker(self) -> Masker:
        """What keeps the secrets of this call out of errors and logs."""
        return Masker(self.secrets)

    @property
    def host(self) -> str:
        """Where it goes, with the port where the address has one."""
        return urlsplit(self.url).netloc

    # The exceptions of a call: masked, since a server may echo what it was sent.

    def not_sent(self, reason: str, *, timed_out: bool = False) -> NotSentError:
        """The error where nothing of it left."""
        kind = NotSentTimeoutError if timed_out else NotSentError
        return kind(
            f"{self.method} was not sent: {self.masker.text(reason)}",
            method=self.method,
            request_id=self.request_id,
        )

    def unknown(
        self,
        reason: str,
        response: HttpResponse | None = None,
        *,
        timed_out: bool = False,
        retry_after: float | None = None,
    ) -> OutcomeUnknownError:
        """The error where it left and was not answered."""
        kind = OutcomeUnknownTimeoutError if timed_out else OutcomeUnknownError
        reason = f"the outcome of {self.method} is unknown: {reason}"
        return self._unread(kind, reason, response, retry_after)

    def turned_away(
        self, reason: str, response: HttpResponse, retry_after: float | None
    ) -> RequestRefusedError:
        """The error where HTTP refused it, so that it was not carried out."""
        reason = f"{self.method} was refused: {reason}"
        return self._unread(RequestRefusedError, reason, response, retry_after)

    def invalid(
        self, reason: str, response: HttpResponse | None, data: object = None
    ) -> InvalidResponseError:
        """The error where its answer, with `data` for a result, can't be used."""
        reason = f"the outcome of {self.method} is unknown: {reason}"
        return self._unread(InvalidResponseError, reason, response, data=data)

    def _unread(
        self,
        kind: type[E],
        reason: str,
        response: HttpResponse | None,
        retry_after: float | None = None,
        data: object = None,
    ) -> E:
        secrets = [*self.secrets, *at_paths(data, self.result_secrets)]
        return kind(
            self.masker.text(reason),
            method=self.method,
            request_id=self.request_id,
            http_status=None if response is None else response.status,
            response=response,
            params=self.masker.members(self.params),
            host=self.host,
            body=b"" if response is None else self._body_shown(response.body, secrets),
            retry_after=retry_after,
        )

    def _body_shown(self, body: bytes, secrets: Sequence[object]) -> bytes:
        """A body that is no reply, so that its secrets may stand anywhere in it."""
        if () in self.result_secrets:
            # The whole result is a secret, and nobody can tell where it begins.
            return MASK.encode()
        return Masker(secrets, self.secret_names).body(body)

    def refused(
        self, violations: Sequence[Violation], mends: Sequence[Mend] = ()
    ) -> RpcError:
        """The error where the server would refuse it, so that nothing is sent."""
        mask = self.masker
        shown = [
            replace(
                violation,
                message=mask.text(violation.message),
                value=mask.value(violation.value),
                params=mask.members(violation.params),
                reason=mask.text(violation.reason),
            )
            for violation in violations
        ]
        return refusal(
            self.service.error_for,
            shown,
            mends=[hidden(one, mask.value) for one in mends],
            method=self.method,
            request_id=self.request_id,
        )

    def answered(
        self,
        response: HttpResponse,
        error: Mapping[str, object],
        retry_after: Callable[[Mapping[str, object]], float | None],
    ) -> RpcError:
        """The error that the server answered with; `retry_after` reads its params."""
        mask = self.masker
        # Read first and masked then: a secret may be spelled like a name or a code.
        code, data = error["code"], error.get("data")
        assert isinstance(code, int)
        given: Mapping[str, object] = data if is_object(data) else {}
        mnemonic = _name(given.get("mnemonic")) or self.codes.get(code)
        kind = self.service.error_for(code, mnemonic)
        if mnemonic is not None and mnemonic != kind.mnemonic:
            mnemonic = mask.text(mnemonic)
        params = mask.members(given.get("params"))
        return kind(
            mask.text(str(error["message"])),
            code=code,
            mnemonic=mnemonic,
            field=_name(mask.value(given.get("field"))),
            value=mask.value(given.get("value")),
            params=params,
            help_url=_name(mask.value(given.get(self.service.help_member))),
            data=mask.value(data),
            method=self.method,
            request_id=self.request_id,
            http_status=response.status,
            response=response,
            retry_after=retry_after(params),
        )


def batch_request(calls: Sequence[Call]) -> HttpRequest:
    """The HTTP request that carries several calls. Raises NotSentError."""
    body = b"[" + b",".join(call.body() for call in calls) + b"]"
    # A credential that one of them carries in a header goes for all.
    headers = {name: text for call in calls for name, text in call.headers.items()}
    return replace(calls[0].request(body), headers=headers)


def _name(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
