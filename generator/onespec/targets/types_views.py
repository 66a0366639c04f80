"""What the template of `types.py` sees."""

from __future__ import annotations

from dataclasses import dataclass

from onespec.texts import PythonText


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldView:
    """A member of a class."""

    line: PythonText
    is_described: bool
    docstring: PythonText


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassView:
    """A model, and the dict form of one that is sent."""

    name: PythonText
    base: PythonText
    docstring: PythonText
    settings: tuple[PythonText, ...]
    fields: tuple[FieldView, ...]
    has_dict: bool
    dict_text: PythonText


@dataclass(frozen=True, slots=True, kw_only=True)
class TypesView:
    """The module."""

    banner: PythonText
    imports: tuple[PythonText, ...]
    exports: PythonText
    classes: tuple[ClassView, ...]
    has_aliases: bool
    aliases: tuple[PythonText, ...]
