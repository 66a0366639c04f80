"""Answers of a server: which can be read, which can't, and what becomes of the errors in them."""

from __future__ import annotations

import json
import pickle
from collections.abc import Mapping
from typing import Any

import pytest
from onespec.runtime.client.call import CallOptions
from onespec.runtime.client.errors import (
    ClientError,
    ConfigurationError,
    InvalidResponseError,
    NotSentError,
    OutcomeUnknownError,
    RequestRefusedError,
    RpcError,
)
from onespec.runtime.client.transport import BadAnswerError
from runtime_library import (
    BOOKS_FIND,
    BOOKS_ORDER,
    READERS_ENTER,
    SYNC,
    BookGoneError,
    Caller,
    LimitError,
    MissingError,
    OrderError,
    Step,
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
OPTIONS = CallOptions(request_id=7)


def reply(**members: object) -> bytes:
    """A reply to the request with the id 7."""
    return json.dumps({"jsonrpc": "2.0", "id": 7, **members}).encode()


GOOD = {"data": {"id": 1}}
NO = {"code": -1, "message": "No"}

# Answers that can't be read.

UNREADABLE: list[tuple[bytes, str]] = [
    (b"", "unreadable: not JSON at character 0"),
    (b"<html>", "unreadable: not JSON at character 0"),
    (b"\xff", "unreadable: not UTF-8"),
    (reply(result=GOOD).decode().encode("utf-16"), "unreadable: not UTF-8"),
    (b"\xef\xbb\xbf" + reply(result=GOOD), "unreadable: not JSON at character 0"),
    (reply(result=GOOD)[:-1], "unreadable: not JSON at character"),
    (reply(result=GOOD) * 2, "unreadable: not JSON at character"),
    (reply(result=GOOD) + b"x", "unreadable: not JSON at character"),
    (b'{"id": 7, "id": 7}', "unreadable: a key stands twice in one object"),
    (b'{"a": {"b": 1, "b": 2}}', "unreadable: a key stands twice in one object"),
    (b'{"id": NaN}', "unreadable: NaN is not JSON"),
    (b'{"id": -Infinity}', "unreadable: -Infinity is not JSON"),
    (b'{"id": 1e999}', "unreadable: a number out of range"),
    (b'{"id": ' + b"9" * 5000 + b"}", "unreadable: a number of too many digits"),
    (b'{"a": "\n"}', "unreadable: not JSON at character"),
    (b"[" * 101, "unreadable: nested too deeply"),
    (b"[" * 100_000, "unreadable: nested too deeply"),
    (b'{"a":' * 101 + b"1" + b"}" * 101, "unreadable: nested too deeply"),
    (b"null", "not a JSON object"),
    (b"7", "not a JSON object"),
    (b"[" + reply(result=GOOD) + b"]", "not a JSON object"),
    (b"{}", "not JSON-RPC 2.0"),
    (reply(result=GOOD, jsonrpc="1.0"), "not JSON-RPC 2.0"),
    (reply(result=GOOD, jsonrpc=2.0), "not JSON-RPC 2.0"),
    (reply(), "not exactly one of result and error"),
    (reply(result=GOOD, error=NO), "not exactly one of result and error"),
    (reply(result=GOOD, error=None), "not exactly one of result and error"),
    (reply(result=None, error=NO), "not exactly one of result and error"),
    (b'{"jsonrpc": "2.0", "result": {"data": {"id": 1}}}', "has no id"),
    (b'{"jsonrpc": "2.0", "error": {"code": 1, "message": ""}}', "has no id"),
    (reply(result=GOOD, id=8), "the id of another request"),
    (reply(result=GOOD, id="7"), "the id of another request"),
    (reply(result=GOOD, id=7.0), "the id of another request"),
    (reply(result=GOOD, id=[7]), "the id of another request"),
    (reply(result=GOOD, id=None), "the id of another request"),
    (reply(error=NO, id=8), "the id of another request"),
    (reply(result=None), "the result in the answer has not the form"),
    (reply(result=[1]), "the result in the answer has not the form"),
    (reply(result={"id": 1}), "the result in the answer has not the form"),
    (reply(error=None), "the error in the answer is not an object"),
    (reply(error="No"), "the error in the answer is not an object"),
    (reply(error={"message": "No"}), "no code or no message"),
    (reply(error={"code": -1}), "no code or no message"),
    (reply(error={"code": "-1", "message": "No"}), "no code or no message"),
    (reply(error={"code": True, "message": "No"}), "no code or no message"),
    (reply(error={"code": 1.5, "message": "No"}), "no code or no message"),
    (reply(error={"code": -1, "message": None}), "no code or no message"),
]


@pytest.mark.parametrize(("body", "reason"), UNREADABLE, ids=range(len(UNREADABLE)))
def test_an_answer_that_can_not_be_read_leaves_the_outcome_unknown(
    body: bytes, reason: str, caller: Caller
) -> None:
    steps = script(body)
    found = caller.failure(steps, BOOKS_ORDER, OPTIONS, title=TITLE)
    assert type(found) is InvalidResponseError
    assert isinstance(found, OutcomeUnknownError)
    assert reason in str(found)
    assert str(found).startswith("the outcome of books.order is unknown: the ")
    assert (found.method, found.request_id) == ("books.order", 7)
    assert (found.http_status, found.sent) == (200, True)
    # What is kept of it for people has an end; all of it stands in the answer itself.
    assert (found.body, found.response.body) == (body[:65536], body)
    assert found.params["title"] == TITLE
    assert len(steps.sent) == 1


def test_a_flag_is_no_id_of_a_request_with_the_id_one() -> None:
    options = CallOptions(request_id=1)
    body = reply(result=GOOD, id=True)
    found = SYNC.failure(script(body), BOOKS_ORDER, options, title=TITLE)
    assert str(found).endswith("the id of another request")


def test_an_answer_nested_100_deep_is_read_and_brackets_in_texts_do_not_count() -> None:
    inner: Any = "[[[{{{" * 50 + '"\\'
    for _ in range(97):
        inner = [inner]
    # The reply, `result` and `data` make it 100.
    body = reply(result={"data": {"id": 1, "deep": inner[0]}})
    found = SYNC.call(script(body), BOOKS_ORDER, OPTIONS, title=TITLE)
    assert found.model_extra == {"deep": inner[0]}
    body = reply(result={"data": {"id": 1, "deep": [inner]}})
    failed = SYNC.failure(script(body), BOOKS_ORDER, OPTIONS, title=TITLE)
    assert "nested too deeply" in str(failed)


def test_an_answer_that_a_transport_can_not_use_is_of_the_same_kind(
    caller: Caller,
) -> None:
    steps = script(BadAnswerError("it is larger than 5 bytes"))
    found = caller.failure(steps, BOOKS_ORDER, title=TITLE)
    assert type(found) is InvalidResponseError
    assert str(found).endswith("is unknown: it is larger than 5 bytes")
    assert (found.http_status, found.body, found.excerpt) == (None, b"", "")


def test_an_excerpt_is_one_short_line_and_says_where_it_is_cut() -> None:
    def excerpt(body: bytes) -> str:
        found = SYNC.failure(script(body), BOOKS_ORDER, title=TITLE)
        return str(found.excerpt)

    assert excerpt(b" <p>\r\n\tHi\x00\x1b[31m\xff ") == "<p> Hi [31m\ufffd"
    assert excerpt(b"x" * 200) == "x" * 200
    assert excerpt(b"x" * 201) == "x" * 197 + "..."
    assert excerpt(b"x " * 5000).endswith("...")
    spaced = excerpt(b"<p>   " * 100)
    assert spaced.endswith("...") and len(spaced) <= 200


@pytest.mark.parametrize("status", [300, 301, 404, 500, 503, 100])
def test_a_result_under_the_status_of_an_error_is_not_believed(status: int) -> None:
    steps = script(http(status, reply(result=GOOD)))
    found = SYNC.failure(steps, BOOKS_ORDER, OPTIONS, title=TITLE)
    assert type(found) is InvalidResponseError
    assert str(found).endswith(f"a result under HTTP status {status}")
    assert found.http_status == status


@pytest.mark.parametrize("status", [302, 401, 404, 413, 500, 503])
def test_a_status_without_a_reply_is_told_by_its_number(status: int) -> None:
    steps = script(http(status, b"<h1>Oh</h1>"))
    found = SYNC.failure(steps, BOOKS_ORDER, OPTIONS, title=TITLE)
    kind = OutcomeUnknownError if status >= 500 else RequestRefusedError
    assert type(found) is kind
    assert f": HTTP status {status} from localhost" in str(found)
    assert (found.http_status, len(steps.sent)) == (status, 1)


def test_a_custom_transport_may_fail_in_its_own_way(caller: Caller) -> None:
    found = caller.failure(script(OSError("boom")), BOOKS_ORDER, title=TITLE)
    assert type(found) is OutcomeUnknownError
    assert str(found).endswith("is unknown: OSError: boom")
    assert (found.__cause__, found.__context__) == (None, None)
    with pytest.raises(AssertionError, match="a test's own"):
        caller.call(script(AssertionError("a test's own")), BOOKS_ORDER, title=TITLE)


# Errors that a server answers with.


@pytest.mark.parametrize("status", [200, 204, 400, 401, 404, 429, 500, 503])
def test_an_error_of_the_api_counts_whatever_the_status(
    status: int, caller: Caller
) -> None:
    steps = script(replying(error(-32010, "too_many"), status))
    found = caller.failure(steps, BOOKS_ORDER, title=TITLE)
    assert (type(found), found.http_status) == (TooManyError, status)
    assert (found.sent, found.violations, len(steps.sent)) == (True, (), 1)


def test_an_error_says_all_that_the_server_said() -> None:
    data = {"field": "a.b", "value": [1], "params": {"p": 1}, "help": "http://x/"}
    steps = script(error(-32010, "book_gone", "It is gone", **data, more=1))
    found = SYNC.failure(steps, BOOKS_ORDER, OPTIONS, title=TITLE)
    assert type(found) is BookGoneError
    assert (found.message, found.code) == ("It is gone", -32010)
    assert (found.mnemonic, found.field, found.value) == ("book_gone", "a.b", [1])
    assert (found.params, found.help_url) == ({"p": 1}, "http://x/")
    assert found.data == {"mnemonic": "book_gone", **data, "more": 1}
    assert (found.method, found.request_id) == ("books.order", 7)
    assert str(found) == "It is gone (book_gone, code -32010, field a.b)"


@pytest.mark.parametrize(
    ("code", "mnemonic", "kind"),
    [
        (-32010, "book_gone", BookGoneError),
        (-1, "book_gone", BookGoneError),
        (-32010, "brand_new", OrderError),
        (-32010, None, OrderError),
        (-32010, "", OrderError),
        (-32010, 5, OrderError),
        (-1, "brand_new", RpcError),
        (-1, None, RpcError),
        (0, None, RpcError),
        (10**4000, "brand_new", RpcError),
    ],
)
def test_the_class_is_that_of_the_mnemonic_or_else_of_the_code(
    code: int, mnemonic: object, kind: type[RpcError]
) -> None:
    given = {} if mnemonic is None else {"mnemonic": mnemonic}
    members = {"error": {"code": code, "message": "No", "data": given}}
    found = SYNC.failure(script(members), BOOKS_ORDER, title=TITLE)
    assert (type(found), found.code) == (kind, code)
    told = mnemonic if isinstance(mnemonic, str) and mnemonic else None
    assert found.mnemonic == (told or kind.mnemonic)


@pytest.mark.parametrize(
    ("code", "given", "kind", "mnemonic"),
    [
        (7, None, MissingError, "missing"),
        (-32010, None, TooManyError, "too_many"),
        (-32010, "book_gone", BookGoneError, "book_gone"),
        (8, None, RpcError, None),
    ],
)
def test_where_errors_carry_no_mnemonic_the_code_of_the_method_tells_it(
    code: int, given: str | None, kind: type[RpcError], mnemonic: str | None
) -> None:
    steps = script(error(code, given))
    found = SYNC.failure(steps, READERS_ENTER, password="hunter22")
    assert (type(found), found.mnemonic) == (kind, mnemonic)


@pytest.mark.parametrize("data", [None, "text", 5, [1], True, {"params": [1]}])
def test_data_of_another_form_is_kept_and_not_looked_into(data: object) -> None:
    members = {"error": {"code": -1, "message": "No", "data": data}}
    found = SYNC.failure(script(members), BOOKS_ORDER, title=TITLE)
    assert (found.data, found.params, found.field) == (data, {}, None)


def test_an_error_may_answer_a_request_whose_id_the_server_could_not_read() -> None:
    steps = script(reply(error=NO, id=None))
    found = SYNC.failure(steps, BOOKS_ORDER, OPTIONS, title=TITLE)
    assert (type(found), found.request_id) == (RpcError, 7)


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        (
            {"title": "Emma", "shelf number": 5, "price": 1.5, "is_rare": True},
            ("Emma", 5, 1.5, True),
        ),
        (
            {"title": 5, "shelf number": "5", "price": 1, "is_rare": False},
            ("5", 5, 1.0, False),
        ),
        ({"title": 1.5, "shelf number": 5.0, "price": -0.5}, ("1.5", 5, -0.5, None)),
        (
            {"title": True, "shelf number": True, "price": True, "is_rare": 1},
            (None,) * 4,
        ),
        (
            {"title": [], "shelf number": {}, "price": "1.5", "is_rare": "true"},
            (None,) * 4,
        ),
        ({"shelf number": "5.0", "price": None}, (None,) * 4),
        ({"shelf number": "-5"}, (None,) * 4),
        ({"shelf number": " 5"}, (None,) * 4),
        ({"shelf number": "٥"}, (None,) * 4),
        ({"shelf number": "²"}, (None,) * 4),
        ({"shelf number": ""}, (None,) * 4),
        ({"shelf number": "9" * 18}, (None, 10**18 - 1, None, None)),
        ({"shelf number": "9" * 19}, (None,) * 4),
        ({"shelf number": "9" * 9999}, (None,) * 4),
        ({"shelf number": 5.5, "price": 10**400}, (None,) * 4),
        ({"title": {"__class__": "x"}, "code": 5, "args": 1}, (None,) * 4),
        ({}, (None,) * 4),
    ],
)
def test_placeholders_are_attributes_of_their_type_or_none_whatever_a_server_sends(
    given: Mapping[str, object], shown: tuple[object, ...]
) -> None:
    steps = script(error(-32010, "book_gone", params=given))
    found = SYNC.failure(steps, BOOKS_ORDER, title=TITLE)
    assert type(found) is BookGoneError
    attributes = (found.title, found.shelf, found.price, found.is_rare)
    assert attributes == shown
    assert [type(value) for value in attributes] == [type(value) for value in shown]
    assert (found.code, found.params) == (-32010, given)


