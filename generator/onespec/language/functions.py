"""The functions of the language, one row each: what they take, what they mean, and how English says them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from onespec import patterns


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """One row."""

    name: str
    takes: tuple[frozenset[str], ...]
    """For each argument, the kinds it may have; a receiver is the first argument."""
    gives: str
    """Kind of the result."""
    receiver: bool
    """Whether it is written `x.name(...)`."""
    free: bool
    """Whether it is written `name(...)`."""
    meaning: Callable[..., object]
    english: str
    """For a condition its verb (`starts with|start with`), for anything else a noun phrase."""
    usage: str = ""
    """How it is written, for messages."""


def _string(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


_STRING: Final = frozenset(["string"])

ROWS: Final[tuple[Function, ...]] = (
    Function(
        name="size",
        takes=(frozenset(["string", "list", "object"]),),
        gives="int",
        receiver=True,
        free=True,
        meaning=len,
        english="the size of {0}",
        usage="size(x)",
    ),
    Function(
        name="startsWith",
        takes=(_STRING, _STRING),
        gives="bool",
        receiver=True,
        free=False,
        meaning=str.startswith,
        english="starts with|start with",
        usage="x.startsWith('a')",
    ),
    Function(
        name="endsWith",
        takes=(_STRING, _STRING),
        gives="bool",
        receiver=True,
        free=False,
        meaning=str.endswith,
        english="ends with|end with",
        usage="x.endsWith('a')",
    ),
    Function(
        name="contains",
        takes=(_STRING, _STRING),
        gives="bool",
        receiver=True,
        free=False,
        meaning=str.__contains__,
        english="contains|contain",
        usage="x.contains('a')",
    ),
    Function(
        name="matches",
        takes=(_STRING, _STRING),
        gives="bool",
        receiver=True,
        free=True,
        meaning=lambda text, pattern: patterns.matches(pattern, text),
        english="matches|match",
        usage="x.matches('^[0-9]+$')",
    ),
    Function(
        name="string",
        takes=(frozenset(["string", "int", "bool"]),),
        gives="string",
        receiver=False,
        free=True,
        meaning=_string,
        english="{0} written as text",
        usage="string(x)",
    ),
    Function(
        name="double",
        takes=(frozenset(["int", "double"]),),
        gives="double",
        receiver=False,
        free=True,
        meaning=float,
        english="{0}",
        usage="double(x)",
    ),
)

FUNCTIONS: Final = {row.name: row for row in ROWS}
MACROS: Final = ("all", "exists")
