"""What is said about a spec file as YAML: characters, scalars, keys, text that YAML reads in another way, and what does not follow its grammar."""

from __future__ import annotations

from dataclasses import replace

from onespec.diagnostics import Diagnostic, Severity, Span
from onespec.messages.wording import LONGEST_FORM, error, shown, written

STARTS = {
    "{": "a text that starts with `{` is read as a mapping",
    "[": "a text that starts with `[` is read as a list",
    "!": "a text that starts with `!` is read as a YAML tag",
    "&": "a text that starts with `&` is read as a YAML anchor",
    "*": "a text that starts with `*` is read as a YAML alias",
    "@": "YAML lets no text start with `@`",
    "`": "YAML lets no text start with a backtick",
    "%": "YAML lets no text start with `%`",
    "|": "a text that starts with `|` is read as the head of a block of text",
    ">": "a text that starts with `>` is read as the head of a block of text",
    "]": "YAML lets no text start with `]`",
    "}": "YAML lets no text start with `}`",
    ",": "YAML lets no text start with a comma",
}
_CAUSES = {
    **STARTS,
    "- ": "YAML lets no value start with `-` and a space",
    "? ": "YAML lets no value start with `?` and a space",
    ": ": "YAML lets no value start with `:` and a space",
    "after '": "the text goes on after its closing '",
    'after "': 'the text goes on after its closing "',
    "colon": "a colon with a space after it is read as the end of a key",
    "cut": "brackets, braces and commas cut up a text inside `{}` or `[]`",
}


def file_too_long(span: Span, limit: int) -> Diagnostic:
    return error(
        "file-too-long",
        span,
        f"the file has more than {limit} bytes",
        "split the spec into one file per method",
    )


def not_utf8(span: Span, byte: int, guess: str) -> Diagnostic:
    seen = f"the file looks like {guess}" if guess else f"byte 0x{byte:02x} stands here"
    return error(
        "not-utf-8",
        span,
        f"{seen}, expected UTF-8 text",
        "save the file in the encoding UTF-8",
    )


def unreadable_character(span: Span, name: str, escape: str) -> Diagnostic:
    """`escape` is how it may be written; empty where it may not be at all."""
    mend = f"delete it, or write {escape} inside double quotes where it is meant"
    return error(
        "unreadable-character",
        span,
        f"{name} stands here, expected characters that a reader can see",
        mend if escape else "delete it",
    )


def nul_in_text(span: Span) -> Diagnostic:
    return error(
        "unreadable-character",
        span,
        "the text holds a NUL character, which no reader shows and many files can't hold",
        "take the `\\0` out",
    )


def lone_carriage_return(span: Span) -> Diagnostic:
    return error(
        "unreadable-character",
        span,
        "a carriage return without a line feed stands here, which editors and YAML "
        "count differently; expected LF or CRLF line ends",
        "save the file with LF line ends",
    )


def tab(span: Span, indents: bool) -> Diagnostic:
    seen = "a tab indents this line" if indents else "a tab stands outside quoted text"
    return error(
        "tab-outside-text",
        span,
        f"{seen}, expected spaces",
        "replace the tab by spaces",
    )


def odd_blank(span: Span, name: str) -> Diagnostic:
    return error(
        "indentation",
        span,
        f"the line starts with {name}, which looks like a space and is none",
        "replace it by spaces",
    )


def empty_file(span: Span) -> Diagnostic:
    return error(
        "empty-file",
        span,
        "the file holds no YAML, expected a mapping of keys to values",
        "start a method with `method: NAME`, a service with `onespec: 1`, "
        "or delete the file",
    )


def too_deep(span: Span, limit: int) -> Diagnostic:
    return error(
        "too-deep",
        span,
        f"values are nested here more than {limit} levels deep",
        "give the inner part a name under `types` and use the name",
    )


def too_many_values(span: Span, limit: int) -> Diagnostic:
    return error(
        "too-many-values",
        span,
        f"the file holds more than {limit} keys and values",
        "split the spec into one file per method",
    )


def duplicate_key(span: Span, key: str, first: int) -> Diagnostic:
    return error(
        "duplicate-key",
        span,
        f"key `{shown(key)}` stands at line {first} and again at line {span.line}, "
        "expected each key once",
        "delete one of the two, or rename it",
    )


def key_not_scalar(span: Span) -> Diagnostic:
    return error(
        "key-not-text",
        span,
        "a list or mapping stands where a key is due, expected text",
        "where a text with braces or brackets is meant, put quotes around it",
    )


def anchor(span: Span, name: str, quoted: str) -> Diagnostic:
    return error(
        "anchor",
        span,
        f"`&{shown(name)}` is a YAML anchor, expected a plain value",
        _or_quoted("delete it, shared parts go under `types`", quoted),
    )


def alias(span: Span, name: str, quoted: str) -> Diagnostic:
    return error(
        "alias",
        span,
        f"`*{shown(name)}` is a YAML alias, expected the value itself",
        _or_quoted("write the value out, or share it under `types`", quoted),
    )


def merge_key(span: Span) -> Diagnostic:
    return error(
        "merge-key",
        span,
        "`<<` is a YAML merge key, expected the keys themselves",
        "write the keys out, or share a field under `types`",
    )


def tag(span: Span, name: str, quoted: str) -> Diagnostic:
    return error(
        "tag",
        span,
        f"`{shown(name)}` is a YAML tag, expected a plain value",
        _or_quoted("delete the tag", quoted),
    )


def directive(span: Span) -> Diagnostic:
    return error(
        "directive",
        span,
        "a line that starts with `%` is a YAML directive, expected none",
        "delete the line",
    )


