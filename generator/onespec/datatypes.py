"""The closed set of value types a param, result member or state fact can have. Frozen values, nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Final, TypeAlias

from onespec.diagnostics import Span

JsonValue: TypeAlias = (
    "bool | int | float | str | None | list[JsonValue] | dict[str, JsonValue]"
)


class _Missing(Enum):
    """The type of `MISSING`: a default that was not declared, told apart from a default of null."""

    MISSING = "missing"


MISSING: Final = _Missing.MISSING
Missing: TypeAlias = _Missing


@dataclass(frozen=True, slots=True, kw_only=True)
class EnumValue:
    """One member of an enum and what it means."""

    value: bool | int | float | str
    meaning: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StringType:
    """Text; lengths count Unicode code points."""

    enum: tuple[EnumValue, ...] = ()
    const: bool = False
    """Whether the enum has one member for good, written as `const`; so for the types below."""
    pattern: str | None = None
    """In the common subset of ECMA and Python (see `patterns`); looked for anywhere in the text, as JSON Schema does; `^` and `$` tie it to the ends."""
    format: str | None = None
    min_length: int | None = None
    max_length: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IntegerType:
    """A JSON number without fraction; `1.0` counts as one, as in JSON Schema 2020-12."""

    enum: tuple[EnumValue, ...] = ()
    const: bool = False
    minimum: int | float | None = None
    maximum: int | float | None = None
    exclusive_minimum: int | float | None = None
    exclusive_maximum: int | float | None = None
    multiple_of: int | float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberType:
    """Any JSON number."""

    enum: tuple[EnumValue, ...] = ()
    const: bool = False
    minimum: int | float | None = None
    maximum: int | float | None = None
    exclusive_minimum: int | float | None = None
    exclusive_maximum: int | float | None = None
    multiple_of: int | float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BooleanType:
    """`true` or `false`; an enum narrows it to one of them."""

    enum: tuple[EnumValue, ...] = ()
    const: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FormatType:
    """Text on the wire that stands for something else: a date, a decimal, bytes. Values are compared as what they stand for."""

    format: str
    """`date`, `datetime`, `time`, `duration`, `decimal`, `uuid` or `bytes`: the name of the type."""
    enum: tuple[EnumValue, ...] = ()
    minimum: str | None = None
    """Bounds are texts of the format."""
    maximum: str | None = None
    exclusive_minimum: str | None = None
    exclusive_maximum: str | None = None
    multiple_of: str | None = None
    """Of a decimal."""
    min_length: int | None = None
    """Of bytes, counted as such."""
    max_length: int | None = None

    @property
    def bounds(self) -> tuple[str, ...]:
        """The limits on either side, as they are written."""
        found = (
            self.minimum,
            self.maximum,
            self.exclusive_minimum,
            self.exclusive_maximum,
        )
        return tuple(bound for bound in found if bound is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrayType:
    """A list whose members all have one type."""

    items: Field
    """Its `name` is empty."""
    min_items: int | None = None
    max_items: int | None = None
    unique_items: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TupleType:
    """A list each of whose places has a type of its own; all of them are there."""

    prefix_items: tuple[Field, ...]
    """Their `name` is empty."""
    items: Field | None = None
    """What may follow; None where nothing may."""
    min_items: int | None = None
    max_items: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MapType:
    """An object whose keys are data, and whose values all have one type."""

    values: Field
    """Its `name` is empty."""
    keys: Field | None = None
    """What a key must be, which is a text; None where any will do."""
    min_properties: int | None = None
    max_properties: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectType:
    """An object with declared members; `open` ones may carry others too."""

    fields: tuple[Field, ...] = ()
    open: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AnyType:
    """Any JSON value; for what an API leaves untyped."""


DataType: TypeAlias = (
    "StringType | IntegerType | NumberType | BooleanType | FormatType | ArrayType | TupleType | MapType | ObjectType | AnyType"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A place to read on."""

    title: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A named value: a param, a member of a result or object, a fact of the state, the items of an array."""

    name: str
    """Name on the wire; empty for the items of an array."""
    type: DataType
    type_name: str | None = None
    """The shared type (a key of `types:`) it was declared with, if any."""
    required: bool = False
    nullable: bool = False
    default: JsonValue | Missing = field(default=MISSING, hash=False)
    """A value reference sees it where the field is absent. Never sent by a client."""
    default_note: str = ""
    """A default only the server knows, in words; not a value."""
    title: str = ""
    description: str = ""
    """Plain paragraphs, lists, backticked names and links; no other markup, never HTML."""
    docs_type: str = ""
    """The type as the API's own docs say it, where it differs (`number` for an integral id)."""
    group: str = ""
    """Title of the section of the page it stands in."""
    examples: tuple[JsonValue, ...] = field(default=(), hash=False)
    secret: bool = False
    deprecated: str = ""
    """Why and what instead; empty when not deprecated."""
    since: str = ""
    see: tuple[Link, ...] = ()
    extensions: Mapping[str, JsonValue] = field(default_factory=dict, hash=False)
    """`x-` keys, carried and never acted on."""
    span: Span | None = field(default=None, compare=False, repr=False)


def inner_fields(type_: DataType) -> tuple[Field, ...]:
    """The fields that values of a type are made of: members, items, the values of a map."""
    match type_:
        case ArrayType(items=items):
            return (items,)
        case TupleType(prefix_items=prefix, items=rest):
            return prefix if rest is None else (*prefix, rest)
        case MapType(values=values):
            return (values,)
        case ObjectType(fields=fields):
            return fields
        case _:
            return ()


def item_field(type_: ArrayType | TupleType, index: int) -> Field | None:
    """What stands at a place of a list; None where nothing may."""
    if isinstance(type_, ArrayType):
        return type_.items
    return type_.prefix_items[index] if index < len(type_.prefix_items) else type_.items
