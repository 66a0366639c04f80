"""What a search for a request can come back with: the request, a proof that there is none, or neither."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from onespec.datatypes import JsonValue
from onespec.language.ast import Path
from onespec.language.evaluate import Absent

VERSION: Final = 1
"""Of the order in which values are tried: a change of it changes witnesses."""


Value: TypeAlias = "JsonValue | Absent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    """A request, as a rule the smallest there is: the fewest optional params, then the first values in declared order."""

    params: Mapping[str, JsonValue]
    smallest: bool = True
    """False where a smaller one could not be ruled out in reasonable time."""


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
    """Ways of asking (see `atoms.Asked.ways`) in which these values show all that any value could."""
    inner: Mapping[Path, frozenset[str]] = field(default_factory=dict)
    """The same for the members of an object, by their paths."""


ALL_WAYS: Final = frozenset(
    ["presence", "equality", "order", "size", "text", "sum", "items", "other", "string"]
)
