"""Classes of the generated package: which there are, what they are called, and what is held against the model."""

from __future__ import annotations

import ast
import functools
import json
import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeAlias

import datamodel_code_generator
import pytest
import random_services
from odd_service import BENIGN, EVIL, odd_service
from onespec import names
from onespec.datatypes import ArrayType, EnumValue, Field, ObjectType, StringType
from onespec.model import Envelope, Method, Service
from onespec.notation import python_types
from onespec.notation.python_types import NATIVE, Side
from onespec.targets.python import types
from onespec.targets.python.classes import ModelClass, class_table
from packages import module, service
from shapes import SERVICE as SHAPES
from spec_mutations import CODE
from specs import METHOD, SERVICE, load_service

Schema: TypeAlias = dict[str, Any]

PLACE = (
    "{type: object, fields: {x: {type: integer, required: true}, note: {type: string}}}"
)


def classes(
    types: str = "", params: str = "", result: str = ""
) -> dict[str, ModelClass]:
    """The classes of a service with these types, params and result members, by name."""
    made = load_service(
        service=f"{SERVICE}types:\n  Text: {{type: string}}\n{types}",
        method=(
            "method: start.call\ntitle: Start a call\nparams:\n"
            f"  number: {{type: string, example: '1'}}\n{params}"
            f"result:\n  call_id: {{type: integer}}\n{result}"
        ),
    )
    return {item.name: item for item in class_table(made).classes}


def text(made: Service) -> str:
    """The module of a service."""
    (file,) = types.files(made)
    return file.content.decode()


def written(made: Service) -> dict[str, dict[str, str]]:
    """The classes and dict forms of the module in order, with their members and the types of these."""
    found: dict[str, dict[str, str]] = {}
    for node in ast.parse(text(made)).body:
        match node:
            case ast.ClassDef(name=name, body=body):
                found[name] = {
                    ast.unparse(item.target): ast.unparse(item.annotation)
                    for item in body
                    if isinstance(item, ast.AnnAssign)
                    and not ast.unparse(item.annotation).startswith("ClassVar[")
                }
            case ast.Assign(
                targets=[ast.Name(id=name)],
                value=ast.Call(args=[_, ast.Dict(keys=keys, values=kinds)]),
            ):
                found[name] = {
                    ast.literal_eval(key): _forward(kind)
                    for key, kind in zip(keys, kinds, strict=True)
                    if key
                }
    return found


def _forward(kind: ast.expr) -> str:
    """An annotation of the functional form, which quotes what stands inside its brackets."""
    match kind:
        case ast.Subscript(value=outer, slice=ast.Constant(value=str(inner))):
            return f"{ast.unparse(outer)}[{ast.unparse(ast.parse(inner))}]"
        case ast.Constant(value=str(text)):
            return ast.unparse(ast.parse(text))
    return ast.unparse(kind)


def test_a_shared_type_keeps_its_name() -> None:
    found = classes(
        types=f"  Place: {PLACE}\n", params="  a: {type: Place}\n  b: {type: Place}\n"
    )
    assert [n for n, c in found.items() if c.side is Side.REQUEST] == ["Place"]


def test_a_shared_type_on_both_sides_is_strict_on_one_and_tolerant_on_the_other() -> (
    None
):
    found = classes(
        types=f"  Place: {PLACE}\n",
        params="  a: {type: Place}\n",
        result="  b: {type: Place}\n",
    )
    assert (found["Place"].side, found["PlaceResult"].side) == (
        Side.REQUEST,
        Side.RESULT,
    )


def test_equal_objects_are_one_class_named_after_the_first() -> None:
    found = classes(params=f"  a: {PLACE}\n  b: {PLACE}\n")
    assert [n for n, c in found.items() if c.side is Side.REQUEST] == ["StartCallA"]
    assert found["StartCallA"].aliases == ("StartCallB",)


def test_an_object_equal_to_a_shared_type_is_that_type() -> None:
    found = classes(
        types=f"  Place: {PLACE}\n", params=f"  a: {PLACE}\n" + "  b: {type: Place}\n"
    )
    assert [n for n, c in found.items() if c.side is Side.REQUEST] == ["Place"]


