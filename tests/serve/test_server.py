"""The generated reference server: its envelope, its error table, its account, its own limits."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import pytest
from onespec.cases.errors import accounts
from onespec.model import Service
from onespec.serve import Reference, reference
from onespec.spec import load
from places import ONE_METHOD, SEVERAL

JSON = "application/json; charset=UTF-8"

GOOD = {
    "access_token": "your_access_token",
    "first_call": "operator",
    "virtual_phone_number": "74993720692",
    "contact": "79260000000",
    "operator": "79262444491",
}


@pytest.fixture(scope="module")
def service() -> Service:
    return load(ONE_METHOD)


@pytest.fixture(scope="module")
def made(service: Service) -> Iterator[Reference]:
    with reference(service) as found:
        yield found


@pytest.fixture
def api(made: Reference) -> Iterator[Api]:
    made.app.set_state()
    yield Api(made)


class Api:
    """Calls the server without a network."""

    def __init__(self, made: Reference) -> None:
        self.app = made.app
        self._request = made.request

    def http(
        self,
        body: bytes,
        content_type: str = JSON,
        method: str = "POST",
        **headers: str,
    ) -> Any:
        told = {"content-type": content_type, **headers}
        return self.app.exchange(self._request(body, told, method))

    def raw(self, body: Any, content_type: str = JSON) -> Any:
        sent = body if isinstance(body, bytes) else json.dumps(body).encode()
        return json.loads(self.http(sent, content_type).body)

    def call(self, request_id: Any = "1", **params: Any) -> Any:
        return self.raw(envelope(request_id, {**GOOD, **params}))

    def mnemonic(self, body: Any, content_type: str = JSON) -> str:
        return str(self.raw(body, content_type)["error"]["data"]["mnemonic"])


def envelope(
    request_id: Any, params: Any, method: str = "start.simple_call"
) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "id": request_id, "method": method, "params": params}


def test_a_legal_call_gets_a_new_session_each_time(api: Api) -> None:
    first, second = api.call(), api.call()
    assert (
        first["result"]["data"]["call_session_id"] + 1
        == second["result"]["data"]["call_session_id"]
    )


@pytest.mark.parametrize("request_id", ["a", "12", "", "ключ", 0, 7, -1, 2**53, 1.5])
def test_an_id_comes_back_as_it_was_sent(api: Api, request_id: Any) -> None:
    assert api.call(request_id)["id"] == request_id
    assert api.call(request_id, first_call="nobody")["id"] == request_id


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"{", "parse_error"),
        (b"", "parse_error"),
        (b'{"id": NaN}', "parse_error"),
        (b'{"id": 1, "id": 2}', "parse_error"),
        (b"[" * 100_000, "parse_error"),
        (b'{"id": ' + b"9" * 5000 + b"}", "parse_error"),
        (b"[]", "batch_operations_not_supported"),
        (b"1", "invalid_request"),
        (b"null", "invalid_request"),
        (envelope(None, GOOD), "invalid_request"),
        (envelope(True, GOOD), "invalid_request"),
        (envelope({}, GOOD), "invalid_request"),
        (envelope(1, []), "invalid_request"),
        ({**envelope(1, GOOD), "jsonrpc": "1.0"}, "invalid_request"),
        ({**envelope(1, GOOD), "jsonrpc": 2.0}, "invalid_request"),
        ({**envelope(1, GOOD), "method": 1}, "invalid_request"),
        ({"jsonrpc": "2.0", "method": "start.simple_call", "params": GOOD}, "notifications_not_supported"),
        (envelope(1, GOOD, "no.such"), "method_not_found"),
        (envelope(1, {}), "required_parameter_missed"),
    ],
)  # fmt: skip
def test_a_broken_envelope_gets_the_error_of_its_kind(
    api: Api, body: Any, expected: str
) -> None:
    assert api.mnemonic(body) == expected


def test_another_encoding_is_refused_and_the_id_repeated(api: Api) -> None:
    body = json.dumps(envelope("ключ", GOOD), ensure_ascii=False)
    for charset in ("windows-1251", "utf-16", "koi8-r"):
        reply = api.raw(body.encode(charset), f"application/json; charset={charset}")
        assert reply["error"]["data"]["mnemonic"] == "character_encoding_not_allowed"
        assert reply["id"] == "ключ"


def test_spellings_of_utf_8_are_taken_alike(api: Api) -> None:
    body = json.dumps(envelope(1, GOOD)).encode()
    for content_type in (
        "application/json",
        "application/json;charset=utf-8",
        'Application/JSON; Charset="UTF8"',
    ):
        assert "result" in api.raw(body, content_type)


def test_a_lone_surrogate_does_not_break_the_reply(api: Api) -> None:
    body = json.dumps(envelope("\ud800", {**GOOD, "first_call": "\udfff"})).encode()
    assert api.raw(body)["id"] == "\ud800"


def test_error_data_is_complete_and_the_message_filled(api: Api) -> None:
    error = api.call(contact="79260000013")["error"]
    del error["data"]["metadata"]
    assert error == {
        "code": -32002,
        "message": "The contact 79260000013 has been found in the blacklist",
        "data": {
            "mnemonic": "contact_in_blacklist",
            "field": "contact",
            "value": "79260000013",
            "params": {"contact": "79260000013"},
            "extended_helper": None,
        },
    }


def test_a_text_is_counted_in_characters(api: Api) -> None:
    text = "Ж" * 1000
    assert "result" in api.call(contact_message={"type": "tts", "value": text})
    error = api.call(operator_message={"type": "tts", "value": text + "Ж"})["error"]
    assert error["data"]["field"] == "operator_message.value"
    assert error["message"].endswith("The length of your message is 1001")


def test_the_token_is_in_no_reply(api: Api) -> None:
    for token in (
        "your_access_token",
        "secret-that-nobody-knows",
        "expired_access_token",
        5,
        ["your_access_token"],
    ):
        assert "token-" not in json.dumps(api.call(access_token=token)).replace(
            "access_token", ""
        )
        assert "secret-that" not in json.dumps(api.call(access_token=token))


def limits_of(reply: Any) -> Any:
    """What a reply tells of limits: in the metadata of the result, or of the error's data."""
    place = reply["error"]["data"] if "error" in reply else reply["result"]
    return place.get("metadata", {}).get("limits")


