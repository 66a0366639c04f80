"""A call through a client: what is sent, what comes back, what is refused before anything leaves."""

from __future__ import annotations

import asyncio
import json
import socket
import warnings
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import Enum, IntEnum
from types import MappingProxyType
from typing import Any, Literal, Self

import pytest
from onespec.runtime.client.call import CallOptions, Method
from onespec.runtime.client.checks import (
    Checked,
    Fault,
    Faults,
    Field,
    Text,
    check,
    members,
)
from onespec.runtime.client.client import AsyncClient, AsyncSession, Client, Session
from onespec.runtime.client.errors import (
    ConfigurationError,
    InvalidResponseError,
    NotSentError,
    NotSentTimeoutError,
    OutcomeUnknownError,
    OutcomeUnknownTimeoutError,
    RequestRefusedError,
    RpcError,
)
from onespec.runtime.client.models import NULL, Received, Whole
from onespec.runtime.client.raw import RECORDS, Response, raw, raw_async, read_member
from onespec.runtime.client.secret import Secret
from onespec.runtime.client.settings import Connection, settings
from onespec.runtime.client.transport import (
    HttpRequest,
    NothingSentError,
    TransportError,
)
from pydantic import TypeAdapter
from runtime_library import (
    BOOKS_FIND,
    BOOKS_ORDER,
    KEY,
    SYNC,
    Address,
    AsyncScript,
    Caller,
    MissingError,
    Order,
    Pauses,
    TooManyError,
    configured,
    error,
    http,
    replying,
    result,
    script,
    service,
)

TITLE = "Emma"

# What is sent.


def test_a_call_sends_one_envelope_and_returns_its_result_typed(caller: Caller) -> None:
    steps = script(result({"id": 7, "price": 9.5, "is_paid": True}))
    found = caller.call(steps, BOOKS_ORDER, title=TITLE, copies=2)
    assert found == Order(id=7, price=9.5, is_paid=True)
    (sent,) = steps.sent
    assert sent == {
        "jsonrpc": "2.0",
        "id": sent["id"],
        "method": "books.order",
        "params": {"key": KEY, "title": TITLE, "copies": 2},
    }


def test_it_goes_where_the_settings_say_with_their_headers_and_time() -> None:
    steps = script()
    chosen = configured(base_url="http://here.test/", headers={"X-Trace": "t"})
    SYNC.call(steps, BOOKS_ORDER, None, chosen, title=TITLE)
    (request,) = steps.requests
    assert request.url == "http://here.test/"
    assert request.headers == {
        "accept": "application/json",
        "accept-encoding": "gzip, deflate",
        "content-type": "application/json; charset=UTF-8",
        "user-agent": "library-python/1.0",
        "x-trace": "t",
    }
    assert 29 < request.time_left() <= 30
    assert request.connect_timeout == 5


def test_options_of_a_call_go_before_the_settings_of_the_client() -> None:
    steps = script()
    options = CallOptions(
        timeout=3, connect_timeout=2, headers={"USER-AGENT": "me", "x-b": "2"}
    )
    chosen = configured(headers={"x-a": "1", "X-B": "1"})
    SYNC.call(steps, BOOKS_ORDER, options, chosen, title=TITLE)
    (request,) = steps.requests
    found = {name: request.headers[name] for name in ("user-agent", "x-a", "x-b")}
    assert found == {"user-agent": "me", "x-a": "1", "x-b": "2"}
    assert 2 < request.time_left() <= 3
    assert request.connect_timeout == 2


@pytest.mark.parametrize(
    "options",
    [
        {"timeout": 0},
        {"timeout": -1},
        {"timeout": float("nan")},
        {"connect_timeout": 0},
        {"connect_timeout": float("nan")},
    ],
)
def test_a_time_that_is_none_is_refused_where_it_is_written(
    options: dict[str, Any],
) -> None:
    (name,) = options
    with pytest.raises(ValueError, match=f"`{name}` is a number of seconds above zero"):
        CallOptions(**options)


