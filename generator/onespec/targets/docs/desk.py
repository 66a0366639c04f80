"""Where a page stands and how it speaks: the dialect, and the way from it to every other page."""

from __future__ import annotations

from dataclasses import dataclass

from onespec.markup import HTML, MARKDOWN, Dialect, Html, Shown
from onespec.model import Service
from onespec.targets.docs import anchors


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The writer's place for one page."""

    service: Service
    say: Dialect
    suffix: str
    """`.html` or `.md`."""
    root: str = ""
    """The way from the page to the root of its tree: empty, or `../`."""
    prefix: str = ""
    """What anchors begin with, where several pages share one file."""
    single: bool = False
    """Whether all pages are one file."""

    @property
    def html(self) -> bool:
        """Whether the page is HTML."""
        return isinstance(self.say, Html)

    def id(self, *path: str) -> str:
        """An anchor of this page."""
        return self.prefix + anchors.anchor(*path)

    def here(self, *path: str) -> str:
        """The way to an anchor of this page."""
        return f"#{self.id(*path)}"

    def method(self, name: str, anchor: str = "") -> str:
        """The way to a method's page, or to an anchor on it."""
        if self.single:
            return (
                f"#{method_prefix(name)}{anchor}"
                if anchor
                else f"#{method_anchor(name)}"
            )
        tail = f"#{anchor}" if anchor else ""
        return f"{self.root}methods/{anchors.method_stem(name)}{self.suffix}{tail}"

    def error(self, mnemonic: str) -> str:
        """The way to an error's page."""
        if self.single:
            return f"#{anchors.anchor('mnemonic', mnemonic)}"
        return f"{self.root}errors/{anchors.error_stem(mnemonic)}{self.suffix}"

    def page(self, stem: str) -> str:
        """The way to a page of the tree's root: `index`, `errors`, `changelog`."""
        if self.single:
            return f"#page-{stem}"
        return f"{self.root}{stem}{self.suffix}"

    def file(self, title: str, path: str) -> Shown:
        """Another generated file: a link where one leads there, its path in a tree that may be published alone."""
        if self.html:
            return self.say.link(self.say.text(title), f"{self.root}../{path}")
        return self.say.code(path)

    def link(self, title: Shown, target: str) -> Shown:
        """A link in the page's dialect."""
        return self.say.link(title, target)


def html_desk(service: Service, root: str = "") -> Desk:
    """For a page of the HTML tree."""
    return Desk(service=service, say=HTML, suffix=".html", root=root)


def markdown_desk(service: Service, root: str = "") -> Desk:
    """For a page of the Markdown tree."""
    return Desk(service=service, say=MARKDOWN, suffix=".md", root=root)


def single_desk(service: Service, method: str = "") -> Desk:
    """For a part of the one-file edition."""
    prefix = method_prefix(method) if method else ""
    return Desk(service=service, say=HTML, suffix=".html", prefix=prefix, single=True)


def method_prefix(name: str) -> str:
    """What a method's anchors begin with in the one-file edition."""
    return f"{anchors.anchor('method', name)}--"


def method_anchor(name: str) -> str:
    """Where a method begins in the one-file edition."""
    return anchors.anchor("method", name)
