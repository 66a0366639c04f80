"""A template and a view -> the text of one file: one Jinja environment per output context, which refuses raw text."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from onespec.inputs import templates_folder
from onespec.texts import (  # noqa: F401
    Encoded,
    JsonText,
    MarkdownText,
    PythonText,
    TomlText,
    YamlText,
    json_text,
    python_literal,
)
from onespec.wide import mended

CONTEXTS: Final[dict[str, type[Encoded]]] = {
    "py": PythonText,
    "md": MarkdownText,
    "txt": MarkdownText,
    "toml": TomlText,
    "json": JsonText,
    "js": JsonText,
    "css": JsonText,
    "yaml": YamlText,
    "yml": YamlText,
}
"""Suffix of the file that a template makes -> the only kind of text it may print."""

FILTERS: Final = ("indent", "json", "pystr")
"""All that a template may use."""


class RawTextError(TypeError):
    """A template tried to print text that no encoder of its context has made."""


def render(template: str, view: object) -> str:
    """The file that `template` (a path under the templates folder) makes of a frozen view."""
    if not dataclasses.is_dataclass(view) or isinstance(view, type):
        raise TypeError(f"a view is a dataclass instance, not {type(view).__name__}")
    names = {item.name: getattr(view, item.name) for item in dataclasses.fields(view)}
    suffix = _suffix(template)
    text = _environment(suffix).get_template(template).render(names, view=view)
    return mended(text) if suffix == "py" else text


def templates() -> Path:
    """Where the templates are."""
    return Path(templates_folder())


def environment(suffix: str, folder: Path) -> Environment:
    """The environment for files of one suffix, reading templates from a folder."""
    result = Environment(
        loader=FileSystemLoader(folder),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
        cache_size=-1,
        autoescape=suffix in ("html", "svg"),
        finalize=None if suffix in ("html", "svg") else _gate(CONTEXTS[suffix]),
    )
    result.filters = {"indent": _indent, "json": json_text, "pystr": python_literal}
    if suffix in ("html", "svg"):
        # What reads well in HTML is Jinja's own, and autoescape guards it.
        result.filters["indent"] = Environment().filters["indent"]
    return result


@functools.cache
def _environment(suffix: str) -> Environment:
    return environment(suffix, templates())


def _suffix(template: str) -> str:
    name = template.removesuffix(".j2")
    return name.rpartition(".")[2]


def _gate(kind: type[Encoded]) -> Callable[[object], object]:
    """A `finalize` that lets one kind of encoded text through and nothing else."""

    def check(value: object) -> object:
        if isinstance(value, StrictUndefined):
            return value
        if isinstance(value, kind):
            return value
        raise RawTextError(
            f"a template printed {type(value).__name__} where only {kind.__name__} may stand"
        )

    return check


def _indent(value: Encoded, width: int = 4) -> Encoded:
    """The same text with every line but the first moved right; only for text without multi-line literals."""
    return type(value)(value.replace("\n", "\n" + " " * width))
