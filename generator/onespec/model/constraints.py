"""Constraints between params: the shapes an author can write, and the one condition each comes to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import TypeAlias

from onespec.datatypes import JsonValue
from onespec.diagnostics import Span
from onespec.language.ast import Expr, Path


class GroupKind(Enum):
    """How many of a group's members may or must be sent."""

    EXACTLY_ONE = "exactly_one"
    AT_LEAST_ONE = "at_least_one"
    AT_MOST_ONE = "at_most_one"
    ALL_OR_NONE = "all_or_none"


@dataclass(frozen=True, slots=True, kw_only=True)
class WhenThen:
    """`then` must hold wherever `when` does."""

    when: Expr
    then: Expr


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A count over presence. Each member is a set of paths that counts as sent when all of them are."""

    kind: GroupKind
    members: tuple[tuple[Path, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A raw condition that must hold."""

    rule: Expr


Shape: TypeAlias = "WhenThen | Group | Rule"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConstraintExample:
    """A fragment of a request (the params that matter) and whether the constraint lets it through."""

    params: Mapping[str, JsonValue]
    accepted: bool
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Constraint:
    """A named condition over the params of a method, with the error that a request breaking it gets."""

    id: str
    shape: Shape
    condition: Expr
    """The whole meaning as one boolean expression: true where the constraint holds."""
    error: str
    """Mnemonic of a row of the method's error table."""
    blame: tuple[Path, ...] = ()
    """The params named in `error.data` and beside which the docs repeat the rule."""
    message: str = ""
    """The author's words; empty means the generated sentence stands."""
    description: str = ""
    examples: tuple[ConstraintExample, ...] = ()
    extensions: Mapping[str, JsonValue] = field(default_factory=dict)
    span: Span | None = field(default=None, compare=False, repr=False)
