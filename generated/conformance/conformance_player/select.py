# onespec runtime: copied unchanged into generated packages. Edit it in onespec.
"""What of a suite is played, by level, by filters, within ceilings; and which failures are known and let pass.

The same for every worker of a run.
"""

from __future__ import annotations

import fnmatch
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeAlias

from .documents import load_document
from .suite import LEVELS, Case, Suite, WrongUseError

Planned: TypeAlias = tuple[Case, str]
"""A case, and the reason why it is not played, if any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What to play."""

    level: str | None = None
    """None: `full` where nothing reaches anybody, `no-effects` elsewhere."""
    only: Sequence[str] = ()
    """Parts or patterns of case ids, or of the elements they cover; any of them will do."""
    skip: Sequence[str] = ()
    max_requests: int | None = None
    max_calls: int | None = None
    shard: str | None = None
    """`2/5`: the second of five parts."""
    allow_effects: bool = False


def level_for(selection: Selection, *, loopback: bool) -> str:
    """The level that is played. Raises WrongUseError where it could reach somebody and nobody has allowed that."""
    level = selection.level
    if level is None:
        level = "full" if loopback or selection.allow_effects else "no-effects"
    if level not in LEVELS:
        raise WrongUseError(
            f"there is no level `{level}`; there are {', '.join(LEVELS)}"
        )
    if level != "no-effects" and not loopback and not selection.allow_effects:
        raise WrongUseError(
            f"the level `{level}` sends requests that the endpoint acts on, and the endpoint is not on this machine: "
            "say --allow-effects, or play the level no-effects"
        )
    return level


def selected(suite: Suite, selection: Selection, level: str) -> Iterator[Planned]:
    """Each case of a level that the filters let through. Raises WrongUseError."""
    requests = calls = 0
    part, parts = _shard(selection.shard)
    for case in suite.cases:
        if level not in case.levels or not _wanted(case, selection):
            continue
        digest = hashlib.sha256(case.id.encode()).digest()
        if int.from_bytes(digest[:4], "big") % parts != part:
            continue
        if (
            selection.max_requests is not None
            and requests + case.requests > selection.max_requests
        ):
            yield case, f"the ceiling of {selection.max_requests} requests is reached"
            continue
        cost = case.acted_on
        if (
            cost
            and selection.max_calls is not None
            and calls + cost > selection.max_calls
        ):
            yield case, f"the ceiling of {selection.max_calls} calls is reached"
            continue
        requests += case.requests
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


def _shard(text: str | None) -> tuple[int, int]:
    """Number of a part, from 0, and of parts."""
    if text is None:
        return 0, 1
    part, slash, parts = text.partition("/")
    if not (
        slash and part.isdecimal() and parts.isdecimal() and 0 < int(part) <= int(parts)
    ):
        raise WrongUseError(f"a shard is written like 2/5, not {text}")
    return int(part) - 1, int(parts)


KNOWN_KEYS = ("case", "reason", "until")


@dataclass(frozen=True, slots=True)
class KnownFailure:
    """An entry of the list of failures that are let pass, until a day on which the list is looked at again."""

    case: str
    """Id of a case, or a pattern for several."""
    reason: str
    until: date


def load_known(path: Path) -> tuple[KnownFailure, ...]:
    """The list in a YAML or JSON file. Raises WrongUseError."""
    entries = load_document(path).value
    if not isinstance(entries, list):
        raise WrongUseError(
            f"{path}: a list of entries with {', '.join(KNOWN_KEYS)} is due"
        )
    return tuple(_known(entry, path) for entry in entries)


def _known(entry: Any, path: Path) -> KnownFailure:
    if not isinstance(entry, Mapping) or sorted(entry) != sorted(KNOWN_KEYS):
        raise WrongUseError(
            f"{path}: an entry has {', '.join(KNOWN_KEYS)}, and nothing else"
        )
    until = entry["until"]
    if isinstance(until, str):
        try:
            until = date.fromisoformat(until)
        except ValueError as error:
            raise WrongUseError(f"{path}: `until` is a day like 2030-01-31") from error
    if not isinstance(until, date) or not str(entry["reason"] or "").strip():
        raise WrongUseError(f"{path}: an entry needs a reason and a day")
    return KnownFailure(str(entry["case"]), str(entry["reason"]), until)


def judged(
    case_id: str, status: str, known: Sequence[KnownFailure], today: date
) -> tuple[str, tuple[str, ...]]:
    """The status of a case in the light of the list, and what is to be said about it."""
    entry = next(
        (item for item in known if fnmatch.fnmatchcase(case_id, item.case)), None
    )
    if entry is None or status not in ("passed", "failed"):
        return status, ()
    if today > entry.until:
        return "failed", (
            f"listed as known until {entry.until}, which is over: {entry.reason}",
        )
    if status == "passed":
        return "failed", (
            f"listed as a known failure, but it passes: take it off the list ({entry.reason})",
        )
    return "known", (f"known until {entry.until}: {entry.reason}",)
