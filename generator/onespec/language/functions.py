"""The functions of the language, one row each: all that anyone knows of a function, but for its line in each evaluator.

What a function computes stands in `runtime/player/expressions.py` and, for the pages, in `evaluate.js`. Checks, notations
and the search read the columns here; none of them asks for a function by its name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from onespec import patterns


@dataclass(frozen=True, slots=True, kw_only=True)
class Python:
    """How Python writes a call: `{0}` is an argument, `{0:atom}` one that is bracketed unless it binds that tightly."""

    text: str
    binds: str = "atom"
    """How tightly the whole does: `atom`, `comparison` or `choice`."""
    is_bool: bool = False
    """Whether a type checker can tell that it is a boolean."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """One row. Where a column goes by kinds, they are those of the first argument, and `""` is any other."""

    name: str
    takes: tuple[frozenset[str], ...]
    """For each argument, the kinds it may have; a receiver is the first argument."""
    gives: str
    """Kind of the result."""
    receiver: bool = False
    """Whether it is written `x.name(...)`."""
    free: bool = False
    """Whether it is written `name(...)`."""
    usage: str
    """How it is best written, for messages and notations."""
    python: Mapping[str, Python]
    bounds: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """For a measure: JSON Schema's keywords for the least and the most of it."""
    pattern: str = ""
    """For a condition on a text: the pattern JSON Schema says it with. Without either, it can't be said there."""
    english: Mapping[str, str]
    """For a condition its verb (`starts with|start with`), for anything else a noun phrase."""
    samples: Callable[[str], Iterator[str]] | None = None
    """For a condition on a text: its argument -> texts of which it holds, and some of which it nearly does."""
    converts: bool = False
    """Whether it gives its argument as another type."""
    keeps: frozenset[str] = frozenset()
    """Kinds that it gives back as they are."""
    silent: bool = False
    """Whether it is understood where an author leaves it out, as numbers of two kinds meet."""

    @property
    def is_method(self) -> bool:
        """Whether it is best written behind its first argument."""
        return self.usage.startswith("x.")

    def takes_pattern(self, index: int) -> bool:
        """Whether an argument is a pattern, which has to be written out."""
        return "pattern" in self.takes[index]


_TEXT: Final = frozenset(["string"])
_PATTERN: Final = frozenset(["string", "pattern"])


def _matched(pattern: str) -> Iterator[str]:
    yield from islice(patterns.matching(pattern), 5)
    yield from islice(patterns.failing(pattern), 3)


DOUBLE: Final = Function(
    name="double",
    takes=(frozenset(["int", "double"]),),
    gives="double",
    free=True,
    usage="double(x)",
    python={"": Python(text="double({0})")},
    english={"": "{0}"},
    converts=True,
    silent=True,
)

ROWS: Final[tuple[Function, ...]] = (
    Function(
        name="size",
        takes=(frozenset(["string", "list", "tuple", "map", "object"]),),
        gives="int",
        receiver=True,
        free=True,
        usage="size(x)",
        python={"": Python(text="len({0})")},
        bounds={
            "string": ("minLength", "maxLength"),
            "list": ("minItems", "maxItems"),
            "tuple": ("minItems", "maxItems"),
            "map": ("minProperties", "maxProperties"),
            "object": ("minProperties", "maxProperties"),
        },
        english={
            "": "the length of {0}",
            "list": "the number of items in {0}",
            "tuple": "the number of items in {0}",
            "map": "the number of entries in {0}",
            "object": "the number of members of {0}",
        },
    ),
    Function(
        name="startsWith",
        takes=(_TEXT, _TEXT),
        gives="bool",
        receiver=True,
        usage="x.startsWith('a')",
        python={"": Python(text="{0:atom}.startswith({1})")},
        pattern="^{0}",
        english={"": "starts with|start with"},
        samples=lambda part: iter((part, f"{part}x", part[:-1])),
    ),
    Function(
        name="endsWith",
        takes=(_TEXT, _TEXT),
        gives="bool",
        receiver=True,
        usage="x.endsWith('a')",
        python={"": Python(text="{0:atom}.endswith({1})")},
        pattern="{0}$",
        english={"": "ends with|end with"},
        samples=lambda part: iter((part, f"x{part}", part[1:])),
    ),
    Function(
        name="contains",
        takes=(_TEXT, _TEXT),
        gives="bool",
        receiver=True,
        usage="x.contains('a')",
        python={"": Python(text="{1:sum} in {0:sum}", binds="comparison")},
        pattern="{0}",
        english={"": "contains|contain"},
        samples=lambda part: iter((part, f"x{part}x", part[1:])),
    ),
    Function(
        name="matches",
        takes=(_TEXT, _PATTERN),
        gives="bool",
        receiver=True,
        free=True,
        usage="x.matches('^[0-9]+$')",
        python={
            "": Python(
                text="re.fullmatch({1}, {0}) is not None",
                binds="comparison",
                is_bool=True,
            )
        },
        pattern="{0}",
        english={"": "matches|match"},
        samples=_matched,
    ),
    Function(
        name="string",
        takes=(frozenset(["string", "int", "bool"]),),
        gives="string",
        free=True,
        usage="string(x)",
        python={
            "": Python(text="str({0})"),
            "bool": Python(text='"true" if {0:or} else "false"', binds="choice"),
        },
        english={"": "{0} as text"},
        converts=True,
        keeps=_TEXT,
    ),
    DOUBLE,
)

FUNCTIONS: Final = {row.name: row for row in ROWS}
WRITTEN: Final[Mapping[str, str]] = {
    "date": "date",
    "timestamp": "datetime",
    "time": "time",
    "duration": "duration",
    "decimal": "decimal",
    "uuid": "uuid",
}
"""Constants of types that travel as text: what stands around the text, which is written out, and the type. Nothing is computed."""
WRITES: Final = {name: function for function, name in WRITTEN.items()}
MACROS: Final = ("all", "exists")
