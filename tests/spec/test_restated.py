"""What a method restates of a common param or row is what differs; it has the rest from service.yaml."""

from __future__ import annotations

import pytest
from onespec.diagnostics import SpecError
from onespec.explain import explain
from onespec.lint import lint
from onespec.model import Method, Service
from onespec.spec import load_sources

SERVICE = """
onespec: 1
name: phones
title: Phone API
version: v1
release: 1.0.0
auth: {param: token, env: TOKEN}
params:
  number:
    type: string
    required: true
    pattern: "^[0-9]+$"
    methods: none
    title: Number
    description: Whom to call
    examples: ["1", "2"]
  volume: {type: integer, minimum: 1, maximum: 9, default: 5, description: How loud, methods: none}
state:
  blocked: {type: array, items: string, description: Who is not called, example: ["666"]}
errors:
  blocked:
    code: -32010
    message: The number {number} is blocked
    cause: Somebody said so
    methods: none
    raise:
      - {when: number in state.blocked, field: number}
      - {when: has(other) && other in state.blocked, field: other, params: {number: other}}
"""
CALL = """
method: call
title: Call
params:
  number: {description: Whom, example: "3"}
  volume: {maximum: 7, default_note: As before}
  other: {type: string, description: Who else}
errors:
  blocked: {cause: The owner said so}
"""
TEXT = """
method: text
title: Text
params:
  token: {description: A key}
  number:
  volume: {type: string, description: Words}
errors:
  blocked:
"""


def loaded(call: str = CALL, text: str = TEXT, service: str = SERVICE) -> Service:
    return load_sources(
        {
            "service.yaml": service,
            "methods/call.yaml": call,
            "methods/text.yaml": text,
        }
    )


def methods() -> tuple[Method, Method]:
    call, text = loaded().methods
    return call, text


def test_a_param_without_a_type_has_the_rest_from_the_common_one() -> None:
    call, text = methods()
    whole, plain = call.params[1], text.params[1]
    assert (whole.name, whole.description, whole.examples) == ("number", "Whom", ("3",))
    assert (whole.type, whole.required, whole.title) == (
        plain.type,
        plain.required,
        plain.title,
    )
    volume = call.params[2]
    assert (getattr(volume.type, "minimum"), getattr(volume.type, "maximum")) == (1, 7)
    assert (volume.default_note, volume.description) == ("As before", "How loud")
    # One that says a type has nothing of the common one.
    assert text.params[2].description == "Words" and not text.params[2].title
    # Of the credential that `auth` alone declares, the description.
    token = text.params[0]
    assert (token.description, token.required, token.secret) == ("A key", True, True)


def test_a_method_is_explained_with_where_the_rest_of_a_param_stands() -> None:
    told = str(explain(loaded(), "call"))
    assert "spec/methods/call.yaml:5, the rest from spec/service.yaml:9)" in told
    assert "unused-param" not in {one.code for one in lint(loaded())}


def test_a_row_that_is_taken_over_keeps_the_conditions_that_read_params_of_the_method() -> (
    None
):
    call, text = methods()
    (own,), (taken,) = call.errors, text.errors
    assert [one.field for one in own.raises] == [("number",), ("other",)]
    assert [one.field for one in taken.raises] == [("number",)]
    assert (own.cause, taken.cause) == ("The owner said so", "Somebody said so")


@pytest.mark.parametrize(
    ("old", "new", "code", "said"),
    [
        ("number: {desc", "nunber: {desc", "missing-key", "`number` is declared at"),
        ("other: {type: string, ", "other: {", "missing-key", "add `type: string`"),
        ("maximum: 7", "maximum: seven", "wrong-type", "maximum"),
        ("maximum: 7", "most: 7", "unknown-key", "not a key"),
    ],
)
def test_a_param_that_has_the_rest_from_nowhere_is_refused(
    old: str, new: str, code: str, said: str
) -> None:
    with pytest.raises(SpecError) as caught:
        loaded(call=CALL.replace(old, new))
    first = caught.value.diagnostics[0]
    assert first.code == code and first.span.file == "spec/methods/call.yaml"
    assert said in f"{first.help} {first.message}"


def test_a_condition_that_is_for_no_method_and_a_row_without_any_are_refused() -> None:
    slip = SERVICE.replace("has(other) && other in", "has(othr) && othr in")
    with pytest.raises(SpecError, match="othr"):
        loaded(service=slip)
    silent = CALL.replace('  number: {description: Whom, example: "3"}\n', "")
    silent = silent.replace("  other: {type: string, description: Who else}\n", "")
    with pytest.raises(SpecError) as caught:
        loaded(call=silent)
    assert {one.code for one in caught.value.diagnostics} >= {"unknown-name"}
