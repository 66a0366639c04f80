"""Constraints -> JSON Schema 2020-12, with how far the schema says them.

`constraint_schema(constraint, method)` gives a schema of the whole params object and a status: `exact` where it refuses
just what the constraint does, `enumerated` where it does so by listing combinations, `none` (and an empty schema) where
JSON Schema can't say it. It never refuses what the constraint lets through.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal as OneOf
from typing import TypeAlias

from onespec.datatypes import MISSING
from onespec.language.ast import (
    Binary,
    Conditional,
    Expr,
    Has,
    Literal,
    Quantifier,
    Read,
    Root,
    Unary,
    kind_of,
    operands,
    walk,
)
from onespec.language.evaluate import evaluate
from onespec.model import Constraint, Group, Method, Rule, WhenThen
from onespec.notation.jsonschema_atoms import atom
from onespec.notation.jsonschema_enumerated import enumerated
from onespec.notation.jsonschema_flags import flagged
from onespec.notation.jsonschema_groups import group_schema
from onespec.notation.jsonschema_places import (
    NEVER,
    Schema,
    at,
    every,
    negative,
    sent,
    some,
)

Status: TypeAlias = OneOf["exact", "enumerated", "none"]
Said: TypeAlias = "tuple[Schema, bool] | None"
"""A schema and whether it lists combinations; None where nothing says it."""


def constraint_schema(constraint: Constraint, method: Method) -> tuple[Schema, Status]:
    """The schema of the params objects that keep the constraint, and how far it goes."""
    said = _constraint(constraint)
    if said is None:
        return {}, "none"
    schema, lists = said
    return schema, "enumerated" if lists else "exact"


def condition_schema(expr: Expr, truth: bool = True) -> Schema | None:
    """The schema of the params objects of which a condition holds; None where it can't be said exactly."""
    said = say(expr, truth)
    return None if said is None else said[0]


def _constraint(constraint: Constraint) -> Said:
    match constraint.shape:
        case Group() as group:
            return group_schema(group, constraint.condition), False
        case WhenThen(when=when, then=then):
            return _implied([(when, True)], [(then, True)])
        case Rule(rule=rule):
            return _rule(rule)


def _rule(rule: Expr) -> Said:
    """A choice one side of which is a negation is told as an if."""
    parts = operands("||", rule, True)
    premises = [(part, not truth) for part, truth in parts if not truth]
    others = [(part, truth) for part, truth in parts if truth]
    keys = [sent(part) for part, _ in premises if isinstance(part, Has)]
    if len(keys) == len(parts) > 1:
        return negative(every(keys)), False
    if not premises or not others:
        return say(rule, True)
    return _implied(premises, others)


def _implied(
    premises: Sequence[tuple[Expr, bool]], others: Sequence[tuple[Expr, bool]]
) -> Said:
    when = _all([say(*part) for part in premises])
    then = _any([say(*part) for part in others])
    if when is None or then is None:
        return None
    lists = when[1] or then[1]
    key = _dependent(when[0], then[0])
    if key:
        return {"dependentRequired": {key: then[0]["required"]}}, lists
    if when[0] == {}:
        return then
    return {"if": when[0], "then": then[0]}, lists


def _dependent(when: Schema, then: Schema) -> str:
    """The one key on whose presence nothing but the presence of others depends; empty where it is not that simple."""
    names = when.get("required")
    if when.keys() == {"required"} == then.keys() and isinstance(names, list):
        return str(names[0]) if len(names) == 1 else ""
    return ""


def say(expr: Expr, truth: bool) -> Said:
    """The schema of the requests of which a condition is `truth`; negation is pushed down to the atoms."""
    match expr:
        case Literal(value=value):
            return ({} if value is truth else dict(NEVER)), False
        case Has():
            schema = sent(expr)
            return (schema if truth else negative(schema)), False
        case Unary(op="!", operand=operand):
            return say(operand, not truth)
        case Binary(op="&&" | "||" as op, left=left, right=right):
            parts = [say(left, truth), say(right, truth)]
            return _all(parts) if (op == "&&") is truth else _any(parts)
        case Conditional(test=test, then=then, otherwise=otherwise):
            return _choice(test, say(then, truth), say(otherwise, truth))
        case Quantifier():
            return _quantified(expr, truth)
        case Binary(op="==" | "!=" as op, left=left, right=right) if _are_conditions(
            left, right
        ):
            return _agreeing(left, right, (op == "==") is truth)
        case _:
            return _atom(expr, truth)


def _atom(expr: Expr, truth: bool) -> Said:
    if any(isinstance(p, Read | Has) and p.root is Root.STATE for p in walk(expr)):
        return None
    schema = atom(expr, truth)
    if schema is not None:
        return schema, False
    listed = enumerated(expr, truth)
    if listed is not None:
        return listed, True
    return flagged(expr, truth, say)


def _all(parts: list[Said]) -> Said:
    known = [part for part in parts if part is not None]
    if len(known) < len(parts):
        return None
    return every([schema for schema, _ in known]), any(lists for _, lists in known)


def _any(parts: list[Said]) -> Said:
    known = [part for part in parts if part is not None]
    if len(known) < len(parts):
        return None
    return some(_flat([schema for schema, _ in known])), any(
        lists for _, lists in known
    )


def _flat(parts: list[Schema]) -> list[Schema]:
    found: list[Schema] = []
    for part in parts:
        inner = part.get("anyOf") if len(part) == 1 else None
        found.extend(inner if isinstance(inner, list) else [part])
    return found


def _choice(test: Expr, then: Said, otherwise: Said) -> Said:
    when = say(test, True)
    if when is None or then is None or otherwise is None:
        return None
    schema: Schema = {"if": when[0], "then": then[0], "else": otherwise[0]}
    return schema, when[1] or then[1] or otherwise[1]


def _are_conditions(left: Expr, right: Expr) -> bool:
    return kind_of(left) == kind_of(right) == "bool"


def _agreeing(left: Expr, right: Expr, same: bool) -> Said:
    """Two conditions of which exactly one holds, or both or neither."""
    for one, other in ((left, right), (right, left)):
        if isinstance(other, Literal):
            return say(one, other.value is same)
    sides_ = say(left, True), say(right, not same)
    if sides_[0] is None or sides_[1] is None:
        return None
    schema: Schema = {"oneOf": [sides_[0][0], sides_[1][0]]}
    return schema, sides_[0][1] or sides_[1][1]


def _quantified(expr: Quantifier, truth: bool) -> Said:
    """`items` or `contains`, where the condition speaks of the items alone."""
    for part in walk(expr.body):
        if isinstance(part, Read | Has) and part.root is not Root.LOCAL:
            return None
    body = say(expr.body, truth)
    if (
        body is None
        or not isinstance(expr.range, Read)
        or expr.range.root is Root.STATE
    ):
        return None
    values_read = expr.range
    word = "items" if (expr.kind == "all") is truth else "contains"

    def holds(values: object) -> bool:
        given = Read(
            root=Root.PARAMS, path=("",), type=values_read.type, defaults=(MISSING,)
        )
        return evaluate(replace(expr, range=given), {"": values}) is truth

    return at(expr.range, {word: body[0]}, holds), body[1]
