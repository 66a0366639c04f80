"""The text of an expression in a spec -> a checked expression, or diagnostics at the character."""

from __future__ import annotations

from collections.abc import Iterator

from onespec import language
from onespec.datatypes import ArrayType, DataType, EnumValue
from onespec.diagnostics import Diagnostic, Span
from onespec.language.ast import Binary, Expr, ListLiteral, Literal, Read, walk
from onespec.messages import expressions as say
from onespec.messages import spec
from onespec.spec.nodes import ScalarNode
from onespec.values import same


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
    found = [
        say.fault(one, node.slice(one.start, one.end), scope.owner, text)
        for one in faults
    ]
    outside = list(_outside_enums(expr, node.span, scope.owner)) if expr else []
    # What else could be said of an expression that is meant otherwise would only mislead.
    return None if outside else expr, tuple(found + outside)


def _outside_enums(expr: Expr, span: Span, owner: str) -> Iterator[Diagnostic]:
    """Values that something is compared with and that its enum does not have: the comparison says nothing."""
    for part in walk(expr):
        if not isinstance(part, Binary) or part.op not in ("==", "!=", "in"):
            continue
        for one, other in ((part.left, part.right), (part.right, part.left)):
            if not isinstance(one, Read):
                continue
            known = [member.value for member in _enum(one.type)]
            items = other.items if isinstance(other, ListLiteral) else (other,)
            for item in items:
                if not known or not isinstance(item, Literal) or item.value is None:
                    continue
                if not any(same(item.value, value) for value in known):
                    place, name = item.span or span, ".".join(one.path)
                    yield spec.not_in_enum(place, owner, name, item.value, known)


def _enum(type_: DataType) -> tuple[EnumValue, ...]:
    """What a value, or each item of a list, is limited to."""
    if isinstance(type_, ArrayType):
        return _enum(type_.items.type)
    return getattr(type_, "enum", ())
