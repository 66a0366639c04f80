"""Expression text in a spec -> a checked expression, or diagnostics at the character."""

from __future__ import annotations

from onespec.diagnostics import Diagnostic
from onespec.language import syntax
from onespec.language.ast import Expr
from onespec.language.context import Context
from onespec.language.facts import Fact
from onespec.language.scope import Scope
from onespec.language.tokens import SyntaxFault
from onespec.language.typecheck import check
from onespec.messages import expressions as say
from onespec.nodes import ScalarNode


def compile(
    text: ScalarNode,
    scope: Scope,
    *,
    expect: str = "bool",
    guards: frozenset[Fact] | None = frozenset(),
) -> tuple[Expr | None, tuple[Diagnostic, ...]]:
    """The checked expression, or None and every fault in it.

    `expect` is `bool` for a condition and `any` for a value; `guards` is what the place already knows,
    such as the `facts` of the `when` above; None where that is itself at fault, so that no read is called unguarded.
    """
    value = text.value
    source = str(value).lower() if isinstance(value, bool) else value
    if not isinstance(source, str):
        seen = "nothing" if source is None else f"the number {source}"
        return None, (say.not_text(text.span, scope.owner, seen),)
    try:
        tree = syntax.read(source)
    except SyntaxFault as fault:
        span = text.slice(fault.start, fault.end)
        said = say.syntax(span, scope.owner, fault.seen, fault.expected, fault.mend)
        return None, (said,)
    context = Context(node=text, text=source, scope=scope, known=guards, faults=[])
    typed = check(tree, context)
    if typed is not None and expect == "bool":
        context.boolean(typed, tree, "the whole condition")
    if typed is None or context.faults:
        return None, tuple(context.faults)
    return typed.expr, ()
