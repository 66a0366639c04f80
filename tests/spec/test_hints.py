"""What a newcomer writes out of habit is answered with what the spec language has instead."""

from __future__ import annotations

import pytest
import specs

FIELD = [
    ("oneOf: [string]", "`one_of: [TypeA, TypeB]`"),
    ("anyOf: [string]", "`discriminator: MEMBER`"),
    ("allOf: []", "constraints"),
    ("$ref: Phone", "`types:`"),
    ("additionalProperties: false", "`open: true`"),
    ("properties: {}", "`fields`"),
    ("not: {}", "`rule`"),
    ("if: {}", "`when`/`then`"),
    ("dependentRequired: {}", "constraints"),
    ("minProperties: 1", "belongs to map"),
    ("patternProperties: {}", "`type: map`"),
    ("propertyNames: {}", "what a key must be as `keys`"),
    ("additionalItems: {}", "beside `prefixItems`"),
    ("optional: true", "`required: true`"),
    ("regex: x", "`pattern`"),
    ("max: 3", "`maximum`"),
    ("requird: true", "`required`"),
]
TYPES = [
    ("int", "write `integer`"),
    ("float", "write `number`"),
    ("str", "write `string`"),
    ("bool", "write `boolean`"),
    ("list", "write `array`"),
    ("dict", "write `map`"),
    ("timestamp", "write `datetime`"),
    ("money", "write `decimal`"),
    ("base64", "write `bytes`"),
    ("url", "write `uri`"),
    ("hostname", "`format: hostname`"),
    ('"null"', "`nullable: true`"),
    ('"string[]"', "`items: string`"),
    ("[integer, string]", "`one_of:"),
]


def help_of(old: str, new: str) -> str:
    assert old in specs.METHOD
    return specs.faults(method=specs.METHOD.replace(old, new, 1))[0].help


@pytest.mark.parametrize(("written", "help"), FIELD)
def test_a_key_of_json_schema_is_answered_with_ours(written: str, help: str) -> None:
    assert help in help_of("maximum: 10}", f"maximum: 10, {written}}}")


@pytest.mark.parametrize(("written", "help"), TYPES)
def test_a_type_of_another_language_is_answered_with_ours(
    written: str, help: str
) -> None:
    assert help in help_of("type: integer", f"type: {written}")


@pytest.mark.parametrize(
    ("written", "help"),
    [
        ('"yes"', "write `true`"),
        ('"Off"', "write `false`"),
        ("1", "write `true`"),
        ('"true"', "take the quotes off"),
        ("yes", "true for the boolean"),
        ('"maybe"', "`true` or `false`"),
    ],
)
def test_a_boolean_in_other_words_is_answered_with_the_one_meant(
    written: str, help: str
) -> None:
    assert help in help_of("required: true", f"required: {written}")


def test_a_key_that_some_readers_take_for_a_boolean_is_offered_in_quotes() -> None:
    assert 'write "n"' == help_of("limit:", "n:")


@pytest.mark.parametrize(
    ("text", "help"),
    [
        ("params:\nx:\n  type: string\n", "under `params` of line 3"),
        (
            "params:\n  a: {type: string}\nx: {type: string}\n",
            "under `params` of line 3",
        ),
        ("errors:\nbad: {code: 1, message: b}\n", "under `errors` of line 3"),
        ("params:\n  x:\n    type: string\n  description: d\n", "under `x` of line 4"),
        ("params:\n  x:\n  type: string\n", "under `x` of line 4"),
        ("params:\n  x:\n    type: string\n   group: g\n", "4 spaces, as line 5"),
        (
            "params:\n  x: {type: string}\n    y: {type: string}\n",
            "2 spaces, as line 4",
        ),
    ],
)
def test_a_line_at_the_wrong_depth_is_shown_where_it_belongs(
    text: str, help: str
) -> None:
    found = specs.faults(method=f"method: a.b\ntitle: B\n{text}")
    assert any(help in fault.help for fault in found)


@pytest.mark.parametrize(
    ("written", "help"),
    [
        ("params: [{name: x}]", "as a key: `x: {type: string}`"),
        ("errors: [{code: 1}]", "code: -32001"),
        ("deprecated: true", "what to use instead"),
    ],
)
def test_a_value_of_another_kind_is_answered_with_the_form_that_is_due(
    written: str, help: str
) -> None:
    (fault,) = specs.faults(method=f"method: a.b\ntitle: B\n{written}\n")
    assert help in fault.help


@pytest.mark.parametrize(
    ("limits", "example", "offer"),
    [
        ("type: integer, minimum: 5", "many", "`5`"),
        ("type: integer, minimum: 5", "1", "`5`"),
        ("type: number, exclusiveMinimum: 2, multipleOf: 0.5", "2", "`2.5`"),
        ("type: string, pattern: '^[0-9]{3}$'", "ab", '`"000"`'),
        ("type: string, format: date", "soon", '`"2024-01-01"`'),
        ("type: string, minLength: 6", "ab", '`"textxx"`'),
        ("type: string, enum: [red, blue]", "green", '`"red"`'),
        ("type: array, items: integer", "3", "`[1]`"),
    ],
)
def test_an_example_that_is_not_legal_is_answered_with_one_that_is(
    limits: str, example: str, offer: str
) -> None:
    method = specs.METHOD.replace(
        "  limit:", f"  it: {{{limits}, example: {example}}}\n  limit:"
    )
    (fault,) = specs.faults(method=method)
    assert offer in fault.help
    mended = method.replace(f"example: {example}", f"example: {offer.strip('`')}")
    assert () == specs.faults(method=mended)
