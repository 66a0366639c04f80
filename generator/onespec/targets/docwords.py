"""What a spec says in words -> paragraphs of docstrings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from onespec.datatypes import ArrayType, Field, StringType
from onespec.layout import Paragraph
from onespec.notation.english_types import default_words, limits
from onespec.prose import Anchor, Code, Inline, Items, Words, parse
from onespec.texts import show_hidden


def paragraphs(text: str, margin: str = "") -> Iterator[Paragraph]:
    """A description, each paragraph and list item wrapped on its own."""
    for block in parse(text):
        if isinstance(block, Items):
            for number, item in enumerate(block.items, 1):
                mark = f"{number}. " if block.numbered else "- "
                yield Paragraph(
                    text=plain(item),
                    first=margin + mark,
                    rest=margin + " " * len(mark),
                    gap=number == 1,
                )
        else:
            yield Paragraph(text=plain(block.parts), first=margin, rest=margin)


def plain(parts: Iterable[Inline]) -> str:
    """Words, names in backticks, links with their address behind."""
    return "".join(map(_part, parts))


def _part(part: Inline) -> str:
    match part:
        case Words(text=text):
            return text
        case Code(text=text):
            return f"`{text}`"
        case Anchor(parts=parts, url=url):
            title = plain(parts)
            return url if title == url else f"{title} ({url})"


def sentence(text: str) -> str:
    """The text with a stop at its end."""
    text = text.strip()
    return text if not text or text[-1] in ".!?:;" else f"{text}."


def first_paragraph(text: str) -> str:
    """The start of a description, on one line."""
    for paragraph in paragraphs(text):
        return " ".join(paragraph.text.split())
    return ""


def summary(*texts: str) -> str:
    """The first of some texts that says something, as a sentence on one line."""
    for text in texts:
        found = first_paragraph(text)
        if found:
            return sentence(found)
    return ""


def field_words(field: Field) -> str:
    """A member or param in one paragraph: what it is, its limits, its default."""
    parts = [summary(field.description, field.title)]
    # An enum's values stand in the annotation already.
    parts.append(_labelled("Limits: ", _limits(field)))
    parts.append(_labelled("Default: ", default_words(field)))
    parts.append(_labelled("Deprecated: ", first_paragraph(field.deprecated)))
    return " ".join(part for part in parts if part)


def _limits(field: Field) -> str:
    """The limits, a pattern in backticks: no stop behind it is part of it."""
    text = limits(field, enum=False)
    kind = field.type
    while isinstance(kind, ArrayType):
        kind = kind.items.type
    pattern = kind.pattern if isinstance(kind, StringType) else None
    shown = f"matching {show_hidden(pattern or '')}"
    return text.replace(shown, f"matching `{shown[9:]}`") if pattern else text


def _labelled(label: str, text: str) -> str:
    return sentence(label + text) if text else ""
