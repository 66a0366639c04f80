"""The documents of a spec, their shape already checked -> `Service`, with every fault of meaning gathered."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final
from urllib.parse import urlsplit

from onespec import names
from onespec.datatypes import Field
from onespec.diagnostics import Span
from onespec.messages import spec as say
from onespec.model import (
    PROTOCOL_SLOTS,
    Auth,
    CodeGroup,
    Envelope,
    ErrorKind,
    Method,
    Server,
    Service,
    Transport,
)
from onespec.nodes import Entry, MappingNode, Node, ScalarNode, key_text
from onespec.spec.errors import CommonTable, Row, read_row
from onespec.spec.fields import Types, read_fields
from onespec.spec.keys import (
    Findings,
    entries,
    items,
    read_extensions,
    read_links,
    scalar,
    text,
    texts,
)
from onespec.spec.methods import Surroundings, read_method, read_open
from onespec.spec.names import check_names

JSONRPC_ERRORS: Final[Mapping[str, tuple[int, str, tuple[str, ...]]]] = {
    "parse_error": (-32700, "Parse error", ("parse", "encoding")),
    "invalid_request": (
        -32600,
        "Invalid Request",
        ("batch", "envelope", "notification"),
    ),
    "method_not_found": (-32601, "Method not found", ("method",)),
    "invalid_params": (
        -32602,
        "Invalid params",
        ("missing", "type", "value", "unexpected", "constraint"),
    ),
    "internal_error": (-32603, "Internal error", ("internal",)),
}
"""What JSON-RPC 2.0 (section 5.1) defines: mnemonic -> code, message, the protocol slots it answers by itself."""
_STANDARD: Final = {
    -32700: ("json", "the body is not JSON"),
    -32600: ("envelope", "the JSON-RPC envelope is wrong"),
    -32601: ("unknown_method", "the method is unknown"),
    -32602: ("invalid_params", "the params are wrong"),
    -32603: ("server", "a fault of the server"),
}
"""Names for the codes that JSON-RPC 2.0 defines, used where the spec gives none."""
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?\.?|[0-9A-Fa-f:.]+")


def read_service(
    document: MappingNode,
    methods: Mapping[str, MappingNode],
    source: str,
    findings: Findings,
) -> Service:
    """The whole service; `methods` maps each file's path in the spec to its document."""
    types = Types(entries(document, "types"), findings)
    shared = types.all()
    state = read_fields(entries(document, "state"), types)
    rows = {
        str(e.key.value): read_row(e, findings) for e in entries(document, "errors")
    }
    protocol = _protocol(document, rows, findings)
    declared_default = scalar(_mapping(document, "protocol"), "constraint")
    common = CommonTable(_with_jsonrpc_rows(rows, protocol), state)
    around = Surroundings(
        types=types,
        state=state,
        common=common,
        auth=_auth(document),
        default_error=protocol["constraint"] if declared_default else None,
        findings=findings,
    )
    found = [read_method(node, path, around) for path, node in methods.items()]
    findings.extend(common.misfits())
    _check_method_names(found, findings)
    _check_package(document, findings)
    service = Service(
        name=text(document, "name"),
        title=text(document, "title"),
        version=text(document, "version"),
        release=text(document, "release"),
        description=text(document, "description"),
        servers=_servers(document, findings),
        auth=around.auth,
        transport=_transport(document),
        envelope=_envelope(document, types, findings),
        protocol=protocol,
        code_groups=code_groups(document, common.rows, found, findings),
        types=shared,
        state=state,
        errors=tuple(row.kind for row in common.rows.values()),
        methods=tuple(sorted(found, key=lambda method: method.name)),
        open=read_open(
            document, (), [row.kind for row in common.rows.values()], findings
        ),
        see=read_links(document),
        extensions=read_extensions(document),
        source=source,
        span=document.span,
    )
    findings.extend(check_names(service))
    return service


def _mapping(document: MappingNode, key: str) -> MappingNode:
    node = document.get(key)
    return (
        node
        if isinstance(node, MappingNode)
        else MappingNode(entries=(), span=document.span)
    )


