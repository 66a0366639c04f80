"""What is said about a spec file as YAML: characters, scalars, keys, and text that YAML reads in another way."""

from __future__ import annotations

from onespec.diagnostics import Diagnostic, Severity, Span


def _error(code: str, span: Span, message: str, help: str = "") -> Diagnostic:
    return Diagnostic(
        code=code, severity=Severity.ERROR, span=span, message=message, help=help
    )


def file_too_long(span: Span, size: int, limit: int) -> Diagnostic:
    return _error(
        "file-too-long",
        span,
        f"the file has {size} bytes, expected at most {limit}",
        "split the spec into one file per method",
    )


def not_utf8(span: Span, byte: int, guess: str) -> Diagnostic:
    seen = f"the file looks like {guess}" if guess else f"byte 0x{byte:02x} stands here"
    return _error(
        "not-utf-8",
        span,
        f"{seen}, expected UTF-8 text",
        "save the file in the encoding UTF-8",
    )


def unreadable_character(span: Span, name: str, escape: str) -> Diagnostic:
    return _error(
        "unreadable-character",
        span,
        f"{name} stands here, expected characters that a reader can see",
        f"delete it, or write {escape} inside double quotes where it is meant",
    )


def lone_carriage_return(span: Span) -> Diagnostic:
    return _error(
        "unreadable-character",
        span,
        "a carriage return without a line feed stands here, which editors and YAML "
        "count differently; expected LF or CRLF line ends",
        "save the file with LF line ends",
    )


def lone_surrogate(span: Span) -> Diagnostic:
    return _error(
        "unreadable-character",
        span,
        "the text holds an escape for half a character, expected whole ones",
        'write the character itself, or its one escape such as "\\U0001F600"',
    )


def tab(span: Span, indents: bool) -> Diagnostic:
    seen = "a tab indents this line" if indents else "a tab stands outside quoted text"
    return _error(
        "tab-outside-text",
        span,
        f"{seen}, expected spaces",
        "replace the tab by spaces",
    )


def empty_file(span: Span) -> Diagnostic:
    return _error(
        "empty-file",
        span,
        "the file holds no YAML, expected a mapping of keys to values",
        "start a method with `method: NAME`, a service with `onespec: 1`, "
        "or delete the file",
    )


def too_deep(span: Span, limit: int) -> Diagnostic:
    return _error(
        "too-deep",
        span,
        f"values are nested here more than {limit} levels deep",
        "give the inner part a name under `types` and use the name",
    )


def too_many_values(span: Span, limit: int) -> Diagnostic:
    return _error(
        "too-many-values",
        span,
        f"the file holds more than {limit} keys and values",
        "split the spec into one file per method",
    )


def duplicate_key(span: Span, key: str, first: int) -> Diagnostic:
    return _error(
        "duplicate-key",
        span,
        f"key {key} stands here and at line {first}, expected each key once",
        "delete one of the two, or rename it",
    )


def key_not_scalar(span: Span) -> Diagnostic:
    return _error(
        "key-not-text",
        span,
        "a list or mapping stands where a key is due, expected text",
        "where a text with braces or brackets is meant, put quotes around it",
    )


def key_missing(span: Span) -> Diagnostic:
    return _error(
        "key-not-text",
        span,
        "a value stands here without a key, expected `key: value`",
        "write the key before the colon",
    )


def anchor(span: Span, name: str, quoted: str) -> Diagnostic:
    return _error(
        "anchor",
        span,
        f"`&{name}` is a YAML anchor, expected a plain value",
        _or_quoted("delete it, shared parts go under `types`", quoted),
    )


def alias(span: Span, name: str, quoted: str) -> Diagnostic:
    return _error(
        "alias",
        span,
        f"`*{name}` is a YAML alias, expected the value itself",
        _or_quoted("write the value out, or share it under `types`", quoted),
    )


def merge_key(span: Span) -> Diagnostic:
    return _error(
        "merge-key",
        span,
        "`<<` is a YAML merge key, expected the keys themselves",
        "write the keys out, or share a field under `types`",
    )


def tag(span: Span, name: str, quoted: str) -> Diagnostic:
    return _error(
        "tag",
        span,
        f"`{name}` is a YAML tag, expected a plain value",
        _or_quoted("delete the tag", quoted),
    )


def directive(span: Span) -> Diagnostic:
    return _error(
        "directive",
        span,
        "a line that starts with `%` is a YAML directive, expected none",
        "delete the line",
    )


def several_documents(span: Span) -> Diagnostic:
    return _error(
        "several-documents",
        span,
        "a second YAML document starts here, expected one in a file",
        "give it a file of its own, or delete the `---`",
    )


def ambiguous_scalar(
    span: Span, text: str, kind: str, quoted: str, other: str
) -> Diagnostic:
    return _error(
        "ambiguous-scalar",
        span,
        f"YAML readers disagree on `{text}`: {kind} to some, text to others; "
        "expected a form that all read alike",
        f"write {quoted} for the text" + (f", {other}" if other else ""),
    )


def number_too_long(span: Span, digits: int, limit: int, quoted: str) -> Diagnostic:
    return _error(
        "number-too-long",
        span,
        f"the number has {digits} digits, expected at most {limit}",
        f"write {quoted} if it is text",
    )


def number_out_of_range(span: Span, text: str, quoted: str) -> Diagnostic:
    return _error(
        "number-out-of-range",
        span,
        f"`{text}` is beyond what a JSON reader can hold as a number",
        f"write {quoted} if it is text",
    )


def unquoted_text(span: Span, why: str, quoted: str) -> Diagnostic:
    return _error(
        "unquoted-text",
        span,
        f"{why}, expected quotes around such a text",
        f"write {quoted}",
    )


def unclosed_quote(span: Span, mark: str) -> Diagnostic:
    return _error(
        "unclosed-quote",
        span,
        f"a text starts here with {mark} and never ends, expected a second {mark}",
        f"add the closing {mark}",
    )


def unclosed_bracket(span: Span, opening: str, closing: str) -> Diagnostic:
    return _error(
        "unclosed-bracket",
        span,
        f"`{opening}` opens here, expected items with commas between them "
        f"and a closing `{closing}`",
        f"add the missing comma or `{closing}`; where a text is meant, "
        "put quotes around it",
    )


def unknown_escape(span: Span, escape: str, quoted: str) -> Diagnostic:
    return _error(
        "unknown-escape",
        span,
        f"`{escape}` is no escape that YAML knows inside double quotes",
        f"write {quoted}" if quoted else "double the backslash, or use single quotes",
    )


def missing_colon(span: Span, line: str) -> Diagnostic:
    return _error(
        "missing-colon",
        span,
        f"`{line}` stands where a key is due, expected `key: value`",
        "a colon and a space stand between a key and its value",
    )


def indentation(span: Span) -> Diagnostic:
    return _error(
        "indentation",
        span,
        "the line is indented in a way that fits none of the lines above it",
        "give keys and items of one list the same number of spaces",
    )


def unreadable_yaml(span: Span, problem: str) -> Diagnostic:
    told = f": {problem}" if problem else ""
    return _error(
        "yaml-syntax",
        span,
        f"YAML can't be read from here on{told}",
        "check the quotes, brackets and indentation of this line "
        "and of the line above it",
    )


def _or_quoted(mend: str, quoted: str) -> str:
    return f"write {quoted} where a text is meant; else {mend}" if quoted else mend
