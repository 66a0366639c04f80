"""The constraint language: `compile` reads and checks, `facts` tells what a condition makes sure of, `evaluate` is the meaning.

It knows neither files nor wording: what is wrong with a text is told as `Fault` values, which the loader places and words.
"""

from __future__ import annotations

from onespec.language.check import compile
from onespec.language.evaluate import evaluate
from onespec.language.faults import Fault
from onespec.language.guards import Fact, Known, facts
from onespec.language.scope import (
    UNKNOWN,
    Scope,
    Target,
    UnknownName,
    is_unknown,
    known_members,
    wire_path,
)

__all__ = [
    "UNKNOWN",
    "Fact",
    "Fault",
    "Known",
    "Scope",
    "UnknownName",
    "Target",
    "compile",
    "evaluate",
    "facts",
    "is_unknown",
    "known_members",
    "wire_path",
]
