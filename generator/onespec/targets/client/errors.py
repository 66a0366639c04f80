"""Service -> `errors.py` of its client."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from onespec import names
from onespec.layout import (
    Bracket,
    Paragraph,
    annotation,
    assign,
    docstring,
    entry,
    from_import,
    union,
)
from onespec.model import ErrorKind, Service
from onespec.targets.banners import banner
from onespec.targets.docwords import paragraphs, sentence
from onespec.targets.error_classes import (
    Fill,
    MnemonicClass,
    group_classes,
    mnemonic_classes,
)
from onespec.texts import PythonText, identifier, python_literal, python_string

BASES: Final = (
    ("_runtime.faults", ("ConfigurationError", "NotSentError", "OutcomeUnknownError")),
    ("_runtime.invalid", ("InvalidResponseError",)),
    ("_runtime.rpc_error", ("RpcError",)),
)
"""Classes that every service has."""

KINDS: Final = {
    "text": "str",
    "whole": "int",
    "number": "float",
    "flag": "bool",
    "anything": "object",
}
"""What a reader of placeholders gives, besides None."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorView:
    """One class."""

    name: PythonText
    bases: PythonText
    docstring: PythonText
    is_mnemonic: bool
    mnemonic: PythonText
    attributes: tuple[PythonText, ...]
    has_fills: bool
    fills: PythonText


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorsView:
    """The module."""

    banner: PythonText
    imports: tuple[PythonText, ...]
    exports: PythonText
    classes: tuple[ErrorView, ...]
    groups: PythonText
    mnemonics: PythonText


def base_name(service: Service) -> str:
    """The class that every exception of the client has as its base."""
    taken = set(group_classes(service).values())
    taken |= {item.name for item in mnemonic_classes(service)}
    stem = names.pascal(service.name).rstrip("_")
    name = f"{stem}Error"
    return f"{stem}ClientError" if name in taken else name


def view(service: Service) -> ErrorsView:
    """What the template sees."""
    groups = group_classes(service)
    mnemonics = mnemonic_classes(service)
    base = base_name(service)
    shared = {*groups.values()} & {item.name for item in mnemonics}
    groups = {c: f"{n[:-5]}GroupError" if n in shared else n for c, n in groups.items()}
    titles = {group.code: group.title for group in service.code_groups}
    made = [_group(code, groups[code], titles.get(code, "")) for code in groups]
    made += [_mnemonic(item, shared) for item in mnemonics]
    exported = [base, *(name for _, found in BASES for name in found), "error_for"]
    exported += [str(item.name) for item in made]
    return ErrorsView(
        banner=banner("spec/"),
        imports=tuple(_imports(base, any(item.has_fills for item in made))),
        exports=assign("__all__", _list(sorted(exported))),
        classes=tuple(made),
        groups=_table("BY_CODE: dict[int, type[RpcError]]", groups),
        mnemonics=_table(
            "BY_MNEMONIC: dict[str, type[RpcError]]",
            {item.mnemonic: item.name for item in mnemonics},
        ),
    )


def _imports(base: str, has_fills: bool) -> Iterator[PythonText]:
    if has_fills:
        yield PythonText("from ._runtime import readers as _readers")
    for module, found in BASES:
        imported = (
            sorted([*found, base]) if module == "_runtime.faults" else list(found)
        )
        yield from_import(f".{module}", imported)


def _list(values: list[str]) -> Bracket:
    return Bracket("[", tuple(map(python_string, values)), "]")


def _table(target: str, entries: Mapping[int, str] | Mapping[str, str]) -> PythonText:
    """A dict of classes, one a line wherever there is more than nothing."""
    made = tuple(entry(python_literal(key), name) for key, name in entries.items())
    return assign(target, Bracket("{", made, "}"))


def _group(code: int, name: str, title: str) -> ErrorView:
    text = f"Errors of code {code}: {title}" if title else f"Errors of code {code}"
    return ErrorView(
        name=identifier(name),
        bases=PythonText("RpcError"),
        docstring=docstring([Paragraph(text=sentence(text))], 4),
        is_mnemonic=False,
        mnemonic=PythonText(""),
        attributes=(),
        has_fills=False,
        fills=PythonText(""),
    )


def _mnemonic(item: MnemonicClass, shared: set[str]) -> ErrorView:
    groups = (f"{n[:-5]}GroupError" if n in shared else n for n in item.groups)
    return ErrorView(
        name=identifier(item.name),
        bases=PythonText(", ".join(groups)),
        docstring=docstring(tuple(_words(item.rows)), 4),
        is_mnemonic=True,
        mnemonic=python_string(item.mnemonic),
        attributes=tuple(
            annotation(fill.attribute, union(KINDS[fill.reader], "None"), " = None", 4)
            for fill in item.fills
        ),
        has_fills=bool(item.fills),
        fills=assign("__fills__", _fills(item.fills), 4),
    )


def _fills(fills: tuple[Fill, ...]) -> Bracket:
    entries = (
        entry(
            python_string(fill.attribute),
            Bracket("(", (python_string(fill.wire), f"_readers.{fill.reader}"), ")"),
        )
        for fill in fills
    )
    return Bracket("{", tuple(entries), "}")


def _words(rows: tuple[ErrorKind, ...]) -> Iterator[Paragraph]:
    """The messages, then what is behind them and what a caller can do, each said once."""
    said: set[str] = set()
    for texts in (
        (row.template for row in rows),
        (row.cause for row in rows),
        (row.fix for row in rows),
        (row.deprecated and f"Deprecated: {row.deprecated}" for row in rows),
    ):
        for text in texts:
            if text and text not in said:
                said.add(text)
                found = list(paragraphs(sentence(text)))
                yield from found
    if not said:
        yield Paragraph(text="An error without a message.")
