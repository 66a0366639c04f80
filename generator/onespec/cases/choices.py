"""A condition and a param it reads -> the values that can decide it: list members and strangers, lengths at a limit, constants."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from onespec.cases.scene import Scene, candidates, member, outside
from onespec.cases.spots import Spot
from onespec.cases.strays import longest
from onespec.cases.supply import is_legal, legal_literals
from onespec.datatypes import IntegerType, JsonValue, NumberType, StringType
from onespec.language.ast import (
    Binary,
    Call,
    Expr,
    ListLiteral,
    Literal,
    Path,
    Read,
    Root,
    walk,
)
from onespec.language.functions import FUNCTIONS

COMPARISONS: Final = ("==", "!=", "<", "<=", ">", ">=")

LETTERS: Final = ("x", "\u0416")
"""What long texts are made of: a letter of one byte in UTF-8, and one of two."""


def deciding(scene: Scene, condition: Expr, spot: Spot) -> list[Any]:
    """Values for a param, telling ones first, each once."""
    found: list[Any] = []
    for value in _deciding(scene, condition, spot):
        if value not in found or isinstance(value, bool):
            found.append(value)
    return found


def _deciding(scene: Scene, condition: Expr, spot: Spot) -> Iterator[Any]:
    for part in walk(condition):
        if isinstance(part, Binary) and part.op == "in":
            yield from _members(scene, part, spot)
        elif isinstance(part, Binary) and part.op in COMPARISONS:
            yield from _compared(scene, part, spot)
            yield from _compared(
                scene, Binary(op=part.op, left=part.right, right=part.left), spot
            )
    yield from candidates(scene, spot)


def _members(scene: Scene, part: Binary, spot: Spot) -> Iterator[Any]:
    if _subject(part.left) != spot.path:
        return
    match part.right:
        case Read(root=Root.STATE, path=(name,)):
            yield member(spot, name, 0)
            yield member(spot, name, -1)
            # Nested params differ at the other side: between them both are tried.
            start = len(spot.path) > 1
            stranger = outside(scene, spot, (name,), foreign=True, start=start)
            yield stranger
            yield from _edge(spot, stranger)
        case ListLiteral(items=items):
            values = [item.value for item in items if isinstance(item, Literal)]
            yield from (value for value in values if is_legal(spot.field, value))
        case _:
            return


def _edge(spot: Spot, stranger: dict[str, Any]) -> Iterator[Any]:
    """A stranger of the greatest length: where it is looked for in vain, its form has passed."""
    kind = spot.field.type
    if isinstance(kind, StringType) and kind.pattern:
        most = longest(kind.pattern)
        if most and is_legal(spot.field, most):
            yield {"$outside": stranger["$outside"], "from": [most], "longest": True}


def _subject(expr: Expr) -> Path | None:
    """The param whose value, perhaps as text, an operand is."""
    match expr:
        case Read(root=Root.PARAMS, path=path):
            return path
        case Call(function=name, args=(Read(root=Root.PARAMS, path=path),)):
            return path if FUNCTIONS[name].converts else None
    return None


def _compared(scene: Scene, part: Binary, spot: Spot) -> Iterator[Any]:
    """What stands on the other side, and its neighbours."""
    if isinstance(part.left, Call) and FUNCTIONS[part.left.function].bounds:
        if _subject(part.left.args[0]) == spot.path:
            yield from _lengths(spot, part.right)
    elif _subject(part.left) == spot.path and isinstance(part.right, Literal):
        yield from (
            value
            for value in _near(spot, part.right.value)
            if is_legal(spot.field, value)
        )


def _near(spot: Spot, value: Any) -> Iterator[JsonValue]:
    yield value
    if isinstance(spot.field.type, IntegerType | NumberType) and not isinstance(
        value, bool | str
    ):
        yield from (value + 1, value - 1)


def _lengths(spot: Spot, limit: Expr) -> Iterator[Any]:
    """Texts, or lists, one over the limit, just at it and one below."""
    for plus in (1, 0, -1):
        if isinstance(spot.field.type, StringType):
            times = _length(limit)
            if times is not None:
                for letter in LETTERS:
                    yield {"$repeat": letter, "times": times, "plus": plus}
        elif isinstance(limit, Literal) and isinstance(limit.value, int):
            yield from _list(spot, limit.value + plus)


def _length(limit: Expr) -> Any:
    match limit:
        case Literal(value=int() as value):
            return value
        case Read(root=Root.STATE, path=(name,)):
            return {"$fact": name}
    return None


def _list(spot: Spot, length: int) -> Iterator[Any]:
    for value in legal_literals(spot.field):
        if isinstance(value, list) and value and length >= 0:
            yield (value * (length // len(value) + 1))[:length]
            return
