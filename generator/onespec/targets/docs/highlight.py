"""Code -> HTML with its strings, numbers and keywords marked by elements that mean nothing else there."""

from __future__ import annotations

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
    if grammar is None:
        return Markup.escape(shown)
    pieces: list[Markup] = []
    done = 0
    for match in grammar.finditer(shown):
        pieces.append(Markup.escape(shown[done : match.start()]))
        tag = Markup(TAGS[match.lastgroup or ""])
        pieces.append(Markup("<{0}>{1}</{0}>").format(tag, match[0]))
        done = match.end()
    pieces.append(Markup.escape(shown[done:]))
    return Markup("").join(pieces)
