"""What a fault or a finding is: a code, a weight, a place in a file, words and a mend."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Span:
    """A stretch of one source file; lines and columns count from 1, the end is exclusive."""

    file: str
    """Path as the user gave it, with forward slashes."""
    line: int
    column: int
    """Counted in code points."""
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
