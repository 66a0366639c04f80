"""Faults and findings as values: where they are, what they say, how to mend them; and how they are printed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Span:
    """A stretch of one source file; lines and columns count from 1, the end is exclusive."""

    file: str
    """Path as the user gave it, with forward slashes."""
    line: int
    column: int
    end_line: int
    end_column: int


class Severity(Enum):
    """How much a diagnostic weighs; `ERROR` stops the stage that found it."""

    ERROR = "error"
    WARNING = "warning"
    BREAKING = "breaking"
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnostic:
    """One fault or finding. All wording comes from `messages`."""

    code: str
    """Kebab-case name of the fault, such as `unknown-name`; stable."""
    severity: Severity
    span: Span
    message: str
    """What is there and what was expected, one line, no trailing stop."""
    help: str = ""
    """What to do about it; may be empty."""
    witness: str = ""
    """A request that proves the finding, as text; may be empty and may have several lines."""


class SpecError(Exception):
    """A spec could not be loaded; carries every diagnostic of the stage that failed, in file order."""

    def __init__(self, diagnostics: Iterable[Diagnostic], sources: Mapping[str, str]) -> None:
        self.diagnostics = tuple(diagnostics)
        self.sources = dict(sources)
        """Text of each file that a diagnostic points into, for excerpts."""
        super().__init__(self.diagnostics, self.sources)

    def __str__(self) -> str:
        return render_text(self.diagnostics, self.sources)


def render_text(diagnostics: Iterable[Diagnostic], sources: Mapping[str, str], *, color: bool = False) -> str:
    """Each diagnostic with its place, an excerpt with a caret line, and its help."""
    raise NotImplementedError
