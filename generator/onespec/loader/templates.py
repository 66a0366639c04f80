"""An error's message template -> its parts; braces that are text are doubled."""

from __future__ import annotations

import re
from typing import Final

from onespec.loader.findings import Findings
from onespec.messages import spec as say
from onespec.messages.wording import shown
from onespec.model import Placeholder
from onespec.source import ScalarNode

_PART: Final = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]|[^{}]+")
_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,63}")


def read_template(
    node: ScalarNode, findings: Findings
) -> tuple[str | Placeholder, ...]:
    """The parts of a template: text and placeholders, neighbouring text joined."""
    parts: list[str | Placeholder] = []
    for match in _PART.finditer(str(node.value)):
        token, name = match.group(), match.group(1)
        if name is not None and _NAME.fullmatch(name):
            parts.append(Placeholder(name=name))
            continue
        if name is not None or token in "{}":
            reason = "a brace without its partner" if name is None else "not a name"
            span = node.slice(match.start(), match.end())
            findings.add(say.bad_template(span, f"`{shown(token)}`", reason))
            continue
        plain = token[0] if token in ("{{", "}}") else token
        if parts and isinstance(parts[-1], str):
            parts[-1] += plain
        else:
            parts.append(plain)
    return tuple(parts)
