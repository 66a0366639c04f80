"""JSON values: which are equal, which are multiples, and which texts are refused."""

from __future__ import annotations

import json
import time
from enum import Enum
from typing import Any

import pytest
from onespec.runtime.client.values import (
    MISSING,
    as_text,
    at_path,
    canonical,
    is_list,
    is_multiple,
    is_number,
    is_object,
    read_json,
    same,
    to_float,
)

NAN = float("nan")
INF = float("inf")


class Colour(str, Enum):
    RED = "red"


class Metres(float):
    """A float that shows itself in its own way, as those of numpy do."""

    def __repr__(self) -> str:
        return f"Metres({float(self)})"

    __str__ = __repr__


# Kinds.


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0, True),
        (-1, True),
        (1.5, True),
        (2**100, True),
        (Metres(1), True),
        (True, False),
        (False, False),
        ("1", False),
        (None, False),
        (NAN, False),
        (INF, False),
        (-INF, False),
        (1j, False),
        ([], False),
    ],
)
def test_a_number_is_one_that_json_can_write(value: object, expected: bool) -> None:
    assert is_number(value) is expected
    assert to_float(value) == (float(value) if is_number(value) else None)


def test_a_number_that_no_float_holds_is_none_as_a_float() -> None:
    assert to_float(10**400) is None
    assert to_float(-(10**400)) is None
    assert to_float(2**53 + 1) == 2.0**53


@pytest.mark.parametrize(
    ("value", "is_an_object", "is_an_array"),
    [
        ({}, True, False),
        ([], False, True),
        ((), False, False),
        ("", False, False),
        (None, False, False),
    ],
)
def test_objects_and_arrays_are_told_from_all_else(
    value: object, is_an_object: bool, is_an_array: bool
) -> None:
    assert (is_object(value), is_list(value)) == (is_an_object, is_an_array)


# Equality.

EQUAL: list[tuple[object, object]] = [
    (1, 1.0),
    (0, -0.0),
    (10**20, 1e20),
    ("a", "a"),
    (None, None),
    (True, True),
    ([], []),
    ({}, {}),
    ({"a": 1, "b": [2]}, {"b": [2.0], "a": 1}),
    ("red", Colour.RED),
    (Metres(1), 1),
]
UNEQUAL: list[tuple[object, object]] = [
    (1, True),
    (0, False),
    (1, "1"),
    (None, False),
    (None, "None"),
    (True, "True"),
    ("", None),
    ([], {}),
    ([], ""),
    ([1, 2], [2, 1]),
    ([1], [1, 1]),
    ([[]], []),
    ({"a": 1}, {"a": 2}),
    ({"a": 1}, {"b": 1}),
    ({"a": None}, {}),
    ([True], [1]),
    ({"a": [True]}, {"a": [1]}),
    (2**53 + 1, 2.0**53),
    ("é", "e\u0301"),
    ("a", "A"),
]


@pytest.mark.parametrize(("left", "right"), EQUAL)
def test_equal_values_share_a_key(left: object, right: object) -> None:
    assert same(left, right) and same(right, left)
    assert len({canonical(left), canonical(right)}) == 1


@pytest.mark.parametrize(("left", "right"), UNEQUAL)
def test_unequal_values_do_not(left: object, right: object) -> None:
    assert not same(left, right) and not same(right, left)
    assert len({canonical(left), canonical(right)}) == 2


@pytest.mark.parametrize("value", [{1}, b"x", NAN, object(), bytearray(b"x"), (1,)])
def test_what_is_no_json_is_equal_to_itself_alone(value: object) -> None:
    assert same(value, value)
    assert not same(value, 1)
    assert len({canonical([value, 1]), canonical([1, value])}) == 2


# Multiples.


@pytest.mark.parametrize(
    ("value", "step", "expected"),
    [
        (6, 3, True),
        (7, 3, False),
        (0, 3, True),
        (-6, 3, True),
        (0.3, 0.1, True),
        (0.1 + 0.2, 0.1, False),
        (1.1, 0.01, True),
        (4.35, 0.01, True),
        (1e22, 1, True),
        (1e-7, 1e-8, True),
        (1.5, 1, False),
        (2**70, 2, True),
        (2**70 + 1, 2, False),
        (1e308, 0.5, True),
        (5e-324, 1, False),
        (Metres(0.3), Metres(0.1), True),
    ],
)
def test_a_multiple_is_one_of_the_decimals_as_they_are_written(
    value: float, step: float, expected: bool
) -> None:
    assert is_multiple(value, step) is expected


