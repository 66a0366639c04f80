"""Patterns in schemas mean the same to every validator, down to the line break at the end of a text."""

from __future__ import annotations

from itertools import islice

import jsonschema_rs
import pytest
from onespec import patterns
from onespec.patterns.schema import pattern_schema
from shapes import validator

PATTERNS = [
    "^[0-9]+$",
    "^[1-9][0-9]{0,14}$",
    "^([0-9*#]|any)$",
    "^[0-9]+$|^any$",
    "^(?:[0-9]+|(?:sip:)?[!-?A-~]+@[!-?A-~]+)$",
    "[0-9]",
    "^a",
    "a$",
    "^$",
    "$",
    "^a$|b",
    "^a$|^[^x]{2}$",
    "^.$",
    "^.*$",
    "^\\s*$",
    "^[^,]+$",
    "^[^,]{1,3}$",
    "[^,]{1,3}$",
    "a[^,]{1,3}$",
    "^ab[^,]$",
    "^a?[^,]{0,2}$",
    "^(?:a|b\\n)$",
    "^a\\n$",
    "^a\\n[^b]{0}$",
    "^(?:\\n|a)*$",
    "^(?:a\\n?)+$",
    "^a\\$$",
    "^\\d\\w\\s\\S$",
    "^\\D\\W$",
    "^[\\u0400-\\u04ff]{2}$",
    "^[^a]$",
    "^(?:\U0001f600|\\.)$",
]

TEXTS = ["", "a", "b", "ab", "0", "any", "a,", "aa", "b\n", "1\n2", "\u0663", "жж"]
TEXTS += ["a$", "x@y", "\U0001f600", "aaaa", "\u2028", "\r", "1a b", "xx", "b\n\n"]


def texts(pattern: str) -> list[str]:
    """Texts that match, that nearly match, and each of them with line breaks around."""
    found = [*TEXTS, *islice(patterns.matching(pattern), 20)]
    found += islice(patterns.failing(pattern), 20)
    return [
        b + text + e
        for text in found
        for e in ("", "\n", "\n\n", "\r")
        for b in ("", "\n")
    ]


@pytest.mark.parametrize("pattern", PATTERNS)
def test_two_validators_agree_with_the_meaning_of_a_pattern(pattern: str) -> None:
    assert patterns.fault(pattern) is None
    schema = {"type": "string"} | pattern_schema(pattern)
    judge, second = validator(schema), jsonschema_rs.Draft202012Validator(schema)
    for text in texts(pattern):
        expected = patterns.matches(pattern, text)
        verdicts = judge.is_valid(text), second.is_valid(text)
        assert (expected, expected) == verdicts, text


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_pattern_says_nothing_of_what_is_no_text(pattern: str) -> None:
    judge = validator(pattern_schema(pattern))
    assert [True, True, True] == list(map(judge.is_valid, (None, 1, ["\n"])))


def test_a_plain_pattern_stays_as_it_was_written() -> None:
    expected = {"pattern": "^[0-9]+$", "not": {"type": "string", "pattern": "\\n$"}}
    assert expected == pattern_schema("^[0-9]+$")
