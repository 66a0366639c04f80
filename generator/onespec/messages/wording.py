"""What all messages share: how an error is made, and how an author's text is quoted in it."""

from __future__ import annotations

import re

from onespec.diagnostics import Diagnostic, Severity, Span

_BREAKS = re.compile(r"\s*[\r\n]\s*")
_LONGEST = 60
LONGEST_FORM = 160


def error(code: str, span: Span, message: str, help: str = "") -> Diagnostic:
    """A diagnostic that stops the stage."""
    return Diagnostic(
        code=code, severity=Severity.ERROR, span=span, message=message, help=help
    )


def shown(text: str) -> str:
    """Text of the author's on one line, short enough for a message."""
    text = _BREAKS.sub(" ", text)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 3] + "..."


def written(quoted: str) -> str:
    """How to write a text; past a line's length the form is of no help."""
    if len(quoted) <= LONGEST_FORM:
        return f"write {quoted}"
    return "put quotes around it"
