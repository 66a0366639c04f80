"""Paragraphs -> docstrings, wrapped, with their quotes where black would leave them."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from onespec.texts import PythonText, docstring_body

WIDTH: Final = 88


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """Text to be wrapped inside a docstring."""

    text: str
    first: str = ""
    """What its first line starts with: a bullet, an argument's name, or spaces."""
    rest: str = ""
    """What the other lines start with: spaces."""
    gap: bool = True
    """Whether an empty line stands before it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verbatim:
    """Lines that keep their breaks inside a docstring: code."""

    lines: tuple[str, ...]
    margin: str = ""


def docstring(
    paragraphs: Sequence[Paragraph | Verbatim], indent: int = 0
) -> PythonText:
    """A docstring with its quotes: on one line where it fits, else with the closing quotes on a line of their own."""
    lines: list[str] = []
    for paragraph in paragraphs:
        if isinstance(paragraph, Verbatim):
            lines.extend(docstring_body(paragraph.margin + x) for x in paragraph.lines)
            continue
        if lines and paragraph.gap:
            lines.append("")
        lines.extend(_wrapped(paragraph, WIDTH - indent, is_start=not lines))
    if not lines:
        raise ValueError("an empty docstring")
    # Black takes away what all lines but the first are indented by.
    lines = [lines[0].lstrip(), *textwrap.dedent("\n".join(lines[1:])).split("\n")]
    lines = lines if lines[1:] != [""] else lines[:1]
    start = " " if lines[0].startswith('"') else ""
    if len(lines) == 1:
        end = " " if lines[0].endswith('"') else ""
        line = f'"""{start}{lines[0]}{end}"""'
        room = max(WIDTH - indent - 8, 40)
        # A text that fits but for its quotes takes two lines; one long word can't.
        split = textwrap.wrap(
            lines[0], room, break_long_words=False, break_on_hyphens=False
        )
        if indent + len(line) <= WIDTH or len(split) < 2:
            return PythonText(line)
        lines = split
    pad = " " * indent
    body = "\n".join(pad + line if line else "" for line in lines[1:])
    body = f"\n{body}" if lines[1:] else ""
    return PythonText(f'"""{start}{lines[0]}{body}\n{pad}"""')


def _wrapped(paragraph: Paragraph, width: int, *, is_start: bool) -> list[str]:
    """The lines of a paragraph; text that is blank gives none. The first of all stands behind the quotes."""
    first, rest = docstring_body(paragraph.first), docstring_body(paragraph.rest)
    text = docstring_body(" ".join(paragraph.text.split()))
    text = _unprompted(text, is_start=not first.strip())
    if not text:
        return [first.rstrip()] if first.strip() else []
    quotes = '"""' if is_start else ""
    lines = textwrap.wrap(
        text,
        max(width, 40),
        initial_indent=quotes + first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )
    lines = [line.replace(_JOINED, " ") for line in lines]
    return [lines[0].removeprefix(quotes), *lines[1:]]


_JOINED: Final = "\0"
"""Stands for a blank at which no line is broken; encoded text does not hold it."""


def _unprompted(text: str, *, is_start: bool) -> str:
    """Text whose lines, once wrapped, never start as a prompt of Python does: doctest would run what follows."""
    if is_start and text.startswith(_PROMPT):
        text = f"`{_PROMPT}`{text.removeprefix(_PROMPT)}"
    return re.sub(f" (?={_PROMPT})", _JOINED, text)


_PROMPT: Final = ">>>"
