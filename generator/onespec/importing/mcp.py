"""The `schema.json` of the Model Context Protocol, and schemas in its manner -> the description of its API: a definition with a constant `method` is a request."""

from __future__ import annotations

import re
from collections.abc import Iterator

from onespec.datatypes import JsonValue
from onespec.importing.description import Description, Method, Result
from onespec.importing.documents import At, Documents, Refused
from onespec.importing.flat import Flattener
from onespec.importing.members import params_of
from onespec.importing.notes import Kind, Notes
from onespec.messages import importing as say

EMPTY = ("EmptyResult", "Result")
"""What answers a request that has no result of its own."""


def read(documents: Documents, root: At, notes: Notes) -> Description:
    """The description of a schema. Raises Refused where no definition is a request."""
    methods = list(_methods(documents, root, notes))
    if not methods:
        raise Refused(say.not_mcp(root.place.file))
    title = root.text("title") or "Model Context Protocol"
    return Description(
        title=title,
        version=_version(root),
        description=root.text("description"),
        methods=tuple(methods),
        notifications=any(method.result is None for method in methods),
    )


def _version(root: At) -> str:
    """The revision, which the file's folder or its `$id` names."""
    for text in (root.place.file, root.text("$id")):
        found = re.search(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text)
        if found:
            return found[0]
    return "1"


def definitions(root: At) -> Iterator[tuple[str, At]]:
    """The named schemas of a document."""
    for key in ("$defs", "definitions"):
        found = root.get(key)
        if found is not None:
            yield from found.entries()


def method_of(at: At, documents: Documents) -> str:
    """The constant of the member `method`; empty where there is none."""
    flat = Flattener(documents, Notes()).flat([at])
    parts = flat.properties.get("method", [])
    values = Flattener(documents, Notes()).flat(parts).enum if parts else None
    first = values[0] if values and len(values) == 1 else None
    return first if isinstance(first, str) else ""


def _methods(documents: Documents, root: At, notes: Notes) -> Iterator[Method]:
    known = dict(definitions(root))
    seen: dict[str, str] = {}
    for name, at in known.items():
        if not isinstance(at.value, dict):
            continue
        method = method_of(at, documents)
        if not method:
            continue
        if method in seen:
            notes.add(at.place, Kind.LEFT_OUT, say.method(method), say.named_twice())
            continue
        seen[method] = name
        yield method_from(method, name, at, known, documents, notes)


def method_from(
    method: str,
    name: str,
    at: At,
    known: dict[str, At],
    documents: Documents,
    notes: Notes,
) -> Method:
    """The method that a definition of a request is; its result is the definition of that name."""
    flat = Flattener(documents, notes).flat([at])
    params = next(
        (p for p in flat.properties.get("params", []) if isinstance(p, At)), None
    )
    result: Result | None = None
    if not name.endswith("Notification"):
        base = name.removesuffix("Request")
        found = [known[one] for one in (f"{base}Result", *EMPTY) if one in known]
        if not found:
            notes.add(at.place, Kind.WIDENED, say.result(), say.no_result_named(base))
        target = found[0] if found else At(True, at.place)
        reference: dict[str, JsonValue] = {
            "$ref": f"#{target.place.pointer.removeprefix('#')}"
        }
        result = Result(schema=At(reference, at.place) if found else target)
    title = re.sub(r"(Request|Notification)$", "", name)
    words = [
        one.lower() for one in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+", title)
    ]
    return Method(
        name=method,
        place=at.place,
        title=" ".join(words).capitalize(),
        description=at.text("description"),
        structure="by-name",
        params=tuple(params_of(params, documents, notes)),
        result=result,
    )
