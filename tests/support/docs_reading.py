"""Generated pages as a reader or a browser sees them: words, links, anchors, elements."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

INLINE = {"a", "b", "code", "em", "i", "small", "span", "strong", "tspan", "u", "wbr"}
VOID = {"link", "meta", "input", "wbr", "br", "img"}


@dataclass
class Element:
    """A start tag."""

    name: str
    attributes: dict[str, str]


@dataclass
class Page:
    """What a page holds."""

    elements: list[Element] = field(default_factory=list)
    words: str = ""
    styles: list[str] = field(default_factory=list)
    scripts: list[str] = field(default_factory=list)
    data: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def attribute(self, name: str) -> list[str]:
        """Values of an attribute, in order."""
        found = (element.attributes.get(name) for element in self.elements)
        return [value for value in found if value is not None]

    @property
    def links(self) -> list[str]:
        """Where its links lead."""
        return [e.attributes["href"] for e in self.elements if e.name == "a"]

    @property
    def sequence(self) -> list[str]:
        """Names of the elements, in order."""
        return [element.name for element in self.elements]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = Page()
        self.open: list[Element] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        if len(names) != len(set(names)):
            self.page.faults.append(f"an attribute twice on <{tag}>")
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.page.elements.append(element)
        if tag not in INLINE:
            self.text.append(" ")
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.page.faults.append(f"<{tag}/>")

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open[-1].name != tag:
            self.page.faults.append(f"</{tag}> where {self.open[-1:]} is open")
        else:
            self.open.pop()
        if tag not in INLINE:
            self.text.append(" ")

    def handle_data(self, data: str) -> None:
        here = self.open[-1] if self.open else Element("", {})
        if here.name == "style":
            self.page.styles.append(data)
        elif here.name == "script":
            kind = here.attributes.get("type")
            (self.page.data if kind else self.page.scripts).append(data)
        else:
            self.text.append(data)

    def handle_comment(self, data: str) -> None:
        self.page.faults.append("a comment")


def read(text: str) -> Page:
    """A page, parsed."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    reader.page.faults += [f"<{element.name}> stays open" for element in reader.open]
    reader.page.words = " ".join("".join(reader.text).split())
    return reader.page


def markdown_links(text: str) -> Iterator[str]:
    """Targets of the links of a Markdown page, outside its fences."""
    body = re.sub(r"(?ms)^(`{3,})[^\n]*\n.*?^\1$", "", text)
    return (html.unescape(link) for link in re.findall(r"\]\(([^)]*)\)", body))


def markdown_anchors(text: str) -> set[str]:
    """Anchors that a Markdown page declares."""
    return set(re.findall(r'<a id="([^"]*)"></a>', text))