def test_results_that_many_methods_share_are_named_after_their_members() -> None:
    types = module("types")
    assert types.StartSimpleCallResult is types.StartInformerCallResult
    assert types.StartSimpleCallResult.__name__ == "CallSessionIdResult"


def test_models_are_frozen_and_compare_by_value() -> None:
    result = module("types").StartSimpleCallResult(call_session_id=1)
    with pytest.raises(ValueError):
        result.call_session_id = 2
    assert result == module("types").StartSimpleCallResult(call_session_id=1)


def test_classes_come_in_an_order_in_which_each_stands_below_its_parts() -> None:
    order = list(written(service()))
    assert order.index("ListCallsItemLegsItem") < order.index("ListCallsItem")


def test_what_is_sent_can_be_null_only_where_the_spec_says_so() -> None:
    message = module("types").Message(type="tts", value="x")
    assert message.__wire__() == {"type": "tts", "value": "x"}


SERVICES: dict[str, Callable[[], Service]] = {
    "all methods": service,
    "odd": lambda: odd_service(EVIL),
    "every shape": lambda: SHAPES,
    **{
        f"seed {seed}": functools.partial(random_services.service, seed)
        for seed in range(24)
    },
}


@pytest.mark.parametrize("name", SERVICES)
def test_a_member_has_the_type_that_such_a_value_has_elsewhere(name: str) -> None:
    """What the tool puts together is what params and results are annotated with."""
    made = SERVICES[name]()
    table = class_table(made)
    found = written(made)
    for item in table.classes:
        kinds = [
            (field, python_types.annotation(field, item.side, table.by_key))
            for field in item.kind.fields
        ]
        expected = {
            names.member(field.name): (
                kind if field.required or field.nullable else f"{kind} | None"
            )
            for field, kind in kinds
        }
        assert same(expected) == found[item.name]
        if item.side is Side.REQUEST and not item.kind.open:
            expected = {
                field.name: kind if field.required else f"NotRequired[{kind}]"
                for field, kind in kinds
            }
            assert same(expected) == found[f"{item.name}Dict"]


def same(kinds: dict[str, str]) -> dict[str, str]:
    """Types as `ast` would print them; a member that Python has a type for knows how that is read."""
    for plain, known in NATIVE.values():
        own = re.compile(rf"(?<![\w.]){re.escape(plain)}(?!\w)")
        kinds = {name: own.sub(known, kind) for name, kind in kinds.items()}
    return {
        name: ast.unparse(ast.parse(kind, mode="eval")) for name, kind in kinds.items()
    }


def schema_of(made: Service, monkeypatch: pytest.MonkeyPatch) -> object:
    """What the tool is given to read."""
    seen: list[object] = []

    def generate(schema: Schema, **options: Any) -> object:
        seen.append(schema)
        return datamodel_code_generator.generate(schema, **options)

    monkeypatch.setattr(types, "generate", generate)
    types.files(made)
    (schema,) = seen
    return schema


def with_enum(values: Iterable[str]) -> Service:
    """A service that sends one of some texts, and reads one of them or another."""
    kind = StringType(enum=tuple(EnumValue(value=value) for value in values))
    many = ArrayType(items=Field(name="", type=kind, nullable=True))
    box = ObjectType(
        fields=(
            Field(name="one", type=kind, required=True),
            Field(name="many", type=many),
            Field(name="class", type=kind),
        )
    )
    method = Method(
        name="start.call",
        title="Start",
        source="spec/methods/start.call.yaml",
        params=(Field(name="box", type=box),),
        result=Field(name="", type=box),
    )
    return replace(SHAPES, types=(), envelope=Envelope(), methods=(method,))


