"""The constraints of a method told to z3, written from the meaning of the language and not from the solver under test."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any

import z3
from onespec.datatypes import (
    MISSING,
    BooleanType,
    Field,
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
    Read,
    Unary,
)
from onespec.model import Method


class Judge:
    """One z3 solver for a method whose params are scalars; texts are numbered, dates count days."""

    def __init__(self, method: Method) -> None:
        self.method = method
        self.solver = z3.Solver()
        self.solver.set("timeout", 5000)
        self._codes: dict[str, int] = {}
        self.sent: dict[str, Any] = {}
        self.values: dict[str, Any] = {}
        for field in method.params:
            self._declare(field)
        self.truths = [
            self.term(constraint.condition) for constraint in method.constraints
        ]

    def _declare(self, field: Field) -> None:
        sent = z3.Bool(f"{field.name}?")
        self.sent[field.name] = sent
        if field.required:
            self.solver.add(sent)
        match field.type:
            case BooleanType():
                self.values[field.name] = z3.Bool(field.name)
            case NumberType():
                self.values[field.name] = z3.Real(field.name)
            case IntegerType(minimum=low, maximum=high):
                value = z3.Int(field.name)
                self.values[field.name] = value
                if low is not None:
                    self.solver.add(value >= low, value <= high)
            case FormatType(format=name):
                value = z3.Real(field.name)
                self.values[field.name] = value
                low, high = RANGES[name]
                self.solver.add(value >= number(name, low), value <= number(name, high))
            case StringType(enum=enum, format=form):
                value = z3.Int(field.name)
                self.values[field.name] = value
                if form == "date":
                    self.solver.add(value >= 1, value <= date.max.toordinal())
                if enum:
                    self.solver.add(
                        z3.Or(
                            [
                                value == self.code(str(member.value), field)
                                for member in enum
                            ]
                        )
                    )
            case _:
                raise NotImplementedError(field.type)

    def code(self, text: str, field: Field | None = None) -> int:
        try:
            return date.fromisoformat(text).toordinal()
        except ValueError:
            return self._codes.setdefault(text, -1 - len(self._codes))

    def constant(self, value: object) -> Any:
        match value:
            case bool():
                return z3.BoolVal(value)
            case int():
                return z3.IntVal(value)
            case float():
                return z3.RealVal(str(Fraction(value)))
            case str():
                return z3.IntVal(self.code(value))
        raise NotImplementedError(value)

    def term(self, expr: Expr) -> Any:
        match expr:
            case Literal(value=str() as text, format=name) if name:
                return number(name, text)
            case Literal(value=value):
                return self.constant(value)
            case Has(path=(name,)):
                return self.sent[name]
            case Read(path=(name,), defaults=(default,), type=kind):
                if default is MISSING:
                    return self.values[name]
                if isinstance(kind, FormatType):
                    stand_in = number(kind.format, str(default))
                    return z3.If(self.sent[name], self.values[name], stand_in)
                return z3.If(
                    self.sent[name], self.values[name], self._as(name, default)
                )
            case Unary(op="!", operand=operand):
                return z3.Not(self.term(operand))
            case Unary(operand=operand):
                return -self.term(operand)
            case Conditional(test=test, then=then, otherwise=otherwise):
                return z3.If(self.term(test), self.term(then), self.term(otherwise))
            case Call(function="double", args=(inner,)):
                found = self.term(inner)
                return z3.ToReal(found) if z3.is_int(found) else found
            case Binary(op="in", left=left, right=ListLiteral(items=items)):
                return z3.Or([self.term(left) == self.term(item) for item in items])
            case Binary(op=op, left=left, right=right):
                return OPERATORS[op](self.term(left), self.term(right))
        raise NotImplementedError(expr)

    def _as(self, name: str, default: object) -> Any:
        found = self.constant(default)
        return (
            z3.ToReal(found)
            if z3.is_real(self.values[name]) and z3.is_int(found)
            else found
        )

    def is_satisfiable(
        self, broken: int | None = None, fewer_than: int | None = None
    ) -> bool | None:
        """Whether a request breaks just that constraint, sending fewer optional params than that; None where z3 gives up."""
        self.solver.push()
        for index, truth in enumerate(self.truths):
            self.solver.add(z3.Not(truth) if index == broken else truth)
        if fewer_than is not None:
            optional = [self.sent[f.name] for f in self.method.params if not f.required]
            self.solver.add(
                z3.Sum([z3.If(one, 1, 0) for one in optional] or [z3.IntVal(0)])
                < fewer_than
            )
        found = self.solver.check()
        self.solver.pop()
        return None if found == z3.unknown else bool(found == z3.sat)


RANGES = {
    "decimal": ("-1000000000000", "1000000000000"),
    "datetime": ("0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"),
}
"""Values that a constraint may need lie between."""


def number(name: str, text: str) -> Any:
    """What a text stands for, written from the meaning of RFC 3339 as Python reads it."""
    if name == "decimal":
        return z3.RealVal(str(Fraction(text)))
    moment = datetime.fromisoformat(text.upper()) - datetime(1, 1, 1, tzinfo=UTC)
    return z3.RealVal(str(Fraction(moment // timedelta(microseconds=1), 10**6)))


OPERATORS = {
    "&&": z3.And,
    "||": z3.Or,
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
}
