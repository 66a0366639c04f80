"""Whatever stands in a spec file, reading it ends soon, raises nothing, and points into the file."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

import pytest
import yaml
from onespec.diagnostics import Diagnostic, render_text
from onespec.spec.nodes import MappingNode, Node, ScalarNode, SequenceNode, plain
from onespec.spec.parser import parse

PIECES = (
    "a|b: |- |  |\n|\n  |\n    |: |: |:|\"|'|{|}|[|]|, |#| # c|!x|&a |*a|>|-\n  |>+\n   |"
    "2\n|%|@|`|? |---\n|...\n|1|-|0x1|on|1e3|é|漢|\\n|\\x41|\\u00e9|\\|\t|\r\n|\r|.|x y|"
    "key: value\n|- item\n|''|\"\"|~|<<: |  - a\n|\n\n|  b: c\n|\u200b|😀|=|12:30|\x00|\x85"
).split("|") + ["|", "|-\n  "]

DOCUMENT = """\
a:
  - x: 'q w'
    y: |
      t
       u

  - z: >-
      f g

      h
    w: "a\\tb\\
      c\\u00e9 d
      e"
b: {k: [1, 2], l: plain
    more}
c: p l
  q

  r
"""


def random_texts(seed: int, count: int) -> Iterator[str]:
    rng = random.Random(seed)
    for _ in range(count):
        if rng.random() < 0.6:
            yield "".join(rng.choice(PIECES) for _ in range(rng.randint(1, 14)))
            continue
        text = list(DOCUMENT)
        for _ in range(rng.randint(1, 4)):
            at = rng.randrange(len(text))
            text[at : at + rng.randint(0, 3)] = rng.choice(PIECES)
        yield "".join(text)


def nodes(node: Node) -> Iterator[Node]:
    yield node
    if isinstance(node, MappingNode):
        for entry in node.entries:
            yield entry.key
            yield from nodes(entry.value)
    elif isinstance(node, SequenceNode):
        for item in node.items:
            yield from nodes(item)


def assert_inside(text: str, where: Node | Diagnostic) -> None:
    lines = re.split("\r\n|\n|\r", text.removeprefix("\ufeff"))
    span = where.span
    assert 1 <= span.line <= span.end_line <= len(lines), text
    assert 1 <= span.column <= len(lines[span.line - 1]) + 1, text
    assert 1 <= span.end_column, text
    assert (span.line, span.column) <= (span.end_line, span.end_column), text


@pytest.mark.parametrize("seed", range(3))
def test_random_text_gives_a_tree_or_faults_and_never_an_exception(seed: int) -> None:
    accepted = 0
    for text in random_texts(seed, 200):
        tree, faults = parse("x", text.encode())
        assert (tree is None) == (faults != ())
        assert list(faults) == sorted(faults, key=lambda fault: fault.span)
        for fault in faults:
            assert_inside(text, fault)
            assert "\n" not in fault.message + fault.help
        shown = render_text(faults, {"x": text}).replace("\n", "")
        assert shown.isprintable(), text
        if tree is not None:
            accepted += 1
            for node in nodes(tree):
                assert_inside(text, node)
                if isinstance(node, ScalarNode) and isinstance(node.value, str):
                    part = node.slice(0, max(len(node.value) // 2, 1))
                    assert node.span.line <= part.line <= node.span.end_line
    assert 10 < accepted


@pytest.mark.parametrize("seed", range(2))
def test_what_is_accepted_means_the_same_to_pyyaml(seed: int) -> None:
    compared = 0
    for text in random_texts(100 + seed, 250):
        tree, _ = parse("x", text.encode())
        if tree is None or "\t" in text:
            continue
        expected = yaml.safe_load(text)
        if isinstance(expected, dict) and not all(isinstance(k, str) for k in expected):
            continue
        compared += 1
        assert repr(expected) == repr(plain(tree)), text
    assert 20 < compared


@pytest.mark.parametrize("seed", range(2))
def test_without_libyaml_the_same_random_texts_are_accepted(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = list(random_texts(200 + seed, 200))
    fast = [parse("x", text.encode())[0] for text in texts]
    monkeypatch.setattr("onespec.spec.parser.PARSER", yaml.SafeLoader)
    slow = [parse("x", text.encode())[0] for text in texts]

    assert fast == slow
    assert repr(fast) == repr(slow)


@pytest.mark.parametrize("seed", range(2))
def test_random_bytes_never_raise(seed: int) -> None:
    rng = random.Random(seed)
    for _ in range(300):
        data = bytes(rng.randrange(256) for _ in range(rng.randint(0, 40)))
        tree, faults = parse("x", data)
        assert (tree is None) == (faults != ())


HUGE = 999_000


@pytest.mark.parametrize(
    "data",
    [
        b"[" * HUGE,
        b"{" * HUGE,
        b"- " * (HUGE // 2),
        b"? " * (HUGE // 2),
        b"a: " * (HUGE // 3),
        b"\0" * HUGE,
        b"\t" * HUGE,
        b"a\t" * (HUGE // 2),
        b"\r" * HUGE,
        b"&a " * (HUGE // 3),
        b"a: !x " + b"b#" * 400_000,
        b"a: " + b"&" * HUGE,
        b"a: " + b"9" * HUGE,
        b'"\\' * (HUGE // 2),
        b"{x: " + b"a'" * (HUGE // 2),
        b"a: 'a' in b\n" * 40_000,
        b"a: {\n" + b"}{\n" * 300_000,
        b"%a\n" * (HUGE // 3),
    ],
    ids=lambda data: repr(data[:8]),
)
def test_a_huge_file_is_refused_with_few_short_words(data: bytes) -> None:
    tree, faults = parse("x", data)
    text = render_text(faults, {"x": data.decode()})

    assert None is tree
    assert 1 <= len(faults) <= 101
    assert 1_000 * len(faults) > len(text)
