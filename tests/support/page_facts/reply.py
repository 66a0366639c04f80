"""What the page says of the reply, and its example pair."""

from __future__ import annotations

from collections.abc import Callable

from onespec.datatypes import ObjectType
from onespec.model import Example, Service

from page_facts.fact import Fact, fact, member, method

SENT = {
    "access_token": "your_access_token",
    "first_call": "operator",
    "switch_at_once": True,
    "media_file_id": 2701,
    "show_virtual_phone_number": False,
    "virtual_phone_number": "74993720692",
    "external_id": "334otr01",
    "dtmf_string": ".1.2.3",
    "direction": "in",
    "contact": "79260000000",
    "operator": "79262444491",
    "contact_message": {"type": "tts", "value": "Hello"},
    "operator_message": {"type": "media", "value": "2561"},
}
"""The page's example request; a placeholder stands for its access token, which looks real."""


def _example(service: Service) -> Example:
    return method(service).examples[0]


def _sent(name: str) -> Callable[[Service], object]:
    return lambda service: _example(service).params[name]


def _result(service: Service) -> tuple[str, str, bool]:
    result = method(service).result
    assert result is not None and isinstance(result.type, ObjectType)
    [field] = result.type.fields
    return field.name, field.docs_type, field.required


def _id(service: Service) -> str:
    result = method(service).result
    assert result is not None and isinstance(result.type, ObjectType)
    return member(result.type.fields, "call_session_id").description


FACTS: tuple[Fact, ...] = (
    fact(
        "the reply has call_session_id, a number that is always there",
        _result,
        ("call_session_id", "number", True),
        "call_session_id",
        "number",
        where="result-call_session_id",
    ),
    fact(
        "call_session_id is the unique id of a call session",
        _id,
        "The unique id of the call session that was started.",
        "The unique id of the call session that was started",
    ),
    fact(
        "the example request has the id req1",
        lambda service: _example(service).request_id,
        "req1",
        '"req1"',
    ),
    fact(
        "the example request sends these params, in this order",
        lambda service: list(_example(service).params),
        list(SENT),
    ),
    *(
        fact(f"the example request sends {name}", _sent(name), value, f'"{name}":')
        for name, value in SENT.items()
    ),
    fact(
        "the example reply carries the call session 237859081",
        lambda service: _example(service).result,
        {"call_session_id": 237859081},
        "237859081",
    ),
    fact(
        "no example shows a token that looks real",
        lambda service: {
            example.params["access_token"]
            for each in service.methods
            for example in each.examples
            if "access_token" in example.params
        },
        {"your_access_token"},
    ),
)
