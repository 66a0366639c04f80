"""The documents of a spec, their shape already checked -> `Service`, with every fault of meaning gathered."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from typing import Final
from urllib.parse import urlsplit

from onespec import names
from onespec.diagnostics import Span
from onespec.messages import spec as say
from onespec.messages.wording import shown
from onespec.model import (
    DECLARED_BY_SERVICE,
    Batch,
    CodeGroup,
    Envelope,
    ErrorKind,
    Method,
    Server,
    Service,
    StatusProfile,
    Transport,
)
from onespec.placed import held, rules_of
from onespec.runtime.client.formats import has_format
from onespec.spec.auth import CREDENTIAL, carried, read_auth
from onespec.spec.constraints import Known, check_values, of_types, without_error
from onespec.spec.errors import CommonTable, Row, read_row
from onespec.spec.fields import Types, read_fields
from onespec.spec.keys import (
    Findings,
    as_declared,
    attributes,
    entries,
    keys_of,
    scalar,
)
from onespec.spec.lifecycles import (
    check_errors,
    of_moves,
    read_lifecycles,
    with_unknown,
)
from onespec.spec.methods import ServiceScope, read_method, read_open
from onespec.spec.names import check_names
from onespec.spec.nodes import Entry, MappingNode, Node, key_text, plain
from onespec.spec.params import CommonParams
from onespec.spec.placeholders import Rows, unfilled
from onespec.spec.session import read_session

JSONRPC_ERRORS: Final[Mapping[str, tuple[int, str, tuple[str, ...]]]] = {
    "parse_error": (-32700, "Parse error", ("parse", "encoding")),
    "invalid_request": (
        -32600,
        "Invalid Request",
        ("batch", "envelope", "notification", "credential"),
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
_LABEL: Final = r"[A-Za-z0-9](?:[A-Za-z0-9_-]*[A-Za-z0-9])?"
_HOST: Final = re.compile(rf"{_LABEL}(?:\.{_LABEL})*\.?")
_BROKEN_ESCAPE: Final = re.compile("%(?![0-9A-Fa-f]{2})")


def read_service(
    document: MappingNode,
    methods: Mapping[str, MappingNode],
    source: str,
    homes: Mapping[str, str],
    findings: Findings,
) -> Service:
    """The whole service; `methods` maps each file's path in the spec to its document, `homes` says what stands beside service.yaml."""
    types = Types(entries(document, "types"), findings)
    declared_state = read_fields(entries(document, "state"), types)
    lifecycles = read_lifecycles(document, types, declared_state, findings)
    state = declared_state + lifecycles.facts
    rows = {
        str(e.key.value): read_row(e, types, findings)
        for e in entries(document, "errors")
    }
    declared = {str(e.key.value): e for e in entries(document, "protocol")}
    auth = read_auth(document, findings)
    credential = carried(document, auth, findings) if auth is not None else None
    protocol = _protocol(declared, rows, findings)
    default_error = protocol["constraint"] if "constraint" in declared else None
    jsonrpc = _with_jsonrpc_rows(rows, protocol)
    if auth is None or not auth.header:
        del protocol[CREDENTIAL]
        if CREDENTIAL in declared:
            findings.add(say.slot_without_header(declared[CREDENTIAL].key.span))
    check_errors(document, lifecycles, rows, findings)
    jsonrpc = with_unknown(lifecycles, jsonrpc)
    errors = {name: row.kind.span for name, row in jsonrpc.items()}
    known = Known(errors=errors, default=default_error, findings=findings)
    shared = of_types(types.all(), entries(document, "types"), known)
    envelope = _envelope(document, types, findings)
    params = CommonParams(document, types, auth, findings)
    answering = {
        *protocol.values(),
        *(r.error for one in shared for r in one.constraints),
    }
    common = CommonTable(jsonrpc, state, of_moves(lifecycles, rows, answering))
    scope = ServiceScope(
        types=types,
        state=state,
        common=common,
        has_auth=auth is not None,
        credential=credential,
        lifecycles=lifecycles,
        params=params,
        default_error=default_error,
        rules=rules_of(shared),
        param_structure=envelope.param_structure,
        findings=findings,
    )
    stated = [
        Rows(method=method, own=own)
        for method, own in (
            read_method(node, path, scope) for path, node in methods.items()
        )
    ]
    found = [rows.method for rows in stated]
    findings.extend(params.misspelt(found))
    findings.extend(common.misfits())
    sent = [field for method in found for field in method.params]
    findings.extend(without_error(held(shared, sent)))
    read = [method.result for method in found if method.result is not None]
    findings.extend(check_values(shared, (*state, *sent, *read)))
    findings.extend(unfilled(protocol, common.rows, stated, state))
    _check_method_names(found, findings)
    groups = code_groups(document, common.rows, found, findings)
    service = Service(
        servers=_servers(document, findings),
        auth=auth,
        session=read_session(document, auth, found, common.rows, findings),
        params=params.declared,
        envelope=envelope,
        protocol=protocol,
        transport=_transport(document, groups, findings),
        code_groups=groups,
        types=shared,
        state=state,
        lifecycles=lifecycles.found,
        errors=tuple(row.kind for row in common.rows.values()),
        methods=tuple(sorted(found, key=lambda method: method.name)),
        open=read_open(
            document, (), [row.kind for row in common.rows.values()], findings
        ),
        declared=as_declared(document, DECLARED_BY_SERVICE),
        source=source,
        homes=homes,
        span=document.span,
        **attributes(document, "service"),
    )
    name = document.get("name")
    if name is not None and names.is_reserved_package(service.name):
        reason = "is the name of a package or word that Python has already"
        fault = say.reserved_name(name.span, "service", service.name, reason)
        findings.add(fault)
    findings.extend(check_names(service))
    return service


