"""Service -> `types.py` of its Python package: pydantic models for the objects that are sent and for what is read."""

from __future__ import annotations

import keyword
from collections.abc import Iterable, Iterator
from typing import Final

from onespec import names
from onespec.datatypes import Field
from onespec.layout import (
    Bracket,
    Paragraph,
    Piece,
    annotation,
    assign,
    call,
    docstring,
    entry,
    from_import,
    subscript,
    union,
)
from onespec.model import Service
from onespec.notation import python_types
from onespec.notation.python_types import Classes, Side
from onespec.output.files import File
from onespec.render import render
from onespec.targets.banners import banner
from onespec.targets.classes import ClassTable, ModelClass, class_table, result_name
from onespec.targets.docwords import field_words, summary
from onespec.targets.identifiers import identifiers
from onespec.targets.model_engine import ordered
from onespec.targets.types_views import ClassView, FieldView, TypesView
from onespec.texts import PythonText, identifier, python_string

_TYPING: Final = (
    "ClassVar",
    "Literal",
    "NotRequired",
    "TypeAlias",
    "TypedDict",
    "Union",
)


def files(service: Service) -> list[File]:
    """The one file."""
    package = names.snake(service.name)
    text = render("python/package/types.py.j2", view(service))
    return [File(path=f"python/{package}/types.py", content=text.encode())]


def view(service: Service) -> TypesView:
    """What the template sees."""
    table = class_table(service)
    classes = ordered(table.classes, table.by_key)
    views = tuple(_class(item, table.by_key) for item in classes)
    aliases = tuple(_aliases(service, table))
    exported = [item.name for item in classes] + [name for name, _ in aliases]
    exported += [f"{item.name}Dict" for item in classes if _has_dict(item)]
    exports = Bracket("[", tuple(map(python_string, sorted(exported))), "]")
    laid = tuple(assign(f"{name}: TypeAlias", kind) for name, kind in aliases)
    return TypesView(
        banner=banner("spec/"),
        imports=tuple(_imports(views, laid)),
        exports=assign("__all__", exports),
        classes=views,
        has_aliases=bool(laid),
        aliases=laid,
    )


def _aliases(service: Service, table: ClassTable) -> Iterator[tuple[str, Piece]]:
    """Every result by the name of its method, and the other names of shared classes."""
    known = {item.name for item in table.classes}
    for item in table.classes:
        for name in item.aliases:
            known.add(name)
            yield name, item.name
    for method in service.methods:
        name = result_name(method)
        if name in known:
            continue
        result = method.result
        if result is None:
            yield name, "JsonValue"
        else:
            yield name, python_types.annotation(result, Side.RESULT, table.by_key)


def _class(item: ModelClass, by_key: Classes) -> ClassView:
    is_sent = item.side is Side.REQUEST
    has_dict = _has_dict(item)
    return ClassView(
        name=identifier(item.name),
        base=PythonText("_Sent" if is_sent else "_Received"),
        docstring=docstring([Paragraph(text=summary(item.title))], 4),
        settings=tuple(_settings(item)),
        fields=tuple(_field(field, item.side, by_key) for field in item.kind.fields),
        has_dict=has_dict,
        dict_text=_dict(item, by_key) if has_dict else PythonText(""),
    )


def _settings(item: ModelClass) -> Iterator[PythonText]:
    """Class variables: names that differ on the wire, members that are hidden or may be null."""
    fields = item.kind.fields
    config: list[Piece] = []
    wire = [field for field in fields if names.member(field.name) != field.name]
    if wire:
        entries = (
            entry(python_string(names.member(f.name)), python_string(f.name))
            for f in wire
        )
        config.append(Bracket("{", tuple(entries), "}"))
    if item.kind.open and item.side is Side.REQUEST:
        config.append("is_open=True")
    if config:
        yield assign("model_config", call("_config", *config), 4)
    hidden = [field for field in fields if field.secret]
    if hidden:
        yield _names("__hidden__", hidden)
    nullable = [field for field in fields if field.nullable]
    if nullable and item.side is Side.REQUEST:
        yield _names("__nullable__", nullable)


