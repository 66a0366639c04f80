"""A whole spec, and what all methods share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from onespec.datatypes import DataType, Field, JsonValue, Link
from onespec.diagnostics import Span
from onespec.model.errors import ErrorKind
from onespec.model.method import Method
from onespec.model.stories import OpenFact


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """An address the API is reached at."""

    name: str
    url: str
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Auth:
    """The credential: the param it travels as and the environment variable a client reads it from."""

    param: str
    env: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Transport:
    """How requests travel: facts for the docs and for the envelope checks."""

    http_method: str = "POST"
    content_type: str = "application/json"
    encoding: str = "UTF-8"
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """What surrounds params and result."""

    result: str = ""
    """Member of the JSON-RPC `result` that holds the data; empty: the `result` is the data."""
    metadata: tuple[Field, ...] = ()
    """Members of `result.metadata`; empty: there is none."""
    error_data: tuple[Field, ...] = ()
    """Members of `error.data`, for the docs and the schemas."""
    id_types: tuple[str, ...] = ("string", "number")
    batch: bool = False
    notifications: bool = False
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeGroup:
    """A family of errors under one JSON-RPC code; a generated client has one class for each."""

    code: int
    name: str
    """snake_case; never makes the same class name as a mnemonic does."""
    title: str = ""


PROTOCOL_SLOTS: tuple[str, ...] = (
    "parse",
    "batch",
    "envelope",
    "notification",
    "method",
    "encoding",
    "missing",
    "type",
    "value",
    "unexpected",
    "constraint",
    "internal",
)
"""What can go wrong before or beside a method's own rules. Each is answered by one mnemonic of the common table;
a slot the spec leaves out falls to the error JSON-RPC 2.0 itself defines (`JSONRPC_ERRORS` in `loader`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedType:
    """An entry of `types:`."""

    name: str
    type: DataType
    title: str = ""
    description: str = ""
    examples: tuple[JsonValue, ...] = ()
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A whole spec: everything the targets are functions of."""

    name: str
    """Python package and file stem."""
    title: str
    version: str
    """The API's own label."""
    release: str
    """Of this description: `MAJOR.MINOR.PATCH`, the generated client's version."""
    description: str = ""
    servers: tuple[Server, ...] = ()
    auth: Auth | None = None
    transport: Transport = Transport()
    envelope: Envelope = Envelope()
    protocol: Mapping[str, str] = field(default_factory=dict)
    """Every slot of `PROTOCOL_SLOTS` -> mnemonic."""
    code_groups: tuple[CodeGroup, ...] = ()
    """One for every code that an error row of the service or of any method carries, declared or derived."""
    types: tuple[NamedType, ...] = ()
    state: tuple[Field, ...] = ()
    """What the server knows and a request does not say."""
    errors: tuple[ErrorKind, ...] = ()
    """The common table, with the rows that JSON-RPC supplies for slots the spec leaves out."""
    methods: tuple[Method, ...] = ()
    """Sorted by name."""
    open: tuple[OpenFact, ...] = ()
    see: tuple[Link, ...] = ()
    extensions: Mapping[str, JsonValue] = field(default_factory=dict)
    source: str = ""
    """`spec/service.yaml`."""
    span: Span | None = field(default=None, compare=False, repr=False)

    def method(self, name: str) -> Method:
        """The method of that wire name. Raises KeyError where there is none."""
        for method in self.methods:
            if method.name == name:
                return method
        raise KeyError(name)
