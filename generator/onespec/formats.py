"""A format -> texts that have it, plainest first, and texts that only just don't."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import count
from typing import Final

PLACEHOLDERS: Final[Mapping[str, str]] = {
    "date": "2024-01-01",
    "date-time": "2024-01-01T00:00:00Z",
    "time": "00:00:00Z",
    "email": "user@example.com",
    "hostname": "example.com",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "uri": "https://example.com/",
    "uuid": "00000000-0000-4000-8000-000000000000",
    "duration": "PT1S",
}
"""The plainest text of each format."""

_NUMBERED: Final[Mapping[str, str]] = {
    "date-time": "2024-01-01T00:00:00.{}Z",
    "time": "00:00:00.{}Z",
    "email": "user{}@example.com",
    "hostname": "example{}.com",
    "ipv4": "192.0.2.{}",
    "ipv6": "2001:db8::{}",
    "uri": "https://example.com/{}",
    "uuid": "00000000-0000-4000-8000-{:0>12}",
    "duration": "PT{}S",
}
"""Further texts of a format, by the number that is put into the braces; some numbers are too large for it. Dates are counted by days."""

MISSES: Final[Mapping[str, tuple[str, ...]]] = {
    "date": ("2023-02-29", "01.02.2024", "2024-1-1", "2024-01-01T00:00:00Z"),
    "date-time": ("2024-01-01T00:00:00", "2024-01-01 00:00", "2023-02-29T00:00:00Z"),
    "time": ("24:00:00Z", "00:00", "00:00:00"),
    "email": ("user", "user@", "@example.com", "us er@example.com"),
    "hostname": ("-example.com", "exam ple.com", "example..com", "https://example.com"),
    "ipv4": ("192.0.2", "192.0.2.256", "192.0.2.1.1", "2001:db8::1"),
    "ipv6": ("2001:db8::1::1", "2001:db8", "192.0.2.1", "g::1"),
    "uri": ("example.com", "/path", "https://exam ple.com/", "https://example.com/%zz"),
    "uuid": (
        "00000000000040008000000000000000",
        "g0000000-0000-4000-8000-000000000000",
    ),
    "duration": ("1 s", "PT", "P1S", "P1Y1D"),
}
"""Texts that a careless reader would take for one of the format."""


def texts(name: str, low: int = 0) -> Iterator[str]:
    """Texts for a format, plainest first and without end, grown to `low` characters where that can be.

    A number can be too large for a format: the caller checks each text.
    """
    if len(PLACEHOLDERS[name]) >= low:
        yield PLACEHOLDERS[name]
    if name == "date":
        yield from days_beside(PLACEHOLDERS[name])
        return
    form = _NUMBERED[name]
    width = max(low - len(form.format("")), 0)
    for number in count(2):
        yield form.format(str(number).rjust(width, "0"))


def days_beside(text: str) -> Iterator[str]:
    """The dates after and before one, written YYYY-MM-DD, nearest first and without end; the caller checks each text."""
    year, month, day = map(int, text.split("-"))
    number = _day_number(year, month, day)
    for shift in count(1):
        yield _day_text(number + shift)
        yield _day_text(number - shift)


def _day_number(year: int, month: int, day: int) -> int:
    """Days since the first of March of year 0, by the Gregorian calendar."""
    year, month = (year, month - 3) if month > 2 else (year - 1, month + 9)
    leaps = year // 4 - year // 100 + year // 400
    return 365 * year + leaps + (153 * month + 2) // 5 + day - 1


def _day_text(number: int) -> str:
    year = (10_000 * number + 14_780) // 3_652_425
    rest = number - _day_number(year, 3, 1)
    if rest < 0:
        year -= 1
        rest = number - _day_number(year, 3, 1)
    month = (100 * rest + 52) // 3060
    day = rest - (month * 306 + 5) // 10 + 1
    year, month = (year, month + 3) if month < 10 else (year + 1, month - 9)
    return f"{year:04}-{month:02}-{day:02}"
