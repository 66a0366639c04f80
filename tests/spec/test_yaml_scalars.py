"""A scalar that YAML readers take for different things is refused, with the form to write instead."""

from __future__ import annotations

import pytest
from onespec.spec.parser import parse
from yamlfaults import only, places

BOOLEANS = "y Y yes Yes YES n N no No NO on On ON off Off OFF True TRUE False FALSE"
NUMBERS = (
    "0123 00 08 -07 0o17 0O17 0x1F 0XaF -0x1 0b101 1_000 1,000 1e3 1E5 1.5e3 -1e-3 "
    "1. -1. .5 -.5 +.5 +7 +79260000000 +1.5 1_0.5 .inf -.INF +.Inf .nan .NaN .NAN"
)
TIMES = "12:30 1:2:3 190:20:30 -1:30 20:30.15 00:30"
DATES = "2024-01-01 2024-1-1 2001-12-14T21:59:43Z 2001-12-14t21:59:43.10-05:00"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        *((word, "a boolean") for word in BOOLEANS.split()),
        *((word, "a number") for word in NUMBERS.split()),
        *((word, "a number in base 60") for word in TIMES.split()),
        *((word, "a date") for word in DATES.split()),
        ("2001-12-14 21:59:43.10 -5", "a date"),
        ("~", "nothing"),
        ("Null", "nothing"),
        ("NULL", "nothing"),
        ("=", "a default value"),
    ],
)
def test_a_scalar_that_readers_disagree_on_is_refused_with_its_quoted_form(
    text: str, kind: str
) -> None:
    value = only(f"key: {text}\n")
    item = only(f"- a\n- {text}\n")

    assert ("ambiguous-scalar", 1, 6, 6 + len(text)) == (
        value.code,
        value.span.line,
        value.span.column,
        value.span.end_column,
    )
    assert ("ambiguous-scalar", 2, 3) == (item.code, item.span.line, item.span.column)
    assert f"`{text}`: {kind} to some, text to others" in value.message
    assert value.help.startswith(f'write "{text}" for the text')


@pytest.mark.parametrize("text", ["on", "no", "y", "~", "0123", "12:30", "2024-01-01"])
def test_a_key_that_readers_disagree_on_is_refused_alike(text: str) -> None:
    assert [("ambiguous-scalar", 2, 3)] == places(f"a:\n  {text}: 1\n")
    assert [("ambiguous-scalar", 1, 5)] == places(f"a: {{{text}: 1}}\n")


def test_a_boolean_word_offers_the_boolean_too() -> None:
    assert 'write "off" for the text, or false for the boolean' == only("a: off\n").help


@pytest.mark.parametrize("text", BOOLEANS.split() + NUMBERS.split() + ["~", "<<", "="])
def test_the_quoted_form_is_accepted(text: str) -> None:
    tree, faults = parse("x", f"a: '{text}'\n\"{text}\": 1\n".encode())

    assert () == faults
    assert tree is not None


def test_a_number_has_at_most_30_digits() -> None:
    tree, _ = parse("x", b"a: " + b"9" * 30)
    assert tree is not None

    fault = only(b"a: " + b"9" * 31)
    assert "number-too-long" == fault.code
    assert "the number has 31 digits, expected at most 30" == fault.message


@pytest.mark.parametrize("text", ["1.0e+999", "-1.0e+999", "1.0e-999"])
def test_a_number_that_no_reader_can_hold_is_refused(text: str) -> None:
    assert "number-out-of-range" == only(f"a: {text}\n").code


def test_a_huge_number_is_not_repeated_in_the_message() -> None:
    fault = only(b"a: " + b"9" * 900_000)

    assert 300 > len(fault.message) + len(fault.help)
