"""A diagnostic in which only what a test is about needs to be said."""

from __future__ import annotations

from onespec.diagnostics import Diagnostic, Severity, Span


def diagnostic(
    line: int = 1,
    column: int = 1,
    end_column: int = 2,
    *,
    end_line: int | None = None,
    code: str = "unknown-name",
    severity: Severity = Severity.ERROR,
    message: str = "`x` is not a param",
    help: str = "",
    witness: str = "",
    file: str = "spec/a.yaml",
) -> Diagnostic:
    span = Span(
        file=file,
        line=line,
        column=column,
        end_line=end_line or line,
        end_column=end_column,
    )
    return Diagnostic(
        code=code,
        severity=severity,
        span=span,
        message=message,
        help=help,
        witness=witness,
    )
