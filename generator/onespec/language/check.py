"""Expression text and the names in reach -> a checked expression, or every fault of grammar, names, types and reads."""

from __future__ import annotations

import difflib
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from onespec import names, patterns
from onespec.datatypes import ArrayType, Field
from onespec.diagnostics import Span
from onespec.language import guards as guarding
from onespec.language import operators, parse
from onespec.language.ast import (
    Binary,
    Call,
    Conditional,
    Expr,
    ListLiteral,
    Literal,
    Path,
    Quantifier,
    Root,
    Unary,
    kind,
)
from onespec.language.faults import Fault
from onespec.language.functions import FUNCTIONS, MACROS, Function
from onespec.language.guards import Fact, facts
from onespec.language.operators import (
    BOOL,
    Typed,
    condition_fault,
    misfit,
    null_fault,
    operation,
)
from onespec.language.parse import (
    Invocation,
    Items,
    Member,
    Name,
    Operation,
    Tree,
    Value,
)
from onespec.language.scope import (
    Scope,
    Step,
    Stranger,
    Target,
    chain,
    has,
    is_unknown,
    lookup,
    nearest,
    read,
    resolve,
)

_SAFE: Final = 2**53 - 1


def compile(
    text: str,
    scope: Scope,
    *,
    expect: str = "bool",
    guards: frozenset[Fact] | None = frozenset(),
    place: Callable[[int, int], Span | None] = lambda start, end: None,
) -> tuple[Expr | None, tuple[Fault, ...]]:
    """The checked expression, or None and every fault in it.

    `expect` is `bool` for a condition and `any` for a value; `guards` is what the place already knows,
    such as the `facts` of the `when` above; None where that is itself at fault, so that no read is called unguarded.
    `place` tells where a stretch of the text stands in a file: reads and constants keep that.
    """
    try:
        tree = parse.read(text)
    except parse.SyntaxFault as refused:
        return None, (refused.fault,)
    context = _Context(text=text, scope=scope, known=guards, place=place, faults=[])
    typed = _check(tree, context)
    if typed is not None and expect == "bool":
        context.is_condition(typed, "whole")
    if typed is None or context.faults:
        return None, tuple(context.faults)
    return typed.expr, ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Context:
    """What is carried along: the names in reach, what is known so far, and the faults found, which all parts share."""

    text: str
    scope: Scope
    known: frozenset[Fact] | None
    """None where a fault on the way makes it unknown; nothing is said of guards then."""
    place: Callable[[int, int], Span | None]
    faults: list[Fault]
    in_macro: bool = False

    def refuse(self, kind: str, start: int, end: int, **facts: object) -> None:
        """Keep a fault."""
        self.faults.append(Fault(kind=kind, start=start, end=end, facts=facts))

    def passes(self, fault: Fault | None) -> bool:
        """Whether there is no fault; one is kept."""
        if fault is not None:
            self.faults.append(fault)
        return fault is None

    def is_condition(self, typed: Typed | None, place: str) -> bool:
        """Whether an operand is true or false and nothing else; says so where it is not."""
        return typed is not None and self.passes(condition_fault(typed, place))


def _typed(expr: Expr, tree: Tree) -> Typed:
    """A condition."""
    return Typed(expr=expr, type=BOOL, start=tree.start, end=tree.end)


def _check(tree: Tree, context: _Context) -> Typed | None:
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
        case Operation(op="!"):
            operand = _check(tree.operands[0], context)
            if operand is None or not context.is_condition(operand, "sole !"):
                return None
            return _typed(Unary(op="!", operand=operand.expr), tree)
        case Operation(op="?"):
            return _choice(tree, context)
        case Operation():
            operands = _all(tree.operands, context)
            if operands is None:
                return None
            found = operation(tree.op, operands, tree.start, tree.end)
            if isinstance(found, Fault):
                context.faults.append(found)
                return None
            return found
        case Invocation(function="has"):
            return _has(tree, context)
        case Invocation(function=name) if name in MACROS:
            return _macro(tree, context)
        case Invocation(function=name) if name in FUNCTIONS:
            return _call(tree, FUNCTIONS[name], context)
        case Invocation(function=name):
            known = ["has", *FUNCTIONS, *MACROS]
            near = difflib.get_close_matches(name, known, n=1, cutoff=0.6)
            end = tree.name_start + len(name)
            context.refuse(
                "unknown_function",
                tree.name_start,
                end,
                name=name,
                near=near[0] if near else "",
                known=known,
            )
            return None


