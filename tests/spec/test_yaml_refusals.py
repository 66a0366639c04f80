"""What YAML allows and a spec does not is refused at its place."""

from __future__ import annotations

import pytest
from onespec.spec.parser import parse
from yamlfaults import faults_of, only, places


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
