"""A name that is not known, and those that are -> the one that was probably meant."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher
from itertools import islice

_MANY = 300
"""More names than this are not all compared: then only those that start alike."""


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The most similar known name, or None where none is near; ties go to the first."""
    wanted = _folded(name)
    candidates = list(known)
    if len(candidates) > _MANY:
        start = name[:2].lower()
        alike = (one for one in candidates if one[:2].lower() == start)
        candidates = list(islice(alike, _MANY))
    best, best_score = None, 0.6
    matcher = SequenceMatcher(None, autojunk=False)
    matcher.set_seq1(wanted)
    for candidate in candidates:
        score = _similarity(matcher, wanted, _folded(candidate), best_score)
        if score > best_score:
            best, best_score = candidate, score
    return best


def _folded(name: str) -> str:
    return name[:100].lower().replace("-", "_")


def _similarity(
    matcher: SequenceMatcher[str], wanted: str, other: str, least: float
) -> float:
    if wanted == other:
        return 1.0
    if abs(len(wanted) - len(other)) > max(len(wanted), len(other)) / 2:
        return 0.0
    matcher.set_seq2(other)
    # The quick ratios are upper bounds: most names are far away at first sight.
    if matcher.real_quick_ratio() <= least or matcher.quick_ratio() <= least:
        return 0.0
    return matcher.ratio()