# Paths and messages.


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ((), {"a": {"b": None}, "c": [{"b": 1}]}),
        (("a",), {"b": None}),
        (("a", "b"), None),
        (("a", "x"), MISSING),
        (("a", "b", "x"), MISSING),
        (("c", "b"), MISSING),
        (("c", "0"), {"b": 1}),
        (("c", "0", "b"), 1),
        (("c", "1"), MISSING),
    ],
)
def test_a_path_of_names_leads_to_a_value_or_to_nothing(
    path: tuple[str, ...], expected: object
) -> None:
    assert at_path({"a": {"b": None}, "c": [{"b": 1}]}, path) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("a {b} %s", "a {b} %s"),
        ("", ""),
        (None, "null"),
        (True, "true"),
        (1, "1"),
        (1.0, "1.0"),
        (["ключ", {"a": 1}], '["ключ",{"a":1}]'),
        (b"x", "\"b'x'\""),
        ([{1}], '["{1}"]'),
    ],
)
def test_in_a_message_text_stands_bare_and_all_else_as_json(
    value: object, expected: str
) -> None:
    assert as_text(value) == expected


# Texts.


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (" 1 ", 1),
        ("-0", 0),
        ("1.0", 1.0),
        ("1E2", 100.0),
        ("1e-999", 0.0),
        ("9" * 4000, int("9" * 4000)),
        ('"\\ud83d\\ude00\\/"', "😀/"),
        ('"\\ud800"', "\ud800"),
        ('{"a": 1, "A": 2, "": 3}', {"a": 1, "A": 2, "": 3}),
        ("[true, false, null]", [True, False, None]),
    ],
)
def test_json_is_read_as_it_is(text: str, value: object) -> None:
    assert same(read_json(text, 10), value)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "not JSON at character 0"),
        ("  ", "not JSON at character 2"),
        ("nul", "not JSON at character 0"),
        ("[1,]", "not JSON at character"),
        ("{'a': 1}", "not JSON at character 1"),
        ('{"a": 1,}', "not JSON at character"),
        ("01", "not JSON at character 1"),
        ("+1", "not JSON at character 0"),
        ("1.", "not JSON at character 1"),
        (".5", "not JSON at character 0"),
        ("0x1", "not JSON at character 1"),
        ("1 2", "not JSON at character 2"),
        ('"\t"', "not JSON at character 1"),
        ('"\\x"', "not JSON at character 1"),
        ('"\\u12"', "not JSON at character"),
        ('"a', "not JSON at character 0"),
        ("\ufeff1", "not JSON at character 0"),
        ("// 1\n1", "not JSON at character 0"),
        ("NaN", "NaN is not JSON"),
        ("[Infinity]", "Infinity is not JSON"),
        ("-Infinity", "-Infinity is not JSON"),
        ("1e400", "a number out of range"),
        ("-1e400", "a number out of range"),
        ("9" * 5000, "a number of too many digits"),
        ('{"a": 1, "a": 1}', "a key stands twice in one object"),
        ('{"a": 1, "\\u0061": 2}', "a key stands twice in one object"),
        ('[{"b": {"a": 1, "a": 2}}]', "a key stands twice in one object"),
    ],
)
def test_what_readers_differ_in_is_refused(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        read_json(text, 10)


@pytest.mark.parametrize("text", ["s3cret", '{"s3cret": 1, "s3cret": 2}', '["s3cret'])
def test_a_refusal_does_not_quote_the_text(text: str) -> None:
    with pytest.raises(ValueError) as caught:
        read_json(text, 10)
    assert "s3cret" not in repr(caught.value)
    assert "s3cret" not in repr(vars(caught.value))


@pytest.mark.parametrize("depth", [1, 5, 32])
def test_nesting_is_allowed_down_to_the_depth_and_no_further(depth: int) -> None:
    def deep(levels: int) -> tuple[str, str]:
        return "[" * levels + "]" * levels, '{"a":' * levels + "1" + "}" * levels

    for text in deep(depth):
        read_json(text, depth)
    for text in deep(depth + 1):
        with pytest.raises(ValueError, match="nested too deeply"):
            read_json(text, depth)


def test_only_brackets_that_nest_count() -> None:
    wide = json.dumps([[], {}] * 500)
    assert len(read_json(wide, 2)) == 1000  # type: ignore[arg-type]
    texts: list[Any] = ["[" * 500, '"[' * 500, "\\[" * 500, '\\"{' * 500, {"[[{": 1}]
    assert read_json(json.dumps(texts), 2) == texts


@pytest.mark.parametrize(
    "text",
    [
        "[" * 1_000_000,
        "[]" * 200 + '"' + '\\"' * 500_000,
        "[]" * 200 + '"' * 999_999,
        "[]" * 200 + '"' + "\\" * 1_000_001,
        "[" + '"\\' * 500_000,
    ],
    ids=["brackets", "escaped quotes", "quotes", "backslashes", "open texts"],
)
def test_a_hostile_text_is_refused_as_soon_as_it_is_read(text: str) -> None:
    started = time.process_time()
    with pytest.raises(ValueError):
        read_json(text, 100)
    assert time.process_time() - started < 2
