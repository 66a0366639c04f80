"""A document's tree -> the faults of its shape: keys, types and fixed values, judged by `spec.schema.json`, said in words."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any, Final, TypeAlias

from jsonschema import Draft7Validator
from jsonschema.exceptions import ValidationError
from referencing import Registry

from onespec.diagnostics import Diagnostic, Span
from onespec.loader.describe import bound, describe, found, shown
from onespec.messages import shape as say
from onespec.nearest import nearest
from onespec.source import MappingNode, Node, ScalarNode, SequenceNode

Steps: TypeAlias = tuple[str | int, ...]

_TYPES: Final = {
    "string": "text",
    "object": "a mapping",
    "array": "a list",
    "boolean": "`true` or `false`",
    "integer": "a whole number",
    "number": "a number",
    "null": "nothing",
}


@cache
def spec_schema() -> Mapping[str, Any]:
    """The published schema of the spec language."""
    text = resources.files("onespec").joinpath("spec.schema.json").read_text("utf-8")
    schema: Mapping[str, Any] = json.loads(text)
    return schema


@cache
def _validator(kind: str) -> Draft7Validator:
    schema = {
        "$schema": spec_schema()["$schema"],
        "definitions": spec_schema()["definitions"],
        "allOf": [{"$ref": f"#/definitions/{kind}"}],
    }
    return Draft7Validator(schema, registry=Registry())


def shape_faults(tree: Node, kind: str) -> Iterator[Diagnostic]:
    """Every fault of one document; `kind` is `service` or `method`."""
    if not isinstance(tree, MappingNode):
        yield say.not_a_mapping(tree.span, f"the {kind}")
        return
    keys = tuple(_key_faults(tree, ()))
    if keys:
        yield from keys
        return
    for error in _validator(kind).iter_errors(plain(tree)):
        yield from _said(error, tree, kind)


def plain(node: Node) -> Any:
    """The JSON value of a node; a number or boolean that is a key counts with its text."""
    match node:
        case ScalarNode(value=value):
            return value
        case SequenceNode(items=items):
            return [plain(item) for item in items]
        case MappingNode(entries=entries):
            return {key_text(entry.key): plain(entry.value) for entry in entries}


def key_text(key: ScalarNode) -> str:
    """A key as text: `-32602` for the number."""
    return key.value if isinstance(key.value, str) else json.dumps(key.value)


def _key_faults(node: Node, path: Steps) -> Iterator[Diagnostic]:
    """Keys that are no text where a name is due: codes and enum values may be numbers."""
    match node:
        case MappingNode(entries=entries):
            may_be_any = path[-1:] == ("enum",) or path == ("code_groups",)
            for entry in entries:
                if not isinstance(entry.key.value, str) and not may_be_any:
                    yield say.key_not_text(entry.key.span, key_text(entry.key))
                yield from _key_faults(entry.value, (*path, key_text(entry.key)))
        case SequenceNode(items=items):
            for index, item in enumerate(items):
                yield from _key_faults(item, (*path, index))
        case ScalarNode():
            return


def node_at(tree: Node, path: Sequence[str | int]) -> Node:
    """The node at a path of keys and indexes."""
    for step in path:
        if isinstance(tree, SequenceNode) and isinstance(step, int):
            tree = tree.items[step]
        elif isinstance(tree, MappingNode):
            tree = next(e.value for e in tree.entries if key_text(e.key) == step)
    return tree


def _key_span(tree: Node, path: Sequence[str | int]) -> Span:
    """Where the key that leads to a path stands; the start of the document for the document itself."""
    if not path:
        return say.start_of(tree.span.file)
    owner = node_at(tree, path[:-1])
    if isinstance(owner, MappingNode):
        return next(e.key.span for e in owner.entries if key_text(e.key) == path[-1])
    span = node_at(tree, path).span
    return Span(
        file=span.file,
        line=span.line,
        column=span.column,
        end_line=span.line,
        end_column=span.column + 1,
    )


def _said(error: ValidationError, tree: Node, kind: str) -> Iterator[Diagnostic]:
    path = list(error.absolute_path)
    what = describe(path, kind)
    wanted: Any = error.validator_value
    schema: Any = error.schema
    instance: Any = error.instance
    match error.validator:
        case "additionalProperties":
            yield from _unknown_keys(error, tree, path, what)
        case "required":
            # jsonschema reports each missing key on its own
            name = next(
                n for n in wanted if n not in instance and f"'{n}'" in error.message
            )
            yield say.missing_key(_key_span(tree, path), what, [name])
        case "type":
            yield _wrong_type(node_at(tree, path), what, wanted)
        case "enum":
            node = node_at(tree, path)
            known = [
                item if isinstance(item, str) else json.dumps(item) for item in wanted
            ]
            yield say.unknown_value(
                node.span, what, shown(node), isinstance(instance, str), known
            )
        case "pattern" | "anyOf":
            yield from _bad_text(error, tree, path, what, schema)
        case "maxLength":
            span, what = _name_or_value(error, tree, path, what)
            yield say.too_long(span, what, wanted)
        case "minLength" | "minItems" | "minProperties":
            yield say.empty(node_at(tree, path).span, what)
        case "uniqueItems":
            yield say.repeated_item(node_at(tree, path).span, what)
        case _:
            node = node_at(tree, path)
            yield say.out_of_range(
                node.span, what, shown(node), bound(error.validator, wanted)
            )


def _unknown_keys(
    error: ValidationError, tree: Node, path: Sequence[str | int], what: str
) -> Iterator[Diagnostic]:
    schema: Any = error.schema
    known = tuple(schema.get("properties", {}))
    owner = node_at(tree, path)
    assert isinstance(owner, MappingNode)
    for entry in owner.entries:
        key = key_text(entry.key)
        if key not in known and not key.startswith("x-"):
            yield say.unknown_key(entry.key.span, key, what, known)


def _bad_text(
    error: ValidationError,
    tree: Node,
    path: Sequence[str | int],
    what: str,
    schema: Any,
) -> Iterator[Diagnostic]:
    span, what = _name_or_value(error, tree, path, what)
    shown = json.dumps(error.instance, ensure_ascii=False)
    known = [
        name for option in schema.get("anyOf", ()) for name in option.get("enum", ())
    ]
    guess = nearest(str(error.instance), known)
    yield say.bad_text(
        span, what, shown, schema.get("x-expected", "another form"), guess
    )


def _name_or_value(
    error: ValidationError, tree: Node, path: Sequence[str | int], what: str
) -> tuple[Span, str]:
    """Whether a text fault lies in a value or in a key (jsonschema gives both the same path)."""
    node = node_at(tree, path)
    if isinstance(node, MappingNode):
        key = next(e.key for e in node.entries if key_text(e.key) == error.instance)
        return key.span, f"a name in {what}"
    return node.span, what


def _wrong_type(node: Node, what: str, wanted: str | list[str]) -> Diagnostic:
    expected = [
        _TYPES[name] for name in ([wanted] if isinstance(wanted, str) else wanted)
    ]
    quoted = None
    if isinstance(node, ScalarNode) and node.value is not None:
        quoted = f'"{shown(node)}"'
    return say.wrong_type(node.span, what, found(node), expected, quoted)
