"""Classes -> what datamodel-code-generator makes of them, held against the model before anything is printed.

It gets structure and checked names only. What it answers is read with `ast`; nothing of its text reaches a file.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from datamodel_code_generator import generate
from datamodel_code_generator.enums import DataModelType, InputFileType
from datamodel_code_generator.format import PythonVersion

from onespec import names
from onespec.datatypes import (
    AnyType,
    ArrayType,
    BooleanType,
    Field,
    IntegerType,
    NumberType,
    ObjectType,
    StringType,
)
from onespec.layout import Piece, flat, subscript, union
from onespec.notation.python_types import Classes, Side, class_key
from onespec.targets.classes import ModelClass


class ModelMismatchError(RuntimeError):
    """datamodel-code-generator understood a class differently: a fault of onespec or of the pinned version."""


def ordered(classes: Sequence[ModelClass], by_key: Classes) -> tuple[ModelClass, ...]:
    """The classes in an order in which each stands below those it is made of.

    Raises ModelMismatchError where the classes made from the schema are not the ones of the model.
    """
    if not classes:
        return ()
    made = dict(_classes(_generate(_schema(classes, by_key))))
    by_name = {item.name: item for item in classes}
    if made.keys() != by_name.keys():
        raise ModelMismatchError(", ".join(sorted(made.keys() ^ by_name.keys())))
    for name, members in made.items():
        item = by_name[name]
        expected = tuple(
            _member(field, item.side, by_key) for field in item.kind.fields
        )
        if members != expected:
            raise ModelMismatchError(name)
    return tuple(by_name[name] for name in made)


def _generate(schema: object) -> str:
    text = generate(
        json.dumps(schema),
        input_file_type=InputFileType.JsonSchema,
        output_model_type=DataModelType.PydanticV2BaseModel,
        target_python_version=PythonVersion.PY_311,
        custom_class_name_generator=str,
        disable_timestamp=True,
        formatters=[],
        settings_path=Path(__file__).parent,
        skip_root_model=True,
        use_title_as_name=True,
        use_standard_collections=True,
        use_union_operator=True,
        allow_remote_refs=False,
    )
    if not isinstance(text, str):
        raise ModelMismatchError("more than one module")
    return text


def _classes(text: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each class of a module with the annotations of its members."""
    for node in ast.parse(text).body:
        if isinstance(node, ast.ClassDef):
            members = (item for item in node.body if isinstance(item, ast.AnnAssign))
            yield node.name, tuple(ast.unparse(item.annotation) for item in members)


def _schema(classes: Sequence[ModelClass], by_key: Classes) -> dict[str, object]:
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$defs": {item.name: _object(item, by_key) for item in classes},
    }


def _object(item: ModelClass, by_key: Classes) -> dict[str, object]:
    fields = item.kind.fields
    return {
        "type": "object",
        "title": item.name,
        "additionalProperties": item.kind.open or item.side is Side.RESULT,
        "properties": {
            names.member(field.name): _value(field, item.side, by_key)
            for field in fields
        },
        "required": [names.member(field.name) for field in fields if field.required],
    }


def _value(field: Field, side: Side, by_key: Classes) -> dict[str, object]:
    match field.type:
        case ObjectType(fields=()):
            return _typed("object", field)
        case ObjectType():
            link = {"$ref": f"#/$defs/{by_key[class_key(side, field)]}"}
            return {"anyOf": [link, {"type": "null"}]} if field.nullable else dict(link)
        case ArrayType(items=items):
            return {**_typed("array", field), "items": _value(items, side, by_key)}
        case AnyType():
            return {}
        case StringType():
            return _typed("string", field)
        case IntegerType():
            return _typed("integer", field)
        case NumberType():
            return _typed("number", field)
        case BooleanType():
            return _typed("boolean", field)


def _typed(name: str, field: Field) -> dict[str, object]:
    return {"type": [name, "null"] if field.nullable else name}


def _member(field: Field, side: Side, by_key: Classes) -> str:
    """The annotation that the member must come back with."""
    kind = _plain(field, side, by_key)
    return flat(kind if field.required else union(kind, "None"))


def _plain(field: Field, side: Side, by_key: Classes) -> Piece:
    match field.type:
        case ObjectType(fields=()):
            kind: Piece = subscript("dict", "str", "Any")
        case ObjectType():
            kind = by_key[class_key(side, field)]
        case ArrayType(items=items):
            kind = subscript("list", _plain(items, side, by_key))
        case AnyType():
            return "Any"
        case StringType():
            kind = "str"
        case IntegerType():
            kind = "int"
        case NumberType():
            kind = "float"
        case BooleanType():
            kind = "bool"
    return union(kind, "None") if field.nullable else kind