def _all(trees: tuple[Tree, ...], context: _Context) -> list[Typed] | None:
    """Every one of several parts, each of which has its faults told."""
    checked = [_check(tree, context) for tree in trees]
    found = [one for one in checked if one is not None]
    return found if len(found) == len(checked) else None


def _value(tree: Value, context: _Context) -> Typed | None:
    value = tree.value
    if isinstance(value, int | float) and not _is_kept(value):
        context.refuse("number_too_large", tree.start, tree.end)
        return None
    kinds = {bool: "bool", int: "int", float: "double", str: "string"}
    return Typed(
        expr=Literal(value=value, span=context.place(tree.start, tree.end)),
        type=None if value is None else operators.RESULTS[kinds[type(value)]],
        start=tree.start,
        end=tree.end,
        nullable=value is None,
    )


def _is_kept(value: int | float) -> bool:
    """Whether readers of JSON keep the number as it is."""
    return abs(value) <= _SAFE if isinstance(value, int) else math.isfinite(value)


def _read(tree: Name | Member, context: _Context) -> Typed | None:
    steps = chain(tree)
    if steps is None:
        context.refuse(
            "wrong_operand",
            tree.start,
            tree.end,
            place="left .",
            seen="computed",
            expected="name",
        )
        return None
    target = _target(steps, context)
    if target is None:
        return None
    nullable = None
    if context.known is not None:
        guard = guarding.missing_guard(target, context.known)
        if guard is not None:
            shown = _written(guard, target.root)
            context.refuse("unguarded_read", tree.start, tree.end, guard=shown)
            return None
        nullable = guarding.may_be_null(target, context.known)
        if nullable is not None and nullable != target.path:
            shown = _written(nullable, target.root)
            context.refuse("null_read", tree.start, tree.end, name=shown)
            return None
    if kind(target.field.type) == "any":
        context.refuse("value_of_any", tree.start, tree.end)
        return None
    return Typed(
        expr=read(target, context.place(tree.start, tree.end)),
        type=target.field.type,
        start=tree.start,
        end=tree.end,
        nullable=nullable is not None,
    )


def _written(path: Path, root: Root) -> str:
    """A path as an author would write it."""
    text = ".".join(path)
    return f"state.{text}" if root is Root.STATE else text


def _target(steps: tuple[Step, ...], context: _Context) -> Target | None:
    """What a chain of names means, or None once the context holds why it means nothing."""
    first = steps[0]
    if first.name in parse.RESERVED and not first.ticked:
        declared = lookup(context.scope.params, first.name) is not None
        context.refuse(
            "reserved_word", first.start, first.end, word=first.name, declared=declared
        )
        return None
    found = resolve(steps, context.scope)
    if isinstance(found, Target):
        return None if any(is_unknown(one.type) for one in found.fields) else found
    if found.parent is None or not is_unknown(found.parent.type):
        _refuse_stranger(steps, found, context)
    return None


