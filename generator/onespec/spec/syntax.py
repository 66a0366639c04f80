"""A YAML syntax error -> what the author most likely meant, judged by the lines and not by the parser's words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from onespec.diagnostics import Diagnostic, Span
from onespec.messages import yaml as messages
from onespec.spec.nodes import ScalarNode
from onespec.spec.scalars import LONGEST, quoted, rest_of_line

_ESCAPE = re.compile(
    r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[^xuU]|\Z)|\\", re.DOTALL
)
_BROKEN_ESCAPE = re.compile(r"\\(?:[xuU][0-9a-fA-F]*|[^\s]?)")
_KNOWN_ESCAPES = frozenset('0abt\tnvfre "/\\N_LPxuU\r\n')
_IN_QUOTES = re.compile(r'"((?:[^"\\\n]|\\.)*)"')
_KEY = re.compile(r"[ ]*(?:-[ ]+)*[^\s:#][^:#]*:(?:\s|\Z)")
_LONGEST_KEY = 1024
_CLOSING = {"{": "}", "[": "]"}
_LINE = re.compile(
    r"""[ ]*(?:-[ ]+)*
        (?P<key>(?:"[^"\n]*"|'[^'\n]*'
          |(?:[^\s'"{\[\]},\#&*!|>%@`?:-]|[?:-](?=\S))(?:[^:\n]|:(?!\s))*):[ ]+)?
        (?P<value>[^\s\#].*)?""",
    re.VERBOSE,
)
_QUOTED = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"\\]|\\.)*\"")


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


def explained(trouble: Trouble) -> Diagnostic:
    """The first reading of the fault that fits, the most telling first."""
    for reading in (
        _directive,
        _odd_blank,
        _long_key,
        _in_quotes,
        _run_on_quote,
        _open_bracket,
        _needs_quotes,
        _continued_text,
        _no_colon,
        _indented,
        _in_brackets,
    ):
        found = reading(trouble)
        if found is not None:
            return found
    end = len(trouble.at(trouble.line))
    start = min(trouble.column, end)
    return messages.unreadable_yaml(trouble.span(trouble.line, start, end))


def _directive(trouble: Trouble) -> Diagnostic | None:
    if "directive" not in trouble.context:
        return None
    width = len(trouble.at(trouble.context_line).rstrip())
    return messages.directive(trouble.span(trouble.context_line, 0, width))


_ODD_BLANK = re.compile("[ ]*([\u00a0\u1680\u2000-\u200d\u202f\u205f\u2060\u3000]+)")


def _odd_blank(trouble: Trouble) -> Diagnostic | None:
    """A line, the faulty one or one of the two above it, that starts with what only looks like a space."""
    for line in range(trouble.line, max(trouble.line - 3, -1), -1):
        found = _ODD_BLANK.match(trouble.at(line))
        if found:
            place = trouble.span(line, *found.span(1))
            return messages.odd_blank(place, f"U+{ord(found[1][0]):04X}")
    return None


def _in_quotes(trouble: Trouble) -> Diagnostic | None:
    """A quoted text that holds a wrong escape, or has no end."""
    if "quoted scalar" not in trouble.context:
        return None
    line, start = trouble.context_line, trouble.context_column
    shown = trouble.at(line)
    mark = shown[start : start + 1]
    if mark == '"':
        index = trouble.offset(line, start)
        broken = _broken_escape(trouble.text, index + 1)
        if broken is not None:
            return _wrong_escape(trouble, index, broken)
    return messages.unclosed_quote(trouble.span(line, start, len(shown)), mark)


def _broken_escape(text: str, at: int) -> int | None:
    while at < len(text) and text[at] != '"':
        if text[at] != "\\":
            at += 1
            continue
        match = _ESCAPE.match(text, at)
        escape = match.group() if match else "\\"
        if len(escape) < 2 or escape[1] not in _KNOWN_ESCAPES:
            return at
        code = int(escape[2:], 16) if escape[1] in "xuU" else 0
        if code > 0x10FFFF or 0xD800 <= code < 0xE000:
            return at
        at += len(escape)
    return None


def _wrong_escape(trouble: Trouble, start: int, at: int) -> Diagnostic:
    text = trouble.text
    line = text.count("\n", 0, at)
    column = at - text.rfind("\n", 0, at) - 1
    match = _BROKEN_ESCAPE.match(text, at)
    escape = match.group() if match else "\\"
    whole = _IN_QUOTES.match(text, start)
    form = f"'{whole.group(1)}'" if whole and "'" not in whole.group(1) else ""
    place = trouble.span(line, column, column + len(escape))
    if re.match(r"\\[uU](?:0000)?[dD][89a-fA-F]", escape):
        return messages.half_escape(place, escape)
    return messages.unknown_escape(place, escape, form)


def _long_key(trouble: Trouble) -> Diagnostic | None:
    """A key that is longer than YAML lets one be without a question mark in front."""
    line = trouble.at(trouble.line)
    end = len(line[: trouble.column].rstrip())
    if not line.startswith(":", trouble.column) or end == 0:
        return None
    if line[end - 1] in "\"'":
        start = line.rfind(line[end - 1], 0, end - 1)
    else:
        start = max(line.rfind(mark, 0, end) for mark in " ,{[") + 1
    if start < 0 or end - start <= _LONGEST_KEY:
        return None
    return messages.key_too_long(trouble.span(trouble.line, start, end), _LONGEST_KEY)


def _run_on_quote(trouble: Trouble) -> Diagnostic | None:
    """A quote that was closed only by the opening one of a later text."""
    last = trouble.last
    if last is None or last.origin is None or last.origin[3] not in ("'", '"'):
        return None
    span = last.span
    if span.line == span.end_line or span.end_line != trouble.line + 1:
        return None
    line = span.line - 1
    place = trouble.span(line, span.column - 1, len(trouble.at(line)))
    return messages.unclosed_quote(place, last.origin[3])


def _open_bracket(trouble: Trouble) -> Diagnostic | None:
    """A bracket still open when a line starts that is clearly outside it."""
    if "flow" not in trouble.context or trouble.context_line == trouble.line:
        return None
    line = trouble.line
    outside = trouble.indent(line) <= trouble.indent(trouble.context_line)
    if trouble.at(line).strip() and not (outside and _KEY.match(trouble.at(line))):
        return None
    return _in_brackets(trouble)


def _in_brackets(trouble: Trouble) -> Diagnostic | None:
    """The innermost bracket around the fault; past the end, the last one left open."""
    if "flow" not in trouble.context:
        return None
    line, column = trouble.context_line, trouble.context_column
    if trouble.at(line)[column : column + 1] not in _CLOSING:
        line, column = _left_open(trouble)
    opening = trouble.at(line)[column : column + 1]
    if opening not in _CLOSING:
        return None
    place = trouble.span(line, column, column + 1)
    return messages.unclosed_bracket(place, opening, _CLOSING[opening])


def _left_open(trouble: Trouble) -> tuple[int, int]:
    for line in range(trouble.line, -1, -1):
        closed = 0
        text = trouble.at(line)[:LONGEST]
        for column in range(len(text) - 1, -1, -1):
            closed += (text[column] in "]}") - (text[column] in "[{")
            if closed < 0:
                return line, column
    return trouble.line, trouble.column


def _needs_quotes(trouble: Trouble) -> Diagnostic | None:
    found = _misread(trouble.at(trouble.line), trouble.column)
    if found is None:
        return None
    place = trouble.span(trouble.line, found.start, found.end)
    return messages.unquoted_text(place, found.cause, found.form)


def _continued_text(trouble: Trouble) -> Diagnostic | None:
    """A plain text that swallowed the start of the faulty line."""
    last = trouble.last
    if last is None or last.origin is None or last.origin[3]:
        return None
    span = last.span
    if span.line == span.end_line or span.end_line != trouble.line + 1:
        return None
    start = span.line - 1
    if _KEY.match(trouble.at(start)):
        first = trouble.indent(trouble.line)
        place = trouble.span(trouble.line, first, len(trouble.at(trouble.line)))
        return messages.key_inside_text(place, span.line)
    value = trouble.at(start).strip()
    at = trouble.at(start).find(value)
    return messages.missing_colon(trouble.span(start, at, at + len(value)), value)


def _no_colon(trouble: Trouble) -> Diagnostic | None:
    if "simple key" not in trouble.context:
        return None
    line, column = trouble.context_line, trouble.context_column
    shown = trouble.at(line)[column:].rstrip()
    place = trouble.span(line, column, column + len(shown))
    return messages.missing_colon(place, shown)


def _indented(trouble: Trouble) -> Diagnostic | None:
    line = trouble.at(trouble.line)
    first = trouble.indent(trouble.line)
    if not line.strip() or trouble.column > first or "flow" in trouble.context:
        return None
    place = trouble.span(trouble.line, first, len(line.rstrip()))
    if line[first] == ":":
        return messages.key_missing(place)
    return messages.indentation(place, first, _depth_above(trouble, first))


def _depth_above(trouble: Trouble, spaces: int) -> tuple[int, int, bool] | None:
    """The line above whose depth is nearest, of those that are still open, its spaces, and whether it is a key that holds nothing yet."""
    found: tuple[int, int, bool] | None = None
    least: int | None = None
    for line in range(trouble.line - 1, max(trouble.line - LONGEST, -1), -1):
        text = trouble.at(line).strip()
        if not text or text.startswith("#"):
            continue
        depth = trouble.indent(line)
        if least is not None and depth >= least:
            continue
        least = depth
        if found is None or abs(depth - spaces) < abs(found[1] - spaces):
            found = line + 1, depth, text.endswith(":")
    return found


class _Misread(NamedTuple):
    """A stretch of one line that needs quotes."""

    start: int
    end: int
    cause: str
    form: str
    """The quoted form to write."""


def _misread(line: str, column: int) -> _Misread | None:
    """The text of the line that YAML stumbled over at the column; None where it isn't one of the known ways."""
    match = _LINE.match(line) if len(line) <= LONGEST else None
    if not match or not match.group("value"):
        return None
    start = match.start("value")
    value = rest_of_line(line, start)
    if not match.group("key"):
        head = _head(value)
        if head and value[0] in "!&*@`%|>]},":
            return _made(start, head, value[0])
    if value[:1] in _CLOSING and not _closed_early(value):
        return _item(line, start, column)
    cause = _cause(value, bool(match.group("key")))
    return _made(start, value, cause) if cause else None


def _head(value: str) -> str:
    """The part before a colon, where the value is itself a key and a value."""
    head, colon, _ = value.partition(": ")
    return head if colon else value.removesuffix(":") if value.endswith(":") else ""


def _made(start: int, text: str, cause: str) -> _Misread:
    return _Misread(start, start + len(text), cause, _form(text))


def _form(text: str) -> str:
    """The quoted form; a text that has quotes around it already keeps its inside."""
    first = text[:1]
    match = _QUOTED.match(text)
    if match and text[match.end() : match.end() + 1].isalnum():
        if text.endswith(first):  # an apostrophe inside single quotes
            return quoted(text[1:-1])
    return quoted(text)


def _cause(value: str, keyed: bool) -> str:
    """The key into the reasons that `messages` knows; empty where quotes aren't what lacks."""
    first = value[:1]
    if first in ("'", '"'):
        match = _QUOTED.match(value)
        return "after " + first if match and match.end() < len(value) else ""
    if first in messages.STARTS:
        return first
    if keyed and (value[:2] in ("- ", "? ", ": ") or value in ("-", "?", ":")):
        return first + " "
    if keyed and (": " in value or value.endswith(":")):
        return "colon"
    return ""


def _closed_early(value: str) -> bool:
    """Whether more follows the bracket that closes the first one."""
    depth = 0
    at = 0
    while at < len(value):
        match = _QUOTED.match(value, at)
        if match:
            at = match.end()
            continue
        depth += (value[at] in "{[") - (value[at] in "}]")
        at += 1
        if depth == 0:
            return at < len(value)
    return False


def _item(line: str, start: int, column: int) -> _Misread | None:
    """The item of a list or mapping on one line that holds the column."""
    opened: list[tuple[str, int]] = []
    first = start
    for at in range(start, min(column, len(line))):
        char = line[at]
        if char in _CLOSING:
            opened.append((char, first))
            first = at + 1
        elif char in "]}" and opened:
            first = opened.pop()[1]
        elif char == "," and opened:
            first = at + 1
    inner = opened[-1][0] if opened else ""
    if line[column : column + 1] in ("]", "}") and line[column] != _CLOSING.get(inner):
        return None
    end = _item_end(line, first)
    text = line[first:end]
    match = re.match(r"\s*(?:[\w.-]+:\s+)?", text)
    skip = match.end() if match else 0
    text = text[skip:].rstrip()
    if not text or not opened and first == start:
        return None
    cause = _cause(text, True)
    if not cause and text[0] in "'\"":
        return None
    return _made(first + skip, text, cause or "cut")


def _item_end(line: str, start: int) -> int:
    depth = 0
    at = start
    while at < len(line):
        match = _QUOTED.match(line, at) if not line[start:at].strip() else None
        if match:
            at = match.end()
            continue
        char = line[at]
        if depth == 0 and char in ",]}":
            return at
        depth += (char in "{[") - (char in "}]")
        at += 1
    return at
