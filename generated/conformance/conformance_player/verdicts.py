# onespec runtime: copied unchanged into generated packages. Edit it in onespec.
"""What came of cases -> what a run comes to: the exit codes, and the one place that says what each means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

HELD, FAULT, WRONG_USE, INCONCLUSIVE, NOTHING, INTERRUPTED, TERMINATED = (
    0,
    1,
    2,
    3,
    4,
    130,
    143,
)

EXIT_CODES: Final[Mapping[int, str]] = {
    HELD: "all held",
    FAULT: "a fault was found, or a call was placed that had to be refused",
    WRONG_USE: "wrong use: options, profile, a token that is not in the environment, a report that can't be written",
    INCONCLUSIVE: "inconclusive: no reply, not the service, access refused, or less covered than --at-least asks",
    NOTHING: "nothing was tested",
    INTERRUPTED: "interrupted by Ctrl-C; the reports tell what was played until then",
    TERMINATED: "ended by SIGTERM, with the reports likewise",
}
"""Every way in which a run ends."""

ENOUGH: Final = 50.0
"""Percent of what was to be covered, below which a run without a fault says nothing."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a run comes to."""

    code: int
    """A key of `EXIT_CODES`."""
    reason: str = ""


def exit_code(
    records: Sequence[Mapping[str, Any]], stopped: str, *, has_placed: bool = False
) -> int:
    """0 all held, 1 a fault, 3 inconclusive, 4 nothing tested."""
    statuses = [item["status"] for item in records]
    if has_placed:
        return FAULT
    if stopped or "broken" in statuses:
        return FAULT if "failed" in statuses and not stopped else INCONCLUSIVE
    if "failed" in statuses:
        return FAULT
    return HELD if "passed" in statuses or "known" in statuses else NOTHING
