"""The generated client: what it sends, what it gives back, what it raises, and what it never shows."""

from __future__ import annotations

import asyncio
import inspect
import json
import logging
import pickle
import traceback
import warnings
from collections.abc import Callable
from typing import Any

import pytest
from packages import module, service

TOKEN = "s3cr3t-token-0123456789"
URL = "http://localhost/"
PARAMS: dict[str, Any] = {
    "first_call": "operator",
    "virtual_phone_number": "74993720692",
    "contact": "79260000000",
    "operator": "79262444491",
}
Outcome = dict[str, object] | Exception
GOOD: Outcome = {"result": {"data": {"call_session_id": 1}}}


class Script:
    """A transport that answers from a list; the last answer stays."""

    def __init__(self, *outcomes: Outcome, status: int = 200) -> None:
        self.outcomes = list(outcomes) or [GOOD]
        self.sent: list[dict[str, Any]] = []
        self.requests: list[Any] = []
        self.status = status
        self.headers: dict[str, str] = {}

    def send(self, request: Any, /) -> Any:
        self.requests.append(request)
        self.sent.append(json.loads(request.body))
        outcome = self.outcomes.pop(0) if len(self.outcomes) > 1 else self.outcomes[0]
        if isinstance(outcome, Exception):
            raise outcome
        reply = {"jsonrpc": "2.0", "id": self.sent[-1]["id"], **outcome}
        return module("transport").HttpResponse(
            status=self.status, headers=self.headers, body=json.dumps(reply).encode()
        )


class AsyncScript(Script):
    async def send(self, request: Any, /) -> Any:
        return super().send(request)


def client(script: Script, **settings: Any) -> Any:
    settings.setdefault("access_token", TOKEN)
    return module("").CallApiMade(URL, transport=script, **settings)


def error(code: int, mnemonic: str, **data: object) -> Outcome:
    details = {"mnemonic": mnemonic, **data}
    return {"error": {"code": code, "message": "It went wrong", "data": details}}


def raised(call: Callable[[], object]) -> Any:
    with pytest.raises(module("").CallApiMadeError) as caught:
        call()
    return caught.value


def nothing_sent() -> Exception:
    failure: Exception = module("transport").NothingSentError("refused")
    return failure


def cut() -> Exception:
    failure: Exception = module("transport").TransportError("cut")
    return failure


def test_a_call_sends_what_was_given_and_returns_a_typed_result() -> None:
    script = Script()
    message = module("types").Message(type="tts", value="Hello")
    call = client(script).start.simple_call(**PARAMS, contact_message=message)
    assert call.call_session_id == 1
    assert script.sent[0] == {
        "jsonrpc": "2.0",
        "id": script.sent[0]["id"],
        "method": "start.simple_call",
        "params": {
            "access_token": TOKEN,
            **PARAMS,
            "contact_message": {"type": "tts", "value": "Hello"},
        },
    }


def test_both_clients_have_the_same_methods_with_the_same_arguments() -> None:
    found = module("resources.start")
    plain, other = (
        {
            name: str(inspect.signature(member)).split(" -> ")[0]
            for name, member in vars(kind).items()
            if not name.startswith("_")
        }
        for kind in (found.Start, found.AsyncStart)
    )
    assert plain == other
    assert len(plain) == 5


def test_params_are_keywords_in_spec_order_required_first_without_the_credential() -> (
    None
):
    signature = inspect.signature(module("resources.start").Start.simple_call)
    names = list(signature.parameters)
    assert names[:5] == [
        "self",
        "first_call",
        "virtual_phone_number",
        "contact",
        "operator",
    ]
    assert names[-1] == "options"
    assert "access_token" not in names
    kinds = {p.kind for n, p in signature.parameters.items() if n != "self"}
    assert kinds == {inspect.Parameter.KEYWORD_ONLY}


def test_a_dict_is_as_good_as_a_model() -> None:
    script = Script()
    message = {"type": "tts", "value": "Hello"}
    client(script).start.simple_call(**PARAMS, contact_message=message)
    assert script.sent[0]["params"]["contact_message"] == message


@pytest.mark.parametrize(
    "more",
    [{"first_call": "contact", "switch_at_once": True}, {}, {"switch_at_once": False}],
)
def test_a_broken_constraint_is_refused_before_anything_is_sent(
    more: dict[str, object],
) -> None:
    script = Script()
    call = lambda: client(script).start.simple_call(  # noqa: E731
        **{**PARAMS, "early_switching": True, **more}
    )
    found = raised(call)
    assert type(found).__name__ == "InvalidParametersCombinationError"
    assert (found.code, found.sent, script.sent) == (-32602, False, [])
    assert found.field == "early_switching"
    assert found.violations[0].constraint


