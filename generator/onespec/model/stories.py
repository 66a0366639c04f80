"""What a spec tells around a method: examples, flows, open facts and history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from onespec.datatypes import JsonValue
from onespec.diagnostics import Span
from onespec.language.ast import Expr, Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A request with what it gets back; checked against the method when the spec is loaded."""

    title: str
    request_id: str | int | float
    """The JSON-RPC `id` the pair carries."""
    params: Mapping[str, JsonValue]
    result: JsonValue = None
    """The result data; unused where `error` is given."""
    error: str = ""
    """Mnemonic of the expected error; empty for a success."""
    state: Mapping[str, JsonValue] = field(default_factory=dict)
    """State facts that differ from the service's sample state."""
    description: str = ""
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowStep:
    """One thing that happens: an arrow from one party to another, or a note over one party where `source` is empty."""

    target: str
    text: str
    source: str = ""
    when: Expr | None = None
    """The step happens only where this holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """What each party sees and hears on one branch of the method's behaviour."""

    title: str
    when: Expr | None
    steps: tuple[FlowStep, ...]
    description: str = ""
    span: Span | None = field(default=None, compare=False, repr=False)


ASPECTS: tuple[str, ...] = (
    "empty-batch",
    "empty-text",
    "encoding-error",
    "error-field",
    "error-params",
    "error-text",
    "error-value",
    "form",
    "fraction",
    "id-of-invalid-request",
    "null",
    "null-id",
    "params-of-envelope",
    "repeated-value",
    "short-text",
)
"""What an open fact can take away from the tests: anything else that a spec states is asserted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenFact:
    """Something the API's pages leave open, so no test asserts it on a server that is not ours."""

    id: str
    text: str
    reading: str = ""
    """What onespec's own artefacts do about it."""
    about: tuple[Path, ...] = ()
    """The params concerned; empty for the method or the service as a whole."""
    leaves: tuple[str, ...] = ()
    """What tests leave alone because of it: members of `ASPECTS`."""
    errors: tuple[str, ...] = ()
    """Mnemonics concerned; empty for all."""
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryEntry:
    """One line of a method's history."""

    version: str
    text: str