def test_no_text_of_an_author_passes_through_the_tool(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    texts = [f"{number}{text}" for number, text in enumerate(CODE)]
    assert schema_of(with_enum(texts), monkeypatch) == schema_of(
        with_enum(map(str, range(len(texts)))), monkeypatch
    )
    schema = json.dumps(schema_of(odd_service(EVIL), monkeypatch))
    assert json.loads(schema) == schema_of(odd_service(BENIGN), monkeypatch)
    assert re.fullmatch(r'[A-Za-z0-9_$#/.:\-"{}\[\], ]+', schema)


@pytest.mark.parametrize("value", CODE)
def test_a_value_of_an_enum_is_a_literal_whatever_it_holds(value: str) -> None:
    made = with_enum([value, "other"])
    literals = [
        ast.literal_eval(node.slice)
        for node in ast.walk(ast.parse(text(made)))
        if isinstance(node, ast.Subscript) and ast.unparse(node.value) == "Literal"
    ]
    # Three members, on two sides, and the dict form of what is sent.
    assert literals == [(value, "other")] * 9


def without_a_class(classes: Schema) -> None:
    del classes["MetadataLimits"]
    del classes["Metadata"]["properties"]["limits"]


def with_one_more(classes: Schema) -> None:
    classes["More"] = {"type": "object", "properties": {"x": {"type": "string"}}}


def without_a_member(classes: Schema) -> None:
    del classes["Message"]["properties"]["value"]


def with_members_in_another_order(classes: Schema) -> None:
    members = classes["Message"]["properties"]
    members["type"] = members.pop("type")


def with_a_member_of_another_name(classes: Schema) -> None:
    members = classes["Message"]["properties"]
    members["worth"] = members.pop("value")


@pytest.mark.parametrize(
    ("misread", "told"),
    [
        (without_a_class, "MetadataLimits(day_limit, "),
        (with_one_more, "'model' is undefined"),
        (without_a_member, "['Message(type)', 'MessageDict(type)'] in place of"),
        (with_members_in_another_order, "['Message(value, type)', "),
        (with_a_member_of_another_name, "'worth'"),
    ],
)
def test_a_class_that_the_tool_makes_otherwise_stops_the_build(
    misread: Callable[[Schema], None], told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def generate(schema: Schema, **options: Any) -> object:
        misread(schema["$defs"])
        return datamodel_code_generator.generate(schema, **options)

    monkeypatch.setattr(types, "generate", generate)
    with pytest.raises(types.ModelMismatchError) as error:
        types.files(service())
    assert str(error.value).startswith("datamodel-code-generator 0.")
    assert told in str(error.value)


def test_settings_of_the_folder_that_it_runs_in_change_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = text(service())
    settings = "[tool.datamodel-codegen]\nclass-name = 1\n[tool.black]\nline-length = "
    (tmp_path / "pyproject.toml").write_text(settings)
    monkeypatch.chdir(tmp_path)
    assert text(service()) == expected


@pytest.mark.parametrize(
    "name", ["Model", "Model1", "RootModel", "SerializeAsAny", "Optional", "Dict"]
)
def test_a_name_that_the_tool_has_for_itself_is_as_good_as_another(name: str) -> None:
    table = (
        f"types:\n  {name}: {PLACE}\nenvelope: {{metadata: {{at: {{type: {name}}}}}}}\n"
    )
    made = load_service(
        service=SERVICE + table,
        method=f"{METHOD}  places: {{type: array, items: {name}}}\n".replace(
            "result:", f"  place: {{type: {name}}}\nresult:"
        ),
    )
    found = written(made)
    assert found[name] == found[f"{name}Dict"] | {"note": "str | None"}
    assert found["StartCallResult"]["places"] == f"list[{name}Result] | None"


def test_a_dict_form_has_a_name_of_its_own() -> None:
    found = classes(
        types=f"  PlaceDict: {PLACE}\n  Place: {PLACE.replace('note', 'hint')}\n",
        params="  a: {type: PlaceDict}\n  b: {type: Place}\n",
    )
    assert [n for n, c in found.items() if c.side is Side.REQUEST] == [
        "PlaceDict",
        "PlaceModel",
    ]


def test_names_that_the_module_needs_are_left_to_it() -> None:
    """A class or member of that name would hide what an annotation means."""
    pin = "{type: string, secret: true}"
    found = classes(
        types=f"  ClassVar: {{type: object, fields: {{frozenset: {pin}, pin: {pin}}}}}\n",
        params="  a: {type: ClassVar}\n",
    )
    assert names.member("frozenset") == "frozenset_"
    assert "ClassVar_" in found
