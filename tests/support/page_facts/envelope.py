"""What the general page says: transport, envelope, code groups, and the errors common to all methods."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from onespec.datatypes import Field, ObjectType
from onespec.model import Service

from page_facts.fact import Fact, fact

LIMITS = [
    "day_limit",
    "day_remaining",
    "day_reset",
    "minute_limit",
    "minute_remaining",
    "minute_reset",
]
CODES = [
    -32700,
    -32600,
    -32601,
    -32602,
    -32603,
    -32001,
    -32002,
    -32003,
    -32004,
    -32007,
    -32008,
    -32009,
    -32029,
    -32099,
]


def _names(fields: tuple[Field, ...], of: str = "") -> list[str]:
    for field in fields:
        if field.name == of:
            assert isinstance(field.type, ObjectType)
            return _names(field.type.fields)
    assert not of
    return [field.name for field in fields]


def _noted(*needles: str) -> Callable[[Service], object]:
    """Which words no note of the transport or the envelope has."""

    def read(service: Service) -> list[str]:
        notes = [*service.transport.notes, *service.envelope.notes]
        return [each for each in needles if not any(each in note for note in notes)]

    return read


def _general(
    says: str, read: Callable[[Service], object], expected: object, *shown: str
) -> Fact:
    """A fact of the general page, for the front page of the docs."""
    return replace(fact(says, read, expected, *shown), page="index")


FACTS: tuple[Fact, ...] = (
    _general(
        "requests are POST",
        lambda service: service.transport.http_method,
        "POST",
        "POST",
    ),
    _general(
        "bodies are application/json",
        lambda service: service.transport.content_type,
        "application/json",
        "application/json",
    ),
    _general(
        "bodies are UTF-8", lambda service: service.transport.encoding, "UTF-8", "UTF-8"
    ),
    _general(
        "requests go over HTTPS, with the right length, and Accept is ignored",
        _noted("HTTPS", "RFC 8259", "`Content-Length` that is right", "`Accept`"),
        [],
        "HTTPS",
        "RFC 8259",
        "`Content-Length` that is right",
        "`Accept`",
    ),
    _general(
        "the address ends in the version",
        lambda service: [server.url for server in service.servers],
        ["https://callapi.callgear.com/v4.0"],
        "https://callapi.callgear.com/v4.0",
    ),
    _general(
        "an id is a string or a number",
        lambda service: service.envelope.id_types,
        ("string", "number"),
        "string or number",
    ),
    _general(
        "there are no batches", lambda service: service.envelope.batch, None, "Batches"
    ),
    _general(
        "there are no notifications",
        lambda service: service.envelope.notifications,
        False,
        "Notifications",
    ),
    _general(
        "the result stands in data",
        lambda service: service.envelope.result,
        "data",
        "result.data",
    ),
    _general(
        "the credential is the param access_token",
        lambda service: service.auth and service.auth.param,
        "access_token",
        "the param access_token",
    ),
    _general(
        "a session lasts one hour, and a permanent key works too",
        _noted("one hour", "permanent key", "`login.user`"),
        [],
        "one hour",
        "permanent key",
        "`login.user`",
    ),
    _general(
        "names and times have one form, and empty values come back",
        _noted("`YYYY-MM-DDThh:mm:ssZ`", "`null`, `[]` or `{}`", "`list.*`"),
        [],
        "`YYYY-MM-DDThh:mm:ssZ`",
        "`null`, `[]` or `{}`",
        "`list.*`",
    ),
    _general(
        "limits are not sent with some errors",
        _noted("Limits are left out", "refused address"),
        [],
        "Limits are left out",
        "refused address",
    ),
    _general(
        "metadata has limits and api_version",
        lambda service: _names(service.envelope.metadata),
        ["limits", "api_version"],
        "limits",
        "api_version",
    ),
    _general(
        "limits are counted by day and by minute",
        lambda service: _names(service.envelope.metadata, "limits"),
        LIMITS,
        *LIMITS,
    ),
    _general(
        "a deprecated version says so",
        lambda service: _names(service.envelope.metadata, "api_version"),
        ["current_version_deprecated", "current_version", "latest_version"],
        "api_version.current_version_deprecated",
        "api_version.current_version",
        "api_version.latest_version",
    ),
    _general(
        "error.data has five members",
        lambda service: _names(service.envelope.error_data),
        ["mnemonic", "field", "value", "params", "extended_helper"],
        "the one member that is always there",
        "contact_message.type",
        "What the caller sent in that param, unchanged",
        "What fills the placeholders of the message",
        "extended_helper",
    ),
    _general(
        "of which the mnemonic alone is always there",
        lambda service: [
            field.name for field in service.envelope.error_data if field.required
        ],
        ["mnemonic"],
    ),
    _general(
        "errors have fourteen codes",
        lambda service: [group.code for group in service.code_groups],
        CODES,
    ),
)