def test_a_kept_constraint_is_sent() -> None:
    script = Script()
    client(script).start.simple_call(
        **PARAMS, early_switching=True, switch_at_once=True
    )
    assert script.sent[0]["params"]["early_switching"] is True


def test_a_nested_fault_names_its_dotted_place() -> None:
    found = raised(
        lambda: client(Script()).start.simple_call(
            **PARAMS, contact_message={"type": "song", "value": "x"}
        )
    )
    assert type(found).__name__ == "InvalidParameterValueError"
    assert (found.field, found.value) == ("contact_message.type", "song")


def test_a_request_model_refuses_members_it_does_not_have() -> None:
    with pytest.raises(module("errors").UnexpectedParametersError) as caught:
        module("types").Message(type="tts", value="x", colour="red")
    assert (caught.value.field, caught.value.sent) == ("colour", False)


def test_errors_stand_under_their_code_group_and_one_base() -> None:
    errors = module("errors")
    names = [kind.__name__ for kind in errors.ContactInBlacklistError.__mro__]
    assert names[1:5] == [
        "InvalidParamsError",
        "ForbiddenDirectionError",
        "RpcError",
        "CallApiMadeError",
    ] or names[1:5] == [
        "ForbiddenDirectionError",
        "InvalidParamsError",
        "RpcError",
        "CallApiMadeError",
    ]


def test_placeholders_are_attributes_of_their_type() -> None:
    script = Script(
        error(-32602, "tts_text_exceeded", params={"tts_message_max_length": "10"}),
        error(-32002, "contact_in_blacklist", params={"contact": "79260000000"}),
    )
    api = client(script)
    first = raised(lambda: api.start.simple_call(**PARAMS))
    second = raised(lambda: api.start.simple_call(**PARAMS))
    assert (first.tts_message_max_length, first.sent_tts_message_length) == (10, None)
    assert second.contact == "79260000000"


def test_an_error_of_the_server_says_all_that_the_server_said() -> None:
    outcome = error(
        -32602,
        "media_file_not_found",
        field="media_file_id",
        value=7,
        params={"media_file_id": 7},
        extended_helper="https://example.com/help",
    )
    found = raised(lambda: client(Script(outcome)).start.simple_call(**PARAMS))
    shown = (found.field, found.value, found.params, found.help_url, found.sent)
    assert shown == (
        "media_file_id",
        7,
        {"media_file_id": 7},
        "https://example.com/help",
        True,
    )
    assert (found.http_status, found.message) == (200, "It went wrong")
    assert str(found) == (
        "It went wrong (media_file_not_found, code -32602, field media_file_id)"
    )


@pytest.mark.parametrize(
    "make",
    [
        lambda api: api(
            error(-32602, "media_file_not_found", field="contact", value="1")
        ),
        lambda api: api(error(-1, "brand_new")),
        lambda api: api(nothing_sent()),
        lambda api: api(cut()),
        lambda api: api({"result": {"data": {"other": 1}}}),
        lambda api: api(GOOD, early_switching=True),
    ],
)
def test_every_error_survives_pickling(make: Callable[[Any], Any]) -> None:
    def call(outcome: Outcome, **more: object) -> Any:
        api = client(Script(outcome), max_retries=0)
        return raised(lambda: api.start.simple_call(**PARAMS, **more))

    found = make(call)
    again = pickle.loads(pickle.dumps(found))
    assert type(again) is type(found)
    # An answer as it came may hold a secret, which a pickle would lay open.
    kept = {**vars(found), "response": None}
    assert (str(again), vars(again)) == (str(found), kept)


def test_what_never_left_is_tried_again_and_what_may_have_left_is_not() -> None:
    script = Script(nothing_sent(), nothing_sent(), GOOD)
    assert client(script).start.simple_call(**PARAMS).call_session_id == 1
    assert len(script.sent) == 3
    script = Script(cut(), GOOD)
    found = raised(lambda: client(script).start.simple_call(**PARAMS, external_id="o1"))
    assert type(found).__name__ == "OutcomeUnknownError"
    assert (found.external_id, found.request_id) == ("o1", script.sent[0]["id"])
    assert len(script.sent) == 1


def test_a_call_that_changes_something_is_sent_once_whatever_is_asked() -> None:
    script = Script(cut(), GOOD)
    options = module("").CallOptions(max_retries=5)
    raised(lambda: client(script).start.simple_call(**PARAMS, options=options))
    assert len(script.sent) == 1


