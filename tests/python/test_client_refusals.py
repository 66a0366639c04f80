"""What a client refuses before it sends: the same error for a model as for a dict, and the reason in words."""

from __future__ import annotations

from typing import Any

import pytest
from packages import module

PARAMS: dict[str, Any] = {
    "first_call": "operator",
    "virtual_phone_number": "74993720692",
    "contact": "79260000000",
    "operator": "79262444491",
}


def refused(**more: Any) -> Any:
    """The error that a call ends in before it is sent."""
    fake = module("testing").FakeCallApiMade()
    fake.on.start.simple_call()
    with pytest.raises(module("errors").RpcError) as caught:
        fake.client.start.simple_call(**{**PARAMS, **more})
    assert fake.calls == () and not caught.value.sent
    return caught.value


WRONG: list[dict[str, Any]] = [
    {"type": "song", "value": "x"},
    {"type": 5, "value": "x"},
    {"type": "tts"},
    {"value": "x"},
    {},
    {"type": "tts", "value": 5},
    {"type": "tts", "value": ["x"]},
    {"type": "tts", "value": "x", "colour": "red"},
    {"type": None, "value": "x"},
]


@pytest.mark.parametrize("given", WRONG, ids=str)
def test_an_object_is_refused_alike_as_a_dict_and_as_a_model(
    given: dict[str, Any],
) -> None:
    with pytest.raises(module("errors").RpcError) as caught:
        module("types").Message(**given)
    made = caught.value
    # `None` leaves a member of a model out, as it does a param; a dict says null.
    plain = {name: value for name, value in given.items() if value is not None}
    sent = refused(contact_message=plain)
    assert type(made) is type(sent)
    assert (made.code, made.mnemonic, made.sent) == (sent.code, sent.mnemonic, False)
    assert f"contact_message.{made.field}" == sent.field
    assert made.message == sent.message
    places = [violation.reason for violation in made.violations]
    assert [
        violation.reason.replace("contact_message.", "")
        for violation in sent.violations
    ] == places


def test_a_model_that_holds_what_it_may_is_made_and_sent() -> None:
    fake = module("testing").FakeCallApiMade()
    fake.on.start.simple_call()
    message = module("types").Message(type="tts", value="Hello")
    fake.client.start.simple_call(**PARAMS, contact_message=message)
    (call,) = fake.calls
    assert call.params["contact_message"] == {"type": "tts", "value": "Hello"}


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"direction": "up"}, '`direction` must be one of "in", "out"'),
        ({"operator": "+7"}, "`operator` must be text of this form: 1 to 15 digits"),
        ({"media_file_id": "5"}, "`media_file_id` must be an integer"),
        (
            {"contact_message": {"type": "tts", "value": None}},
            "`contact_message.value` must be a string and not null",
        ),
        (
            {"early_switching": True},
            "If `early_switching` is `true`, `first_call` must be",
        ),
    ],
)
def test_a_refusal_tells_its_reason(given: dict[str, Any], reason: str) -> None:
    found = refused(**given)
    assert found.violations[0].reason.startswith(reason)
    assert f"not sent): {reason}" in str(found)


def test_a_broken_constraint_is_named_by_its_id() -> None:
    found = refused(early_switching=True)
    (violation,) = found.violations
    assert violation.constraint == "early-switching-needs-operator-first"
