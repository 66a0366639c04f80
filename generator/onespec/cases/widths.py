"""A pattern -> the length of its longest texts."""

from __future__ import annotations

from typing import assert_never

from onespec.patterns.syntax import read
from onespec.patterns.syntax import Chars, Choice, Repeat, Sequence, Tree


def widest(pattern: str) -> int | None:
    """The greatest length of a text that matches; None where there is no bound."""
    branches = read(pattern)
    if not all(branch.starts and branch.ends for branch in branches):
        return None
    widths = [_width(branch.body) for branch in branches]
    known = [width for width in widths if width is not None]
    return max(known) if len(known) == len(widths) else None


def _width(tree: Tree) -> int | None:
    match tree:
        case Chars():
            return 1
        case Sequence(parts=parts):
            return _sum([_width(part) for part in parts])
        case Choice(options=options):
            widths = [_width(option) for option in options]
            return (
                None
                if None in widths
                else max((width or 0 for width in widths), default=0)
            )
        case Repeat(part=part, high=high):
            inner = _width(part)
            if inner == 0 or high == 0:
                return 0
            return None if inner is None or high is None else inner * high
        case _:
            assert_never(tree)


def _sum(widths: list[int | None]) -> int | None:
    total = 0
    for width in widths:
        if width is None:
            return None
        total += width
    return total
