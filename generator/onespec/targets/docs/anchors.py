"""Names of a spec -> anchors of a page and paths of files, each with a prefix of its kind so that none collide."""

from __future__ import annotations

import re
from collections.abc import Iterable

from onespec import names

_UNSAFE = re.compile(r"[^A-Za-z0-9_.-]")


def anchor(kind: str, *path: str) -> str:
    """`param-contact_message.type`; a character that an address can't carry becomes `:5b`.

    No two places get one anchor: the loader refuses a param that is written like a member of an object.
    """
    return "-".join((kind, *([".".join(map(_step, path))] if path else [])))


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


def method_stem(method: str) -> str:
    """File stem of a method's page."""
    return names.stem(method)


def error_stem(mnemonic: str) -> str:
    """File stem of an error's page."""
    return names.stem(mnemonic)


def _step(name: str) -> str:
    if name == "[]":
        return "items"
    return _UNSAFE.sub(lambda found: f":{ord(found[0]):02x}", name)
