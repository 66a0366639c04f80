"""Text of a spec -> finished Markdown."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from typing import Final

from onespec.markup.dialect import Shown, flat
from onespec.prose import Anchor, Block, Code, Inline, Items, Words
from onespec.texts import MarkdownText, show_hidden

_ENTITIES: Final = {ord(c): f"&#{ord(c)};" for c in "\\`*[]<>&|~$^{}!"}
"""What any Markdown dialect may take for markup in the middle of a line."""

_LINE_START: Final = re.compile(r"\s*(?:[#+=:>?-]|[0-9]+(?=[.)]))")
_EDGE_UNDERSCORE: Final = re.compile(r"(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])")
_SHORTCODE: Final = re.compile(r":(?=//|[A-Za-z0-9_+-]+:)")
_BARE_HOST: Final = re.compile(r"(?i)\bwww\.")
_PLAIN_CODE: Final = re.compile(r"[^`|\\<>&\s](?:[^`|\\<>&]*[^`|\\<>&\s])?")


class Markdown:
    """Markdown that CommonMark, GitHub and Python-Markdown read alike."""

    def text(self, text: str) -> MarkdownText:
        """Words with every character that could be markup as an entity, which no dialect takes for structure."""
        return _markdown_text(text)

    def code(self, text: str) -> MarkdownText:
        """A code span; where backticks can't hold the text, a `code` element of entities."""
        shown = show_hidden(text)
        if _PLAIN_CODE.fullmatch(shown):
            return MarkdownText(f"`{shown}`")
        body = "".join(c if c.isalnum() or c == " " else f"&#{ord(c)};" for c in shown)
        return MarkdownText(f"<code>{body}</code>")

    def path(self, text: str) -> MarkdownText:
        """A code span."""
        return self.code(text)

    def link(self, title: Shown, target: str) -> MarkdownText:
        """An inline link."""
        return MarkdownText(f"[{title}]({_target(target)})")

    def parts(self, parts: Iterable[Inline]) -> MarkdownText:
        """Parts on one line."""
        said = "".join(map(self._part, parts))
        return MarkdownText(_guard(said) if _LINE_START.match(said) else said)

    def blocks(self, blocks: Iterable[Block]) -> MarkdownText:
        """Blocks with a blank line between them."""
        return MarkdownText("\n\n".join(self._block(block) for block in blocks))

    def join(self, gap: str, pieces: Iterable[Shown]) -> MarkdownText:
        """Pieces joined."""
        return MarkdownText(_markdown_words(gap).join(pieces))

    def _part(self, part: Inline) -> str:
        match part:
            case Words(text=text):
                return _markdown_words(show_hidden(flat(text)))
            case Code(text=text):
                return self.code(text)
            case Anchor(parts=parts, url=url):
                return f"[{self.parts(parts)}]({_target(url)})"

    def _block(self, block: Block) -> str:
        if isinstance(block, Items):
            mark = "1." if block.numbered else "-"
            return "\n".join(f"{mark} {self.parts(item)}" for item in block.items)
        return self.parts(block.parts)


@functools.lru_cache(maxsize=8192)
def _markdown_text(text: str) -> MarkdownText:
    plain = show_hidden(flat(text))
    shown = _markdown_words(plain)
    return MarkdownText(_guard(shown) if _LINE_START.match(plain) else shown)


def _markdown_words(plain: str) -> str:
    """Words that do not begin a line."""
    shown = plain.translate(_ENTITIES)
    if "_" in shown:
        shown = _EDGE_UNDERSCORE.sub("&#95;", shown)
    if ":" in shown:
        shown = _SHORTCODE.sub("&#58;", shown)
    return _BARE_HOST.sub(lambda found: f"{found[0][:-1]}&#46;", shown)


def fence(language: str, body: str) -> MarkdownText:
    """A fenced block; the fence is longer than any run of backticks inside."""
    longest = max((len(run) for run in re.findall(r"`{3,}", body)), default=2)
    mark = "`" * (longest + 1)
    shown = "\n".join(show_hidden(row) for row in body.rstrip("\n").split("\n"))
    return MarkdownText(f"{mark}{language}\n{shown}\n{mark}")


def _guard(shown: str) -> str:
    """Text whose beginning no dialect takes for a heading, list, quote or rule."""
    for index, char in enumerate(shown):
        if char in "#+=:>?-.)":
            return f"{shown[:index]}&#{ord(char)};{shown[index + 1:]}"
        if char == "&":
            break
    return shown


def _target(target: str) -> str:
    """An address with what could end it percent-encoded."""
    shown = re.sub(r"[()\[\]<>`|\\* ]", lambda c: f"%{ord(c[0]):02X}", target)
    return shown.replace("&", "&amp;")
