"""Layout: what it prints, black leaves as it is."""

from __future__ import annotations

import ast
import random

import black
import pytest

from onespec import layout, texts
from onespec.layout import Bracket, Paragraph, Piece

MODE = black.Mode()


def word(rng: random.Random, longest: int = 40) -> str:
    return "a" + "".join(rng.choices("abcdefgh_", k=rng.randint(0, longest)))


def literal(rng: random.Random, longest: int = 60) -> str:
    alphabet = "abc \"'\\{}\n\té漢\u202e\U0001f600"
    text = "".join(rng.choices(alphabet, k=rng.randint(0, longest)))
    return texts.python_literal(rng.choice([text, text, text, True, 12345, 1.5, None]))


def value(rng: random.Random, depth: int = 3) -> Piece:
    if depth == 0:
        return literal(rng)
    kind = rng.randint(0, 5)
    items = [value(rng, depth - 1) for _ in range(rng.randint(0, 4))]
    if kind == 1:
        return layout.call(word(rng), *items)
    if kind == 2:
        names = (f"{word(rng)}{n}" for n in range(4))
        return layout.call(
            word(rng), *(layout.keyword(n, i) for n, i in zip(names, items))
        )
    if kind == 3:
        keys = (texts.python_string(word(rng) + str(n)) for n in range(4))
        return Bracket("{", tuple(layout.entry(k, i) for k, i in zip(keys, items)), "}")
    if kind == 4:
        return Bracket("[", tuple(items), "]")
    if kind == 5:
        return Bracket("(", tuple(items), ")")
    return literal(rng)


def kind(rng: random.Random, depth: int = 2) -> Piece:
    choice = rng.randint(0, 4) if depth else 0
    if choice == 1:
        values = [texts.python_string(word(rng, 20)) for _ in range(rng.randint(1, 6))]
        return layout.subscript("Literal", *values)
    if choice == 2:
        return layout.subscript("list", kind(rng, depth - 1))
    if choice == 3:
        return layout.subscript("dict", "str", kind(rng, depth - 1))
    if choice == 4:
        return layout.union(
            *(kind(rng, depth - 1) for _ in range(rng.randint(1, 3))), "None"
        )
    return word(rng, 95 if rng.random() < 0.1 else 25)


@pytest.mark.parametrize("seed", range(400))
def test_assignments_are_as_black_writes_them(seed: int) -> None:
    rng = random.Random(seed)
    target = word(rng, 30) + rng.choice(["", ": Final", ": Mapping[str, Check]"])
    assert_stable(layout.assign(target, value(rng)))


@pytest.mark.parametrize("seed", range(400))
def test_annotations_are_as_black_writes_them(seed: int) -> None:
    rng = random.Random(seed)
    names = [f"{word(rng, 30)}{number}" for number in range(rng.randint(0, 4))]
    params = ["self,", "*,"] if names else ["self,"]
    for name in names:
        member = kind(rng)
        is_optional = isinstance(member, layout.Union) and rng.random() < 0.6
        params.append(
            layout.annotation(name, member, " = None," if is_optional else ",", 8)
        )
    head = layout.signature(f"def {word(rng)}", params, kind(rng), 4)
    fields = "".join(f"    {layout.annotation(n, kind(rng), '', 4)}\n" for n in names)
    body = f"    x: int\n{fields}\n    {head}\n        return 1\n"
    assert_stable(f"class A:\n{body}")


@pytest.mark.parametrize("seed", range(300))
def test_docstrings_are_as_black_writes_them_and_keep_every_word(seed: int) -> None:
    rng = random.Random(seed)
    alphabet = [
        "a",
        "word",
        '"',
        '"""',
        "'",
        "\\",
        "\\\\",
        "é漢字",
        "\u202e",
        "\r",
        "{x}",
        "-",
        "long" * 30,
        "\\N",
    ]
    paragraphs = [
        Paragraph(
            text=" ".join(rng.choices(alphabet, k=rng.randint(1, 30))),
            first=rng.choice(["", "- ", "    name: "]),
            rest=rng.choice(["", "    "]),
            gap=rng.random() < 0.5,
        )
        for _ in range(rng.randint(1, 4))
    ]
    paragraphs = [
        Paragraph(text=paragraphs[0].text),
        *paragraphs[1:],
        Paragraph(text="End."),
    ]
    source = f"def f():\n    {layout.docstring(paragraphs, 4)}\n    return 1\n"
    assert_stable(source)
    function = ast.parse(source).body[0]
    assert isinstance(function, ast.FunctionDef)
    expected = " ".join(p.first + " " + p.text for p in paragraphs).split()
    assert (ast.get_docstring(function, clean=False) or "").split() == expected


@pytest.mark.parametrize("seed", range(200))
def test_conditions_are_as_black_writes_them(seed: int) -> None:
    rng = random.Random(seed)
    operands = [
        f"{word(rng, 30)} == {texts.python_string(word(rng, 30))}"
        for _ in range(rng.randint(1, 5))
    ]
    head = layout.condition("if", operands, rng.choice(["and", "or"]), 4)
    assert_stable(f"def f():\n    {head}\n        return 1\n")


@pytest.mark.parametrize("seed", range(50))
def test_imports_are_as_black_writes_them(seed: int) -> None:
    rng = random.Random(seed)
    names = sorted({word(rng) for _ in range(rng.randint(1, 6))})
    assert_stable(layout.from_import(word(rng), names))


@pytest.mark.parametrize("length", range(60, 100))
def test_lines_near_the_limit_are_as_black_writes_them(length: int) -> None:
    text = texts.python_string("x" * (length - 2))
    assert_stable(layout.assign("name", text))
    assert_stable(layout.assign("name", layout.call("f", text)))
    assert_stable(layout.assign("name", Bracket("(", (text,), ")")))
    assert_stable(
        f"class A:\n    {layout.annotation('b', layout.union('A' * length, 'None'), ' = None', 4)}\n"
    )


def assert_stable(source: str) -> None:
    source = source if source.endswith("\n") else source + "\n"
    assert black.format_str(source, mode=MODE) == source
