"""Pieces of expressions and annotations -> one line where they fit, else one item a line, as black breaks them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeAlias

from onespec.texts import PythonText

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
        return PythonText(alternatives(piece, indent))
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


def alternatives(piece: Union, indent: int) -> str:
    """One alternative a line, for a place that already is inside brackets."""
    lines = [bracket(piece.members[0], indent)]
    for member in piece.members[1:]:
        lines.append(PythonText("| " + bracket(member, indent, suffix="| ")))
    return ("\n" + " " * indent).join(lines)
