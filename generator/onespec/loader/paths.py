"""`contact_message.type` in a spec -> the path it means, or a fault that offers the nearest name."""

from __future__ import annotations

from collections.abc import Sequence

from onespec import language
from onespec.datatypes import Field
from onespec.language.ast import Path
from onespec.loader.findings import Findings
from onespec.messages import spec as say
from onespec.source import ScalarNode


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
