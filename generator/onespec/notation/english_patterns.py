"""Patterns and counts -> words: `1 to 15 digits`, `at most 64 characters`."""

from __future__ import annotations

import re
from typing import Final

from onespec.texts import show_hidden

CLASSES: Final = {
    "[0-9]": ("digit", "digits"),
    r"\d": ("digit", "digits"),
    "[1-9]": ("digit from 1 to 9", "digits from 1 to 9"),
    "[a-z]": ("small letter a-z", "small letters a-z"),
    "[A-Z]": ("capital letter A-Z", "capital letters A-Z"),
    "[a-zA-Z]": ("letter a-z", "letters a-z"),
    "[A-Za-z]": ("letter a-z", "letters a-z"),
    "[0-9a-f]": ("hexadecimal digit", "hexadecimal digits"),
    "[0-9a-fA-F]": ("hexadecimal digit", "hexadecimal digits"),
    "[a-zA-Z0-9]": ("letter or digit", "letters or digits"),
    "[A-Za-z0-9]": ("letter or digit", "letters or digits"),
}
"""Character classes that have a name; any other pattern is shown as it is."""

_ONE_CLASS: Final = re.compile(
    r"\^(\[[^\]\\^]+\]|\\d)(?:\{(\d+)(?:(,)(\d*))?\}|([+*?]))?\$\Z"
)
_LEADING_DIGIT: Final = re.compile(
    r"\^\[1-9\](?:\[0-9\]|\\d)(?:\{(\d+)(?:(,)(\d*))?\}|([+*?]))\$\Z"
)


def pattern_words(pattern: str) -> str:
    """`1 to 15 digits` for patterns that are one named class, else `matching` and the pattern itself."""
    if found := _ONE_CLASS.match(pattern):
        kind, low, comma, high, mark = found.groups()
        if kind in CLASSES:
            return count_words(*_repeats(low, comma, high, mark), *CLASSES[kind])
    if found := _LEADING_DIGIT.match(pattern):
        least, most = _repeats(*found.groups())
        digits = count_words(
            least + 1, None if most is None else most + 1, "digit", "digits"
        )
        return f"{digits}, the first not 0"
    return f"matching {show_hidden(pattern)}"


def _repeats(
    low: str | None, comma: str | None, high: str | None, mark: str | None
) -> tuple[int, int | None]:
    if mark is not None:
        return {"+": (1, None), "*": (0, None), "?": (0, 1)}[mark]
    if low is None:
        return 1, 1
    if comma is None:
        return int(low), int(low)
    return int(low), int(high) if high else None


def count_words(least: int | None, most: int | None, one: str, many: str) -> str:
    """`1 to 15 digits`, `at least 1 item`; empty where any number of characters or items will do."""
    match least or None, most:
        case None, None:
            return many if least == 0 and one != "character" and one != "item" else ""
        case None, int(high):
            return f"at most {high} {one if high == 1 else many}"
        case int(low), None:
            return f"at least {low} {one if low == 1 else many}"
        case int(low), int(high) if low == high:
            return f"exactly {high} {one if high == 1 else many}"
        case _:
            return f"{least} to {most} {many}"
