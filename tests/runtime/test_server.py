"""The server's and the fake's algorithm, on a small service put together by hand."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, TypeAlias

import pytest
from onespec.runtime.client import settings as client_settings
from onespec.runtime.client.call import Method as ClientMethod
from onespec.runtime.client.checks import (
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
from onespec.runtime.client.errors import RpcError
from onespec.runtime.client.models import Received
from onespec.runtime.server import asgi
from onespec.runtime.server.app import (
    AppTransport,
    AsyncAppTransport,
    ReferenceServer,
)
from onespec.runtime.server.fake import (
    UNSET,
    AsyncStageTransport,
    RecordedCall,
    Stage,
    StageTransport,
)
from onespec.runtime.server.http import LARGEST_BODY, Request, Response
from onespec.runtime.server.methods import Common, Facts, Row, fact, param
from onespec.runtime.server.service import Refusals, Service
from pydantic import TypeAdapter

Params: TypeAlias = Mapping[str, object]

JSON = "application/json; charset=utf-8"

# The service: `orders.place` is refused where the shelf is empty, `orders.list` may stay anonymous.


def row(mnemonic: str, code: int, *message: str | Slot) -> Fault:
    return Fault(mnemonic, code, message or (mnemonic,))


SHAPE = Faults(
    missing=row("missing", -32602),
    type=row("wrong_type", -32602),
    value=row("wrong_value", -32602),
    unexpected=row("unexpected", -32602),
)
REFUSALS = Refusals(
    parse=row("parse_error", -32700),
    batch=row("no_batch", -32099),
    envelope=row("invalid_request", -32600),
    notification=row("no_notification", -32099),
    method=row("method_not_found", -32601),
    encoding=row("not_utf8", -32602),
    internal=row("internal_error", -32603),
)
UNKNOWN_KEY = row("unknown_key", -32001)
LIMITED = row("limited", -32029, "no more than ", Slot("allowed"), " a minute")
SOLD_OUT = row("sold_out", -32010, Slot("item"), " is sold out")
TOO_MANY = row("too_many", -32011)

COMMON = Common(
    faults={
        fault.mnemonic: fault
        for fault in (
            *(SHAPE.missing, SHAPE.type, SHAPE.value, SHAPE.unexpected),
            *(REFUSALS.parse, REFUSALS.internal, REFUSALS.encoding),
            *(UNKNOWN_KEY, LIMITED),
        )
    },
    rows={
        "unknown_key": (
            Row(
                fault=UNKNOWN_KEY,
                when=lambda params, state: params["key"] not in state["keys"],
                field=("key",),
                hides=True,
            ),
        ),
        "limited": (
            Row(
                fault=LIMITED,
                when=lambda params, state: bool(state["minute_remaining"] < 1),
                params=(("allowed", fact("minute_limit")),),
            ),
        ),
    },
)

PLACE = members(
    Field("key", Text(), required=True, secret=True),
    Field("item", members(Field("name", Text(), required=True)), required=True),
    Field("amount", Integer()),
)
LIST = members(Field("key", Text(), secret=True))


def few(params: Facts) -> bool:
    return bool(params.get("amount", 1) < 100)


def check_place(params: Params) -> Checked:
    rule = Rule("few", few, ("amount",), TOO_MANY, blame=("amount",))
    return check(params, PLACE, SHAPE, (rule,))


def check_list(params: Params) -> Checked:
    return check(params, LIST, SHAPE, ())


SHARED = ("missing", "wrong_type", "wrong_value", "unexpected", "parse_error")

METHODS = {
    "orders.place": COMMON.method(
        "orders.place",
        check_place,
        common=(*SHARED, "internal_error", "not_utf8", "unknown_key", "limited"),
        own=(SOLD_OUT, TOO_MANY),
        after=(
            Row(
                fault=SOLD_OUT,
                when=lambda params, state: params["item"]["name"] in state["sold_out"],
                field=("item", "name"),
                params=(("item", param("item", "name")),),
            ),
        ),
        results=(
            ({"key": "k-1", "item": {"name": "tea"}}, {"id": 500, "state": "known"}),
        ),
        result={"id": 10, "state": "new"},
        counts_up=("id",),
    ),
    "orders.list": COMMON.method(
        "orders.list", check_list, common=SHARED, result=[{"id": 1}]
    ),
}

SERVICE = Service(
    result_member="data",
    data_members=("mnemonic", "field", "value", "params"),
    credential="key",
    id_types=("string", "number"),
    metadata=(("limits", ("minute_remaining", "minute_reset")), ("version", None)),
    windows=(("minute", 60),),
    refusals=REFUSALS,
    facts=frozenset({"keys", "sold_out", "minute_limit", "minute_remaining", "version"}),
    sample={
        "keys": ["k-1", "k-poor"],
        "sold_out": ["salt"],
        "minute_limit": 5,
        "minute_remaining": 3,
    },
    accounts={"k-poor": {"minute_remaining": 0}},
    methods=METHODS,
)  # fmt: skip

TEA = {"key": "k-1", "item": {"name": "tea"}}
SALT = {"key": "k-1", "item": {"name": "salt"}}


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def server(**settings: Any) -> ReferenceServer:
    return ReferenceServer(SERVICE, **{"clock": Clock(), **settings})


def envelope(params: object, method: object = "orders.place", **others: object) -> Any:
    sent = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
    return {**sent, **others}


def post(
    app: ReferenceServer, body: bytes, content_type: str = JSON, **headers: str
) -> Response:
    return app.exchange(Request(body, {"content-type": content_type, **headers}))


def ask(app: ReferenceServer, body: object, content_type: str = JSON) -> Any:
    sent = body if isinstance(body, bytes) else json.dumps(body).encode()
    response = post(app, sent, content_type)
    assert response.status == 200
    return json.loads(response.body)


def mnemonic(reply: Any) -> str:
    return str(reply["error"]["data"]["mnemonic"])


# Envelopes.


@pytest.mark.parametrize(
    ("body", "expected", "request_id"),
    [
        (b"{", "parse_error", None),
        (b"\xef\xbb\xbf{}", "parse_error", None),
        (b'{"id": NaN}', "parse_error", None),
        (b'{"id": 1, "id": 2}', "parse_error", None),
        (b'{"id": ' + b"9" * 5000 + b"}", "parse_error", None),
        (b"[" * 100_000, "parse_error", None),
        (b"[]", "no_batch", None),
        (b"[1]", "no_batch", None),
        (b"null", "invalid_request", None),
        (envelope(TEA, id=None), "invalid_request", None),
        (envelope(TEA, id=True), "invalid_request", None),
        (envelope(TEA, jsonrpc=2.0), "invalid_request", 1),
        (envelope(TEA, method=1), "invalid_request", 1),
        (envelope([]), "invalid_request", 1),
        (
            {"jsonrpc": "2.0", "method": "orders.place", "params": TEA},
            "no_notification",
            None,
        ),
        (envelope(TEA, "orders.burn"), "method_not_found", 1),
        (envelope({}), "missing", 1),
    ],
)
def test_what_is_no_call_of_a_method_gets_the_error_of_its_kind(
    body: object, expected: str, request_id: object
) -> None:
    reply = ask(server(), body)
    assert (mnemonic(reply), reply["id"]) == (expected, request_id)


def test_a_body_may_nest_32_deep_and_brackets_in_texts_do_not_count() -> None:
    def nested(depth: int) -> bytes:
        inner = b'{"a":' * depth + b'"[[[["' + b"}" * depth
        return (
            b'{"id":1,"jsonrpc":"2.0","method":"orders.burn","params":' + inner + b"}"
        )

    assert mnemonic(ask(server(), nested(31))) == "method_not_found"
    assert mnemonic(ask(server(), nested(32))) == "parse_error"


def test_a_number_that_no_float_holds_is_refused_not_echoed_as_infinity() -> None:
    body = json.dumps(envelope(TEA)).replace('"tea"', "1e999").encode()
    assert mnemonic(ask(server(), body)) == "parse_error"


def test_an_id_of_a_type_that_the_service_has_not_is_refused() -> None:
    assert mnemonic(ask(server(), envelope(TEA, id={}))) == "invalid_request"
    assert ask(server(), envelope(TEA, id="ключ"))["id"] == "ключ"
    assert ask(server(), envelope(TEA, id=1.5))["id"] == 1.5


def test_params_may_be_left_out() -> None:
    body = {"jsonrpc": "2.0", "id": 1, "method": "orders.list"}
    assert ask(server(), body)["result"]["data"] == [{"id": 1}]


def test_a_lone_surrogate_does_not_break_the_reply() -> None:
    assert ask(server(), envelope(TEA, id="\ud800"))["id"] == "\ud800"


# Encodings.


@pytest.mark.parametrize(
    "content_type",
    ["application/json", 'Application/JSON; Charset="UTF8"', JSON + "; x=1"],
)
def test_spellings_of_utf_8_are_taken_alike(content_type: str) -> None:
    assert "result" in ask(server(), envelope(TEA), content_type)


@pytest.mark.parametrize("charset", ["windows-1251", "utf-16", "koi8-r"])
def test_another_encoding_is_refused_and_the_id_repeated(charset: str) -> None:
    body = json.dumps(envelope(TEA, id="ключ"), ensure_ascii=False).encode(charset)
    reply = ask(server(), body, f"application/json; charset={charset}")
    assert (mnemonic(reply), reply["id"]) == ("not_utf8", "ключ")


def test_an_encoding_that_nobody_knows_is_refused_without_an_id() -> None:
    reply = ask(server(), b"\xff\xfe", "application/json; charset=martian")
    assert (mnemonic(reply), reply["id"]) == ("not_utf8", None)


def test_a_method_without_the_error_of_encodings_answers_that_it_can_not_read() -> None:
    body = json.dumps(envelope({}, "orders.list")).encode()
    reply = ask(server(), body, "application/json; charset=latin-1")
    assert (mnemonic(reply), reply["id"]) == ("parse_error", 1)


# Methods.


def test_each_result_is_new_and_the_published_request_gets_the_published_one() -> None:
    app = server(state={"minute_remaining": 9, "version": "4.0"})
    other = {**TEA, "amount": 2}
    found = [ask(app, envelope(params))["result"] for params in (other, other, TEA)]
    assert [result["data"]["id"] for result in found] == [10, 11, 500]
    states = [result["data"]["state"] for result in found]
    assert states == ["new", "new", "known"]
    assert found[0]["metadata"] == {
        "limits": {"minute_remaining": 8, "minute_reset": 60},
        "version": "4.0",
    }
    assert app.placed == 3


def test_no_number_of_a_result_comes_twice() -> None:
    app = server(state={"minute_remaining": 9})
    bodies = [TEA, TEA, {**TEA, "amount": 2}, {**TEA, "amount": 2}]
    found = [ask(app, envelope(params))["result"]["data"]["id"] for params in bodies]
    assert found == [500, 11, 10, 13]


def test_a_condition_of_the_state_fills_its_message_and_names_the_field() -> None:
    assert ask(server(), envelope(SALT))["error"] == {
        "code": -32010,
        "message": "salt is sold out",
        "data": {
            "mnemonic": "sold_out",
            "field": "item.name",
            "value": "salt",
            "params": {"item": "salt"},
            "metadata": {"limits": {"minute_remaining": 2, "minute_reset": 60}},
        },
    }


def test_shape_comes_before_the_account_and_the_account_before_constraints() -> None:
    app = server()
    wrong = {**TEA, "key": "nobody's", "amount": 100}
    assert mnemonic(ask(app, envelope({**wrong, "amount": "x"}))) == "wrong_type"
    assert mnemonic(ask(app, envelope(wrong))) == "unknown_key"
    assert mnemonic(ask(app, envelope({**wrong, "key": "k-1"}))) == "too_many"


def test_a_secret_is_not_repeated() -> None:
    reply = ask(server(), envelope({**TEA, "key": "nobody's"}))
    assert reply["error"]["data"]["field"] == "key"
    assert reply["error"]["data"]["value"] is None


LEAKY = row("leaky", -32012, Slot("key"), Slot("login"), Slot("keys"), Slot("size"))


def leaking(**settings: Any) -> ReferenceServer:
    """A server whose every error would repeat secrets, were it let."""
    login = members(
        Field("name", Text(), required=True),
        Field("password", Text(max_length=8), required=True, secret=True),
    )
    shape = members(
        Field("key", Text(), required=True, secret=True),
        Field("login", login, secret=True),
    )
    rule = Rule("short", lambda params: len(params["key"]) < 9, ("key",), LEAKY)
    method = COMMON.method(
        "leak",
        lambda params: check(params, shape, SHAPE, (rule,)),
        common=SHARED,
        own=(LEAKY,),
        after=(
            Row(
                fault=LEAKY,
                when=lambda params, state: True,
                field=("login", "name"),
                params=(("size", lambda params, state: "its " + params["key"]),),
                **settings,
            ),
        ),
        secrets=(("key",), ("login", "password")),
    )
    return ReferenceServer(
        replace(SERVICE, methods={"leak": method}, secret_facts=frozenset({("keys",)}))
    )


@pytest.mark.parametrize(
    "params",
    [
        {"key": "hush-hu", "login": {"name": "me", "password": "hush"}},
        {"key": "hush-hush-hush", "login": {"name": "me", "password": "hush"}},
        {"key": "hush-hu", "login": "hush"},
        {"key": "hush-hu", "login": {"name": "me", "password": "hush-hush"}},
        {"key": "hush-hu", "login": {"name": 5, "password": "hush"}},
        {"key": ["hush"]},
        {"key": "hush-hu", "login": {"name": "me", "hush": 1, "password": "hush"}},
    ],
)
@pytest.mark.parametrize(
    "value", [param("key"), param("login"), fact("keys"), lambda params, state: len(params["key"])]
)  # fmt: skip
def test_no_error_repeats_a_secret(params: Params, value: Any) -> None:
    body = json.dumps(envelope(params, "leak")).encode()
    reply = post(leaking(value=value), body).body.decode()
    told = reply.replace('"login.hush"', "")
    assert '"error"' in reply and "internal_error" not in reply
    assert "hush" not in told and "k-1" not in told


def test_a_placeholder_shows_a_secret_as_asterisks_and_the_rest_as_it_is() -> None:
    params = {"key": "hush-hu", "login": {"name": "me", "password": "hush"}}
    error = ask(leaking(), envelope(params, "leak"))["error"]
    login = '{"name":"me","password":"***"}'
    assert error["message"] == f"***{login}******"
    assert error["data"]["value"] == "me"


def test_a_condition_on_what_nobody_stated_does_not_hold() -> None:
    app = server()
    del app.state["sold_out"]
    assert "result" in ask(app, envelope(SALT))


def test_a_state_that_breaks_a_condition_is_answered_as_the_servers_own_fault() -> None:
    app = server()
    app.state["keys"] = 5
    reply = ask(app, envelope(TEA))
    assert (mnemonic(reply), reply["id"]) == ("internal_error", 1)


def test_a_service_without_a_member_for_results_answers_with_the_bare_result() -> None:
    found: dict[str, Any] = {
        name: getattr(SERVICE, name) for name in SERVICE.__dataclass_fields__
    }
    app = ReferenceServer(Service(**{**found, "result_member": ""}))
    assert ask(app, envelope({}, "orders.list"))["result"] == [{"id": 1}]


# Limits and accounts.


def test_calls_cost_points_until_the_window_is_over() -> None:
    clock = Clock()
    app = server(state={"minute_remaining": 2}, clock=clock)
    left = []
    for clock.now in (0, 10):
        limits = ask(app, envelope(TEA))["result"]["metadata"]["limits"]
        left.append((limits["minute_remaining"], limits["minute_reset"]))
    refused = ask(app, envelope(TEA))["error"]
    assert left == [(1, 60), (0, 50)]
    assert refused["message"] == "no more than 5 a minute"
    clock.now = 125.5
    limits = ask(app, envelope(TEA))["result"]["metadata"]["limits"]
    assert (limits["minute_remaining"], limits["minute_reset"]) == (4, 55)


def test_refusals_by_the_account_are_free_and_those_by_the_method_are_not() -> None:
    app = server(state={"minute_remaining": 1})
    ask(app, b"{")
    ask(app, envelope({**TEA, "key": "nobody's"}))
    assert mnemonic(ask(app, envelope(SALT))) == "sold_out"
    assert mnemonic(ask(app, envelope(TEA))) == "limited"


def test_a_new_state_begins_the_windows_anew() -> None:
    app = server(state={"minute_remaining": 1})
    ask(app, envelope(TEA))
    app.set_state({"minute_remaining": 1})
    assert "result" in ask(app, envelope(TEA))
    app.set_state()
    assert app.state == SERVICE.sample


def test_an_account_differs_by_its_credential() -> None:
    poor = {**TEA, "key": "k-poor"}
    assert mnemonic(ask(server(), envelope(poor))) == "limited"
    assert "result" in ask(server(accounts={}), envelope(poor))
    other = {"k-1": {"sold_out": ["tea"]}}
    assert mnemonic(ask(server(accounts=other), envelope(TEA))) == "sold_out"


def test_a_fact_that_the_service_has_not_is_refused_wherever_it_is_stated() -> None:
    refused = "the service has no fact called shelf, taste"
    with pytest.raises(ValueError, match=refused):
        server(state={"taste": 1, "shelf": 2})
    with pytest.raises(ValueError, match=refused):
        server().set_state({"taste": 1, "shelf": 2})
    with pytest.raises(ValueError, match="no fact called shelf"):
        server(accounts={"k-1": {"shelf": 2}})


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ({"k-1"}, "keys: JSON has no set; give None, bool, int, float, str, list or dict"),
        (["k-1", b"k-2"], r"keys\[1\]: JSON has no bytes"),
        ({"k": float("nan")}, "keys.k: JSON has no nan or inf"),
        ({5: "k"}, "keys: a name in an object is str, not int"),
        (lambda: [], "keys: JSON has no function"),
    ],
)  # fmt: skip
def test_a_fact_that_json_can_not_say_is_refused_wherever_it_is_stated(
    value: object, said: str
) -> None:
    with pytest.raises(ValueError, match=said):
        server(state={"keys": value})
    with pytest.raises(ValueError, match=said):
        server().set_state({"keys": value})
    with pytest.raises(ValueError, match=said):
        server(accounts={"k-1": {"keys": value}})
    with pytest.raises(ValueError, match=said.replace("keys", "params.keys")):
        server().raise_next("sold_out", params={"keys": value})


def test_a_fact_that_holds_itself_is_refused() -> None:
    endless: list[object] = []
    endless.append(endless)
    with pytest.raises(ValueError, match="nested too deeply, or in itself"):
        server(state={"keys": endless})


def test_tuples_are_lists_and_what_was_given_can_be_changed_without_effect() -> None:
    given = {"keys": ("k-1",), "sold_out": ["tea"]}
    app = server(state=given)
    given["sold_out"] = []
    assert app.state["keys"] == ["k-1"]
    assert mnemonic(ask(app, envelope(TEA))) == "sold_out"


@pytest.mark.parametrize("value", [{"tea"}, float("inf"), b"tea"])
def test_a_state_made_unsayable_between_requests_is_answered_all_the_same(
    value: object,
) -> None:
    app = server()
    app.state["minute_limit"] = value
    app.state["minute_remaining"] = 0
    reply = ask(app, envelope(TEA, id="a"))
    assert (mnemonic(reply), reply["id"]) == ("internal_error", "a")


def test_the_sample_is_not_changed_through_the_state_of_one_server() -> None:
    app = server()
    app.state["keys"].append("k-2")  # type: ignore[attr-defined]
    assert server().state["keys"] == ["k-1", "k-poor"]


# Planned errors.


def test_planned_errors_come_in_turn_and_then_the_server_goes_on() -> None:
    app = server(state={"minute_remaining": 9})
    app.raise_next("sold_out", field="item", value=1, params={"item": "all"})
    app.raise_next("internal_error", method="orders.place")
    assert "result" in ask(app, envelope({}, "orders.list"))
    first, second, third = (ask(app, envelope(TEA)) for _ in range(3))
    assert first["error"]["message"] == "all is sold out"
    assert first["error"]["data"]["value"] == 1
    assert mnemonic(second) == "internal_error"
    assert "result" in third


@pytest.mark.parametrize("method", [None, "orders.list", "orders.burn"])
def test_an_error_that_no_such_method_has_can_not_be_planned(
    method: str | None,
) -> None:
    wanted = "no_such_error" if method is None else "sold_out"
    with pytest.raises(ValueError, match=f"no such method answers with {wanted}"):
        server().raise_next(wanted, method=method)


# HTTP.


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"host": "LOCALHOST:8000"}, 200),
        ({"host": "[::1]:8000"}, 200),
        ({"host": "evil.example"}, 421),
        ({"host": "localhost:1", "origin": "http://localhost:1"}, 200),
        ({"host": "localhost:1", "origin": "http://localhost:2"}, 403),
        ({"origin": "null"}, 403),
    ],
)
def test_other_hosts_and_origins_are_refused(
    headers: dict[str, str], status: int
) -> None:
    body = json.dumps(envelope(TEA)).encode()
    assert post(server(), body, **headers).status == status


def test_a_server_answers_to_the_names_it_was_given() -> None:
    app = server(hosts=["shop.test"])
    assert post(app, b"{}", host="shop.test").status == 200
    assert post(app, b"{}", host="localhost").status == 421


@pytest.mark.parametrize(
    ("method", "content_type", "size", "status", "said"),
    [
        ("PUT", JSON, 2, 405, b"calls are sent by POST\n"),
        ("POST", "text/plain", 2, 415, b"the Content-Type is application/json\n"),
        ("POST", JSON, LARGEST_BODY, 200, b""),
        ("POST", JSON, LARGEST_BODY + 1, 413, b"a body has at most 1000000 bytes\n"),
    ],
)
def test_what_is_no_json_by_post_is_refused_unread(
    method: str, content_type: str, size: int, status: int, said: bytes
) -> None:
    sent = Request(b" " * size, {"content-type": content_type}, method)
    response = server().exchange(sent)
    assert response.status == status
    assert status == 200 or response.body == said


def test_pages_stand_beside_the_calls() -> None:
    app = server(pages={"index.html": b"<p>", "a.js": b"1", "LICENSE": b"free"})

    def get(path: str) -> tuple[int, bytes, str]:
        response = app.exchange(Request(method="GET", path=path))
        return response.status, response.body, response.content_type

    assert get("/") == (200, b"<p>", "text/html; charset=utf-8")
    assert get("/a.js") == (200, b"1", "text/javascript; charset=utf-8")
    assert get("/LICENSE") == (200, b"free", "text/plain; charset=utf-8")
    assert get("/b")[:2] == (404, b"no such page; calls are sent by POST\n")


# ASGI.


class Connection:
    """An ASGI server's side of one connection."""

    def __init__(self, kind: str, *messages: Mapping[str, Any]) -> None:
        self.scope: dict[str, Any] = {
            "type": kind,
            "method": "POST",
            "path": "/",
            "headers": [(b"Content-Type", JSON.encode()), (b"Host", b"localhost")],
        }
        self.sent: list[dict[str, Any]] = []
        self._messages = list(messages)

    async def receive(self) -> Mapping[str, Any]:
        if not self._messages:
            await asyncio.sleep(60)
        return self._messages.pop(0)

    async def send(self, message: dict[str, Any]) -> None:
        self.sent.append(message)

    def run(self, app: ReferenceServer) -> list[dict[str, Any]]:
        asyncio.run(app(self.scope, self.receive, self.send))
        return self.sent


