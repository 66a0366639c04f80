"""The verbs that pages are written with, whatever their markup language."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from typing import Final, Protocol, TypeAlias

from markupsafe import Markup

from onespec.prose import (
    Anchor,
    Block,
    Code,
    Inline,
    Words,
    address,
    inline,
    parse,
)
from onespec.texts import MarkdownText

Shown: TypeAlias = "Markup | MarkdownText"


class Dialect(Protocol):
    """How pieces of text are said in one markup language. Every answer is finished and fits on one line of a cell,
    but for `blocks`."""

    def __hash__(self) -> int: ...

    def text(self, text: str) -> Shown:
        """Plain words; nothing in them is markup."""
        ...

    def code(self, text: str) -> Shown:
        """A name or value in the fixed-width face."""
        ...

    def path(self, text: str) -> Shown:
        """A long name in the fixed-width face, which may break after an underscore or a dot."""
        ...

    def link(self, title: Shown, target: str) -> Shown:
        """A link to a place of our own making: a relative path or `#anchor`."""
        ...

    def parts(self, parts: Iterable[Inline]) -> Shown:
        """Words, names and links."""
        ...

    def blocks(self, blocks: Iterable[Block]) -> Shown:
        """Paragraphs and lists."""
        ...

    def join(self, gap: str, pieces: Iterable[Shown]) -> Shown:
        """Pieces with plain words between them."""
        ...


@functools.lru_cache(maxsize=4096)
def line(say: Dialect, text: str) -> Shown:
    """One line of an author's text: a title, a meaning, a sentence."""
    return say.parts(inline(text))


@functools.lru_cache(maxsize=4096)
def prose(say: Dialect, text: str) -> Shown:
    """An author's description."""
    return say.blocks(parse(text))


def external(say: Dialect, title: str, url: str) -> Shown:
    """A link the spec declares; one of a kind that pages don't lead to is shown as text."""
    if address(url) is None:
        return say.parts((Words(text=f"{title} ("), Code(text=url), Words(text=")")))
    return say.parts((Anchor(parts=(Words(text=title),), url=url),))


def flat(text: str) -> str:
    """Line breaks and tabs as spaces."""
    return text.translate(_SPACES)


_SPACES: Final = str.maketrans("\t\n\r", "   ")
