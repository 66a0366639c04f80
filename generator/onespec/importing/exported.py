"""An `openrpc.json` that onespec itself wrote -> the description of its API: what OpenRPC has no word for stands under `x-onespec`, in the keys of the spec language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from onespec.datatypes import JsonValue
from onespec.importing.description import (
    Description,
    Method,
    Param,
    Result,
    Sample,
    Server,
)
from onespec.importing.documents import At, Documents
from onespec.importing.notes import Notes

KEY: Final = "x-onespec"
REPLY: Final = ".reply"
"""How the name of a shared type ends in what replies hold."""
MEANINGS: Final = "x-enum-descriptions"
NOTES: Final = {
    "x-default-note": "default_note",
    "x-docs-type": "docs_type",
    "x-group": "group",
    "x-since": "since",
    "x-see": "see",
}
"""What stands beside a schema -> the key of the spec language."""
WRITTEN: Final = frozenset(
    ["x-errors", "x-constraints", "x-params-schema", "x-error-examples", "x-security"]
    + ["x-security-schemes", "x-generated", "x-batch", "x-notifications", "x-release"]
    + ["x-see", "x-readonly", "x-idempotent", "x-pagination", "x-since"]
    + ["x-deprecated", "x-minimum", "x-maximum", "x-exclusive-minimum"]
    + ["x-exclusive-maximum", "x-multiple-of", "x-enum", KEY]
)
"""Keys that onespec writes for other readers, or that are read here."""


def is_exported(root: At) -> bool:
    """Whether onespec wrote the document."""
    said = root.members.get(KEY)
    return isinstance(said, dict) and said.get("onespec") == 1


def read(documents: Documents, root: At, notes: Notes) -> Description:
    """The description, with all that a spec says."""
    del notes
    root = documents.replace(root.place.file, _cleaned(root.value, _schemas(root)))
    info = root.get("info") or At({}, root.place)
    said = _said(root)
    envelope = said.get("envelope")
    wrap = envelope.get("result", "") if isinstance(envelope, dict) else ""
    keys = {key: unfolded(one) for key, one in said.items() if key != "onespec"}
    keys |= {"version": info.text("version"), "release": info.text("x-release")}
    methods = root.get("methods") or At([], root.place)
    return Description(
        title=info.text("title"),
        version=info.text("version"),
        description=info.text("description"),
        servers=tuple(
            Server(
                name=at.text("name"),
                url=at.text("url"),
                description=at.text("description"),
            )
            for at in (root.get("servers") or At([], root.place)).items()
        ),
        methods=tuple(_method(at, str(wrap)) for at in methods.items()),
        types=tuple(at for _, at in (_components(root)).entries()),
        links=tuple(_links(root)),
        keys=keys | _own(root),
        is_exported=True,
    )


def _components(root: At) -> At:
    components = root.get("components") or At({}, root.place)
    found = components.get("schemas") or At({}, root.place)
    kept = {k: v for k, v in found.members.items() if re.fullmatch("[A-Za-z0-9]+", k)}
    return At(kept, found.place)


def _schemas(root: At) -> frozenset[str]:
    components = root.get("components") or At({}, root.place)
    found = components.get("schemas") or At({}, root.place)
    return frozenset(found.members)


def _cleaned(value: JsonValue, names: frozenset[str]) -> JsonValue:
    """The document without what says a constraint in JSON Schema, and with one table of types for requests and replies."""
    if isinstance(value, list):
        return [_cleaned(one, names) for one in value]
    if not isinstance(value, dict):
        return value
    found: dict[str, JsonValue] = {}
    for key, one in value.items():
        if key == "$ref" and isinstance(one, str):
            base = one.removesuffix(REPLY)
            is_known = base.rpartition("/")[2] in names
            found[key] = base if is_known else one
        elif key == "allOf" and isinstance(one, list):
            rest = [each for each in one if not _is_rule(each)]
            if rest:
                found[key] = _cleaned(rest, names)
        elif key in ("x-params-schema", "x-constraints") or key == "not":
            # Line breaks at the end of a text are refused by `not`; a pattern says so too.
            continue
        elif key in (KEY, "value", "default", "examples"):
            is_pairs = key == "examples" and isinstance(one, list) and _are_pairs(one)
            found[key] = _cleaned(one, names) if is_pairs else one
        else:
            found[key] = _cleaned(one, names)
    return found


def _are_pairs(value: list[JsonValue]) -> bool:
    return all(isinstance(one, dict) and "params" in one for one in value)


def _is_rule(value: JsonValue) -> bool:
    return isinstance(value, dict) and "$comment" in value


def _said(at: At) -> dict[str, JsonValue]:
    found = at.members.get(KEY)
    return found if isinstance(found, dict) else {}


def _own(at: At) -> dict[str, JsonValue]:
    """The author's own keys."""
    return {
        key: value
        for key, value in at.members.items()
        if key.startswith("x-") and key not in WRITTEN
    }


