"""The fake client and the fixtures that a generated package brings for its users' tests."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from packages import module

PARAMS: dict[str, Any] = {
    "first_call": "operator",
    "virtual_phone_number": "74993720692",
    "contact": "79260000000",
    "operator": "79262444491",
}


def fake() -> Any:
    return module("testing").FakeCallApiMade()


def test_a_fake_returns_what_it_was_told_and_records_the_call() -> None:
    made = fake()
    made.on.start.simple_call(returns={"call_session_id": 5})
    assert made.client.start.simple_call(**PARAMS).call_session_id == 5
    (call,) = made.calls
    assert (call.method, call.params) == ("start.simple_call", PARAMS)


def test_a_fake_takes_a_model_for_a_result() -> None:
    made = fake()
    result = module("types").StartSimpleCallResult(call_session_id=6)
    made.on.start.simple_call(returns=result)
    assert made.client.start.simple_call(**PARAMS) == result


def test_a_fake_answers_the_sample_where_nothing_else_is_said() -> None:
    made = fake()
    made.on.start.simple_call()
    assert made.client.start.simple_call(**PARAMS).call_session_id > 0


def test_a_fake_raises_by_mnemonic_or_class_and_fills_the_message() -> None:
    made = fake()
    errors = module("errors")
    made.on.start.simple_call(raises="contact_in_blacklist")
    made.on.start.simple_call(
        raises=errors.MediaFileNotFoundError, params={"media_file_id": 9}
    )
    with pytest.raises(errors.ContactInBlacklistError) as first:
        made.client.start.simple_call(**PARAMS)
    with pytest.raises(errors.MediaFileNotFoundError) as second:
        made.client.start.simple_call(**PARAMS)
    assert first.value.contact == "79260000000"
    assert second.value.message == "The media file with id 9 not found"


def test_answers_are_given_in_turn_and_the_last_one_stays() -> None:
    made = fake()
    for number in (1, 2):
        made.on.start.simple_call(returns={"call_session_id": number})
    found = [made.client.start.simple_call(**PARAMS).call_session_id for _ in range(3)]
    assert found == [1, 2, 2]


def test_a_fake_checks_params_as_the_real_client_does() -> None:
    made = fake()
    made.on.start.simple_call()
    with pytest.raises(module("errors").InvalidParametersCombinationError):
        made.client.start.simple_call(**PARAMS, early_switching=True)
    assert made.calls == ()


def test_a_call_that_no_answer_is_set_for_fails_the_test() -> None:
    with pytest.raises(AssertionError, match="start.simple_call"):
        fake().client.start.simple_call(**PARAMS)


def test_an_error_that_the_method_does_not_have_is_refused_where_it_is_set() -> None:
    made = fake()
    said = "has no error contact_in_blaklist; did you mean contact_in_blacklist"
    with pytest.raises(ValueError, match=said):
        made.on.start.simple_call(raises="contact_in_blaklist")
    with pytest.raises(ValueError, match="has no error"):
        made.on.list.calls(raises=module("errors").ContactInBlacklistError)
    assert made.calls == ()


NOTHING_CAME = [
    "NotSentError",
    "NotSentTimeoutError",
    "OutcomeUnknownError",
    "OutcomeUnknownTimeoutError",
    "InvalidResponseError",
    "RequestRefusedError",
]


@pytest.mark.parametrize("name", NOTHING_CAME)
@pytest.mark.parametrize("is_made", [False, True], ids=["class", "instance"])
def test_a_fake_fails_as_a_network_or_a_gateway_does(name: str, is_made: bool) -> None:
    made = fake()
    kind = getattr(module("errors"), name)
    made.on.start.simple_call(raises=kind("down") if is_made else kind)
    for _ in range(2):
        with pytest.raises(kind) as caught:
            made.client.start.simple_call(**PARAMS)
        assert type(caught.value) is kind
    with pytest.raises(kind):
        asyncio.run(made.async_client.start.simple_call(**PARAMS))
    # One call each: a fake tries nothing again.
    assert [call.params for call in made.calls] == [PARAMS] * 3


def test_a_fake_answers_with_http_of_the_tests_own() -> None:
    made = fake()
    answer = module("transport").HttpResponse(
        status=429, headers={"Retry-After": "7"}, body=b"<html>slow down</html>"
    )
    made.on.start.simple_call(http=answer)
    with pytest.raises(module("errors").RequestRefusedError) as caught:
        made.client.start.simple_call(**PARAMS)
    assert (caught.value.http_status, caught.value.retry_after) == (429, 7)
    assert caught.value.excerpt == "<html>slow down</html>"


def test_a_fake_refuses_two_answers_for_one_call() -> None:
    with pytest.raises(ValueError, match="one of `returns`, `raises` and `http`"):
        fake().on.start.simple_call(returns={}, raises="contact_in_blacklist")
    with pytest.raises(ValueError, match="need an error of the API"):
        fake().on.start.simple_call(
            raises=module("errors").NotSentError, field="contact"
        )


def test_a_family_of_errors_can_not_be_raised() -> None:
    with pytest.raises(ValueError):
        fake().on.start.simple_call(raises=module("errors").InvalidParamsError)
    with pytest.raises(ValueError):
        fake().on.start.simple_call(raises=module("errors").DeadlineExceededError)


def test_the_async_client_shares_the_stage() -> None:
    made = fake()
    made.on.list.calls(returns=[])
    assert asyncio.run(made.async_client.list.calls()) == []
    assert [call.method for call in made.calls] == ["list.calls"]


def test_the_fixtures_talk_to_the_reference_server() -> None:
    plugin = module("testing.pytest_plugin")
    app = plugin.call_api_made_app.__wrapped__()
    client = plugin.call_api_made_client.__wrapped__(app)
    other = plugin.call_api_made_async_client.__wrapped__(app)
    assert client.start.simple_call(**PARAMS).call_session_id > 0
    assert asyncio.run(other.start.simple_call(**PARAMS)).call_session_id > 0
    assert app.placed == 2
    assert plugin.call_api_made_fake.__wrapped__().calls == ()
