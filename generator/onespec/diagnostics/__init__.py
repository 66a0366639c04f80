"""Faults and findings as values: where they are, what they say, how to mend them; and how they are printed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from onespec.diagnostics.machine import render_github, render_json, render_sarif
from onespec.diagnostics.text import render_text, summary
from onespec.diagnostics.values import Diagnostic, Severity, Span

__all__ = [
    "Diagnostic",
    "Severity",
    "Span",
    "SpecError",
    "render_github",
    "render_json",
    "render_sarif",
    "render_text",
    "summary",
]


class SpecError(Exception):
    """A spec could not be loaded; carries every diagnostic of the stage that failed, in file order."""

    def __init__(
        self, diagnostics: Iterable[Diagnostic], sources: Mapping[str, str]
    ) -> None:
        self.diagnostics = tuple(diagnostics)
        self.sources = dict(sources)
        """Text of each file that a diagnostic points into, for excerpts."""
        super().__init__(self.diagnostics, self.sources)

    def __str__(self) -> str:
        return render_text(self.diagnostics, self.sources)
