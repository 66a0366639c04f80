"""A template and the values it may see -> the text of one file: an environment per output context, which refuses raw text."""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import os
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import CodeType
from typing import Final, cast

import jinja2
from jinja2 import (
    BytecodeCache,
    Environment,
    FileSystemBytecodeCache,
    FileSystemLoader,
    StrictUndefined,
    pass_context,
)
from jinja2.bccache import Bucket
from jinja2.runtime import Context
from markupsafe import Markup

from onespec import names
from onespec.datatypes import Link
from onespec.docstrings import Paragraph, Verbatim, docstring
from onespec.inputs import templates_folder
from onespec.markup import HTML, MARKDOWN, Dialect, Shown, external, line, prose
from onespec.prose import Code, Words, plain, summary
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

MARKUP: Final = ("html", "svg")
"""Suffixes of files whose templates may print plain text too: it is escaped."""

SHAPING: Final = ("length", "list", "map", "selectattr", "sort", "string", "unique")
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
    result = Environment(
        loader=FileSystemLoader(folder),
        undefined=StrictUndefined,
        # Nothing is worked out while a template is compiled: environments share the code, each with filters of its own.
        optimized=False,
        bytecode_cache=_compiled(folder),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
        cache_size=-1,
        finalize=_escaped if suffix in MARKUP else _gate(CONTEXTS[suffix]),
    )
    kind: type[str] = Markup if suffix in MARKUP else CONTEXTS[suffix]
    # What a macro or a block printed has passed `finalize` piece by piece.
    vars(result)["concat"] = lambda parts: kind("".join(parts))
    result.filters = {
        **{name: result.filters[name] for name in SHAPING},
        **{"indent": _indent, "json": json_text},
        **FILTERS.get(suffix, {}),
    }
    return result


class _Compiled(BytecodeCache):
    """Templates that pages and their twins share are compiled once: environments differ in filters and `finalize` only,
    and both are asked when a template runs."""

    def __init__(self) -> None:
        self._known: dict[str, CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """The code, if another environment has compiled it."""
        bucket.code = self._known.get(bucket.key + bucket.checksum)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keeps it for the others."""
        if bucket.code is not None:
            self._known[bucket.key + bucket.checksum] = bucket.code


class _Kept(FileSystemBytecodeCache):
    """The same on disk, for the next run; what can't be read or kept there is compiled once more."""

    def load_bytecode(self, bucket: Bucket) -> None:
        """The code of an earlier run, if its file is whole."""
        try:
            super().load_bytecode(bucket)
        except Exception:
            bucket.reset()

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keeps it, where there is room."""
        with contextlib.suppress(OSError):
            super().dump_bytecode(bucket)


@functools.cache
def _compiled(folder: Path) -> BytecodeCache:
    """What templates of a folder are compiled to, kept beside them as Python keeps what it compiles, if it may."""
    kept = folder / "__pycache__"
    if sys.dont_write_bytecode:
        return _Compiled()
    try:
        kept.mkdir(exist_ok=True)
    except OSError:
        return _Compiled()
    if not os.access(kept, os.W_OK):
        return _Compiled()
    return _Kept(str(kept), f"jinja2-{jinja2.__version__}-%s")


def _docstring(
    content: str | Iterable[Paragraph | Verbatim], indent: int = 0
) -> PythonText:
    """Text, or paragraphs, as a docstring that stands `indent` columns in."""
    if isinstance(content, str):
        content = [Paragraph(text=content)]
    return docstring(tuple(content), indent)


def _named(name: Callable[[str], str]) -> Callable[[str], PythonText]:
    return lambda wire: identifier(name(wire))


def _pieces(say: Dialect, pieces: Iterable[tuple[str, bool]]) -> Shown:
    """Words of ours around names of a spec, told apart by the second of each pair."""
    return say.parts(
        Code(text=t) if is_code else Words(text=t) for t, is_code in pieces
    )


def _verbs(say: Dialect, kind: type[str]) -> Mapping[str, Callable[..., str]]:
    """The verbs of a markup language as filters, the same for each of them."""

    def encoded(value: object) -> Shown:
        if isinstance(value, kind):
            return cast(Shown, value)
        return say.text(_word(value))

    def away(link: Link | str) -> Shown:
        if isinstance(link, str):
            return external(say, link, link)
        return external(say, link.title, link.url)

    def join(items: Iterable[object], gap: str = "") -> Shown:
        said = filter(None, map(encoded, items))
        return cast(Shown, kind(str.join(encoded(gap), said)))

    nothing = say.text("")
    return {
        "code": lambda value: nothing if value is None else say.code(_word(value)),
        "external": away,
        "join": join,
        "line": lambda text: line(say, text),
        "link": lambda title, target: say.link(encoded(title), target),
        "listing": lambda text, language: say.listing(text, language),
        "path": lambda text: say.path(text),
        "pieces": lambda pieces: _pieces(say, pieces),
        "plain": plain,
        "prose": lambda text: prose(say, text),
        "summary": summary,
        "text": encoded,
        "value": lambda value: say.code(json_text(value, None)),
    }


def _word(value: object) -> str:
    if isinstance(value, str | int):
        return str(value)
    raise RawTextError(
        f"a template printed {type(value).__name__} where words may stand"
    )


_HTML: Final = _verbs(HTML, Markup)
_MARKDOWN: Final = _verbs(MARKDOWN, MarkdownText)

FILTERS: Final[Mapping[str, Mapping[str, Callable[..., str]]]] = {
    "html": _HTML,
    "md": _MARKDOWN,
    "txt": _MARKDOWN,
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


def _gate(kind: type[Encoded]) -> Callable[[Context, object], object]:
    """A `finalize` that lets one kind of encoded text through and nothing else."""

    @pass_context
    def check(context: Context, value: object) -> object:
        if isinstance(value, StrictUndefined):
            return value
        if isinstance(value, kind):
            return value
        raise RawTextError(
            f"a template printed {type(value).__name__} where only {kind.__name__} may stand"
        )

    return check


@pass_context
def _escaped(context: Context, value: object) -> object:
    """The `finalize` of HTML: whatever is no finished HTML is escaped as `markup` does it, so that hidden characters show."""
    if isinstance(value, Markup | StrictUndefined):
        return value
    return HTML.text(str(value))


def _indent(value: str, width: int = 4) -> str:
    """The same text with every line but the first moved right; only for text without multi-line literals."""
    return type(value)(value.replace("\n", "\n" + " " * width))
