# onespec runtime: generated packages carry a copy of this file; change it in onespec, not there.
"""Records of a run -> reports: text, JUnit, JSON, one page of HTML."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from .coverage import Covered, coverage, share
from .html import html_report
from .junit import junit_report
from .runs import Run
from .suite import WrongUseError


def text_report(run: Run) -> str:
    """What a person reads in a terminal."""
    lines: list[str] = []
    for item in run.records:
        if item["status"] in ("failed", "broken"):
            lines += _failure(item)
    covered = coverage(run.suite, run.records)
    counts = tally(run.records)
    said = ", ".join(f"{count} {status}" for status, count in counts.items() if count)
    requests = sum(item["requests"] for item in run.records)
    lines.append(f"{run.level} against {run.endpoint}: {said or 'nothing was played'}")
    lines.append(f"{requests} requests, {share(covered)}")
    lines += _uncovered(run, covered)
    reasons: dict[str, int] = {}
    for item in run.records:
        if item["status"] == "skipped":
            for reason in item["reasons"]:
                reasons[reason] = reasons.get(reason, 0) + 1
    lines += [f"skipped {count}: {reason}" for reason, count in reasons.items()]
    if run.stopped:
        lines.append(f"stopped: {run.stopped}")
    return "\n".join(lines) + "\n"


def _uncovered(run: Run, covered: Sequence[Covered]) -> list[str]:
    """Elements that this run was to cover and did not; those of other levels or filters are not its business."""
    asked = {item["id"] for item in run.records}
    missed = [
        item
        for item in covered
        if not item.played and (not item.cases or asked.intersection(item.cases))
    ]
    lines = [
        f"not covered: {item.element.id} ({item.reason or 'its cases were not played'})"
        for item in missed[:MOST]
    ]
    more = len(missed) - MOST
    return [*lines, f"and {more} more"] if more > 0 else lines


def _failure(item: Mapping[str, Any]) -> list[str]:
    """A failed case with all that is needed to look into it."""
    lines = [f"{item['status'].upper()} {item['id']}: {item['title']}"]
    lines += [f"  {reason}" for reason in item["reasons"]]
    lines += [f"  stated at {place}" for place in item["places"][:3]]
    if item.get("curl"):
        lines += [f"  sent:     {item['request']}", f"  answered: {item['reply']}"]
        lines += [f"  again:    {item['curl']}"]
        lines += ["  or:", *(f"    {line}" for line in item["python"].splitlines())]
    return [*lines, ""]


def tally(records: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """How many cases came to what."""
    kinds = ("passed", "failed", "broken", "known", "skipped")
    return {kind: sum(item["status"] == kind for item in records) for kind in kinds}


def json_report(run: Run) -> str:
    """The whole run as data."""
    covered = coverage(run.suite, run.records)
    data = {
        "service": run.suite.service,
        "version": run.suite.version,
        "endpoint": run.endpoint,
        "level": run.level,
        "stopped": run.stopped,
        "counts": tally(run.records),
        "coverage": {
            "share": share(covered),
            "elements": [
                {
                    "id": item.element.id,
                    "title": item.element.title,
                    "place": item.element.place,
                    "cases": list(item.cases),
                    "played": item.played,
                    "failed": item.failed,
                    "reason": item.reason,
                }
                for item in covered
            ],
        },
        "cases": list(run.records),
    }
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def _junit(run: Run) -> str:
    return junit_report(f"{run.suite.service} {run.level}", run.records)


def _html(run: Run) -> str:
    covered = coverage(run.suite, run.records)
    title = f"{run.suite.service} {run.suite.version}: conformance of {run.endpoint}"
    return html_report(
        title,
        f"Level {run.level}. {share(covered)}. {run.stopped}",
        covered,
        run.records,
    )


MOST: Final = 20
"""Elements that the text report lists as not covered."""

KINDS: Final[Mapping[str, Callable[[Run], str]]] = {
    "text": text_report,
    "junit": _junit,
    "json": json_report,
    "html": _html,
}


def check(wanted: Sequence[str]) -> None:
    """Raises WrongUseError where a report is asked for in a way that nobody understands."""
    for item in wanted:
        kind, equals, path = item.partition("=")
        if kind not in KINDS or not equals or not path:
            known = ", ".join(KINDS)
            raise WrongUseError(
                f"a report is asked for as KIND=FILE with {known}; not {item}"
            )


def write(run: Run, wanted: Sequence[str]) -> None:
    """Writes reports, each asked for as `kind=path`. Raises WrongUseError and OSError."""
    check(wanted)
    for item in wanted:
        kind, _, path = item.partition("=")
        Path(path).write_text(KINDS[kind](run), "utf-8")
