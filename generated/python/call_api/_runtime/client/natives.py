# onespec runtime: copied unchanged into generated packages. Edit it in onespec.
"""The types of values that travel as text and have a type of their own in Python.

Each has one form on the wire, whoever writes it: dates and times as RFC 3339 has them,
durations of whole seconds without years and months, decimals without an exponent,
base64 with padding.
"""

from __future__ import annotations

import decimal
import re
import uuid
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from typing import Annotated, Final, TypeAlias

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from .formats import duration_text, is_typed

_LEAP = re.compile(r":60(?:\.[0-9]+)?")
_UNITS: Final = {
    "W": "weeks",
    "D": "days",
    "H": "hours",
    "M": "minutes",
    "S": "seconds",
}


def _write_date(value: object) -> str:
    if isinstance(value, datetime):
        raise ValueError("a date, not a datetime: `.date()` of it is one")
    if not isinstance(value, date):
        raise ValueError("a date")
    return value.isoformat()


def _write_datetime(value: object) -> str:
    if not isinstance(value, datetime):
        raise ValueError("a datetime")
    offset = value.utcoffset()
    if offset is None:
        mend = "`.replace(tzinfo=datetime.timezone.utc)` or `.astimezone()` of it"
        raise ValueError(f"a datetime that knows its offset: {mend} is one")
    if offset % timedelta(minutes=1):
        # Clocks of long ago were set by the sun; the wire has no seconds there.
        value = value.astimezone(timezone.utc)
    return value.isoformat().replace("+00:00", "Z")


def _write_time(value: object) -> str:
    if not isinstance(value, time):
        raise ValueError("a time")
    offset = value.utcoffset()
    if offset is None:
        mend = "`.replace(tzinfo=datetime.timezone.utc)` of it is one"
        raise ValueError(f"a time that knows its offset: {mend}")
    if offset % timedelta(minutes=1):
        raise ValueError("a time whose offset is one of whole minutes")
    return value.isoformat().replace("+00:00", "Z")


def _write_duration(value: object) -> str:
    if not isinstance(value, timedelta):
        raise ValueError("a timedelta")
    if value < timedelta() or value.microseconds:
        raise ValueError("a timedelta of whole seconds, and not below zero")
    return duration_text(value // timedelta(seconds=1))


def _write_decimal(value: object) -> str:
    if not isinstance(value, decimal.Decimal):
        raise ValueError("a Decimal")
    if not value.is_finite():
        raise ValueError("a Decimal that is a finite number")
    return format(value, "f")


def _write_uuid(value: object) -> str:
    if not isinstance(value, uuid.UUID):
        raise ValueError("a UUID")
    return str(value)


def _write_bytes(value: object) -> str:
    if not isinstance(value, (bytes, bytearray)):
        raise ValueError("bytes")
    return b64encode(value).decode("ascii")


def _read_datetime(text: str) -> datetime:
    """Python has no leap second: the last microsecond before it stands for it."""
    return datetime.fromisoformat(_LEAP.sub(":59.999999", text.upper()))


def _read_time(text: str) -> time:
    return time.fromisoformat(_LEAP.sub(":59.999999", text.upper()))


def _read_duration(text: str) -> timedelta:
    counts = {unit: int(count) for count, unit in re.findall("([0-9]+)([A-Z])", text)}
    return timedelta(**{_UNITS[unit]: count for unit, count in counts.items()})


def _read_bytes(text: str) -> bytes:
    return b64decode(text, validate=True)


@dataclass(frozen=True, slots=True)
class Native:
    """How values of one format are written and read."""

    kind: type[object]
    write: Callable[[object], str]
    """Raises ValueError, which says what the value must be and how to mend it."""
    read: Callable[[str], object]
    """Asked of texts of the format only."""


NATIVES: Final[Mapping[str, Native]] = {
    "datetime": Native(datetime, _write_datetime, _read_datetime),
    "date": Native(date, _write_date, date.fromisoformat),
    "time": Native(time, _write_time, _read_time),
    "duration": Native(timedelta, _write_duration, _read_duration),
    "decimal": Native(decimal.Decimal, _write_decimal, decimal.Decimal),
    "uuid": Native(uuid.UUID, _write_uuid, uuid.UUID),
    "bytes": Native(bytes, _write_bytes, _read_bytes),
}
"""Every datetime is a date to Python: they stand in the order in which to ask."""


def written(value: object) -> object:
    """A value of one of these types as text; any other one as it is."""
    for native in NATIVES.values():
        if isinstance(value, native.kind):
            return native.write(value)
    return value


@dataclass(frozen=True, slots=True)
class _Read:
    """Makes pydantic take the text of a format, or a value of its type, and no more."""

    format: str

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        native = NATIVES[self.format]

        def read(value: object) -> object:
            if isinstance(value, str) and is_typed(self.format, value):
                return native.read(value)
            native.write(value)
            return value

        return core_schema.no_info_plain_validator_function(
            read,
            serialization=core_schema.plain_serializer_function_ser_schema(
                native.write, when_used="json"
            ),
        )


Date: TypeAlias = Annotated[date, _Read("date")]
DateTime: TypeAlias = Annotated[datetime, _Read("datetime")]
Time: TypeAlias = Annotated[time, _Read("time")]
Duration: TypeAlias = Annotated[timedelta, _Read("duration")]
Decimal: TypeAlias = Annotated[decimal.Decimal, _Read("decimal")]
UUID: TypeAlias = Annotated[uuid.UUID, _Read("uuid")]
Bytes: TypeAlias = Annotated[bytes, _Read("bytes")]
