"""A format -> texts that have it, plainest first, and texts that only just don't."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import count, islice
from typing import Final

from onespec.datatypes import FormatType
from onespec.runtime.client.formats import duration_text
from onespec.runtime.client.order import day_number, sort_key

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

TYPED_PLACEHOLDERS: Final[Mapping[str, str]] = {
    "date": PLACEHOLDERS["date"],
    "datetime": PLACEHOLDERS["date-time"],
    "time": PLACEHOLDERS["time"],
    "duration": PLACEHOLDERS["duration"],
    "decimal": "1",
    "uuid": PLACEHOLDERS["uuid"],
    "bytes": "AA==",
}
"""The plainest text of each type that travels as text."""

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

TYPED_MISSES: Final[Mapping[str, tuple[str, ...]]] = {
    "date": MISSES["date"],
    "datetime": MISSES["date-time"],
    "time": MISSES["time"],
    "duration": ("P1M", "PT1.5S", "-PT1S", *MISSES["duration"]),
    "decimal": ("1e3", "1,5", "1.", ".5", "01", "+1", "NaN"),
    "uuid": MISSES["uuid"],
    "bytes": ("AA", "AA=", "A\nAA", "AB==", "-_8=", "AAAA===="),
}
"""The same for each type that travels as text."""

# Values as numbers, for those that have neighbours.

_DAY: Final = 86_400
_FAR: Final = 10_000
"""More bytes are not made."""
_FIRST: Final = day_number("0001-01-01") or 0
_LAST: Final = day_number("9999-12-31") or 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A format whose values lie on a line: days, seconds or plain numbers."""

    number: Callable[[str], Fraction]
    text: Callable[[Fraction], str | None]
    """None where the format has no such value."""
    is_dense: bool = False
    """Whether there is always another value between two."""


def _seconds(name: str, text: str) -> Fraction:
    minutes, _, seconds = sort_key(name, text).partition(":")
    return int(minutes) * 60 + Fraction(seconds)


def day_text(number: int) -> str:
    """The date of so many days after the first of March of year 0."""
    year = (10_000 * number + 14_780) // 3_652_425
    rest = number - _first_of_march(year)
    if rest < 0:
        year -= 1
        rest = number - _first_of_march(year)
    month = (100 * rest + 52) // 3060
    day = rest - (month * 306 + 5) // 10 + 1
    year, month = (year, month + 3) if month < 10 else (year + 1, month - 9)
    return f"{year:04}-{month:02}-{day:02}"


def _first_of_march(year: int) -> int:
    return 365 * year + year // 4 - year // 100 + year // 400


def _days(number: Fraction) -> str | None:
    is_day = number.denominator == 1 and _FIRST <= number <= _LAST
    return day_text(int(number)) if is_day else None


def _clock(number: Fraction) -> str | None:
    """The time of a day in UTC, that many seconds after its start; of no more digits than a second has nanoseconds."""
    if not 0 <= number < _DAY or decimal_text(number, 9) is None:
        return None
    whole, rest = divmod(number, 1)
    minutes, second = divmod(int(whole), 60)
    fraction = str(decimal_text(rest, 9))[1:]
    return f"{minutes // 60:02}:{minutes % 60:02}:{second:02}{fraction}Z"


def _moment(number: Fraction) -> str | None:
    days, rest = divmod(number, _DAY)
    day, clock = _days(Fraction(days - 1)), _clock(rest)
    return f"{day}T{clock}" if day is not None and clock is not None else None


def _span(number: Fraction) -> str | None:
    fits = number.denominator == 1 and 0 <= number < 10**8 * _DAY
    return duration_text(int(number)) if fits else None


def decimal_text(number: Fraction, most: int = 40) -> str | None:
    """A number in digits, without an exponent; None where it has more than `most` of them after the point."""
    for digits in range(most + 1):
        scaled = number * 10**digits
        if scaled.denominator == 1:
            shown = str(abs(int(scaled))).rjust(digits + 1, "0")
            sign, end = "-" if number < 0 else "", len(shown) - digits
            return sign + shown[:end] + (f".{shown[end:]}" if digits else "")
    return None


