"""The conditions of a method -> what they ask of each value: which constants it meets, what it is compared with, and how."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from onespec.datatypes import JsonValue
from onespec.language.ast import (
    Binary,
    Call,
    Conditional,
    Expr,
    Has,
    ListLiteral,
    Literal,
    Path,
    Quantifier,
    Read,
    Root,
    Unary,
    kind_of,
    parts,
    walk,
)
from onespec.language.functions import FUNCTIONS
from onespec.search.linear import tipping_point


@dataclass(slots=True)
class Asked:
    """What is asked of the value at one path."""

    constants: list[JsonValue] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    texts: list[tuple[str, str]] = field(default_factory=list)
    """Function and argument: `("startsWith", "a")`."""
    ways: set[str] = field(default_factory=set)
    """`presence`, `equality`, `order`, `size`, `text`, `sum`, `items` or `other`."""
    partners: set[Path] = field(default_factory=set)
    """Paths that are compared with it."""
    atoms: list[Expr] = field(default_factory=list)
    factors: list[int | float] = field(default_factory=list)
    """Constants inside sums and products with it."""


def leaves(expr: Expr) -> Iterator[Expr]:
    """The conditions that `&&`, `||`, `!` and `?` join."""
    match expr:
        case Unary(op="!", operand=operand):
            yield from leaves(operand)
        case Binary(op="&&" | "||", left=left, right=right):
            yield from leaves(left)
            yield from leaves(right)
        case Binary(op="==" | "!=", left=left, right=right) if kind_of(left) == "bool":
            yield from leaves(left)
            yield from leaves(right)
        case Conditional(test=test, then=then, otherwise=otherwise):
            for part in (test, then, otherwise):
                yield from leaves(part)
        case Literal():
            return
        case _:
            yield expr


def basics(conditions: Iterable[Expr]) -> list[Expr]:
    """The smallest conditions the rules are made of; a sum of flags is made of the flags."""
    found: list[Expr] = []
    for condition in conditions:
        for leaf in leaves(condition):
            found.extend(_basic(leaf))
    return found


def _basic(leaf: Expr) -> Iterator[Expr]:
    flags = [part.test for part in walk(leaf) if isinstance(part, Conditional)]
    if not flags:
        yield leaf
        return
    for flag in flags:
        for inner in leaves(flag):
            yield from _basic(inner)
    if any(isinstance(part, Read) for part in _outside(leaf)):
        yield leaf


def _reads_outside(expr: Expr) -> bool:
    """Whether a value is read anywhere but in the test of a choice."""
    if isinstance(expr, Read):
        return True
    inner = (
        (expr.then, expr.otherwise) if isinstance(expr, Conditional) else parts(expr)
    )
    return any(_reads_outside(part) for part in inner)


def _outside(expr: Expr) -> Iterator[Expr]:
    """An expression and its parts, but for the tests of choices and the patterns of functions."""
    yield expr
    match expr:
        case Conditional(then=then, otherwise=otherwise):
            inner: tuple[Expr, ...] = (then, otherwise)
        case Call(function=name, args=args):
            row = FUNCTIONS[name]
            inner = tuple(a for i, a in enumerate(args) if not row.takes_pattern(i))
        case _:
            inner = parts(expr)
    for part in inner:
        yield from _outside(part)


def asked(conditions: Iterable[Expr]) -> dict[Path, Asked]:
    """What all conditions together ask of each path under `params`."""
    found: dict[Path, Asked] = {}
    for leaf in basics(conditions):
        _note(leaf, found)
    return found


def _note(leaf: Expr, found: dict[Path, Asked]) -> None:
    paths = list(dict.fromkeys(_reads(leaf)))
    manner = way(leaf)
    for path in paths:
        note = found.setdefault(path, Asked())
        note.atoms.append(leaf)
        note.ways.add(manner)
        note.partners.update(other for other in paths if other != path)
        collect(leaf, note)


def _reads(expr: Expr) -> Iterator[Path]:
    for part in _outside(expr):
        if isinstance(part, Read | Has) and part.root is Root.PARAMS:
            yield part.path


def way(leaf: Expr) -> str:
    """How a leaf asks: see `Asked.ways`."""
    match leaf:
        case Has():
            return "presence"
        case Read():
            return "equality"
        case Binary(op="in", left=left, right=ListLiteral()) if _is_simple(left):
            return "equality"
        case Binary(op="in"):
            return "items"
        case Binary(op="==" | "!=" | "<" | "<=" | ">" | ">=" as op):
            return _comparison(leaf.left, leaf.right, op)
        case Call():
            return "text"
        case Quantifier():
            return "items"
        case _:
            return "other"


def _is_simple(expr: Expr) -> bool:
    return isinstance(expr, Read | Literal)


def _comparison(left: Expr, right: Expr, op: str) -> str:
    if _is_simple(left) and _is_simple(right):
        return "equality" if op in ("==", "!=") else "order"
    for one, other in ((left, right), (right, left)):
        if isinstance(one, Call) and _is_size(one):
            if isinstance(one.args[0], Read) and isinstance(other, Literal):
                return "size"
    return "sum" if tipping_point(left, right) is None else "order"


def collect(leaf: Expr, note: Asked) -> None:
    """The constants of a leaf, by what they are compared with."""
    manner = way(leaf)
    if isinstance(leaf, Binary) and manner == "order":
        point = tipping_point(leaf.left, leaf.right)
        if point is not None:
            note.constants.append(point)
            return
    has_size = any(_is_size(part) for part in walk(leaf))
    for part in _outside(leaf):
        match part:
            case Call(function=name, args=(_, Literal(value=str() as text))):
                note.texts.append((name, text))
            case Call(function=name) if _is_text(name):
                note.ways.add("string")
            case Literal(value=bool() | None):
                continue
            case Literal(value=value) if value is not None:
                note.constants.append(value)
                if has_size and isinstance(value, int):
                    note.sizes.append(value)
                if manner == "sum" and isinstance(value, int | float):
                    note.factors.append(value)
            case _:
                pass


def _is_size(expr: Expr) -> bool:
    return isinstance(expr, Call) and bool(FUNCTIONS[expr.function].bounds)


def _is_text(function: str) -> bool:
    """Whether it gives its argument as text."""
    row = FUNCTIONS[function]
    return row.converts and row.gives == "string"
