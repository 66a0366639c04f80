"""A chain of names -> what it means in its context, or the reason why it means nothing there."""

from __future__ import annotations

from onespec import names
from onespec.datatypes import ArrayType, Field, ObjectType
from onespec.language.ast import Root
from onespec.language.context import Context
from onespec.language.kinds import Typed
from onespec.language.scope import (
    Step,
    Stranger,
    Target,
    is_unknown,
    lookup,
    nearest,
    resolve,
)
from onespec.language.tokens import is_reserved
from onespec.messages import expressions as say


def explain(steps: tuple[Step, ...], context: Context) -> Target | None:
    """What the steps mean, or None once the context holds why they mean nothing."""
    first = steps[0]
    if is_reserved(first.name) and not first.ticked:
        declared = lookup(context.scope.params, first.name) is not None
        span = context.span(first.start, first.end)
        context.refuse(say.reserved_word(span, context.owner, first.name, declared))
        return None
    found = resolve(steps, context.scope)
    if isinstance(found, Target):
        return None if any(is_unknown(one.type) for one in found.fields) else found
    if found.parent is not None and is_unknown(found.parent.type):
        return None
    _refuse(steps, found, context)
    return None


def _refuse(steps: tuple[Step, ...], found: Stranger, context: Context) -> Typed | None:
    step = found.step
    span = context.span(step.start, step.end)
    first, *rest = steps
    rooted = bool(rest) and not first.ticked
    stateless = not (context.scope.state or context.scope.about_state)
    if found.root is Root.STATE and rooted and stateless:
        return context.refuse(say.no_state_here(span, context.owner, rest[0].name))
    if not rest and step.name in ("params", "state"):
        return context.refuse(say.bare_root(span, context.owner, step.name))
    torn = _torn(step, context) if found.parent is None else None
    if torn is not None:
        field, start = torn
        if start == step.start:
            identifier = names.snake(field.name)
            whole = context.span(start, start + len(field.name))
            context.refuse(
                say.hyphenated_name(whole, context.owner, field.name, identifier)
            )
        return None
    near = nearest(step.name, found.known)
    line = near.span.line if near is not None and near.span is not None else None
    shown = context.text[first.start : step.end]
    return context.refuse(
        say.unknown_name(
            span, context.owner, shown, _place(found), near.name if near else "", line
        )
    )


def _place(found: Stranger) -> str:
    if found.parent is None:
        return "a fact of the state" if found.root is Root.STATE else "a param"
    name = f"`{found.parent.name}`" if found.parent.name else "an item"
    match found.parent.type:
        case ObjectType():
            return f"a declared member of {name}"
        case ArrayType():
            return f"a member of anything: {name} is a list"
        case _:
            return f"a member of anything: {name} is not an object"


def _torn(step: Step, context: Context) -> tuple[Field, int] | None:
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
