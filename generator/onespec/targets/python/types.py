"""Service -> `types.py` of its Python package: pydantic models for the objects that are sent and for what is read.

datamodel-code-generator makes the classes, through a template of ours, and they ship as it prints them. It reads structure
and checked names only; the words of an author go to the template beside it, each through the encoder of its place.
"""

from __future__ import annotations

import ast
import keyword
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from importlib.metadata import version
from itertools import chain
from typing import Any, Final, Literal, TypeAlias

from datamodel_code_generator import generate
from datamodel_code_generator.enums import DataModelType, InputFileType
from datamodel_code_generator.format import PythonVersion
from jinja2 import UndefinedError
from onespec import names
from onespec.datatypes import (
    ArrayType,
    BooleanType,
    Field,
    FormatType,
    IntegerType,
    MapType,
    NumberType,
    ObjectType,
    RecursiveType,
    StringType,
    TupleType,
    UnionType,
    resolved,
    within,
)
from onespec.docstrings import Paragraph, docstring
from onespec.model import Service
from onespec.notation.python_types import (
    NATIVE,
    WORDS,
    Classes,
    Side,
    annotation,
    class_key,
    filled,
    given,
    spelled_out,
)
from onespec.output.files import File
from onespec.render import templates
from onespec.targets.python.classes import (
    ClassTable,
    ModelClass,
    class_table,
    result_name,
)
from onespec.targets.python.docstrings import field_words, whole
from onespec.targets.python.package import python_file
from onespec.texts import PythonText, identifier, python_literal

_TOOL: Final = "datamodel-code-generator"

_REBUILT: Final = re.compile(r"\w+\.model_rebuild\(\)")
"""What the tool adds for classes that name one another; ours are built when they are first used, and then all is there."""

_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")

Twin: TypeAlias = Literal["", "class", "call"]
"""How the dict form of a class is written, where it has one: as a class where every member can stand in one."""

Made: TypeAlias = tuple[str, tuple[str, ...]]
"""A class and its members in order, by name."""


class ModelMismatchError(RuntimeError):
    """datamodel-code-generator made other classes than it was asked for: a fault of its version, or of onespec."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberView:
    """What the template of a class sees of a member, besides its name and type."""

    wire: PythonText
    """Its name on the wire, as a literal."""
    docstring: PythonText
    """Empty where nothing is said of it."""
    default: PythonText
    """Empty where it has to be given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelView:
    """What the template of a class sees of it, besides its name and the types of its members."""

    base: PythonText
    docstring: PythonText
    config: PythonText
    """Arguments of `_config`; empty where there are none, as the next two."""
    hidden: PythonText
    nullable: PythonText
    members: Mapping[str, MemberView]
    twin: Twin
    twin_docstring: PythonText
    words: Mapping[str, str]
    """What the names in a type stand for on this side."""

    names_later: bool
    """Whether its types may name classes that stand further down: an expression that is run at once holds them as texts."""

    def spelled(self, kind: str) -> PythonText:
        """A type as the tool puts it together, in the words of this side: `list[int]` -> `Sequence[int]`."""
        return PythonText(_NAME.sub(lambda m: self.words.get(m[0], m[0]), kind))

    def in_call(self, kind: str) -> PythonText:
        """The same where it is run at once."""
        text = self.spelled(kind)
        return python_literal(str(text)) if self.names_later else text


def files(service: Service) -> list[File]:
    """The one file."""
    table = class_table(service)
    aliases = dict(_aliases(service, table))
    exported = {item.name for item in table.classes} | aliases.keys()
    exported |= {f"{item.name}Dict" for item in table.classes if _twin(item)}
    file = python_file(
        service,
        "types",
        "types",
        exports=sorted(exported),
        classes=_classes(table),
        aliases=aliases,
        nests_dicts=any(map(_holds_dicts, table.classes)),
        has_sent=any(item.side is Side.REQUEST for item in table.classes),
    )
    return [file]


def _holds_dicts(item: ModelClass) -> bool:
    """Whether a class has members that may be given as dicts of a form of their own."""
    inner = (inside for field in item.kind.fields for inside in within(field))
    kinds = (resolved(one.type) for one in inner)
    return item.side is Side.REQUEST and any(
        isinstance(kind, ObjectType) and kind.fields and not kind.open for kind in kinds
    )


