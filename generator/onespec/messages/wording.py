"""What all messages share: how an error is made, and how an author's text is quoted in it."""

from __future__ import annotations

import re

from onespec.diagnostics import Diagnostic, Severity, Span
from onespec.diagnostics.text import visible

_BREAKS = re.compile(r"\s*[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]\s*")
_LONGEST = 60
LONGEST_FORM = 160


def error(code: str, span: Span, message: str, help: str = "") -> Diagnostic:
    """A diagnostic that stops the stage; what an author wrote can't break or reorder its lines."""
    return Diagnostic(
        code=code,
        severity=Severity.ERROR,
        span=span,
        message=_on_one_line(message),
        help=_on_one_line(help),
    )


def shown(text: str) -> str:
    """Text of the author's on one line, short enough for a message."""
    # Cut first: a text can have a million characters.
    start = _BREAKS.sub(" ", text[: 4 * _LONGEST])
    if len(start) <= _LONGEST and len(text) <= 4 * _LONGEST:
        return start
    return start[: _LONGEST - 3] + "..."


def place(span: Span | None, beside: Span) -> str:
    """`line 12`, with the file where it is another one."""
    if span is None:
        return "elsewhere"
    if span.file == beside.file:
        return f"line {span.line}"
    return f"{span.file}:{span.line}"


def written(quoted: str) -> str:
    """How to write a text; past a line's length the form is of no help."""
    if len(quoted) <= LONGEST_FORM:
        return f"write {quoted}"
    return "put quotes around it"


def _on_one_line(text: str) -> str:
    return visible(_BREAKS.sub(" ", text))
