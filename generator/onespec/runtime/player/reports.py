# onespec runtime: copied unchanged into generated packages. Edit it in onespec.
"""A run -> reports: text for a terminal, JSON, JUnit's XML, one page of HTML; each tells what of the spec was covered."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any, Final
from xml.etree import ElementTree

from .records import PLAYED, Run
from .suite import Element, WrongUseError


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


MOST_MISSED = 20
"""Elements that the text report lists as not covered."""


def text_report(run: Run) -> str:
    """What a person reads in a terminal."""
    lines: list[str] = []
    for record in run.records:
        if record["status"] in ("failed", "broken"):
            lines += _text_failure(record)
    covered = coverage(run)
    counts = tally(run.records)
    said = ", ".join(f"{count} {status}" for status, count in counts.items() if count)
    requests = sum(record["requests"] for record in run.records)
    lines.append(f"{run.level} against {run.endpoint}: {said or 'nothing was played'}")
    lines.append(f"{requests} requests, {share(covered)}")
    lines += _uncovered(run, covered)
    reasons: dict[str, int] = {}
    for record in run.records:
        if record["status"] == "skipped":
            for reason in record["reasons"]:
                reasons[reason] = reasons.get(reason, 0) + 1
    lines += [f"skipped {count}: {reason}" for reason, count in reasons.items()]
    if run.stopped:
        lines.append(f"stopped: {run.stopped}")
    return "\n".join(lines) + "\n"


def _uncovered(run: Run, covered: Sequence[Covered]) -> list[str]:
    """Elements that this run was to cover and did not; those of other levels or filters are not its business."""
    asked = {record["id"] for record in run.records}
    missed = [
        item
        for item in covered
        if not item.played and (not item.cases or asked.intersection(item.cases))
    ]
    lines = [
        f"not covered: {item.element.id} ({item.reason or 'its cases were not played'})"
        for item in missed[:MOST_MISSED]
    ]
    more = len(missed) - MOST_MISSED
    return [*lines, f"and {more} more"] if more > 0 else lines


def _text_failure(record: Mapping[str, Any]) -> list[str]:
    """A failed case with all that is needed to look into it."""
    lines = [f"{record['status'].upper()} {record['id']}: {record['title']}"]
    lines += [f"  {reason}" for reason in record["reasons"]]
    lines += [f"  stated at {place}" for place in record["places"][:3]]
    if record.get("curl"):
        lines += [f"  sent:     {record['request']}", f"  answered: {record['reply']}"]
        lines += [f"  again:    {record['curl']}"]
        lines += ["  or:", *(f"    {line}" for line in record["python"].splitlines())]
    return [*lines, ""]


def json_report(run: Run) -> str:
    """The whole run as data."""
    covered = coverage(run)
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


def junit_report(run: Run) -> str:
    """One test suite; a case that was not played is skipped with its reason."""
    counts = tally(run.records)
    suite = ElementTree.Element(
        "testsuite",
        name=_xml(f"{run.suite.service} {run.level}"),
        tests=str(len(run.records)),
        failures=str(counts["failed"]),
        errors=str(counts["broken"]),
        skipped=str(counts["skipped"]),
        time=f"{sum(record['seconds'] for record in run.records):.3f}",
    )
    for record in run.records:
        suite.append(_junit_case(record))
    ElementTree.indent(suite)
    text = ElementTree.tostring(suite, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'


_JUNIT_TAGS = {
    "failed": "failure",
    "broken": "error",
    "skipped": "skipped",
    "known": "skipped",
}


def _junit_case(record: Mapping[str, Any]) -> ElementTree.Element:
    group, _, name = record["id"].partition("/")
    case = ElementTree.Element(
        "testcase",
        classname=_xml(group),
        name=_xml(name),
        time=f"{record['seconds']:.3f}",
    )
    tag = _JUNIT_TAGS.get(record["status"])
    if tag:
        message = "; ".join(record["reasons"])
        part = ElementTree.SubElement(case, tag, message=_xml(message))
        keys = ("title", "request", "reply", "curl", "python")
        lines = [f"{key}: {record[key]}" for key in keys if record.get(key)]
        lines += [f"stated at: {place}" for place in record["places"]]
        part.text = _xml("\n".join(lines))
    return case


_FORBIDDEN_IN_XML = {code: 0xFFFD for code in range(32) if code not in (9, 10, 13)} | {
    0xFFFE: 0xFFFD,
    0xFFFF: 0xFFFD,
}


def _xml(text: str) -> str:
    """The text without what XML can't hold."""
    return text.translate(_FORBIDDEN_IN_XML).encode("utf-8", "replace").decode()


_STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem; color: #1b1b1f }
table { border-collapse: collapse; width: 100% } td, th { text-align: left; padding: .25rem .6rem; border-bottom: 1px solid #ddd; vertical-align: top }
pre { background: #f4f4f6; padding: .6rem; overflow-x: auto; white-space: pre-wrap; word-break: break-word }
.failed, .broken { color: #a3001f; font-weight: 600 } .passed { color: #1b6b34 } .skipped, .known, .none { color: #6b5900 }
@media (prefers-color-scheme: dark) { body { background: #17171a; color: #e6e6ea } pre { background: #242428 } td, th { border-color: #3a3a40 }
.failed, .broken { color: #ff8a94 } .passed { color: #7fd49a } .skipped, .known, .none { color: #d8c26a } }
"""

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def html_report(run: Run) -> str:
    """One page that needs nothing else: failures first, then each element of the spec with the cases that cover it."""
    covered = coverage(run)
    title = escape(
        f"{run.suite.service} {run.suite.version}: conformance of {run.endpoint}"
    )
    summary = escape(f"Level {run.level}. {share(covered)}. {run.stopped}")
    status = {record["id"]: record["status"] for record in run.records}
    failures = [item for item in run.records if item["status"] in ("failed", "broken")]
    others = [item for item in run.records if item["status"] in ("skipped", "known")]
    parts = [
        f"<h1>{title}</h1><p>{summary}</p>",
        f"<h2>Failures ({len(failures)})</h2>",
        *(map(_html_failure, failures)),
        "<h2>Elements of the spec</h2>",
        "<table><tr><th>Element</th><th>Stated at</th><th>Cases</th></tr>",
        *(_html_element(item, status) for item in covered),
        f"</table><h2>Not played ({len(others)})</h2><ul>",
        *(
            f"<li>{escape(item['id'])}: {escape('; '.join(item['reasons']))}</li>"
            for item in others
        ),
        "</ul>",
    ]
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title><style>{_STYLE}</style></head>\n<body><main>\n"
        + "\n".join(parts)
        + "\n</main></body></html>\n"
    )


def _html_failure(record: Mapping[str, Any]) -> str:
    """A failed case with request, reply and how to send it again."""
    rows = [
        f'<h3 class="{record["status"]}">{escape(record["id"])}</h3><p>{escape(record["title"])}</p>',
        "<ul>"
        + "".join(f"<li>{escape(reason)}</li>" for reason in record["reasons"])
        + "</ul>",
        f"<p>Stated at {escape(', '.join(record['places']))}</p>",
    ]
    for key, title in (
        ("request", "Sent"),
        ("reply", "Answered"),
        ("curl", "Again with curl"),
        ("python", "Again with Python"),
    ):
        if record.get(key):
            rows.append(f"<p>{title}</p><pre>{escape(record[key])}</pre>")
    return "\n".join(rows)


def _html_element(item: Covered, status: Mapping[str, str]) -> str:
    cases = "".join(
        f'<li class="{status.get(name) or "none"}">{escape(name)}: {status.get(name) or "not played"}</li>'
        for name in item.cases
    )
    body = f"<details><summary>{len(item.cases)}</summary><ul>{cases}</ul></details>"
    if not item.cases:
        body = f'<span class="none">{escape(item.reason or "none")}</span>'
    return (
        f"<tr><td>{escape(item.element.title)}</td><td>{escape(item.element.place)}</td>"
        f"<td>{body}</td></tr>"
    )


KINDS: Final[Mapping[str, Callable[[Run], str]]] = {
    "text": text_report,
    "junit": junit_report,
    "json": json_report,
    "html": html_report,
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
