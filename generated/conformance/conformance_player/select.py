# onespec runtime: generated packages carry a copy of this file; change it in onespec, not there.
"""What of a suite is played: by level, by filters, within ceilings. The same for every worker of a run."""

from __future__ import annotations

import fnmatch
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .suite import LEVELS, Case, Suite


class SelectionError(ValueError):
    """Options that contradict each other or name nothing; the text says what."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What to play."""

    level: str = ""
    """Empty: `full` where nothing reaches anybody, `no-effects` elsewhere."""
    only: Sequence[str] = ()
    """Parts or patterns of case ids, or of the elements they cover; any of them will do."""
    skip: Sequence[str] = ()
    max_requests: int | None = None
    max_calls: int | None = None
    shard: str = ""
    """`2/5`: the second of five parts."""
    allow_effects: bool = False


def level_for(selection: Selection, *, loopback: bool) -> str:
    """The level that is played. Raises SelectionError where it could reach somebody and nobody has allowed that."""
    level = selection.level or (
        "full" if loopback or selection.allow_effects else "no-effects"
    )
    if level not in LEVELS:
        raise SelectionError(
            f"there is no level `{level}`; there are {', '.join(LEVELS)}"
        )
    if level != "no-effects" and not loopback and not selection.allow_effects:
        raise SelectionError(
            f"the level `{level}` sends requests that the endpoint acts on, and the endpoint is not on this machine: "
            "say --allow-effects, or play the level no-effects"
        )
    return level


def selected(
    suite: Suite, selection: Selection, level: str
) -> Iterator[tuple[Case, str]]:
    """Each case of a level that the filters let through, with the reason why it is not played, if any."""
    requests = calls = 0
    part, parts = _shard(selection.shard)
    for case in suite.cases:
        if level not in case.levels or not _wanted(case, selection):
            continue
        if _part_of(case, parts) != part:
            continue
        if (
            selection.max_requests is not None
            and requests + case.repeat > selection.max_requests
        ):
            yield case, f"the ceiling of {selection.max_requests} requests is reached"
            continue
        cost = case.repeat if case.effect else 0
        if (
            cost
            and selection.max_calls is not None
            and calls + cost > selection.max_calls
        ):
            yield case, f"the ceiling of {selection.max_calls} calls is reached"
            continue
        requests += case.repeat
        calls += cost
        yield case, ""


def _wanted(case: Case, selection: Selection) -> bool:
    names = (case.id, *case.covers)
    if selection.only and not any(
        _fits(name, word) for name in names for word in selection.only
    ):
        return False
    return not any(_fits(case.id, word) for word in selection.skip)


def _fits(name: str, word: str) -> bool:
    return word in name or fnmatch.fnmatchcase(name, word)


def _shard(text: str) -> tuple[int, int]:
    """Number of a part, from 0, and of parts."""
    if not text:
        return 0, 1
    part, slash, parts = text.partition("/")
    if not (
        slash and part.isdecimal() and parts.isdecimal() and 0 < int(part) <= int(parts)
    ):
        raise SelectionError(f"a shard is written like 2/5, not {text}")
    return int(part) - 1, int(parts)


def _part_of(case: Case, parts: int) -> int:
    digest = hashlib.sha256(case.id.encode()).digest()
    return int.from_bytes(digest[:4], "big") % parts
