"""Every JSON-RPC code that occurs -> a group of errors with a name of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from onespec import names
from onespec.diagnostics import Span
from onespec.loader.errors import Row
from onespec.loader.findings import Findings, entries, scalar, text
from onespec.loader.trees import key_text
from onespec.messages import spec as say
from onespec.model import CodeGroup, Method
from onespec.source import Entry, MappingNode

_STANDARD: Final = {
    -32700: ("json", "the body is not JSON"),
    -32600: ("envelope", "the JSON-RPC envelope is wrong"),
    -32601: ("unknown_method", "the method is unknown"),
    -32602: ("invalid_params", "the params are wrong"),
    -32603: ("server", "a fault of the server"),
}
"""Names for the codes that JSON-RPC 2.0 defines, used where the spec gives none."""


def code_groups(
    document: MappingNode,
    rows: Mapping[str, Row],
    methods: Sequence[Method],
    findings: Findings,
) -> tuple[CodeGroup, ...]:
    """The declared groups in the author's order, then one for each other code that occurs, by number."""
    mnemonics = _mnemonics(rows, methods)
    groups: dict[int, CodeGroup] = {}
    classes: dict[str, str] = {names.error_class(m): m for m in sorted(mnemonics)}
    places: dict[str, Span | None] = {**mnemonics}
    for entry in entries(document, "code_groups"):
        group = _declared(entry)
        clash = classes.get(names.error_class(group.name))
        if clash is not None:
            _report(entry, group, (clash, places.get(clash)), findings)
        places[group.name] = entry.key.span
        classes[names.error_class(group.name)] = group.name
        groups[group.code] = group
    for code in sorted(_codes(rows, methods) - groups.keys(), reverse=True):
        group = _derived(code, classes)
        classes[names.error_class(group.name)] = group.name
        groups[code] = group
    return tuple(groups.values())


def _mnemonics(
    rows: Mapping[str, Row], methods: Sequence[Method]
) -> dict[str, Span | None]:
    """Every mnemonic and where it is declared."""
    found = {kind.mnemonic: kind.span for m in methods for kind in m.errors}
    return {**found, **{name: row.kind.span for name, row in rows.items()}}


def _codes(rows: Mapping[str, Row], methods: Iterable[Method]) -> set[int]:
    common = {row.kind.code for row in rows.values()}
    return common | {kind.code for method in methods for kind in method.errors}


def _declared(entry: Entry) -> CodeGroup:
    assert isinstance(entry.value, MappingNode)
    return CodeGroup(
        code=int(key_text(entry.key)),
        name=text(entry.value, "name"),
        title=text(entry.value, "title"),
    )


def _derived(code: int, taken: Mapping[str, str]) -> CodeGroup:
    name, title = _STANDARD.get(code, ("", ""))
    if not name or names.error_class(name) in taken:
        name = f"code_{abs(code)}" if code < 0 else f"code_plus_{code}"
    return CodeGroup(code=code, name=name, title=title)


def _report(
    entry: Entry,
    group: CodeGroup,
    clash: tuple[str, Span | None],
    findings: Findings,
) -> None:
    assert isinstance(entry.value, MappingNode)
    node = scalar(entry.value, "name")
    assert node is not None
    generated = names.error_class(group.name)
    findings.add(
        say.colliding_names(
            node.span, "code group", group.name, clash[0], generated, clash[1]
        )
    )
