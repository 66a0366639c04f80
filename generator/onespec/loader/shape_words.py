"""One fault that `jsonschema` found -> where in the file it is, and what is said about it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, Final

from jsonschema.exceptions import ValidationError

from onespec.diagnostics import Diagnostic, Span
from onespec.loader.describe import bound, describe, found, shown
from onespec.loader.trees import Index, key_text
from onespec.messages import spec as say
from onespec.messages.wording import shown as shortened
from onespec.nearest import nearest
from onespec.source import MappingNode, Node, ScalarNode

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
            yield _wrong_type(node, what, wanted, error)
        case "enum":
            known = [
                item if isinstance(item, str) else json.dumps(item) for item in wanted
            ]
            is_text = isinstance(error.instance, str)
            yield say.unknown_value(node.span, what, shown(node), is_text, known)
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
    strangers = [
        (entry.key.span, key)
        for entry in owner.entries
        if (key := key_text(entry.key)) not in known
        and not (own and key.startswith("x-"))
    ]
    for number, (span, key) in enumerate(strangers):
        guess = nearest(key, known) if number < _GUESSED else None
        yield say.unknown_key(span, key, what, known, guess, own)


def _bad_text(error: ValidationError, node: Node, what: str) -> Diagnostic:
    schema: Any = error.schema
    span, what = _name_or_value(error, node, what)
    if isinstance(error.instance, str) and not error.instance.strip():
        return say.empty(span, what)
    written = json.dumps(shortened(str(error.instance)), ensure_ascii=False)
    known = [
        name for option in schema.get("anyOf", ()) for name in option.get("enum", ())
    ]
    guess = nearest(str(error.instance), known)
    expected = schema.get("x-expected", "another form")
    return say.bad_text(span, what, written, expected, guess)


def _name_or_value(error: ValidationError, node: Node, what: str) -> tuple[Span, str]:
    """Whether a text fault lies in a value or in a key (jsonschema gives both the same path)."""
    if isinstance(node, MappingNode):
        key = next(e.key for e in node.entries if key_text(e.key) == error.instance)
        return key.span, f"a name in {what}"
    return node.span, what


def _wrong_type(
    node: Node, what: str, wanted: str | list[str], error: ValidationError
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
    return say.wrong_type(node.span, what, found(node), expected, quoted, form)


def _bare(text: str, names: list[str]) -> bool:
    """Whether the text would be right without its quotes."""
    if "boolean" in names and text in ("true", "false"):
        return True
    whole = re.fullmatch(r"-?(0|[1-9][0-9]{0,29})", text) is not None
    return whole and not {"integer", "number"}.isdisjoint(names)
