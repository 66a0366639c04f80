"""Bytes and characters that no reader of a spec would see, or see alike, are refused."""

from __future__ import annotations

import pytest
import yaml
from onespec.spec.parser import parse
from yamlfaults import faults_of, only, places


@pytest.mark.parametrize(
    ("data", "column"),
    [
        (b"a: \xff", 4),
        (b"\xe9", 1),
        ("é: ".encode() + b"\xed\xa0\x80", 4),
        (b"a\xc3", 2),
    ],
)
def test_bytes_that_are_no_utf_8_are_pointed_at(data: bytes, column: int) -> None:
    assert [("not-utf-8", 1, column)] == places(data)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32"])
def test_another_encoding_is_recognised(encoding: str) -> None:
    fault = faults_of("method: a.b\n".encode(encoding))[0]

    assert fault.code in ("not-utf-8", "unreadable-character")


def test_utf_16_is_named() -> None:
    assert "UTF-16" in only("méthode: a\n".encode("utf-16")).message


@pytest.mark.parametrize(
    "char",
    "\x00 \x01 \x07 \x08 \x0b \x0c \x1b \x7f \x85 \x9f \u2028 \u2029 \u202a \u202e "
    "\u2066 \u2069 \ufeff \ufffe \uffff".split(" "),
)
@pytest.mark.parametrize(
    "text", ["a: b{}c\n", "a: 'b{}c'\n", "# b{}c\n", "a: |\n  b{}c\n"]
)
def test_a_character_that_hides_or_misleads_is_refused_wherever_it_stands(
    char: str, text: str
) -> None:
    fault = faults_of(text.format(char))[-1 if text[0] == "#" else 0]

    assert "unreadable-character" == fault.code
    assert char not in fault.message + fault.help


def test_such_a_character_may_be_written_as_an_escape() -> None:
    tree, faults = parse("x", b'a: "\\u2028\\u202E\\x01\\uFEFF"\n')

    assert (True, ()) == (tree is not None, faults)


@pytest.mark.parametrize(
    "text", ['a: "b\\0"', 'a: "b\\x00"', '"\\u0000a": b', "a: b\0"]
)
def test_a_nul_is_refused_however_it_is_written(text: str) -> None:
    (fault,) = faults_of(text + "\n")

    assert "unreadable-character" == fault.code
    assert "NUL" in fault.message
    assert "x00" not in fault.help


def test_joiners_marks_and_wide_text_are_ordinary_text() -> None:
    tree, faults = parse("x", "a: 👩\u200d🚀 e\u0301 \u200f 漢字 \u00a0\n".encode())

    assert (True, ()) == (tree is not None, faults)


def test_a_carriage_return_alone_is_refused_because_it_hides_a_line() -> None:
    text = "# harmless\rmethod: evil\n"

    assert [("unreadable-character", 1, 11)] == places(text)


def test_half_a_character_is_refused() -> None:
    assert [("unknown-escape", 1, 5), ("unknown-escape", 1, 11)] == places(
        'a: "\\ud83d\\ude00"\n'
    )


def test_half_a_character_is_refused_without_libyaml_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    expected = places('a: "é\\ud83d"\n')
    monkeypatch.setattr("onespec.spec.parser.PARSER", yaml.SafeLoader)

    assert expected == places('a: "é\\ud83d"\n')


def test_a_tab_that_indents_is_refused_without_guesses_about_the_rest() -> None:
    assert [("tab-outside-text", 2, 1), ("tab-outside-text", 3, 1)] == places(
        "a:\n\tb: on\n\t\tc: 1\n"
    )


@pytest.mark.parametrize(
    ("text", "column"),
    [("a:\tb\n", 3), ("a: b\tc\n", 5), ("a: [1,\t2]\n", 7), ("-\ta\n", 2)],
)
def test_a_tab_outside_text_is_refused(text: str, column: int) -> None:
    assert [("tab-outside-text", 1, column)] == places(text)


def test_a_tab_at_the_end_of_a_line_does_no_harm() -> None:
    tree, faults = parse("x", b"a: 1\t\nb:\t\n  - c\t# d\n\t\n")

    assert (True, ()) == (tree is not None, faults)


@pytest.mark.parametrize(
    ("text", "escape", "form"),
    [
        ('a: "\\d+"\n', "\\d", "'\\d+'"),
        ('a: "^\\+?[0-9]"\n', "\\+", "'^\\+?[0-9]'"),
        ('a: "C:\\Users"\n', "\\U", "'C:\\Users'"),
        ('a: "\\x4"\n', "\\x4", "'\\x4'"),
        ('a: "\\uD83D"\n', "\\uD83D", ""),
        ('a: "\\U00110000"\n', "\\U00110000", "'\\U00110000'"),
    ],
)
def test_a_wrong_escape_is_named(text: str, escape: str, form: str) -> None:
    fault = only(text)

    assert "unknown-escape" == fault.code
    assert f"`{escape}`" in fault.message
    assert text.index(escape) + 1 == fault.span.column
    assert form in fault.help
