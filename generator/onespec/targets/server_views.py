"""What the templates of the reference server see."""

from __future__ import annotations

from dataclasses import dataclass

from onespec.texts import PythonText


@dataclass(frozen=True, slots=True, kw_only=True)
class PartView:
    """A module that says the same for every service."""

    banner: PythonText


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceView:
    """Facts that replies depend on, each as a whole assignment."""

    banner: PythonText
    imports: tuple[PythonText, ...]
    result_member: PythonText
    data_members: PythonText
    credential: PythonText
    id_types: PythonText
    batch: PythonText
    notifications: PythonText
    metadata: PythonText
    windows: PythonText
    protocol: PythonText


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleView:
    """The sample account."""

    banner: PythonText
    facts: PythonText
    sample: PythonText
    accounts: PythonText


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionView:
    """One expression over params and state as a function."""

    name: PythonText
    signature: PythonText
    body: PythonText
    has_patterns: bool
    """Whether it matches a pattern."""
    has_repeats: bool
    """Whether it compares one value more than once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CommonView:
    """The common error table."""

    banner: PythonText
    imports: tuple[PythonText, ...]
    faults: PythonText
    has_patterns: bool
    has_repeats: bool
    functions: tuple[FunctionView, ...]
    rows: PythonText


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodView:
    """One method of the server."""

    functions: tuple[FunctionView, ...]
    is_apart: bool
    """Whether its constants stand below a function or another method, not right below the imports."""
    constants: tuple[PythonText, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ModuleView:
    """The methods of one namespace."""

    banner: PythonText
    imports: tuple[PythonText, ...]
    has_patterns: bool
    has_repeats: bool
    methods: tuple[MethodView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableView:
    """All methods by name."""

    banner: PythonText
    imports: tuple[PythonText, ...]
    entries: tuple[PythonText, ...]
