"""Fields and their types -> JSON Schema 2020-12, said so that every validator reads it alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as attribute
from typing import Any, Final, TypeAlias

from onespec.datatypes import (
    MISSING,
    AnyType,
    ArrayType,
    DataType,
    EnumValue,
    Field,
    FormatType,
    MapType,
    ObjectType,
    RecursiveType,
    TupleType,
    UnionType,
    tags,
    within,
)
from onespec.model import Constraint, NamedType
from onespec.notation import english_expr
from onespec.notation.declarations import beside_schema, constraint_declaration
from onespec.notation.jsonschema_expr import constraint_schema
from onespec.runtime.client.formats import TYPED
from onespec.values import (
    TYPE_NAMES,
    json_types,
    limits_of,
    tuple_size,
    typed_schema,
)

JsonSchema: TypeAlias = "dict[str, object]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """How much a schema says, and how it refers to shared types."""

    closed: bool = True
    """Refuse members that are not declared, as a server does; a reader of replies lets them pass."""
    annotations: bool = True
    """Say what no validator acts on: titles, descriptions, defaults, examples, `x-` keys."""
    limits: bool = True
    """Say patterns, bounds and formats; without them only the structure and the enums are left."""
    definitions: str | None = "#/$defs/"
    """Where the shared types stand; None writes each out at its place."""
    renamed: Mapping[str, str] = attribute(default_factory=dict)
    """Names of definitions that differ from the shared type's: where requests and replies share one table."""
    discriminators: bool = False
    """Whether a `discriminator` beside `oneOf` maps its values to definitions, as OpenAPI has it."""
    siblings: bool = True
    """Whether keywords may stand beside `$ref`: before draft 2019-09 they were passed over."""
    hints: bool = False
    """Say under `x-onespec`, in the keys of the spec language, what a schema has no word for: enough to read the spec back."""
    metadata: str | None = None
    """Where the schema of the metadata beside a result stands; None writes it out."""
    python: bool = False
    """For Python alone: a pattern needs no keywords beside it, and numbers are floats, of which 0.3 is no multiple of 0.1."""


REQUEST: Final = Dialect()
REPLY: Final = Dialect(closed=False)
STRUCTURE: Final = Dialect(annotations=False, limits=False, definitions=None)
"""Shapes, names and enums only: no free text."""
PLAYED: Final = Dialect(closed=False, annotations=False, definitions=None, python=True)
"""What the player of conformance cases judges replies by."""


def field_schema(field: Field, dialect: Dialect = REQUEST) -> JsonSchema:
    """The schema of one value: its title and words, what it must be, and the annotations."""
    notes = notes_of(field) if dialect.annotations else {}
    if not dialect.closed and notes.pop("writeOnly", False):
        # A reply has it, which `writeOnly` would deny.
        notes["x-secret"] = True
    words = {key: notes.pop(key) for key in ("title", "description") if key in notes}
    is_written = field.type_name is None or dialect.definitions is None
    body = type_schema(field.type, dialect) if is_written else {}
    if dialect.hints and dialect.annotations:
        notes |= _hints(beside_schema(field, body, closed=dialect.closed))
    if is_written:
        return words | (_or_null(body) if field.nullable else body) | notes
    assert field.type_name is not None
    target: JsonSchema = {"$ref": reference(field.type_name, dialect)}
    if field.nullable:
        return words | {"anyOf": [target, {"type": "null"}]} | notes
    if (words or notes) and not dialect.siblings:
        target = {"allOf": [target]}
    return words | target | notes


def shape(field: Field) -> JsonSchema:
    """What a value of a field looks like, as the player judges it. Members that nobody declared are let pass."""
    return field_schema(field, PLAYED)


def type_schema(type_: DataType, dialect: Dialect = REQUEST) -> JsonSchema:
    """What a value of this type must be."""
    match type_:
        case FormatType():
            return {"type": "string"} | _of_format(type_, dialect)
        case ArrayType(items=items):
            items_schema = field_schema(items, dialect)
            return {"type": "array", "items": items_schema} | _limits(type_, dialect)
        case TupleType():
            return _tuple(type_, dialect)
        case MapType(values=values, keys=keys):
            schema: JsonSchema = {"type": "object"}
            if keys is not None:
                schema["propertyNames"] = field_schema(keys, dialect)
            schema["additionalProperties"] = field_schema(values, dialect)
            return schema | _limits(type_, dialect)
        case ObjectType():
            return members_schema(type_.fields, dialect, open_=type_.open)
        case UnionType():
            return _options(type_, dialect)
        case RecursiveType(name=name):
            # Without definitions there is no end to writing it out.
            where = dialect.definitions
            return {} if where is None else {"$ref": reference(name, dialect)}
        case AnyType():
            return {}
        case _:
            return {"type": TYPE_NAMES[type(type_)]} | _limits(type_, dialect)


