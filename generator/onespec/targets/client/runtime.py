"""Service -> what the modules that are the same for every client differ in: a name here, a number there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from onespec import names
from onespec.datatypes import BooleanType, Field, ObjectType
from onespec.model import Service
from onespec.targets.banners import banner
from onespec.targets.calls import literals, several
from onespec.layout import assign, bracket, call, prefixed, signature, union
from onespec.notation.python_types import Side, class_key
from onespec.targets.classes import class_table
from onespec.targets.client.errors import base_name
from onespec.targets.client.sides import ASYNC, PLAIN, SideView
from onespec.texts import PythonText, identifier, python_literal, python_string

PARTS: Final = (
    "_runtime/__init__",
    "_runtime/address",
    "_runtime/call",
    "_runtime/clients",
    "_runtime/connecting",
    "_runtime/core",
    "_runtime/deadline",
    "_runtime/decode",
    "_runtime/examine",
    "_runtime/exchange",
    "_runtime/failure",
    "_runtime/faults",
    "_runtime/httpx_calls",
    "_runtime/ids",
    "_runtime/invalid",
    "_runtime/log",
    "_runtime/masker",
    "_runtime/metadata",
    "_runtime/method",
    "_runtime/models",
    "_runtime/narrow",
    "_runtime/network",
    "_runtime/options",
    "_runtime/paths",
    "_runtime/pickles",
    "_runtime/raw",
    "_runtime/readers",
    "_runtime/recording",
    "_runtime/reply",
    "_runtime/retry",
    "_runtime/rpc_error",
    "_runtime/secret",
    "_runtime/session",
    "_runtime/settings",
    "_runtime/start",
    "_runtime/steps",
    "_runtime/streams",
    "_runtime/strict_json",
    "_runtime/surroundings",
    "_runtime/text",
    "_runtime/transports",
    "_runtime/unanswered",
    "_runtime/wire",
    "transport",
)
"""Modules of the package, each from a template of its name."""

LIMITED: Final = ("limit_exceeded", "rate_limit_exceeded", "too_many_requests")
"""Mnemonics that mean a used-up limit, in any service."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberView:
    """A member of the metadata that is an object."""

    wire: str
    kind: str
    signature: PythonText
    body: PythonText


@dataclass(frozen=True, slots=True, kw_only=True)
class RuntimeView:
    """What all these templates share; each uses a few of them."""

    banner: PythonText
    sessions: tuple[SideView, ...]
    base: PythonText
    home: PythonText
    logger: PythonText
    has_external_id: bool
    result_member: PythonText
    help_member: PythonText
    limited: PythonText
    flags: PythonText
    has_metadata: bool
    members: tuple[MemberView, ...]
    has_limits: bool
    last_limits: PythonText
    read_limits: PythonText
    base_url_env: PythonText
    default_url: PythonText
    credential_env: PythonText
    credential_argument: PythonText
    credential_param: PythonText
    needs_credential: PythonText
    content_type: PythonText
    user_agent: PythonText
    id_type: PythonText
    fresh_id: PythonText


def view(service: Service) -> RuntimeView:
    """The one view."""
    package = names.snake(service.name)
    members = tuple(_members(service))
    limits = next((item.kind for item in members if item.wire == "limits"), "")
    auth = service.auth
    transport = service.transport
    ids_are_text = "string" in service.envelope.id_types
    return RuntimeView(
        banner=banner("spec/"),
        sessions=(PLAIN, ASYNC),
        base=identifier(base_name(service)),
        home=python_string(f"{package}.errors"),
        logger=python_string(package),
        has_external_id=_has_param(service, "external_id"),
        result_member=python_string(service.envelope.result),
        help_member=python_string(_help_member(service)),
        limited=python_literal(list(LIMITED)),
        flags=assign(
            "DEPRECATION_FLAGS: tuple[tuple[str, ...], ...]",
            several(literals(path) for path in _flags(service)),
        ),
        has_metadata=bool(members),
        members=members,
        has_limits=bool(limits),
        last_limits=_property("last_limits", limits),
        read_limits=_reading(limits, "self.last_metadata", "limits"),
        base_url_env=python_string(f"{names.constant(service.name)}_BASE_URL"),
        default_url=python_string(service.servers[0].url if service.servers else ""),
        credential_env=python_string(auth.env if auth else ""),
        credential_argument=python_string(credential(service)),
        credential_param=python_string(auth.param if auth else ""),
        needs_credential=python_literal(
            auth is not None and all(method.auth for method in service.methods)
        ),
        content_type=python_string(
            f"{transport.content_type}; charset={transport.encoding}"
        ),
        user_agent=python_string(f"{package}-python/{service.release}"),
        id_type=PythonText("str" if ids_are_text else "int"),
        fresh_id=PythonText("uuid4().hex" if ids_are_text else "uuid4().int >> 76"),
    )


CONSTRUCTOR: Final = frozenset(
    ["self", "base_url", "timeout", "connect_timeout", "max_retries", "headers"]
    + ["transport", "trust_env", "proxy", "ssl_context", "max_response_bytes"]
)
"""Arguments of a client; a credential of that name gets a trailing underscore."""


def credential(service: Service) -> str:
    """The argument that carries the credential, or nothing."""
    if service.auth is None:
        return ""
    name = names.snake(service.auth.param)
    return f"{name}_" if name in CONSTRUCTOR else name


RAW: Final = frozenset(
    ["parsed", "request_id", "http", "metadata", "status", "headers"]
)
"""What a raw response has of its own."""


def _has_param(service: Service, name: str) -> bool:
    return any(p.name == name for method in service.methods for p in method.params)


def _help_member(service: Service) -> str:
    """The member of `error.data` that holds a link."""
    for field in service.envelope.error_data:
        if "help" in field.name:
            return field.name
    return "help_url"


def _members(service: Service) -> Iterator[MemberView]:
    table = class_table(service).by_key
    for field in service.envelope.metadata:
        if isinstance(field.type, ObjectType) and field.type.fields:
            name = names.snake(field.name)
            kind = table[class_key(Side.RESULT, field)]
            yield MemberView(
                wire=field.name,
                kind=kind,
                signature=_property(f"{name}_" if name in RAW else name, kind),
                body=_reading(kind, "self.metadata", field.name),
            )


def _property(name: str, kind: str) -> PythonText:
    returned = union(f"_types.{kind}", "None")
    return signature(f"def {name}", ["self,"], returned, 4)


def _reading(kind: str, source: str, wire: str) -> PythonText:
    items = (f"_types.{kind}", source, python_string(wire))
    return bracket(prefixed("return ", call("read_member", *items)), 8)


def _flags(service: Service) -> Iterator[tuple[str, ...]]:
    """Where the metadata has a boolean that speaks of deprecation."""
    for field in service.envelope.metadata:
        yield from _flags_in(field, (field.name,))


def _flags_in(field: Field, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    if isinstance(field.type, BooleanType) and "deprecated" in field.name:
        yield path
    if isinstance(field.type, ObjectType):
        for member in field.type.fields:
            yield from _flags_in(member, (*path, member.name))
