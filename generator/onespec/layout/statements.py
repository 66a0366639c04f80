"""Pieces -> statements: assignments, annotated members and params, conditions, function heads, imports."""

from __future__ import annotations

from collections.abc import Sequence

from onespec.layout.pieces import (
    STEP,
    WIDTH,
    Bracket,
    Piece,
    Union,
    alternatives,
    bracket,
    flat,
    prefixed,
)
from onespec.texts import PythonText


def annotation(name: str, kind: Piece, suffix: str = "", indent: int = 0) -> PythonText:
    """`name: kind`, with parentheses where alternatives need more than a line.

    `suffix` is what follows: `","` or `" = None,"` for a param, `" = None"` for a class member.
    """
    line = f"{name}: {flat(kind)}{suffix}"
    if indent + len(line) <= WIDTH:
        return PythonText(line)
    if isinstance(kind, str) and indent + STEP + len(kind) > WIDTH:
        return PythonText(line)
    if isinstance(kind, Bracket):
        laid = bracket(prefixed(f"{name}: ", kind), indent, suffix=suffix)
        return PythonText(laid + suffix)
    equals, _, default = suffix.partition(" = ")
    if default and not suffix.endswith(","):
        head = f"{name}: {flat(kind)}{equals} = ("
        if indent + len(head) <= WIDTH:
            return PythonText(
                f"{head}\n{' ' * (indent + STEP)}{default}\n{' ' * indent})"
            )
    return PythonText(f"{name}: {_parenthesised(kind, indent)}{suffix}")


def _parenthesised(piece: Piece, indent: int) -> str:
    """A piece between parentheses on lines of their own."""
    inner = indent + STEP
    body = bracket(piece, inner)
    return f"(\n{' ' * inner}{body}\n{' ' * indent})"


def assign(target: str, value: Piece, indent: int = 0) -> PythonText:
    """`target = value`; `target` may carry an annotation that fits on its line."""
    line = f"{target} = {flat(value)}"
    if indent + len(line) <= WIDTH:
        return PythonText(line)
    head = f"{target} = "
    if isinstance(value, Bracket) and value.items:
        displayed = len(value.head) == 1
        if displayed or indent + len(head) + len(value.head) <= WIDTH:
            return bracket(prefixed(head, value), indent)
        return PythonText(head + _parenthesised(value, indent))
    fits = indent + STEP + len(flat(value)) <= WIDTH
    if isinstance(value, Union) or fits or ": " in target:
        return PythonText(head + _parenthesised(value, indent))
    return PythonText(line)


def condition(
    keyword_: str,
    operands: Sequence[str],
    operator: str,
    indent: int = 0,
    suffix: str = ":",
) -> PythonText:
    """`if a and b:`; a flat chain of operands, each short enough for a line and without brackets of its own."""
    line = f"{keyword_} {f' {operator} '.join(operands)}{suffix}"
    if indent + len(line) <= WIDTH:
        return PythonText(line)
    pad = "\n" + " " * (indent + STEP)
    body = f"{pad}{operator} ".join(operands)
    return PythonText(f"{keyword_} ({pad}{body}\n{' ' * indent}){suffix}")


def signature(
    name: str, params: Sequence[PythonText | str], returns: Piece, indent: int = 0
) -> PythonText:
    """The `def` line; params are finished (`annotation` with a comma as suffix, one step further in)."""
    flat_params = ", ".join(param.removesuffix(",") for param in params)
    line = f"{name}({flat_params}) -> {flat(returns)}:"
    if indent + len(line) <= WIDTH and "\n" not in line:
        return PythonText(line)
    if not params:
        return PythonText(
            bracket(prefixed(f"{name}() -> ", returns), indent, suffix=":") + ":"
        )
    pad = "\n" + " " * (indent + STEP)
    body = "".join(pad + param for param in params)
    head = ") -> "
    line = flat(returns)
    breakable = isinstance(returns, Union) or indent + STEP + len(line) <= WIDTH
    if (
        breakable
        and not isinstance(returns, Bracket)
        and indent + len(head + line) >= WIDTH
    ):
        tail = head + _parenthesised(returns, indent)
    else:
        tail = bracket(prefixed(head, returns), indent, suffix=":")
    return PythonText(f"{name}({body}\n{' ' * indent}{tail}:")


def from_import(module: str, imported: Sequence[str]) -> PythonText:
    """`from module import a, b`, in the order given."""
    line = f"from {module} import {', '.join(imported)}"
    if len(line) <= WIDTH:
        return PythonText(line)
    body = "".join(f"    {name},\n" for name in imported)
    return PythonText(f"from {module} import (\n{body})")
