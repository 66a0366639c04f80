"""Expression text -> tokens with their places; text that no token starts with is a fault at its character."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

RESERVED: Final = frozenset(
    "as break const continue else for function if import let loop package namespace "
    "return var void while".split()
)
"""Words that CEL keeps as names of their own; they are free after a dot."""

_TOKEN: Final = re.compile(
    r"""
    (?P<space>[ \t\r\n\f]+|//[^\n]*)
  | (?P<number>0[xX][0-9A-Fa-f]+|[0-9]+\.[0-9]+(?:[eE][+-]?[0-9]+)?|[0-9]+[eE][+-]?[0-9]+|\.[0-9]+(?:[eE][+-]?[0-9]+)?|[0-9]+)
  | (?P<text>[rR]?(?:'''.*?'''|\"\"\".*?\"\"\"))
  | (?P<quoted>[rR]?(?:'|"))
  | (?P<name>[A-Za-z_][A-Za-z0-9_]*)
  | (?P<ticked>`[^`\n]*`)
  | (?P<op>&&|\|\||==|!=|<=|>=|[-+*<>!?:.,()\[\]])
    """,
    re.VERBOSE | re.DOTALL,
)

_ESCAPES: Final = {
    "a": "\a",
    "b": "\b",
    "f": "\f",
    "n": "\n",
    "r": "\r",
    "t": "\t",
    "v": "\v",
    "\\": "\\",
    "'": "'",
    '"': '"',
    "`": "`",
    "?": "?",
}
_CODED: Final = re.compile(
    r"x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|[0-3][0-7]{2}"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """One token; `text` is what it means: a name without backquotes, a text without quotes and escapes."""

    kind: str
    """`name`, `ticked`, `text`, `integer`, `double`, `op` or `end`."""
    text: str
    start: int
    end: int


class SyntaxFault(Exception):
    """The expression can't be read; `seen`, `expected` and `mend` are said to the author."""

    def __init__(
        self, start: int, end: int, seen: str, expected: str, mend: str = ""
    ) -> None:
        super().__init__(seen)
        self.start = start
        self.end = max(end, start + 1)
        self.seen = seen
        self.expected = expected
        self.mend = mend


def tokens(text: str) -> list[Token]:
    """Every token and an `end`. Raises SyntaxFault."""
    found: list[Token] = []
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise _stranger(text, at)
        if match.lastgroup != "space":
            found.append(_token(text, match))
            at = found[-1].end
        else:
            at = match.end()
    found.append(Token(kind="end", text="", start=len(text), end=len(text)))
    return found


def _token(text: str, match: re.Match[str]) -> Token:
    start, end, raw = match.start(), match.end(), match.group()
    match match.lastgroup:
        case "number":
            return _number(text, start, end)
        case "quoted":
            return _quoted(text, start, raw)
        case "text":
            quotes = raw.lstrip("rR")[:3]
            begin = start + raw.index(quotes) + 3
            return _text(text, start, begin, end - 3, end, raw[0] in "rR")
        case "ticked":
            return Token(kind="ticked", text=raw[1:-1], start=start, end=end)
        case kind:
            return Token(kind=str(kind), text=raw, start=start, end=end)


def _number(text: str, start: int, end: int) -> Token:
    after = text[end : end + 1]
    if after and (after.isalnum() or after == "_"):
        tail = re.compile(r"\w+").match(text, end)
        stop = tail.end() if tail else end + 1
        mend = "leave the `u` away" if after in "uU" else ""
        raise SyntaxFault(start, stop, f"`{text[start:stop]}`", "a number", mend)
    raw = text[start:end]
    double = not raw[:2].lower() == "0x" and re.search("[.eE]", raw) is not None
    return Token(kind="double" if double else "integer", text=raw, start=start, end=end)


def _quoted(text: str, start: int, raw: str) -> Token:
    """A text in single or double quotes; it ends on its line."""
    quote, begin = raw[-1], start + len(raw)
    is_raw = len(raw) == 2
    at = begin
    while at < len(text) and text[at] != quote and text[at] != "\n":
        at += 2 if text[at] == "\\" and not is_raw else 1
    if at >= len(text) or text[at] == "\n":
        raise SyntaxFault(
            start, len(text), "a text without an end", f"a closing {quote}"
        )
    return _text(text, start, begin, at, at + 1, is_raw)


def _text(
    text: str, start: int, begin: int, stop: int, end: int, is_raw: bool
) -> Token:
    value = text[begin:stop] if is_raw else _unescape(text, begin, stop)
    return Token(kind="text", text=value, start=start, end=end)


def _unescape(text: str, at: int, stop: int) -> str:
    parts: list[str] = []
    while at < stop:
        if text[at] != "\\":
            parts.append(text[at])
            at += 1
            continue
        simple = _ESCAPES.get(text[at + 1])
        if simple is not None:
            parts.append(simple)
            at += 2
            continue
        coded = _CODED.match(text, at + 1, stop)
        if coded is None:
            raise _bad_escape(text, at)
        parts.append(_character(text, at, coded.group()))
        at = coded.end()
    return "".join(parts)


def _bad_escape(text: str, at: int) -> SyntaxFault:
    shown = text[at : at + 2]
    return SyntaxFault(
        at,
        at + 2,
        f"the escape `{shown}`",
        "one that CEL knows, such as `\\n` or `\\\\`",
        f"write `\\{shown}` for a backslash, or put `r` before the quotes",
    )


def _character(text: str, at: int, code: str) -> str:
    number = int(code, 8) if code[0].isdigit() else int(code[1:], 16)
    if number > 0x10FFFF or 0xD800 <= number <= 0xDFFF:
        raise SyntaxFault(
            at, at + 1 + len(code), f"the escape `\\{code}`", "a character"
        )
    return chr(number)


def _stranger(text: str, at: int) -> SyntaxFault:
    """The fault at a character that starts no token, with what its author most likely meant."""
    single = {
        "=": ("`==` for equality", "write `==`"),
        "&": ("`&&`", "write `&&`"),
        "|": ("`||`", "write `||`"),
        "/": ("an operator of the language", "multiply the other side instead"),
        "%": ("an operator of the language", "there is no remainder here"),
        "{": ("a value", "maps and messages are not part of the language"),
        "`": ("a name between backquotes", "close it with a backquote"),
    }
    expected, mend = single.get(text[at], ("a name, a value or an operator", ""))
    return SyntaxFault(at, at + 1, f"`{text[at]}`", expected, mend)


def literal(token: Token) -> int | float | str:
    """The value of a number or a text."""
    if token.kind == "text":
        return token.text
    if token.kind == "double":
        return float(token.text)
    return int(token.text, 16 if token.text[:2].lower() == "0x" else 10)


def is_reserved(name: str) -> bool:
    """Whether CEL keeps the word for itself."""
    return name in RESERVED
