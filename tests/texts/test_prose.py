"""Descriptions as trees: the few forms that count, and everything else as plain words."""

from __future__ import annotations

import time

import pytest
from onespec import prose
from onespec.prose import Anchor, Code, Items, Paragraph, Words


def words(text: str) -> tuple[Words, ...]:
    return (Words(text=text),)


def test_a_blank_line_parts_paragraphs_and_a_line_break_does_not() -> None:
    expected = (Paragraph(parts=words("one two")), Paragraph(parts=words("three")))

    assert expected == prose.parse("one\ntwo\n\n  \nthree\n")


def test_dashes_and_numbers_make_lists_with_lines_that_go_on() -> None:
    expected = (
        Paragraph(parts=words("before")),
        Items(items=(words("a b"), words("c"))),
        Items(items=(words("d"),), numbered=True),
    )

    assert expected == prose.parse("before\n- a\n  b\n- c\n1. d")


def test_backticks_mark_names_even_those_with_a_backtick_inside() -> None:
    expected = (Words(text="see "), Code(text="a`b"), Words(text="."))

    assert expected == prose.inline("see `` a`b ``.")


def test_a_link_keeps_its_words_and_its_names() -> None:
    expected = (
        Anchor(parts=(Words(text="the "), Code(text="x")), url="https://a.example/b"),
    )

    assert expected == prose.inline("[the `x`](https://a.example/b)")


@pytest.mark.parametrize(
    "text",
    [
        "[a](javascript:alert(1))",
        "[a](JaVaScRiPt:x)",
        "[a](data:text/html,x)",
        "[a](//host.example)",
        "[a](https:evil)",
        "[a](https://a b)",
        '[a](https://a.example/"x)',
        "[a](https://a.example/\u202e)",
        "<script>alert(1)</script>",
        "<img src=x onerror=y>",
        "&lt;b&gt; &#x6a;",
        "**bold** _it_ # no heading",
        "`unclosed",
        "![img](https",
    ],
)
def test_what_is_no_form_stays_plain_words(text: str) -> None:
    assert words(text) == prose.inline(text)


@pytest.mark.parametrize(
    ("url", "known"),
    [
        ("https://a.example/p?q=1#f", True),
        ("http://[::1]:80/", True),
        ("mailto:a@b.example", True),
        ("ftp://a.example", False),
        ("https://", False),
        ("https://a.example/\n", False),
        ("https://a.example/<b>", False),
    ],
)
def test_addresses_are_of_three_kinds(url: str, known: bool) -> None:
    assert (url if known else None) == prose.address(url)


def test_the_summary_is_the_first_sentence_without_markup() -> None:
    text = "Calls `x`, e.g. 4.5 times. Then [more](https://a.example).\n\n- and so on"

    assert "Calls x, e.g. 4.5 times." == prose.summary(text)
    assert "Calls x, e.g. 4.5 times. Then more. and so on" == prose.plain(text)


@pytest.mark.parametrize(
    "text",
    [
        "`" * 50_000,
        "` " * 30_000,
        "[" * 50_000,
        "[a](" * 20_000,
        "`a``b" * 20_000,
        "<a" * 30_000,
    ],
)
def test_no_text_makes_reading_slow(text: str) -> None:
    start = time.process_time()
    prose.parse(text)

    assert time.process_time() - start < 2