def test_none_leaves_a_param_out_and_null_is_sent_where_it_is_a_value() -> None:
    steps = script()
    SYNC.call(steps, BOOKS_ORDER, title=TITLE, copies=None, note=None)
    assert steps.params == {"key": KEY, "title": TITLE, "note": None}
    steps = script()
    SYNC.call(steps, BOOKS_ORDER, title=TITLE, note=NULL)
    assert steps.params == {"key": KEY, "title": TITLE, "note": None}
    steps = script()
    found = SYNC.failure(steps, BOOKS_ORDER, title=TITLE, copies=NULL)
    assert (found.mnemonic, found.field, steps.sent) == ("wrong_type", "copies", [])


class Colour(str, Enum):
    RED = "red"


class Amount(IntEnum):
    PAIR = 2


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ({"pin": Secret("pin-0815")}, {"pin": "pin-0815"}),
        ({"tags": ("a", "b")}, {"tags": ["a", "b"]}),
        ({"tags": []}, {"tags": []}),
        ({"tags": [Colour.RED]}, {"tags": ["red"]}),
        ({"copies": 2.0}, {"copies": 2}),
        ({"copies": Amount.PAIR}, {"copies": 2}),
        ({"note": ""}, {"note": ""}),
        (
            {"address": Address(street_name="Wall", door_code=Secret("4711"))},
            {"address": {"street-name": "Wall", "door_code": "4711"}},
        ),
        (
            {"address": Address(street_name="Wall", floor=None)},
            {"address": {"street-name": "Wall", "floor": None}},
        ),
        (
            {"address": Address(street_name="Wall", door_code=None)},
            {"address": {"street-name": "Wall"}},
        ),
        (
            {"address": MappingProxyType({"street-name": "Wall", "floor": 1.0})},
            {"address": {"street-name": "Wall", "floor": 1}},
        ),
        (
            {"extra": [{"a": (True, NULL, None, 1.5)}]},
            {"extra": [{"a": [True, None, None, 1.5]}]},
        ),
        ({"extra": "\ud800"}, {"extra": "\ud800"}),
        ({"extra": 2**70}, {"extra": 2**70}),
    ],
)
def test_what_a_caller_hands_over_stands_on_the_wire_as_json(
    given: dict[str, object], sent: dict[str, object]
) -> None:
    steps = script()
    SYNC.call(steps, BOOKS_ORDER, title=TITLE, **given)
    assert steps.params == {"key": KEY, "title": TITLE, **sent}
    shown = json.dumps(steps.params["copies"] if "copies" in given else None)
    assert "." not in shown


@pytest.mark.parametrize(
    ("given", "mnemonic", "reason"),
    [
        (
            {"address": {"street-name": None}},
            "wrong_type",
            "`address.street-name` must be a string and not null",
        ),
        (
            {"address": {"street-name": "Wall", "door_code": None}},
            "wrong_type",
            "`address.door_code` must be a string, or left out: not null",
        ),
        (
            {"tags": [None]},
            "wrong_type",
            "`tags.0` must be a string, or left out: not null",
        ),
    ],
)
def test_none_inside_a_dict_is_null_and_refused_where_null_is_no_value(
    given: dict[str, object], mnemonic: str, reason: str
) -> None:
    steps = script()
    found = SYNC.failure(steps, BOOKS_ORDER, title=TITLE, **given)
    assert (found.mnemonic, found.violations[0].reason) == (mnemonic, reason)
    assert steps.sent == []
    address = {"street-name": "Wall", "floor": None}
    SYNC.call(steps, BOOKS_ORDER, title=TITLE, address=address)
    assert steps.params["address"] == address


