"""Params and expressions for the tests of the constraint language."""

from __future__ import annotations

from onespec.datatypes import (
    AnyType,
    ArrayType,
    BooleanType,
    EnumValue,
    Field,
    IntegerType,
    MapType,
    NumberType,
    ObjectType,
    StringType,
    TupleType,
)
from onespec.diagnostics import Diagnostic, Span
from onespec.language import Scope
from onespec.language.ast import Expr
from onespec.spec.expressions import compiled
from onespec.spec.nodes import ScalarNode
from onespec.spec.parser import parse


def text(name: str = "", *, choices: tuple[str, ...] = (), **more: object) -> Field:
    keys = {
        key: more.pop(key)
        for key in ("pattern", "format", "min_length", "max_length")
        if key in more
    }
    datatype = StringType(enum=tuple(EnumValue(value=value) for value in choices), **keys)  # type: ignore[arg-type]
    return Field(name=name, type=datatype, **more)  # type: ignore[arg-type]


def items(name: str, item: Field) -> Field:
    return Field(name=name, type=ArrayType(items=item))


PARAMS = (
    text("first_call", choices=("operator", "contact"), required=True),
    Field(name="switch_at_once", type=BooleanType(), default=False),
    Field(name="early_switching", type=BooleanType(), default=False),
    Field(name="limit", type=IntegerType()),
    Field(name="offset", type=IntegerType(), default=0),
    Field(name="ratio", type=NumberType()),
    items("tags", text()),
    items(
        "legs",
        Field(
            name="",
            type=ObjectType(
                fields=(text("to", required=True), Field(name="n", type=IntegerType()))
            ),
        ),
    ),
    Field(
        name="message",
        type=ObjectType(
            fields=(
                text("type", required=True),
                text("value"),
                Field(name="volume", type=IntegerType(), default=5),
            )
        ),
    ),
    text("Accept-Language"),
    text("for"),
    text("state", default="open"),
    Field(name="rank", type=IntegerType(), nullable=True, default=None),
    text("since", format="date"),
    text("till", format="date"),
    text("stamp", pattern="^[0-9]{4}-[0-9]{2}$"),
    text("note", default=""),
    Field(name="anything", type=AnyType()),
    Field(name="labels", type=MapType(values=text()), required=True),
    Field(
        name="point",
        type=TupleType(prefix_items=(Field(name="", type=NumberType()),) * 2),
        required=True,
    ),
)
STATE = (items("blocked", text()),)


def read(
    source: str,
    params: tuple[Field, ...] = PARAMS,
    *,
    expect: str = "bool",
    demanded: bool = True,
) -> tuple[Expr | None, tuple[Diagnostic, ...]]:
    """The expression as a spec would hold it in a block of its own."""
    node, faults = parse("spec.yaml", f"|-\n  {source}\n".encode())
    assert isinstance(node, ScalarNode), faults
    state = STATE if "state." in source else ()
    scope = Scope(params=params, state=state, owner="rule")
    return compiled(node, scope, expect=expect, demanded=demanded)


def expr(
    source: str, params: tuple[Field, ...] = PARAMS, *, expect: str = "bool"
) -> Expr:
    """An expression that has to be right."""
    found, faults = read(source, params, expect=expect)
    assert found is not None, [fault.message for fault in faults]
    return found


def fault(
    source: str, params: tuple[Field, ...] = PARAMS, *, expect: str = "bool"
) -> tuple[str, str, str]:
    """Code, the stretch of the source pointed at, and the message of the one fault of an expression."""
    found, faults = read(source, params, expect=expect)
    assert found is None
    (only,) = faults
    return (
        only.code,
        source[only.span.column - 3 : only.span.end_column - 3],
        only.message,
    )


def helps(source: str, *, demanded: bool = True) -> list[str]:
    return [fault.help for fault in read(source, demanded=demanded)[1]]


NOWHERE = Span(file="made", line=1, column=1, end_line=1, end_column=1)
