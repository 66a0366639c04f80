"""The untyped tree of an expression -> the typed one, or every fault of names and types in it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from onespec.language import kinds, reads
from onespec.language.ast import (
    Binary,
    Conditional,
    Expr,
    ListLiteral,
    Literal,
    Unary,
)
from onespec.language.calls import check_call
from onespec.language.context import Context
from onespec.language.facts import Fact, facts
from onespec.language.kinds import Typed
from onespec.language.operands import arithmetic, comparison, membership, unify
from onespec.language.scope import chain
from onespec.language.strangers import explain
from onespec.language.tree import (
    Invocation,
    Items,
    Member,
    Name,
    Operation,
    Tree,
    Value,
)
from onespec.messages import expressions as say

_SAFE: Final = 2**53 - 1


def check(tree: Tree, context: Context) -> Typed | None:
    """The typed tree, or None once the context holds why not."""
    match tree:
        case Value():
            return _value(tree, context)
        case Name() | Member():
            return _read(tree, context)
        case Items():
            return _items(tree, context)
        case Operation(op="&&" | "||"):
            return _logic(tree, context)
        case Operation(op="!" | "?"):
            return _not(tree, context) if tree.op == "!" else _choice(tree, context)
        case Operation():
            return _operation(tree, context)
        case Invocation():
            return check_call(tree, context, check)


def _value(tree: Value, context: Context) -> Typed | None:
    value, span = tree.value, context.span(tree.start, tree.end)
    literal = Literal(value=value, span=span)
    match value:
        case bool():
            return Typed(expr=literal, type=kinds.BOOL)
        case int():
            if abs(value) > _SAFE:
                return context.refuse(say.number_too_large(span, context.owner))
            return Typed(expr=literal, type=kinds.INT)
        case float():
            if not math.isfinite(value):
                return context.refuse(say.number_too_large(span, context.owner))
            return Typed(expr=literal, type=kinds.DOUBLE)
        case str():
            return Typed(expr=literal, type=kinds.STRING)
        case None:
            return Typed(expr=literal, type=None, nullable=True)


def _read(tree: Name | Member, context: Context) -> Typed | None:
    steps = chain(tree)
    if steps is None:
        return context.refuse(
            say.wrong_operand(
                context.span(tree.start, tree.end),
                context.owner,
                "the left side of `.`",
                "a computed value",
                "a name",
            )
        )
    found = explain(steps, context)
    if found is None:
        return None
    span = context.span(tree.start, tree.end)
    name = context.text[tree.start : tree.end]
    if context.known is not None:
        guard = reads.missing_guard(found, context.known)
        if guard is not None:
            shown = context.shown(guard, found.root)
            return context.refuse(say.unguarded_read(span, context.owner, name, shown))
    nullable = reads.may_be_null(found, context.known or frozenset())
    if nullable is not None and nullable != found.path and context.known is not None:
        shown = context.shown(nullable, found.root)
        return context.refuse(say.null_read(span, context.owner, shown))
    if kinds.kind(found.field.type) == "any":
        return context.refuse(say.value_of_any(span, context.owner, name))
    expr = reads.read(found, span)
    return Typed(
        expr=expr,
        type=found.field.type,
        nullable=nullable is not None and context.known is not None,
    )


def _items(tree: Items, context: Context) -> Typed | None:
    checked = [check(item, context) for item in tree.items]
    items = [item for item in checked if item is not None]
    if len(items) < len(checked):
        return None
    span = context.span(tree.start, tree.end)
    for item, source in zip(items, tree.items):
        if not context.scalar(item, source, "an item of a list"):
            return None
        if not kinds.comparable(items[0].kind, item.kind):
            return context.refuse(say.mixed_items(span, context.owner))
    expr = ListLiteral(items=tuple(item.expr for item in items), span=span)
    return Typed(expr=expr, type=context.list_of(items))


def _logic(tree: Operation, context: Context) -> Typed | None:
    """The right side of `&&` may lean on what the left side asks, and that of `||` on its opposite."""
    left = check(tree.operands[0], context)
    known = _known_after(left, tree.operands[0], tree.op == "&&", context)
    right = check(tree.operands[1], replace(context, known=known))
    sides = f"`{tree.op}`"
    is_left = context.boolean(left, tree.operands[0], f"the left side of {sides}")
    is_right = context.boolean(right, tree.operands[1], f"the right side of {sides}")
    if left is None or right is None or not is_left or not is_right:
        return None
    span = context.span(tree.start, tree.end)
    expr = Binary(op=tree.op, left=left.expr, right=right.expr, span=span)
    return Typed(expr=expr, type=kinds.BOOL)


def _known_after(
    typed: Typed | None, tree: Tree, truth: bool, context: Context
) -> frozenset[Fact] | None:
    """What is known behind a condition; behind one at fault, whatever it asks about is taken as known."""
    if context.known is None:
        return None
    if typed is not None:
        return context.known | facts(typed.expr, truth)
    return context.known.union(*(facts(asked) for asked in _asked(tree, context)))


def _asked(tree: Tree, context: Context) -> Iterator[Expr]:
    match tree:
        case Invocation(function="has"):
            quiet = replace(context, faults=[])
            typed = check_call(tree, quiet, check)
            if typed is not None:
                yield typed.expr
        case Operation(operands=operands):
            for operand in operands:
                yield from _asked(operand, context)
        case _:
            return


def _not(tree: Operation, context: Context) -> Typed | None:
    operand = check(tree.operands[0], context)
    if not context.boolean(operand, tree.operands[0], "the operand of `!`"):
        return None
    assert operand is not None
    span = context.span(tree.start, tree.end)
    return Typed(expr=Unary(op="!", operand=operand.expr, span=span), type=kinds.BOOL)


def _choice(tree: Operation, context: Context) -> Typed | None:
    test = check(tree.operands[0], context)
    branches: list[Typed | None] = []
    for truth, operand in ((True, tree.operands[1]), (False, tree.operands[2])):
        known = _known_after(test, tree.operands[0], truth, context)
        branches.append(check(operand, replace(context, known=known)))
    then, otherwise = branches
    if not context.boolean(test, tree.operands[0], "the test before `?`"):
        return None
    if test is None or then is None or otherwise is None:
        return None
    pair = unify(then, otherwise)
    span = context.span(tree.start, tree.end)
    if pair is None:
        left, right = kinds.WORDS[then.kind], kinds.WORDS[otherwise.kind]
        return context.refuse(
            say.wrong_operand(
                span,
                context.owner,
                "the branches of `?`",
                f"{left} and {right}",
                "one type",
            )
        )
    then, otherwise = pair
    expr = Conditional(
        test=test.expr, then=then.expr, otherwise=otherwise.expr, span=span
    )
    nullable = then.nullable or otherwise.nullable
    return Typed(expr=expr, type=then.type, nullable=nullable)


def _operation(tree: Operation, context: Context) -> Typed | None:
    checked = [check(operand, context) for operand in tree.operands]
    operands = [operand for operand in checked if operand is not None]
    if len(operands) < len(checked):
        return None
    if tree.op in ("+", "-", "*"):
        return arithmetic(tree, operands, context)
    if tree.op == "in":
        return membership(tree, operands[0], operands[1], context)
    return comparison(tree, operands[0], operands[1], context)
