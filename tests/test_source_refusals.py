"""What YAML allows and a spec does not is refused at its character, with the form to write instead."""

from __future__ import annotations

import pytest
import yaml

from onespec.diagnostics import Diagnostic
from onespec.source import parse


def faults_of(text: str | bytes) -> tuple[Diagnostic, ...]:
    data = text.encode() if isinstance(text, str) else text
    tree, faults = parse("spec/x.yaml", data)
    assert None is tree
    assert () != faults
    return faults


def only(text: str | bytes) -> Diagnostic:
    faults = faults_of(text)
    assert 1 == len(faults), [fault.code for fault in faults]
    return faults[0]


def places(text: str | bytes) -> list[tuple[str, int, int]]:
    return [
        (fault.code, fault.span.line, fault.span.column) for fault in faults_of(text)
    ]


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


def test_duplicate_key_names_both_lines() -> None:
    fault = only("a: 1\nb: 2\n'a': 3\n")

    assert ("duplicate-key", 3, 1) == (fault.code, fault.span.line, fault.span.column)
    assert "line 1" in fault.message
    assert "line 3" in fault.message


def test_every_repetition_of_a_key_is_reported() -> None:
    text = "a: 1\na: 2\nb: {c: 1, c: 2}\na: 3\n"

    expected = [
        ("duplicate-key", 2, 1),
        ("duplicate-key", 3, 11),
        ("duplicate-key", 4, 1),
    ]
    assert expected == places(text)


def test_equal_keys_of_different_mappings_are_no_duplicates() -> None:
    tree, faults = parse("x", b"a: {b: 1}\nc: {b: 1}\n")

    assert (True, ()) == (tree is not None, faults)


def test_1_and_1_0_are_one_key() -> None:
    assert "duplicate-key" == only("1: a\n1.0: b\n").code


def test_an_anchor_and_each_alias_are_reported() -> None:
    text = "a: &x 1\nb: *x\nc: &y\n  d: *x\n"

    expected = [("anchor", 1, 4), ("alias", 2, 4), ("anchor", 3, 4), ("alias", 4, 6)]
    assert expected == places(text)


def test_an_alias_bomb_is_refused_at_once() -> None:
    lines = ["a0: &a0 [x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 9)]

    assert {"anchor", "alias"} == {fault.code for fault in faults_of("\n".join(lines))}


def test_a_merge_key_is_refused() -> None:
    fault = faults_of("b: {<<: {a: 1}}\n")[0]

    assert ("merge-key", 1, 5) == (fault.code, fault.span.line, fault.span.column)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("a: !!str 5", "!!str"),
        ("a: !!python/object/apply:os.system [x]", "!!python/object/apply:os.system"),
        ("a: !<tag:yaml.org,2002:int> 3", "!<tag:yaml.org"),
        ("a: !custom {b: 1}", "!custom"),
        ("a: !secret\n  b: 1", "!secret"),
        ("!!map a: 1", "!!map"),
    ],
)
def test_a_tag_is_refused(text: str, name: str) -> None:
    fault = only(text + "\n")

    assert "tag" == fault.code
    assert f"`{name}" in fault.message


def test_an_anchor_beside_a_tag_is_two_faults() -> None:
    assert [("anchor", 1, 4), ("tag", 1, 7)] == places("a: &x !!str y\n")
    assert [("tag", 1, 4), ("anchor", 1, 10)] == places("a: !!str &x y\n")


@pytest.mark.parametrize("line", ["%YAML 1.1", "%TAG ! tag:x,2000:", "%FOO bar"])
def test_a_directive_is_refused(line: str) -> None:
    assert [("directive", 1, 1)] == places(f"{line}\n---\na: 1\n")


def test_a_second_document_is_refused() -> None:
    assert [("several-documents", 3, 1)] == places("---\na: 1\n---\nb: 2\n")
    assert [("several-documents", 3, 1)] == places("a: 1\n...\n---\nb: 2\n")


@pytest.mark.parametrize(
    "text", ["", "\n\n", "  \n", "# only\n# comments\n", "---\n", "\ufeff", "\t\n"]
)
def test_a_file_with_nothing_in_it_is_said_to_be_empty(text: str) -> None:
    assert "empty-file" == only(text).code


def test_a_list_or_mapping_as_a_key_is_refused() -> None:
    assert [("key-not-text", 1, 1)] == places("[a, b]: 1\n")
    assert [("key-not-text", 1, 3)] == places("? {a: 1}\n: 2\n")


def test_a_value_without_a_key_is_refused() -> None:
    assert [("missing-key", 2, 1)] == places("a: 1\n: 2\n")


def test_nesting_stops_at_40_levels() -> None:
    def nested(depth: int) -> str:
        return "[" * depth + "]" * depth

    tree, _ = parse("x", nested(40).encode())
    assert tree is not None
    assert [("too-deep", 1, 41)] == places(nested(41))
    assert "too-deep" == only("[" * 100_000).code
    assert "too-deep" == only("- " * 100_000).code


def test_a_file_holds_at_most_50_000_keys_and_values() -> None:
    assert "too-many-values" == only("- a\n" * 50_000).code
    tree, _ = parse("x", b"- a\n" * 49_999)
    assert tree is not None


def test_a_file_has_at_most_1_mb() -> None:
    tree, _ = parse("x", b"a: '" + b"x" * 999_995 + b"'")
    assert tree is not None
    assert "file-too-long" == only(b"a: '" + b"x" * 999_996 + b"'").code


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
    tree, faults = parse("x", b'a: "\\u2028\\u202E\\x00\\uFEFF"\n')

    assert (True, ()) == (tree is not None, faults)


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
    monkeypatch.setattr("onespec.source.reader.PARSER", yaml.SafeLoader)

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


def test_a_list_item_swallowed_by_the_text_above_is_reported() -> None:
    assert [("indentation", 3, 2)] == places("a:\n- b\n - c\n")
    assert [("indentation", 2, 3)] == places("a: Two kinds are\n  - one\n")


def test_all_faults_of_a_file_are_reported_in_file_order() -> None:
    text = (
        "a: on\n"
        "b: 'c' d\n"
        "e: &x 1\n"
        "a: 2\n"
        'f: "\\q"\n'
        "g: {h: !i}\n"
        "jjj\n"
        "k: x: y\n"
        "l: 0x1\n"
    )
    expected = [
        ("ambiguous-scalar", 1, 4),
        ("unquoted-text", 2, 4),
        ("anchor", 3, 4),
        ("duplicate-key", 4, 1),
        ("unknown-escape", 5, 5),
        ("unquoted-text", 6, 8),
        ("missing-colon", 7, 1),
        ("unquoted-text", 8, 4),
        ("ambiguous-scalar", 9, 4),
    ]
    assert expected == places(text)


def test_a_file_full_of_faults_lists_a_hundred_and_counts_the_rest() -> None:
    faults = faults_of("".join(f"k{i}: on\n" for i in range(250)))

    assert 101 == len(faults)
    assert "150 more faults of this file are not listed" == faults[-1].message
