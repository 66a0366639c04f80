"""What a spec says, validated: `Service` and its parts, frozen. Built by `loader` only; read by everything above."""

from __future__ import annotations

from onespec.model.constraints import (
    Constraint,
    ConstraintExample,
    Group,
    GroupKind,
    Rule,
    Shape,
    WhenThen,
)
from onespec.model.errors import ErrorKind, Placeholder, Raise
from onespec.model.method import Method
from onespec.model.service import (
    PROTOCOL_SLOTS,
    Auth,
    CodeGroup,
    Envelope,
    NamedType,
    Server,
    Service,
    Transport,
)
from onespec.model.stories import (
    ASPECTS,
    Example,
    Flow,
    FlowStep,
    HistoryEntry,
    OpenFact,
)

__all__ = [
    "ASPECTS",
    "Auth",
    "CodeGroup",
    "Constraint",
    "ConstraintExample",
    "Envelope",
    "ErrorKind",
    "Example",
    "Flow",
    "FlowStep",
    "Group",
    "GroupKind",
    "HistoryEntry",
    "Method",
    "NamedType",
    "OpenFact",
    "PROTOCOL_SLOTS",
    "Placeholder",
    "Raise",
    "Rule",
    "Server",
    "Service",
    "Shape",
    "Transport",
    "WhenThen",
]
