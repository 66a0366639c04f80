"""Code -> HTML with its strings, numbers and keywords marked by elements that mean nothing else there."""

from __future__ import annotations

import html
import re
from typing import Final

from markupsafe import Markup

from onespec.texts import show_hidden

_STRING: Final = r'"(?:[^"\\\n]|\\.)*"'
_NUMBER: Final = r"-?\b[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?\b"

GRAMMARS: Final = {
    "json": re.compile(
        rf"(?P<k>{_STRING})(?=\s*:)|(?P<s>{_STRING})|(?P<n>{_NUMBER})|(?P<w>\b(?:true|false|null)\b)"
    ),
    "python": re.compile(
        rf"(?P<c>\#.*)|(?P<s>{_STRING}|'(?:[^'\\\n]|\\.)*')|(?P<n>{_NUMBER})"
        r"|(?P<w>\b(?:import|from|with|as|async|await|def|try|except|return|print|True|False|None)\b)"
        r"|(?P<k>\b[a-z_][a-z0-9_]*(?==[^=]))"
    ),
    "shell": re.compile(r"(?P<s>'[^']*')|(?P<k>(?<=\s)--?[a-z-]+)|(?P<w>^curl)"),
}
"""For each language its tokens: key, string, number, word, comment."""

TAGS: Final = {"k": "b", "s": "i", "n": "u", "w": "em", "c": "small"}
"""Their elements: short, since a page has hundreds of them; the style sheet takes away what browsers add."""


def highlight(language: str, text: str) -> Markup:
    """The code with its tokens marked."""
    shown = "\n".join(map(show_hidden, text.split("\n")))
    grammar = GRAMMARS.get(language)
    pieces: list[str] = []
    done = 0
    for match in grammar.finditer(shown) if grammar is not None else ():
        pieces.append(_plain(shown[done : match.start()]))
        name = TAGS[match.lastgroup or ""]
        pieces.append(f"<{name}>{_plain(match[0])}</{name}>")
        done = match.end()
    pieces.append(_plain(shown[done:]))
    return Markup("".join(pieces))


def _plain(text: str) -> str:
    return html.escape(text, quote=False)
