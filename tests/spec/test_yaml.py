"""A spec file's text becomes a tree: the values, the order, and where each node stands."""

from __future__ import annotations

import pytest
import yaml
from onespec.diagnostics import Span
from onespec.spec.nodes import MappingNode, Node, ScalarNode, SequenceNode, plain
from onespec.spec.parser import parse


def tree_of(text: str) -> Node:
    tree, faults = parse("spec/x.yaml", text.encode())
    assert () == faults
    assert tree is not None
    return tree


def mapping_of(text: str) -> MappingNode:
    tree = tree_of(text)
    assert isinstance(tree, MappingNode)
    return tree


def stretch(text: str, span: Span) -> str:
    """What a span covers, with lines joined by LF."""
    lines = text.replace("\r\n", "\n").split("\n")[span.line - 1 : span.end_line]
    lines[-1] = lines[-1][: span.end_column - 1]
    lines[0] = lines[0][span.column - 1 :]
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: true", True),
        ("a: false", False),
        ("a: null", None),
        ("a:", None),
        ("a: 0", 0),
        ("a: -32602", -32602),
        ("a: 79260000000", 79260000000),
        ("a: 1.5", 1.5),
        ("a: -0.25", -0.25),
        ("a: 1.5e+3", 1500.0),
        ("a: text", "text"),
        ("a: two words", "two words"),
        ("a: 1.2.3", "1.2.3"),
        ("a: 10:99", "10:99"),
        ("a: -x", "-x"),
        ("a: yesterday", "yesterday"),
        ("a: nothing", "nothing"),
        ("a: inf", "inf"),
        ("a: 0xZZ", "0xZZ"),
        ("a: http://example.com/a?b#c", "http://example.com/a?b#c"),
        ("a: x == 'y' && !z", "x == 'y' && !z"),
        ("a: 'on'", "on"),
        ('a: "0123"', "0123"),
        ("a: ''", ""),
        ("a: 'it''s'", "it's"),
        ('a: "\\u00e9\\n"', "é\n"),
        ('a: "\\U0001F600"', "😀"),
        ("a: plain\n  goes on", "plain goes on"),
        ("a: |\n  one\n  two\n", "one\ntwo\n"),
        ("a: >-\n  one\n  two\n", "one two"),
        ("a: |+\n  one\n\n", "one\n\n"),
        ("a: 'one\n\n  two'", "one\ntwo"),
        ("a: [1, x, 'y', [], {}]", [1, "x", "y", [], {}]),
        ("a: {b: 1, c: {d: null}}", {"b": 1, "c": {"d": None}}),
        ("a:\n- 1\n- b: 2\n  c: 3\n", [1, {"b": 2, "c": 3}]),
    ],
)
def test_a_value_is_what_every_yaml_reader_takes_it_for(
    text: str, expected: object
) -> None:
    assert {"a": expected} == plain(tree_of(text))
    assert yaml.safe_load(text) == plain(tree_of(text))


def test_integers_and_decimals_keep_their_kind() -> None:
    assert "[1, 1.0, True]" == repr(plain(tree_of("[1, 1.0, true]")))


def test_keys_that_are_no_text_are_written_as_json_writes_them() -> None:
    tree = mapping_of("-32602: a\ntrue: b\nnull: c\n1.5: d\n'1': e\n")

    assert {"-32602": "a", "true": "b", "null": "c", "1.5": "d", "1": "e"} == plain(
        tree
    )
    assert [-32602, True, None, 1.5, "1"] == [e.key.value for e in tree.entries]


def test_true_and_1_are_two_keys() -> None:
    assert 2 == len(mapping_of("true: a\n1: b\n").entries)


def test_entries_keep_the_authors_order() -> None:
    tree = mapping_of("z: 1\na: 2\nm: 3\n")

    assert ["z", "a", "m"] == [entry.key.value for entry in tree.entries]


def test_get_and_key_find_an_entry_by_name() -> None:
    tree = mapping_of("a: 1\nb: 2\n")

    assert tree.entries[1].value is tree.get("b")
    assert tree.entries[1].key is tree.key("b")
    assert None is tree.get("c")
    assert None is tree.key("c")