def _names(name: str, fields: Iterable[Field]) -> PythonText:
    members = tuple(python_string(names.member(field.name)) for field in fields)
    value = call("frozenset", Bracket("[", members, "]"))
    return assign(f"{name}: ClassVar[frozenset[str]]", value, 4)


def _field(field: Field, side: Side, by_key: Classes) -> FieldView:
    kind = python_types.annotation(field, side, by_key)
    text = field_words(field)
    return FieldView(
        line=annotation(
            identifier(names.member(field.name)),
            kind if field.required else union(kind, "None"),
            "" if field.required else " = None",
            4,
        ),
        is_described=bool(text),
        docstring=docstring([Paragraph(text=text or "-")], 4),
    )


def _has_dict(item: ModelClass) -> bool:
    return item.side is Side.REQUEST and not item.kind.open


def _dict(item: ModelClass, by_key: Classes) -> PythonText:
    """A `TypedDict`, as a class where every member can be written so."""
    members = [(field.name, _dict_kind(field, by_key)) for field in item.kind.fields]
    if all(_is_plain(name) for name, _ in members):
        lines = "\n".join(
            f"    {annotation(name, kind, '', 4)}" for name, kind in members
        )
        told = docstring([Paragraph(text=f"`{item.name}` as a dict.")], 4)
        return PythonText(f"class {item.name}Dict(TypedDict):\n    {told}\n\n{lines}")
    entries = (entry(python_string(name), _runtime(kind)) for name, kind in members)
    name = python_string(f"{item.name}Dict")
    value = call("TypedDict", name, Bracket("{", tuple(entries), "}"))
    return assign(f"{item.name}Dict", value)


def _dict_kind(field: Field, by_key: Classes) -> Piece:
    kind = python_types.annotation(field, Side.REQUEST, by_key)
    return kind if field.required else subscript("NotRequired", kind)


def _is_plain(name: str) -> bool:
    """Whether a wire name can be a member of a class body without hiding what annotations mean."""
    return name == names.member(name) and not keyword.iskeyword(name)


def _runtime(kind: Piece) -> Piece:
    """An annotation that is evaluated where it stands, and breaks well inside a dict."""
    match kind:
        case Bracket():
            items = tuple(map(_runtime, kind.items))
            return Bracket(kind.head, items, kind.tail)
        case str():
            return kind
        case _:
            return subscript("Union", *map(_runtime, kind.members))


def _imports(
    views: Iterable[ClassView], aliases: tuple[PythonText, ...]
) -> Iterator[PythonText]:
    """Import lines for what the finished text uses."""
    text = "\n".join(
        "\n".join(
            [view.base, *view.settings, view.dict_text, *(f.line for f in view.fields)]
        )
        for view in views
    )
    text += "\n" + "\n".join(aliases)
    used = identifiers(text)
    collections = [name for name in ("Mapping", "Sequence") if name in used]
    if collections:
        yield from_import("collections.abc", collections)
    typing = [name for name in _TYPING if name in used]
    if typing:
        yield from_import("typing", typing)
    if "JsonValue" in used:
        yield PythonText("\nfrom pydantic import JsonValue")
    own = {"_Flag": "Flag", "_Number": "Number", "_Received": "Received"}
    own |= {"_Sent": "Sent", "_Whole": "Whole", "_config": "config"}
    renamed = [f"{name} as {alias}" for alias, name in own.items() if alias in used]
    first = "\n" if used else ""
    for number, line in enumerate(sorted(renamed)):
        yield PythonText(
            ("" if number else first) + f"from ._runtime.models import {line}"
        )
    if "Secret" in used:
        yield PythonText("from ._runtime.secret import Secret")
