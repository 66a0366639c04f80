# onespec runtime: copied unchanged into generated packages. Edit it in onespec.
"""A value that travels as text -> a text that sorts as the value does.

Two texts of one format mean the same exactly where their keys are equal, and one comes
before another exactly where its key does: `10:00:00+02:00` is `08:00:00Z`, `1.50` is
`1.5`. Keys are ASCII, so that every language has them in one order. A text that is not
of the format has itself for a key.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Final

_DATE: Final = re.compile("([0-9]{4})-([0-9]{2})-([0-9]{2})")
_TIME: Final = re.compile(
    r"([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]+))?"
    "(?:[Zz]|([+-])([0-9]{2}):([0-9]{2}))"
)
_COUNT: Final = "([0-9]{1,10})"
_DURATION: Final = re.compile(
    f"P(?:{_COUNT}W|(?:{_COUNT}D)?(?:T(?:{_COUNT}H)?(?:{_COUNT}M)?(?:{_COUNT}S)?)?)"
)
_SECONDS: Final = (604_800, 86_400, 3_600, 60, 1)
_DECIMAL: Final = re.compile(r"(-?)([0-9]+)(?:\.([0-9]+))?")
_TURNED: Final = str.maketrans("0123456789", "9876543210")
_DAY: Final = 1_440


def day_number(text: str) -> int | None:
    """Days since the first of March of year 0, by the Gregorian calendar.

    None for what is no date.
    """
    found = _DATE.fullmatch(text)
    if found is None:
        return None
    year, month, day = map(int, found.groups())
    year, month = (year, month - 3) if month > 2 else (year - 1, month + 9)
    leaps = year // 4 - year // 100 + year // 400
    return 365 * year + leaps + (153 * month + 2) // 5 + day - 1


def _clock(text: str, day: int) -> str | None:
    """Minutes of UTC since the first day, one more so that none is negative."""
    found = _TIME.fullmatch(text)
    if found is None:
        return None
    hour, minute, second, fraction, sign, hours, minutes = found.groups()
    ahead = int(hours) * 60 + int(minutes) if sign else 0
    at = (day + 1) * _DAY + int(hour) * 60 + int(minute)
    at += ahead if sign == "-" else -ahead
    rest = (fraction or "").rstrip("0")
    return f"{at:010}:{second}{'.' if rest else ''}{rest}"


def _datetime(text: str) -> str | None:
    day = day_number(text[:10])
    return None if day is None or text[10:11] not in "Tt" else _clock(text[11:], day)


def _time(text: str) -> str | None:
    """All times count as ones of the same day, whatever their offset."""
    return _clock(text, 0)


def _duration(text: str) -> str | None:
    found = _DURATION.fullmatch(text)
    if found is None:
        return None
    parts = zip(found.groups(default="0"), _SECONDS, strict=True)
    return f"{sum(int(count) * size for count, size in parts):020}"


def _decimal(text: str) -> str | None:
    """Its sign, how many digits stand before the point, then all that count."""
    found = _DECIMAL.fullmatch(text)
    if found is None:
        return None
    sign, whole, fraction = found.groups(default="")
    whole, fraction = whole.lstrip("0"), fraction.rstrip("0")
    size = f"{len(whole):010}{whole}.{fraction}"
    if sign and (whole or fraction):
        return f"-{size.translate(_TURNED)}~"
    return f"0{size}"


_KEYS: Final[Mapping[str, Callable[[str], str | None]]] = {
    "datetime": _datetime,
    "time": _time,
    "duration": _duration,
    "decimal": _decimal,
    "uuid": str.lower,
}
"""Of every other format, texts that differ mean values that differ."""


def sort_key(name: str, text: str | None) -> str:
    """The key of one text of a format; null has none, and no text has that."""
    if text is None:
        return ""
    key = _KEYS.get(name)
    return text if key is None else key(text) or text


def sort_keys(name: str, texts: Iterable[str | None]) -> list[str]:
    """The keys of several."""
    return [sort_key(name, text) for text in texts]