def test_the_objects_of_a_caller_are_not_changed() -> None:
    address = {"street-name": "Wall", "floor": 1.0}
    tags = ["a"]
    SYNC.call(script(), BOOKS_ORDER, title=TITLE, address=address, tags=tags)
    assert address == {"street-name": "Wall", "floor": 1.0}
    assert isinstance(address["floor"], float)
    assert tags == ["a"]


def test_the_credential_goes_only_with_the_methods_that_take_it() -> None:
    steps = script(result([]))
    assert SYNC.call(steps, BOOKS_FIND, words="x") == []
    assert steps.params == {"words": "x"}


def test_a_credential_that_is_missing_is_told_before_anything_is_sent(
    caller: Caller,
) -> None:
    steps = script()
    chosen = configured(credential=None)
    found = caller.failure(steps, BOOKS_ORDER, None, chosen, title=TITLE)
    assert type(found) is ConfigurationError
    assert str(found) == (
        "no credential: pass `library_key`, or set the variable LIBRARY_KEY"
    )
    assert steps.sent == []
    steps = script(result([]))
    assert caller.call(steps, BOOKS_FIND, None, chosen) == []


# Ids.


def test_ids_are_made_up_as_the_service_has_them_and_never_the_same() -> None:
    steps = script()
    for _ in range(20):
        SYNC.call(steps, BOOKS_ORDER, title=TITLE)
    texts = [sent["id"] for sent in steps.sent]
    assert len(set(texts)) == 20
    assert {type(text) for text in texts} == {str}
    steps = script()
    chosen = configured(service(id_type="number"))
    for _ in range(20):
        SYNC.call(steps, BOOKS_ORDER, None, chosen, title=TITLE)
    numbers = [sent["id"] for sent in steps.sent]
    assert len(set(numbers)) == 20
    # Larger ones would not survive a reader that knows floats alone.
    assert all(type(number) is int and 0 <= number < 2**53 for number in numbers)


class TraceId(str):
    """An id of a caller's own kind."""


@pytest.mark.parametrize(
    "request_id", ["a", "", 0, -5, 2**60, "ключ", TraceId("t-1"), Amount.PAIR]
)
def test_an_id_of_the_callers_own_is_sent_and_its_answer_taken(
    request_id: str | int, caller: Caller
) -> None:
    steps = script()
    options = CallOptions(request_id=request_id)
    assert caller.call(steps, BOOKS_ORDER, options, title=TITLE).id == 1
    assert steps.sent[0]["id"] == request_id


def test_a_flag_is_no_id() -> None:
    with pytest.raises(TypeError, match="`request_id` is text or an integer"):
        CallOptions(request_id=True)


# What is refused before it is sent.


def test_a_missing_param_is_the_error_that_the_server_would_give(
    caller: Caller,
) -> None:
    steps = script()
    options = CallOptions(request_id="r-1")
    found = caller.failure(steps, BOOKS_ORDER, options)
    assert type(found) is MissingError
    assert (found.code, found.mnemonic) == (-32602, "missing")
    assert (found.field, found.value) == ("title", None)
    assert found.params == {"field": "title"}
    assert found.message == "title is missing"
    assert str(found) == (
        "title is missing (missing, code -32602, field title, not sent): "
        "`title` is required"
    )
    assert (found.method, found.request_id) == ("books.order", "r-1")
    assert (found.sent, found.http_status, found.retry_after) == (False, None, None)
    assert steps.sent == []


def test_the_first_fault_makes_the_error_and_all_stand_in_it() -> None:
    steps = script()
    found = SYNC.failure(
        steps, BOOKS_ORDER, title="", copies=0, tags=[1], address={"floor": "x"}
    )
    assert [(it.mnemonic, it.field) for it in found.violations] == [
        ("wrong_value", "title"),
        ("wrong_value", "copies"),
        ("wrong_type", "tags.0"),
        ("missing", "address.street-name"),
        ("wrong_type", "address.floor"),
    ]
    assert (found.mnemonic, found.field) == ("wrong_value", "title")
    assert steps.sent == []


