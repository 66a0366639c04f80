"""Regular expressions in the subset that Python, RE2 and ECMA read alike and that no text makes slow.

A pattern looks anywhere in the text, as JSON Schema and CEL say; `^` and `$` tie it to the ends.

`fault(text)` says why a pattern is refused; for one that is not:
`python(text)` is for `re.fullmatch` (and right with `match` and `search` too), `ecma(text)` for JSON Schema and browsers,
`matches(text, value)` is the meaning, `matching` and `failing` give sample texts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

from onespec.patterns import cost, samples, syntax
from onespec.patterns.syntax import (
    Branch,
    Chars,
    Choice,
    PatternFault,
    Ranges,
    Repeat,
    Sequence,
    Tree,
    ecma_text,
    merged,
    python_text,
)

__all__ = [
    "PatternFault",
    "alphabet",
    "alternatives",
    "ecma",
    "failing",
    "fault",
    "is_anchored",
    "is_fixed_width",
    "looked_for",
    "LONGEST",
    "lengths",
    "longest",
    "matches",
    "matching",
    "python",
]


def fault(text: str, *, longest: int | None = None) -> PatternFault | None:
    """Why a pattern is refused (`.reason`, `.mend`); None for one in the subset.

    `longest` is the length that texts are held to before they are matched, if any.
    """
    branches, refused = _checked(text)
    if refused is None and (longest is None or longest > cost.QUADRATIC_LENGTH):
        refused = _slow(branches)
        core = _without_surroundings(text)
        if refused is not None and core and fault(core, longest=longest) is None:
            mend = f"write `{core}`: a pattern looks anywhere in the text"
            return PatternFault(refused.reason, mend)
    return refused


def _without_surroundings(text: str) -> str:
    """The pattern without the `.*` around it, which say nothing; empty where there are none."""
    core = re.sub(r"^\^?\.\*\??", "", text)
    core = re.sub(r"(?<!\\)\.\*\??\$?$", "", core)
    return core if core != text else ""


_PLAIN: Final = re.compile(
    r"\^?(\.\*\??)?((?:[^\\.^$*+?()\[\]{}|]|\\[^\w])+?)(\.\*\??)?(\$?)", re.DOTALL
)


def looked_for(text: str) -> tuple[str, str] | None:
    """Of a pattern that is a plain text with anything around it: `startsWith`, `endsWith` or `contains`, and the text."""
    found = _PLAIN.fullmatch(text)
    if found is None:
        return None
    starts = text.startswith("^") and found[1] is None
    ends = found[4] == "$" and found[3] is None
    if starts and ends:
        return None
    place = "startsWith" if starts else "endsWith" if ends else "contains"
    return place, re.sub(r"\\(.)", r"\1", found[2])


def python(text: str) -> str:
    """The pattern for Python's `re`: tied to the ends of the text, ASCII classes. Raises PatternFault."""
    return python_text(_branches(text))


def ecma(text: str) -> str:
    """The pattern for JSON Schema, ECMA (with or without its `u` flag) and RE2. Raises PatternFault."""
    return ecma_text(_branches(text))


def matches(text: str, value: str) -> bool:
    """Whether a pattern holds of a text. Raises PatternFault."""
    return _compiled(text).fullmatch(value) is not None


def is_anchored(text: str) -> bool:
    """Whether the pattern speaks of the whole text."""
    return all(branch.starts and branch.ends for branch in _branches(text))


def is_fixed_width(text: str) -> bool:
    """Whether all matching texts have one length, with a digit or a fixed character at each place."""
    branches = _checked(text)[0]
    if len(branches) != 1 or not (branches[0].starts and branches[0].ends):
        return False
    return _is_fixed(branches[0].body)


def alphabet(text: str) -> Ranges | None:
    """The characters that a text which matches can have, as ranges; None where it can have any. Raises PatternFault."""
    branches = _branches(text)
    if not is_anchored(text):
        return None
    return merged(pair for branch in branches for pair in _characters(branch.body))


def _characters(tree: Tree) -> Iterator[tuple[int, int]]:
    match tree:
        case Chars(ranges=ranges):
            yield from ranges
        case Sequence(parts=parts) | Choice(options=parts):
            for part in parts:
                yield from _characters(part)
        case Repeat(part=part):
            yield from _characters(part)


