"""What is wrong with an expression, as a value: the kind, the stretch of the text, and the facts that a message needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One fault; `messages.expressions` has the words for each kind."""

    kind: str
    start: int
    end: int
    facts: Mapping[str, Any] = field(default_factory=dict)
