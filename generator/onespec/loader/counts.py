"""A group over presence -> the one boolean expression that means it."""

from __future__ import annotations

from functools import reduce
from typing import assert_never

from onespec.datatypes import Field, ObjectType
from onespec.language.ast import (
    Binary,
    Conditional,
    Expr,
    Has,
    Literal,
    Path,
    Root,
    Unary,
)
from onespec.model import Group, GroupKind


def group_condition(group: Group, params: tuple[Field, ...]) -> Expr:
    """True where the group's count is right; a member counts when all of its paths were sent."""
    sent = [_member(paths, params) for paths in group.members]
    match group.kind:
        case GroupKind.AT_LEAST_ONE:
            return _joined("||", sent)
        case GroupKind.AT_MOST_ONE:
            if len(sent) == 2:
                return Unary(op="!", operand=_joined("&&", sent))
            return Binary(op="<=", left=_count(sent), right=Literal(value=1))
        case GroupKind.EXACTLY_ONE:
            if len(sent) == 1:
                return sent[0]
            if len(sent) == 2:
                return Binary(op="!=", left=sent[0], right=sent[1])
            return Binary(op="==", left=_count(sent), right=Literal(value=1))
        case GroupKind.ALL_OR_NONE:
            if len(sent) == 2:
                return Binary(op="==", left=sent[0], right=sent[1])
            none = Unary(op="!", operand=_joined("||", sent))
            return Binary(op="||", left=_joined("&&", sent), right=none)
        case _:
            assert_never(group.kind)


def _joined(op: str, parts: list[Expr]) -> Expr:
    return reduce(lambda left, right: Binary(op=op, left=left, right=right), parts)


def _count(parts: list[Expr]) -> Expr:
    one, zero = Literal(value=1), Literal(value=0)
    flags: list[Expr] = [
        Conditional(test=part, then=one, otherwise=zero) for part in parts
    ]
    return _joined("+", flags)


def _member(paths: tuple[Path, ...], params: tuple[Field, ...]) -> Expr:
    return _joined("&&", [_has(path, params) for path in paths])


def _has(path: Path, params: tuple[Field, ...]) -> Expr:
    nullable: list[bool] = []
    fields = params
    for name in path:
        field = next(one for one in fields if one.name == name)
        nullable.append(field.nullable)
        fields = field.type.fields if isinstance(field.type, ObjectType) else ()
    flags = tuple(nullable) if any(nullable) else ()
    return Has(root=Root.PARAMS, path=path, nullable=flags)
