"""The untyped tree of an expression: what the reader hands to the checker."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A literal: a boolean, integer, double, text or null."""

    value: bool | int | float | str | None
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A name on its own; `ticked` when it stood between backquotes."""

    name: str
    ticked: bool
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """`operand.name`."""

    operand: Tree
    name: str
    name_start: int
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """An operator and its operands: one for `!` and `-`, three for `?`."""

    op: str
    operands: tuple[Tree, ...]
    op_start: int
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Items:
    """`[a, b]`."""

    items: tuple[Tree, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Invocation:
    """`name(args)` or `receiver.name(args)`."""

    function: str
    receiver: Tree | None
    args: tuple[Tree, ...]
    name_start: int
    start: int
    end: int


Tree: TypeAlias = Value | Name | Member | Operation | Items | Invocation