def _refuse_stranger(
    steps: tuple[Step, ...], found: Stranger, context: _Context
) -> None:
    step = found.step
    first, *rest = steps
    rooted = bool(rest) and not first.ticked
    stateless = not (context.scope.state or context.scope.about_state)
    if found.root is Root.STATE and rooted and stateless:
        context.refuse("no_state_here", step.start, step.end, name=rest[0].name)
        return
    if not rest and step.name in ("params", "state"):
        context.refuse("bare_root", step.start, step.end, name=step.name)
        return
    torn = _torn(step, context) if found.parent is None else None
    if torn is not None:
        field, start = torn
        if start == step.start:
            context.refuse(
                "hyphenated_name",
                start,
                start + len(field.name),
                name=field.name,
                identifier=names.snake(field.name),
            )
        return
    context.refuse(
        "unknown_name",
        step.start,
        step.end,
        of=(first.start, step.end),
        is_fact=found.root is Root.STATE,
        parent=found.parent,
        near=nearest(step.name, found.known),
    )


def _torn(step: Step, context: _Context) -> tuple[Field, int] | None:
    """The param whose name the author wrote bare, though it is no identifier (`Accept-Language`), and where it starts."""
    for field in context.scope.params:
        if field.name.isidentifier():
            continue
        start = context.text.find(field.name)
        while start >= 0:
            if start <= step.start < start + len(field.name):
                return field, start
            start = context.text.find(field.name, start + 1)
    return None


def _items(tree: Items, context: _Context) -> Typed | None:
    items = _all(tree.items, context)
    if items is None:
        return None
    for item in items:
        if item.kind not in operators.SCALARS:
            context.faults.append(misfit(item, "item", "scalar"))
            return None
        if not operators.comparable(items[0].kind, item.kind):
            context.refuse("mixed_items", tree.start, tree.end)
            return None
    first = next((item for item in items if item.kind == "double"), None)
    first = first or (items[0] if items else None)
    datatype = first.type if first is not None and first.type else operators.TEXT
    nullable = any(item.nullable for item in items)
    return Typed(
        expr=ListLiteral(items=tuple(item.expr for item in items)),
        type=ArrayType(items=Field(name="", type=datatype, nullable=nullable)),
        start=tree.start,
        end=tree.end,
    )


def _logic(tree: Operation, context: _Context) -> Typed | None:
    """The right side of `&&` may lean on what the left side asks, and that of `||` on its opposite."""
    left = _check(tree.operands[0], context)
    known = _known_after(left, tree.operands[0], tree.op == "&&", context)
    right = _check(tree.operands[1], replace(context, known=known))
    is_left = context.is_condition(left, f"left {tree.op}")
    is_right = context.is_condition(right, f"right {tree.op}")
    if left is None or right is None or not is_left or not is_right:
        return None
    return _typed(Binary(op=tree.op, left=left.expr, right=right.expr), tree)


def _known_after(
    typed: Typed | None, tree: Tree, truth: bool, context: _Context
) -> frozenset[Fact] | None:
    """What is known behind a condition; behind one at fault, whatever it asks about is taken as known."""
    if context.known is None:
        return None
    if typed is not None:
        return context.known | facts(typed.expr, truth)
    return context.known.union(*(facts(asked) for asked in _asked(tree, context)))


def _asked(tree: Tree, context: _Context) -> Iterator[Expr]:
    match tree:
        case Invocation(function="has"):
            typed = _has(tree, replace(context, faults=[]))
            if typed is not None:
                yield typed.expr
        case Operation(operands=operands):
            for operand in operands:
                yield from _asked(operand, context)
        case _:
            return


def _choice(tree: Operation, context: _Context) -> Typed | None:
    test = _check(tree.operands[0], context)
    branches: list[Typed | None] = []
    for truth, operand in ((True, tree.operands[1]), (False, tree.operands[2])):
        known = _known_after(test, tree.operands[0], truth, context)
        branches.append(_check(operand, replace(context, known=known)))
    then, otherwise = branches
    if not context.is_condition(test, "test"):
        return None
    if test is None or then is None or otherwise is None:
        return None
    pair = operators.unify(then, otherwise)
    if pair is None:
        context.refuse(
            "wrong_operand",
            tree.start,
            tree.end,
            place="branches",
            seen=f"{then.kind}&{otherwise.kind}",
            expected="one",
        )
        return None
    then, otherwise = pair
    return Typed(
        expr=Conditional(test=test.expr, then=then.expr, otherwise=otherwise.expr),
        type=then.type,
        start=tree.start,
        end=tree.end,
        nullable=then.nullable or otherwise.nullable,
    )


