"""A page of the docs -> the words that a reader sees, as a whole and beside each anchor."""

from __future__ import annotations

import re
from html.parser import HTMLParser

PREFIXES = (
    "param-",
    "group-",
    "constraint-",
    "error-",
    "flow-",
    "result-",
    "example-",
    "open-",
)
"""Kinds of anchors at which a new stretch of the page begins."""


def plain(text: str) -> str:
    """Words without the marks of code and of escapes, one space between them."""
    return re.sub(r"\s+", " ", re.sub(r"[`\\]", "", text)).strip()


class Page(HTMLParser):
    """The words of an HTML page, in stretches from one anchor to the next."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self._stretches: dict[str, list[str]] = {"": []}
        self._here = ""
        self._hidden = 0
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An anchor opens a stretch; scripts and styles are not read."""
        self._hidden += tag in ("script", "style")
        anchor = dict(attrs).get("id") or ""
        if anchor.startswith(PREFIXES) and not anchor.endswith("-title"):
            self._here = anchor
            self._stretches.setdefault(anchor, [])

    def handle_endtag(self, tag: str) -> None:
        """The end of a script or style."""
        self._hidden -= tag in ("script", "style")

    def handle_data(self, data: str) -> None:
        """Text, which belongs to the anchor before it."""
        if not self._hidden:
            self._stretches[self._here].append(data)

    def beside(self, anchor: str) -> str:
        """The words from an anchor to the next one; the whole page for no anchor."""
        if anchor:
            return plain("".join(self._stretches[anchor]))
        return plain("".join("".join(each) for each in self._stretches.values()))
