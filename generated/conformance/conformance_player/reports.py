# onespec runtime: copied unchanged into generated packages. Edit it in onespec.
"""A run -> reports, by kind; those for programs stand here: JSON and JUnit's XML."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, Final
from xml.etree import ElementTree

from .coverage import coverage, share, tally
from .groups import groups
from .records import Run
from .report_html import html_report
from .report_sarif import sarif_report
from .report_text import markdown_report, text_report


def json_report(run: Run) -> str:
    """The whole run as data."""
    covered = coverage(run)
    data = {
        "service": run.suite.service,
        "version": run.suite.version,
        "endpoint": run.endpoint,
        "level": run.level,
        "stopped": run.stopped,
        "began": run.began,
        "run_mark": run.mark,
        "counts": tally(run.records),
        "coverage": {
            "share": share(covered),
            "elements": [
                {
                    "id": item.element.id,
                    "title": item.element.title,
                    "place": item.element.place,
                    "cases": list(item.cases),
                    "status": item.status,
                    "played": item.played,
                    "failed": item.failed,
                    "reason": item.reason,
                }
                for item in covered
            ],
        },
        "differences": [
            {
                "kind": group.kind,
                "about": list(group.about),
                "text": group.text,
                "element": group.element.id if group.element else None,
                "first": group.first["id"],
                "cases": [item["id"] for item in group.records],
            }
            for group in groups(run)
        ],
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
        skipped=str(counts["skipped"] + counts["known"]),
        time=f"{sum(record['seconds'] for record in run.records):.3f}",
    )
    if run.began:
        suite.set("timestamp", run.began.partition("+")[0])
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
        keys = ("title", "request", "http_status", "reply", "curl", "python")
        lines = [f"{key}: {record[key]}" for key in keys if record.get(key)]
        lines += record.get("diff", ())
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


KINDS: Final[Mapping[str, Callable[[Run], str]]] = {
    "text": text_report,
    "junit": junit_report,
    "json": json_report,
    "html": html_report,
    "sarif": sarif_report,
    "markdown": markdown_report,
}