def part(body: bytes, more: bool = False) -> dict[str, Any]:
    return {"type": "http.request", "body": body, "more_body": more}


def test_it_speaks_asgi_and_takes_a_body_in_parts() -> None:
    body = json.dumps(envelope(TEA)).encode()
    start, end = Connection("http", part(body[:10], True), part(body[10:])).run(
        server()
    )
    assert (start["type"], start["status"]) == ("http.response.start", 200)
    headers = dict(start["headers"])
    assert headers[b"content-type"] == JSON.encode()
    assert headers[b"content-length"] == str(len(end["body"])).encode()
    assert headers[b"cache-control"] == b"no-store"
    assert json.loads(end["body"])["result"]["data"]["id"] == 500


@pytest.mark.parametrize(
    ("header", "status"),
    [
        ((b"Content-Length", b"1000001"), 413),
        ((b"Content-Length", b"five"), 400),
        ((b"Content-Encoding", b"gzip"), 415),
        ((b"Transfer-Encoding", b"chunked"), 411),
        ((b"Host", b"localhost"), 421),
    ],
)
def test_a_body_is_not_read_where_the_head_is_refused(
    header: tuple[bytes, bytes], status: int
) -> None:
    refused = Connection("http")
    refused.scope["headers"].append(header)
    start, _ = refused.run(server())
    assert start["status"] == status


