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
class ArrayType:
    """A list whose members all have one type."""

    items: Field
    """Its `name` is empty."""
    min_items: int | None = None
    max_items: int | None = None
    unique_items: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectType:
    """An object with declared members; `open` ones may carry others too."""

    fields: tuple[Field, ...] = ()
    open: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AnyType:
    """Any JSON value; for what an API leaves untyped."""


DataType: TypeAlias = (
    "StringType | IntegerType | NumberType | BooleanType | ArrayType | ObjectType | AnyType"
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
