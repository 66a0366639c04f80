"""A small service put together by hand, and transports that answer from a script, for tests of the client."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, TypeAlias, TypeVar

from onespec.runtime.client.call import CallOptions, Method
from onespec.runtime.client.checks import (
    Anything,
    Array,
    Checked,
    Fault,
    Faults,
    Field,
    Integer,
    Rule,
    Slot,
    Text,
    check,
    members,
)
from onespec.runtime.client.client import AsyncSession, Session
from onespec.runtime.client.errors import ClientError, RpcError
from onespec.runtime.client.models import Flag, Number, Received, Sent, Whole, config
from onespec.runtime.client.secret import Secret
from onespec.runtime.client.settings import Credential, Service, Settings, settings
from onespec.runtime.client.transport import HttpRequest, HttpResponse
from pydantic import TypeAdapter

T = TypeVar("T")
Params: TypeAlias = Mapping[str, object]

KEY = "k3y-of-the-library/==+"
PIN = "pin-0815"

# The service: `books.order` is sent once, `books.find` may be sent again.


def row(mnemonic: str, code: int, *message: str | Slot) -> Fault:
    return Fault(mnemonic, code, message or (mnemonic,))


SHAPE = Faults(
    missing=row("missing", -32602, Slot("field"), " is missing"),
    type=row("wrong_type", -32602, Slot("value"), " has the wrong type"),
    value=row("wrong_value", -32602),
    unexpected=row("unexpected", -32602),
)
TOO_MANY = row("too_many", -32010, "no more than 5 of ", Slot("title"))

ORDER = members(
    Field("key", Text(), required=True, secret=True),
    Field("title", Text(min_length=1), required=True),
    Field("copies", Integer(minimum=1)),
    Field("tags", Array(Field("", Text()), unique=True)),
    Field("note", Text(), nullable=True),
    Field(
        "address",
        members(
            Field("street-name", Text(), required=True),
            Field("door_code", Text(), secret=True),
            Field("floor", Integer(), nullable=True),
        ),
    ),
    Field("pin", Text(), secret=True),
    Field("extra", Anything()),
)
FIND = members(Field("words", Text()))
ENTER = members(Field("password", Text(), required=True, secret=True))


def few(params: Mapping[str, Any]) -> bool:
    return bool(params.get("copies", 1) <= 5)


def check_order(params: Params) -> Checked:
    rule = Rule("few", few, ("copies",), TOO_MANY, blame=("copies",))
    return check(params, ORDER, SHAPE, (rule,))


def check_find(params: Params) -> Checked:
    return check(params, FIND, SHAPE, ())


def check_enter(params: Params) -> Checked:
    return check(params, ENTER, SHAPE, ())


class Address(Sent, frozen=True):
    """Where a book is sent to; its street has another name on the wire."""

    model_config = config({"street_name": "street-name"})
    __nullable__ = frozenset({"floor"})

    street_name: str
    door_code: Secret | None = None
    floor: int | None = None


class Order(Received, frozen=True):
    """What `books.order` answers."""

    id: Whole
    price: Number | None = None
    is_paid: Flag = False


class Entry(Received, frozen=True):
    """What `readers.enter` answers."""

    __hidden__ = frozenset({"token"})

    token: str
    reader: str = ""


# What its calls raise.


class OrderError(RpcError):
    """Errors of code -32010."""


class TooManyError(OrderError):
    """Too many copies."""

    mnemonic = "too_many"


class BookGoneError(OrderError):
    """A book was taken away."""

    mnemonic = "book_gone"
    __fills__: ClassVar[Mapping[str, tuple[str, type]]] = {
        "title": ("title", str),
        "shelf": ("shelf number", int),
        "price": ("price", float),
        "is_rare": ("is_rare", bool),
        "found": ("found", object),
    }

    title: str | None
    shelf: int | None
    price: float | None
    is_rare: bool | None
    found: object


class MissingError(RpcError):
    """A param is missing."""

    mnemonic = "missing"


class LimitError(RpcError):
    """A limit is used up."""

    mnemonic = "limit_exceeded"


NAMED: Mapping[str, type[RpcError]] = {
    "too_many": TooManyError,
    "book_gone": BookGoneError,
    "missing": MissingError,
    "limit_exceeded": LimitError,
}
GROUPS: Mapping[int, type[RpcError]] = {-32010: OrderError}


def error_for(code: int, mnemonic: str | None) -> type[RpcError]:
    found = NAMED.get(mnemonic or "")
    return found or GROUPS.get(code, RpcError)


CREDENTIAL = Credential(
    param="key", argument="library_key", variable="LIBRARY_KEY", needed=False
)


def service(**changes: Any) -> Service:
    return Service(**{**STANDARD, **changes})


STANDARD: Mapping[str, Any] = {
    "name": "library",
    "address": "http://localhost/rpc",
    "address_variable": "LIBRARY_URL",
    "credential": CREDENTIAL,
    "content_type": "application/json; charset=UTF-8",
    "user_agent": "library-python/1.0",
    "id_type": "string",
    "result_member": "data",
    "help_member": "help",
    "deprecation_flags": (("version", "deprecated"), ("sunset",)),
    "error_for": error_for,
}

BOOKS_ORDER = Method[Order](
    "books.order",
    lambda: TypeAdapter(Order),
    check_order,
    auth=True,
    secrets=(("pin",), ("address", "door_code")),
    sends_null=("note",),
)
BOOKS_FIND = Method[list[str]](
    "books.find", lambda: TypeAdapter(list[str]), check_find, repeatable=True
)
READERS_ENTER = Method[Entry](
    "readers.enter",
    lambda: TypeAdapter(Entry),
    check_enter,
    secrets=(("password",),),
    result_secrets=(("token",),),
    codes={-32010: "too_many", 7: "missing"},
)

# What goes in and out.


def configured(
    made: Service | None = None,
    *,
    timeout: float = 30,
    max_retries: int = 2,
    **more: Any,
) -> Settings:
    """The settings of a client that has a credential."""
    others = {
        "base_url": None,
        "credential": KEY,
        "connect_timeout": 5,
        "headers": None,
    }
    return settings(
        made or service(),
        **{**others, "timeout": timeout, "max_retries": max_retries, **more},
    )


Step: TypeAlias = (
    "Mapping[str, object] | bytes | HttpResponse | Exception | Callable[[HttpRequest], object]"
)


def http(status: int, body: object, **headers: str) -> HttpResponse:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return HttpResponse(status=status, headers=named, body=content)


def result(data: object, **metadata: object) -> dict[str, object]:
    """The members of a reply that holds a result."""
    extra = {"metadata": metadata} if metadata else {}
    return {"result": {"data": data, **extra}}


def error(
    code: object, mnemonic: str | None = None, message: object = "No", **data: object
) -> dict[str, object]:
    """The members of a reply that holds an error."""
    named = {} if mnemonic is None else {"mnemonic": mnemonic}
    return {"error": {"code": code, "message": message, "data": {**named, **data}}}


def replying(members: Mapping[str, object], status: int = 200, **headers: str) -> Step:
    """A reply under the id of its request, in an HTTP answer of its own kind."""

    def reply(request: HttpRequest) -> HttpResponse:
        sent = json.loads(request.body)
        body = {"jsonrpc": "2.0", "id": sent["id"], **members}
        return http(status, body, **headers)

    return reply


@dataclass
class Script:
    """A transport that answers step by step; the last step stays."""

    steps: list[Step]
    requests: list[HttpRequest] = field(default_factory=list)

    @property
    def sent(self) -> list[dict[str, Any]]:
        """The envelopes that came."""
        return [json.loads(request.body) for request in self.requests]

    @property
    def params(self) -> dict[str, Any]:
        """The params of the only call."""
        (sent,) = self.sent
        params: dict[str, Any] = sent["params"]
        return params

    def send(self, request: HttpRequest, /) -> HttpResponse:
        self.requests.append(request)
        step = self.steps.pop(0) if len(self.steps) > 1 else self.steps[0]
        if isinstance(step, Exception):
            raise step
        if isinstance(step, HttpResponse):
            return step
        if isinstance(step, bytes):
            return http(200, step)
        answer = step if callable(step) else replying(step)
        assert callable(answer)
        found = answer(request)
        assert isinstance(found, HttpResponse)
        return found


def script(*steps: Step) -> Script:
    return Script(list(steps) or [result({"id": 1})])


@dataclass(frozen=True)
class AsyncScript:
    """The same script for `async` clients."""

    inner: Script

    async def send(self, request: HttpRequest, /) -> HttpResponse:
        await asyncio.sleep(0)
        return self.inner.send(request)


@dataclass(frozen=True)
class Caller:
    """Calls through a session of either kind, so that one table holds both."""

    is_async: bool = False

    def call(
        self,
        steps: Script,
        method: Method[T],
        options: CallOptions | None = None,
        chosen: Settings | None = None,
        /,
        **params: object,
    ) -> T:
        chosen = chosen or configured()
        if self.is_async:
            session = AsyncSession(chosen, AsyncScript(steps))
            return asyncio.run(session.call(method, params, options))
        return Session(chosen, steps).call(method, params, options)

    def failure(
        self,
        steps: Script,
        method: Method[Any],
        options: CallOptions | None = None,
        chosen: Settings | None = None,
        /,
        **params: object,
    ) -> Any:
        """What a call raises; any `ClientError` will do."""
        try:
            found = self.call(steps, method, options, chosen, **params)
        except ClientError as failed:
            return failed
        raise AssertionError(f"no error, but {found!r}")


SYNC = Caller()


@dataclass
class Pauses:
    """The pauses that were made; time has passed without anyone waiting."""

    made: list[float] = field(default_factory=list)

    @property
    def passed(self) -> float:
        return sum(self.made)
