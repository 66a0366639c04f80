# onespec runtime: generated packages carry a copy of this file; change it in onespec, not there.
"""Records of a run -> JUnit's XML."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from xml.etree import ElementTree

_FORBIDDEN = {code: 0xFFFD for code in range(32) if code not in (9, 10, 13)} | {
    0xFFFE: 0xFFFD,
    0xFFFF: 0xFFFD,
}


def junit_report(name: str, records: Sequence[Mapping[str, Any]]) -> str:
    """One test suite; a case that was not played is skipped with its reason."""
    count = {
        status: str(sum(item["status"] == status for item in records))
        for status in ("failed", "broken", "skipped")
    }
    suite = ElementTree.Element(
        "testsuite",
        name=_clean(name),
        tests=str(len(records)),
        failures=count["failed"],
        errors=count["broken"],
        skipped=count["skipped"],
        time=f"{sum(item['seconds'] for item in records):.3f}",
    )
    for item in records:
        suite.append(_case(item))
    ElementTree.indent(suite)
    text = ElementTree.tostring(suite, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'


_TAGS = {
    "failed": "failure",
    "broken": "error",
    "skipped": "skipped",
    "known": "skipped",
}


def _case(item: Mapping[str, Any]) -> ElementTree.Element:
    group, _, name = item["id"].partition("/")
    case = ElementTree.Element(
        "testcase",
        classname=_clean(group),
        name=_clean(name),
        time=f"{item['seconds']:.3f}",
    )
    tag = _TAGS.get(item["status"])
    if tag:
        message = "; ".join(item["reasons"])
        part = ElementTree.SubElement(case, tag, message=_clean(message))
        keys = ("title", "request", "reply", "curl", "python")
        found = [f"{key}: {item[key]}" for key in keys if item.get(key)]
        found += [f"stated at: {place}" for place in item["places"]]
        part.text = _clean("\n".join(found))
    return case


def _clean(text: str) -> str:
    """The text without what XML can't hold."""
    return text.translate(_FORBIDDEN).encode("utf-8", "replace").decode()