def _protocol(
    declared: Mapping[str, Entry], rows: Mapping[str, Row], findings: Findings
) -> dict[str, str]:
    """Every slot's mnemonic: declared, else the error that JSON-RPC itself has for it."""
    protocol: dict[str, str] = {}
    known = [(name, row.kind.span) for name, row in rows.items()]
    for slot in keys_of("protocol"):
        if slot not in declared:
            protocol[slot] = next(
                m for m, (_, _, slots) in JSONRPC_ERRORS.items() if slot in slots
            )
            continue
        node = declared[slot].value
        protocol[slot] = name = str(plain(node))
        if name not in rows:
            owner, what = f"`protocol.{slot}`", "a row of the common error table"
            fault = say.unknown_name(node.span, owner, "names", name, what, known)
            findings.add(fault)
    return protocol


def _with_jsonrpc_rows(
    rows: Mapping[str, Row], protocol: Mapping[str, str]
) -> dict[str, Row]:
    """The common table, with the rows that slots left out fall back to."""
    added: dict[str, Row] = {}
    for mnemonic, (code, message, slots) in JSONRPC_ERRORS.items():
        if mnemonic not in rows and any(
            protocol.get(slot) == mnemonic for slot in slots
        ):
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


def _servers(document: MappingNode, findings: Findings) -> tuple[Server, ...]:
    servers: list[Server] = []
    for entry in entries(document, "servers"):
        name, node = key_text(entry.key), entry.value
        place: Node | None = node
        if isinstance(node, MappingNode):
            server = Server(name=name, **attributes(node, "server"))
            place = node.get("url")
        else:
            server = Server(name=name, url=str(plain(node)))
        fault = _address_fault(server.url)
        if fault and place is not None:
            findings.add(say.bad_address(place.span, f"`servers.{name}`", fault))
        servers.append(server)
    return tuple(servers)


def _envelope(document: MappingNode, types: Types, findings: Findings) -> Envelope:
    node = document.get("envelope")
    if not isinstance(node, MappingNode):
        return Envelope()
    held = scalar(node, "result")
    if held is not None and held.value == "metadata":
        findings.add(say.reserved_member(held.span, "metadata"))
    return Envelope(
        batch=_batch(node.get("batch")),
        **attributes(
            node, "envelope", fields=lambda held: read_fields(held.entries, types)
        ),
    )


