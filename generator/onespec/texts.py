"""Values of a spec -> text that is safe at one kind of place in one kind of file, marked with the kind by its type."""

from __future__ import annotations

import json
import math
import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Final

JSON_INDENT: Final = 2


class Encoded(str):
    """Text that an encoder has made for one context; joining or slicing it gives plain text again."""

    __slots__ = ()


class PythonText(Encoded):
    """A piece of Python source."""

    __slots__ = ()


class MarkdownText(Encoded):
    """A piece of a Markdown page or of plain text."""

    __slots__ = ()


class TomlText(Encoded):
    """A piece of a TOML file."""

    __slots__ = ()


class YamlText(Encoded):
    """A piece of a YAML file."""

    __slots__ = ()


class JsonText(Encoded):
    """A piece of a JSON document."""

    __slots__ = ()


_BLANK: Final = frozenset(
    [0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180B, 0x180C, 0x180D, 0x180F]
    + [0x2800, 0x3164, 0xFFA0, *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)]
)
"""Letters and marks that show as nothing; the other invisible characters are found by their category."""

_NAMED: Final = {"\n": "\\n", "\r": "\\r", "\t": "\\t", "\\": "\\\\"}


def is_hidden(char: str) -> bool:
    """Whether a character shows as nothing, or moves what stands around it: such never stand raw in a file."""
    if " " <= char <= "~":
        return False
    category = unicodedata.category(char)
    return category[0] in "CZ" or ord(char) in _BLANK


def show_hidden(text: str) -> str:
    """The text with each hidden character written as `\\u202e`, for places that have no escapes of their own."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_unicode_escape(char) if is_hidden(char) else char for char in text)


def _unicode_escape(char: str) -> str:
    code = ord(char)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _json_escape(char: str) -> str:
    code = ord(char)
    if code < 0x10000:
        return f"\\u{code:04x}"
    code -= 0x10000
    return f"\\u{0xD800 + (code >> 10):04x}\\u{0xDC00 + (code & 0x3FF):04x}"


def python_string(text: str) -> PythonText:
    """An ASCII string literal on one line, with the quotes black would choose."""
    if _is_plain(text) and '"' not in text and "\\" not in text:
        return PythonText(f'"{text}"')
    quote = "'" if text.count('"') > text.count("'") else '"'
    return PythonText(
        quote + "".join(_python_char(char, quote) for char in text) + quote
    )


def _python_char(char: str, quote: str) -> str:
    if char in _NAMED:
        return _NAMED[char]
    if char == quote:
        return "\\" + char
    return char if " " <= char <= "~" else _unicode_escape(char)


def python_literal(value: object) -> PythonText:
    """The display of a JSON value on one line."""
    match value:
        case None | bool():
            return PythonText(repr(value))
        case int():
            return PythonText(int.__repr__(value))
        case float():
            if not math.isfinite(value):
                raise ValueError("JSON has no such number")
            return PythonText(float.__repr__(value))
        case str():
            return python_string(value)
        case list() | tuple():
            body = ", ".join(map(python_literal, value))
            if isinstance(value, tuple):
                return PythonText(f"({body},)" if len(value) == 1 else f"({body})")
            return PythonText(f"[{body}]")
        case dict():
            items = (
                f"{python_literal(k)}: {python_literal(v)}" for k, v in value.items()
            )
            return PythonText("{" + ", ".join(items) + "}")
    raise TypeError(f"no literal for {type(value).__name__}")


LINE: Final = 60
"""Characters of a piece of a long text, which has to fit a line that is indented."""


def python_lines(text: str) -> PythonText:
    """A text as pieces that Python joins, broken between words where it is long."""
    pieces: list[str] = []
    for word in re.split(r"(?<= )(?=[^ ])", text):
        if pieces and len(pieces[-1]) + len(word) <= LINE:
            pieces[-1] += word
        else:
            pieces.append(word)
    shown = " ".join(map(python_literal, pieces or [""]))
    return PythonText(f"({shown})" if len(pieces) > 1 else shown)


def python_call(
    function: str, *args: PythonText, **keywords: PythonText | None
) -> PythonText:
    """`function(args, keyword=value)` on one line; keywords that are None are left out."""
    items = [*args, *(f"{k}={v}" for k, v in keywords.items() if v is not None)]
    return PythonText(f"{function}({', '.join(items)})")


def python_mapping(items: Mapping[str, PythonText]) -> PythonText:
    """`{"name": value}`."""
    members = (f"{python_literal(name)}: {value}" for name, value in items.items())
    return PythonText(f"{{{', '.join(members)}}}")


def python_tuple(items: Iterable[PythonText]) -> PythonText:
    """A tuple of pieces, on one line."""
    found = tuple(items)
    return PythonText(f"({found[0]},)" if len(found) == 1 else f"({', '.join(found)})")


def identifier(name: str) -> PythonText:
    """A name made by `names`, checked once more: ASCII, and an identifier."""
    if not (name.isascii() and name.isidentifier()):
        raise ValueError("not an identifier")
    return PythonText(name)


def comment(text: str) -> PythonText:
    """Text on one line of ASCII, for the banner; anything unusual is replaced, not escaped."""
    return PythonText(
        "".join(char if " " <= char <= "~" else "?" for char in text).strip()
    )


def _is_plain(text: str) -> bool:
    """Whether nothing in it can need an escape for being hidden; most text of a spec is like that."""
    return text.isascii() and text.isprintable()


def docstring_body(text: str) -> str:
    """Text as it stands between triple quotes; `docstrings.docstring` wraps it."""
    escaped = text.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    if _is_plain(escaped):
        return escaped
    return "".join(
        _unicode_escape(char) if is_hidden(char) and char != "\n" else char
        for char in escaped
    )


_UNUSUAL: Final = re.compile(r"[^ -~\n]")
"""What may be a hidden character; nearly all text has none."""


def _json_shown(found: re.Match[str]) -> str:
    return _json_escape(found[0]) if is_hidden(found[0]) else found[0]


def json_text(value: object, indent: int | None = JSON_INDENT) -> JsonText:
    """A JSON document or value; keys keep their order, hidden characters are escaped, NaN is refused."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, indent=indent)
    return JsonText(_UNUSUAL.sub(_json_shown, text))


def toml_string(text: str) -> TomlText:
    """A basic string of TOML."""
    return TomlText(_quoted(text))


def toml_key(name: str) -> TomlText:
    """A bare key, for a name made by `names`."""
    return TomlText(identifier(name))


def yaml_string(text: str) -> YamlText:
    """A double-quoted scalar, which every YAML version reads as the same text."""
    return YamlText(_quoted(text))


def _quoted(text: str) -> str:
    """Double quotes around text, with the escapes that TOML and YAML share."""
    return '"' + "".join(map(_quoted_char, text)) + '"'


def _quoted_char(char: str) -> str:
    if char in '"\\':
        return "\\" + char
    if not is_hidden(char):
        return char
    code = 0xFFFD if 0xD800 <= ord(char) < 0xE000 else ord(char)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
