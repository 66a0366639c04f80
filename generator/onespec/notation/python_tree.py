"""Pieces of a Python expression with their precedence -> one line, or lines as black would break it inside brackets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from onespec.layout import STEP, WIDTH

EACH: Final = 0
CHOICE: Final = 1
OR: Final = 2
AND: Final = 3
NOT: Final = 4
COMPARE: Final = 5
ADD: Final = 6
MULTIPLY: Final = 7
UNARY: Final = 8
ATOM: Final = 9


@dataclass(frozen=True, slots=True)
class Text:
    """A piece of an expression."""

    flat: str
    level: int
    is_bool: bool = False
    """Whether a type checker can tell that it is a boolean."""
    parts: tuple[Text, ...] = ()
    """Where it can be broken: operands in order; none for what stays on a line."""
    signs: tuple[str, ...] = ()
    """What stands before each operand; the first is empty."""
    floor: int = 0
    """The precedence an operand needs to stand without brackets."""
    head: str = ""
    """For a call: what comes before its arguments."""

    def above(self, level: int) -> str:
        """The text where something of at least that precedence must stand."""
        return self.flat if self.level >= level else f"({self.flat})"


def joined(
    level: int,
    parts: Sequence[Text],
    signs: Sequence[str],
    *,
    is_bool: bool = False,
    floor: int | None = None,
) -> Text:
    """Operands with a sign before each but the first."""
    need = level + 1 if floor is None else floor
    pieces = [
        f"{sign} {part.above(need)}" if sign else part.above(need)
        for sign, part in zip(signs, parts, strict=True)
    ]
    return Text(" ".join(pieces), level, is_bool, tuple(parts), tuple(signs), need)


def chain(op: str, parts: Sequence[Text]) -> Text:
    """Operands joined by `and` or `or`; one inside another of the same kind becomes part of it."""
    level = AND if op == "and" else OR
    flat: list[Text] = []
    for part in parts:
        flat.extend(part.parts if part.level == level else [part])
    if len(flat) == 1:
        return flat[0]
    signs = ["", *[op] * (len(flat) - 1)]
    is_bool = any(part.is_bool for part in flat)
    return joined(level, flat, signs, is_bool=is_bool, floor=NOT)


def negated(part: Text) -> Text:
    """`not` in front."""
    return Text(
        f"not {part.above(NOT)}", NOT, True, parts=(part,), signs=("not",), floor=NOT
    )


def called(head: str, *args: Text, is_bool: bool = False) -> Text:
    """`head` with arguments between brackets."""
    flat = f"{head}({', '.join(arg.flat for arg in args)})"
    return Text(flat, ATOM, is_bool, parts=args, head=head)


def each(body: Text, variable: str, of: Text) -> Text:
    """`body` for each item of a list, as the one argument of a call."""
    return joined(EACH, [body, of], ["", f"for {variable} in"], floor=OR)


def lines(text: Text, prefix: str, indent: int) -> list[str]:
    """The lines of a piece inside brackets, at a column; they are given without their indent."""
    line = prefix + text.flat
    if indent + len(line) <= WIDTH or not text.parts:
        return [line]
    if text.head or text.level == NOT:
        return broken(text, prefix, indent)
    found: list[str] = []
    for part, sign in zip(text.parts, text.signs, strict=True):
        before = f"{sign} " if sign else prefix
        if part.level >= text.floor:
            found.extend(lines(part, before, indent))
        else:
            found.extend(_bracketed(part, before, indent))
    return found


def _bracketed(text: Text, prefix: str, indent: int) -> list[str]:
    line = f"{prefix}({text.flat})"
    if indent + len(line) <= WIDTH:
        return [line]
    body = lines(text, "", indent + STEP)
    return [f"{prefix}(", *(" " * STEP + piece for piece in body), ")"]


def broken(text: Text, prefix: str, indent: int) -> list[str]:
    """The same for a call with its arguments on lines of their own, or a `not` before something long."""
    if text.level == NOT:
        inner = text.parts[0]
        if inner.level >= NOT:
            return lines(inner, f"{prefix}not ", indent)
        return _bracketed(inner, f"{prefix}not ", indent)
    if ")." in text.head:
        # A chain of calls: black breaks it at its dots, and is asked for it where a line is too long.
        return [prefix + text.flat]
    opening = f"{prefix}{text.head}("
    if len(text.parts) == 1:
        body = lines(text.parts[0], "", indent + STEP)
        return [opening, *(" " * STEP + piece for piece in body), ")"]
    line = ", ".join(part.flat for part in text.parts)
    if indent + STEP + len(line) <= WIDTH:
        return [opening, " " * STEP + line, ")"]
    return [opening, *(f"{' ' * STEP}{part.flat}," for part in text.parts), ")"]