def test_a_byte_order_mark_takes_no_column() -> None:
    tree = mapping_of("\ufeffa: 1\n")

    assert "a" == tree.entries[0].key.value
    assert 1 == tree.entries[0].key.span.column


def test_crlf_lines_give_the_same_tree_as_lf_lines() -> None:
    text = "a: 1\nb: |\n  x\n  y\nc: 'q\n\n  r'\nd:\n  - plain\n    more\n"

    assert tree_of(text) == tree_of(text.replace("\n", "\r\n"))


def test_columns_count_characters() -> None:
    tree = mapping_of("é: '😀😀' # ж\n漢字: v\n")

    assert (4, 8) == (
        tree.entries[0].value.span.column,
        tree.entries[0].value.span.end_column,
    )
    assert (2, 5) == (
        tree.entries[1].value.span.line,
        tree.entries[1].value.span.column,
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: plain text # c\nb: 1\n", "plain text"),
        ("a: 'quo''ted' # c\n", "'quo''ted'"),
        ('a: "dou\\"ble"\n', '"dou\\"ble"'),
        ("a: plain\n  two\nb: 1\n", "plain\n  two"),
        ("a: |\n  one\n  two\n\n\nb: 1\n", "|\n  one\n  two"),
        ("a: [1, 2] # c\nb: 1\n", "[1, 2]"),
        ("a: {b: 1,\n  c: 2}\nd: 1\n", "{b: 1,\n  c: 2}"),
        ("a:\n  b: 1\n  c: 2\n\n# c\nd: 1\n", "b: 1\n  c: 2"),
        ("a:\n  - b\n  - c\n\nd: 1\n", "- b\n  - c"),
        ("a: []\nb: 1\n", "[]"),
        ("a:\nb: 1\n", ""),
        ("a: x", "x"),
        ("a: |\n  x", "|\n  x"),
        ("a: {b: }", "{b: }"),
    ],
)
def test_a_span_covers_the_node_and_no_more(text: str, expected: str) -> None:
    node = mapping_of(text).entries[0].value

    assert expected == stretch(text, node.span)


def test_an_empty_value_stands_after_its_colon() -> None:
    node = mapping_of("abc:\nb: 1\n").entries[0].value

    assert (
        Span(file="spec/x.yaml", line=1, column=5, end_line=1, end_column=5)
        == node.span
    )


def test_trees_that_say_the_same_are_equal_wherever_they_stand() -> None:
    assert tree_of("a: [1, 'x']\n") == tree_of("# c\n\n'a':\n  - 1\n  - x\n")
    assert tree_of("a: 1\n") != tree_of("a: '1'\n")


def test_an_explicit_document_start_is_no_second_document() -> None:
    assert {"a": 1} == plain(tree_of("# c\n---\na: 1\n...\n"))


def test_a_top_that_is_no_mapping_is_left_to_the_loader() -> None:
    assert isinstance(tree_of("- a\n- b\n"), SequenceNode)
    assert isinstance(tree_of("just text\n"), ScalarNode)


def test_tabs_inside_quotes_blocks_and_comments_stay() -> None:
    text = "a: 'x\ty'\nb: |\n  p\tq\n  \tr\nc: 1\t# t\tu\n"

    assert {"a": "x\ty", "b": "p\tq\n\tr\n", "c": 1} == plain(tree_of(text))


@pytest.mark.parametrize(
    "text",
    [
        "a: {b: [1, 'x', 2.5], c: null}\nd: >-\n  e\n\n  f\n",
        "- 'q w'\n- \"a\\tb\\\n   c\"\n- |2\n    x\n   y\n-\n  - k: p l\n     m\n",
        "a: on\na: 1\nb: !x y\nc: *d\n",
        "a: 'b' c\nd: [1, 2\n",
        "a: {b} c\nd: @e\nf: x: y\n",
        '"\\q": 1\n',
    ],
)
def test_without_libyaml_the_outcome_is_the_same(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    fast = parse("x", text.encode())
    monkeypatch.setattr("onespec.spec.parser.PARSER", yaml.SafeLoader)
    slow = parse("x", text.encode())

    assert fast == slow
    assert repr(fast) == repr(slow)
