"""Diagnostics as people read them: what is there, the line it stands in, what to do."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from onespec.diagnostics.values import Diagnostic, Severity, Span
from onespec.texts import is_hidden

WIDTH = 96
"""Columns an excerpt may take before it is shortened around its span."""

_LEAD = 24
"""Columns kept to the left of the span in a shortened excerpt."""

_BREAK = re.compile(r"\r\n|\n|\r")
_PLAIN = re.compile(r"[ -~]*\Z")


def lines(text: str) -> list[str]:
    """The lines as YAML and editors count them; a byte order mark is no part of the first."""
    return _BREAK.split(text.removeprefix("\ufeff"))


def visible(text: str) -> str:
    """The text with everything that could hide, reorder or steer a terminal written as an escape."""
    if _PLAIN.match(text):
        return text
    return "".join(_shown(char)[0] for char in text)


def excerpt(line: str, span: Span) -> tuple[str, str]:
    """What stands in the line, and the carets under the part that the span covers."""
    start = min(max(span.column - 1, 0), len(line))
    end = span.end_column - 1 if span.end_line == span.line else len(line)
    end = min(max(end, start), len(line))
    if end == start and start < len(line):
        end = start + 1
    # A huge line is cut before it is looked at: each diagnostic in it costs the same.
    first = max(start - WIDTH, 0)
    cells = list(_cells(line[first : start + WIDTH + 1]))
    if first == 0 and sum(width for _, width in cells) <= WIDTH:
        left = sum(width for _, width in cells[:start])
        under = sum(width for _, width in cells[start:end])
        shown = "".join(text for text, _ in cells).rstrip()
        return shown, " " * left + "^" * max(under, 1)
    cut = first > 0, first + len(cells) < len(line)
    return _shortened(cells, start - first, end - first, cut)


def _shortened(
    cells: list[tuple[str, int]], start: int, end: int, cut: tuple[bool, bool]
) -> tuple[str, str]:
    """The cells around `start`, with dots where the line goes on; `cut` says where it was cut before."""
    first = start
    left = 0
    while first > 0 and left + cells[first - 1][1] <= _LEAD:
        first -= 1
        left += cells[first][1]
    last = start
    room = WIDTH - left
    while last < len(cells) and cells[last][1] <= room:
        room -= cells[last][1]
        last += 1
    under = sum(width for _, width in cells[start : min(end, last)])
    before = "..." if first > 0 or cut[0] else ""
    after = "..." if last < len(cells) or cut[1] else ""
    shown = before + "".join(text for text, _ in cells[first:last]) + after
    return shown.rstrip(), " " * (len(before) + left) + "^" * max(under, 1)


def _cells(line: str) -> Iterator[tuple[str, int]]:
    column = 0
    for char in line:
        if char == "\t":
            width = 4 - column % 4
            text = " " * width
        else:
            text, width = _shown(char)
        column += width
        yield text, width


def _shown(char: str) -> tuple[str, int]:
    if " " <= char <= "~":
        return char, 1
    if is_hidden(char):
        code = ord(char)
        escape = f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
        if code > 0xFFFF:
            escape = f"\\U{code:08x}"
        return escape, len(escape)
    if unicodedata.category(char) in ("Mn", "Me"):
        return char, 0
    return char, 2 if unicodedata.east_asian_width(char) in ("W", "F") else 1


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


ROOM: Final = 7_000
"""Characters after which no further diagnostic is listed: nobody reads on, and mending the first ones ends many of the others."""
_LONGEST: Final = 2_000
"""Characters of one line of a diagnostic."""


def render_text(
    diagnostics: Iterable[Diagnostic],
    sources: Mapping[str, str],
    *,
    color: bool = False,
) -> str:
    """Each diagnostic with its place, an excerpt with a caret line, and its help; of very many the first, and how many more there are."""
    found = list(diagnostics)
    split: dict[str, list[str]] = {}
    blocks: list[str] = []
    room = ROOM
    for number, diagnostic in enumerate(found):
        file = diagnostic.span.file
        if file not in split:
            split[file] = lines(sources[file]) if file in sources else []
        rows = _block(diagnostic, split[file], color)
        block = "\n".join(row[:_LONGEST] for row in rows) + "\n"
        room -= len(block)
        # One more is no longer than saying so.
        if room < 0 and number > 0 and number < len(found) - 1:
            blocks.append(f"... and {len(found) - number} more\n")
            break
        blocks.append(block)
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
