"""Diagnostics -> text for people: place, one line of excerpt with carets, witness and help."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from onespec.diagnostics.excerpt import excerpt, lines, visible
from onespec.diagnostics.values import Diagnostic, Severity

_RESET = "\x1b[0m"
_BOLD = "\x1b[1m"
_BLUE = "\x1b[1;34m"
_GREEN = "\x1b[32m"
_COLORS = {
    Severity.ERROR: "\x1b[1;31m",
    Severity.WARNING: "\x1b[1;33m",
    Severity.BREAKING: "\x1b[1;35m",
    Severity.NOTE: "\x1b[1;36m",
}
_ORDER = (Severity.ERROR, Severity.BREAKING, Severity.WARNING, Severity.NOTE)


def render_text(
    diagnostics: Iterable[Diagnostic],
    sources: Mapping[str, str],
    *,
    color: bool = False,
) -> str:
    """Each diagnostic with its place, an excerpt with a caret line, and its help."""
    split: dict[str, list[str]] = {}
    blocks: list[str] = []
    for diagnostic in diagnostics:
        file = diagnostic.span.file
        if file not in split:
            split[file] = lines(sources[file]) if file in sources else []
        blocks.append("\n".join(_block(diagnostic, split[file], color)) + "\n")
    return "\n".join(blocks)


def summary(diagnostics: Iterable[Diagnostic]) -> str:
    """How many there are of each weight, such as `2 errors, 1 warning`; `no findings` for none."""
    found = [diagnostic.severity for diagnostic in diagnostics]
    parts = [
        _counted(found.count(severity), severity)
        for severity in _ORDER
        if severity in found
    ]
    return ", ".join(parts) or "no findings"


def _counted(count: int, severity: Severity) -> str:
    if severity is Severity.BREAKING:
        return f"{count} breaking change" + ("s" if count != 1 else "")
    return f"{count} {severity.value}" + ("s" if count != 1 else "")


def _block(diagnostic: Diagnostic, source: list[str], color: bool) -> list[str]:
    span = diagnostic.span
    tone = _COLORS[diagnostic.severity]
    head = f"{diagnostic.severity.value}[{visible(diagnostic.code)}]"
    message = _painted(_BOLD, ": " + _one_line(diagnostic.message), color)
    number = str(span.line)
    width = max(len(number), 3)
    place = f"{visible(span.file)}:{span.line}:{span.column}"
    rows = [
        _painted(tone, head, color) + message,
        _painted(_BLUE, " " * (width - 1) + "-->", color) + " " + place,
    ]
    if 0 < span.line <= len(source):
        shown, carets = excerpt(source[span.line - 1], span)
        bar = _painted(_BLUE, " " * width + " |", color)
        label = _painted(_BLUE, number.rjust(width) + " |", color)
        rows += [
            bar,
            f"{label} {shown}".rstrip(),
            f"{bar} " + _painted(tone, carets, color),
        ]
    rows += _labelled("witness", diagnostic.witness, color)
    rows += _labelled("help", diagnostic.help, color)
    return rows


def _labelled(label: str, text: str, color: bool) -> list[str]:
    if not text:
        return []
    indent = " " * (len(label) + 2)
    first, *rest = [visible(line) for line in text.split("\n")]
    rows = [_painted(_GREEN, f"{label}:", color) + " " + first]
    return rows + [(indent + line).rstrip() for line in rest]


def _one_line(text: str) -> str:
    return visible(" ".join(lines(text)))


def _painted(tone: str, text: str, color: bool) -> str:
    return f"{tone}{text}{_RESET}" if color else text
