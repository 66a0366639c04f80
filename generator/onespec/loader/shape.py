"""A document's tree -> the faults of its shape: keys, types and fixed values, judged by `spec.schema.json`, said in words."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Any, Final, cast

from jsonschema import Draft7Validator, validators
from jsonschema.exceptions import ValidationError
from referencing import Registry

from onespec.diagnostics import Diagnostic
from onespec.loader.shape_words import said
from onespec.loader.trees import Index, Steps, key_text, plain
from onespec.messages import spec as say
from onespec.messages import yaml as say_yaml
from onespec.nearest import nearest
from onespec.source import MappingNode, Node, ScalarNode, SequenceNode

_FORMS: Final = frozenset(
    ["anyOf", "enum", "pattern", "minLength", "maxLength", "minimum", "maximum"]
)
"""Keywords whose fault says nothing new about a value of the wrong type."""


@cache
def spec_schema() -> Mapping[str, Any]:
    """The published schema of the spec language."""
    text = resources.files("onespec").joinpath("spec.schema.json").read_text("utf-8")
    schema: Mapping[str, Any] = json.loads(text)
    return schema


@cache
def _validator(kind: str) -> Any:
    schema = {
        "$schema": spec_schema()["$schema"],
        "definitions": spec_schema()["definitions"],
        "allOf": [{"$ref": f"#/definitions/{kind}"}],
    }
    extend = cast(Any, validators.extend)
    keywords = {"pattern": _pattern, "$ref": _ref}
    return extend(Draft7Validator, keywords)(schema, registry=Registry())


def _ref(
    validator: Any, ref: str, instance: object, schema: object
) -> Iterator[ValidationError]:
    """All references lead into the one table of definitions: no need to resolve an address for each value."""
    name = ref.removeprefix("#/definitions/")
    yield from validator.descend(instance, spec_schema()["definitions"][name])


def _pattern(
    validator: object, pattern: str, instance: object, schema: object
) -> Iterator[ValidationError]:
    """As ECMA reads it: in Python `$` would let a line break through."""
    if isinstance(instance, str) and not _compiled(pattern).search(instance):
        yield ValidationError("another form")


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\$(?=\Z|\))", r"\\Z", pattern))


def shape_faults(tree: Node, kind: str) -> Iterator[Diagnostic]:
    """Every fault of one document, one for each cause; `kind` is `service` or `method`."""
    if not isinstance(tree, MappingNode):
        yield say.not_a_mapping(tree.span, f"the {kind}")
        return
    keys = tuple(_key_faults(tree, ()))
    yield from keys
    places = {fault.span for fault in keys}
    errors = list(_validator(kind).iter_errors(plain(tree)))
    if not errors:
        return
    index = Index(tree)
    mistyped = {tuple(e.absolute_path) for e in errors if e.validator == "type"}
    strangers = _strangers(errors)
    for error in errors:
        if _follows(error, mistyped, strangers):
            continue
        for fault in said(error, index, kind):
            if fault.span in places:
                continue
            if error.validator in _FORMS:
                places.add(fault.span)
            yield fault


def _strangers(errors: list[ValidationError]) -> dict[Steps, list[str]]:
    """Mappings with keys that are not known -> these keys."""
    found: dict[Steps, list[str]] = {}
    for error in errors:
        if error.validator == "additionalProperties":
            instance: Any = error.instance
            known = _properties(error)
            names = [key for key in instance if key not in known]
            found[tuple(error.absolute_path)] = names
    return found


def _properties(error: ValidationError) -> Mapping[str, Any]:
    schema: Any = error.schema
    known: Mapping[str, Any] = schema.get("properties", {})
    return known


def _follows(
    error: ValidationError, mistyped: set[Steps], strangers: Mapping[Steps, list[str]]
) -> bool:
    """Whether a fault is only what comes of another one."""
    path = tuple(error.absolute_path)
    if error.validator in _FORMS:
        return path in mistyped
    if error.validator != "required" or path not in strangers:
        return False
    # A key that is missing because it stands there misspelt.
    instance: Any = error.instance
    absent = [n for n in _required(error) if n not in instance]
    name = next(n for n in absent if f"'{n}'" in error.message)
    known = tuple(_properties(error)) or tuple(_required(error))
    return any(nearest(key, known) == name for key in strangers[path][:100])


def _required(error: ValidationError) -> list[str]:
    wanted: Any = error.validator_value
    return list(wanted)


def _key_faults(node: Node, path: Steps) -> Iterator[Diagnostic]:
    """Keys that are no text where a name is due: codes and enum values may be numbers."""
    match node:
        case MappingNode(entries=entries):
            may_be_any = path[-1:] == ("enum",) or path == ("code_groups",)
            seen: dict[str, int] = {}
            for entry in entries:
                key, text = entry.key, key_text(entry.key)
                if not isinstance(key.value, str) and (
                    not may_be_any or key.value is None
                ):
                    yield say.key_not_text(key.span, text)
                elif text in seen and path == ("code_groups",):
                    yield say_yaml.duplicate_key(key.span, text, seen[text])
                seen[text] = key.span.line
                yield from _key_faults(entry.value, (*path, text))
        case SequenceNode(items=items):
            for index, item in enumerate(items):
                yield from _key_faults(item, (*path, index))
        case ScalarNode():
            return
