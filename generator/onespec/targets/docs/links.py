"""Names of a spec -> anchors and paths of files, and the way from one page to any other."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from onespec import names
from onespec.language.ast import EACH, Path
from onespec.model import Constraint, Service

T = TypeVar("T")

_UNSAFE = re.compile(r"[^A-Za-z0-9_.-]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page and where it stands: what its anchors are called, and the way from it to every other page."""

    service: Service
    path: str = "index"
    """From the root of its tree, without suffix: `index`, `methods/start.simple_call`."""
    suffix: str = ".html"
    """`.html` or `.md`."""
    root: str = ""
    """The way from the page to the root of its tree: empty, or `../`."""
    prefix: str = ""
    """What anchors begin with, where several pages share one file."""
    single: bool = False
    """Whether all pages are one file."""

    @property
    def above(self) -> str:
        """The page that lists those of its kind: `errors` of `errors/limit_exceeded`; empty where there is none."""
        return self.path.rpartition("/")[0]

    def id(self, kind: str, *path: str) -> str:
        """An anchor of this page."""
        return self.prefix + anchor(kind, *path)

    def here(self, kind: str, *path: str) -> str:
        """The way to an anchor of this page."""
        return f"#{self.id(kind, *path)}"

    def method(self, name: str, place: str = "") -> str:
        """The way to a method's page, or to an anchor on it."""
        if self.single:
            return f"#{_prefix(name)}{place}" if place else f"#{anchor('method', name)}"
        tail = f"#{place}" if place else ""
        return f"{self.root}{method_path(name)}{self.suffix}{tail}"

    def constraint(self, rule: Constraint) -> str:
        """The way to a constraint of the page's method, or to that of the shared type that brings it along."""
        if rule.base is None:
            return self.here("constraint", rule.id)
        place = anchor("constraint", rule.base.id)
        return f"#{place}" if self.single else f"{self.top('index')}#{place}"

    def error(self, mnemonic: str) -> str:
        """The way to an error's page."""
        if self.single:
            return f"#{anchor('mnemonic', mnemonic)}"
        return f"{self.root}{error_path(mnemonic)}{self.suffix}"

    def lifecycle(self, name: str) -> str:
        """The way to a lifecycle of the service."""
        place = anchor("lifecycle", name)
        return f"#{place}" if self.single else f"{self.top('guides')}#{place}"

    def type(self, name: str) -> str:
        """The way to where a shared type is told of."""
        place = anchor("type", name)
        return f"#{place}" if self.single else f"{self.top('index')}#{place}"

    def top(self, stem: str) -> str:
        """The way to a page of the tree's root: `index`, `guides`, `errors`, `changelog`."""
        if self.single:
            return f"#page-{stem}"
        return f"{self.root}{stem}{self.suffix}"


def single_page(service: Service, method: str = "") -> Page:
    """A part of the one-file edition; a method's anchors name their method there."""
    prefix = _prefix(method) if method else ""
    return Page(service=service, prefix=prefix, single=True)


def _prefix(method: str) -> str:
    return f"{anchor('method', method)}--"


def method_path(method: str) -> str:
    """Path of a method's page in its tree, without suffix."""
    return f"methods/{names.stem(method)}"


def error_path(mnemonic: str) -> str:
    """Path of an error's page in its tree, without suffix."""
    return f"errors/{names.stem(mnemonic)}"


def anchor(kind: str, *path: str) -> str:
    """`param-contact_message.type`; a character that an address can't carry becomes `:5b`, and an option `~Card`.

    Its kind comes first, so that no two kinds collide; the loader refuses a param that is written like a member
    of an object, so no two places of one kind do.
    """
    return "-".join((kind, *([".".join(map(_step, path))] if path else [])))


def _step(name: str) -> str:
    if name in ("[]", "[key]"):
        return "items" if name == "[]" else "values"
    if name[:1] == "[":
        return f"item{name[1:-1]}"
    if name.startswith("("):
        return f"~{_step(name[1:-1])}"
    return _UNSAFE.sub(lambda found: f":{ord(found[0]):02x}", name)


def slugs(titles: Iterable[str]) -> tuple[str, ...]:
    """Readable last parts of anchors for titles: lower-case words; equal ones are numbered from the second on."""
    seen: dict[str, int] = {}
    made: list[str] = []
    for title in titles:
        slug = "-".join(re.findall(r"[a-z0-9]+", title.lower()))[:60].strip("-")
        slug = slug or "untitled"
        while slug in seen:
            seen[slug] += 1
            slug = f"{slug}-{seen[slug]}"
        seen[slug] = 1
        made.append(slug)
    return tuple(made)


def place_path(path: Path) -> Path:
    """A path of the model as pages have it: the items of a list are `[]`."""
    return tuple("[]" if name == EACH else name for name in path)


def dotted(path: Path) -> str:
    """`calls[].id`, `labels[key]`, `point[0]`, `payment (Card).number`: a path as people write it."""
    joined = "".join(step if step[:1] == "[" else f".{step}" for step in path)
    return joined.removeprefix(".").replace(".(", " (")


def method_anchor(method: str) -> str:
    """Where a method begins in the one-file edition."""
    return anchor("method", method)


def slugged(items: Iterable[T], title: str) -> list[tuple[str, T]]:
    """Things with the last part of the anchor of each, made of what they are called in their attribute `title`."""
    found = tuple(items)
    made = slugs(getattr(item, title) for item in found)
    return list(zip(made, found, strict=True))
