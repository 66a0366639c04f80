"""A document's tree -> the faults of its shape: keys, types and fixed values, judged by `spec.schema.json`, said in words."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any, Final, TypeAlias, cast

from jsonschema import Draft7Validator, validators
from jsonschema.exceptions import ValidationError
from referencing import Registry

from onespec.diagnostics import Diagnostic, Span
from onespec.messages import elsewhere
from onespec.messages import spec as say
from onespec.messages import yaml as say_yaml
from onespec.messages.wording import shown as shortened
from onespec.nearest import nearest
from onespec.spec.keys import keys_of, spec_schema
from onespec.spec.nodes import (
    Entry,
    MappingNode,
    Node,
    ScalarNode,
    SequenceNode,
    key_text,
    plain,
)

_FORMS: Final = frozenset(
    ["anyOf", "enum", "pattern", "minLength", "maxLength", "minimum", "maximum"]
)
"""Keywords whose fault says nothing new about a value of the wrong type."""
_TYPES: Final = {
    "string": "text",
    "object": "a mapping",
    "array": "a list",
    "boolean": "`true` or `false`",
    "integer": "a whole number",
    "number": "a number",
    "null": "nothing",
}
_GUESSED: Final = 100
"""Unknown keys of one mapping for which the nearest known one is looked for."""
Steps: TypeAlias = tuple[str | int, ...]


@cache
def _validator(kind: str) -> Any:
    extend = cast(Any, validators.extend)
    judge = extend(Draft7Validator, {"pattern": _pattern})
    return judge(_definitions()[kind], registry=Registry())


@cache
def _definitions() -> Mapping[str, Any]:
    """The definitions of the schema, each standing itself where another refers to it, so that no reference has to be followed for each value."""
    named: Mapping[str, Any] = spec_schema()["definitions"]
    whole: dict[str, Any] = {name: {} for name in named}

    def written_out(schema: Any) -> Any:
        if isinstance(schema, list):
            return [written_out(item) for item in schema]
        if not isinstance(schema, dict):
            return schema
        if "$ref" not in schema:
            return {key: written_out(value) for key, value in schema.items()}
        name = schema["$ref"].removeprefix("#/definitions/")
        return written_out(named[name]) if "$ref" in named[name] else whole[name]

    for name, definition in named.items():
        if "$ref" not in definition:
            whole[name].update(written_out(definition))
    return whole


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
    unknown = _unknown_names(errors)
    for error in errors:
        if _follows(error, mistyped, unknown):
            continue
        for fault in said(error, index, kind):
            if fault.span in places:
                continue
            if error.validator in _FORMS:
                places.add(fault.span)
            yield fault


def _unknown_names(errors: list[ValidationError]) -> dict[Steps, list[str]]:
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
    error: ValidationError, mistyped: set[Steps], unknown: Mapping[Steps, list[str]]
) -> bool:
    """Whether a fault is only what comes of another one."""
    path = tuple(error.absolute_path)
    if error.validator in _FORMS:
        return path in mistyped
    if error.validator != "required" or path not in unknown:
        return False
    # A key that is missing because it stands there misspelt.
    instance: Any = error.instance
    absent = [n for n in _required(error) if n not in instance]
    name = next(n for n in absent if f"'{n}'" in error.message)
    known = tuple(_properties(error)) or tuple(_required(error))
    return any(nearest(key, known) == name for key in unknown[path][:100])


def _required(error: ValidationError) -> list[str]:
    wanted: Any = error.validator_value
    return list(wanted)


def _key_faults(node: Node, path: Steps) -> Iterator[Diagnostic]:
    """Keys that are no text where a name is due: codes and enum values may be numbers."""
    match node:
        case MappingNode(entries=entries):
            by_code = path in (("code_groups",), ("transport", "status"))
            may_be_any = path[-1:] == ("enum",) or by_code
            seen: dict[str, int] = {}
            for entry in entries:
                key, text = entry.key, key_text(entry.key)
                if not isinstance(key.value, str) and (
                    not may_be_any or key.value is None
                ):
                    yield say.key_not_text(key.span, text)
                elif text in seen and by_code:
                    yield say_yaml.duplicate_key(key.span, text, seen[text])
                seen[text] = key.span.line
                yield from _key_faults(entry.value, (*path, text))
        case SequenceNode(items=items):
            for index, item in enumerate(items):
                yield from _key_faults(item, (*path, index))
        case ScalarNode():
            return


def said(error: ValidationError, index: Index, kind: str) -> Iterator[Diagnostic]:
    """What is wrong at the fault's place: one diagnostic, or one for each unknown key."""
    path = tuple(error.absolute_path)
    what = describe(path, kind)
    wanted: Any = error.validator_value
    node = index.node(path)
    match error.validator:
        case "additionalProperties":
            yield from _unknown_keys(error, index.node(path), what)
        case "required":
            # jsonschema reports each missing key on its own
            name = next(
                n for n in wanted if n not in _keys(node) and f"'{n}'" in error.message
            )
            yield say.missing_key(index.key(path), what, [name])
        case "type":
            mend = _mend(path, node, wanted, index)
            yield _wrong_type(node, what, wanted, error, mend)
        case "enum":
            known = [
                item if isinstance(item, str) else json.dumps(item) for item in wanted
            ]
            is_text = isinstance(error.instance, str)
            schema: Any = error.schema
            otherwise = schema.get("x-otherwise", "")
            seen = shown(node)
            yield say.unknown_value(node.span, what, seen, is_text, known, otherwise)
        case "pattern" | "anyOf":
            yield _bad_text(error, node, what)
        case "maxLength":
            span, what = _name_or_value(error, node, what)
            yield say.too_long(span, what, wanted)
        case "minLength" | "minItems" | "minProperties":
            yield say.empty(node.span, what)
        case "maxItems" | "maxProperties":
            yield say.too_many(index.key(path), what, wanted)
        case "uniqueItems":
            yield say.repeated_item(node.span, what)
        case _:
            limit = bound(error.validator, wanted)
            yield say.out_of_range(node.span, what, shown(node), limit)


