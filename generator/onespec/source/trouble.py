"""Where a YAML parser gave up and what it had read by then, as a value."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from onespec.diagnostics import Span
from onespec.source.nodes import ScalarNode


class Trouble(NamedTuple):
    """Lines and columns count from 0 here, as the parser's do."""

    file: str
    text: str
    lines: list[str]
    line: int
    column: int
    context: str
    """What was being read, in the parser's words; the same in libyaml and without it."""
    context_line: int
    context_column: int
    last: ScalarNode | None
    """The last scalar that was read whole."""

    @classmethod
    def of(
        cls, file: str, text: str, scalars: Sequence[ScalarNode], error: Any
    ) -> Trouble:
        """What a PyYAML error knows."""
        mark = error.problem_mark or error.context_mark
        start = error.context_mark or mark
        lines = [line.rstrip("\r") for line in text.split("\n")]
        line = min(mark.line if mark else 0, len(lines) - 1)
        return cls(
            file=file,
            text=text,
            lines=lines,
            line=line,
            column=min(mark.column if mark else 0, len(lines[line])),
            context=str(error.context or ""),
            context_line=min(start.line if start else 0, len(lines) - 1),
            context_column=start.column if start else 0,
            last=scalars[-1] if scalars else None,
        )

    def at(self, line: int) -> str:
        """A line's text; empty past the end."""
        return self.lines[line] if line < len(self.lines) else ""

    def indent(self, line: int) -> int:
        """How many spaces a line starts with."""
        text = self.at(line)
        return len(text) - len(text.lstrip(" "))

    def span(self, line: int, start: int, end: int) -> Span:
        """A stretch of one line."""
        return Span(
            file=self.file,
            line=line + 1,
            column=start + 1,
            end_line=line + 1,
            end_column=max(end, start) + 1,
        )

    def offset(self, line: int, column: int) -> int:
        """Where a place stands in the whole text."""
        start = 0
        for _ in range(line):
            start = self.text.index("\n", start) + 1
        return start + column