def test_headers_of_a_refusal_come_through_asgi() -> None:
    other = Connection("http")
    other.scope["method"] = "PUT"
    start, _ = other.run(server())
    assert (start["status"], dict(start["headers"])[b"allow"]) == (405, b"POST")


def test_no_more_of_a_body_is_read_than_is_allowed() -> None:
    endless = Connection("http", *(part(b" " * 400_000, True) for _ in range(3)))
    assert endless.run(server())[0]["status"] == 413


def test_a_body_that_ends_early_is_judged_as_it_is() -> None:
    gone = Connection("http", part(b"{", True), {"type": "http.disconnect"})
    assert mnemonic(json.loads(gone.run(server())[1]["body"])) == "parse_error"


def test_a_body_that_does_not_arrive_in_time_is_given_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(asgi, "SLOWEST_BODY", 0.01)
    start, end = Connection("http", part(b"{", True)).run(server())
    assert (start["status"], end["body"]) == (408, b"the body did not arrive in time\n")


def test_a_loop_that_is_not_asyncio_s_is_served_too() -> None:
    connection = Connection("http", part(json.dumps(envelope(TEA)).encode()))
    steps = server()(connection.scope, connection.receive, connection.send)
    with pytest.raises(StopIteration):
        steps.send(None)
    assert connection.sent[0]["status"] == 200


