"""What the templates of the request checks see."""

from __future__ import annotations

from dataclasses import dataclass

from onespec.texts import PythonText


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleView:
    """One constraint as a function."""

    signature: PythonText
    body: PythonText


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodView:
    """One method's checks."""

    signature: PythonText
    is_later: bool
    """Whether another method stands before it in the file."""
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
    has_patterns: bool
    """Whether a rule matches a pattern."""
    has_repeats: bool
    """Whether a rule compares one value more than once."""
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
