"""What a reader of a dialect makes of a document: the methods and what there is to know about them, each with its place, schemas still as they stand."""

from __future__ import annotations

from dataclasses import dataclass, field

from onespec.datatypes import JsonValue
from onespec.importing.documents import At
from onespec.importing.notes import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Param:
    """A param of a method."""

    name: str
    schema: At
    place: Place
    required: bool = False
    title: str = ""
    description: str = ""
    deprecated: bool = False
    extensions: dict[str, JsonValue] = field(default_factory=dict)
    is_inherited: bool = False
    """Whether it is one that the service declares for its methods."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a success gives back."""

    schema: At
    required: bool = True
    title: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """An error that a method can answer."""

    code: int
    message: str
    place: Place
    mnemonic: str = ""
    """As the source has it; else one is made of the message."""
    data: JsonValue = None
    """A sample, or a schema of what `error.data` holds."""
    template: bool = False
    """Whether the message is a template of the spec language."""
    row: dict[str, JsonValue] = field(default_factory=dict)
    """Further keys of the row in the spec language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """An example of a call."""

    title: str
    place: Place
    params: JsonValue
    """By name, or a list in the order of the method's params."""
    description: str = ""
    result: JsonValue = None
    has_result: bool = False
    error: str = ""
    """The mnemonic of the error that it gets."""
    row: dict[str, JsonValue] = field(default_factory=dict)
    """Further keys of the example in the spec language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """A method."""

    name: str
    place: Place
    title: str = ""
    description: str = ""
    structure: str = "by-name"
    params: tuple[Param, ...] = ()
    result: Result | None = None
    faults: tuple[Fault, ...] = ()
    samples: tuple[Sample, ...] = ()
    deprecated: str = ""
    links: tuple[tuple[str, str], ...] = ()
    """Titles and addresses."""
    keys: dict[str, JsonValue] = field(default_factory=dict)
    """Further keys of the method in the spec language, the author's own among them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """An address."""

    name: str
    url: str
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """A whole API."""

    title: str
    version: str
    description: str = ""
    servers: tuple[Server, ...] = ()
    methods: tuple[Method, ...] = ()
    types: tuple[At, ...] = ()
    """Schemas that are carried as shared types though no method refers to them."""
    links: tuple[tuple[str, str], ...] = ()
    notifications: bool = False
    keys: dict[str, JsonValue] = field(default_factory=dict)
    """Further keys of the service in the spec language."""
    is_exported: bool = False
    """Whether onespec wrote the document: then schemas say what they have no word for under `x-onespec`."""