def _keys(node: Node) -> set[str]:
    if not isinstance(node, MappingNode):
        return set()
    return {key_text(entry.key) for entry in node.entries}


def _unknown_keys(
    error: ValidationError, owner: Node, what: str
) -> Iterator[Diagnostic]:
    schema: Any = error.schema
    known = tuple(schema.get("properties", {}))
    own = "patternProperties" in schema
    assert isinstance(owner, MappingNode)
    unknown = [
        (entry.key.span, key)
        for entry in owner.entries
        if (key := key_text(entry.key)) not in known
        and not (own and key.startswith("x-"))
    ]
    for number, (span, key) in enumerate(unknown):
        guess = nearest(key, known) if number < _GUESSED else None
        parent = _meant_parent(owner, key, known)
        yield say.unknown_key(span, key, what, known, guess, own, parent)


def _meant_parent(
    owner: MappingNode, key: str, known: Sequence[str]
) -> tuple[str, int] | None:
    """The key above under which a declaration was meant to stand, where it starts at the depth of that key."""
    value = owner.get(key)
    if "params" not in known and "types" not in known:
        return None
    if not isinstance(value, MappingNode):
        return None
    inside = {key_text(entry.key) for entry in value.entries}
    above = _before(owner, key)
    if above is None or above.value not in _BY_NAME and above.value != "result":
        return None
    due = {"code", "message"} if above.value == "errors" else {"type"}
    return (str(above.value), above.span.line) if due <= inside else None


def _bad_text(error: ValidationError, node: Node, what: str) -> Diagnostic:
    schema: Any = error.schema
    span, what = _name_or_value(error, node, what)
    if isinstance(error.instance, str) and not error.instance.strip():
        return say.empty(span, what)
    known = [
        name for option in schema.get("anyOf", ()) for name in option.get("enum", ())
    ]
    guess = nearest(str(error.instance), known)
    expected = schema.get("x-expected", "another form")
    is_type = tuple(error.absolute_path)[-1:] == ("type",) and bool(known)
    text = str(error.instance)
    return say.bad_text(span, what, text, expected, guess, is_type=is_type)


def _name_or_value(error: ValidationError, node: Node, what: str) -> tuple[Span, str]:
    """Whether a text fault lies in a value or in a key (jsonschema gives both the same path)."""
    if isinstance(node, MappingNode):
        key = next(e.key for e in node.entries if key_text(e.key) == error.instance)
        return key.span, f"a name in {what}"
    return node.span, what


_YES: Final = frozenset(["y", "yes", "on", "true", "1"])
_NO: Final = frozenset(["n", "no", "off", "false", "0"])
_BY_NAME: Final = {
    "params": "x: {type: string}",
    "fields": "x: {type: string}",
    "state": "x: {type: string}",
    "types": "PhoneNumber: {type: string}",
    "errors": "not_found: {code: -32001, message: Not found}",
}
"""Mappings from name to declaration that are often written as lists -> how an entry looks."""
_DECLARATION: Final[Sequence[object]] = ("object", ["object", "null"])
"""The types of what is declared under a name."""


def _mend(path: Steps, node: Node, wanted: str | list[str], index: Index) -> str:
    """What to do about a value of the wrong kind, where its place tells."""
    last = path[-1] if path else ""
    match node:
        case ScalarNode(value=str() | int() as value) if wanted == "boolean":
            word = str(value).lower()
            return say.write_boolean(word in _YES) if word in _YES | _NO else ""
        case SequenceNode() if last in _BY_NAME and wanted == "object":
            return say.name_as_key(_BY_NAME[str(last)])
        case SequenceNode() if last == "type":
            return elsewhere.KEYS["oneOf"]
        case SequenceNode() if last == "values":
            return elsewhere.KEYS["allowed"]
        case ScalarNode(value=True) if last == "deprecated":
            return say.say_why()
        case ScalarNode(value=value) if len(path) > 1 and wanted in _DECLARATION:
            above = _before(index.node(path[:-1]), str(last))
            if value is None:
                return say.indent_below(str(last))
            if above is not None and last in keys_of("field"):
                return say.indent_under(str(above.value), above.span)
        case _:
            pass
    return ""


