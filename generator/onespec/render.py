"""A template and the values it may see -> the text of one file: an environment per output context, which refuses raw text."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from onespec import names
from onespec.docstrings import Paragraph, Verbatim, docstring
from onespec.inputs import templates_folder
from onespec.texts import (
    Encoded,
    JsonText,
    MarkdownText,
    PythonText,
    TomlText,
    YamlText,
    comment,
    identifier,
    json_text,
    python_literal,
    toml_key,
    toml_string,
)

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

SHAPING: Final = ("length", "list", "map", "sort", "unique")
"""Filters of Jinja's that only arrange values: what they give still has to pass an encoder to be printed."""


class RawTextError(TypeError):
    """A template tried to print text that no encoder of its context has made."""


def render(template: str, view: object = None, /, **values: object) -> str:
    """The file that `template` (a path under the templates folder) makes of a frozen view, or of named values."""
    if view is not None:
        if not dataclasses.is_dataclass(view) or isinstance(view, type):
            raise TypeError(f"a view is a dataclass instance, not {type(view)}")
        fields = dataclasses.fields(view)
        values = {item.name: getattr(view, item.name) for item in fields}
        values["view"] = view
    return _environment(_suffix(template)).get_template(template).render(values)


def templates() -> Path:
    """Where the templates are."""
    return Path(templates_folder())


def environment(suffix: str, folder: Path) -> Environment:
    """The environment for files of one suffix, reading templates from a folder."""
    is_html = suffix in ("html", "svg")
    result = Environment(
        loader=FileSystemLoader(folder),
        undefined=StrictUndefined,
        # Each template is used a few times, and compiled each time onespec runs.
        optimized=False,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
        cache_size=-1,
        autoescape=is_html,
        finalize=None if is_html else _gate(CONTEXTS[suffix]),
    )
    if is_html:
        # Jinja's own, and autoescape guards it.
        result.filters = {"indent": result.filters["indent"]}
        return result
    kind = CONTEXTS[suffix]
    # What a macro printed has passed the gate piece by piece.
    vars(result)["concat"] = lambda parts: kind("".join(parts))
    result.filters = {
        **{name: result.filters[name] for name in SHAPING},
        **{"indent": _indent, "json": json_text},
        **FILTERS.get(suffix, {}),
    }
    return result


def _docstring(
    content: str | Iterable[Paragraph | Verbatim], indent: int = 0
) -> PythonText:
    """Text, or paragraphs, as a docstring that stands `indent` columns in."""
    if isinstance(content, str):
        content = [Paragraph(text=content)]
    return docstring(tuple(content), indent)


def _named(name: Callable[[str], str]) -> Callable[[str], PythonText]:
    return lambda wire: identifier(name(wire))


FILTERS: Final[Mapping[str, Mapping[str, Callable[..., Encoded]]]] = {
    "py": {
        "comment": comment,
        "docstring": _docstring,
        "identifier": identifier,
        "literal": python_literal,
        "attribute": _named(names.attribute),
        "constant": _named(names.constant),
        "function": _named(names.function),
        "member": _named(names.member),
        "param": _named(names.param),
        "snake": _named(names.snake),
    },
    "toml": {"string": toml_string, "key": toml_key},
}
"""By suffix, what turns a value of a spec into text that may stand in such a file, and names into identifiers."""


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