def _tuple(type_: TupleType, dialect: Dialect) -> JsonSchema:
    """Each place by itself: `items` speaks of those behind them, and no place may be missing."""
    least, most = tuple_size(type_)
    rest, places, behind = type_.items, "prefixItems", "items"
    if not dialect.siblings:
        # As before draft 2020-12.
        places, behind = "items", "additionalItems"
    schema: JsonSchema = {
        "type": "array",
        places: [field_schema(item, dialect) for item in type_.prefix_items],
    }
    if rest is not None:
        schema[behind] = field_schema(rest, dialect)
    elif not dialect.python:
        schema[behind] = False
    schema["minItems"] = least
    return schema if most is None else schema | {"maxItems": most}


def _options(union: UnionType, dialect: Dialect) -> JsonSchema:
    """One of several schemas of which no two fit the same value."""
    schema: JsonSchema = {"oneOf": [_option(o, union, dialect) for o in union.options]}
    known = {
        str(tag.value): reference(option.type_name, dialect)
        for option in union.options
        for tag in tags(option, union.discriminator)
        if option.type_name is not None
    }
    # Only definitions can be pointed at, and only by texts.
    if dialect.discriminators and len(known) == len(union.options):
        told = {"propertyName": union.discriminator, "mapping": known}
        schema["discriminator"] = told
    return schema


def _option(option: Field, union: UnionType, dialect: Dialect) -> JsonSchema:
    if not isinstance(option.type, RecursiveType) or dialect.definitions is not None:
        return field_schema(option, dialect)
    # What tells it from the others, since there is no end to writing it out.
    kinds = sorted(json_types(option))
    schema: JsonSchema = {"type": kinds[0] if len(kinds) == 1 else kinds}
    if union.discriminator is None:
        return schema
    told = [tag.value for tag in tags(option, union.discriminator)]
    schema["required"] = [union.discriminator]
    return schema | {"properties": {union.discriminator: {"enum": told}}}


def members_schema(
    fields: Iterable[Field], dialect: Dialect = REQUEST, *, open_: bool = False
) -> JsonSchema:
    """An object with these members: the params of a method, a result, a message."""
    members = tuple(fields)
    schema: JsonSchema = {"type": "object"}
    required = [field.name for field in members if field.required]
    if required:
        schema["required"] = required
    if members:
        schema["properties"] = {
            field.name: field_schema(field, dialect) for field in members
        }
    schema["additionalProperties"] = open_ or not dialect.closed
    return schema


def named_type_schema(named: NamedType, dialect: Dialect = REQUEST) -> JsonSchema:
    """The definition of a shared type."""
    stand_in = Field(
        name="",
        type=named.type,
        title=named.title,
        description=named.description,
        examples=named.examples,
    )
    schema = field_schema(stand_in, dialect)
    if named.type_name is None or not (dialect.hints and dialect.annotations):
        return with_constraints(schema, named.constraints, dialect)
    schema |= constraint_keywords(named.constraints, dialect)
    return schema | {"x-onespec": {"type": named.type_name}}


def with_constraints(
    schema: JsonSchema, constraints: Sequence[Constraint], dialect: Dialect
) -> JsonSchema:
    """The schema of an object, with what stands beside its members."""
    found = schema | constraint_keywords(constraints, dialect)
    if constraints and dialect.hints and dialect.annotations:
        said = schema.get("x-onespec", {})
        assert isinstance(said, dict)
        listed = list(map(constraint_declaration, constraints))
        found["x-onespec"] = {**said, "constraints": listed}
    return found


def _hints(said: JsonSchema) -> JsonSchema:
    return {"x-onespec": said} if said else {}


def constraint_keywords(
    constraints: Iterable[Constraint], dialect: Dialect
) -> JsonSchema:
    """What stands beside the members in the schema of an object: conditions between them as far as a schema can say them."""
    rules = tuple(constraints)
    if not dialect.limits:
        return {}
    said = [
        {"$comment": rule.id} | (schema if dialect.siblings else _before_places(schema))
        for rule in rules
        if (schema := constraint_schema(rule)[0])
    ]
    keywords: JsonSchema = {"allOf": said}
    if dialect.annotations:
        keywords["x-constraints"] = list(map(constraint_row, rules))
    return {key: value for key, value in keywords.items() if value}


