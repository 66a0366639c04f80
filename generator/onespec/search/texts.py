"""A text's type and what is asked of it -> texts worth trying, declared examples and constants first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from onespec import patterns
from onespec.datatypes import StringType

PLACEHOLDERS: Final = {
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
_DATE: Final = re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])")
_WORD: Final = "text"
_FAR: Final = 10_000


def placeholders(datatype: StringType, count: int) -> Iterator[str]:
    """Texts that fit the declared form, `count` of them where there are that many."""
    low, high = datatype.min_length or 0, datatype.max_length
    most = _FAR if high is None else high
    known = PLACEHOLDERS.get(datatype.format or "")
    if known is not None:
        yield known
    if datatype.pattern is not None:
        yield from _some(
            patterns.matching(datatype.pattern, low, min(most, _FAR)), count
        )
    if datatype.format == "date":
        yield from _days("2024-01-01", count)
        return
    for index in range(count):
        word = _WORD if index == 0 else f"{_WORD}{index + 1}"
        if low > len(word):
            word = (
                word.ljust(low, "x") if index == 0 else f"{index + 1}".rjust(low, "x")
            )
        if len(word) > most:
            word = "abcdefghijklmnopqrstuvwxyz0123456789"[index % 36] * min(most, 1)
        yield word


def _some(texts: Iterable[str], count: int) -> Iterator[str]:
    for index, text in enumerate(texts):
        if index >= count + 3:
            return
        yield text


def neighbours(text: str, linked: int) -> Iterator[str]:
    """Texts just before and after one, where it is a date."""
    if _DATE.fullmatch(text):
        yield from _days(text, linked)
    else:
        yield from _counted(text, linked)


def _days(text: str, linked: int) -> Iterator[str]:
    year, month, day = map(int, text.split("-"))
    number = _day_number(year, month, day)
    for shift in range(1, linked + 1):
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


def _counted(text: str, linked: int) -> Iterator[str]:
    """The last digit turned, for forms of fixed width."""
    for index in range(len(text) - 1, -1, -1):
        if text[index].isdigit():
            for digit in "0123456789"[: 2 * linked + 2]:
                yield f"{text[:index]}{digit}{text[index + 1:]}"
            return


def of_length(datatype: StringType, length: int) -> Iterator[str]:
    """A text of just that many characters."""
    if not 0 <= length <= _FAR:
        return
    if datatype.pattern is not None:
        yield from _some(patterns.matching(datatype.pattern, length, length), 1)
    yield ("x" * length)