def _aliases(service: Service, table: ClassTable) -> Iterator[tuple[str, PythonText]]:
    """Every result by the name of its method, and the other names of shared classes."""
    known = {item.name for item in table.classes}
    for item in table.classes:
        for name in item.aliases:
            known.add(name)
            yield name, identifier(item.name)
    for method in service.methods:
        name = result_name(method)
        if name in known:
            continue
        if method.result is None:
            yield name, PythonText("JsonValue")
        else:
            yield name, annotation(method.result, Side.RESULT, table.by_key)


def _classes(table: ClassTable) -> PythonText:
    """All classes, each below those it is made of, as the tool prints them."""
    if not table.classes:
        return PythonText("")
    structure = _Structure(by_key=table.by_key, kinds={})
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$defs": {
            identifier(item.name): structure.of_class(item) for item in table.classes
        },
    }
    words = {side: dict(_words(side, table, structure.kinds)) for side in Side}
    data: defaultdict[str, dict[str, Any]] = defaultdict(dict)
    for item in table.classes:
        data[f"#/$defs/{item.name}"]["model"] = _model(item, words[item.side])
    return _below_imports(_generated(schema, data), table.classes)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Structure:
    """Classes as JSON Schema: nothing of them but their structure and their names."""

    by_key: Classes
    kinds: dict[str, str]
    """What Python says where JSON has no plain type, an enum or a secret -> the name it goes by in the schema."""

    def of_class(self, item: ModelClass) -> dict[str, object]:
        """The schema of one."""
        members = [(identifier(names.member(f.name)), f) for f in item.kind.fields]
        return {
            "type": "object",
            "properties": {name: self._value(f, item.side) for name, f in members},
            "required": [name for name, f in members if f.required],
        }

    def _value(self, field: Field, side: Side) -> dict[str, object]:
        kind = self._not_null(field, side)
        return {"anyOf": [kind, {"type": "null"}]} if field.nullable else kind

    def _not_null(self, field: Field, side: Side) -> dict[str, object]:
        match spelled_out(field.type):
            case ArrayType(items=items):
                return {"type": "array", "items": self._value(items, side)}
            case MapType(values=values):
                inner = self._value(values, side)
                return {"type": "object", "additionalProperties": inner}
            case ObjectType(fields=()):
                return {"type": "object"}
            case ObjectType():
                return {"$ref": f"#/$defs/{self.by_key[class_key(side, field)]}"}
            case StringType(enum=()) if not field.secret:
                return {"type": "string"}
            case IntegerType(enum=()):
                return {"type": "integer"}
            case NumberType():
                return {"type": "number"}
            case BooleanType(enum=()):
                return {"type": "boolean"}
            case FormatType(format=name):
                return self._kind(NATIVE[name][1])
            case _:
                own = replace(field, nullable=False)
                return self._kind(annotation(own, side, self.by_key, tells=True))

    def _kind(self, text: str) -> dict[str, object]:
        name = self.kinds.setdefault(text, f"_kind_{len(self.kinds)}")
        return {"customTypePath": f"onespec.{name}"}


