"""Secrets: sent where they are meant to be, and shown nowhere, not even where a server repeats them."""

from __future__ import annotations

import asyncio
import copy
import json
import logging
import pickle
import traceback
from collections.abc import Callable
from typing import Any

import pytest
from onespec.runtime.client.call import CallOptions, Method
from onespec.runtime.client.client import AsyncSession, Session
from onespec.runtime.client.errors import RpcError
from onespec.runtime.client.raw import Response, raw
from onespec.runtime.client.secret import MASK, Masker, Secret, at_paths
from onespec.runtime.client.transport import (
    BadAnswerError,
    HttpRequest,
    NothingSentError,
    TransportError,
)
from pydantic import TypeAdapter
from runtime_library import (
    BOOKS_FIND,
    BOOKS_ORDER,
    KEY,
    PIN,
    READERS_ENTER,
    SYNC,
    AsyncScript,
    BookGoneError,
    Caller,
    Entry,
    Pauses,
    Step,
    configured,
    error,
    error_for,
    http,
    replying,
    result,
    script,
    service,
)

DOOR = "d00r-4711"
ORDER: dict[str, Any] = {
    "title": "Emma",
    "pin": Secret(PIN),
    "address": {"street-name": "Wall", "door_code": DOOR},
}
ALL = (KEY, PIN, DOOR)


def leaks(*shown: object) -> list[str]:
    """The secrets that stand in what is shown, in whatever way JSON may write them."""
    text = "\n".join(it if isinstance(it, str) else repr(it) for it in shown)
    text = text.replace("\\\\", "\\").replace("\\/", "/").replace("\\u003d", "=")
    return [secret for secret in ALL if secret in text]


# The value itself.


def test_a_secret_shows_itself_only_when_asked_to() -> None:
    secret = Secret("hunter22")
    shown = f"{secret} {secret!r} {secret!s:>20} {[secret]} {(secret,)} %s" % secret
    assert "hunter" not in shown
    assert secret.reveal() == "hunter22"
    assert not hasattr(secret, "__dict__")


def test_secrets_are_equal_by_their_text_and_to_no_text() -> None:
    assert Secret("a") == Secret("a")
    assert Secret("a") != Secret("b")
    assert Secret("a") != "a"
    assert len({Secret("a"), Secret("a")}) == 1


def test_a_secret_is_not_written_down() -> None:
    for write in (pickle.dumps, copy.deepcopy, json.dumps):
        with pytest.raises(TypeError) as caught:
            write(Secret("hunter22"))
        assert "hunter" not in str(caught.value)


# What replaces them.


@pytest.mark.parametrize(
    ("secrets", "text", "expected"),
    [
        (["hunter22"], "hunter22", MASK),
        (["hunter22"], "a hunter22, hunter22.", f"a {MASK}, {MASK}."),
        (["hunter22"], "HUNTER22", "HUNTER22"),
        (["hunter22"], "", ""),
        ([], "hunter22", "hunter22"),
        ([""], "abc", "abc"),
        ([None, True], "None True", "None True"),
        # A short one is masked as a whole only: elsewhere it is chance.
        (["abc"], "abc", MASK),
        (["abc"], "abcd", "abcd"),
        (["abcd"], "abcde", f"{MASK}e"),
        # The longest first, and none inside of a mask.
        (["hunt", "hunter22"], "hunter22 hunt", f"{MASK} {MASK}"),
        (["hunter22", "secret"], "hunter22 secret", f"{MASK} {MASK}"),
        # However JSON writes it.
        (['a"b\\c\nd'], 'x "a\\"b\\\\c\\nd" y', f'x "{MASK}" y'),
        (['a"b\\c\nd'], 'x a"b\\c\nd y', f"x {MASK} y"),
        (["ab/cd=="], '"ab\\/cd\\u003d="', f'"{MASK}"'),
        (["ключ"], '"\\u043a\\u043B\\u044E\\u0447"', f'"{MASK}"'),
        (["ключ"], '"ключ"', f'"{MASK}"'),
        (["a😀bc"], '"a\\ud83d\\uDE00bc"', f'"{MASK}"'),
        (["a.*b"], "axxb a.*b", f"axxb {MASK}"),
        (["{a}%s\\1"], "x {a}%s\\1", f"x {MASK}"),
        # Nested values count by what they hold, numbers by their digits.
        ([{"a": ["hunter22", {"b": 4711}]}], "hunter22 4711", f"{MASK} {MASK}"),
        ([Secret("hunter22")], "hunter22", MASK),
        ([4711.0], "pin 4711", f"pin {MASK}"),
        ([12.75], "pin 12.75", f"pin {MASK}"),
    ],
)
def test_a_text_is_cleared_of_secrets(
    secrets: list[object], text: str, expected: str
) -> None:
    assert Masker(secrets).text(text) == expected
    assert Masker(secrets).body(text.encode()) == expected.encode()


