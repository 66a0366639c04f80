"""Comparisons with what a param can't be, such as a value outside of its enum or its pattern; and conditions without them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from onespec import patterns
from onespec.datatypes import (
    ArrayType,
    DataType,
    EnumValue,
    FormatType,
    IntegerType,
    NumberType,
    StringType,
)
from onespec.language.ast import (
    Binary,
    Call,
    Conditional,
    Expr,
    Has,
    ListLiteral,
    Literal,
    Quantifier,
    Read,
    Root,
    Unary,
)
from onespec.language.functions import FUNCTIONS
from onespec.model import Constraint, Method, Rule, WhenThen
from onespec.values import broken_limits


def reason(type_: DataType, value: object) -> str:
    """The keyword by which a value of a type can't have that value (`integer` for a fraction); empty where it can."""
    if isinstance(type_, IntegerType) and isinstance(value, float):
        if not value.is_integer():
            return "integer"
    of_kind = _is_of(type_, value)
    broken = broken_limits(type_, value) if of_kind else iter(())
    return next((keyword.name for keyword in broken), "")


def _is_of(type_: DataType, value: object) -> bool:
    match type_:
        case StringType() | FormatType():
            return isinstance(value, str)
        case IntegerType() | NumberType():
            return isinstance(value, int | float) and not isinstance(value, bool)
        case _:
            return False


def comparisons(part: Expr) -> Iterator[tuple[Read, Literal, str]]:
    """What a comparison compares in vain: the read, the constant, and the keyword that rules it out."""
    match part:
        case Binary(op="==" | "!=", left=left, right=right):
            for one, other in ((left, right), (right, left)):
                yield from _compared(one, other)
        case Binary(op="in", left=Read() as one, right=ListLiteral(items=items)):
            for item in items:
                yield from _compared(one, item)
        case Binary(op="in", left=Literal() as item, right=Read() as values):
            if isinstance(values.type, ArrayType):
                why = reason(values.type.items.type, item.value)
                if why:
                    yield values, item, why
        case Call(args=(Read() as one, Literal() as item)) if _never_holds(part):
            yield one, item, "pattern"
        case _:
            return


def _compared(one: Expr, other: Expr) -> Iterator[tuple[Read, Literal, str]]:
    if isinstance(one, Read) and isinstance(other, Literal):
        why = reason(one.type, other.value)
        if why:
            yield one, other, why


def _never_holds(call: Call) -> bool:
    """Whether a text is looked for that has a character which the pattern of the param allows nowhere."""
    read, item = call.args
    row = FUNCTIONS[call.function]
    if not isinstance(read, Read) or not isinstance(read.type, StringType):
        return False
    if not isinstance(item, Literal) or not row.pattern or row.takes_pattern(1):
        return False
    allowed = patterns.alphabet(read.type.pattern) if read.type.pattern else None
    if allowed is None:
        return False
    letters = map(ord, str(item.value))
    return not all(any(low <= at <= high for low, high in allowed) for at in letters)


def without(expr: Expr) -> Expr:
    """The same of every request whose values are legal: what is compared in vain is decided."""
    match expr:
        case Binary(op="==" | "!=" as op) if _counts(expr) and any(comparisons(expr)):
            never = _never(next(comparisons(expr))[0])
            return never if op == "==" else Unary(op="!", operand=never)
        case Binary(op="in", left=Read() as one, right=ListLiteral(items=items)):
            vain = [item for _, item, _ in comparisons(expr)]
            if not vain or one.root is Root.STATE:
                return expr
            kept = tuple(i for i in items if not any(i is other for other in vain))
            if kept:
                return replace(expr, right=ListLiteral(items=kept))
            return _never(one)
        case Binary(op="in") | Call() if _counts(expr) and any(comparisons(expr)):
            return _never(next(comparisons(expr))[0])
        case Unary(operand=operand):
            return replace(expr, operand=without(operand))
        case Binary(left=left, right=right):
            return replace(expr, left=without(left), right=without(right))
        case Conditional(test=test, then=then, otherwise=otherwise):
            return Conditional(
                test=without(test), then=without(then), otherwise=without(otherwise)
            )
        case Quantifier(body=body):
            return replace(expr, body=without(body))
        case _:
            return expr


def _never(read: Read) -> Expr:
    """What holds of no request; it names the param all the same, so that the constraint stays one about it."""
    if read.root is not Root.PARAMS:
        return Literal(value=False)
    sent = Has(root=read.root, path=read.path[:1])
    return Binary(op="&&", left=sent, right=Unary(op="!", operand=sent))


def _counts(expr: Expr) -> bool:
    """What the server's state holds is not promised to keep its declaration."""
    return all(read.root is not Root.STATE for read, _, _ in comparisons(expr))


def possible(method: Method) -> Method:
    """The method with each condition as far as legal values can bring it about."""
    return replace(
        method,
        constraints=tuple(map(_possible, method.constraints)),
        placed=tuple(map(_possible, method.placed)),
    )


def _possible(constraint: Constraint) -> Constraint:
    shape = constraint.shape
    match shape:
        case WhenThen(when=when, then=then):
            shape = WhenThen(when=without(when), then=without(then))
        case Rule(rule=rule):
            shape = Rule(rule=without(rule))
        case _:
            return constraint
    return replace(constraint, shape=shape, condition=without(constraint.condition))


def members(type_: DataType) -> list[str]:
    """The values of an enum, as texts."""
    enum: tuple[EnumValue, ...] = getattr(type_, "enum", ())
    return [str(member.value) for member in enum]
