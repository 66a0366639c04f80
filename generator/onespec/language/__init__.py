"""The constraint language: `compile` reads and checks, `facts` tells what a condition makes sure of, `evaluate` is the meaning."""

from __future__ import annotations

from onespec.language.compile import compile
from onespec.language.evaluate import evaluate
from onespec.language.facts import Fact, Known, facts
from onespec.language.scope import (
    UNKNOWN,
    Scope,
    Stranger,
    Target,
    is_unknown,
    wire_path,
)

__all__ = [
    "UNKNOWN",
    "Fact",
    "Known",
    "Scope",
    "Stranger",
    "Target",
    "compile",
    "evaluate",
    "facts",
    "is_unknown",
    "wire_path",
]