def _links(at: At) -> Iterator[tuple[str, str]]:
    docs = at.get("externalDocs")
    if docs is not None:
        yield docs.text("description"), docs.text("url")
    for one in (at.get("x-see") or At([], at.place)).items():
        yield one.text("description") or one.text("title"), one.text("url")


def _method(at: At, wrap: str) -> Method:
    said = _said(at)
    inherited = said.get("params")
    taken = inherited if isinstance(inherited, dict) else {}
    keys = {
        key: unfolded(one)
        for key, one in said.items()
        if key not in ("params", "errors", "result")
    }
    for key in ("readonly", "idempotent", "pagination", "since"):
        value = at.members.get(f"x-{key}")
        if value:
            keys[key] = value
    errors = said.get("errors")
    if isinstance(errors, dict):
        keys["errors"] = dict(_rows(at, errors))
    params = at.get("params") or At([], at.place)
    return Method(
        name=at.text("name"),
        place=at.place,
        title=at.text("summary"),
        description=at.text("description"),
        structure=at.text("paramStructure") or "by-name",
        params=tuple(
            Param(
                name=one.text("name"),
                schema=one.get("schema") or At(True, one.place),
                place=one.place,
                required=one.members.get("required") is True,
                title=one.text("summary"),
                description=one.text("description"),
                is_inherited=one.text("name") in taken,
            )
            for one in params.items()
        ),
        result=None if "result" in said else _result(at, wrap),
        samples=tuple(_samples(at, wrap)),
        deprecated=at.text("x-deprecated"),
        links=tuple(_links(at)),
        keys=keys | _own(at),
    )


def _rows(at: At, errors: dict[str, JsonValue]) -> Iterator[tuple[str, JsonValue]]:
    """The method's own rows, with what the table of all its errors says of them."""
    table = {
        one.text("mnemonic"): one
        for one in (at.get("x-errors") or At([], at.place)).items()
    }
    for mnemonic, row in errors.items():
        if not isinstance(row, dict):
            yield mnemonic, None
            continue
        whole = table.get(mnemonic)
        known = {} if whole is None else whole.members
        first: dict[str, Any] = {
            key: known[key]
            for key in (
                "code",
                "message",
                "cause",
                "fix",
                "help_url",
                "since",
                "deprecated",
            )
            if key in known
        }
        yield mnemonic, {**first, **{key: unfolded(one) for key, one in row.items()}}


def _result(at: At, wrap: str) -> Result | None:
    found = at.get("result")
    if found is None:
        return None
    schema = found.get("schema") or At(True, found.place)
    if wrap:
        schema = (schema.get("properties") or schema).get(wrap) or schema
    return Result(
        schema=schema,
        title=found.text("summary"),
        description=found.text("description"),
        required=found.members.get("required") is True,
    )


def _samples(at: At, wrap: str) -> Iterator[Sample]:
    for key in ("examples", "x-error-examples"):
        for one in (at.get(key) or At([], at.place)).items():
            said = _said(one)
            params: dict[str, JsonValue] = {
                pair.text("name"): pair.members.get("value")
                for pair in (one.get("params") or At([], at.place)).items()
            }
            own = said.get("params")
            value = (one.get("result") or At({}, one.place)).members.get("value")
            if wrap and isinstance(value, dict):
                value = value.get(wrap)
            error = (one.get("error") or At({}, one.place)).text("mnemonic")
            yield Sample(
                title=one.text("name"),
                place=one.place,
                description=one.text("description"),
                params=own if isinstance(own, dict) else params,
                result=value,
                has_result=not error,
                error=error,
                row={k: said[k] for k in ("id", "state", "credential") if k in said},
            )


def unfolded(value: JsonValue) -> Any:
    """A declaration in the form in which an author writes it: the values of an enum with what they mean."""
    if isinstance(value, list):
        return [unfolded(one) for one in value]
    if not isinstance(value, dict):
        return value
    found: dict[Any, Any] = {key: unfolded(one) for key, one in value.items()}
    meanings, values = found.get(MEANINGS), found.get("enum")
    if isinstance(meanings, list) and isinstance(values, list):
        del found[MEANINGS]
        found["enum"] = dict(
            zip(values, (one or None for one in meanings), strict=False)
        )
    return found