def _transport(
    document: MappingNode, groups: Sequence[CodeGroup], findings: Findings
) -> Transport:
    node = document.get("transport")
    if not isinstance(node, MappingNode):
        return Transport()
    codes = {group.code for group in groups}
    status = _status(node.get("status"), codes, findings)
    return Transport(status=status, **attributes(node, "transport"))


def _status(
    node: Node | None, codes: Set[int], findings: Findings
) -> StatusProfile | None:
    """The profile, each of its codes one that an error has."""
    if not isinstance(node, MappingNode):
        return None if node is None else StatusProfile()
    said = {key_text(entry.key): int(plain(entry.value)) for entry in node.entries}
    for entry in node.entries:
        name, status = key_text(entry.key), said[key_text(entry.key)]
        if name != "otherwise" and int(name) not in codes:
            findings.add(say.status_of_no_error(entry.key.span, name))
        if 200 < status < 400:
            findings.add(say.status_of_no_reply(entry.value.span, status))
    otherwise = said.pop("otherwise", 200)
    return StatusProfile(
        by_code=tuple((int(code), status) for code, status in said.items()),
        otherwise=otherwise,
    )


def _batch(node: Node | None) -> Batch | None:
    if isinstance(node, MappingNode):
        return Batch(**attributes(node, "batch"))
    return Batch() if node is not None and plain(node) is True else None


def code_groups(
    document: MappingNode,
    rows: Mapping[str, Row],
    methods: Sequence[Method],
    findings: Findings,
) -> tuple[CodeGroup, ...]:
    """The declared groups in the author's order, then one for each other code that occurs, by number."""
    kinds = [kind for method in methods for kind in method.errors]
    kinds += [row.kind for row in rows.values()]
    places: dict[str, Span | None] = {kind.mnemonic: kind.span for kind in kinds}
    classes: dict[str, str] = {names.error_class(m): m for m in sorted(places)}
    groups: dict[int, CodeGroup] = {}
    for entry in entries(document, "code_groups"):
        code = int(key_text(entry.key))
        group = CodeGroup(code=code, **attributes(entry.value, "codeGroup"))
        clash = classes.get(names.error_class(group.name))
        node = entry.value.get("name") if isinstance(entry.value, MappingNode) else None
        if clash is not None and node is not None:
            made, first = names.error_class(group.name), places.get(clash)
            fault = say.colliding_names(
                node.span, "code group", group.name, clash, made, first
            )
            findings.add(fault)
        places[group.name] = entry.key.span
        classes[names.error_class(group.name)] = group.name
        groups[group.code] = group
    for code in sorted({kind.code for kind in kinds} - groups.keys(), reverse=True):
        group = _derived(code, classes)
        classes[names.error_class(group.name)] = group.name
        groups[code] = group
    return tuple(groups.values())


def _derived(code: int, taken: Mapping[str, str]) -> CodeGroup:
    name, title = _STANDARD.get(code, ("", ""))
    if not name or names.error_class(name) in taken:
        name = f"code_{abs(code)}" if code < 0 else f"code_plus_{code}"
    return CodeGroup(code=code, name=name, title=title)


def _address_fault(url: str) -> str:
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
    if not parts.hostname:
        return "it has no host"
    if not _is_host(parts.hostname, is_bracketed="[" in parts.netloc):
        return f"`{shown(parts.netloc)}` has no host that can be looked up"
    if _BROKEN_ESCAPE.search(url):
        return "a `%` in it is not followed by two hexadecimal digits"
    return "its port is 0" if port == 0 else ""


def _is_host(host: str, *, is_bracketed: bool) -> bool:
    if is_bracketed:
        return has_format("ipv6", host)
    if re.fullmatch("[0-9.]+", host):
        return has_format("ipv4", host)
    return _HOST.fullmatch(host) is not None
