"""The value keywords of each type, and what is said of one that stands where it means nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from onespec.loader.findings import Findings
from onespec.messages import spec as say
from onespec.source import MappingNode

_NUMERIC: Final = (
    "enum",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
)
KEYWORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "string": ("enum", "pattern", "format", "minLength", "maxLength"),
    "integer": _NUMERIC,
    "number": _NUMERIC,
    "boolean": ("enum",),
    "array": ("items", "minItems", "maxItems", "uniqueItems"),
    "object": ("fields", "open"),
    "any": (),
}
"""Which value keywords each type has."""

_ALL_KEYWORDS: Final = tuple(
    dict.fromkeys(key for keys in KEYWORDS.values() for key in keys)
)


def check_keywords(node: MappingNode, name: str, kind: str, findings: Findings) -> None:
    """Value keywords that belong to another type."""
    for entry in node.entries:
        key = str(entry.key.value)
        if key in _ALL_KEYWORDS and key not in KEYWORDS[kind]:
            belongs = [other for other, keys in KEYWORDS.items() if key in keys]
            findings.add(
                say.keyword_of_other_type(entry.key.span, key, name, kind, belongs)
            )


def check_shared(node: MappingNode, name: str, kind: str, findings: Findings) -> None:
    """Value keywords beside a shared type, which says them all itself."""
    for entry in node.entries:
        key = str(entry.key.value)
        if key in _ALL_KEYWORDS:
            findings.add(say.keyword_on_shared_type(entry.key.span, key, name, kind))
