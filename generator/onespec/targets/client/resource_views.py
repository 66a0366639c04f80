"""What the template of a namespace's module sees."""

from __future__ import annotations

from dataclasses import dataclass

from onespec.texts import PythonText


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodView:
    """A method of a class."""

    signature: PythonText
    docstring: PythonText
    body: PythonText


@dataclass(frozen=True, slots=True, kw_only=True)
class ConstantView:
    """What the client knows of a method."""

    constant: PythonText


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourceClass:
    """The methods of a namespace."""

    name: PythonText
    docstring: PythonText
    session: PythonText
    children: tuple[PythonText, ...]
    methods: tuple[MethodView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RawClass:
    """The same methods with raw responses."""

    name: PythonText
    docstring: PythonText
    plain: PythonText
    lines: tuple[PythonText, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourceView:
    """The module."""

    banner: PythonText
    docstring: PythonText
    imports: tuple[PythonText, ...]
    exports: PythonText
    methods: tuple[ConstantView, ...]
    classes: tuple[ResourceClass, ...]
    raw_classes: tuple[RawClass, ...]
