"""Diagnostics -> what programs read: JSON, GitHub workflow commands and SARIF 2.1.0."""

from __future__ import annotations

import hashlib
import json
import posixpath
from collections.abc import Iterable, Mapping
from urllib.parse import quote

from onespec.diagnostics.text import lines, visible
from onespec.diagnostics.values import Diagnostic, Severity

_GITHUB = {
    Severity.ERROR: "error",
    Severity.BREAKING: "error",
    Severity.WARNING: "warning",
    Severity.NOTE: "notice",
}
_SARIF = {
    Severity.ERROR: "error",
    Severity.BREAKING: "error",
    Severity.WARNING: "warning",
    Severity.NOTE: "note",
}
_SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def render_json(diagnostics: Iterable[Diagnostic]) -> str:
    """A list of objects with `code`, `severity`, `file`, `line`, `column`, `end_line`, `end_column`, `message`, `help` and `witness`, in this order, each always present."""
    return _dumped([_fields(diagnostic) for diagnostic in diagnostics])


def render_github(diagnostics: Iterable[Diagnostic], folder: str = "") -> str:
    """One workflow command a line, so that a code host shows each diagnostic beside its line.

    `folder` is where files are named from, as the repository names it; empty at its root.
    """
    return "".join(_command(diagnostic, folder) + "\n" for diagnostic in diagnostics)


def render_sarif(
    diagnostics: Iterable[Diagnostic],
    sources: Mapping[str, str],
    *,
    version: str = "",
) -> str:
    """One SARIF run; fingerprints lean on the line's text, so they survive a moved line."""
    found = list(diagnostics)
    codes = sorted({diagnostic.code for diagnostic in found})
    driver: dict[str, object] = {"name": "onespec"}
    if version:
        driver["version"] = version
    driver["rules"] = [{"id": code} for code in codes]
    seen: dict[str, int] = {}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [
            _result(diagnostic, codes.index(diagnostic.code), sources, seen)
            for diagnostic in found
        ],
    }
    return _dumped({"$schema": _SARIF_SCHEMA, "version": "2.1.0", "runs": [run]})


def _dumped(value: object) -> str:
    text = json.dumps(value, indent=2, ensure_ascii=True)
    return text.replace("\x7f", "\\u007f") + "\n"


def _fields(diagnostic: Diagnostic) -> dict[str, object]:
    span = diagnostic.span
    return {
        "code": diagnostic.code,
        "severity": diagnostic.severity.value,
        "file": span.file,
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
        "message": diagnostic.message,
        "help": diagnostic.help,
        "witness": diagnostic.witness,
    }


def _command(diagnostic: Diagnostic, folder: str) -> str:
    span = diagnostic.span
    inside = posixpath.normpath(posixpath.join(folder, span.file))
    fields: dict[str, object] = {
        "file": inside if folder else span.file,
        "line": span.line,
        "endLine": span.end_line,
        "col": span.column,
    }
    if span.end_line == span.line:
        # The column of the last character, not the one after it.
        fields["endColumn"] = max(span.end_column - 1, span.column)
    fields["title"] = f"{diagnostic.severity.value}[{diagnostic.code}]"
    listed = ",".join(
        f"{name}={_property(str(value))}" for name, value in fields.items()
    )
    return f"::{_GITHUB[diagnostic.severity]} {listed}::{_data(_said(diagnostic))}"


def _said(diagnostic: Diagnostic) -> str:
    parts = [diagnostic.message]
    if diagnostic.witness:
        parts.append(f"witness: {diagnostic.witness}")
    if diagnostic.help:
        parts.append(f"help: {diagnostic.help}")
    return "\n".join(parts)


def _data(text: str) -> str:
    shown = "\n".join(visible(line) for line in lines(text))
    return shown.replace("%", "%25").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _result(
    diagnostic: Diagnostic,
    index: int,
    sources: Mapping[str, str],
    seen: dict[str, int],
) -> dict[str, object]:
    span = diagnostic.span
    region = {
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": span.end_line,
        "endColumn": span.end_column,
    }
    location = {
        "artifactLocation": {"uri": quote(span.file, errors="backslashreplace")},
        "region": region,
    }
    fingerprint = _fingerprint(diagnostic, sources)
    seen[fingerprint] = seen.get(fingerprint, 0) + 1
    return {
        "ruleId": diagnostic.code,
        "ruleIndex": index,
        "level": _SARIF[diagnostic.severity],
        "message": {"text": _said(diagnostic)},
        "locations": [{"physicalLocation": location}],
        "partialFingerprints": {
            "primaryLocationLineHash": f"{fingerprint}:{seen[fingerprint]}"
        },
    }


def _fingerprint(diagnostic: Diagnostic, sources: Mapping[str, str]) -> str:
    span = diagnostic.span
    source = lines(sources.get(span.file, ""))
    line = source[span.line - 1].strip() if 0 < span.line <= len(source) else ""
    told = "\0".join([diagnostic.code, span.file, line])
    return hashlib.sha256(told.encode("utf-8", "backslashreplace")).hexdigest()[:16]