def test_errors_tell_what_is_left_once_the_account_is_known(api: Api) -> None:
    api.app.set_state({"minute_remaining": 4})
    told = [
        limits_of(api.call(**change))["minute_remaining"]
        for change in (
            {},
            {"contact": "79260000013"},
            {"operator": 5},
            {"early_switching": True},
            {},
        )
    ]
    assert told == [3, 2, 1, 0, 0]
    assert api.mnemonic(envelope(1, GOOD)) == "limit_exceeded"
    for token in ("limit_exceeded_1_token", "account_inactive_token"):
        assert limits_of(api.call(access_token=token))["minute_reset"] == 60


def test_errors_before_that_tell_nothing_of_limits(api: Api) -> None:
    replies = [
        api.raw(b"{"),
        api.raw([]),
        api.raw(envelope(None, GOOD)),
        api.raw(envelope(1, GOOD, "no.such")),
        api.raw(envelope(1, {})),
        *(
            api.call(access_token=token)
            for token in (
                "nobody's",
                "expired_access_token",
                "ip_not_whitelisted_token",
            )
        ),
        *(
            api.call(access_token=token, operator=5)
            for token in ("nobody's", "ip_not_whitelisted_token", 5)
        ),
    ]
    assert {limits_of(reply) for reply in replies} == {None}


def test_a_planned_error_tells_of_limits_as_a_real_one_does(api: Api) -> None:
    for mnemonic, is_told in (
        ("limit_exceeded", True),
        ("contact_in_blacklist", True),
        ("access_token_invalid", False),
        ("parse_error", False),
    ):
        api.app.raise_next(mnemonic)
        assert (limits_of(api.call()) is not None) == is_told, mnemonic


def test_published_requests_get_the_published_results(service: Service) -> None:
    with reference(service) as made:
        api = Api(made)
        for example in service.methods[0].examples:
            if not example.error:
                reply = api.raw(envelope(1, dict(example.params)))
                assert reply["result"]["data"] == example.result
        seen = [api.call()["result"]["data"]["call_session_id"] for _ in range(4)]
    assert len(set(seen)) == 4


@pytest.mark.parametrize("digits", [400, 4300])
def test_a_number_of_many_digits_is_an_answer_and_no_fault_of_the_server(
    api: Api, digits: int
) -> None:
    number = int("9" * digits)
    assert api.call(number)["id"] == number
    error = api.call(media_file_id=number)["error"]
    assert error["data"]["mnemonic"] == "media_file_not_found"
    assert error["data"]["value"] == number
    assert api.call(operator=number)["error"]["data"]["mnemonic"] == "data_type_error"


def test_points_are_counted_and_run_out(api: Api) -> None:
    api.app.set_state({"minute_remaining": 2, "minute_limit": 2})
    left = [
        api.call()["result"]["metadata"]["limits"]["minute_remaining"] for _ in range(2)
    ]
    error = api.call()["error"]
    assert left == [1, 0]
    assert error["code"] == -32029
    assert (
        error["message"]
        == "Limit per minute has been exceeded. Value of current limit per minute is 2"
    )


def test_points_come_back_when_the_minute_is_over(service: Service) -> None:
    now = [0.0]
    with reference(service) as made:
        app = type(made.app)(
            {"minute_remaining": 1, "minute_limit": 5}, clock=lambda: now[0]
        )
        api = Api(Reference(app=app, request=made.request, methods=made.methods))
        assert "result" in api.call()
        assert "error" in api.call()
        now[0] = 61.0
        limits = api.call()["result"]["metadata"]["limits"]
    assert (limits["minute_remaining"], limits["minute_reset"]) == (4, 59)


