"""What is said where a spec file is no YAML: text that needs quotes, open quotes and brackets, lost colons, depth."""

from __future__ import annotations

from onespec.diagnostics import Diagnostic, Span
from onespec.messages.wording import error, shown, written

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


def indentation(span: Span) -> Diagnostic:
    return error(
        "indentation",
        span,
        "the line starts at a depth that fits none of the lines above it",
        "give the keys of a mapping, and the items of a list, the same number of spaces",
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
