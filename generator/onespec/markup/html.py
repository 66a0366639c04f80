"""Text of a spec -> finished HTML."""

from __future__ import annotations

import functools
import html
import re
from collections.abc import Iterable
from typing import Final

from markupsafe import Markup

from onespec.markup.dialect import Shown, flat
from onespec.prose import Anchor, Block, Code, Inline, Items, Words
from onespec.texts import show_hidden


def tag(name: str, *inside: str, **attributes: str) -> Markup:
    """An HTML element; text and attribute values are escaped, finished HTML inside stays as it is."""
    given = "".join(
        f' {key.rstrip("_")}="{_escaped(v)}"' for key, v in attributes.items()
    )
    body = "".join(
        part if isinstance(part, Markup) else _words(part) for part in inside
    )
    return Markup(f"<{name}{given}>{body}</{name}>")


@functools.lru_cache(maxsize=8192)
def _html_text(text: str) -> Markup:
    return Markup(_escaped(flat(text)))


def _escaped(text: str) -> str:
    """For an attribute's value, and right between tags too."""
    return html.escape(show_hidden(text))


def _words(text: str) -> str:
    """For the place between tags only, where quotes are plain characters."""
    return html.escape(show_hidden(text), quote=False)


class Html:
    """HTML: everything but our own tags is escaped, and hidden characters show as escapes."""

    def text(self, text: str) -> Markup:
        """Words as they are, for text and attribute values alike."""
        return _html_text(text)

    def code(self, text: str) -> Markup:
        """A `code` element."""
        return tag("code", text)

    def path(self, text: str) -> Markup:
        """A `code` element with places to break."""
        return tag("code", Markup(_BREAK.sub("<wbr>", _words(text))))

    def link(self, title: Shown, target: str) -> Markup:
        """An `a` element."""
        return tag("a", title, href=target)

    def parts(self, parts: Iterable[Inline]) -> Markup:
        """Each part in its element."""
        return Markup("".join(map(self._part, parts)))

    def blocks(self, blocks: Iterable[Block]) -> Markup:
        """`p`, `ul` and `ol` elements, one a line."""
        return Markup("\n".join(map(self._block, blocks)))

    def join(self, gap: str, pieces: Iterable[Shown]) -> Markup:
        """Pieces joined."""
        return Markup(_escaped(gap)).join(pieces)

    def _part(self, part: Inline) -> Markup:
        match part:
            case Words(text=text):
                return Markup(_words(flat(text)))
            case Code(text=text):
                return self.code(text)
            case Anchor(parts=parts, url=url):
                return tag("a", self.parts(parts), href=url, rel="noopener")

    def _block(self, block: Block) -> Markup:
        if isinstance(block, Items):
            items = (tag("li", self.parts(item)) for item in block.items)
            return tag("ol" if block.numbered else "ul", *items)
        return tag("p", self.parts(block.parts))


_BREAK: Final = re.compile(r"(?<=[_.])(?=[A-Za-z])|(?<=[a-z])(?=[A-Z])")
"""Where a long name may break: behind an underscore or a dot, and between words in camel case."""
