"""Patterns: the subset that engines read alike, what is refused, and texts that match or fail."""

from __future__ import annotations

import re
import time

import pytest
from onespec import patterns

SLOW = (
    "^(a+)+$",
    "^(a*)*$",
    "^(a|a)*$",
    "^(a|aa)+$",
    "^(a*b?)*$",
    "^(x+x+)+y$",
    "(x+x+)+y",
    "^(([a-z])+.)+[A-Z]([a-z])+$",
    "^\\w+([.-]?\\w+)*@\\w+$",
    "^([a-zA-Z0-9])(([-.]|[_]+)?([a-zA-Z0-9]+))*(@){1}[a-z0-9]+[.]{1}(([a-z]{2,3})|([a-z]{2,3}[.]{1}[a-z]{2,3}))$",
    "^(a{1,10}){1,10}$",
    "^(?:(?:a{1,99}){1,99}){1,99}$",
    "^([a-z]+\\s?)+$",
    "^a.*b.*c$",
    "^\\S+@\\S+$",
    "[0-9]+[a-z]+",
    "^a{1,50}a{1,50}a{1,50}$",
)
FOREIGN = (
    "(?=a)b",
    "(?<!a)b",
    "(?P<name>a)",
    "(?<name>a)",
    "(a)\\1",
    "(?i)a",
    "a*+",
    "\\bword\\b",
    "\\Aword\\Z",
    "\\p{L}+",
    "[[:alpha:]]",
    "[a&&b]",
    "a{,3}",
    "a{",
    "a**",
    "*a",
    "[z-a]",
    "[]",
    "[a",
    "(a",
    "a)",
    "a$b",
    "a^b",
    "(a$)",
    "\\",
    "\\uD83D",
    "\\0",
    "a{2,1}",
    "a" * 1001,
)
RIGHT = (
    "^[1-9][0-9]{0,14}$",
    "^[a-z0-9._%+-]+@[a-z0-9.-]+\\.[a-z]{2,}$",
    "^https://",
    "foo",
    "^(\\d{1,3}\\.){3}\\d{1,3}$",
    "^([0-9a-f]{8})-([0-9a-f]{4}-){3}[0-9a-f]{12}$",
    "^[A-Z]{2}[0-9]{2}[A-Z0-9]{1,30}$",
    "^.{1,255}$",
    "^(0|[1-9][0-9]*)(\\.[0-9]+)?$",
    "^[0-9]+(,[0-9]+)*$",
    "^x$|^y",
    "^[^\\s/]+/[^\\s/]+$",
    "^(?:[a-z]{1,63}\\.){1,5}[a-z]{2,6}$",
    "^[0-9*#.]*$",
    "^é+\\u00e8?\\x41$",
    "^[\\w.]+$",
    "^$",
)


@pytest.mark.parametrize("pattern", SLOW)
def test_a_pattern_that_some_text_makes_slow_is_refused(pattern: str) -> None:
    refused = patterns.fault(pattern)
    assert refused is not None and (
        "time" in refused.reason or "repeats" in refused.reason
    )


@pytest.mark.parametrize("pattern", FOREIGN)
def test_a_pattern_that_engines_read_differently_is_refused_with_a_reason(
    pattern: str,
) -> None:
    refused = patterns.fault(pattern)
    assert refused is not None and refused.reason


@pytest.mark.parametrize("pattern", RIGHT)
def test_a_right_pattern_has_texts_on_both_sides(pattern: str) -> None:
    assert patterns.fault(pattern) is None
    good, bad = list(patterns.matching(pattern)), list(patterns.failing(pattern))
    assert good and bad
    for text in good:
        assert re.fullmatch(patterns.python(pattern), text)
        assert re.search(patterns.python(pattern), text)
        assert re.search(patterns.ecma(pattern), text)
    for text in bad:
        assert re.fullmatch(patterns.python(pattern), text) is None


@pytest.mark.parametrize("pattern", RIGHT)
def test_no_text_makes_a_right_pattern_slow(pattern: str) -> None:
    for unit in ("a", "0", ".", "aa.", "0.", "@", "a@", "-", " "):
        for tail in ("", "!", "\n"):
            start = time.process_time()
            patterns.matches(pattern, unit * 20_000 + tail)
            assert time.process_time() - start < 1


def test_a_bounded_length_allows_what_would_be_quadratic() -> None:
    assert patterns.fault("^[^@]+@[^\\s@]+\\.[^\\s@]+$", longest=254) is None
    assert patterns.fault("^[^@]+@[^\\s@]+\\.[^\\s@]+$") is not None
    assert patterns.fault("^(a+)+$", longest=10) is not None


def test_classes_are_ascii_and_the_end_is_the_very_end() -> None:
    assert not patterns.matches("^\\d+$", "١٢")
    assert not patterns.matches("^\\w$", "é")
    assert not patterns.matches("^a$", "a\n")
    assert patterns.matches("^a.$", "a😀")
    assert not patterns.matches("^a.$", "a\u2028")


def test_a_pattern_without_ends_looks_anywhere() -> None:
    assert patterns.matches("b", "abc")
    assert patterns.matches("^b|c", "abc")
    assert not patterns.matches("^b", "abc")
    assert patterns.matches("^https://", "https://example.com")


def test_fixed_width_is_told() -> None:
    assert patterns.is_fixed_width("^[0-9]{4}-[0-9]{2}$")
    assert patterns.is_fixed_width("^[0-2][0-9]:[0-5][0-9]$")
    assert not patterns.is_fixed_width("^[0-9]{1,4}$")
    assert not patterns.is_fixed_width("[0-9]{4}")
    assert not patterns.is_fixed_width("^[a-z]{4}$")


def test_samples_have_the_length_asked_for() -> None:
    for low, high in ((1, 1), (3, 3), (15, 15)):
        text = next(patterns.matching("^[1-9][0-9]{0,14}$", low, high))
        assert low <= len(text) <= high
    assert list(patterns.matching("^[a-z]{2}$", 3, 9)) == []
