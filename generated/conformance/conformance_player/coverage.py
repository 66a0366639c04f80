# onespec runtime: generated packages carry a copy of this file; change it in onespec, not there.
"""Elements of the spec and records of a run -> which cases cover what, and what none covers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from .suite import Element, Suite

PLAYED = ("passed", "failed", "known")


@dataclass(frozen=True, slots=True)
class Covered:
    """One element and what came of its cases."""

    element: Element
    cases: tuple[str, ...]
    """Ids of cases of the whole suite that cover it."""
    played: int
    failed: int
    reason: str = ""
    """Why nothing covers it."""


def coverage(suite: Suite, records: Sequence[dict[str, Any]]) -> tuple[Covered, ...]:
    """Every element, in the order of the spec."""
    status = {item["id"]: item["status"] for item in records}
    cases: dict[str, list[str]] = {}
    for case in suite.cases:
        for name in case.covers:
            cases.setdefault(name, []).append(case.id)
    found: list[Covered] = []
    for element in suite.elements:
        mine = cases.get(element.id, [])
        outcomes = [status.get(name, "") for name in mine]
        found.append(
            Covered(
                element=element,
                cases=tuple(mine),
                played=sum(item in PLAYED for item in outcomes),
                failed=outcomes.count("failed"),
                reason=suite.gaps.get(element.id, ""),
            )
        )
    return tuple(found)


def share(found: Sequence[Covered]) -> str:
    """`164 of 164 elements of the spec covered (100 %)`."""
    reached = sum(item.played > 0 for item in found)
    percent = 100 * reached // len(found) if found else 100
    return f"{reached} of {len(found)} elements of the spec covered ({percent} %)"
