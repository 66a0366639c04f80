"""The line of a spec that a diagnostic shows, and the carets under it."""

from __future__ import annotations

import pytest
from findings import diagnostic
from onespec.diagnostics import render_text


def excerpt(line: str, column: int, end_column: int) -> tuple[str, str]:
    """The two lines that show the span."""
    text = render_text(
        [diagnostic(column=column, end_column=end_column)], {"spec/a.yaml": line}
    )
    rows = text.split("\n")
    return rows[3].removeprefix("  1 |")[1:], rows[4].removeprefix("    | ")


@pytest.mark.parametrize(
    ("line", "column", "end_column", "carets"),
    [
        ("abc", 1, 2, "^"),
        ("abc", 2, 4, " ^^"),
        ("abc", 2, 2, " ^"),
        ("abc", 4, 4, "   ^"),
        ("abc", 9, 12, "   ^"),
        ("abc", 3, 99, "  ^"),
        ("a: 漢字 b", 4, 6, "   ^^^^"),
        ("a: 漢字 b", 7, 8, "        ^"),
        ("a: e\u0301x", 6, 7, "    ^"),
        ("", 1, 1, "^"),
    ],
)
def test_carets_stand_under_the_span(
    line: str, column: int, end_column: int, carets: str
) -> None:
    assert (line, carets) == excerpt(line, column, end_column)


def test_tabs_are_shown_as_spaces_with_carets_below() -> None:
    assert ("    b:  c", "        ^") == excerpt("\tb:\tc", 5, 6)
    assert ("    b", "^^^^") == excerpt("\tb", 1, 2)


@pytest.mark.parametrize(
    ("char", "shown"),
    [
        ("\x00", "\\x00"),
        ("\x1b", "\\x1b"),
        ("\x7f", "\\x7f"),
        ("\u202e", "\\u202e"),
        ("\u2066", "\\u2066"),
        ("\u200b", "\\u200b"),
        ("\u2028", "\\u2028"),
        ("\U000e0041", "\\U000e0041"),
        ("\ud800", "\\ud800"),
    ],
)
def test_what_hides_or_steers_is_shown_as_an_escape(char: str, shown: str) -> None:
    assert (f"a{shown}b", " " + "^" * len(shown)) == excerpt(f"a{char}b", 2, 3)

    found = diagnostic(message=char, help=char, witness=char, file=char, code=char)
    assert char not in render_text([found], {})
    assert 5 == render_text([found], {}).count(shown)


def test_a_long_line_is_shortened_around_the_span() -> None:
    line = "x" * 500 + "HERE" + "y" * 500
    shown, carets = excerpt(line, 501, 505)

    assert len(shown) < 110
    assert shown.startswith("...xxx")
    assert shown.endswith("yyy...")
    assert "HERE" == shown[carets.index("^") : carets.rindex("^") + 1]


def test_a_long_line_keeps_its_start_where_the_span_is_near_it() -> None:
    shown, carets = excerpt("key: HERE" + "y" * 500, 6, 10)

    assert shown.startswith("key: HEREyyy")
    assert shown.endswith("...")
    assert "     ^^^^" == carets


def test_carets_of_a_long_span_end_with_the_shortened_line() -> None:
    shown, carets = excerpt("a: " + "y" * 500, 4, 504)

    assert len(shown) - len("...") == len(carets)


def test_a_long_line_of_wide_characters_keeps_its_carets_true() -> None:
    shown, carets = excerpt("漢" * 300 + "X" + "字" * 300, 301, 302)
    before = shown[: shown.index("X")]

    assert len(before) + before.count("漢") == carets.index("^")
