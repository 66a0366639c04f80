"""A field of the model -> the call that builds its twin in generated checks."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Final

from onespec import names
from onespec.datatypes import (
    AnyType,
    ArrayType,
    BooleanType,
    DataType,
    Field,
    FormatType,
    IntegerType,
    JsonValue,
    MapType,
    NumberType,
    ObjectType,
    RecursiveType,
    StringType,
    TupleType,
    UnionType,
    WrittenType,
    item_field,
    resolved,
    within,
)
from onespec.datatypes import members as inner
from onespec.language.ast import Path
from onespec.mending import shown_sample
from onespec.model import NamedType
from onespec.notation.english_types import FORMATS, TYPED, pattern_words
from onespec.texts import (
    PythonText,
    identifier,
    python_lines,
    python_literal,
    python_tuple,
)
from onespec.texts import python_call as call
from onespec.values import limits_of, telling


def field(item: Field, ruled: Collection[str] = ()) -> PythonText:
    """`Field("contact", Text(...), required=True)`; `ruled` are the shared types that have rules."""
    return call(
        "Field",
        python_literal(item.name),
        _kind_of(item, ruled),
        required=_flag(item.required),
        nullable=_flag(item.nullable),
        secret=_flag(holds_secret(item)),
    )


def holds_secret(item: Field) -> bool:
    """Whether a value of the field can carry a secret."""
    return any(one.secret for one in within(item))


def is_secret_at(fields: tuple[Field, ...], path: Path) -> bool:
    """Whether the value at a path, or anything around or inside it, is a secret."""
    found = [item for item in fields if item.name == path[0]]
    if not path[1:] or any(item.secret for item in found):
        return any(map(holds_secret, found))
    return any(is_secret_at(_below(item, path[1]), path[1:]) for item in found)


def _below(item: Field, step: str) -> tuple[Field, ...]:
    """What a step leads to: members by their names, the items of a list by any number."""
    type_ = resolved(item.type)
    match type_:
        case ArrayType(items=items):
            return (replace(items, name=step),)
        case TupleType() if step.isdecimal():
            found = item_field(type_, int(step))
            return () if found is None else (replace(found, name=step),)
        case MapType(values=values):
            return (replace(values, name=step),)
        case _:
            return inner(type_)


def members(
    fields: tuple[Field, ...],
    *,
    is_open: bool = False,
    ruled: Collection[str] = (),
    type_name: str | None = None,
) -> PythonText:
    """`members(Field(...), ...)`, with the rules of a shared type."""
    return call(
        "members",
        *(field(item, ruled) for item in fields),
        open=_flag(is_open),
        rules=PythonText(f"RULES[{python_literal(type_name)}]") if type_name else None,
    )


_CHECKS: Final[Mapping[type, str]] = {
    StringType: "Text",
    IntegerType: "Integer",
    NumberType: "Number",
    BooleanType: "Flag",
    FormatType: "Formatted",
    ArrayType: "Array",
    TupleType: "Tuple",
    MapType: "Map",
    AnyType: "Anything",
}


def kind(
    item: DataType,
    ruled: Collection[str] = (),
    type_name: str | None = None,
    shown: JsonValue = None,
) -> PythonText:
    """The kind of value: `Text(max_length=20)`."""
    match item:
        case ObjectType(fields=fields, open=is_open):
            return members(fields, is_open=is_open, ruled=ruled, type_name=type_name)
        case UnionType(discriminator=str()):
            options = [_kind_of(option, ruled) for option in item.options]
            return call("Tagged", field(telling(item)), *options)
        case UnionType(options=options):
            return call("Either", *(_kind_of(option, ruled) for option in options))
        case RecursiveType(name=name):
            return call("Named", PythonText(f"lambda: {constant(name)}"))
        case _:
            return _plain(item, ruled, shown)


def _kind_of(item: Field, ruled: Collection[str]) -> PythonText:
    type_name = item.type_name if item.type_name in ruled else None
    return kind(item.type, ruled, type_name, shown_sample(item))


def constant(name: str) -> PythonText:
    """What the checks call the kind of a shared type that contains itself."""
    return identifier(f"{names.constant(name)}_TYPE")


def recursive(
    types: Iterable[NamedType], ruled: Collection[str] = ()
) -> dict[str, PythonText]:
    """The shared types that contain themselves, each with its kind."""
    within_types = [Field(name="", type=named.type) for named in types]
    found = {
        one.type.name
        for field in within_types
        for one in within(field)
        if isinstance(one.type, RecursiveType)
    }
    return {
        constant(named.name): kind(
            named.type, ruled, named.name if named.name in ruled else None
        )
        for named in types
        if named.name in found
    }


def _plain(item: WrittenType, ruled: Collection[str], shown: JsonValue) -> PythonText:
    limits: dict[str, PythonText | None] = {
        keyword.check or keyword.attribute: python_literal(keyword.checked(limit))
        for keyword, limit in limits_of(item)
    }
    inside: tuple[PythonText, ...] = ()
    match item:
        case ArrayType(items=items):
            inside = (field(items, ruled),)
        case TupleType(prefix_items=places, items=rest):
            inside = (python_tuple(field(place, ruled) for place in places),)
            behind = None if rest is None else field(rest, ruled)
            limits = {"rest": behind, **limits}
        case MapType(values=values, keys=keys):
            inside = (field(values, ruled),)
            limits = {"keys": None if keys is None else kind(keys.type), **limits}
        case _:
            pass
    if isinstance(item, StringType):
        words = [] if item.format is None else [FORMATS[item.format]]
        words += [] if item.pattern is None else [pattern_words(item.pattern)]
        if words:
            limits["words"] = python_lines("; ".join(words))
    if isinstance(item, FormatType):
        about = {"words": python_lines(f"{item.format} {TYPED[item.format]}".rstrip())}
        limits = {"format": python_literal(item.format), **limits, **about}
    if shown is not None:
        limits["sample"] = python_literal(shown)
    return call(_CHECKS[type(item)], *inside, **limits)


def _flag(value: bool) -> PythonText | None:
    return PythonText("True") if value else None