def several_documents(span: Span) -> Diagnostic:
    return error(
        "several-documents",
        span,
        "a second YAML document starts here, expected one in a file",
        "give it a file of its own, or delete the `---`",
    )


def ambiguous_scalar(
    span: Span, text: str, kind: str, quoted: str, other: str
) -> Diagnostic:
    return error(
        "ambiguous-scalar",
        span,
        f"YAML readers disagree on `{shown(text)}`: {kind} to some, text to others; "
        "expected a form that all read alike",
        f"{written(quoted)} for the text" + (f", {other}" if other else ""),
    )


def as_key(fault: Diagnostic) -> Diagnostic:
    """Of a key, the quoted form is what is meant."""
    if fault.code != "ambiguous-scalar":
        return fault
    return replace(fault, help=fault.help.partition(" for the text")[0])


def number_too_long(span: Span, digits: int, limit: int, quoted: str) -> Diagnostic:
    return error(
        "number-too-long",
        span,
        f"the number has {digits} digits, expected at most {limit}",
        f"{written(quoted)} if it is text",
    )


def number_out_of_range(span: Span, text: str, quoted: str) -> Diagnostic:
    return error(
        "number-out-of-range",
        span,
        f"`{shown(text)}` is beyond what a JSON reader can hold as a number",
        f"{written(quoted)} if it is text",
    )


def more_faults(span: Span, count: int) -> Diagnostic:
    return Diagnostic(
        code="more-faults",
        severity=Severity.NOTE,
        span=span,
        message=f"{count} more faults of this file are not listed",
        help="mend those above first",
    )


def _or_quoted(mend: str, quoted: str) -> str:
    if not quoted or len(quoted) > LONGEST_FORM:
        return mend
    return f"write {quoted} where a text is meant; else {mend}"


def unquoted_text(span: Span, cause: str, quoted: str) -> Diagnostic:
    return error(
        "unquoted-text",
        span,
        f"{_CAUSES[cause]}; expected quotes around the text",
        written(quoted),
    )


def unclosed_quote(span: Span, mark: str) -> Diagnostic:
    return error(
        "unclosed-quote",
        span,
        f"a text starts here with {mark}, and none ends it; expected a closing {mark}",
        f"add the closing {mark}, or start a long text with `>-` on a line of its own",
    )


def unclosed_bracket(span: Span, opening: str, closing: str) -> Diagnostic:
    return error(
        "unclosed-bracket",
        span,
        f"`{opening}` opens here, expected items with commas between them "
        f"and a closing `{closing}`",
        f"add the missing comma or `{closing}`; put quotes around a text that "
        "holds brackets, commas or colons",
    )


def unknown_escape(span: Span, escape: str, quoted: str) -> Diagnostic:
    return error(
        "unknown-escape",
        span,
        f"`{shown(escape)}` is no escape that YAML knows, expected `\\\\` where a "
        "backslash is meant inside double quotes",
        written(quoted) if quoted else "double the backslash, or use single quotes",
    )


def half_escape(span: Span, escape: str) -> Diagnostic:
    return error(
        "unknown-escape",
        span,
        f"`{shown(escape)}` stands for half a character, expected whole ones",
        "write the character itself, or its one escape such as `\\U0001F600`",
    )


def missing_colon(span: Span, line: str) -> Diagnostic:
    return error(
        "missing-colon",
        span,
        f"`{shown(line)}` stands where a key is due, expected `key: value`",
        "put a colon and a space between the key and its value",
    )


def key_inside_text(span: Span, line: int) -> Diagnostic:
    return error(
        "indentation",
        span,
        f"the line goes on with the text of line {line}, and YAML lets no `: ` stand "
        "in such a text; expected a key at the depth of the keys above",
        f"indent it like the key of line {line}, or put the whole text in quotes",
    )


def indentation(
    span: Span, spaces: int, nearest: tuple[int, int, bool] | None
) -> Diagnostic:
    """`nearest` is a line above that it may have been meant to stand below: its number, its spaces, and whether it can hold more lines."""
    mend = (
        "give the keys of a mapping, and the items of a list, the same number of spaces"
    )
    if nearest is not None:
        line, depth, is_open = nearest
        mend = f"start it with {_spaces(depth)}, as line {line} does"
        if is_open:
            mend += f", or with {_spaces(depth + 2)} to put it under that line"
    return error(
        "indentation",
        span,
        f"the line starts with {_spaces(spaces)}, which fits none of the lines above it",
        mend,
    )


def _spaces(count: int) -> str:
    return (
        f"{count} space" if count == 1 else f"{count} spaces" if count else "no spaces"
    )


def unreadable_yaml(span: Span) -> Diagnostic:
    return error(
        "yaml-syntax",
        span,
        "YAML can't be read any further here, expected `key: value`, `- item` "
        "or a text in quotes",
        "look at the quotes, brackets and indentation of this line "
        "and of the line above it",
    )


def item_inside_text(span: Span, line: int) -> Diagnostic:
    return error(
        "indentation",
        span,
        f"the line looks like a list item but goes on with the text of line {line}",
        "give the items of a list the same number of spaces; a text with a list in it "
        "starts with `|` on the line of its key",
    )


def key_missing(span: Span) -> Diagnostic:
    return error(
        "missing-key",
        span,
        "a value stands here without a key, expected `key: value`",
        "write the key before the colon",
    )


def key_too_long(span: Span, limit: int) -> Diagnostic:
    return error(
        "key-too-long",
        span,
        f"the key is longer than {limit} characters, which YAML does not read as a key",
        "shorten it",
    )
