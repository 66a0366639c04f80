"""Text of a spec -> finished HTML or Markdown: one dialect each, with the same verbs, so that twin pages are built once."""

from __future__ import annotations

from typing import Final

from onespec.markup.dialect import Dialect, Shown, external, line, prose
from onespec.markup.html import Html, tag
from onespec.markup.markdown import Markdown, fence

__all__ = [
    "HTML",
    "MARKDOWN",
    "Dialect",
    "Html",
    "Markdown",
    "Shown",
    "external",
    "fence",
    "line",
    "prose",
    "tag",
]

HTML: Final = Html()
MARKDOWN: Final = Markdown()
