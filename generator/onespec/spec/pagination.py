"""`pagination:` of a method -> its names, each held against the params and the result."""

from __future__ import annotations

from typing import Final

from onespec.datatypes import (
    ArrayType,
    DataType,
    Field,
    IntegerType,
    ObjectType,
    StringType,
    resolved,
)
from onespec.language import is_unknown
from onespec.messages import spec as say
from onespec.model import Pagination
from onespec.spec.keys import Findings, attributes
from onespec.spec.nodes import Entry, MappingNode, key_text, plain

KEYS: Final = {
    "offset": (("offset",), ("limit", "items", "total")),
    "page": (("page",), ("size", "items", "pages", "total")),
    "cursor": (("cursor", "next"), ("limit", "items")),
}
"""Style -> the keys that it needs, and those that it may have."""
_PARAMS: Final = ("offset", "limit", "page", "size", "cursor")
_TEXTS: Final = ("cursor", "next")


def read_pagination(
    document: MappingNode,
    params: tuple[Field, ...],
    result: Field | None,
    findings: Findings,
) -> Pagination | None:
    """What the method says of its pages, as far as that holds together."""
    node = document.get("pagination")
    if not isinstance(node, MappingNode):
        return None
    found = Pagination(**attributes(node, "pagination"))
    needed, allowed = KEYS[found.style]
    for entry in node.entries:
        name = key_text(entry.key)
        if name not in ("style", *needed, *allowed):
            known = (*needed, *allowed)
            fault = say.key_of_other_style(entry.key.span, name, found.style, known)
            findings.add(fault)
        elif name in _PARAMS:
            _check_param(entry, params, findings)
        elif name != "style":
            _check_member(entry, result, findings)
    for name in needed:
        if node.get(name) is None:
            style = node.get("style")
            place = style.span if style is not None else node.span
            findings.add(say.style_needs_key(place, found.style, name))
    kind = None if result is None else resolved(result.type)
    if not found.items and not isinstance(kind, ArrayType):
        findings.add(say.no_items(node.span))
    return found


def _check_param(entry: Entry, params: tuple[Field, ...], findings: Findings) -> None:
    name, wanted = key_text(entry.key), str(plain(entry.value))
    param = next((param for param in params if param.name == wanted), None)
    owner = f"`pagination.{name}`"
    if param is None:
        known = [(param.name, param.span) for param in params]
        fault = say.unknown_name(
            entry.value.span, owner, "names", wanted, "a param", known
        )
        findings.add(fault)
        return
    _check_type(entry, param, findings)
    if name == "cursor" and param.required:
        findings.add(say.cursor_required(entry.value.span, wanted))


def _check_member(entry: Entry, result: Field | None, findings: Findings) -> None:
    name, wanted = key_text(entry.key), str(plain(entry.value))
    kind = None if result is None else resolved(result.type)
    fields = kind.fields if isinstance(kind, ObjectType) else ()
    member = next((field for field in fields if field.name == wanted), None)
    if member is None:
        known = [(field.name, field.span) for field in fields]
        what = "a member of the result"
        owner = f"`pagination.{name}`"
        fault = say.unknown_name(entry.value.span, owner, "names", wanted, what, known)
        findings.add(fault)
    else:
        _check_type(entry, member, findings)


def _check_type(entry: Entry, field: Field, findings: Findings) -> None:
    name, kind = key_text(entry.key), resolved(field.type)
    due: tuple[type[DataType], ...] = (IntegerType,)
    words = "an integer"
    if name == "items":
        due, words = (ArrayType,), "a list"
    elif name in _TEXTS:
        due, words = (StringType, IntegerType), "a text or an integer"
    if not isinstance(kind, due) and not is_unknown(kind):
        fault = say.pages_of_type(entry.value.span, name, field.name, words)
        findings.add(fault)