def test_it_takes_part_in_the_lifespan_and_closes_websockets() -> None:
    messages = ({"type": "lifespan.startup"}, {"type": "lifespan.shutdown"})
    said = Connection("lifespan", *messages).run(server())
    assert [message["type"] for message in said] == [
        "lifespan.startup.complete",
        "lifespan.shutdown.complete",
    ]
    (closed,) = Connection("websocket").run(server())
    assert closed == {"type": "websocket.close", "code": 1003}


# Clients, in process and of a fake.


class Order(Received, frozen=True):
    """What `orders.place` answers."""

    id: int


class SoldOutError(RpcError):
    """The shelf is empty."""

    mnemonic = "sold_out"


CLIENT = client_settings.Service(
    name="shop",
    address="http://localhost/",
    address_variable="SHOP_URL",
    credential=client_settings.Credential(
        param="key", argument="key", variable="SHOP_KEY", needed=True
    ),
    content_type=JSON,
    user_agent="shop",
    id_type="string",
    result_member="data",
    help_member="extended_helper",
    deprecation_flags=(),
    error_for=lambda code, name: SoldOutError if name == "sold_out" else RpcError,
)
PLACE_METHOD = ClientMethod(
    "orders.place", lambda: TypeAdapter(Order), check_place, auth=True
)
ITEM = {"item": {"name": "tea"}}