def _before(owner: Node, name: str) -> ScalarNode | None:
    """The key above another one that may have been meant to hold it: the nearest that holds keys or nothing yet."""
    if not isinstance(owner, MappingNode):
        return None
    found: ScalarNode | None = None
    for entry in owner.entries:
        if key_text(entry.key) == name:
            return found
        is_empty = isinstance(entry.value, ScalarNode) and entry.value.value is None
        if is_empty or isinstance(entry.value, MappingNode):
            found = entry.key
    return None


def _wrong_type(
    node: Node,
    what: str,
    wanted: str | list[str],
    error: ValidationError,
    mend: str,
) -> Diagnostic:
    names = [wanted] if isinstance(wanted, str) else wanted
    expected = [_TYPES[name] for name in names]
    schema: Any = error.schema
    form = schema.get("x-expected") if "string" in names else None
    quoted = None
    if isinstance(node, ScalarNode) and node.value is not None:
        if "string" in names:
            text = shown(node)
            fits = re.search(schema.get("pattern", ""), text) is not None
            quoted = f'"{text}"' if fits else None
        elif isinstance(node.value, str) and _bare(node.value, names):
            return say.text_in_quotes(node.span, what, node.value, expected)
    seen = found(node)
    return say.wrong_type(node.span, what, seen, expected, quoted, form, mend)


def _bare(text: str, names: list[str]) -> bool:
    """Whether the text would be right without its quotes."""
    if "boolean" in names and text in ("true", "false"):
        return True
    whole = re.fullmatch(r"-?(0|[1-9][0-9]{0,29})", text) is not None
    return whole and not {"integer", "number"}.isdisjoint(names)


def found(node: Node) -> str:
    match node:
        case MappingNode():
            return "a mapping"
        case SequenceNode():
            return "a list"
        case ScalarNode(value=None):
            return "empty"
        case ScalarNode(value=bool() as value):
            return f"`{json.dumps(value)}`"
        case ScalarNode(value=int() | float() as value):
            return f"the number {shown(node)}"
        case ScalarNode():
            return f"the text {json.dumps(shortened(shown(node)), ensure_ascii=False)}"


def shown(node: Node) -> str:
    """A scalar as it is written in the file, text without its quotes."""
    if not isinstance(node, ScalarNode):
        return found(node)
    if isinstance(node.value, str):
        return node.value
    if node.origin is not None and isinstance(node.value, int | float):
        # `4.10` is not 4.1 to the one who wrote it.
        text, start, end, _ = node.origin
        return text[start:end].strip()
    return json.dumps(node.value)


def bound(keyword: object, wanted: object) -> str:
    words = {
        "minimum": "at least",
        "maximum": "at most",
        "exclusiveMinimum": "more than",
    }
    return f"{words.get(str(keyword), 'at most')} {json.dumps(wanted)}"


def describe(path: Sequence[str | int], kind: str) -> str:
    if not path:
        return f"the {kind}"
    if isinstance(path[-1], int):
        return f"item {path[-1] + 1} of `{dotted(path[:-1])}`"
    return f"`{dotted(path)}`"


def dotted(path: Sequence[str | int]) -> str:
    """`params.first_call`, `constraints.1.id`: indexes count from 1."""
    return ".".join(
        str(step + 1) if isinstance(step, int) else shortened(step) for step in path
    )


class Index:
    """Every node of a document by its path, so that a thousand faults cost one walk."""

    def __init__(self, tree: Node) -> None:
        self._file = tree.span.file
        self._nodes: dict[Steps, Node] = {}
        self._entries: dict[Steps, Entry] = {}
        self._walk(tree, ())

    def node(self, path: Steps) -> Node:
        """The node at a path of keys and indexes."""
        return self._nodes[path]

    def key(self, path: Steps) -> Span:
        """Where the key that leads to a path stands; the start of the document for the document itself."""
        if not path:
            return say.start_of(self._file)
        if path in self._entries:
            return self._entries[path].key.span
        span = self._nodes[path].span
        return replace(span, end_line=span.line, end_column=span.column + 1)

    def _walk(self, node: Node, path: Steps) -> None:
        self._nodes[path] = node
        match node:
            case MappingNode(entries=entries):
                for entry in entries:
                    step = (*path, key_text(entry.key))
                    self._entries[step] = entry
                    self._walk(entry.value, step)
            case SequenceNode(items=items):
                for number, item in enumerate(items):
                    self._walk(item, (*path, number))
            case ScalarNode():
                return