def test_a_broken_constraint_is_its_own_error_and_names_itself() -> None:
    steps = script()
    found = SYNC.failure(steps, BOOKS_ORDER, title=TITLE, copies=6)
    assert type(found) is TooManyError
    assert found.message == "no more than 5 of Emma"
    assert (found.field, found.value, found.params) == ("copies", 6, {"title": TITLE})
    assert [it.constraint for it in found.violations] == ["few"]
    assert steps.sent == []


def test_a_local_refusal_names_the_page_that_explains_its_error() -> None:
    page = "https://help.test/missing"
    row = Fault("missing", -32602, ("missing",), help_url=page)
    shape = members(Field("words", Text(), required=True))

    def check_words(params: Mapping[str, object]) -> Checked:
        return check(params, shape, Faults(row, row, row, row), ())

    method = Method("books.find", lambda: BOOKS_FIND.result, check_words)
    found = SYNC.failure(script(), method)
    assert (type(found), found.help_url) == (MissingError, page)


@pytest.mark.parametrize(
    "value",
    [b"bytes", {1, 2}, Decimal(1), date(2030, 1, 1), object, {"a": object()}],
    ids=lambda value: type(value).__name__,
)
def test_what_is_no_json_is_refused_as_of_the_wrong_type_though_the_message_shows_it(
    value: object,
) -> None:
    steps = script()
    found = SYNC.failure(steps, BOOKS_ORDER, title=value)
    assert (found.mnemonic, found.field) == ("wrong_type", "title")
    assert found.message.endswith("has the wrong type")
    assert steps.sent == []


@pytest.mark.parametrize(
    "value",
    [b"x", {1}, float("nan"), float("inf"), date(2030, 1, 1), [object()], 10**5000],
    ids=lambda value: type(value).__name__,
)
def test_where_any_value_will_do_one_that_json_has_not_is_not_sent(
    value: object, caller: Caller
) -> None:
    steps = script()
    found = caller.failure(steps, BOOKS_ORDER, title=TITLE, extra=value)
    assert type(found) is NotSentError
    assert str(found) == "books.order was not sent: it holds what JSON can't say"
    assert steps.sent == []


# What comes back.


def test_a_result_of_another_shape_says_where_and_that_the_call_may_have_been_made(
    caller: Caller,
) -> None:
    steps = script(result({"id": "7"}))
    found = caller.failure(steps, BOOKS_ORDER, title=TITLE)
    assert type(found) is InvalidResponseError
    assert isinstance(found, OutcomeUnknownError)
    assert str(found) == (
        "the outcome of books.order is unknown: "
        "the result has another shape than declared, at id"
    )
    assert (found.http_status, len(steps.sent)) == (200, 1)
    assert json.loads(found.body)["result"] == {"data": {"id": "7"}}


class Reader(Received, frozen=True):
    """A result with whatever can be wrong in it."""

    orders: list[Order] = []
    mood: Literal["good", "bad"] | Whole = "good"
    by_name: dict[str, Order] = {}


@pytest.mark.parametrize(
    ("data", "place"),
    [
        (5, "the result"),
        (None, "the result"),
        ({"orders": 5}, "orders"),
        ({"orders": [{"id": 1}, 5]}, "orders.1"),
        ({"orders": [{"id": 1}, {"id": "2"}]}, "orders.1.id"),
        ({"orders": [{"id": 1}, {"id": 2.5}]}, "orders.1.id"),
        ({"orders": [{}]}, "orders.0.id"),
        ({"orders": [{"id": 1, "price": True}]}, "orders.0.price"),
        ({"mood": "so so"}, "mood"),
        ({"mood": {"orders": 1}}, "mood"),
        ({"by_name": {"a.b": {"id": None}}}, "by_name.a.b.id"),
    ],
)
def test_the_place_is_one_that_the_answer_has_or_lacks(
    data: object, place: str
) -> None:
    method = Method("readers.get", lambda: TypeAdapter(Reader), BOOKS_FIND.check)
    found = SYNC.failure(script(result(data)), method)
    assert str(found).endswith(f"another shape than declared, at {place}")


