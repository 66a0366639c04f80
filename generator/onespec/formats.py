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
    "date": "{:0>4}-01-01",
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
"""Further texts of a format, by the number that is put into the braces; some numbers are too large for it."""

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
    form = _NUMBERED[name]
    width = max(low - len(form.format("")), 0)
    for number in count(2):
        yield form.format(str(number).rjust(width, "0"))
