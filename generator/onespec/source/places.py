"""Marks and indexes of one text -> spans that never leave the file."""

from __future__ import annotations

from typing import Any

from onespec.diagnostics import Span


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