def _protocol(
    document: MappingNode, rows: Mapping[str, Row], findings: Findings
) -> dict[str, str]:
    """Every slot's mnemonic: declared, else the error that JSON-RPC itself has for it."""
    protocol: dict[str, str] = {}
    known = [(name, row.kind.span) for name, row in rows.items()]
    for slot in PROTOCOL_SLOTS:
        node = scalar(_mapping(document, "protocol"), slot)
        if node is None:
            protocol[slot] = next(
                m for m, (_, _, slots) in JSONRPC_ERRORS.items() if slot in slots
            )
            continue
        protocol[slot] = str(node.value)
        if node.value not in rows:
            owner = f"`protocol.{slot}`"
            what = "a row of the common error table"
            findings.add(
                say.unknown_name(
                    node.span, owner, "names", str(node.value), what, known
                )
            )
    return protocol


def _with_jsonrpc_rows(
    rows: Mapping[str, Row], protocol: Mapping[str, str]
) -> dict[str, Row]:
    """The common table, with the rows that slots left out fall back to."""
    added: dict[str, Row] = {}
    for mnemonic, (code, message, slots) in JSONRPC_ERRORS.items():
        if mnemonic not in rows and any(protocol[slot] == mnemonic for slot in slots):
            kind = ErrorKind(
                mnemonic=mnemonic, code=code, message=(message,), template=message
            )
            added[mnemonic] = Row(kind=kind, conditions=(), message=None)
    return {**rows, **added}


def _check_method_names(methods: list[Method], findings: Findings) -> None:
    seen: dict[str, Method] = {}
    for method in methods:
        if method.name in seen and method.span is not None:
            first = seen[method.name].span
            findings.add(say.duplicate_name(method.span, "method", method.name, first))
        seen.setdefault(method.name, method)


def _auth(document: MappingNode) -> Auth | None:
    node = document.get("auth")
    if not isinstance(node, MappingNode):
        return None
    return Auth(param=text(node, "param"), env=text(node, "env"))


def _check_package(document: MappingNode, findings: Findings) -> None:
    node = scalar(document, "name")
    assert node is not None
    if names.is_reserved_package(str(node.value)):
        reason = "is the name of a package or word that Python has already"
        fault = say.reserved_name(node.span, "service", str(node.value), reason)
        findings.add(fault)


def _check_address(node: Node | None, what: str, findings: Findings) -> None:
    if not isinstance(node, ScalarNode):
        return
    fault = address_fault(str(node.value))
    if fault:
        findings.add(say.bad_address(node.span, what, fault))


def _servers(document: MappingNode, findings: Findings) -> tuple[Server, ...]:
    servers: list[Server] = []
    for entry in entries(document, "servers"):
        url_node = (
            entry.value.get("url")
            if isinstance(entry.value, MappingNode)
            else entry.value
        )
        _check_address(url_node, f"`servers.{key_text(entry.key)}`", findings)
        name = key_text(entry.key)
        if isinstance(entry.value, ScalarNode):
            servers.append(Server(name=name, url=str(entry.value.value)))
        elif isinstance(entry.value, MappingNode):
            url, about = text(entry.value, "url"), text(entry.value, "description")
            servers.append(Server(name=name, url=url, description=about))
    return tuple(servers)


def _transport(document: MappingNode) -> Transport:
    node = _mapping(document, "transport")
    plain = Transport()
    return Transport(
        http_method=text(node, "method", plain.http_method),
        content_type=text(node, "content_type", plain.content_type),
        encoding=text(node, "encoding", plain.encoding),
        notes=_notes(node),
    )


def _envelope(document: MappingNode, types: Types, findings: Findings) -> Envelope:
    node = _mapping(document, "envelope")
    held = scalar(node, "result")
    if held is not None and held.value == "metadata":
        findings.add(say.reserved_member(held.span, "metadata"))
    ids = tuple(str(item.value) for item in texts(node, "ids"))
    return Envelope(
        result=text(node, "result"),
        metadata=_fields(node, "metadata", types),
        error_data=_fields(node, "error_data", types),
        id_types=ids or Envelope().id_types,
        notes=_notes(node),
    )


def _fields(node: MappingNode, key: str, types: Types) -> tuple[Field, ...]:
    return read_fields(entries(node, key), types)


def _notes(node: MappingNode) -> tuple[str, ...]:
    return tuple(
        str(item.value) for item in items(node, "notes") if isinstance(item, ScalarNode)
    )


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


def address_fault(url: str) -> str:
    """What is wrong with a server's address; empty where it is fine."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return "its host or port can't be read"
    if parts.username is not None or parts.password is not None:
        return "it carries a user name or password"
    if parts.fragment:
        return "it has a fragment, which is never sent"
    if not parts.hostname or not _HOST.fullmatch(parts.hostname):
        return "it has no host"
    return "its port is 0" if port == 0 else ""