def test_envelope_and_token_errors_cost_nothing(api: Api) -> None:
    api.app.set_state({"minute_remaining": 1})
    api.raw(b"{")
    api.raw(envelope(1, GOOD, "no.such"))
    api.call(access_token="nobody's")
    assert "result" in api.call()


def test_every_error_of_the_table_is_reachable(service: Service, api: Api) -> None:
    due = {row.mnemonic for row in service.methods[0].all_errors()}
    got = {
        api.mnemonic(b"{"), api.mnemonic(b"[]"), api.mnemonic(b"1"), api.mnemonic(envelope(1, GOOD, "x")),
        api.mnemonic({"jsonrpc": "2.0", "method": "start.simple_call", "params": GOOD}),
        api.mnemonic("Ж".encode("cp1251"), "application/json; charset=windows-1251"),
    }  # fmt: skip
    requests: list[dict[str, Any]] = [
        {"operator": 5}, {"operator": "x"}, {"x": 1}, {"early_switching": True},
        {"access_token": "expired_access_token"}, {"access_token": "blocked_access_token"}, {"access_token": "x"},
        {"contact": "79260000013"}, {"contact": "74993720692"}, {"virtual_phone_number": "71"},
        {"media_file_id": 1}, {"contact_message": {"type": "tts", "value": "x" * 1001}}, {"contact_message": {}},
        *({"access_token": token} for token in accounts(service)),
    ]  # fmt: skip
    got |= {api.call(**change)["error"]["data"]["mnemonic"] for change in requests}
    assert due - got == set()


def test_errors_of_other_methods_are_reachable() -> None:
    with reference(load(SEVERAL)) as made:
        api = Api(made)
        login = envelope(1, {"login": "x", "password": "y"}, "login.user")
        hold = envelope(
            1, {"access_token": "your_access_token", "call_session_id": 1}, "hold.call"
        )
        message = {"contact_message": {"type": "tts", "value": "x"}}
        assert api.mnemonic(login) == "auth_error"
        assert (
            api.mnemonic({**hold, "params": {**hold["params"], **message}})
            == "call_session_not_found"
        )


def test_a_test_can_say_which_error_comes_next(api: Api) -> None:
    api.app.raise_next("internal_error")
    api.app.raise_next("contact_in_blacklist", field="contact", params={"contact": "1"})
    assert api.call()["error"]["code"] == -32603
    assert (
        api.call()["error"]["message"]
        == "The contact 1 has been found in the blacklist"
    )
    assert "result" in api.call()


def test_an_error_that_no_method_has_can_not_come_next(api: Api) -> None:
    with pytest.raises(ValueError, match="no_such_error"):
        api.app.raise_next("no_such_error")


def test_a_fact_that_the_service_has_not_is_refused(api: Api) -> None:
    with pytest.raises(ValueError, match="blacklist"):
        api.app.set_state({"blacklist": []})


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"host": "evil.example"}, 421),
        ({"host": "127.0.0.1:8000"}, 200),
        ({"host": "localhost:1", "origin": "http://localhost:1"}, 200),
        ({"host": "localhost:1", "origin": "http://localhost:2"}, 403),
        ({"host": "localhost", "origin": "null"}, 403),
    ],
)
def test_other_hosts_and_origins_are_refused(
    api: Api, headers: dict[str, str], status: int
) -> None:
    body = json.dumps(envelope(1, GOOD)).encode()
    assert api.http(body, **headers).status == status


@pytest.mark.parametrize(
    ("body", "content_type", "method", "status"),
    [
        (b"{}", "text/plain", "POST", 415),
        (b"{}", "", "POST", 415),
        (b"{}", JSON, "PUT", 405),
        (b" " * 1_000_001, JSON, "POST", 413),
        (b"", JSON, "GET", 404),
    ],
)
def test_what_is_no_call_is_refused_below_json_rpc(
    api: Api, body: bytes, content_type: str, method: str, status: int
) -> None:
    assert api.http(body, content_type, method).status == status


def test_a_failing_server_answers_with_its_own_error(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api.app, "state", {"access_tokens": 5})
    assert api.call()["error"]["data"]["mnemonic"] == "internal_error"


def test_it_speaks_asgi(made: Reference) -> None:
    sent: list[dict[str, Any]] = []
    body = json.dumps(envelope("asgi", GOOD)).encode()
    parts = [
        {"type": "http.request", "body": body[:10], "more_body": True},
        {"type": "http.request", "body": body[10:]},
    ]

    async def receive() -> Any:
        return parts.pop(0)

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": "POST",
        "path": "/",
        "headers": [(b"Content-Type", JSON.encode())],
    }
    asyncio.run(made.app(scope, receive, send))
    assert sent[0]["status"] == 200
    assert json.loads(sent[1]["body"])["id"] == "asgi"