@pytest.mark.parametrize(
    ("secret", "value", "expected"),
    [
        ("hunter22", {"a": ["hunter22"]}, {"a": [MASK]}),
        ("hunter22", {"hunter22": 1, "b": 2}, {MASK: 1, "b": 2}),
        ("hunter22", [None, True, 1, 1.5, {}], [None, True, 1, 1.5, {}]),
        (4711, [4711, 4711.0, "4711", -4711], [MASK] * 3 + [-4711]),
        (4711.0, [4711, 4711.0, "4711"], [MASK] * 3),
        ("4711", [4711, 4711.0, 47110], [MASK, MASK, 47110]),
        ("1", [1, 11, True, "1", "11"], [MASK, 11, True, MASK, "11"]),
        (True, [True, 1], [True, 1]),
    ],
)
def test_a_value_is_cleared_keys_and_numbers_included(
    secret: object, value: object, expected: object
) -> None:
    assert Masker([secret]).value(value) == expected


def test_a_body_that_is_no_text_keeps_its_other_bytes() -> None:
    body = b"\xff\x00 hunter22 \xc3"
    assert Masker(["hunter22"]).body(body) == b"\xff\x00 [secret] \xc3"
    assert Masker([]).body(body) == body


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ((), [{"a": [{"b": 1}, {"b": [2, 3]}, {}], "c": None}]),
        (("a", "b"), [1, 2, 3]),
        (("c",), [None]),
        (("c", "d"), []),
        (("x",), []),
    ],
)
def test_paths_lead_into_lists_member_by_member(
    path: tuple[str, ...], expected: list[object]
) -> None:
    value = {"a": [{"b": 1}, {"b": [2, 3]}, {}], "c": None}
    assert at_paths(value, [path]) == expected


# What a call shows of them.

ECHO = {
    "value": {"pin": PIN, KEY: [KEY]},
    "params": {"title": PIN, "key": KEY},
    "field": DOOR,
    "help": f"http://x/{DOOR}",
    "more": [{"a": f"x{PIN}x"}],
}
FAILURES: dict[str, tuple[Step, dict[str, object]]] = {
    "refused": ({}, {"pin": 815, "address": {"door_code": [DOOR], "x": KEY}}),
    "refused by a rule": ({}, {"title": PIN, "copies": 9}),
    "a secret elsewhere": ({}, {"title": "", "note": [PIN], "tags": [KEY, 1]}),
    "no json": ({}, {"extra": {PIN: object()}}),
    "answered": (error(-32010, "book_gone", f"No {KEY}", **ECHO), {}),
    "answered anew": (error(-1, f"no_{PIN}", f"{PIN}", **ECHO), {}),
    "answered oddly": (error(-1, None, KEY, data=[KEY], metadata=KEY), {}),
    "not sent": (NothingSentError(f"no way to {KEY}"), {}),
    "cut": (TransportError(f"cut at {PIN}"), {}),
    "broken": (OSError(f"boom {DOOR}"), {}),
    "bad": (BadAnswerError(f"bad {DOOR}"), {}),
    "status": (http(503, f"<p>{KEY}".encode()), {}),
    "unreadable": (f'{{"k": "{KEY}", "p": "{PIN}'.encode(), {}),
    "escaped": (
        json.dumps([KEY, DOOR]).replace("/", "\\/").replace("=", "\\u003d").encode(),
        {},
    ),
    "another's": (
        json.dumps({"jsonrpc": "2.0", "id": KEY, "result": 1}).encode(),
        {},
    ),
    "shape": (result({"id": KEY, "pin": PIN, "door": {DOOR: DOOR}}), {}),
    "status and result": (replying(result({"id": 1, "k": KEY}), 500), {}),
}


@pytest.mark.parametrize("name", FAILURES)
def test_no_secret_is_in_an_error_or_log_or_traceback_of_ours(
    name: str, caller: Caller, caplog: pytest.LogCaptureFixture, pauses: Pauses
) -> None:
    caplog.set_level(logging.DEBUG)
    step, more = FAILURES[name]
    address = {**ORDER["address"], **dict(more.get("address", {}))}  # type: ignore[call-overload]
    steps = script(step)
    chosen = configured()
    found = caller.failure(
        steps, BOOKS_ORDER, None, chosen, **{**ORDER, **more, "address": address}
    )
    assert leaks(str(found), repr(found), vars(found), found.args) == []
    assert leaks(getattr(found, "excerpt", ""), getattr(found, "body", b"")) == []
    assert leaks(pickle.dumps(found).decode("latin-1")) == []
    assert leaks(caplog.text) == []
    shown = traceback.TracebackException.from_exception(found, capture_locals=True)
    ours = [text for text in shown.format() if "onespec/runtime/client" in text]
    assert ours and leaks(*ours) == []
    assert (found.__cause__, found.__context__) == (None, None)
    assert len(found.method) > 1
    for sent in steps.sent:
        assert sent["params"]["key"] == KEY