def _before_places(schema: object) -> Any:
    """The same in drafts before 2020-12, where `items` had what `prefixItems` has now."""
    if isinstance(schema, list):
        return [_before_places(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    found = {key: _before_places(one) for key, one in schema.items()}
    if isinstance(found.get("prefixItems"), list):
        found["items"] = found.pop("prefixItems")
    return found


def constraint_row(constraint: Constraint) -> JsonSchema:
    """A constraint with its sentence and its error; `schema` is `exact`, `enumerated` or `none`."""
    own: JsonSchema = {
        "id": constraint.id,
        "schema": constraint_schema(constraint)[1],
        "error": constraint.error,
        "sentence": english_expr.sentence(constraint),
    }
    if not constraint.error:
        del own["error"]
    if constraint.blame:
        own["blame"] = [".".join(path) for path in constraint.blame]
    return own | carried(constraint.extensions, own)


def definitions(
    types: Iterable[NamedType], fields: Iterable[Field], dialect: Dialect = REQUEST
) -> dict[str, JsonSchema]:
    """The shared types that these fields lean on, directly or through each other, in the spec's order."""
    used = frozenset(
        one.type_name for field in fields for one in within(field) if one.type_name
    )
    return {
        dialect.renamed.get(named.name, named.name): named_type_schema(named, dialect)
        for named in types
        if named.name in used
    }


def reference(name: str, dialect: Dialect) -> str:
    """The `$ref` to a shared type."""
    return f"{dialect.definitions}{dialect.renamed.get(name, name)}"


def notes_of(field: Field) -> JsonSchema:
    """What no validator acts on. Neither default nor example of a secret is told."""
    own: JsonSchema = {"title": field.title, "description": field.description}
    if field.default is not MISSING and not field.secret:
        own["default"] = field.default
    own["x-default-note"] = field.default_note
    own["examples"] = [] if field.secret else list(field.examples)
    own["writeOnly"] = field.secret
    own["deprecated"] = bool(field.deprecated)
    own["x-deprecated"] = field.deprecated
    own["x-docs-type"] = field.docs_type
    own["x-group"] = field.group
    own["x-since"] = field.since
    own["x-see"] = [{"title": link.title, "url": link.url} for link in field.see]
    told = {key: value for key, value in own.items() if key == "default" or value}
    return carried(field.extensions, own) | told


def carried(extensions: Mapping[str, object], own: Iterable[str]) -> JsonSchema:
    """An author's `x-` keys, but for those that onespec writes itself."""
    kept = frozenset(own)
    return {key: value for key, value in extensions.items() if key not in kept}


def _or_null(schema: JsonSchema) -> JsonSchema:
    """The same schema, with null let through."""
    if "oneOf" in schema or "$ref" in schema:
        return {"anyOf": [schema, {"type": "null"}]}
    result = dict(schema)
    if "type" in result:
        result["type"] = [result["type"], "null"]
    if "const" in result:
        result["enum"] = [result.pop("const")]
    if "enum" in result:
        result["enum"] = [*_list(result["enum"]), None]
    return result


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def _limits(type_: DataType, dialect: Dialect) -> JsonSchema:
    """What each keyword says. A pattern and a format may bound the length too: then the strictest bound counts."""
    schema: JsonSchema = {}
    longest: list[int] = []
    for keyword, limit in limits_of(type_):
        if keyword.name == "enum":
            schema |= _enum(
                limit,
                dialect,
                is_const=getattr(type_, "const", False) and not dialect.python,
            )
        elif dialect.limits:
            say = dialect.python and keyword.python_schema or keyword.schema
            said = say(limit) if say else {keyword.name: limit}
            if "pattern" in schema and "pattern" in said:
                # A text has its own pattern and that of its format.
                said = {**said, "allOf": [{"pattern": said["pattern"]}]}
                del said["pattern"]
            schema |= said
            bound = schema.pop("maxLength", None)
            longest += [bound] if isinstance(bound, int) else []
    return schema | ({"maxLength": min(longest)} if longest else {})


def _of_format(type_: FormatType, dialect: Dialect) -> JsonSchema:
    if dialect.python:
        return {"pattern": TYPED[type_.format].pattern.removesuffix("$") + r"\Z"}
    schema: JsonSchema = dict(typed_schema(type_)) if dialect.limits else {}
    if dialect.annotations:
        schema |= _meanings(type_.enum)
    return schema


def _enum(
    values: tuple[EnumValue, ...], dialect: Dialect, *, is_const: bool
) -> JsonSchema:
    if is_const and not dialect.python:
        return {"const": values[0].value}
    schema: JsonSchema = {"enum": [member.value for member in values]}
    return schema | (_meanings(values) if dialect.annotations else {})


def _meanings(values: tuple[EnumValue, ...]) -> JsonSchema:
    if not any(member.meaning for member in values):
        return {}
    return {"x-enum-descriptions": [member.meaning for member in values]}
