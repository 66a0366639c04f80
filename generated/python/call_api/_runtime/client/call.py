# onespec runtime: copied unchanged into generated packages. Edit it in onespec.
"""One call: its method and options, what is sent, and its failures as exceptions."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import cached_property
from typing import Final, Generic, TypeAlias, TypeGuard, TypeVar

from pydantic import TypeAdapter

from .checks import Checked, Violation
from .errors import InvalidResponseError, NotSentError, OutcomeUnknownError, RpcError
from .models import Sent
from .secret import Masker, Secret, at_paths
from .settings import Service
from .transport import HttpRequest, HttpResponse
from .values import is_object

T = TypeVar("T")


class _Null(Enum):
    NULL = "null"


Null: TypeAlias = _Null
NULL: Final = _Null.NULL
"""Sends `null` for a param that may be left out; `None` leaves it out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallOptions:
    """Settings of one call; what is None keeps the client's own."""

    timeout: float | None = None
    """Seconds for the whole call, from connecting to the last attempt's answer."""
    connect_timeout: float | None = None
    """Seconds for each attempt to connect, inside `timeout`."""
    headers: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)
    """HTTP headers to add; not shown in a repr, as they may hold credentials."""
    request_id: str | int | None = None
    """The JSON-RPC `id` to send; otherwise one is made up."""
    max_retries: int | None = None
    """How often to try again, at most; never more than what is safe for the method."""
    wait_for_limits: bool = False
    """Whether to wait for a used-up limit, where the deadline allows it."""

    def __post_init__(self) -> None:
        for name, value in (
            ("timeout", self.timeout),
            ("connect_timeout", self.connect_timeout),
        ):
            if value is not None and not value > 0:
                raise ValueError(f"`{name}` is a number of seconds above zero")
        if isinstance(self.request_id, bool):
            raise TypeError("`request_id` is text or an integer")


DEFAULTS: Final = CallOptions()


class Method(Generic[T]):
    """What a client knows of one method: name, checks of its params, type of result."""

    def __init__(
        self,
        name: str,
        result: Callable[[], TypeAdapter[T]],
        check: Callable[[Mapping[str, object]], Checked],
        *,
        auth: bool = False,
        repeatable: bool = False,
        secrets: tuple[tuple[str, ...], ...] = (),
        result_secrets: tuple[tuple[str, ...], ...] = (),
        sends_null: tuple[str, ...] = (),
        codes: Mapping[int, str] | None = None,
    ) -> None:
        self.name = name
        self.check = check
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
        self._result = result

    @cached_property
    def result(self) -> TypeAdapter[T]:
        """What reads the result; built when first needed."""
        return self._result()

    def __repr__(self) -> str:
        return f"Method({self.name!r})"


def to_wire(value: object) -> object:
    """What a caller hands over as a JSON value; what is none stays, to be refused."""
    if value is None or isinstance(value, (str, int, float)):
        return value
    if value is NULL:
        return None
    if isinstance(value, Secret):
        return value.reveal()
    if isinstance(value, Sent):
        return {name: to_wire(member) for name, member in value.__wire__().items()}
    if is_object(value):
        return {str(name): to_wire(member) for name, member in value.items()}
    if _is_sequence(value):
        return [to_wire(item) for item in value]
    return value


def _is_sequence(value: object) -> TypeGuard[Sequence[object]]:
    return isinstance(value, (list, tuple))


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

    def request(self) -> HttpRequest:
        """The HTTP request that carries it. Raises NotSentError."""
        body = self._body()
        if body is None:
            raise self.not_sent("it holds what JSON can't say")
        return HttpRequest(
            url=self.url,
            headers=self.headers,
            body=body,
            deadline=self.deadline,
            connect_timeout=self.connect_timeout,
        )

    def _body(self) -> bytes | None:
        """The envelope; None where a value of any type, or an id, is no JSON."""
        envelope = {
            "jsonrpc": "2.0",
            "id": self.request_id,
            "method": self.method,
            "params": self.params,
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

    # The exceptions of a call: masked, since a server may echo what it was sent.

    def not_sent(self, reason: str) -> NotSentError:
        """The error where nothing of it left."""
        return NotSentError(
            f"{self.method} was not sent: {self.masker.text(reason)}",
            method=self.method,
            request_id=self.request_id,
        )

    def unknown(self, reason: str, status: int | None = None) -> OutcomeUnknownError:
        """The error where it left and was not answered."""
        return OutcomeUnknownError(
            f"the outcome of {self.method} is unknown: {self.masker.text(reason)}",
            method=self.method,
            request_id=self.request_id,
            http_status=status,
            params=self.masker.members(self.params),
        )

    def invalid(
        self,
        reason: str,
        status: int | None,
        body: bytes,
        data: object = None,
    ) -> InvalidResponseError:
        """The error where its answer, with `data` for a result, can't be used."""
        secrets = at_paths(data, self.result_secrets)
        return InvalidResponseError(
            f"the outcome of {self.method} is unknown: {self.masker.text(reason)}",
            method=self.method,
            request_id=self.request_id,
            http_status=status,
            params=self.masker.members(self.params),
            body=Masker([*self.secrets, *secrets]).body(body),
        )

    def refused(self, violations: Sequence[Violation]) -> RpcError:
        """The error where the server would refuse it, so that nothing is sent."""
        mask = self.masker
        shown = [
            replace(
                violation,
                message=mask.text(violation.message),
                value=mask.value(violation.value),
                params=mask.members(violation.params),
            )
            for violation in violations
        ]
        first = shown[0]
        return self.service.error_for(first.code, first.mnemonic)(
            first.message,
            code=first.code,
            mnemonic=first.mnemonic,
            field=first.field,
            value=first.value,
            params=first.params,
            method=self.method,
            request_id=self.request_id,
            sent=False,
            violations=shown,
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
            retry_after=retry_after(params),
        )


def _name(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