def settings() -> client_settings.Settings:
    return client_settings.settings(
        CLIENT,
        base_url=None,
        credential="k-1",
        timeout=5,
        connect_timeout=1,
        max_retries=0,
        headers=None,
    )


def test_a_client_talks_to_the_server_in_process() -> None:
    app = server()
    session = Session(settings(), AppTransport(app))
    assert session.call(PLACE_METHOD, ITEM, None).id == 500
    with pytest.raises(SoldOutError) as caught:
        session.call(PLACE_METHOD, {"item": {"name": "salt"}}, None)
    assert caught.value.message == "salt is sold out"
    assert caught.value.sent
    limits = {"minute_remaining": 1, "minute_reset": 60}
    assert session.metadata["limits"] == limits


def test_an_async_client_does_so_too() -> None:
    session = AsyncSession(settings(), AsyncAppTransport(server()))
    assert asyncio.run(session.call(PLACE_METHOD, ITEM, None)).id == 500


def told(*answers: Mapping[str, Any]) -> tuple[Stage, Session]:
    """A stage with answers of `orders.place`, and the session of its client."""
    stage = Stage(SERVICE)
    for answer in answers:
        whole = {"returns": UNSET, "raises": None, "field": None, "value": None}
        stage.plan("orders.place", **{**whole, "params": None, **answer})
    return stage, Session(settings(), StageTransport(stage))


