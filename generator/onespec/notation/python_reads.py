"""Reads and presence tests -> Python over dicts named `params` and `state`."""

from __future__ import annotations

from typing import Final

from onespec.cel.ast import Has, Path, Read, Root
from onespec.datatypes import MISSING
from onespec.notation.python_tree import ATOM, COMPARE, Text, called, chain
from onespec.texts import python_literal, python_string

VARIABLE: Final = "item"
"""What each item of a list is called where a condition is asked of all."""


def start(root: Root, path: Path) -> tuple[str, Path]:
    """What a path starts from, and what is left of it."""
    return (VARIABLE, path[1:]) if root is Root.LOCAL else (root.value, path)


def read(expr: Read, *, may_be_null: bool) -> Text:
    """A default of null only counts where null itself is an answer; elsewhere the value was sent."""
    head, path = start(expr.root, expr.path)
    text = Text(head, ATOM)
    defaults = expr.defaults[-len(path) :] if path else ()
    for index, (name, default) in enumerate(zip(path, defaults, strict=True)):
        key = Text(python_string(name), ATOM)
        is_last = index == len(path) - 1
        if default is MISSING or (default is None and not (is_last and may_be_null)):
            text = Text(f"{text.flat}[{key.flat}]", ATOM)
        elif default is None:
            text = called(f"{text.flat}.get", key)
        else:
            text = called(f"{text.flat}.get", key, Text(python_literal(default), ATOM))
    return text


def has(expr: Has) -> Text:
    """Every key on the way, outermost first; an object that may be null is told from one that is."""
    text, path = start(expr.root, expr.path)
    tests: list[Text] = []
    flags = expr.nullable[-len(path) :] if expr.nullable else (False,) * len(path)
    for index, name in enumerate(path):
        key = python_string(name)
        if flags[index] and index < len(path) - 1:
            flat = f"{text}.get({key}) is not None"
        else:
            flat = f"{key} in {text}"
        tests.append(Text(flat, COMPARE, is_bool=True))
        text = f"{text}[{key}]"
    return chain("and", tests)
