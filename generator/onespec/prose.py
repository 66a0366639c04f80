"""A description's text -> a small tree of paragraphs and lists; whatever is not one of the few forms stays plain text.

The forms: a blank line parts paragraphs, `- ` or `1. ` at the start of a line makes a list item, backticks mark
names, and `[words](https://...)` or `<https://...>` is a link to an http, https or mailto address.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import Final, TypeAlias


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Plain text."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A name or value, set in the fixed-width face."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """A link; its address has passed `address`."""

    parts: tuple[Words | Code, ...]
    url: str


Inline: TypeAlias = "Words | Code | Anchor"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """One paragraph; line breaks inside it count as spaces."""

    parts: tuple[Inline, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Items:
    """A list, numbered or not; items hold no blocks of their own."""

    items: tuple[tuple[Inline, ...], ...]
    numbered: bool = False
    start: int = 1
    """The number of the first item."""


Block: TypeAlias = "Paragraph | Items"

URL: Final = re.compile(
    r"(?:https?://[A-Za-z0-9\[]|mailto:[A-Za-z0-9])[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]*"
)
"""Addresses a page may lead to: plain ASCII, and one of three schemes."""

_INLINE: Final = re.compile(
    r"(?<!`)(?P<fence>`{1,3})(?!`)(?P<code>(?:(?!(?P=fence)).)+)(?P=fence)(?!`)"
    r"|\[(?P<title>[^\[\]]+)\]\((?P<target>[^\s()<>]+)\)"
    r"|<(?P<bare>[^\s<>]+)>"
)
_BULLET: Final = re.compile(r"[-*]\s+(.*)")
_NUMBER: Final = re.compile(r"[0-9]{1,3}[.)]\s+(.*)")


def address(url: str) -> str | None:
    """The address as it may stand in a link, or None where it is of another kind."""
    return url if URL.fullmatch(url) else None


def parse(text: str) -> tuple[Block, ...]:
    """The blocks of a description."""
    blocks: list[Block] = []
    for chunk in _chunks(text):
        blocks.extend(_blocks(chunk))
    return tuple(blocks)


@functools.lru_cache(maxsize=4096)
def inline(text: str) -> tuple[Inline, ...]:
    """The parts of one line of text, for titles, meanings and sentences that hold no blocks."""
    parts: list[Inline] = []
    done = 0
    for match in _INLINE.finditer(text):
        part = _part(match)
        if part is None:
            continue
        if match.start() > done:
            parts.append(Words(text=text[done : match.start()]))
        parts.append(part)
        done = match.end()
    if done < len(text):
        parts.append(Words(text=text[done:]))
    return tuple(parts)


def plain(text: str) -> str:
    """The words of a description alone, on one line: for search, page descriptions and summaries."""
    said = (_said(part) for block in parse(text) for part in _parts(block))
    return " ".join("".join(said).split())


def summary(text: str) -> str:
    """The first sentence of a description, in plain words."""
    words = plain(text)
    end = re.search(r"[.!?](?=\s+[^\W\d_a-z])", words)
    return words[: end.end()] if end else words


def _chunks(text: str) -> list[list[str]]:
    """Runs of lines between blank ones."""
    chunks: list[list[str]] = [[]]
    for line in re.split(r"\r\n|[\n\r\v\f\x85\u2028\u2029]", text):
        if line.strip():
            chunks[-1].append(line.strip())
        elif chunks[-1]:
            chunks.append([])
    return [chunk for chunk in chunks if chunk]


def _blocks(lines: list[str]) -> list[Block]:
    """A run of lines, parted where a list begins; a line that is no item goes on with the one before it."""
    runs: list[tuple[str, list[str]]] = []
    starts: list[int] = []
    for line in lines:
        kind, rest = _item(line)
        if kind:
            if not runs or runs[-1][0] != kind:
                runs.append((kind, []))
                starts.append(_number_of(line))
            runs[-1][1].append(rest)
        elif runs:
            runs[-1][1][-1] += f" {line}"
        else:
            runs.append(("", [line]))
            starts.append(1)
    return [
        _block(kind, texts, start)
        for (kind, texts), start in zip(runs, starts, strict=True)
    ]


def _number_of(item: str) -> int:
    number = re.match("[0-9]*", item)
    return int(number[0]) if number and number[0] else 1


def _item(line: str) -> tuple[str, str]:
    for kind, form in (("bullet", _BULLET), ("number", _NUMBER)):
        if found := form.fullmatch(line):
            return kind, found[1]
    return "", line


def _block(kind: str, texts: list[str], start: int) -> Block:
    if not kind:
        return Paragraph(parts=inline(texts[0]))
    is_numbered = kind == "number"
    return Items(items=tuple(map(inline, texts)), numbered=is_numbered, start=start)


def _part(match: re.Match[str]) -> Inline | None:
    if match["code"] is not None:
        return Code(text=match["code"].strip() or match["code"])
    url = address(match["target"] or match["bare"])
    if url is None:
        return None
    title = inline(match["title"] or url.removeprefix("mailto:"))
    return Anchor(
        parts=tuple(part for part in title if isinstance(part, Words | Code)), url=url
    )


def _parts(block: Block) -> list[Inline]:
    if isinstance(block, Paragraph):
        return [*block.parts, Words(text=" ")]
    gap = Words(text=" ")
    return [part for item in block.items for part in (*item, gap)]


def _said(part: Inline) -> str:
    if isinstance(part, Anchor):
        return "".join(map(_said, part.parts))
    return part.text