def _words(
    side: Side, table: ClassTable, kinds: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """The names that types of this side are put together from -> what is printed for them."""
    yield from WORDS[side].items()
    for text, name in kinds.items():
        yield name, text
    for item in table.classes:
        if side is Side.REQUEST is item.side:
            yield item.name, given(item.name, is_open=item.kind.open)


def _generated(
    schema: Mapping[str, Any], data: defaultdict[str, dict[str, Any]]
) -> str:
    """What the tool makes of a schema through our template, which sees `data` of each class."""
    folder = templates() / "python" / "types"
    try:
        text = generate(
            schema,
            input_file_type=InputFileType.JsonSchema,
            output_model_type=DataModelType.PydanticV2BaseModel,
            target_python_version=PythonVersion.PY_311,
            custom_template_dir=folder,
            extra_template_data=data,
            custom_class_name_generator=str,
            disable_timestamp=True,
            formatters=[],
            settings_path=folder,
            skip_root_model=True,
            use_standard_collections=True,
            use_union_operator=True,
            allow_remote_refs=False,
        )
    except UndefinedError as error:
        raise _mismatch(f"a class or member of another name: {error}") from error
    if not isinstance(text, str):
        raise _mismatch("more than one module")
    return text


def _below_imports(text: str, classes: Iterable[ModelClass]) -> PythonText:
    """What the tool made, without the imports that it thinks its classes need.

    Raises ModelMismatchError where the classes, or their members, are not the ones of the model.
    """
    lines = [line for line in text.split("\n") if not _REBUILT.fullmatch(line)]
    text = "\n".join(lines)
    imports = ast.Import | ast.ImportFrom
    body = [node for node in ast.parse(text).body if not isinstance(node, imports)]
    made = [_made(node) for node in body if isinstance(node, ast.ClassDef)]
    asked = [*_asked(classes)]
    if sorted(made) != sorted(asked):
        wrong = [_shown(item) for item in made if item not in asked]
        missing = [_shown(item) for item in asked if item not in made]
        raise _mismatch(f"{wrong or 'nothing'} in place of {missing or 'nothing'}")
    return PythonText("\n".join(lines[body[0].lineno - 1 :]).rstrip())


def _made(node: ast.ClassDef) -> Made:
    targets = [item.target for item in node.body if isinstance(item, ast.AnnAssign)]
    members = [target.id for target in targets if isinstance(target, ast.Name)]
    return node.name, tuple(name for name in members if not name.startswith("__"))


def _asked(classes: Iterable[ModelClass]) -> Iterator[Made]:
    for item in classes:
        members = tuple(names.member(field.name) for field in item.kind.fields)
        yield item.name, members
        if _twin(item) == "class":
            yield f"{item.name}Dict", members


def _shown(made: Made) -> str:
    return f"{made[0]}({', '.join(made[1])})"


def _mismatch(what: str) -> ModelMismatchError:
    return ModelMismatchError(f"{_TOOL} {version(_TOOL)} made {what}")


def _model(item: ModelClass, words: Mapping[str, str]) -> ModelView:
    is_sent = item.side is Side.REQUEST
    fields = item.kind.fields
    return ModelView(
        base=PythonText("_Sent" if is_sent else "_Received"),
        docstring=docstring(list(chain.from_iterable(map(whole, item.words))), 4),
        config=_config(item),
        hidden=_list(field for field in fields if field.secret),
        nullable=_list(field for field in fields if field.nullable and is_sent),
        members={names.member(f.name): _member(f, item.side) for f in fields},
        twin=_twin(item),
        twin_docstring=docstring([Paragraph(text=f"`{item.name}` as a dict.")], 4),
        words=words,
        names_later=any(
            isinstance(one.type, UnionType | RecursiveType | TupleType)
            for field in fields
            for one in within(field)
        ),
    )


def _config(item: ModelClass) -> PythonText:
    """Names that differ on the wire, and whether other members may come."""
    wire = {names.member(field.name): field.name for field in item.kind.fields}
    wire = {member: name for member, name in wire.items() if member != name}
    arguments = [python_literal(wire)] if wire else []
    if item.kind.open and item.side is Side.REQUEST:
        arguments.append(PythonText("is_open=True"))
    return PythonText(", ".join(arguments))


def _list(fields: Iterable[Field]) -> PythonText:
    members = [names.member(field.name) for field in fields]
    return python_literal(members) if members else PythonText("")


def _member(field: Field, side: Side) -> MemberView:
    words = field_words(field)
    default = PythonText("None")
    if field.required:
        # What is read has to be there, or one option could be taken for another.
        default = filled(field) if side is Side.REQUEST else PythonText("")
    return MemberView(
        wire=python_literal(field.name),
        docstring=docstring(words, 4) if words else PythonText(""),
        default=default,
    )


def _twin(item: ModelClass) -> Twin:
    if item.kind.open or item.side is Side.RESULT:
        return ""
    return "class" if all(_is_plain(f.name) for f in item.kind.fields) else "call"


def _is_plain(name: str) -> bool:
    """Whether a wire name can be a member of a class body without hiding what annotations mean."""
    return name == names.member(name) and not keyword.iskeyword(name)
