"""Characters of a value lead back to where they stand in the file."""

from __future__ import annotations

import random

import pytest
from onespec.diagnostics import Span
from onespec.spec.nodes import MappingNode, ScalarNode
from onespec.spec.parser import parse


def scalar_of(text: str) -> ScalarNode:
    tree, faults = parse("x", text.encode())
    assert () == faults
    assert isinstance(tree, MappingNode)
    node = tree.entries[0].value
    assert isinstance(node, ScalarNode)
    return node


def covered(text: str, span: Span) -> str:
    lines = text.split("\n")[span.line - 1 : span.end_line]
    lines[-1] = lines[-1][: span.end_column - 1]
    lines[0] = lines[0][span.column - 1 :]
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("text", "part", "expected"),
    [
        ("a: first_call == 'x'\n", "first_call", "first_call"),
        ("a: x == 'é漢😀' && b\n", "b", "b"),
        ("a: 'x == ''y'' && z'\n", "z", "z"),
        ("a: 'x == ''y'' && z'\n", "'y'", "''y''"),
        ('a: "x == \\"y\\" && z"\n', "z", "z"),
        ('a: "x == \\"y\\" && z"\n', '"y"', '\\"y\\"'),
        ('a: "\\u00e9\\U0001F600\\x41 b"\n', "é", "\\u00e9"),
        ('a: "\\u00e9\\U0001F600\\x41 b"\n', "😀", "\\U0001F600"),
        ('a: "\\u00e9\\U0001F600\\x41 b"\n', "b", "b"),
        ("a: one\n  two\n  three\n", "three", "three"),
        ("a: one\n  two\n\n  three\n", "two\nthree", "two\n\n  three"),
        ("a: 'one\n  two\n\n  three'\n", "three", "three"),
        ('a: "one\n  two \\\n  three"\n', "three", "three"),
        ('a: "one\\\n\n  two"\n', "two", "two"),
        ("a: |\n  one\n  two\n  three\n", "two", "two"),
        ("a: |\n  one\n    two\n  three\n", "three", "three"),
        ("a: |2-\n    one\n  two\n\n\n", "two", "two"),
        ("a: >\n  one\n  two\n\n  three\n", "three", "three"),
        ("a: >-\n  one\n  two\n   three\n  four\n", "four", "four"),
        ("a: >-\r\n  one\r\n  two\r\n", "two", "two"),
    ],
)
def test_a_part_of_a_text_is_found_in_the_file(
    text: str, part: str, expected: str
) -> None:
    node = scalar_of(text)
    assert isinstance(node.value, str)
    start = node.value.index(part)

    assert expected == covered(text, node.slice(start, start + len(part)))


def test_an_empty_slice_is_a_place_between_two_characters() -> None:
    node = scalar_of("a: 'xy'\n")

    assert (1, 6, 1, 6) == edges(node.slice(1, 1))
    assert (1, 7, 1, 7) == edges(node.slice(2, 2))
    assert (1, 5, 1, 5) == edges(scalar_of("a: ''\n").slice(0, 0))


def test_a_slice_past_the_text_stays_inside_it() -> None:
    node = scalar_of("a: 'xy'\n")

    assert (1, 5, 1, 7) == edges(node.slice(-3, 99))
    assert (1, 7, 1, 7) == edges(node.slice(50, 20))


def test_what_is_no_text_has_no_parts() -> None:
    node = scalar_of("a: 123\n")

    assert node.span == node.slice(1, 2)


def test_a_node_made_by_hand_gives_its_whole_span() -> None:
    span = Span(file="x", line=1, column=1, end_line=1, end_column=4)

    assert span == ScalarNode(value="abc", span=span).slice(1, 2)


def edges(span: Span) -> tuple[int, int, int, int]:
    return span.line, span.column, span.end_line, span.end_column


WORDS = ["a", "bc", "é", "漢字", "😀", "x==y", "{n}", "'", '"', "\\", ",", "  "]


def written(value: str, rng: random.Random) -> str:
    """One of the many ways to write a text of words and single spaces."""
    style = rng.choice(["'", '"', "|", ">"])
    if style == "'":
        text = value.replace("'", "''")
        return "'" + text.replace(" ", rng.choice([" ", "\n    "])) + "'"
    if style == '"':
        text = value.replace("\\", "\\\\").replace('"', '\\"')
        text = text.replace("é", rng.choice(["é", "\\u00e9", "\\xE9"]))
        return '"' + text.replace(" ", rng.choice([" ", "\n  ", " \\\n  "])) + '"'
    head = style + rng.choice(["", "-", "+"]) + "\n   "
    return head + (value.replace(" ", "\n   ") if style == ">" else value)


def test_every_visible_character_of_a_random_text_is_found() -> None:
    rng = random.Random(7)
    for _ in range(300):
        value = " ".join(rng.choice(WORDS[:-1]) for _ in range(rng.randint(1, 8)))
        text = "a: " + written(value, rng) + "\n"
        node = scalar_of(text)
        assert value == str(node.value).rstrip("\n")
        for at, char in enumerate(value):
            found = covered(text, node.slice(at, at + 1))
            if char not in " é":
                assert found in (char, char * 2, "\\" + char), text