def test_members_that_nobody_declared_are_kept() -> None:
    found = SYNC.call(script(result({"id": 1.0, "new": [1]})), BOOKS_ORDER, title=TITLE)
    assert (found.id, type(found.id)) == (1, int)
    assert found.model_extra == {"new": [1]}


def test_a_service_without_a_member_for_results_gives_the_whole_result() -> None:
    chosen = configured(service(result_member=""))
    steps = script({"result": ["a"]})
    assert SYNC.call(steps, BOOKS_FIND, None, chosen) == ["a"]


# Metadata, and what it says of the version.


def test_metadata_is_kept_the_newest_of_each_member_errors_included() -> None:
    steps = script(
        result([], limits={"day": 5}, version={"name": "1"}),
        result([], limits={"day": 4}),
        error(-1, metadata={"limits": {"day": 3}}),
        error(-1),
        {"error": {"code": -1, "message": "", "metadata": {"limits": {"day": 2}}}},
        result([]),
    )
    session = Session(configured(), steps)
    assert session.metadata == {}
    seen = []
    for _ in range(6):
        try:
            session.call(BOOKS_FIND, {}, None)
        except RpcError:
            pass
        seen.append(session.metadata["limits"])
    assert seen == [{"day": 5}, {"day": 4}, *[{"day": 3}] * 2, *[{"day": 2}] * 2]
    assert session.metadata["version"] == {"name": "1"}


OLD = result([], version={"deprecated": True})


def find(session: Session) -> list[str]:
    """Stands for the method of a generated package."""
    return session.call(BOOKS_FIND, {}, None)


async def find_async(session: AsyncSession) -> list[str]:
    return await session.call(BOOKS_FIND, {}, None)


class Library(Client):
    """A client as packages have it: methods over the session, and one that changes options."""

    def find(self) -> list[str]:
        return find(self._session)

    def with_options(self, **options: Any) -> Self:
        return self._changed(**options)


class AsyncLibrary(AsyncClient):
    async def find(self) -> list[str]:
        return await find_async(self._session)

    def with_options(self, **options: Any) -> Self:
        return self._changed(**options)


def line_of(caught: pytest.WarningsRecorder) -> str:
    """The line of this file that the only warning points at."""
    (warning,) = caught
    assert warning.filename == __file__
    with open(__file__) as file:
        return file.read().splitlines()[warning.lineno - 1].strip()


@pytest.mark.parametrize("flag", [{"version": {"deprecated": True}}, {"sunset": True}])
def test_a_version_that_is_deprecated_is_warned_of_once_where_the_method_is_called(
    flag: dict[str, object],
) -> None:
    session = Session(configured(), script(result([], **flag)))
    with pytest.warns(
        DeprecationWarning, match="version in use is deprecated"
    ) as found:
        find(session)  # here
    assert line_of(found) == "find(session)  # here"
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        find(session)


def test_the_warning_points_at_the_caller_of_a_raw_method_too() -> None:
    session = Session(configured(), script(OLD))
    with pytest.warns(DeprecationWarning) as found:
        raw(Response, find)(session)  # raw
    assert line_of(found) == "raw(Response, find)(session)  # raw"


def test_the_warning_points_at_the_line_that_awaits() -> None:
    async def run() -> None:
        session = AsyncSession(configured(), AsyncScript(script(OLD)))
        await find_async(session)  # awaited

    async def run_raw() -> None:
        session = AsyncSession(configured(), AsyncScript(script(OLD)))
        await raw_async(Response, find_async)(session)  # raw

    with pytest.warns(DeprecationWarning) as found:
        asyncio.run(run())
    assert line_of(found) == "await find_async(session)  # awaited"
    with pytest.warns(DeprecationWarning) as found:
        asyncio.run(run_raw())
    assert line_of(found) == "await raw_async(Response, find_async)(session)  # raw"