def test_a_placeholder_of_any_type_shows_what_came() -> None:
    steps = script(error(-32010, "book_gone", params={"found": [{"a": None}]}))
    found = SYNC.failure(steps, BOOKS_ORDER, title=TITLE)
    assert found.found == [{"a": None}]


def test_a_message_that_looks_like_a_template_is_text() -> None:
    text = "{0.__class__} {title} %s %(key)s"
    steps = script(error(-32010, "book_gone", text, params={"title": "{shelf}"}))
    found = SYNC.failure(steps, BOOKS_ORDER, title=TITLE)
    assert (found.message, found.title) == (text, "{shelf}")


HOSTILE = "a\nb\r\x1b[31m\u202e\x00\u2028c"


@pytest.mark.parametrize("member", ["message", "mnemonic", "field"])
def test_an_error_is_one_short_printable_line_whatever_a_server_sends(
    member: str,
) -> None:
    for text in (HOSTILE, "x" * 10_000, "\ud800", " \n " * 1000):
        given: dict[str, Any] = {"code": -1, "mnemonic": "m", member: text}
        found = SYNC.failure(script(error(**given)), BOOKS_ORDER, title=TITLE)
        assert str(found).isprintable()
        assert len(str(found)) < 1100
        assert found.data["mnemonic"] == given["mnemonic"]


