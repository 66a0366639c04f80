"""The text of an expression in a spec -> a checked expression, or diagnostics at the character."""

from __future__ import annotations

from onespec import language
from onespec.diagnostics import Diagnostic
from onespec.language.ast import Expr
from onespec.messages import expressions as say
from onespec.spec.nodes import ScalarNode


def compiled(
    node: ScalarNode,
    scope: language.Scope,
    *,
    expect: str = "bool",
    demanded: bool = True,
    guards: frozenset[language.Fact] | None = frozenset(),
) -> tuple[Expr | None, tuple[Diagnostic, ...]]:
    """What the language makes of the text, its faults placed in the file and worded; see `language.compile`."""
    value = node.value
    text = str(value).lower() if isinstance(value, bool) else value
    if not isinstance(text, str):
        seen = "nothing" if text is None else f"the number {text}"
        return None, (say.not_text(node.span, scope.owner, seen),)
    expr, faults = language.compile(
        text,
        scope,
        expect=expect,
        demanded=demanded,
        guards=guards,
        place=node.slice,
    )
    return expr, tuple(
        say.fault(one, node.slice(one.start, one.end), scope.owner, text)
        for one in faults
    )
