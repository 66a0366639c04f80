"""Declarations that no value, request or address can keep are refused, with the key that is at fault."""

from __future__ import annotations

import pytest
import specs

LIMITS = {
    "integer, minimum: 5, maximum: 3": "maximum",
    "number, minimum: 5, exclusiveMaximum: 5": "exclusiveMaximum",
    "number, exclusiveMinimum: 3, exclusiveMaximum: 3": "exclusiveMaximum",
    "integer, exclusiveMinimum: 1, exclusiveMaximum: 2": "exclusiveMaximum",
    "integer, minimum: 1, exclusiveMinimum: 4, maximum: 4": "maximum",
    "integer, minimum: 1, maximum: 4, multipleOf: 5": "maximum",
    "number, minimum: 0.1, maximum: 0.2, multipleOf: 0.3": "maximum",
    "string, minLength: 5, maxLength: 3": "maxLength",
    "string, pattern: '^abc$', maxLength: 2": "maxLength",
    "string, pattern: 'a{4}', maxLength: 3": "maxLength",
    "string, pattern: '^(a|bcd)$', minLength: 4": "minLength",
    "string, format: uuid, maxLength: 35": "maxLength",
    "string, format: date, minLength: 11": "minLength",
    "string, format: hostname, minLength: 254": "minLength",
    "array, items: string, minItems: 3, maxItems: 2": "maxItems",
    "array, items: boolean, uniqueItems: true, minItems: 3": "minItems",
    "array, items: {type: string, enum: [a, b]}, uniqueItems: true, minItems: 3": "minItems",
    "array, items: {type: integer, minimum: 1, maximum: 3}, uniqueItems: true, minItems: 4": "minItems",
}
LEGAL = [
    "integer, minimum: 3, maximum: 3",
    "integer, minimum: 1.0, maximum: 3.0",
    "integer, exclusiveMinimum: 1, exclusiveMaximum: 3",
    "number, exclusiveMinimum: 1, exclusiveMaximum: 2",
    "number, minimum: 0.1, maximum: 0.3, multipleOf: 0.1",
    "integer, minimum: -5, maximum: -1, multipleOf: 5",
    "string, pattern: '^abc$', minLength: 3, maxLength: 3",
    "string, pattern: 'a', minLength: 9",
    "string, pattern: '^a|b$', minLength: 9",
    "string, pattern: '^a*$', minLength: 9",
    "string, format: date, minLength: 10, maxLength: 10",
    "string, format: uri, minLength: 900",
    "array, items: boolean, uniqueItems: true, minItems: 2",
    "array, items: boolean, minItems: 3",
    "array, items: {type: boolean, nullable: true}, uniqueItems: true, minItems: 3",
]


def faults_of(param: str) -> list[tuple[str, str]]:
    """Code, and the key of whose value it is told."""
    method = specs.METHOD.replace("  limit:", f"  it: {{type: {param}}}\n  limit:")
    found = specs.faults(method=method)
    lines = method.split("\n")
    told = []
    for fault in found:
        before = lines[fault.span.line - 1][: fault.span.column - 1]
        told.append((fault.code, before.rstrip(": '").rpartition(" ")[2]))
    return told


@pytest.mark.parametrize(("param", "key"), LIMITS.items(), ids=LIMITS)
def test_limits_that_leave_no_value_are_refused(param: str, key: str) -> None:
    assert [("empty-range", key)] == faults_of(param)


@pytest.mark.parametrize("param", LEGAL)
def test_limits_that_leave_a_value_are_none(param: str) -> None:
    assert [] == faults_of(param)


@pytest.mark.parametrize(
    ("bound", "mend"),
    [
        ("minimum: 1.5", "write 2,"),
        ("minimum: -1.5", "write -1,"),
        ("exclusiveMinimum: 1.5", "write 1,"),
        ("maximum: 1.5", "write 1,"),
        ("exclusiveMaximum: 1.5", "write 2,"),
        ("multipleOf: 0.5", "write a whole number,"),
    ],
)
def test_a_fraction_is_no_bound_of_an_integer(bound: str, mend: str) -> None:
    method = specs.METHOD.replace("minimum: 1, maximum: 10", bound)
    (fault,) = specs.faults(method=method)
    assert "fraction-of-integer" == fault.code
    assert fault.help.startswith(mend)


@pytest.mark.parametrize(
    "address",
    [
        "https://{tenant}.example.com",
        "https://api.example.com/{version}",
        "https://api.example.com/${VERSION}",
        "https://api.example.com/<version>",
        "https://api .example.com",
        "https://api.example.com/a b",
        "https://$HOST/",
        "https://api.example.com/%zz",
        "https://api..example.com",
        "https://1.2.3.4.5/",
        "https://[::1::2]/",
        "https://",
    ],
)
def test_an_address_that_nobody_can_call_is_refused(address: str) -> None:
    more = f'servers: {{production: "{address}"}}\n'
    (fault,) = specs.faults(service=specs.SERVICE + more)
    assert fault.code in ("bad-name", "bad-address")
    assert "servers.production" in fault.message


@pytest.mark.parametrize(
    "address",
    [
        "https://example.com",
        "http://localhost:8000/v1",
        "https://192.0.2.1/",
        "http://[::1]:8000/",
        "https://a_b.example.com/%20?x=1",
    ],
)
def test_an_address_that_can_be_called_is_taken(address: str) -> None:
    more = f'servers: {{production: "{address}"}}\n'
    assert () == specs.faults(service=specs.SERVICE + more)


@pytest.mark.parametrize(
    ("more", "value", "help"),
    [
        ("{rule: \"first == 'opertor'\"}", "opertor", "did you mean"),
        ("{rule: \"first in ['operator', 'zzz']\"}", "zzz", "its values are"),
        ("{when: at_once, then: \"'zzz' != first\"}", "zzz", "its values are"),
        ("{rule: \"!('zzz' in tags)\"}", "zzz", "its values are"),
        ("{rule: level != 4}", "4", "its values are"),
    ],
)
def test_a_comparison_with_what_an_enum_does_not_have_is_refused(
    more: str, value: str, help: str
) -> None:
    params = "  tags: {type: array, items: {type: string, enum: [a, b]}, default: []}\n"
    params += "  level: {type: integer, enum: [1, 2, 10], default: 1}\n"
    method = specs.METHOD.replace("result:", params + "result:")
    text = more.replace("{", "{id: c, error: bad_mix, ", 1)
    (fault,) = specs.faults(f"constraints: [{text}]\n", method=method)
    assert "unknown-value" == fault.code
    assert value in fault.message
    assert help in fault.help


def test_conditions_of_errors_and_flows_are_held_to_enums_too() -> None:
    more = """\
errors: {late: {code: -1, message: Late, raise: [{when: "first == 'never'"}]}}
flow: [{title: One, when: "first == 'nobody'", steps: [{to: a, text: b}]}]
"""
    found = specs.faults(more)
    assert ["unknown-value", "unknown-value"] == [fault.code for fault in found]
