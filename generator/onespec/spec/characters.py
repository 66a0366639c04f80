"""The bytes of a spec file -> its text, with every character that hides or misleads reported; and places in a text."""

from __future__ import annotations

import re
import unicodedata
from itertools import islice
from typing import Any

from onespec.diagnostics import Diagnostic, Span
from onespec.messages import yaml as messages

FILE_BYTES = 1_000_000
FAULTS = 100
"""How many faults of one kind are listed: a file with more is broken as a whole."""
_HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # control characters, U+0085 included
    "\u2028\u2029"  # line breaks to some readers only
    "\u202a-\u202e\u2066-\u2069"  # change the order in which a line is shown
    "\ufeff\ufffe\uffff]"
    "|\r(?!\n)"
)
_NAMES = {
    "\x00": "a NUL character",
    "\x85": "a next-line character (U+0085)",
    "\ufeff": "a byte order mark (U+FEFF)",
}


def decoded(file: str, data: bytes) -> tuple[str, list[Diagnostic]]:
    """The text without its byte order mark; what misleads is replaced one for one, so that places stay true."""
    start = point(file, "", 0)
    if len(data) > FILE_BYTES:
        return "", [messages.file_too_long(start, FILE_BYTES)]
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return "", [_not_utf8(file, data, error)]
    if not _HIDDEN.search(text):
        return text, []
    cleaned = _HIDDEN.sub(_harmless, text)
    found = list(islice(_HIDDEN.finditer(text), FAULTS))
    # What ends one line in this way ends all of them: one fault, told where it begins.
    returns = [match for match in found if match.group() == "\r"]
    hits = [match for match in found if match.group() != "\r"] + returns[:1]
    hits.sort(key=lambda match: match.start())
    return cleaned, [_hidden(file, cleaned, match) for match in hits]


def _not_utf8(file: str, data: bytes, error: UnicodeDecodeError) -> Diagnostic:
    guess = ""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or data[:8].count(0) > 2:
        guess = "UTF-16 or UTF-32"
    before = data[: error.start].decode("utf-8-sig", "replace")
    return messages.not_utf8(point(file, before, len(before)), data[error.start], guess)


def _hidden(file: str, text: str, match: re.Match[str]) -> Diagnostic:
    char = match.group()
    span = point(file, text, match.start())
    if char == "\r":
        return messages.lone_carriage_return(span)
    code = ord(char)
    known = unicodedata.name(char, "")
    name = f"{known.lower()} (U+{code:04X})" if known else f"U+{code:04X}"
    escape = f"\\x{code:02X}" if code < 0x100 else f"\\u{code:04X}"
    escape = escape if code else ""
    return messages.unreadable_character(
        span, _NAMES.get(char, f"the character {name}"), escape
    )


def _harmless(match: re.Match[str]) -> str:
    return "\n" if match.group() == "\r" else "x"


def point(file: str, text: str, index: int, width: int = 1) -> Span:
    """The span of `width` characters of one line, by their index in the text."""
    line = text.count("\n", 0, index) + 1
    column = index - text.rfind("\n", 0, index)
    return Span(
        file=file, line=line, column=column, end_line=line, end_column=column + width
    )


class Places:
    """Knows one text; marks are PyYAML's, which count from 0."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.text = text
        self._lines = text.count("\n") + 1

    def between(self, start: Any, end: Any) -> Span:
        """From one mark to another."""
        if end.line >= self._lines:
            return self._at_end(start)
        return Span(
            file=self.file,
            line=start.line + 1,
            column=start.column + 1,
            end_line=end.line + 1,
            end_column=end.column + 1,
        )

    def until(self, start: Any, last: Span) -> Span:
        """From a mark to the end of a span."""
        return Span(
            file=self.file,
            line=start.line + 1,
            column=start.column + 1,
            end_line=last.end_line,
            end_column=last.end_column,
        )

    def block(self, start: Any, raw: str) -> Span:
        """A block text with its head, given without the white space that ends it."""
        breaks = raw.count("\n")
        width = len(raw) - raw.rfind("\n") - 1
        return Span(
            file=self.file,
            line=start.line + 1,
            column=start.column + 1,
            end_line=start.line + 1 + breaks,
            end_column=(1 if breaks else start.column + 1) + width,
        )

    def point(self, index: int, width: int = 1) -> Span:
        """Some characters of one line, by their index in the text."""
        return point(self.file, self.text, index, width)

    def _at_end(self, start: Any) -> Span:
        # libyaml ends the last line where the author did not.
        end = self.point(len(self.text), 0)
        return end if start.line >= self._lines else self.until(start, end)
