"""A YAML syntax error -> what the author most likely meant, judged by the line and not by the parser's own words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from onespec.diagnostics import Diagnostic, Span
from onespec.messages import yaml as messages
from onespec.source.nodes import ScalarNode
from onespec.source.refusals import rest_of_line
from onespec.source.scalars import quoted

_LINE = re.compile(
    r"""(?P<lead>[ ]*(?:-[ ]+)*)
        (?P<key>(?:"[^"\n]*"|'[^'\n]*'|[^\s'"{\[\#&*!|>%@`,?:-](?:[^:\n]|:(?!\s))*):[ ]+)?
        (?P<value>[^\s\#].*)?""",
    re.VERBOSE,
)
_QUOTED = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"\\]|\\.)*\"")
_ESCAPE = re.compile(
    r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[^xuU])|\\", re.DOTALL
)
_KNOWN_ESCAPES = '0abt\tnvfre "/\\N_LPxuU\r\n'
_STARTS = {
    "{": "a value that starts with `{` is read as a mapping",
    "[": "a value that starts with `[` is read as a list",
    "!": "a value that starts with `!` is read as a tag",
    "&": "a value that starts with `&` is read as an anchor",
    "*": "a value that starts with `*` is read as an alias",
    "@": "YAML keeps `@` at the start of a value for itself",
    "`": "YAML keeps a backtick at the start of a value for itself",
    "%": "YAML keeps `%` at the start of a value for itself",
    "|": "a value that starts with `|` is read as the head of a block of text",
    ">": "a value that starts with `>` is read as the head of a block of text",
    "]": "a value can't start with `]`",
    "}": "a value can't start with `}`",
    ",": "a value can't start with a comma",
}
_CLOSING = {"{": "}", "[": "]"}


class Trouble(NamedTuple):
    """Where a parser gave up, and what it had read by then."""

    file: str
    text: str
    lines: list[str]
    line: int
    """Counts from 0, as does `column`."""
    column: int
    context: str
    context_line: int
    context_column: int
    last: ScalarNode | None

    @classmethod
    def of(
        cls, file: str, text: str, scalars: Sequence[ScalarNode], error: Any
    ) -> Trouble:
        """What a PyYAML error knows."""
        mark = error.problem_mark or error.context_mark
        start = error.context_mark or mark
        return cls(
            file=file,
            text=text,
            lines=[line.rstrip("\r") for line in text.split("\n")],
            line=mark.line if mark else 0,
            column=mark.column if mark else 0,
            context=str(error.context or ""),
            context_line=start.line if start else 0,
            context_column=start.column if start else 0,
            last=scalars[-1] if scalars else None,
        )

    def span(self, line: int, start: int, end: int) -> Span:
        """A stretch of one line."""
        return Span(
            file=self.file,
            line=line + 1,
            column=start + 1,
            end_line=line + 1,
            end_column=max(end, start) + 1,
        )

    def at(self, line: int) -> str:
        """A line's text; empty past the end."""
        return self.lines[line] if line < len(self.lines) else ""


def explained(trouble: Trouble) -> Diagnostic:
    """The first reading of the fault that fits, most telling first."""
    for reading in (
        _in_quotes,
        _run_on_quote,
        _misread_value,
        _continued_text,
        _open_bracket,
        _no_colon,
        _indented,
    ):
        found = reading(trouble)
        if found is not None:
            return found
    place = trouble.span(trouble.line, trouble.column, trouble.column + 1)
    return messages.unreadable_yaml(place, "")


def _in_quotes(trouble: Trouble) -> Diagnostic | None:
    if "quoted scalar" not in trouble.context:
        return None
    line, start = trouble.context_line, trouble.context_column
    shown = trouble.at(line)
    mark = shown[start : start + 1]
    if mark == '"':
        index = sum(len(text) + 1 for text in trouble.text.split("\n")[:line]) + start
        broken = _broken_escape(trouble.text, index + 1)
        if broken is not None:
            return _escape(trouble, index, broken)
    return messages.unclosed_quote(trouble.span(line, start, len(shown)), mark)


def _broken_escape(text: str, start: int) -> int | None:
    at = start
    while at < len(text) and text[at] != '"':
        if text[at] == "\\":
            match = _ESCAPE.match(text, at)
            escape = match.group() if match else "\\"
            if len(escape) < 2 or escape[1] not in _KNOWN_ESCAPES:
                return at
            code = int(escape[2:], 16) if escape[1] in "xuU" else 0
            if code > 0x10FFFF or 0xD800 <= code < 0xE000:
                return at
            at += len(escape)
        else:
            at += 1
    return None


def _escape(trouble: Trouble, start: int, at: int) -> Diagnostic:
    text = trouble.text
    line = text.count("\n", 0, at)
    column = at - text.rfind("\n", 0, at) - 1
    match = re.compile(r"\\[xuU][0-9a-fA-F]*|\\.?").match(text, at)
    escape = match.group() if match else "\\"
    raw = re.compile(r'"((?:[^"\\\n]|\\.)*)"').match(text, start)
    form = f"'{raw.group(1)}'" if raw and "'" not in raw.group(1) else ""
    place = trouble.span(line, column, column + len(escape))
    return messages.unknown_escape(place, escape, form)


def _run_on_quote(trouble: Trouble) -> Diagnostic | None:
    """A quote that was closed only by the next text's opening one."""
    last = trouble.last
    if last is None or last.origin is None or last.origin.style not in ("'", '"'):
        return None
    span = last.span
    if span.line == span.end_line or span.end_line != trouble.line + 1:
        return None
    shown = trouble.at(span.line - 1)
    place = trouble.span(span.line - 1, span.column - 1, len(shown))
    return messages.unclosed_quote(place, last.origin.style)


def _misread_value(trouble: Trouble) -> Diagnostic | None:
    """A text on the faulty line, or where its bracket opened, that needs quotes."""
    lines = [trouble.line]
    if trouble.context_line != trouble.line and "flow" in trouble.context:
        lines.append(trouble.context_line)
    for line in lines:
        match = _LINE.match(trouble.at(line))
        if not match or not match.group("value"):
            continue
        start = match.start("value")
        value = rest_of_line(trouble.at(line), start).rstrip()
        why = _why(value, bool(match.group("key")))
        if why:
            place = trouble.span(line, start, start + len(value))
            return messages.unquoted_text(place, why, quoted(value))
    return None


def _why(value: str, keyed: bool) -> str:
    first = value[:1]
    if first in ("'", '"'):
        match = _QUOTED.match(value)
        if match and match.end() < len(value):
            return "the quotes end before the text does"
        return ""
    if first in _CLOSING:
        end = _closed(value)
        if end and end < len(value):
            return _STARTS[first] + f", and more follows its `{_CLOSING[first]}`"
        return ""
    if first in _STARTS:
        return _STARTS[first]
    if value.startswith(("- ", "? ", ": ")) and keyed:
        return f"a value that starts with `{first} ` is read as another structure"
    if keyed and (": " in value or value.endswith(":")):
        return "a colon followed by a space or a line end is read as the end of a key"
    return ""


def _closed(value: str) -> int:
    """The index after the bracket that closes the first one; 0 where none does."""
    depth = 0
    at = 0
    while at < len(value):
        match = _QUOTED.match(value, at)
        if match:
            at = match.end()
            continue
        if value[at] in "{[":
            depth += 1
        elif value[at] in "}]":
            depth -= 1
            if depth == 0:
                return at + 1
        at += 1
    return 0


def _continued_text(trouble: Trouble) -> Diagnostic | None:
    """A plain text that swallowed the start of the faulty line."""
    last = trouble.last
    if last is None or last.origin is None or last.origin.style:
        return None
    span = last.span
    if span.line == span.end_line or span.end_line != trouble.line + 1:
        return None
    start = span.line - 1
    shown = trouble.at(start)
    match = _LINE.match(shown)
    if match and match.group("key"):
        line = trouble.at(trouble.line)
        first = len(line) - len(line.lstrip())
        return messages.indentation(trouble.span(trouble.line, first, len(line)))
    value = shown.strip()
    at = shown.find(value)
    return messages.missing_colon(trouble.span(start, at, at + len(value)), value)


def _open_bracket(trouble: Trouble) -> Diagnostic | None:
    if "flow" not in trouble.context:
        return None
    line, column = trouble.context_line, trouble.context_column
    opening = trouble.at(line)[column : column + 1]
    if opening not in _CLOSING:
        return None
    place = trouble.span(line, column, column + 1)
    return messages.unclosed_bracket(place, opening, _CLOSING[opening])


def _no_colon(trouble: Trouble) -> Diagnostic | None:
    if "simple key" not in trouble.context:
        return None
    line, column = trouble.context_line, trouble.context_column
    shown = trouble.at(line)
    place = trouble.span(line, column, len(shown))
    return messages.missing_colon(place, shown[column:].strip())


def _indented(trouble: Trouble) -> Diagnostic | None:
    line = trouble.at(trouble.line)
    first = len(line) - len(line.lstrip())
    if not line.strip() or trouble.column > first:
        return None
    return messages.indentation(trouble.span(trouble.line, first, len(line)))
