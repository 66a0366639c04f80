"""The faults of a faulty spec file, for tests of its reader."""

from __future__ import annotations

from onespec.diagnostics import Diagnostic
from onespec.spec.parser import parse


def faults_of(text: str | bytes) -> tuple[Diagnostic, ...]:
    data = text.encode() if isinstance(text, str) else text
    tree, faults = parse("spec/x.yaml", data)
    assert None is tree
    assert () != faults
    return faults


def only(text: str | bytes) -> Diagnostic:
    faults = faults_of(text)
    assert 1 == len(faults), [fault.code for fault in faults]
    return faults[0]


def places(text: str | bytes) -> list[tuple[str, int, int]]:
    return [
        (fault.code, fault.span.line, fault.span.column) for fault in faults_of(text)
    ]
