"""Service -> an installable MCP server: a table of tools, and the plain Python of `runtime/mcp` that serves them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from onespec import names, runtime
from onespec.datatypes import Field, ObjectType, resolved, within
from onespec.markup import Markdown
from onespec.mending import remedy_of
from onespec.model import Method, Service
from onespec.notation import english_expr
from onespec.output.files import File
from onespec.prose import plain
from onespec.render import render
from onespec.samples import sample
from onespec.targets import schema
from onespec.targets.python.docstrings import summary
from onespec.targets.python.package import (
    client_name,
    credential,
    own_name,
    package_name,
)
from onespec.targets.python.shapes import holds_secret
from onespec.texts import MarkdownText, json_text

ROOT: Final = frozenset(
    ["type", "title", "description", "properties", "required", "additionalProperties"]
)
"""What a flat schema has at its root; whatever else the full one has there says rules."""

UNTOLD: Final = frozenset(["title", "writeOnly", "$comment"])
"""Keywords that tell a model nothing it needs."""

DEEPEST: Final = 4
"""How often a type that contains itself is written out; below that anything goes, and the checks judge it."""


def package(service: Service) -> str:
    """The name of the Python package."""
    return f"{package_name(service)}_mcp"


def files(service: Service) -> Iterator[File]:
    """The distribution: its metadata, its table, and the runtime."""
    home = f"mcp/{package(service)}"
    rows = [row(service, method, tool) for method, tool in _named(service)]
    yield File(path=f"{home}/tools.json", content=f"{json_text(rows, 1)}\n".encode())
    yield File(path=f"{home}/py.typed", content=b"")
    values: dict[str, Any] = {
        "service": service,
        "package": package(service),
        "client_package": package_name(service),
        "client": client_name(service),
    }
    for name in ("__init__", "__main__"):
        text = render(f"mcp/package/{name}.py.j2", **values)
        yield File(path=f"{home}/{name}.py", content=text.encode())
    folder = Path(runtime.__file__).parent / "mcp"
    for path in sorted(folder.glob("*.py")):
        content = path.read_bytes().replace(b"\r\n", b"\n")
        target = f"{home}/_runtime/{path.name}"
        yield File(path=target, content=content, is_copy=True)
    about = summary(f"MCP server of {service.title} {service.version}")
    project = render("mcp/pyproject.toml.j2", about=about, **values)
    yield File(path="mcp/pyproject.toml", content=project.encode())
    readme = render("mcp/README.md.j2", **_readme(service), **values)
    yield File(path="mcp/README.md", content=readme.encode())


def _readme(service: Service) -> dict[str, Any]:
    say = Markdown()
    variables = [argument.variable for argument in credential(service)]
    for method in service.methods:
        variables += secrets(service, method).values()
    return {
        "title": say.text(f"{service.title} {service.version}"),
        "variables": MarkdownText(
            ", ".join(f"`{name}`" for name in dict.fromkeys(variables))
        ),
        "command": MarkdownText(package(service).replace("_", "-")),
        "client_name": MarkdownText(package_name(service).replace("_", "-")),
        "address": MarkdownText(f"{names.constant(service.name)}_BASE_URL"),
    }


def _named(service: Service) -> Iterator[tuple[Method, str]]:
    """The methods with the names of their tools, all different."""
    taken: set[str] = set()
    for method in service.methods:
        stem = re.sub(r"[^A-Za-z0-9_.-]", "_", method.name)[:60]
        tool, count = stem, 1
        while tool in taken:
            count += 1
            tool = f"{stem}_{count}"
        taken.add(tool)
        yield method, tool


def row(service: Service, method: Method, tool: str) -> dict[str, Any]:
    """What the table says of one method; members that hold nothing are left out."""
    flat, more = arguments(service, method)
    output, wraps = _output(service, method)
    hides = _hidden(method)
    keywords = {
        item.name: word
        for item in method.inputs
        if (word := names.param(item.name)) != item.name
    }
    told: dict[str, Any] = {
        "method": method.name,
        "tool": tool,
        "path": [*names.split(method.name)[0], own_name(method)],
        "keywords": keywords,
        "title": method.title,
        "description": plain(method.description) or method.title,
        "rules": [english_expr.plain(rule) for rule in method.rules],
        "flat": flat,
        "more": more,
        "output": output,
        "wraps": wraps,
        "readonly": method.readonly,
        "idempotent": method.idempotent,
        "destructive": method.destructive,
        "secrets": secrets(service, method),
        "credential": {
            one.name: sample(replace(one, examples=()))
            for one in _credentials(service, method)
        },
        "hides": hides,
        "remedies": {
            kind.mnemonic: found
            for kind in method.all_errors()
            if (found := remedy_of(service, method, kind)) != "give_up"
        },
    }
    needed = ("method", "tool", "path", "title", "description", "flat")
    kept = {name for name, value in told.items() if value not in (None, False, [], {})}
    if method.destructive is False:
        kept.add("destructive")
    return {name: told[name] for name in told if name in kept or name in needed}


def _credentials(service: Service, method: Method) -> list[Field]:
    """The field that carries the service's credential, where the method has it."""
    if service.auth is None or not method.auth:
        return []
    return [one for one in method.inputs if one.name == service.auth.param]


