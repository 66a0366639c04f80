"""A value type -> its kind in expressions, and what can be compared or put in order with what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, assert_never

from onespec import patterns
from onespec.datatypes import (
    AnyType,
    ArrayType,
    BooleanType,
    DataType,
    IntegerType,
    NumberType,
    ObjectType,
    StringType,
)
from onespec.language.ast import Expr, Read


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """A checked expression with its type; a type of None is that of `null`."""

    expr: Expr
    type: DataType | None
    nullable: bool = False

    @property
    def kind(self) -> str:
        """Kind of its value."""
        return kind(self.type)


BOOL: Final = BooleanType()
INT: Final = IntegerType()
DOUBLE: Final = NumberType()
STRING: Final = StringType()

NUMBERS: Final = ("int", "double")
SCALARS: Final = ("bool", "int", "double", "string")

WORDS: Final = {
    "bool": "a boolean",
    "int": "an integer",
    "double": "a number",
    "string": "a text",
    "list": "a list",
    "object": "an object",
    "any": "an untyped value",
    "null": "null",
}


def kind(datatype: DataType | None) -> str:
    """`bool`, `int`, `double`, `string`, `list`, `object`, `any` or `null`."""
    match datatype:
        case None:
            return "null"
        case BooleanType():
            return "bool"
        case IntegerType():
            return "int"
        case NumberType():
            return "double"
        case StringType():
            return "string"
        case ArrayType():
            return "list"
        case ObjectType():
            return "object"
        case AnyType():
            return "any"
        case _:
            assert_never(datatype)


def comparable(left: str, right: str) -> bool:
    """Whether `==` between two kinds says something."""
    if left not in SCALARS or right not in SCALARS:
        return False
    return left == right or (left in NUMBERS and right in NUMBERS)


def order_fault(left: Typed, right: Typed) -> str:
    """Why two texts have no order; empty where the order of texts is that of what they stand for."""
    forms = [_form(side) for side in (left, right) if isinstance(side.expr, Read)]
    if not forms:
        return "texts are put in order only where a param declares their form"
    if any(form is None for form in forms):
        return "the order of texts is that of time only in a form of fixed width"
    if len(set(forms)) > 1:
        return "the two do not declare the same form"
    for side in (left, right):
        if not isinstance(side.expr, Read) and not _fits(side.expr, str(forms[0])):
            return "the value beside it does not have the declared form"
    return ""


ORDER_MEND: Final = (
    "declare `format: date` on both, or the same `pattern` of fixed width, such as "
    "`^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$`"
)
DATE_PATTERN: Final = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"


def _form(side: Typed) -> str | None:
    """The pattern of fixed width that every value of a read has."""
    if not isinstance(side.type, StringType):
        return None
    if side.type.pattern is not None and patterns.is_fixed_width(side.type.pattern):
        return side.type.pattern
    return DATE_PATTERN if side.type.format == "date" else None


def _fits(expr: Expr, form: str) -> bool:
    value = getattr(expr, "value", None)
    return isinstance(value, str) and patterns.matches(form, value)
