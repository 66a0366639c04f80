"""The typed tree of a constraint expression: its nodes, walks over it, kinds of values, and the one encoding of it in JSON."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from typing import Final, TypeAlias, assert_never

from onespec import patterns
from onespec.datatypes import (
    MISSING,
    AnyType,
    ArrayType,
    BooleanType,
    DataType,
    IntegerType,
    JsonValue,
    Missing,
    NumberType,
    ObjectType,
    StringType,
)
from onespec.diagnostics import Span
from onespec.language.functions import FUNCTIONS

Path: TypeAlias = tuple[str, ...]
"""Wire names from a root downwards: `("contact_message", "type")`."""

EACH: Final = "*"
"""The step of a path that leads to whichever item of a list is meant: `("lines", "*", "sku")`. No field has that name."""


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
    """Where it stands in a file, where it does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListLiteral:
    """`['in', 'out']`: the right side of `in`, or the range of a macro."""

    items: tuple[Expr, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """The value at a path; an absent one counts with its default (of the field itself or of any object above it)."""

    root: Root
    path: Path
    type: DataType = field(hash=False)
    """The declared type at the path; it may hold what has no hash, such as examples."""
    defaults: tuple[JsonValue | Missing, ...] = field(hash=False)
    """For each step of the path, what stands for it where it is absent."""
    nullable: tuple[bool, ...] = ()
    """For each step of the path, whether null may be sent there; empty: nowhere."""
    span: Span | None = field(default=None, compare=False, repr=False)
    """Where it stands in a file, where it does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Has:
    """Whether the key at a path was sent; never sees a default."""

    root: Root
    path: Path
    nullable: tuple[bool, ...] = ()
    """For each step of the path, whether null may be sent there; empty: nowhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unary:
    """`!` or `-`."""

    op: str
    operand: Expr


@dataclass(frozen=True, slots=True, kw_only=True)
class Binary:
    """`&& || == != < <= > >= in + - *`."""

    op: str
    left: Expr
    right: Expr


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditional:
    """`test ? then : otherwise`."""

    test: Expr
    then: Expr
    otherwise: Expr


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A row of the function table (`language.functions`); a method call has its receiver as the first argument."""

    function: str
    args: tuple[Expr, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantifier:
    """`range.all(variable, body)` or `range.exists(variable, body)`."""

    kind: str
    range: Expr
    variable: str
    body: Expr


Expr: TypeAlias = (
    "Literal | ListLiteral | Read | Has | Unary | Binary | Conditional | Call | Quantifier"
)


def parts(expr: Expr) -> tuple[Expr, ...]:
    """The expressions directly in another, left to right."""
    match expr:
        case Literal() | Read() | Has():
            return ()
        case ListLiteral(items=items):
            return items
        case Unary(operand=operand):
            return (operand,)
        case Binary(left=left, right=right):
            return left, right
        case Conditional(test=test, then=then, otherwise=otherwise):
            return test, then, otherwise
        case Call(args=args):
            return args
        case Quantifier(range=range_, body=body):
            return range_, body
        case _:
            assert_never(expr)


def walk(expr: Expr) -> Iterator[Expr]:
    """The expression and everything in it, outermost first."""
    yield expr
    for part in parts(expr):
        yield from walk(part)


def paths(expr: Expr, root: Root = Root.PARAMS) -> tuple[Path, ...]:
    """The paths that an expression reads or asks the presence of under one root, each once, left to right."""
    found = (part for part in walk(expr) if isinstance(part, Read | Has))
    return tuple(dict.fromkeys(part.path for part in found if part.root is root))


def deciding(expr: Expr, path: Path) -> Quantifier | None:
    """The first `all` or `exists` over the list whose items a path leads through: it tells which item is meant.

    That is the first one for which its body decides: the first that `all` does not hold for, the first that `exists` finds.
    """
    if EACH not in path:
        return None
    of = path[: path.index(EACH)]
    for part in walk(expr):
        if isinstance(part, Quantifier) and isinstance(part.range, Read):
            if part.range.root is Root.PARAMS and part.range.path == of:
                return part
    return None


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


def is_condition(expr: Expr) -> bool:
    """Whether the expression is true or false."""
    return kind_of(expr) == "bool"


def kind_of(expr: Expr) -> str:
    """Kind of the value of an expression: `bool`, `int`, `double`, `string`, `list`, `object` or `null`."""
    match expr:
        case Literal(value=value):
            return _literal_kind(value)
        case Read(type=datatype):
            return kind(datatype)
        case Unary(op="-", operand=operand):
            return kind_of(operand)
        case Binary(op="+" | "-" | "*", left=left):
            return kind_of(left)
        case Conditional(then=then):
            return kind_of(then)
        case Call(function=name):
            return FUNCTIONS[name].gives
        case ListLiteral():
            return "list"
        case _:
            return "bool"


def _literal_kind(value: object) -> str:
    names = {bool: "bool", int: "int", float: "double", str: "string"}
    return names.get(type(value), "null")


def operands(op: str, expr: Expr, truth: bool) -> list[tuple[Expr, bool]]:
    """The sides of a chain of one operator with what each shall be; `!(a && b)` is a chain of `||`."""
    match expr:
        case Unary(op="!", operand=operand):
            return operands({"&&": "||", "||": "&&"}[op], operand, not truth)
        case Binary(op=own, left=left, right=right) if own == op:
            return operands(op, left, truth) + operands(op, right, truth)
        case _:
            return [(expr, truth)]


def tree(expr: Expr) -> list[JsonValue]:
    """The expression as JSON lists, a kind and then its parts: what cases and pages carry, and what every evaluator reads.

    An integer is marked, so that `1.0` is read as `1`, and so is arithmetic on integers, so that it is exact; a pattern
    stands as ECMA and as Python read it.
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
            is_exact = op in ("+", "-", "*") and kind_of(expr) == "int"
            return [op, tree(left), tree(right), *(["int"] if is_exact else [])]
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
