# onespec runtime: copied unchanged into generated packages. Edit it in onespec.
"""Secrets: text that is sent but never shown, and what masks it everywhere."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import NoReturn
from urllib.parse import quote

from .values import is_list, is_number, is_object

MASK = "[secret]"

LONGEST_BODY = 65_536
"""Bytes of a body that are kept in an error; masking takes time for each."""

OVERLAP = 4096
"""Bytes behind them that are looked at, so that no secret is cut and so not found."""

SHORTEST = 4
"""A shorter secret is masked as a whole value only; inside text it is chance."""


EACH = "*"
"""In the path of a secret, every key of a map; no member is called so."""


class Secret:
    """Text that shows itself only when asked to."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = _text(text)

    def reveal(self) -> str:
        """The text itself."""
        return self._text

    def __repr__(self) -> str:
        return f"Secret({MASK!r})"

    __str__ = __repr__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and self._text == other._text

    def __hash__(self) -> int:
        return hash(self._text)

    def __reduce__(self) -> NoReturn:
        raise TypeError("a Secret is not pickled: it would lie in the open")


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"a Secret holds text, not {type(value).__name__}")
    return value


class Masker:
    """Replaces the secrets of one call in whatever is kept or shown of it.

    Servers echo what they were sent, so an answer is masked like a request. Of a body
    that nobody could read, whatever stands behind the name of a secret is masked too,
    known or not: it may be one that the answer was to bring, or a part of one.
    """

    __slots__ = ("_secrets", "_inside", "_named")

    def __init__(self, secrets: Iterable[object], names: Iterable[str] = ()) -> None:
        # The longest first: one secret may stand inside another.
        self._secrets = sorted({*_texts(secrets)}, key=len, reverse=True)
        long = [secret for secret in self._secrets if len(secret) >= SHORTEST]
        self._inside = re.compile("|".join(map(_spelled, long))) if long else None
        self._named = _behind_names(sorted({*names}, key=len, reverse=True))

    def text(self, text: str) -> str:
        """The text without any secret in it."""
        if text in self._secrets:
            return MASK
        return text if self._inside is None else self._inside.sub(MASK, text)

    def value(self, value: object) -> object:
        """A JSON value without any secret in it, keys included."""
        if isinstance(value, str):
            return self.text(value)
        if is_object(value):
            return self.members(value)
        if is_list(value):
            return [self.value(item) for item in value]
        if is_number(value):
            return MASK if _digits(value) in self._secrets else value
        return value

    def members(self, value: object) -> dict[str, object]:
        """The same for the members of an object; anything else has none."""
        if not is_object(value):
            return {}
        return {self.text(k): self.value(v) for k, v in value.items()}

    def body(self, body: bytes) -> bytes:
        """The start of a body as it came, without any secret in it."""
        coding, errors = _coding(body)
        text = self.text(body[: LONGEST_BODY + OVERLAP].decode(coding, errors))
        if self._named is not None:
            text = self._named.sub(_mask_value, text)
        return text.encode(coding, errors)[:LONGEST_BODY]


def _coding(body: bytes) -> tuple[str, str]:
    """How a body is read to find secrets in it, and what becomes of other bytes."""
    for coding in ("utf-16-le", "utf-16-be"):
        # Every other byte of ASCII in UTF-16 is zero: no secret would be found in it.
        zeros = body[coding == "utf-16-le" :: 2][:32].count(0)
        if zeros > 8 and len(body) % 2 == 0:
            return coding, "surrogatepass"
    return "utf-8", "surrogateescape"


def at_paths(value: object, paths: Iterable[tuple[str, ...]]) -> list[object]:
    """What stands at the end of each path; a list is walked into member by member."""
    return [found for path in paths for found in _at(value, path)]


def _at(value: object, path: tuple[str, ...]) -> Iterable[object]:
    if is_list(value):
        for item in value:
            yield from _at(item, path)
    elif not path:
        yield value
    elif is_object(value) and path[0] == EACH:
        for item in value.values():
            yield from _at(item, path[1:])
    elif is_object(value) and path[0] in value:
        yield from _at(value[path[0]], path[1:])


def _texts(values: Iterable[object]) -> Iterable[str]:
    """The texts in nested values; a number counts as its digits."""
    for value in values:
        if isinstance(value, str):
            if value:
                yield value
        elif isinstance(value, Secret):
            yield from _texts([value.reveal()])
        elif is_object(value):
            yield from _texts(value.values())
        elif is_list(value):
            yield from _texts(value)
        elif is_number(value):
            yield _digits(value)


def _digits(value: float) -> str:
    """A number as text: the same for `1234.0` and `1234`."""
    return str(int(value) if value == int(value) else value)


def _spelled(secret: str) -> str:
    """A pattern for a text as it is and in every way that JSON writes it."""
    return "".join(map(_spelled_character, secret))


_HTML = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;"}


def _spelled_character(char: str) -> str:
    """As it is, as JSON escapes it and, but for letters and digits, HTML and URLs."""
    units = char.encode("utf-16-be", "surrogatepass").hex()
    forms = [re.sub("(....)", r"\\\\u\1", units)]
    short = {char, json.dumps(char)[1:-1], "\\/" if char == "/" else char}
    if not char.isalnum():
        short |= {_HTML.get(char, char), "+" if char == " " else char}
        forms += [f"&#0*{ord(char)};", f"&#x0*{ord(char):x};"]
        forms += [re.escape(quote(char, safe="", errors="surrogatepass"))]
    shown = sorted(map(re.escape, short), key=len, reverse=True)
    return f"(?:{'|'.join(shown)}|(?i:{'|'.join(forms)}))"


# A quote as JSON has it, as it is inside a text of JSON, in HTML and in a URL.
_QUOTE = r"""(?:\\*["']|&quot;|&apos;|&\#0*3[49];|&\#x0*2[27];|%22|%27)"""

_VALUE = rf"""
    (?P<start>{_QUOTE}?\s*(?:[:=]|=>|%3a|%3d)\s*)
    (?P<value>
        "(?:[^"\\]|\\.)*+"?
      | (?P<quote>{_QUOTE}).*?(?:(?P=quote)|\Z)
      | {re.escape(MASK)}
      | [\[{{(].*
      | [^\s,;&<>"'\]}})]+
    )
"""


def _behind_names(names: list[str]) -> re.Pattern[str] | None:
    """A pattern for names and what stands behind them, however the text is made."""
    if not names:
        return None
    spelled = "|".join(map(_spelled, names))
    return re.compile(rf"(?P<name>{spelled})(?xs:{_VALUE})", re.IGNORECASE)


def _mask_value(found: re.Match[str]) -> str:
    value = found["value"]
    shown = f'"{MASK}"' if value[0] == '"' == value[-1] else MASK
    return f"{found['name']}{found['start']}{shown}"
