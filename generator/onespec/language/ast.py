"""The typed tree of a constraint expression: its nodes, walks over it, kinds of values, and the one encoding of it in JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Final, TypeAlias, assert_never
from typing import Literal as OneOf

from onespec import patterns
from onespec.datatypes import (
    MISSING,
    AnyType,
    ArrayType,
    BooleanType,
    DataType,
    FormatType,
    IntegerType,
    JsonValue,
    MapType,
    Missing,
    NumberType,
    ObjectType,
    StringType,
    TupleType,
    UnionType,
    resolved,
)
from onespec.diagnostics import Span
from onespec.language.functions import FUNCTIONS
from onespec.runtime.client.formats import TYPED
from onespec.values import SAME_TEXT

Path: TypeAlias = tuple[str, ...]
"""Wire names from a root downwards: `("contact_message", "type")`."""

EACH: Final = "*"
"""The step of a path that leads to whichever item of a list is meant: `("lines", "*", "sku")`. No field has that name."""


How: TypeAlias = OneOf["", "key", "place"]
"""How a step of a path is taken: to a member by its name, to an entry of a map, or to a place of a tuple by its number."""


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
    format: str = ""
    """The type of a text that stands for something else, such as `date`."""
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
    how: tuple[How, ...] = ()
    """For each step of the path how it is taken; empty: all by names of members."""
    entry: Read | None = None
    """Where a macro goes through a map: the map. The path is then the variable, `key` or `value`, and what is below."""
    tells: tuple[Told, ...] = field(default=(), compare=False, repr=False)
    """Of a discriminator: what each value of it makes sure of."""
    span: Span | None = field(default=None, compare=False, repr=False)
    """Where it stands in a file, where it does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An option of a union, by the value of its discriminator, and the members beside it that are then there."""

    value: bool | int | float | str
    sent: tuple[str, ...]
    not_null: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Has:
    """Whether the key at a path was sent; never sees a default."""

    root: Root
    path: Path
    nullable: tuple[bool, ...] = ()
    """For each step of the path, whether null may be sent there; empty: nowhere."""
    how: tuple[How, ...] = ()
    """As that of a read."""
    entry: Read | None = None
    """As that of a read."""


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
    """`range.all(variable, body)` or `range.exists(variable, body)`; through a map, the variable is each of its keys."""

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


def replaced(expr: Expr, change: Callable[[Read | Has], Expr]) -> Expr:
    """The expression with something else for whatever it reads or asks the presence of."""

    def inside(part: Expr) -> Expr:
        return replaced(part, change)

    match expr:
        case Literal():
            return expr
        case Read() | Has():
            return change(expr)
        case ListLiteral(items=items):
            return ListLiteral(items=tuple(map(inside, items)))
        case Unary(op=op, operand=operand):
            return Unary(op=op, operand=inside(operand))
        case Binary(op=op, left=left, right=right):
            return Binary(op=op, left=inside(left), right=inside(right))
        case Conditional(test=test, then=then, otherwise=otherwise):
            return Conditional(
                test=inside(test), then=inside(then), otherwise=inside(otherwise)
            )
        case Call(function=function, args=args):
            return Call(function=function, args=tuple(map(inside, args)))
        case Quantifier(range=range_, body=body):
            return replace(expr, range=inside(range_), body=inside(body))
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
    """`bool`, `int`, `double`, `string`, `list`, `tuple`, `map`, `object`, `any`, `null`, or the name of a type such as `date`."""
    if datatype is None:
        return "null"
    written = resolved(datatype)
    match written:
        case BooleanType():
            return "bool"
        case IntegerType():
            return "int"
        case NumberType():
            return "double"
        case StringType():
            return "string"
        case FormatType(format=name):
            return name
        case ArrayType():
            return "list"
        case TupleType():
            return "tuple"
        case MapType():
            return "map"
        case ObjectType() | UnionType(discriminator=str()):
            return "object"
        case UnionType() | AnyType():
            return "any"
        case _:
            assert_never(written)


def is_condition(expr: Expr) -> bool:
    """Whether the expression is true or false."""
    return kind_of(expr) == "bool"


def kind_of(expr: Expr) -> str:
    """Kind of the value of an expression: `bool`, `int`, `double`, `string`, `list`, `object` or `null`."""
    match expr:
        case Literal(value=value, format=name):
            return name or _literal_kind(value)
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


def compared_as(expr: Binary) -> str:
    """The format by which the sides of a comparison count, where it is not their texts that do; else nothing."""
    name = kind_of(expr.left)
    if expr.op in ("&&", "||") or name not in TYPED or name in SAME_TEXT:
        return ""
    return "" if kind_of(expr.right) == "null" else name


def _literal_kind(value: object) -> str:
    names = {bool: "bool", int: "int", float: "double", str: "string"}
    return names.get(type(value), "null")


def hows(part: Read | Has) -> tuple[How, ...]:
    """For each step of the path how it is taken."""
    return part.how or _NAMES * len(part.path)


_NAMES: tuple[How, ...] = ("",)


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

    An integer is marked, so that `1.0` is read as `1`, and so is arithmetic on integers, so that it is exact, and what
    compares texts by what they stand for; a pattern stands as ECMA and as Python read it.
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
            mark = "int" if is_exact else compared_as(expr)
            return [op, tree(left), tree(right), *([mark] if mark else [])]
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
