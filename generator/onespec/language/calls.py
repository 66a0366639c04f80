"""Calls in an untyped tree -> checked ones: `has`, the rows of the function table, and the macros."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from dataclasses import replace
from typing import Final, TypeAlias

from onespec import patterns
from onespec.datatypes import ArrayType, DataType
from onespec.language import kinds, reads
from onespec.language.ast import Call, Literal, Quantifier
from onespec.language.context import Context
from onespec.language.functions import FUNCTIONS, MACROS, Function
from onespec.language.kinds import Typed
from onespec.language.scope import chain, lookup
from onespec.language.strangers import explain
from onespec.language.tree import Invocation, Name, Tree
from onespec.messages import expressions as say

Check: TypeAlias = Callable[[Tree, Context], "Typed | None"]

_RESULTS: Final[dict[str, DataType]] = {
    "bool": kinds.BOOL,
    "int": kinds.INT,
    "double": kinds.DOUBLE,
    "string": kinds.STRING,
}


def check_call(tree: Invocation, context: Context, check: Check) -> Typed | None:
    """Any call."""
    if tree.function == "has":
        return _has(tree, context)
    if tree.function in MACROS:
        return _macro(tree, context, check)
    row = FUNCTIONS.get(tree.function)
    if row is None:
        return _unknown(tree, context)
    return _function(tree, row, context, check)


def _unknown(tree: Invocation, context: Context) -> Typed | None:
    known = ["has", *FUNCTIONS, *MACROS]
    near = difflib.get_close_matches(tree.function, known, n=1, cutoff=0.6)
    end = tree.name_start + len(tree.function)
    listed = ", ".join(f"`{name}`" for name in known)
    return context.refuse(
        say.unknown_function(
            context.span(tree.name_start, end),
            context.owner,
            tree.function,
            near[0] if near else "",
            listed,
        )
    )


def _has(tree: Invocation, context: Context) -> Typed | None:
    span = context.span(tree.start, tree.end)
    steps = chain(tree.args[0]) if len(tree.args) == 1 else None
    if steps is None or tree.receiver is not None:
        return context.refuse(say.has_needs_name(span, context.owner))
    target = explain(steps, context)
    if target is None:
        return None
    if target.variable and len(steps) == 1:
        return context.refuse(say.has_needs_name(span, context.owner))
    return Typed(expr=reads.has(target, span), type=kinds.BOOL)


def _function(
    tree: Invocation, row: Function, context: Context, check: Check
) -> Typed | None:
    span = context.span(tree.start, tree.end)
    sources = tree.args if tree.receiver is None else (tree.receiver, *tree.args)
    shaped = row.free if tree.receiver is None else row.receiver
    if not shaped or len(sources) != len(row.takes):
        return context.refuse(say.wrong_call(span, context.owner, row.name, row.usage))
    args: list[Typed] = []
    for index, source in enumerate(sources):
        typed = check(source, context)
        if typed is not None and _takes(row, index, typed, source, context):
            args.append(typed)
    if len(args) < len(sources):
        return None
    for index, (arg, source) in enumerate(zip(args, sources, strict=True)):
        if row.takes_pattern(index) and not _pattern(arg, source, context):
            return None
    expr = Call(function=row.name, args=tuple(arg.expr for arg in args), span=span)
    if args[0].kind in row.keeps:
        return args[0]
    return Typed(expr=expr, type=_RESULTS[row.gives])


def _takes(
    row: Function, index: int, typed: Typed, source: Tree, context: Context
) -> bool:
    if typed.kind in row.takes[index]:
        return context.not_null(typed, source)
    order = [kind for kind in kinds.WORDS if kind in row.takes[index]]
    expected = " or ".join(kinds.WORDS[kind] for kind in order)
    place = f"what `{row.name}` is asked of" if index == 0 else "its argument"
    context.refuse(
        say.wrong_operand(
            context.span(source.start, source.end),
            context.owner,
            place,
            kinds.WORDS[typed.kind],
            expected,
        )
    )
    return False


def _pattern(typed: Typed, source: Tree, context: Context) -> bool:
    span = context.span(source.start, source.end)
    if not isinstance(typed.expr, Literal):
        context.refuse(say.pattern_not_literal(span, context.owner))
        return False
    fault = patterns.fault(str(typed.expr.value))
    if fault is not None:
        context.refuse(
            say.pattern_refused(span, context.owner, fault.reason, fault.mend)
        )
    return fault is None


def _macro(tree: Invocation, context: Context, check: Check) -> Typed | None:
    span = context.span(tree.start, tree.end)
    usage = f"LIST.{tree.function}(x, CONDITION ABOUT x)"
    variable = tree.args[0] if tree.args else None
    if tree.receiver is None or len(tree.args) != 2 or not isinstance(variable, Name):
        return context.refuse(say.wrong_call(span, context.owner, tree.function, usage))
    if context.in_macro:
        return context.refuse(say.nested_macro(span, context.owner, tree.function))
    place = context.span(variable.start, variable.end)
    if lookup(context.scope.params, variable.name) is not None:
        return context.refuse(say.variable_hides(place, context.owner, variable.name))
    values = check(tree.receiver, context)
    if values is None or not _is_list(values, tree.receiver, tree.function, context):
        return None
    assert isinstance(values.type, ArrayType)
    inner = replace(
        context,
        scope=replace(context.scope, locals={variable.name: values.type.items}),
        in_macro=True,
    )
    body = check(tree.args[1], inner)
    if body is None or not inner.boolean(
        body, tree.args[1], "the condition of a macro"
    ):
        return None
    expr = Quantifier(
        kind=tree.function,
        range=values.expr,
        variable=variable.name,
        body=body.expr,
        span=span,
    )
    return Typed(expr=expr, type=kinds.BOOL)


def _is_list(values: Typed, source: Tree, macro: str, context: Context) -> bool:
    if values.kind == "list":
        return context.not_null(values, source)
    context.refuse(
        say.wrong_operand(
            context.span(source.start, source.end),
            context.owner,
            f"what `{macro}` goes through",
            kinds.WORDS[values.kind],
            "a list",
        )
    )
    return False
