"""Pieces of Python -> source laid out as black would write it, so that no formatter has to run."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from onespec.texts import PythonText, docstring_body

WIDTH: Final = 88
STEP: Final = 4


@dataclass(frozen=True, slots=True)
class Bracket:
    """A bracketed list: `head` ends in the opening bracket, `tail` starts with the closing one."""

    head: str
    items: tuple[Piece, ...]
    tail: str


@dataclass(frozen=True, slots=True)
class Union:
    """Alternatives of an annotation, joined by `|`."""

    members: tuple[Piece, ...]


Piece: TypeAlias = "str | Bracket | Union"
"""An atom that is never broken, a bracketed list, or alternatives."""


def call(function: str, *items: Piece) -> Bracket:
    """`function(items)`."""
    return Bracket(f"{function}(", items, ")")


def keyword(name: str, value: Piece) -> Piece:
    """`name=value`, as an item of a call."""
    return prefixed(f"{name}=", value)


def entry(key: str, value: Piece) -> Piece:
    """`key: value`, as an item of a dict display; `key` is a literal."""
    return prefixed(f"{key}: ", value)


def subscript(head: str, *items: Piece) -> Bracket:
    """`head[items]`."""
    return Bracket(f"{head}[", items, "]")


def union(*members: Piece) -> Piece:
    """`a | b`, each member once, unions inside made part of it."""
    flat_members: list[Piece] = []
    for member in members:
        inner = member.members if isinstance(member, Union) else (member,)
        flat_members.extend(item for item in inner if item not in flat_members)
    return flat_members[0] if len(flat_members) == 1 else Union(tuple(flat_members))


def prefixed(prefix: str, value: Piece) -> Piece:
    """A piece with text in front of it."""
    if isinstance(value, Bracket):
        return Bracket(prefix + value.head, value.items, value.tail)
    return prefix + flat(value)


def flat(piece: Piece) -> str:
    """A piece on one line."""
    if isinstance(piece, str):
        return piece
    if isinstance(piece, Union):
        return " | ".join(map(flat, piece.members))
    body = ", ".join(map(flat, piece.items))
    return piece.head + body + (",)" if _is_single(piece) else piece.tail)


def _is_single(piece: Bracket) -> bool:
    """A tuple of one needs its comma on one line too."""
    return (
        piece.head[-1:] == "("
        and piece.tail[:1] == ")"
        and _bare(piece.head)
        and len(piece.items) == 1
    )


def _bare(head: str) -> bool:
    """Whether an opening parenthesis makes a tuple, not a call: nothing callable stands before it."""
    before = head[:-1].rstrip(" ")
    return not before or before[-1] in "=:,(["


def bracket(piece: Piece, indent: int = 0, *, suffix: str = "") -> PythonText:
    """A piece at a column, on one line where it fits, else one item a line with a comma after each.

    The first line is not indented, the others are. `suffix` is what the caller writes behind it.
    """
    line = flat(piece)
    if isinstance(piece, str) or indent + len(line) + len(suffix) <= WIDTH:
        return PythonText(line)
    inner = indent + STEP
    if isinstance(piece, Union):
        return PythonText(_alternatives(piece, indent))
    if not piece.items:
        return PythonText(line)
    pad = "\n" + " " * inner
    if piece.head.endswith("[") and len(piece.items) == 1 and not _bare(piece.head):
        body = pad + bracket(piece.items[0], inner)
    else:
        body = "".join(
            f"{pad}{bracket(item, inner, suffix=',')}," for item in piece.items
        )
    return PythonText(f"{piece.head}{body}\n{' ' * indent}{piece.tail}")


def _alternatives(piece: Union, indent: int) -> str:
    """One alternative a line, for a place that already is inside brackets."""
    lines = [bracket(piece.members[0], indent)]
    for member in piece.members[1:]:
        lines.append(PythonText("| " + bracket(member, indent, suffix="| ")))
    return ("\n" + " " * indent).join(lines)


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """Text to be wrapped inside a docstring."""

    text: str
    first: str = ""
    """What its first line starts with: a bullet, an argument's name, or spaces."""
    rest: str = ""
    """What the other lines start with: spaces."""
    gap: bool = True
    """Whether an empty line stands before it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verbatim:
    """Lines that keep their breaks inside a docstring: code."""

    lines: tuple[str, ...]
    margin: str = ""


def docstring(
    paragraphs: Sequence[Paragraph | Verbatim], indent: int = 0
) -> PythonText:
    """A docstring with its quotes: on one line where it fits, else with the closing quotes on a line of their own."""
    lines: list[str] = []
    for paragraph in paragraphs:
        if isinstance(paragraph, Verbatim):
            lines.extend(docstring_body(paragraph.margin + x) for x in paragraph.lines)
            continue
        if lines and paragraph.gap:
            lines.append("")
        lines.extend(_wrapped(paragraph, WIDTH - indent, is_start=not lines))
    if not lines:
        raise ValueError("an empty docstring")
    # Black takes away what all lines but the first are indented by.
    lines = [lines[0].lstrip(), *textwrap.dedent("\n".join(lines[1:])).split("\n")]
    lines = lines if lines[1:] != [""] else lines[:1]
    start = " " if lines[0].startswith('"') else ""
    if len(lines) == 1:
        end = " " if lines[0].endswith('"') else ""
        line = f'"""{start}{lines[0]}{end}"""'
        room = max(WIDTH - indent - 8, 40)
        # A text that fits but for its quotes takes two lines; one long word can't.
        split = textwrap.wrap(
            lines[0], room, break_long_words=False, break_on_hyphens=False
        )
        if indent + len(line) <= WIDTH or len(split) < 2:
            return PythonText(line)
        lines = split
    pad = " " * indent
    body = "\n".join(pad + line if line else "" for line in lines[1:])
    body = f"\n{body}" if lines[1:] else ""
    return PythonText(f'"""{start}{lines[0]}{body}\n{pad}"""')


def _wrapped(paragraph: Paragraph, width: int, *, is_start: bool) -> list[str]:
    """The lines of a paragraph; text that is blank gives none. The first of all stands behind the quotes."""
    first, rest = docstring_body(paragraph.first), docstring_body(paragraph.rest)
    text = docstring_body(" ".join(paragraph.text.split()))
    if not text:
        return [first.rstrip()] if first.strip() else []
    quotes = '"""' if is_start else ""
    lines = textwrap.wrap(
        text,
        max(width, 40),
        initial_indent=quotes + first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return [lines[0].removeprefix(quotes), *lines[1:]]