@pytest.mark.parametrize(
    "metadata",
    [
        {"version": {"deprecated": False}},
        {"version": {"deprecated": "true"}},
        {"version": {"deprecated": 1}},
        {"version": True},
        {"deprecated": True},
        {"sunset": {"deprecated": True}},
    ],
)
def test_only_a_flag_that_is_true_in_its_place_is_a_warning(
    metadata: dict[str, object],
) -> None:
    session = Session(configured(), script(result([], **metadata)))
    assert find(session) == []


# Raw responses.


def test_a_raw_response_is_the_result_with_the_answer_it_came_in() -> None:
    steps = script(replying(result(["a"], limits={"day": 5}), 201, x_a="b"))
    session = Session(configured(), steps)
    found: Response[list[str]] = raw(Response, find)(session)
    assert found.parsed == ["a"]
    assert (found.status, found.headers) == (201, {"x-a": "b"})
    assert found.request_id == steps.sent[0]["id"]
    assert json.loads(found.http.body)["result"]["data"] == ["a"]
    assert found.metadata == {"limits": {"day": 5}}


def test_it_is_the_answer_of_the_attempt_that_gave_the_result(pauses: object) -> None:
    steps = script(TransportError("cut"), replying(result([]), 299))
    assert raw(Response, find)(Session(configured(), steps)).status == 299


def test_async_raw_responses_do_not_meet_though_they_are_made_at_once() -> None:
    async def run() -> list[Response[list[str]]]:
        def reply(request: HttpRequest) -> object:
            sent = json.loads(request.body)
            step = replying(result([sent["params"]["words"]]))
            assert callable(step)
            return step(request)

        session = AsyncSession(configured(), AsyncScript(script(reply)))

        async def one(words: str) -> list[str]:
            return await session.call(BOOKS_FIND, {"words": words}, None)

        calls = (raw_async(Response, one)(str(number)) for number in range(9))
        return await asyncio.gather(*calls)

    found = asyncio.run(run())
    for number, response in enumerate(found):
        assert response.parsed == [str(number)]
        assert json.loads(response.http.body)["id"] == response.request_id
    assert len({response.request_id for response in found}) == 9


def test_a_call_made_while_another_is_under_way_does_not_take_its_place() -> None:
    inner = Session(configured(), script(replying(result(["inner"]), 298)))
    plain: list[object] = []
    nested: list[Response[list[str]]] = []

    def asks_first(request: HttpRequest) -> object:
        plain.append(find(inner))
        nested.append(raw(Response, find)(inner))
        step = replying(result(["outer"]), 299)
        assert callable(step)
        return step(request)

    outer = Session(configured(), script(asks_first))
    found = raw(Response, find)(outer)
    assert (found.parsed, found.status) == (["outer"], 299)
    assert plain == [["inner"]]
    assert [(it.parsed, it.status) for it in nested] == [(["inner"], 298)]


def test_a_raw_call_that_fails_leaves_nothing_behind(caller: Caller) -> None:
    steps = script(error(-1), result(["a"]))

    async def run() -> None:
        session = AsyncSession(configured(), AsyncScript(steps))
        with pytest.raises(RpcError):
            await raw_async(Response, find_async)(session)
        assert RECORDS.get() is None
        assert (await raw_async(Response, find_async)(session)).parsed == ["a"]
        assert RECORDS.get() is None

    if caller.is_async:
        asyncio.run(run())
        return
    session = Session(configured(), steps)
    with pytest.raises(RpcError):
        raw(Response, find)(session)
    assert RECORDS.get() is None
    assert raw(Response, find)(session).parsed == ["a"]
    assert RECORDS.get() is None