def lengths(text: str) -> tuple[int, int | None]:
    """The fewest and the most characters of texts that match; None where there is no most. Raises PatternFault."""
    # A pattern of the tool's own can be larger than what authors may write.
    branches = syntax.read(text)
    found = [_lengths(branch.body) for branch in branches]
    least = min(low for low, _ in found)
    if not all(branch.starts and branch.ends for branch in branches):
        return least, None
    most = [high for _, high in found]
    return least, None if None in most else max(high or 0 for high in most)


def _lengths(tree: Tree) -> tuple[int, int | None]:
    match tree:
        case Chars():
            return 1, 1
        case Sequence(parts=parts):
            inner = [_lengths(part) for part in parts]
            return sum(low for low, _ in inner), _total(high for _, high in inner)
        case Choice(options=options):
            inner = [_lengths(option) for option in options]
            highs = [high for _, high in inner]
            most = None if None in highs else max(high or 0 for high in highs)
            return min(low for low, _ in inner), most
        case Repeat(part=part, low=least, high=most):
            low, high = _lengths(part)
            if high == 0 or most == 0:
                return 0, 0
            whole = None if high is None or most is None else high * most
            return low * least, whole


def _total(numbers: Iterable[int | None]) -> int | None:
    found = list(numbers)
    return None if None in found else sum(number or 0 for number in found)


LONGEST: Final = 1_000
"""Longer texts are not made, where nobody asks for them."""


def longest(text: str) -> str:
    """A text of the greatest length that matches, where there is a bound; nothing otherwise. Raises PatternFault."""
    _, width = lengths(text)
    if not width or width > LONGEST:
        return ""
    return next(matching(text, width, width), "")


def matching(text: str, low: int = 0, high: int = LONGEST) -> Iterator[str]:
    """Texts of `low` to `high` characters that match, plainest first; perhaps none. Raises PatternFault."""
    found: set[str] = set()
    for value in samples.matching(_branches(text), low, high):
        if value not in found and matches(text, value):
            found.add(value)
            yield value


def alternatives(text: str) -> list[str]:
    """One text for each way a choice in the pattern can be taken, plainest first; a single one where it offers none. Raises PatternFault."""
    found = dict.fromkeys(samples.alternatives(_branches(text)))
    return [one for one in found if matches(text, one)]


def failing(text: str) -> Iterator[str]:
    """Texts that do not match, plainest first. Raises PatternFault."""
    found: set[str] = set()
    for value in samples.failing(_branches(text)):
        if value not in found and not matches(text, value):
            found.add(value)
            yield value


def _is_fixed(tree: Tree) -> bool:
    match tree:
        case Chars(ranges=ranges):
            is_one = len(ranges) == 1 and ranges[0][0] == ranges[0][1]
            return is_one or all(48 <= low and high <= 57 for low, high in ranges)
        case Sequence(parts=parts):
            return all(map(_is_fixed, parts))
        case Repeat(part=part, low=low, high=high):
            return low == high and _is_fixed(part)
        case Choice(options=options):
            return (
                all(map(_is_digits, options)) and len({_width(o) for o in options}) == 1
            )


def _is_digits(tree: Tree) -> bool:
    match tree:
        case Chars(ranges=ranges):
            return all(48 <= low and high <= 57 for low, high in ranges)
        case Sequence(parts=parts):
            return all(map(_is_digits, parts))
        case Repeat(part=part, low=low, high=high):
            return low == high and _is_digits(part)
        case Choice(options=options):
            return all(map(_is_digits, options))


def _width(tree: Tree) -> int:
    match tree:
        case Chars():
            return 1
        case Sequence(parts=parts):
            return sum(map(_width, parts))
        case Repeat(part=part, low=low):
            return low * _width(part)
        case Choice(options=options):
            return max(map(_width, options))


def _branches(text: str) -> tuple[Branch, ...]:
    branches, refused = _checked(text)
    if refused is not None:
        raise refused
    return branches


@lru_cache(maxsize=1_000)
def _slow(branches: tuple[Branch, ...]) -> PatternFault | None:
    try:
        cost.check_long(branches)
    except PatternFault as refused:
        return refused
    return None


@lru_cache(maxsize=1_000)
def _checked(text: str) -> tuple[tuple[Branch, ...], PatternFault | None]:
    try:
        branches = syntax.read(text)
        cost.check(branches)
    except PatternFault as refused:
        return (), refused
    return branches, None


@lru_cache(maxsize=1_000)
def _compiled(text: str) -> re.Pattern[str]:
    return re.compile(python(text))
