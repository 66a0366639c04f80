"""What a search for a request can come back with: the request, a proof that there is none, or neither."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Final, TypeAlias

from onespec.datatypes import JsonValue
from onespec.language.evaluate import Absent

VERSION: Final = 2
"""Of the order in which values are tried: a change of it changes witnesses."""

Key: TypeAlias = tuple[str, ...]
"""A place in a request or a state: the root and the names below it, `("params", "message", "type")`."""

Value: TypeAlias = "JsonValue | Absent"
"""What stands at a place, or that nothing does."""


class Here(Enum):
    """The type of `HERE`: an object is there, and its members are looked at one by one."""

    HERE = "here"


HERE: Final = Here.HERE

Cell: TypeAlias = "Value | Here"
"""A value as the search tries it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    """A request, as a rule the smallest there is: the fewest optional params, then the first values in declared order."""

    params: Mapping[str, JsonValue]
    smallest: bool = True
    """False where a smaller one could not be ruled out in reasonable time."""
    state: Mapping[str, Value] = field(default_factory=dict)
    """Facts that differ from the sample state; empty unless the problem looks at one."""
    changes: Mapping[Key, Value] = field(default_factory=dict)
    """What differs from the request that the query wanted it to be near to, outermost first; an object there stands for itself without members."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """There is no such request."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoneFound:
    """No such request is among those tried, which are not all there are."""

    tried: int


Answer: TypeAlias = Witness | Proof | NoneFound


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """Values of one field, without its absence."""

    values: tuple[JsonValue, ...]
    sure: frozenset[str]
    """Ways of asking (see `asked.Asked.ways`) in which these values show all that any value could."""


ALL_WAYS: Final = frozenset(
    ["presence", "equality", "order", "size", "text", "sum", "items", "other", "string"]
)