def test_a_raw_method_keeps_name_and_docstring() -> None:
    for made in (raw(Response, find), raw_async(Response, find_async)):
        assert made.__name__ in ("find", "find_async")
    assert (raw(Response, find).__doc__ or "").startswith("Stands for")


@pytest.mark.parametrize(
    ("metadata", "expected"),
    [
        ({"order": {"id": 1, "new": 2}}, Order.model_validate({"id": 1, "new": 2})),
        ({"order": {"id": "1"}}, None),
        ({"order": None}, None),
        ({"order": [1]}, None),
        ({}, None),
    ],
)
def test_a_member_of_the_metadata_is_read_as_a_model_or_not_at_all(
    metadata: Mapping[str, object], expected: Order | None
) -> None:
    assert read_member(Order, metadata, "order") == expected


# Clients.

WHOLE: dict[str, Any] = {
    "base_url": "http://localhost/",
    "credential": KEY,
    "timeout": 30,
    "connect_timeout": 5,
    "max_retries": 2,
    "headers": None,
}
CONNECTION = Connection(
    trust_env=False,
    proxy=None,
    ssl_context=None,
    max_response_bytes=1000,
    max_connections=100,
    max_keepalive_connections=20,
    keepalive_expiry=5.0,
)


def test_a_transport_that_was_passed_in_is_used_and_stays_open() -> None:
    class Closing:
        is_closed = False

        def send(self, request: HttpRequest, /) -> Any:
            step = replying(result([], limits={"day": 1}))
            assert callable(step)
            return step(request)

        def close(self) -> None:
            self.is_closed = True

    transport = Closing()
    with Library(settings(service(), **WHOLE), transport, CONNECTION) as api:
        assert api.find() == []
        assert api.last_metadata == {"limits": {"day": 1}}
    assert not transport.is_closed


def test_an_async_client_is_used_alike() -> None:
    async def run() -> Mapping[str, object]:
        transport = AsyncScript(script(result([], limits={"day": 1})))
        async with AsyncLibrary(
            settings(service(), **WHOLE), transport, CONNECTION
        ) as api:
            assert await api.find() == []
        return api.last_metadata

    assert asyncio.run(run()) == {"limits": {"day": 1}}


def test_a_closed_client_refuses_and_so_do_those_that_share_its_connections() -> None:
    options: dict[str, Any] = dict.fromkeys(
        ["credential", "timeout", "connect_timeout", "max_retries", "headers"]
    )
    steps = script(result([]))

    async def run() -> None:
        made = AsyncLibrary(
            settings(service(), **WHOLE), AsyncScript(steps), CONNECTION
        )
        other = made.with_options(**options)
        assert await other.find() == []
        async with other:
            pass
        for each in (made, other):
            with pytest.raises(NotSentError) as caught:
                await each.find()
            assert str(caught.value) == "books.find was not sent: the client is closed"

    made = Library(settings(service(), **WHOLE), steps, CONNECTION)
    other = made.with_options(**{**options, "timeout": 3})
    assert other.find() == []
    assert steps.requests[-1].time_left() <= 3
    made.close()
    made.close()
    for each in (made, other):
        with pytest.raises(NotSentError) as caught:
            each.find()
        assert str(caught.value) == "books.find was not sent: the client is closed"
    asyncio.run(run())
    assert len(steps.sent) == 2


class Bug:
    """A transport with a fault of its own."""

    def __init__(self, found: object) -> None:
        self.found = found
        self.times = 0

    def send(self, request: HttpRequest, /) -> Any:
        self.times += 1
        if isinstance(self.found, Exception):
            raise self.found
        return self.found


@pytest.mark.parametrize("error", [TypeError("oh"), KeyError("x"), RuntimeError("y")])
def test_a_bug_of_a_transport_is_the_cause_and_nothing_is_tried_again(
    error: Exception, pauses: Pauses
) -> None:
    transport = Bug(error)
    with pytest.raises(OutcomeUnknownError) as caught:
        find(Session(configured(), transport))
    assert caught.value.__cause__ is error
    assert type(error).__name__ in str(caught.value)
    assert (transport.times, pauses.made) == (1, [])