def test_a_fake_gives_its_answers_in_turn_and_keeps_the_last() -> None:
    stage, session = told({"returns": {"id": 1}}, {"returns": Order(id=2)})
    found = [session.call(PLACE_METHOD, ITEM, None).id for _ in range(3)]
    assert found == [1, 2, 2]
    assert stage.calls == [RecordedCall(method="orders.place", params=ITEM)] * 3


def test_a_fake_gives_the_sample_where_nothing_else_is_said() -> None:
    _, session = told({})
    assert session.call(PLACE_METHOD, ITEM, None).id == 10


@pytest.mark.parametrize("raises", ["sold_out", SoldOutError])
def test_a_fake_raises_by_mnemonic_or_class_and_fills_the_message(
    raises: str | type[RpcError],
) -> None:
    _, session = told({"raises": raises}, {"raises": raises, "params": {"item": 5}})
    first, second = (caught(session) for _ in range(2))
    assert (type(first), type(second)) == (SoldOutError, SoldOutError)
    assert first.message == '{"name":"tea"} is sold out'
    assert second.message == "5 is sold out"


def caught(session: Session) -> RpcError:
    with pytest.raises(RpcError) as found:
        session.call(PLACE_METHOD, ITEM, None)
    return found.value


def test_an_async_fake_shares_the_stage() -> None:
    stage, _ = told({"returns": {"id": 3}})
    session = AsyncSession(settings(), AsyncStageTransport(stage))
    assert asyncio.run(session.call(PLACE_METHOD, ITEM, None)).id == 3


def test_a_call_without_an_answer_fails_and_an_error_of_another_method_is_refused() -> (
    None
):
    with pytest.raises(AssertionError, match="orders.place was called, and no answer"):
        told()[1].call(PLACE_METHOD, ITEM, None)
    with pytest.raises(ValueError, match="orders.place has no error no_such_error"):
        told({"raises": "no_such_error"})


def test_a_family_of_errors_can_not_be_raised() -> None:
    with pytest.raises(ValueError, match="RpcError is a family"):
        told({"raises": RpcError})


def test_a_request_that_the_checks_refuse_does_not_reach_the_stage() -> None:
    stage, session = told({})
    with pytest.raises(RpcError):
        session.call(PLACE_METHOD, {"item": "tea"}, None)
    assert stage.calls == []