LINES: Final[Mapping[str, Line]] = {
    "date": Line(number=lambda text: Fraction(day_number(text) or 0), text=_days),
    "datetime": Line(
        number=lambda text: _seconds("datetime", text), text=_moment, is_dense=True
    ),
    "time": Line(
        number=lambda text: _seconds("time", text) - _DAY, text=_clock, is_dense=True
    ),
    "duration": Line(
        number=lambda text: Fraction(int(sort_key("duration", text))), text=_span
    ),
    "decimal": Line(number=Fraction, text=decimal_text, is_dense=True),
}


def step(name: str, marks: Iterable[str]) -> Fraction:
    """How far the neighbours of some values lie away: a day, a second, a unit of the last place that any of them has."""
    if name != "decimal":
        return Fraction(1)
    places = max((len(mark.partition(".")[2]) for mark in marks), default=0)
    return Fraction(1, 10**places)


def beside(
    name: str, text: str, steps: int, size: Fraction, *, whole: bool = False
) -> Iterator[str]:
    """The values so many steps after and before one, where there are such; with `whole`, only multiples of the step."""
    line = LINES[name]
    at = line.number(text)
    at = at // size * size if whole else at
    for number in (at + steps * size, at - steps * size):
        found = line.text(number)
        if found is not None:
            yield found


def between(name: str, marks: Iterable[str], count: int) -> Iterator[str]:
    """Values between each two neighbours of some, `count` of them where there are that many."""
    line = LINES[name]
    numbers = sorted({line.number(mark) for mark in marks})
    for low, high in zip(numbers, numbers[1:]):
        at = high
        for _ in range(count):
            at = (low + at) / 2 if line.is_dense else Fraction((low + at) // 2)
            found = line.text(at)
            if found is not None and low < at < high:
                yield found


def plain_texts(kind: FormatType) -> Iterator[str]:
    """Values of a type that travels as text, plainest first, some of which its limits may refuse; without end, but for times."""
    name = kind.format
    if name == "bytes":
        yield from _bytes(kind.min_length or 0, kind.max_length)
        return
    if kind.enum or kind.bounds:
        yield from islice(typed_texts(name), 1)
        yield from (str(member.value) for member in kind.enum)
        if kind.bounds:
            # An enum of UUIDs has no order to be beside of.
            yield from _at_bounds(kind)
    yield from typed_texts(name)


def _at_bounds(kind: FormatType) -> Iterator[str]:
    """Values at the bounds and beside them, as the steps are."""
    line = LINES[kind.format]
    size = Fraction(kind.multiple_of or step(kind.format, kind.bounds))
    for bound in kind.bounds:
        at = line.number(bound)
        if kind.multiple_of:
            at = at // size * size
        for number in (at, at + size, at - size):
            found = line.text(number)
            if found is not None:
                yield found
    yield from between(kind.format, kind.bounds, 1)


def _bytes(least: int, most: int | None) -> Iterator[str]:
    """Bytes of a length, told apart by the number that they end in."""
    yield b64encode(bytes(max(least, 0 if most == 0 else 1))).decode()
    for number in count(2):
        text = str(number).rjust(least, "0")
        yield b64encode(text[-(most or len(text)) :].encode()).decode()


def beyond(kind: FormatType, limit: int | float | str, steps: int) -> str | None:
    """A value that lies so many steps beyond a limit; None where there is none."""
    if not isinstance(limit, str):
        size = int(limit) + steps
        return b64encode(bytes(size)).decode() if 0 <= size <= _FAR else None
    line = LINES[kind.format]
    size_ = Fraction(kind.multiple_of or step(kind.format, kind.bounds))
    return line.text(line.number(limit) + steps * size_) if steps else limit


def typed_texts(name: str) -> Iterator[str]:
    """Values of a type that travels as text, plainest first; without end, but for times."""
    yield TYPED_PLACEHOLDERS[name]
    for number in count(2):
        if name == "bytes":
            yield b64encode(str(number).encode()).decode()
        elif name == "uuid":
            yield _NUMBERED[name].format(number)
        else:
            size = {"date": 1, "datetime": _DAY, "time": 60}.get(name, 1)
            first = LINES[name].number(TYPED_PLACEHOLDERS[name])
            found = LINES[name].text(first + (number - 1) * size)
            if found is None:
                return
            yield found


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
    number = day_number(text) or 0
    for shift in count(1):
        yield day_text(number + shift)
        yield day_text(number - shift)
