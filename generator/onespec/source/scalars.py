"""A plain scalar's text -> its JSON value, or why YAML readers would disagree on it."""

from __future__ import annotations

import json
import re
from typing import NamedTuple

NUMBER_DIGITS = 30

_WORDS: dict[str, tuple[str, str]] = {
    **dict.fromkeys(
        ("y", "Y", "yes", "Yes", "YES", "on", "On", "ON", "True", "TRUE"),
        ("a boolean", "or true for the boolean"),
    ),
    **dict.fromkeys(
        ("n", "N", "no", "No", "NO", "off", "Off", "OFF", "False", "FALSE"),
        ("a boolean", "or false for the boolean"),
    ),
    **dict.fromkeys(("~", "Null", "NULL"), ("nothing", "or null for no value")),
    "=": ("a default value", ""),
    "<<": ("a merge key", ""),
}
_FACTS: dict[str, bool | None] = {"": None, "null": None, "true": True, "false": False}

_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]*)\Z")
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]*)\.[0-9]+(?:[eE][+-][0-9]+)?\Z")
_ODD_NUMBER = re.compile(
    r"""[-+]?(?:
        [0-9][0-9_,]*(?:\.[0-9_]*)?(?:[eE][-+]?[0-9]+)?  # 0123, +7, 1_000, 1., 1e3
      | \.[0-9][0-9_]*(?:[eE][-+]?[0-9]+)?               # .5
      | 0[xX][0-9a-fA-F_]+ | 0[oO][0-7_]+ | 0[bB][01_]+
    )\Z""",
    re.VERBOSE,
)
_TIME = re.compile(r"[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?\Z")
_DATE = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:(?:[Tt]|[ \t]+)[0-9]{1,2}:.*)?\Z")
_SPECIAL = re.compile(r"[-+]?\.(?:inf|Inf|INF)\Z|\.(?:nan|NaN|NAN)\Z")


class Doubt(NamedTuple):
    """Why a plain scalar is refused."""

    kind: str
    """What some readers take it for."""
    other: str
    """The other way to write it, besides quotes; may be empty."""


class TooLong(NamedTuple):
    """A number with more digits than anyone reads."""

    digits: int


class OutOfRange(NamedTuple):
    """A number that becomes infinite, or nought without being nought."""


Refusal = Doubt | TooLong | OutOfRange


def value_of(text: str) -> bool | int | float | str | None | Refusal:
    """What every YAML reader takes the plain scalar for; a refusal where they differ."""
    if text in _FACTS:
        return _FACTS[text]
    if text in _WORDS:
        return Doubt(*_WORDS[text])
    if text[0] not in "0123456789+-.":
        return text
    return _number(text)


def _number(text: str) -> int | float | str | Refusal:
    if _INTEGER.match(text) or _DECIMAL.match(text):
        digits = sum(char.isdigit() for char in text)
        if digits > NUMBER_DIGITS:
            return TooLong(digits)
        return _converted(text)
    if _DATE.match(text):
        return Doubt("a date", "")
    if _TIME.match(text):
        return Doubt("a number in base 60", "")
    if _SPECIAL.match(text):
        return Doubt("a number", "JSON has no such number")
    if _ODD_NUMBER.match(text):
        return Doubt("a number", "or the number as JSON writes it")
    return text


def _converted(text: str) -> int | float | OutOfRange:
    if "." not in text:
        return int(text)
    number = float(text)
    lost = number == 0 and any(
        char in "123456789" for char in text.lower().split("e")[0]
    )
    if number in (float("inf"), float("-inf")) or lost:
        return OutOfRange()
    return number


def quoted(text: str) -> str:
    """The text as a quoted YAML scalar on one line."""
    printable = text.isprintable()
    if printable and '"' not in text and "\\" not in text:
        return f'"{text}"'
    if printable and "'" not in text:
        return f"'{text}'"
    return json.dumps(text, ensure_ascii=not printable)
