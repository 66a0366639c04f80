"""A pattern -> texts that match it and texts that nearly do, shortest and plainest first."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from onespec.patterns.syntax import (
    Branch,
    Chars,
    Choice,
    Ranges,
    Repeat,
    Sequence,
    Tree,
    contains,
)

_FAVOURITES: Final = "a0A1b-_ .x"


@lru_cache(maxsize=4_096)
def pick(ranges: Ranges, skip: int = 0) -> str:
    """A plain character of a set; `skip` asks for another one."""
    favourites = [code for code in map(ord, _FAVOURITES) if contains(ranges, code)]
    if skip < len(favourites):
        return chr(favourites[skip])
    printable = [
        code
        for low, high in ranges
        for code in range(low, min(high, low + 60) + 1)
        if 0x21 <= code <= 0x7E or code >= 0xA1
    ]
    pool = favourites + [code for code in printable if code not in favourites]
    if not pool:
        return chr(ranges[0][0])
    return chr(pool[min(skip, len(pool) - 1)])


def sample(tree: Tree, extra: int = 0, skip: int = 0) -> str:
    """A text that the tree matches: the fewest repetitions, plus up to `extra` in the first that can grow."""
    text, _ = _sample(tree, extra, skip)
    return text


def _sample(tree: Tree, extra: int, skip: int) -> tuple[str, int]:
    match tree:
        case Chars(ranges=ranges):
            return pick(ranges, skip), extra
        case Sequence(parts=parts):
            text = ""
            for part in parts:
                piece, extra = _sample(part, extra, skip)
                text += piece
            return text, extra
        case Choice(options=options):
            option = options[skip % len(options)]
            return _sample(option, extra, skip)
        case Repeat(part=part, low=low, high=high):
            room = extra if high is None else min(extra, high - low)
            count = low + room
            piece, _ = _sample(part, 0, skip) if count else ("", 0)
            return piece * count, max(0, extra - room * max(1, len(piece)))


def matching(branches: tuple[Branch, ...], low: int, high: int) -> Iterator[str]:
    """Texts of `low` to `high` characters that match, most useful first; may be none. Unchecked: the caller matches them."""
    for skip in range(4):
        for branch in branches:
            body = branch.body
            extra = 0
            if branch.starts and branch.ends and len(sample(body, 0, skip)) < low:
                # A text grows with what it may repeat: the least that makes it long enough is looked for by halves.
                extra = _growth(body, low, skip)
            text = sample(body, extra, skip)
            if not branch.ends:
                text = text.ljust(low, "a")
            elif not branch.starts:
                text = text.rjust(low, "a")
            if low <= len(text) <= high:
                yield text


def _growth(body: Tree, low: int, skip: int) -> int:
    """The least `extra` by which a text has `low` characters."""

    def length(extra: int) -> int:
        return len(sample(body, extra, skip))

    return bisect_left(range(low + 1), low, key=length)


def alternatives(branches: tuple[Branch, ...]) -> Iterator[str]:
    """For each branch a text by each option of its widest choice. Unchecked: the caller matches them."""
    for branch in branches:
        for skip in range(min(_widest(branch.body), 8)):
            yield sample(branch.body, 1, skip)


def _widest(tree: Tree) -> int:
    """The most options that a choice in a tree has."""
    match tree:
        case Chars():
            return 1
        case Sequence(parts=parts):
            return max(map(_widest, parts), default=1)
        case Choice(options=options):
            return max(len(options), *map(_widest, options))
        case Repeat(part=part):
            return _widest(part)


def failing(branches: tuple[Branch, ...]) -> Iterator[str]:
    """Texts that are likely to fail the pattern, plainest first. Unchecked: the caller matches them."""
    base = sample(branches[0].body)
    yield from ("", "!", "a", "0", "?" * max(1, len(base)), f"{base}!", f"!{base}")
    yield f"{base}\n"
    for index in range(len(base)):
        yield f"{base[:index]}\u00a7{base[index + 1:]}"