def test_a_long_message_says_that_it_is_cut() -> None:
    def message(text: str) -> str:
        found = SYNC.failure(script(error(-1, message=text)), BOOKS_ORDER, title="x")
        return str(found.message)

    assert message("x" * 500) == "x" * 500
    assert message("x" * 501) == "x" * 497 + "..."
    assert message("x  " * 1000).endswith("...")
    assert message("x  " * 100) == ("x " * 100).strip()


# Errors as values.


def failures() -> list[ClientError]:
    def failed(step: Step, **params: object) -> ClientError:
        found: ClientError = SYNC.failure(
            script(step), BOOKS_ORDER, CallOptions(max_retries=0), title=TITLE, **params
        )
        return found

    return [
        failed(error(-32010, "book_gone", params={"title": "x"}, field="a")),
        failed(error(-1, "brand_new", value={"a": [1]})),
        failed(error(-32029, "limit_exceeded", metadata={"limits": {}})),
        failed({}, copies=0, tags=[5]),
        failed({}, copies=9),
        failed(b"<html>"),
        failed(http(500, b"")),
        failed(result({"id": "x"})),
        failed({}, extra=object()),
        ConfigurationError("no address"),
    ]


def test_every_error_survives_pickling_and_copying() -> None:
    for found in failures():
        found.add_note("seen by the worker")
        for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
            again = pickle.loads(pickle.dumps(found, protocol))
            assert type(again) is type(found)
            assert (str(again), again.args) == (str(found), found.args)
            # An answer as it came may hold a secret, which a pickle would lay open.
            assert vars(again) == {**vars(found), "response": None}


