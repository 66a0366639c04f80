# onespec runtime: generated packages carry a copy of this file; change it in onespec, not there.
"""Failures that are known: listed with a reason and a day on which the list is looked at again."""

from __future__ import annotations

import fnmatch
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from .documents import parsed

KEYS = ("case", "reason", "until")


class KnownError(Exception):
    """A list of known failures that can't be used; the text says why."""


@dataclass(frozen=True, slots=True)
class Known:
    """One entry."""

    case: str
    """Id of a case, or a pattern for several."""
    reason: str
    until: date


def load(path: Path) -> tuple[Known, ...]:
    """The list in a YAML or JSON file. Raises KnownError."""
    data = parsed(path, KnownError)
    if not isinstance(data, list):
        raise KnownError(f"{path}: a list of entries with {', '.join(KEYS)} is due")
    return tuple(_entry(item, path) for item in data)


def _entry(item: Any, path: Path) -> Known:
    if not isinstance(item, Mapping) or sorted(item) != sorted(KEYS):
        raise KnownError(f"{path}: an entry has {', '.join(KEYS)}, and nothing else")
    until = item["until"]
    if isinstance(until, str):
        try:
            until = date.fromisoformat(until)
        except ValueError as error:
            raise KnownError(f"{path}: `until` is a day like 2030-01-31") from error
    if not isinstance(until, date) or not str(item["reason"] or "").strip():
        raise KnownError(f"{path}: an entry needs a reason and a day")
    return Known(str(item["case"]), str(item["reason"]), until)


def judged(
    case_id: str, status: str, known: Sequence[Known], today: date
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