def secrets(service: Service, method: Method) -> dict[str, str]:
    """Other params that hold secrets, with the variables of the environment they are read from."""
    known = _credentials(service, method)
    return {
        one.name: f"{names.constant(service.name)}_{names.constant(one.name)}"
        for one in method.inputs
        if holds_secret(one) and one not in known
    }


def _hidden(method: Method) -> list[str]:
    """Names of the members of the result that are secret; `*` where all of it is."""
    if method.result is None:
        return []
    if method.result.secret:
        return ["*"]
    found = (one.name for one in within(method.result) if one.secret)
    return sorted({name for name in found if name})


# -- schemas ---------------------------------------------------------------------------------------------------------


def arguments(
    service: Service, method: Method
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The flat schema of what a caller gives, and what the full one has besides, or instead, at its root."""
    whole = _told(schema.body(service, method, "params"))
    defs = whole.pop("$defs", {})
    gone = {one.name for one in _credentials(service, method)}
    gone |= set(secrets(service, method))
    kept = {n: v for n, v in whole.get("properties", {}).items() if n not in gone}
    required = [name for name in whole.get("required", []) if name not in gone]
    flat: dict[str, Any] = {
        "type": "object",
        "properties": _inlined(kept, defs, {}),
        **({"required": required} if required else {}),
        "additionalProperties": False,
    }
    rules = {name: value for name, value in whole.items() if name not in ROOT}
    more: dict[str, Any] = _inlined(rules, defs, {})
    if _is_recursive(defs, kept):
        more |= {"properties": kept, **rules, "$defs": defs}
    return flat, more


def _output(service: Service, method: Method) -> tuple[dict[str, Any] | None, bool]:
    """The schema of a result, an object in any case; and whether it had to be put in one."""
    if method.result is None:
        return None, True
    whole = _told(schema.body(service, method, "result"))
    found: dict[str, Any] = _inlined(whole, whole.pop("$defs", {}), {})
    kind = resolved(method.result.type)
    if isinstance(kind, ObjectType) and not method.result.nullable:
        root = {name: value for name, value in found.items() if name in ROOT}
        return root, False
    return {
        "type": "object",
        "properties": {"result": found},
        "required": ["result"],
    }, True


def _told(value: Any) -> Any:
    """A schema without what tells a model nothing; what the meanings of an enum say goes into the description."""
    if isinstance(value, list):
        return [_told(one) for one in value]
    if not isinstance(value, dict):
        return value
    found = {
        name: (
            {inner: _told(one) for inner, one in item.items()}
            if name in ("properties", "$defs", "patternProperties") and item
            else (
                item
                if name in ("enum", "const", "default", "examples")
                else _told(item)
            )
        )
        for name, item in value.items()
        if name not in UNTOLD and not name.startswith("x-")
    }
    more = [
        f"`{json.dumps(one, ensure_ascii=False)}`: {words}"
        for one, words in zip(
            value.get("enum", ()), value.get("x-enum-descriptions", ())
        )
        if words
    ]
    note = value.get("x-default-note")
    more += [f"Default: {note}"] if isinstance(note, str) else []
    if more:
        found["description"] = "\n".join([value.get("description", ""), *more]).strip()
    return found


def _inlined(value: Any, defs: Mapping[str, Any], depth: Mapping[str, int]) -> Any:
    """A schema with what it refers to in place of the references."""
    if isinstance(value, list):
        return [_inlined(one, defs, depth) for one in value]
    if not isinstance(value, dict):
        return value
    target = value.get("$ref")
    if not isinstance(target, str):
        return {name: _inlined(one, defs, depth) for name, one in value.items()}
    name = target.removeprefix("#/$defs/")
    beside = {key: one for key, one in value.items() if key != "$ref"}
    times = depth.get(name, 0)
    held = {} if times >= DEEPEST else defs.get(name, {})
    inner = _inlined(held, defs, {**depth, name: times + 1})
    return {**inner, **_inlined(beside, defs, depth)}


def _is_recursive(defs: Mapping[str, Any], kept: Any) -> bool:
    """Whether writing references out came to an end only because it was cut short."""

    def reaches(value: Any, above: frozenset[str]) -> bool:
        if isinstance(value, list):
            return any(reaches(one, above) for one in value)
        if not isinstance(value, dict):
            return False
        target = value.get("$ref")
        if isinstance(target, str):
            name = target.removeprefix("#/$defs/")
            return name in above or reaches(defs.get(name, {}), above | {name})
        return any(reaches(one, above) for one in value.values())

    return reaches(kept, frozenset())