def test_reading_is_tried_again_at_most_twice() -> None:
    script = Script(cut())
    found = raised(lambda: client(script).list.calls())
    assert type(found).__name__ == "OutcomeUnknownError"
    assert len(script.sent) == 3
    script = Script(cut(), {"result": {"data": []}})
    assert client(script).list.calls() == []


def test_an_earlier_attempt_that_left_is_not_forgotten() -> None:
    script = Script(cut(), nothing_sent())
    found = raised(lambda: client(script).list.calls())
    assert type(found).__name__ == "OutcomeUnknownError"


def limited(seconds: float) -> Outcome:
    limits = {"minute_remaining": 0, "minute_reset": seconds}
    outcome = error(-32029, "limit_exceeded", params={"limit_type": "minute"})
    assert isinstance(outcome, dict) and isinstance(outcome["error"], dict)
    outcome["error"]["data"]["metadata"] = {"limits": limits}
    return outcome


def test_a_limit_is_waited_for_only_where_asked_and_inside_the_deadline() -> None:
    script = Script(limited(0.05), GOOD)
    found = raised(lambda: client(script).start.simple_call(**PARAMS))
    assert (type(found).__name__, found.retry_after) == ("LimitExceededError", 0.05)
    waits = module("").CallOptions(wait_for_limits=True)
    script = Script(limited(0.05), GOOD)
    call = client(script).start.simple_call(**PARAMS, options=waits)
    assert (call.call_session_id, len(script.sent)) == (1, 2)
    script = Script(limited(60), GOOD)
    raised(lambda: client(script).start.simple_call(**PARAMS, options=waits))
    assert len(script.sent) == 1


def test_options_reach_the_wire() -> None:
    script = Script()
    options = module("").CallOptions(request_id=7, headers={"X-Trace": "t"}, timeout=3)
    client(script).start.simple_call(**PARAMS, options=options)
    assert script.sent[0]["id"] == 7
    assert script.requests[0].headers["x-trace"] == "t"
    assert script.requests[0].time_left() <= 3


def test_a_wrong_option_is_refused() -> None:
    with pytest.raises(ValueError):
        module("").CallOptions(timeout=0)


def test_raw_responses_carry_status_headers_and_limits() -> None:
    result = {"data": {"call_session_id": 1}, "metadata": {"limits": {"day_limit": 5}}}
    script = Script({"result": result})
    script.headers = {"x-a": "b"}
    api = client(script)
    raw = api.with_raw_response.start.simple_call(**PARAMS)
    assert (raw.parsed.call_session_id, raw.status, raw.headers["x-a"]) == (1, 200, "b")
    assert raw.limits.day_limit == api.last_limits.day_limit == 5
    assert (raw.api_version, raw.request_id) == (None, script.sent[0]["id"])


def test_async_calls_do_the_same() -> None:
    async def run() -> tuple[int, int, str]:
        script = AsyncScript(GOOD, GOOD, error(-1, "brand_new"))
        api = module("").AsyncCallApiMade(URL, access_token=TOKEN, transport=script)
        async with api:
            first = await api.start.simple_call(**PARAMS)
            raw = await api.with_raw_response.start.simple_call(**PARAMS)
            try:
                await api.start.simple_call(**PARAMS)
            except module("errors").RpcError as found:
                return first.call_session_id, raw.status, type(found).__name__
        raise AssertionError

    assert asyncio.run(run()) == (1, 200, "RpcError")


def test_a_deprecated_version_is_warned_of_once() -> None:
    version = {"api_version": {"current_version_deprecated": True}}
    script = Script({"result": {"data": {"call_session_id": 1}, "metadata": version}})
    api = client(script)
    with pytest.warns(DeprecationWarning) as caught:
        api.start.simple_call(**PARAMS)
    assert [warning.filename for warning in caught] == [__file__]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        api.start.simple_call(**PARAMS)


def test_reading_keeps_what_it_does_not_know() -> None:
    method = service().method("list.calls")
    assert isinstance(method.examples[0].result, list)
    item = {**method.examples[0].result[0], "direction": "sideways", "brand_new": 2}
    (found,) = client(Script({"result": {"data": [item]}})).list.calls()
    assert (found.direction, found.model_extra["brand_new"]) == ("sideways", 2)


def test_one_point_zero_is_read_as_an_integer() -> None:
    script = Script({"result": {"data": {"call_session_id": 5.0}}})
    found = client(script).start.simple_call(**PARAMS).call_session_id
    assert (found, type(found)) == (5, int)


