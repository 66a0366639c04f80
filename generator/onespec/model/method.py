"""One method, with everything that belongs to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from onespec.datatypes import Field, JsonValue, Link
from onespec.diagnostics import Span
from onespec.model.constraints import Constraint
from onespec.model.errors import ErrorKind
from onespec.model.stories import Example, Flow, HistoryEntry, OpenFact


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """One JSON-RPC method."""

    name: str
    title: str
    description: str = ""
    readonly: bool = False
    idempotent: bool = False
    """Neither this nor `readonly`: nothing ever re-sends a request by itself."""
    auth: bool = True
    """Whether the service's credential param belongs to it."""
    params: tuple[Field, ...] = ()
    constraints: tuple[Constraint, ...] = ()
    errors: tuple[ErrorKind, ...] = ()
    """The method's own rows, resolved against the common table, in the author's order."""
    common_errors: tuple[ErrorKind, ...] = ()
    """The rows of the common table that belong to it and that it does not restate, in the service's order."""
    result: Field | None = None
    """What stands in the reply under `envelope.result`; None where the pages say nothing of it."""
    examples: tuple[Example, ...] = ()
    flow: tuple[Flow, ...] = ()
    open: tuple[OpenFact, ...] = ()
    history: tuple[HistoryEntry, ...] = ()
    deprecated: str = ""
    since: str = ""
    see: tuple[Link, ...] = ()
    extensions: Mapping[str, JsonValue] = field(default_factory=dict)
    source: str = ""
    """Path of its file from the spec's parent folder, forward slashes: `spec/methods/start.simple_call.yaml`."""
    span: Span | None = field(default=None, compare=False, repr=False)

    def all_errors(self) -> tuple[ErrorKind, ...]:
        """Every row that can answer a call: the method's own, then the common ones."""
        return self.errors + self.common_errors

    def error(self, mnemonic: str) -> ErrorKind:
        """The row of that mnemonic. Raises KeyError where the method has none."""
        for kind in self.all_errors():
            if kind.mnemonic == mnemonic:
                return kind
        raise KeyError(mnemonic)
