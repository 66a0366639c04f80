"""Generated Python with a line that is too wide for its place -> the same as black writes it.

What is made for usual names is laid out already (see `layout`); a name of 64 letters can push any line over the edge.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator
from typing import Final

WIDTH: Final = 88
STEP: Final = 4

_SOLE_TEXT: Final = re.compile(
    r"""
    (?P<target>[A-Za-z_][A-Za-z0-9_]*[ ]=[ ])?
    (?:[A-Za-z_][A-Za-z0-9_]*=)?
    (?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
    (?::[ ])?(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')?  # an entry of a dict
    [,)]*
    """,
    re.VERBOSE,
)
"""Lines of one literal, which is never broken."""


def mended(source: str) -> str:
    """The source as it is, where no line of code is too wide."""
    return formatted(source) if any(_wide(source)) else source


def formatted(source: str) -> str:
    """The source as black writes it, which is slow: black is loaded only where it is needed."""
    black = importlib.import_module("black")
    result: str = black.format_str(source, mode=black.Mode())
    return result


def _wide(source: str) -> Iterator[bool]:
    """For each line of code whether black could want it shorter; docstrings stay as they are."""
    if max(map(len, source.split("\n"))) <= WIDTH:
        return
    is_text = False
    for line in source.split("\n"):
        bare = line.strip()
        if is_text:
            is_text = not bare.endswith('"""')
        elif bare.startswith('"""'):
            is_text = len(bare) == 3 or not bare.endswith('"""')
        else:
            yield len(line) > WIDTH and not _is_sole(line, bare)


def _is_sole(line: str, bare: str) -> bool:
    """Whether the line is a literal that would be too wide even below its target."""
    found = _SOLE_TEXT.fullmatch(bare)
    if found is None:
        return False
    target = found["target"] or ""
    return not target or len(line) - len(target) + STEP > WIDTH
