"""What the templates of the request checks see."""

from __future__ import annotations

from dataclasses import dataclass

from onespec.texts import PythonText


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleView:
    """One constraint as a function."""

    name: PythonText
    id: PythonText
    """As a Python string: the docstring is not made of it."""
    body: PythonText


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodView:
    """One method's checks."""

    function: PythonText
    wire: PythonText
    constants: tuple[PythonText, ...]
    rules: tuple[RuleView, ...]
    has_rules: bool
    rules_constant: PythonText
    call: PythonText


@dataclass(frozen=True, slots=True, kw_only=True)
class ModuleView:
    """The checks of one namespace."""

    banner: PythonText
    imports: tuple[PythonText, ...]
    has_rules: bool
    methods: tuple[MethodView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PartView:
    """A module that says the same for every service."""

    banner: PythonText


@dataclass(frozen=True, slots=True, kw_only=True)
class CommonView:
    """The rows of the common table that answer faults of shape."""

    banner: PythonText
    imports: tuple[PythonText, ...]
    faults: PythonText


@dataclass(frozen=True, slots=True, kw_only=True)
class TableView:
    """The package's front: every check by the wire name of its method."""

    banner: PythonText
    imports: tuple[PythonText, ...]
    entries: tuple[PythonText, ...]
