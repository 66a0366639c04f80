"""An expression over a request that is not yet whole -> its value, or UNKNOWN where the missing params decide it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from typing import Any, TypeAlias

from onespec.language.ast import Expr, Root, tree
from onespec.language.evaluate import UNKNOWN, Meaning, Origin, meaning

__all__ = ["UNKNOWN", "Freed", "Places", "Row", "Test", "test"]

Row: TypeAlias = Sequence[object]
"""The value of each param so far: a JSON value, ABSENT or UNKNOWN. Inside a macro its item stands last."""
Test: TypeAlias = Callable[[Row], object]
Places: TypeAlias = Mapping[str, int]
Freed: TypeAlias = Sequence[Expr]


def test(expr: Expr, places: Places, freed: Freed = ()) -> Test:
    """The value of an expression over a row; a part that is freed is never known."""
    loose = [tree(part) for part in freed]

    def fetch(root: str, name: str) -> Meaning:
        return itemgetter(-1 if root == Root.LOCAL.value else places[name])

    def told(part: list[Any]) -> Meaning | None:
        return (lambda row: UNKNOWN) if part in loose else None

    def bind(row: Row, name: str, item: object) -> Row:
        return [*row, item]

    return meaning(expr, Origin(fetch=fetch, bind=bind, told=told, strict=False))
