# onespec runtime: copied unchanged into generated packages. Edit it in onespec.
"""A run -> what of the spec it covered, and counts of what came of its cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .records import PLAYED, Run
from .suite import Element


@dataclass(frozen=True, slots=True)
class Covered:
    """One element of the spec and what came of its cases."""

    element: Element
    cases: tuple[str, ...]
    """Ids of cases of the whole suite that cover it."""
    played: int
    failed: int
    reason: str
    """Why nothing covers it."""

    @property
    def status(self) -> str:
        """`failed` where one of its cases failed, `passed` where some were played and none failed; else `not covered`."""
        if self.failed:
            return "failed"
        return "passed" if self.played else "not covered"


def coverage(run: Run) -> tuple[Covered, ...]:
    """Every element, in the order of the spec."""
    status = {record["id"]: record["status"] for record in run.records}
    cases: dict[str, list[str]] = {}
    for case in run.suite.cases:
        for name in case.covers:
            cases.setdefault(name, []).append(case.id)
    covered: list[Covered] = []
    for element in run.suite.elements:
        mine = cases.get(element.id, [])
        outcomes = [status.get(name, "") for name in mine]
        covered.append(
            Covered(
                element=element,
                cases=tuple(mine),
                played=sum(item in PLAYED for item in outcomes),
                failed=outcomes.count("failed"),
                reason=run.suite.gaps.get(element.id, ""),
            )
        )
    return tuple(covered)


def share(covered: Sequence[Covered]) -> str:
    """`164 of 164 elements of the spec covered (100 %)`."""
    reached = sum(item.played > 0 for item in covered)
    percent = 100 * reached // len(covered) if covered else 100
    return f"{reached} of {len(covered)} elements of the spec covered ({percent} %)"


def tally(records: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """How many cases came to what."""
    kinds = ("passed", "failed", "broken", "known", "skipped")
    return {kind: sum(item["status"] == kind for item in records) for kind in kinds}
