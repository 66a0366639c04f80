"""Sets of characters as sorted ranges of code points, and how Python and ECMA regular expressions write them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, TypeAlias

Ranges: TypeAlias = tuple[tuple[int, int], ...]
"""Sorted, apart from each other, both ends inclusive."""

LAST: Final = 0x10FFFF


def merged(ranges: Iterable[tuple[int, int]]) -> Ranges:
    """Ranges in order, touching ones joined."""
    found: list[tuple[int, int]] = []
    for low, high in sorted(ranges):
        if found and low <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(high, found[-1][1]))
        else:
            found.append((low, high))
    return tuple(found)


def complement(ranges: Ranges) -> Ranges:
    """Every other character."""
    found: list[tuple[int, int]] = []
    at = 0
    for low, high in ranges:
        if low > at:
            found.append((at, low - 1))
        at = high + 1
    if at <= LAST:
        found.append((at, LAST))
    return tuple(found)


def overlap(left: Ranges, right: Ranges) -> bool:
    """Whether some character is in both."""
    i = j = 0
    while i < len(left) and j < len(right):
        if left[i][1] < right[j][0]:
            i += 1
        elif right[j][1] < left[i][0]:
            j += 1
        else:
            return True
    return False


def common(left: Ranges, right: Ranges) -> Ranges:
    """The characters in both."""
    found = [
        (max(a, c), min(b, d))
        for a, b in left
        for c, d in right
        if max(a, c) <= min(b, d)
    ]
    return merged(found)


def contains(ranges: Ranges, code: int) -> bool:
    """Whether a character is in the set."""
    return any(low <= code <= high for low, high in ranges)


def _codes(text: str) -> Ranges:
    return merged((ord(letter), ord(letter)) for letter in text)


DIGIT: Final = merged([(48, 57)])
WORD: Final = merged([(48, 57), (65, 90), (95, 95), (97, 122)])
SPACE: Final = _codes(" \t\n\v\f\r")
DOT: Final = complement(_codes("\n\r\u2028\u2029"))
ANY: Final = complement(())

CLASSES: Final = {
    "d": DIGIT,
    "D": complement(DIGIT),
    "w": WORD,
    "W": complement(WORD),
    "s": SPACE,
    "S": complement(SPACE),
}


def written(ranges: Ranges) -> str:
    """A class, or a character on its own, that Python, RE2 and ECMA (with its `u` flag) read alike."""
    if ranges == ANY:
        return r"[\s\S]"
    if len(ranges) == 1 and ranges[0][0] == ranges[0][1]:
        return literal(ranges[0][0])
    if ranges[-1][1] == LAST:
        return f"[^{_inside(complement(ranges))}]"
    return f"[{_inside(ranges)}]"


def _inside(ranges: Ranges) -> str:
    parts: list[str] = []
    for low, high in ranges:
        parts.append(_in_class(low))
        if high > low:
            parts.append("-" if high > low + 1 else "")
            parts.append(_in_class(high))
    return "".join(parts)


_NAMED: Final = {9: r"\t", 10: r"\n", 11: r"\v", 12: r"\f", 13: r"\r"}


def literal(code: int) -> str:
    """One character outside a class."""
    if chr(code) in r"\^$.|?*+()[]{}/":
        return f"\\{chr(code)}" if chr(code) != "/" else "/"
    return _plain(code)


def _in_class(code: int) -> str:
    return f"\\{chr(code)}" if chr(code) in r"\]^-[" else _plain(code)


def _plain(code: int) -> str:
    if code in _NAMED:
        return _NAMED[code]
    if code < 0x20 or code == 0x7F:
        return f"\\x{code:02x}"
    if 0x80 <= code <= 0xFFFF and not chr(code).isprintable():
        return f"\\u{code:04x}"
    return chr(code)
