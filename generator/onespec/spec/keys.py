"""The readers of nodes whose shape has already been checked, and where a stage of loading gathers its faults."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from onespec import language
from onespec.datatypes import Field, Link
from onespec.diagnostics import Diagnostic, Span
from onespec.language.ast import Path
from onespec.messages import spec as say
from onespec.nodes import Entry, MappingNode, Node, ScalarNode, SequenceNode, plain

MOST: Final = 300
"""Faults after which a stage is given up: what is still to come would only repeat them."""


class Enough(Exception):
    """Too many faults were found; carries those that are nowhere else."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics = tuple(diagnostics)
        super().__init__(self.diagnostics)


class Findings:
    """The faults of one stage, in the order they are met."""

    def __init__(self) -> None:
        self.diagnostics: list[Diagnostic] = []

    def add(self, *diagnostics: Diagnostic) -> None:
        """Take faults in."""
        self.extend(diagnostics)

    def extend(self, diagnostics: Iterable[Diagnostic]) -> None:
        """Take many faults in."""
        for diagnostic in diagnostics:
            self.diagnostics.append(diagnostic)
            if len(self.diagnostics) > MOST:
                raise Enough(self.diagnostics)


def text(node: MappingNode, key: str, otherwise: str = "") -> str:
    """The text under a key."""
    value = node.get(key)
    if isinstance(value, ScalarNode) and isinstance(value.value, str):
        return value.value
    return otherwise


def scalar(node: MappingNode, key: str) -> ScalarNode | None:
    """The scalar under a key."""
    value = node.get(key)
    return value if isinstance(value, ScalarNode) else None


def flag(node: MappingNode, key: str) -> bool:
    """The boolean under a key; absent counts as false."""
    found = scalar(node, key)
    return found is not None and found.value is True


def entries(node: MappingNode, key: str) -> tuple[Entry, ...]:
    """The entries of the mapping under a key; none where it is absent."""
    value = node.get(key)
    return value.entries if isinstance(value, MappingNode) else ()


def items(node: MappingNode, key: str) -> tuple[Node, ...]:
    """The items of the list under a key; none where it is absent."""
    value = node.get(key)
    return value.items if isinstance(value, SequenceNode) else ()


def mappings(node: MappingNode, key: str) -> tuple[MappingNode, ...]:
    """The mappings in the list under a key."""
    return tuple(item for item in items(node, key) if isinstance(item, MappingNode))


def first_key(node: MappingNode) -> Span:
    """The first key of a mapping: enough to point at it without underlining all of it."""
    return node.entries[0].key.span if node.entries else node.span


def texts(node: MappingNode, key: str) -> tuple[ScalarNode, ...]:
    """The texts in the list under a key, as nodes."""
    return tuple(item for item in items(node, key) if isinstance(item, ScalarNode))


def read_links(body: MappingNode) -> tuple[Link, ...]:
    """What stands under `see:`."""
    return tuple(
        Link(title=text(node, "title"), url=text(node, "url"))
        for node in mappings(body, "see")
    )


def read_extensions(body: MappingNode) -> dict[str, Any]:
    """The `x-` keys."""
    return {
        str(entry.key.value): plain(entry.value)
        for entry in body.entries
        if str(entry.key.value).startswith("x-")
    }


def find_path(
    node: ScalarNode, params: Sequence[Field], owner: str, findings: Findings
) -> Path | None:
    """The path of a param or of a member of an object param; a param whose own name has dots comes first."""
    found = language.wire_path(str(node.value), tuple(params))
    if isinstance(found, language.Target):
        return found.path
    if found.parent is not None and language.is_unknown(found.parent.type):
        return None
    known = [(field.name, field.span) for field in found.known]
    what = f"a member of `{found.parent.name}`" if found.parent else "a param"
    name = found.step.name if found.parent else str(node.value)
    step = found.step
    span = node.slice(step.start, step.end) if found.parent else node.span
    findings.add(say.unknown_name(span, owner, "names", name, what, known))
    return None
