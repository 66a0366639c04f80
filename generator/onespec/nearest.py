"""A name that is not known, and those that are -> the one that was probably meant."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The most similar known name, or None where none is near; ties go to the first."""
    best, best_score = None, 0.6
    for candidate in known:
        score = _similarity(name, candidate)
        if score > best_score:
            best, best_score = candidate, score
    return best


def _similarity(name: str, other: str) -> float:
    left, right = name.lower().replace("-", "_"), other.lower().replace("-", "_")
    if left == right:
        return 1.0
    if abs(len(left) - len(right)) > max(len(left), len(right)) / 2:
        return 0.0
    return SequenceMatcher(None, left[:100], right[:100], autojunk=False).ratio()
