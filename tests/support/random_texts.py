"""Texts of a spec that want to be something else: code, quotes, markup, or far too wide."""

from __future__ import annotations

import random

_WORDS = [
    "a",
    "word",
    "of the call",
    '"quoted"',
    "'quoted'",
    '"""',
    "'''",
    "back\\slash",
    "\\",
    "\\n",
    "漢字の説明",
    "ﾊﾝｶｸ",
    "é",
    "{braces}",
    "{{ jinja }}",
    "{% raw %}",
    "{# none #}",
    "<b>html</b>",
    "&amp;",
    "`code`",
    "`a \"b\" 'c'`",
    "[link](https://example.org/a_b?c=1)",
    "# type: ignore",
    "%s",
    "x" * 95,
    "https://example.org/" + "path/" * 20,
    "🙂",
    "*stars*",
    "_under_",
    "Args:",
    "Raises:",
    "1.",
]


def title(rng: random.Random) -> str:
    """One line."""
    words = [word for word in _WORDS if not word.startswith(("x" * 9, "https"))]
    return " ".join(["Title", *rng.choices(words, k=rng.randint(1, 6))])


def prose(rng: random.Random) -> str:
    """Paragraphs and lists."""
    blocks = [
        " ".join(["Some", *rng.choices(_WORDS, k=rng.randint(1, 30))])
        for _ in range(rng.choice([1, 1, 2]))
    ]
    if rng.random() < 0.3:
        blocks.append("\n".join(f"- item {word}" for word in rng.choices(_WORDS, k=3)))
    return "\n\n".join(blocks)


def template(rng: random.Random, holes: list[str]) -> str:
    """The message of an error, with a placeholder for each name."""
    words = [word for word in _WORDS if "{" not in word and "}" not in word]
    parts = ["The message", *rng.choices(words, k=rng.randint(0, 8))]
    parts += [f"{{{name}}}" for name in holes]
    rng.shuffle(parts)
    return " ".join(parts)