def test_families_of_errors_can_be_caught_as_one() -> None:
    assert all(isinstance(found, ClientError) for found in failures())
    assert issubclass(ConfigurationError, ValueError)
    assert issubclass(InvalidResponseError, OutcomeUnknownError)
    assert not issubclass(NotSentError, OutcomeUnknownError)
    assert not issubclass(RpcError, (NotSentError, OutcomeUnknownError))


def test_sent_tells_whether_calling_again_can_do_it_twice() -> None:
    told = [getattr(found, "sent", None) for found in failures()]
    assert told == [True, True, True, False, False, True, True, True, False, None]


def test_a_tag_to_look_for_the_call_by_is_at_hand_where_one_was_sent() -> None:
    def tag(value: object) -> str | None:
        return OutcomeUnknownError("x", params={"external_id": value}).external_id

    assert (tag("o-1"), tag(5), OutcomeUnknownError("x").external_id) == (
        "o-1",
        None,
        None,
    )


def test_an_error_class_may_be_raised_by_hand() -> None:
    found = LimitError("Slow down", code=-32029)
    assert (found.mnemonic, found.params, found.sent) == ("limit_exceeded", {}, True)
    assert str(found) == "Slow down (limit_exceeded, code -32029)"


def test_another_service_may_name_the_link_otherwise() -> None:
    steps = script(error(-1, "m", help="http://a/", link="http://b/"))
    chosen = configured(service(help_member="link"))
    found = SYNC.failure(steps, BOOKS_FIND, None, chosen)
    assert found.help_url == "http://b/"
