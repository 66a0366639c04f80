"""A folder of JSON Schemas -> the description of an API: `NAME.params.json` with `NAME.result.json`, or requests with a constant `method`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from onespec.importing.description import Description, Method, Result
from onespec.importing.documents import At, Documents, Refused
from onespec.importing.mcp import definitions, method_from, method_of
from onespec.importing.members import params_of
from onespec.importing.notes import Kind, Notes
from onespec.messages import importing as say

_PARAMS: Final = ("params", "parameters", "input", "args")
_RESULT: Final = ("result", "output", "returns")
_FILE: Final = re.compile(
    rf"(?:(?P<method>.+)[._/-])?(?P<role>{'|'.join((*_PARAMS, *_RESULT))})(?:\.schema)?\.(?:json|ya?ml)\Z"
)


@dataclass(slots=True)
class _Pair:
    params: At | None = None
    result: At | None = None


def read(documents: Documents, root: At, notes: Notes) -> Description:
    """The description of all documents. Raises Refused where none of them tells of a method."""
    methods: dict[str, Method] = {}
    for method in (*_pairs(documents, notes), *_requests(documents, notes)):
        if method.name in methods:
            what = say.method(method.name)
            notes.add(method.place, Kind.LEFT_OUT, what, say.named_twice())
        else:
            methods[method.name] = method
    if not methods:
        raise Refused(say.no_schemas(root.place.file))
    folder = root.place.file.rpartition("/")[0]
    return Description(
        title=folder.rpartition("/")[2] or "API",
        version="1",
        methods=tuple(methods.values()),
    )


def _pairs(documents: Documents, notes: Notes) -> Iterator[Method]:
    found: dict[str, _Pair] = {}
    names = documents.names
    common = _common_folder(names)
    for name in names:
        match = _FILE.match(name[len(common) :])
        if match is None or not match["method"]:
            continue
        pair = found.setdefault(match["method"].replace("/", "."), _Pair())
        if match["role"] in _PARAMS:
            pair.params = documents.root(name)
        else:
            pair.result = documents.root(name)
    for method, pair in found.items():
        at = pair.params or pair.result
        assert at is not None
        yield Method(
            name=method,
            place=at.place,
            title=(pair.params or at).text("title"),
            description=(pair.params or at).text("description"),
            structure="by-name",
            params=tuple(params_of(pair.params, documents, notes)),
            result=None if pair.result is None else Result(schema=pair.result),
        )


def _common_folder(names: list[str]) -> str:
    """The folder that all files are in, with its slash."""
    folders = [name.rpartition("/")[0] for name in names]
    first = folders[0] if folders else ""
    while first and not all(f"{one}/".startswith(f"{first}/") for one in folders):
        first = first.rpartition("/")[0]
    return f"{first}/" if first else ""


def _requests(documents: Documents, notes: Notes) -> Iterator[Method]:
    for name in documents.names:
        root = documents.root(name)
        known = dict(definitions(root))
        listed = [*known.items(), (root.text("title"), root)]
        for title, at in listed:
            is_pair = _FILE.match(name) is not None
            if is_pair or not isinstance(at.value, dict):
                continue
            method = method_of(at, documents)
            if method and "properties" in at.members:
                yield method_from(method, title, at, known, documents, notes)
