"""A condition on one value -> the schema of the requests it holds of; None for what JSON Schema has no keyword for."""

from __future__ import annotations

from dataclasses import replace

from onespec.datatypes import ArrayType, ObjectType
from onespec.language.ast import (
    Binary,
    Call,
    Expr,
    ListLiteral,
    Literal,
    Read,
    Root,
    kind_of,
)
from onespec.language.evaluate import evaluate, same
from onespec.language.functions import FUNCTIONS
from onespec.notation.jsonschema_places import NEVER, Schema, at, negative
from onespec.patterns.schema import pattern_schema
from onespec.patterns.syntax import literal

_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_TURNED = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}
_BOUNDS = {
    "<": "exclusiveMaximum",
    "<=": "maximum",
    ">": "exclusiveMinimum",
    ">=": "minimum",
}


def atom(expr: Expr, truth: bool) -> Schema | None:
    """The schema of the requests of which the condition is `truth`."""
    match expr:
        case Read():
            return at(expr, {"const": truth}, lambda value: value is truth)
        case Binary(op="in", left=left, right=right):
            return _member(left, right, truth)
        case Binary(left=Literal(), right=right) if not isinstance(right, Literal):
            op = _MIRRORED.get(expr.op, expr.op)
            return atom(Binary(op=op, left=right, right=expr.left), truth)
        case Binary(
            op="==" | "!=" as op, left=Read() as read, right=Literal() as value
        ):
            return _equal(read, value.value, (op == "==") is truth)
        case Binary(op=op, left=Read() as read, right=Literal(value=bound)):
            return _bounded(read, op, bound, truth)
        case Binary(op=op, left=Call() as measure, right=right):
            return _sized(measure, op, right, truth)
        case Call(args=(Read(), Literal(value=str()))):
            return _text(expr, truth)
        case _:
            return None


def _equal(read: Read, value: object, truth: bool) -> Schema:
    schema: Schema = {"const": value}
    found = schema if truth else negative(schema)
    return at(read, found, lambda default: same(default, value) is truth)


def _bounded(read: Read, op: str, bound: object, truth: bool) -> Schema | None:
    if kind_of(read) not in ("int", "double") or op not in _BOUNDS:
        return None
    sign = op if truth else _TURNED[op]

    def holds(default: object) -> bool:
        test = Binary(
            op=sign,
            left=Literal(value=_number(default)),
            right=Literal(value=_number(bound)),
        )
        return default is not None and evaluate(test, {}) is True

    return at(read, {_BOUNDS[sign]: bound}, holds)


def _number(value: object) -> int | float:
    return value if isinstance(value, int | float) else 0


def _member(left: Expr, right: Expr, truth: bool) -> Schema | None:
    if isinstance(right, ListLiteral) and isinstance(left, Read):
        if not all(isinstance(item, Literal) for item in right.items):
            return None
        values = [item.value for item in right.items if isinstance(item, Literal)]
        schema = _one_of(values)
        wanted = schema if truth else negative(schema)
        return at(left, wanted, lambda v: any(same(v, x) for x in values) is truth)
    if isinstance(left, Literal) and isinstance(right, Read):
        value = left.value
        found: Schema
        match right.type:
            case ArrayType():
                found = {"contains": {"const": value}}
            case ObjectType():
                found = {"required": [value]}
            case _:
                return None
        found = found if truth else negative(found)
        return at(right, found, lambda v: _holds(v, value) is truth)
    return None


def _holds(values: object, value: object) -> bool:
    if isinstance(values, dict):
        return value in values
    return isinstance(values, list) and any(same(item, value) for item in values)


def _one_of(values: list[bool | int | float | str | None]) -> Schema:
    if not values:
        return dict(NEVER)
    unique: list[object] = []
    for value in values:
        if not any(same(value, other) for other in unique):
            unique.append(value)
    return {"const": unique[0]} if len(unique) == 1 else {"enum": unique}


def _sized(measure: Call, op: str, right: Expr, truth: bool) -> Schema | None:
    """`size(x) < 3`: the keywords for lengths of texts, lists and objects."""
    inner, bounds = measure.args[0], FUNCTIONS[measure.function].bounds
    if not isinstance(inner, Read) or not isinstance(right, Literal):
        return None
    if not isinstance(right.value, int) or isinstance(right.value, bool):
        return None
    words = bounds.get(kind_of(inner))
    if words is None:
        return None
    bound = right.value
    sign = {"==": "!=", "!=": "==", **_TURNED}[op] if not truth else op
    low = {"<": None, "<=": None, ">": bound + 1, ">=": bound}.get(sign, bound)
    high = {"<": bound - 1, "<=": bound, ">": None, ">=": None}.get(sign, bound)
    schema = _within(words, low, high)
    schema = negative(schema) if sign == "!=" else schema
    given = replace(measure, args=(_given(inner),))
    test = Binary(op=sign, left=given, right=right)
    return at(inner, schema, lambda value: evaluate(test, {"": value}) is True)


def _given(read: Read) -> Read:
    """A read of a value that is handed in under the empty name."""
    return Read(
        root=Root.PARAMS, path=("",), type=read.type, defaults=(read.defaults[-1],)
    )


def _within(words: tuple[str, str], low: int | None, high: int | None) -> Schema:
    if high is not None and high < max(low or 0, 0):
        return dict(NEVER)
    schema: Schema = {}
    if low is not None and low > 0:
        schema[words[0]] = low
    if high is not None:
        schema[words[1]] = high
    return schema


def _text(call: Call, truth: bool) -> Schema | None:
    """What a pattern can say of a text."""
    read, argument = call.args
    row = FUNCTIONS[call.function]
    if (
        not row.pattern
        or not isinstance(read, Read)
        or not isinstance(argument, Literal)
    ):
        return None
    text = str(argument.value)
    plain = "".join(literal(ord(char)) for char in text)
    schema = pattern_schema(row.pattern.format(text if row.takes_pattern(1) else plain))
    test = replace(call, args=(_given(read), argument))
    found = schema if truth else negative(schema)
    return at(read, found, lambda value: evaluate(test, {"": str(value)}) is truth)
