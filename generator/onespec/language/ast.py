"""The typed tree of a constraint expression: what the checker hands to the evaluator and to every notation."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TypeAlias, assert_never

from onespec import patterns
from onespec.datatypes import MISSING, DataType, IntegerType, JsonValue, Missing
from onespec.diagnostics import Span
from onespec.language.functions import FUNCTIONS

Path: TypeAlias = tuple[str, ...]
"""Wire names from a root downwards: `("contact_message", "type")`."""


class Root(Enum):
    """Where a read starts."""

    PARAMS = "params"
    STATE = "state"
    LOCAL = "local"
    """The variable of an `all` or `exists`; its name is the first step of the path."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Literal:
    """A boolean, integer, double or text; null only where a nullable field is compared with it."""

    value: bool | int | float | str | None
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListLiteral:
    """`['in', 'out']`: the right side of `in`, or the range of a macro."""

    items: tuple[Expr, ...]
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """The value at a path; an absent one counts with its default (of the field itself or of any object above it)."""

    root: Root
    path: Path
    type: DataType
    """The declared type at the path."""
    defaults: tuple[JsonValue | Missing, ...]
    """For each step of the path, what stands for it where it is absent."""
    nullable: tuple[bool, ...] = ()
    """For each step of the path, whether null may be sent there; empty: nowhere."""
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Has:
    """Whether the key at a path was sent; never sees a default."""

    root: Root
    path: Path
    nullable: tuple[bool, ...] = ()
    """For each step of the path, whether null may be sent there; empty: nowhere."""
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unary:
    """`!` or `-`."""

    op: str
    operand: Expr
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Binary:
    """`&& || == != < <= > >= in + - *`."""

    op: str
    left: Expr
    right: Expr
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditional:
    """`test ? then : otherwise`."""

    test: Expr
    then: Expr
    otherwise: Expr
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A row of the function table (`cel.functions`); a method call has its receiver as the first argument."""

    function: str
    args: tuple[Expr, ...]
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantifier:
    """`range.all(variable, body)` or `range.exists(variable, body)`."""

    kind: str
    range: Expr
    variable: str
    body: Expr
    span: Span | None = field(default=None, compare=False, repr=False)


Expr: TypeAlias = (
    "Literal | ListLiteral | Read | Has | Unary | Binary | Conditional | Call | Quantifier"
)


def tree(expr: Expr) -> list[JsonValue]:
    """The expression as JSON lists, a kind and then its parts: what cases and pages carry, and what every evaluator reads.

    An integer is marked, so that `1.0` is read as `1`; a pattern stands as ECMA and as Python read it.
    """
    match expr:
        case Literal(value=value):
            return ["value", value]
        case ListLiteral(items=items):
            return ["list", *map(tree, items)]
        case Read(root=root, path=path, defaults=defaults, type=kind):
            known: list[JsonValue] = [[] if d is MISSING else [d] for d in defaults]
            marks = ["int"] if isinstance(kind, IntegerType) else []
            return ["read", root.value, list(path), known, *marks]
        case Has(root=root, path=path):
            return ["has", root.value, list(path)]
        case Unary(op=op, operand=operand):
            return ["!" if op == "!" else "neg", tree(operand)]
        case Binary(op=op, left=left, right=right):
            return [op, tree(left), tree(right)]
        case Conditional(test=test, then=then, otherwise=otherwise):
            return ["?", tree(test), tree(then), tree(otherwise)]
        case Call(function=function, args=args):
            takes_pattern = FUNCTIONS[function].takes_pattern
            given = (
                _pattern(arg) if takes_pattern(index) else tree(arg)
                for index, arg in enumerate(args)
            )
            return ["call", function, *given]
        case Quantifier(kind=kind, range=values, variable=variable, body=body):
            return [kind, tree(values), variable, tree(body)]
        case _:
            assert_never(expr)


def _pattern(expr: Expr) -> list[JsonValue]:
    assert isinstance(expr, Literal)
    text = str(expr.value)
    return ["pattern", patterns.ecma(text), patterns.python(text)]
