"""A JSON value and what its field says of it -> the expression that gives it to a generated client."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from onespec.datatypes import (
    ArrayType,
    Field,
    FormatType,
    JsonValue,
    MapType,
    ObjectType,
    TupleType,
    item_field,
)
from onespec.runtime.client.formats import is_typed
from onespec.texts import PythonText, python_call, python_literal, python_tuple

MODULES: Final[Mapping[str, str]] = {
    "date": "datetime",
    "datetime": "datetime",
    "time": "datetime",
    "duration": "datetime",
    "decimal": "decimal",
    "uuid": "uuid",
    "bytes": "base64",
}
"""The module that the expression for a value of a format needs."""
_CALLS: Final[Mapping[str, str]] = {
    "datetime": "datetime.datetime.fromisoformat",
    "time": "datetime.time.fromisoformat",
    "decimal": "decimal.Decimal",
    "uuid": "uuid.UUID",
    "bytes": "base64.b64decode",
}
_UNITS: Final = {
    "W": "weeks",
    "D": "days",
    "H": "hours",
    "M": "minutes",
    "S": "seconds",
}


def native_literal(field: Field | None, value: JsonValue) -> PythonText:
    """The value on one line: of text that stands for something else, what it stands for."""
    match field:
        case Field(type=FormatType(format=name)) if _is_native(name, value):
            return _native(name, str(value))
        case Field(type=ArrayType(items=items)) if isinstance(value, list):
            shown = (native_literal(items, item) for item in value)
            return PythonText(f"[{', '.join(shown)}]")
        case Field(type=TupleType() as row) if isinstance(value, list):
            each = (
                native_literal(item_field(row, index), item)
                for index, item in enumerate(value)
            )
            return python_tuple(each)
        case Field(type=MapType(values=values)) if isinstance(value, dict):
            entries = (
                f"{python_literal(key)}: {native_literal(values, item)}"
                for key, item in value.items()
            )
            return PythonText("{" + ", ".join(entries) + "}")
        case Field(type=ObjectType(fields=fields)) if isinstance(value, dict):
            known = {one.name: one for one in fields}
            members = (
                f"{python_literal(name)}: {native_literal(known.get(name), item)}"
                for name, item in value.items()
            )
            return PythonText("{" + ", ".join(members) + "}")
        case _:
            return python_literal(value)


def _is_native(name: str, value: JsonValue) -> bool:
    return isinstance(value, str) and is_typed(name, value)


def _native(name: str, text: str) -> PythonText:
    if name == "date":
        parts = (python_literal(int(part)) for part in text.split("-"))
        return python_call("datetime.date", *parts)
    if name != "duration":
        return python_call(_CALLS[name], python_literal(text))
    counts = {unit: int(count) for count, unit in re.findall("([0-9]+)([A-Z])", text)}
    given = {_UNITS[unit]: python_literal(n) for unit, n in counts.items() if n}
    return python_call("datetime.timedelta", **given)


def modules(fields: Iterable[Field], values: Mapping[str, JsonValue]) -> list[str]:
    """The modules that the expressions for some members need, sorted."""
    return sorted(
        {
            module
            for field in fields
            if field.name in values
            for module in _modules(field, values[field.name])
        }
    )


def _modules(field: Field, value: JsonValue) -> list[str]:
    match field.type:
        case FormatType(format=name):
            return [MODULES[name]] if _is_native(name, value) else []
        case ArrayType(items=items) if isinstance(value, list):
            return [module for item in value for module in _modules(items, item)]
        case TupleType() as row if isinstance(value, list):
            pairs = ((item_field(row, at), item) for at, item in enumerate(value))
            return [
                module
                for one, item in pairs
                if one is not None
                for module in _modules(one, item)
            ]
        case MapType(values=held) if isinstance(value, dict):
            return [one for item in value.values() for one in _modules(held, item)]
        case ObjectType(fields=fields) if isinstance(value, dict):
            return modules(fields, value)
        case _:
            return []