@pytest.mark.parametrize("level", [logging.DEBUG, logging.INFO])
def test_an_echoed_secret_is_masked_everywhere(
    level: int, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(level)
    outcome: Outcome = {
        "error": {
            "code": -32001,
            "message": f"Bad {TOKEN}",
            "data": {
                "mnemonic": "auth_error",
                "value": "hunter22",
                "x": {TOKEN: [TOKEN]},
            },
        }
    }
    api = client(Script(outcome))
    found = raised(lambda: api.login.user(login="me", password="hunter22"))
    shown = [str(found), repr(vars(found)), caplog.text, repr(pickle.dumps(found))]
    assert [text for text in shown if TOKEN in text or "hunter22" in text] == []


def test_a_secret_param_takes_a_secret_and_sends_its_text() -> None:
    script = Script({"result": {"data": {"access_token": "new-token", "expire_at": 1}}})
    secret = module("").Secret("hunter22")
    found = client(script).login.user(login="me", password=secret)
    assert script.sent[0]["params"]["password"] == "hunter22"
    assert "hunter22" not in repr(secret) + str(secret)
    assert found.access_token == "new-token"
    assert "new-token" not in repr(found)


def test_a_method_without_credential_sends_none() -> None:
    script = Script({"result": {"data": {"access_token": "t", "expire_at": 1}}})
    client(script).login.user(login="me", password="hunter22")
    assert sorted(script.sent[0]["params"]) == ["login", "password"]


def test_a_missing_credential_names_argument_and_variable(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("CALL_API_ACCESS_TOKEN", raising=False)
    api = client(Script(), access_token=None)
    found = raised(lambda: api.start.simple_call(**PARAMS))
    assert type(found).__name__ == "ConfigurationError"
    assert "access_token" in str(found) and "CALL_API_ACCESS_TOKEN" in str(found)


def test_the_environment_fills_in_what_is_not_passed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("CALL_API_ACCESS_TOKEN", "from-environment")
    monkeypatch.setenv("CALL_API_MADE_BASE_URL", "http://example.com/v4.0")
    script = Script()
    module("").CallApiMade(transport=script).start.simple_call(**PARAMS)
    assert script.sent[0]["params"]["access_token"] == "from-environment"
    assert script.requests[0].url == "http://example.com/v4.0"
    client(script).start.simple_call(**PARAMS)
    assert script.sent[1]["params"]["access_token"] == TOKEN


@pytest.mark.parametrize(
    "url",
    [
        "ftp://x/",
        "localhost",
        "http://",
        "http://me:pw@x/",
        "http://x y/",
        "http://[::1/",
    ],
)
def test_an_address_that_can_not_be_used_is_refused_at_once(url: str) -> None:
    with pytest.raises(module("").ConfigurationError) as caught:
        module("").CallApiMade(url, access_token=TOKEN)
    assert "pw" not in str(caught.value)


def test_one_line_is_logged_for_each_attempt(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, logger="call_api_made")
    client(Script(nothing_sent(), GOOD)).start.simple_call(**PARAMS)
    lines = [record.getMessage() for record in caplog.records]
    assert [line.split(" id=")[0] for line in lines] == ["start.simple_call"] * 2
    assert "NotSentError" in lines[0] and "HTTP 200 ok" in lines[1]
    assert TOKEN not in caplog.text


def test_a_docstring_tells_params_rules_errors_and_an_example() -> None:
    text = inspect.getdoc(module("resources.start").Start.simple_call) or ""
    for part in (
        "Args:",
        "Rules:",
        "Returns:",
        "Raises:",
        "early_switching",
        "Example:",
    ):
        assert part in text
    assert "ContactInBlacklistError" in text


def test_public_modules_state_what_they_offer() -> None:
    for name in ("", "client", "errors", "types", "resources.start", "testing"):
        found = module(name)
        assert [item for item in found.__all__ if not hasattr(found, item)] == []


def test_a_custom_transport_may_fail_in_its_own_way() -> None:
    found = raised(
        lambda: client(Script(OSError(f"boom {TOKEN}"))).start.simple_call(**PARAMS)
    )
    assert type(found).__name__ == "OutcomeUnknownError"
    assert "boom" in str(found) and TOKEN not in str(found)


@pytest.mark.parametrize(
    "outcome",
    [error(-32602, "media_file_not_found"), cut(), {"result": {"data": TOKEN}}, GOOD],
)
def test_a_traceback_with_variables_shows_no_credential(outcome: Outcome) -> None:
    api = client(Script(outcome))
    more = {"early_switching": True} if outcome is GOOD else {}
    found = raised(lambda: api.start.simple_call(**PARAMS, **more))
    lines = traceback.TracebackException.from_exception(found, capture_locals=True)
    own = [text for text in lines.format() if "call_api_made" in text]
    assert own and not any(TOKEN in text for text in own)