def test_a_credential_that_is_missing_shows_no_secret_that_was_given() -> None:
    found = SYNC.failure(
        script(), BOOKS_ORDER, None, configured(credential=None), **ORDER
    )
    shown = traceback.TracebackException.from_exception(found, capture_locals=True)
    ours = [text for text in shown.format() if "onespec/runtime/client" in text]
    assert ours and PIN not in "".join(ours)


def test_what_was_sent_is_kept_masked_for_finding_out_what_became_of_it() -> None:
    found = SYNC.failure(script(TransportError("cut")), BOOKS_ORDER, **ORDER)
    assert found.params == {
        "key": MASK,
        "title": "Emma",
        "pin": MASK,
        "address": {"street-name": "Wall", "door_code": MASK},
    }


def test_requests_and_answers_show_neither_headers_nor_bodies() -> None:
    steps = script(replying(result({"id": 1, "k": KEY}), 200, x_key=KEY))
    options = CallOptions(headers={"authorization": KEY})
    session = Session(configured(headers={"x-key": KEY}), steps)

    def order(**params: object) -> Any:
        return session.call(BOOKS_ORDER, params, options)

    found = raw(Response, order)(title="Emma", pin=PIN)
    (request,) = steps.requests
    assert leaks(request, found.http, options, session, session.settings) == []
    assert found.headers["x-key"] == KEY


def test_a_log_has_one_line_for_each_attempt(
    caller: Caller, pauses: Pauses, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="library")
    steps = script(
        NothingSentError(f"no {KEY}"), replying(result({"id": 1, "x": PIN}), 201)
    )
    caller.call(steps, BOOKS_ORDER, CallOptions(request_id=f"r {PIN}"), **ORDER)
    first, second = (record.getMessage() for record in caplog.records)
    assert first.startswith(f"books.order id=r {MASK} attempt=1 ")
    assert first.endswith(
        f" ms no answer NotSentError: books.order was not sent: no {MASK}"
    )
    assert second.startswith(f"books.order id=r {MASK} attempt=2 ")
    assert second.endswith(" ms HTTP 201 ok")
    levels = [record.levelno for record in caplog.records]
    assert levels == [logging.WARNING, logging.INFO]
    assert {record.name for record in caplog.records} == {"library"}


def test_a_server_writes_no_line_of_the_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, logger="library")
    forged = "x\nCRITICAL all is lost\x1b[2J"
    steps = script(error(-1, forged, forged, field=forged))
    SYNC.failure(steps, BOOKS_FIND)
    (record,) = caplog.records
    assert record.getMessage().isprintable()


def test_nothing_is_logged_where_nobody_listens(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.ERROR, logger="library")
    SYNC.failure(script(error(-1)), BOOKS_FIND)
    assert caplog.records == []


# Secrets of answers.

TOKEN = "t0ken-of-the-day"


def enter(step: Step) -> Any:
    found: Any = SYNC.failure(script(step), READERS_ENTER, password="hunter22")
    return found


def test_a_secret_in_a_result_is_read_and_in_no_repr() -> None:
    steps = script(result({"token": TOKEN, "reader": "me"}))
    found = SYNC.call(steps, READERS_ENTER, password="hunter22")
    assert found == Entry(token=TOKEN, reader="me")
    assert TOKEN not in f"{found} {found!r}"


@pytest.mark.parametrize("status", [200, 500])
def test_a_secret_of_a_result_that_can_not_be_used_is_masked(status: int) -> None:
    data = {"token": TOKEN, "reader": 5}
    found = enter(replying(result(data), status))
    assert TOKEN not in repr(vars(found))
    assert json.loads(found.body)["result"] == {"data": {"token": MASK, "reader": 5}}


def entered(**more: object) -> dict[str, object]:
    return {"jsonrpc": "2.0", "result": {"data": {"token": TOKEN}}, **more}


UNREAD: dict[str, bytes] = {
    "another id": json.dumps(entered(id="x")).encode(),
    "another version": json.dumps(entered(id=None, jsonrpc="1.0")).encode(),
    "no envelope": json.dumps({"token": TOKEN, "reader": "me"}).encode(),
    "cut": json.dumps(entered(id=1)).encode()[:-12],
    "cut early": b'{"result": {"data": {"reader": "me", "token": "t0ken-o',
    "two in one": json.dumps(entered(id=1)).encode() * 2,
    "other quotes": repr(entered(id=1)).encode(),
    "a page": b"<p>token: t0ken-of-the-day</p>",
    "a table": b"<dt>x</dt> token=t0ken-of-the-day; path=/",
    "escaped": b'{"\\u0074oken" : "t0ken-of-the-day", "reader": 1',
    "in an object": b'{"token": {"value": "t0ken-of-the-day"}, "reader": 1',
    "in a list": b'{"token": ["t0ken-of-the-day", "t0ken-of-another"]',
    "a text of JSON": json.dumps(json.dumps(entered(id=1))).encode(),
    "UTF-16": json.dumps(entered(id=1)).encode("utf-16"),
}