def _has(tree: Invocation, context: _Context) -> Typed | None:
    steps = chain(tree.args[0]) if len(tree.args) == 1 else None
    if steps is None or tree.receiver is not None:
        context.refuse("has_needs_name", tree.start, tree.end)
        return None
    target = _target(steps, context)
    if target is None:
        return None
    if target.variable and len(steps) == 1:
        context.refuse("has_needs_name", tree.start, tree.end)
        return None
    return _typed(has(target), tree)


def _call(tree: Invocation, row: Function, context: _Context) -> Typed | None:
    sources = tree.args if tree.receiver is None else (tree.receiver, *tree.args)
    shaped = row.free if tree.receiver is None else row.receiver
    if not shaped or len(sources) != len(row.takes):
        context.refuse(
            "wrong_call", tree.start, tree.end, name=row.name, usage=row.usage
        )
        return None
    args: list[Typed] = []
    for index, source in enumerate(sources):
        typed = _check(source, context)
        if typed is not None and context.passes(_argument_fault(row, index, typed)):
            args.append(typed)
    if len(args) < len(sources):
        return None
    for index, arg in enumerate(args):
        if row.takes_pattern(index) and not context.passes(_pattern_fault(arg)):
            return None
    if args[0].kind in row.keeps:
        return args[0]
    return Typed(
        expr=Call(function=row.name, args=tuple(arg.expr for arg in args)),
        type=operators.RESULTS[row.gives],
        start=tree.start,
        end=tree.end,
    )


def _argument_fault(row: Function, index: int, typed: Typed) -> Fault | None:
    if typed.kind in row.takes[index]:
        return null_fault(typed)
    place = f"subject {row.name}" if index == 0 else "argument"
    order = ("bool", "int", "double", "string", "list", "object")
    return misfit(typed, place, "|".join(k for k in order if k in row.takes[index]))


def _pattern_fault(typed: Typed) -> Fault | None:
    start, end = typed.start, typed.end
    if not isinstance(typed.expr, Literal):
        return Fault(kind="pattern_not_literal", start=start, end=end)
    refused = patterns.fault(str(typed.expr.value))
    if refused is None:
        return None
    facts = {"reason": refused.reason, "mend": refused.mend}
    return Fault(kind="pattern_refused", start=start, end=end, facts=facts)


def _macro(tree: Invocation, context: _Context) -> Typed | None:
    name, variable = tree.function, tree.args[0] if tree.args else None
    if tree.receiver is None or len(tree.args) != 2 or not isinstance(variable, Name):
        usage = f"LIST.{name}(x, CONDITION ABOUT x)"
        context.refuse("wrong_call", tree.start, tree.end, name=name, usage=usage)
        return None
    if context.in_macro:
        context.refuse("nested_macro", tree.start, tree.end, name=name)
        return None
    if lookup(context.scope.params, variable.name) is not None:
        place = variable.start, variable.end
        context.refuse("variable_hides", *place, name=variable.name)
        return None
    values = _check(tree.receiver, context)
    if values is None:
        return None
    if not isinstance(values.type, ArrayType):
        context.faults.append(misfit(values, f"range {name}", "list"))
        return None
    if not context.passes(null_fault(values)):
        return None
    scope = replace(context.scope, locals={variable.name: values.type.items})
    body = _check(tree.args[1], replace(context, scope=scope, in_macro=True))
    if body is None or not context.is_condition(body, "body"):
        return None
    expr = Quantifier(
        kind=name, range=values.expr, variable=variable.name, body=body.expr
    )
    return _typed(expr, tree)