@pytest.mark.parametrize("answer", [None, 200, {"status": 200}])
def test_a_transport_that_gives_something_else_is_told_apart_from_a_lost_answer(
    answer: object, pauses: Pauses
) -> None:
    transport = Bug(answer)
    with pytest.raises(OutcomeUnknownError, match="the transport gave no HttpResponse"):
        find(Session(configured(), transport))
    assert (transport.times, pauses.made) == (1, [])


def test_what_a_transport_says_of_its_failure_is_kept() -> None:
    cause = ValueError("why")
    failed = NothingSentError("no way", timed_out=True)
    failed.__cause__ = cause
    with pytest.raises(NotSentTimeoutError) as caught:
        find(Session(configured(max_retries=0), Bug(failed)))
    assert caught.value.__cause__ is cause
    with pytest.raises(OutcomeUnknownTimeoutError):
        find(Session(configured(max_retries=0), Bug(TimeoutError("slow"))))
    gone = TransportError("cut", response=http(404, b"gone"))
    with pytest.raises(RequestRefusedError) as refused:
        find(Session(configured(max_retries=0), Bug(gone)))
    assert (refused.value.http_status, refused.value.body) == (404, b"gone")


def test_what_is_no_transport_is_refused_when_the_client_is_made() -> None:
    chosen = settings(service(), **WHOLE)
    for given in (object(), "http://x/", AsyncScript(script())):
        with pytest.raises(ConfigurationError, match="`transport`"):
            Library(chosen, given, CONNECTION)  # type: ignore[arg-type]
    with pytest.raises(ConfigurationError, match="`transport` has no method `send`"):
        AsyncLibrary(chosen, object(), CONNECTION)  # type: ignore[arg-type]


def test_an_async_client_says_which_event_loop_it_needs() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    whole = {**WHOLE, "base_url": f"http://127.0.0.1:{port}/", "max_retries": 0}
    made = AsyncLibrary(settings(service(), **whole), None, CONNECTION)
    with pytest.raises(NotSentError):
        asyncio.run(made.find())
    with pytest.raises(ConfigurationError, match="belongs to another event loop"):
        asyncio.run(made.find())
    call = made.find()
    with pytest.raises(ConfigurationError, match="runs in an event loop of asyncio"):
        call.send(None)


def test_a_client_opens_and_closes_connections_of_its_own() -> None:
    async def run() -> None:
        async with AsyncLibrary(settings(service(), **WHOLE), None, CONNECTION):
            pass

    with Library(settings(service(), **WHOLE), None, CONNECTION):
        pass
    asyncio.run(run())


@pytest.mark.parametrize("timeout", [float("inf"), 1e12])
def test_a_client_may_be_told_to_wait_for_ever(timeout: float) -> None:
    async def run() -> object:
        async with AsyncLibrary(settings(service(), **whole), None, CONNECTION) as api:
            return await api.find()

    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    # Nothing listens there any more; no retries, so that nothing waits.
    whole = {
        **WHOLE,
        "base_url": f"http://127.0.0.1:{port}/",
        "timeout": timeout,
        "connect_timeout": timeout,
        "max_retries": 0,
    }
    with Library(settings(service(), **whole), None, CONNECTION) as api:
        with pytest.raises(NotSentError):
            api.find()
    with pytest.raises(NotSentError):
        asyncio.run(run())


def test_a_client_whose_service_has_no_credential_sends_none() -> None:
    steps = script(result([]))
    chosen = configured(service(credential=None), credential=None)
    method = Method(
        "books.find", lambda: BOOKS_FIND.result, BOOKS_FIND.check, auth=True
    )
    Session(chosen, steps).call(method, {"words": "x"}, None)
    assert steps.params == {"words": "x"}
