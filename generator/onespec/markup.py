"""Text of a spec -> finished HTML or Markdown: one dialect each, with the same verbs, so that twin pages are written alike."""

from __future__ import annotations

import functools
import html
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
from onespec.texts import MarkdownText, json_text, show_hidden

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

    def listing(self, text: str, language: str) -> Shown:
        """A block of code."""
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


class Html:
    """HTML: everything but our own tags is escaped, and hidden characters show as escapes."""

    def text(self, text: str) -> Markup:
        """Words as they are, for text and attribute values alike."""
        return _html_text(text)

    def code(self, text: str) -> Markup:
        """A `code` element."""
        return _html_code(text)

    def path(self, text: str) -> Markup:
        """A `code` element with places to break."""
        return _html_path(text)

    def link(self, title: Shown, target: str) -> Markup:
        """An `a` element."""
        return tag("a", title, href=target)

    def parts(self, parts: Iterable[Inline]) -> Markup:
        """Each part in its element."""
        return Markup("".join(map(self._part, parts)))

    def blocks(self, blocks: Iterable[Block]) -> Markup:
        """`p`, `ul` and `ol` elements, one a line."""
        return Markup("\n".join(map(self._block, blocks)))

    def listing(self, text: str, language: str) -> Markup:
        """Code with its strings, numbers and keywords marked."""
        return _highlighted(text, language)

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
            if not block.numbered:
                return tag("ul", *items)
            given = {} if block.start == 1 else {"start": str(block.start)}
            return tag("ol", *items, **given)
        return tag("p", self.parts(block.parts))


_BREAK: Final = re.compile(r"(?<=[_.])(?=[A-Za-z])|(?<=[a-z])(?=[A-Z])")
"""Where a long name may break: behind an underscore or a dot, and between words in camel case."""


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


@functools.lru_cache(maxsize=8192)
def _html_code(text: str) -> Markup:
    return tag("code", text)


@functools.lru_cache(maxsize=8192)
def _html_path(text: str) -> Markup:
    return tag("code", Markup(_BREAK.sub("<wbr>", _words(text))))


def _escaped(text: str) -> str:
    """For an attribute's value, and right between tags too."""
    return html.escape(show_hidden(text))


def _words(text: str) -> str:
    """For the place between tags only, where quotes are plain characters."""
    return html.escape(show_hidden(text), quote=False)


_STRING: Final = r'"(?:[^"\\\n]|\\.)*"'
_NUMBER: Final = r"-?\b[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?\b"

_GRAMMARS: Final = {
    "json": re.compile(
        rf"(?P<k>{_STRING})(?=\s*:)|(?P<s>{_STRING})|(?P<n>{_NUMBER})|(?P<w>\b(?:true|false|null)\b)"
    ),
    "python": re.compile(
        rf"(?P<c>\#.*)|(?P<s>{_STRING}|'(?:[^'\\\n]|\\.)*')|(?P<n>{_NUMBER})"
        r"|(?P<w>\b(?:import|from|with|as|async|await|def|try|except|return|print|True|False|None)\b)"
        r"|(?P<k>\b[a-z_][a-z0-9_]*(?==[^=]))"
    ),
    "shell": re.compile(r"(?P<s>'[^']*')|(?P<k>(?<=\s)--?[a-z-]+)|(?P<w>^curl)"),
}
"""For each language its tokens: key, string, number, word, comment."""

_TAGS: Final = {"k": "b", "s": "i", "n": "u", "w": "em", "c": "small"}
"""Their elements: short, since a page has hundreds of them; the style sheet takes away what browsers add."""


@functools.lru_cache(maxsize=1024)
def _highlighted(text: str, language: str) -> Markup:
    shown = "\n".join(map(show_hidden, text.split("\n")))
    grammar = _GRAMMARS.get(language)
    pieces: list[str] = []
    done = 0
    for match in grammar.finditer(shown) if grammar is not None else ():
        pieces.append(_bare(shown[done : match.start()]))
        name = _TAGS[match.lastgroup or ""]
        pieces.append(f"<{name}>{_bare(match[0])}</{name}>")
        done = match.end()
    pieces.append(_bare(shown[done:]))
    return Markup("".join(pieces))


def _bare(shown: str) -> str:
    """For the place between tags, of text that hides nothing any more."""
    return html.escape(shown, quote=False)


def script_json(value: object) -> Markup:
    """JSON as it stands in a script element that is never run: no character in it can end the element."""
    text = json_text(value, None).replace("&", "\\u0026")
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e"))


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

    def listing(self, text: str, language: str) -> MarkdownText:
        """A fenced block."""
        return fence(language, text)

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
            mark = f"{block.start}." if block.numbered else "-"
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


def fold_blank_lines(text: str) -> str:
    """Markdown with its blank lines folded into one, except inside fences; one line break at the end."""
    kept: list[str] = []
    fence = ""
    for line in text.split("\n"):
        mark = line[: len(line) - len(line.lstrip("`"))]
        if fence:
            fence = "" if line == fence else fence
        elif len(mark) >= 3:
            fence = mark
        elif not line.strip():
            line = ""
            if not kept or not kept[-1]:
                continue
        kept.append(line)
    return "\n".join(kept).strip("\n") + "\n"


HTML: Final = Html()
MARKDOWN: Final = Markdown()
