"""Rows of the error table, with the conditions that raise them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from dataclasses import field as attribute

from onespec.datatypes import JsonValue, Link
from onespec.diagnostics import Span
from onespec.language.ast import Expr, Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Placeholder:
    """A `{name}` in an error's message template."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Raise:
    """One condition under which an error of the table is answered, and what its `error.data` then says."""

    when: Expr
    """Boolean, over `params` and `state`."""
    field: Path | None = None
    """The param named in `error.data.field`, dotted on the wire."""
    value: Expr | None = None
    """What `error.data.value` holds; where None, the value of `field`."""
    params: tuple[tuple[str, Expr], ...] = ()
    """What fills each placeholder of the message: declared, or derived from the param or state fact of that name."""
    span: Span | None = attribute(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorKind:
    """A row of the error table; its key is the mnemonic, which several codes can share across methods."""

    mnemonic: str
    code: int
    message: tuple[str | Placeholder, ...]
    """The template in parts."""
    template: str
    """The template as written."""
    cause: str = ""
    fix: str = ""
    raises: tuple[Raise, ...] = ()
    methods: tuple[str, ...] | None = None
    """For a common error: the methods that can answer it; None means all."""
    help_url: str = ""
    deprecated: str = ""
    since: str = ""
    see: tuple[Link, ...] = ()
    extensions: Mapping[str, JsonValue] = field(default_factory=dict)
    span: Span | None = field(default=None, compare=False, repr=False)

    @property
    def placeholders(self) -> tuple[str, ...]:
        """Names of the message's placeholders, in order, each once."""
        return tuple(
            dict.fromkeys(
                part.name for part in self.message if isinstance(part, Placeholder)
            )
        )