@pytest.mark.parametrize("name", UNREAD)
@pytest.mark.parametrize("status", [200, 401, 502])
def test_a_secret_of_an_answer_that_nobody_could_read_is_not_shown(
    name: str, status: int
) -> None:
    found = enter(http(status, UNREAD[name]))
    shown = f"{found!r} {vars(found)} {found.excerpt}".replace("\\x00", "")
    shown += found.body.replace(b"\0", b"").decode("latin-1")
    assert "t0ken" not in shown
    assert found.response.body == UNREAD[name]


def test_nothing_is_shown_of_an_answer_where_the_whole_result_is_a_secret() -> None:
    method = Method(
        "readers.key",
        lambda: TypeAdapter(str),
        BOOKS_FIND.check,
        result_secrets=((),),
    )
    for answer in (b'"t0ken', json.dumps(entered(id="x")).encode()):
        found = SYNC.failure(script(answer), method)
        assert (found.body, found.excerpt) == (MASK.encode(), MASK)


def test_a_long_answer_is_kept_from_its_start_and_no_secret_is_cut_in_two() -> None:
    for place in range(65_530, 65_540):
        body = b"x" * place + KEY.encode() + b"y" * 100_000
        found = SYNC.failure(
            script(body), BOOKS_ORDER, None, configured(), title="Emma"
        )
        assert len(found.body) == 65_536
        assert MASK.encode().startswith(found.body.strip(b"xy"))
        assert found.response.body == body


# Secrets that look like something else.


@pytest.mark.parametrize(
    "password",
    ["data", "code", "message", "mnemonic", "field", "value", "params", "error"]
    + ["book_gone", "book", "-32010", "32010", "jsonrpc", "1", "gone"],
)
def test_a_secret_spelled_like_a_part_of_the_answer_does_not_change_what_it_means(
    password: str,
) -> None:
    given = {"value": f"{password}!", "params": {"title": "Emma"}}
    found = enter(error(-32010, "book_gone", **given))
    assert (type(found), found.code) == (BookGoneError, -32010)
    found = SYNC.failure(
        script(error(-32010, "book_gone", f"no {password}", **given)),
        READERS_ENTER,
        password=password,
    )
    assert (type(found), found.code) == (BookGoneError, -32010)
    assert (found.mnemonic, found.message != "") == ("book_gone", True)
    if len(password) >= 4:
        assert (found.value, found.message) == (f"{MASK}!", f"no {MASK}")


def test_a_number_for_a_secret_may_equal_the_code_of_the_error() -> None:
    found = SYNC.failure(
        script(error(1001, value=1001)), READERS_ENTER, password="1001"
    )
    assert (type(found), found.code, found.value) == (RpcError, 1001, MASK)


def test_a_mnemonic_that_nobody_knows_may_be_an_echo() -> None:
    found = SYNC.failure(
        script(error(-1, "no_hunter22")), READERS_ENTER, password="hunter22"
    )
    assert found.mnemonic == f"no_{MASK}"


def test_calls_at_once_mask_their_own_secrets() -> None:
    async def run() -> list[Any]:
        def echo(request: HttpRequest) -> object:
            password = json.loads(request.body)["params"]["password"]
            step = replying(error(-1, message=f"no {password}"))
            assert callable(step)
            return step(request)

        session = AsyncSession(configured(), AsyncScript(script(echo)))
        calls = (
            session.call(READERS_ENTER, {"password": f"hunter-{number}"}, None)
            for number in range(5)
        )
        return list(await asyncio.gather(*calls, return_exceptions=True))

    assert [str(found.message) for found in asyncio.run(run())] == [f"no {MASK}"] * 5


def test_a_service_of_one_s_own_errors_is_asked_by_code_and_true_mnemonic() -> None:
    asked: list[tuple[int, str | None]] = []

    def noting(code: int, mnemonic: str | None) -> type[RpcError]:
        asked.append((code, mnemonic))
        return error_for(code, mnemonic)

    chosen = configured(service(error_for=noting))
    steps = script(error(-1, "hunter22_gone"))
    SYNC.failure(steps, READERS_ENTER, None, chosen, password="hunter22")
    assert asked == [(-1, "hunter22_gone")]


def test_a_method_shows_nothing_but_its_name() -> None:
    check: Callable[..., Any] = READERS_ENTER.check
    assert repr(Method("a.b", lambda: READERS_ENTER.result, check)) == "Method('a.b')"
