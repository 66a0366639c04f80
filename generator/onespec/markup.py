"""Text of a spec -> finished HTML or Markdown: one dialect each, with the same verbs, so that twin pages are built once."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, Protocol, TypeAlias

from markupsafe import Markup

from onespec.prose import (
    Anchor,
    Block,
    Code,
    Inline,
    Items,
    Words,
    address,
    inline,
    parse,
)
from onespec.texts import MarkdownText, show_hidden

Shown: TypeAlias = "Markup | MarkdownText"


class Dialect(Protocol):
    """How pieces of text are said in one markup language. Every answer is finished and fits on one line of a cell,
    but for `blocks`."""

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


def line(say: Dialect, text: str) -> Shown:
    """One line of an author's text: a title, a meaning, a sentence."""
    return say.parts(inline(text))


def prose(say: Dialect, text: str) -> Shown:
    """An author's description."""
    return say.blocks(parse(text))


class Html:
    """HTML: everything but our own tags is escaped, and hidden characters show as escapes."""

    def text(self, text: str) -> Markup:
        """Words as they are, for text and attribute values alike."""
        return Markup.escape(show_hidden(_flat(text)))

    def code(self, text: str) -> Markup:
        """A `code` element."""
        return Markup("<code>") + Markup.escape(show_hidden(text)) + Markup("</code>")

    def path(self, text: str) -> Markup:
        """A `code` element with places to break."""
        shown = str(Markup.escape(show_hidden(text)))
        shown = re.sub(r"(?<=[_.])(?=[A-Za-z])|(?<=[a-z])(?=[A-Z])", "<wbr>", shown)
        return Markup("<code>{}</code>").format(Markup(shown))

    def link(self, title: Shown, target: str) -> Markup:
        """An `a` element."""
        return Markup('<a href="{}">{}</a>').format(target, title)

    def parts(self, parts: Iterable[Inline]) -> Markup:
        """Each part in its element."""
        return Markup("").join(self._part(part) for part in parts)

    def blocks(self, blocks: Iterable[Block]) -> Markup:
        """`p`, `ul` and `ol` elements, one a line."""
        return Markup("\n").join(self._block(block) for block in blocks)

    def join(self, gap: str, pieces: Iterable[Shown]) -> Markup:
        """Pieces joined."""
        return Markup.escape(gap).join(pieces)

    def _part(self, part: Inline) -> Markup:
        match part:
            case Words(text=text):
                return self.text(text)
            case Code(text=text):
                return self.code(text)
            case Anchor(parts=parts, url=url):
                title = self.parts(parts)
                return Markup('<a href="{}" rel="noopener">{}</a>').format(url, title)

    def _block(self, block: Block) -> Markup:
        if isinstance(block, Items):
            tag = Markup("ol") if block.numbered else Markup("ul")
            body = Markup("").join(
                Markup("<li>{}</li>").format(self.parts(item)) for item in block.items
            )
            return Markup("<{0}>{1}</{0}>").format(tag, body)
        return Markup("<p>{}</p>").format(self.parts(block.parts))


ENTITIES: Final = {char: f"&#{ord(char)};" for char in "\\`*[]<>&|~$^{}!"}
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
        flat = show_hidden(_flat(text))
        shown = self._words(flat)
        return MarkdownText(_guard(shown) if _LINE_START.match(flat) else shown)

    def _words(self, flat: str) -> str:
        """Words that do not begin a line."""
        shown = "".join(ENTITIES.get(char, char) for char in flat)
        shown = _EDGE_UNDERSCORE.sub("&#95;", shown)
        shown = _SHORTCODE.sub("&#58;", shown)
        return _BARE_HOST.sub(lambda found: f"{found[0][:-1]}&#46;", shown)

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
        return MarkdownText(self._words(gap).join(pieces))

    def _part(self, part: Inline) -> str:
        match part:
            case Words(text=text):
                return self._words(show_hidden(_flat(text)))
            case Code(text=text):
                return self.code(text)
            case Anchor(parts=parts, url=url):
                return f"[{self.parts(parts)}]({_target(url)})"

    def _block(self, block: Block) -> str:
        if isinstance(block, Items):
            mark = "1." if block.numbered else "-"
            return "\n".join(f"{mark} {self.parts(item)}" for item in block.items)
        return self.parts(block.parts)


HTML: Final = Html()
MARKDOWN: Final = Markdown()


def fence(language: str, body: str) -> MarkdownText:
    """A fenced block; the fence is longer than any run of backticks inside."""
    longest = max((len(run) for run in re.findall(r"`{3,}", body)), default=2)
    mark = "`" * (longest + 1)
    shown = "\n".join(show_hidden(row) for row in body.rstrip("\n").split("\n"))
    return MarkdownText(f"{mark}{language}\n{shown}\n{mark}")


def external(say: Dialect, title: str, url: str) -> Shown:
    """A link the spec declares; one of a kind that pages don't lead to is shown as text."""
    if address(url) is None:
        return say.parts((Words(text=f"{title} ("), Code(text=url), Words(text=")")))
    return say.parts((Anchor(parts=(Words(text=title),), url=url),))


def _flat(text: str) -> str:
    """Line breaks and tabs as spaces."""
    return re.sub(r"[\t\n\r]", " ", text)


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
