"""What the general page says: transport, envelope, code groups, and the errors common to all methods."""

from __future__ import annotations

from collections.abc import Callable

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


FACTS: tuple[Fact, ...] = (
    fact("requests are POST", lambda service: service.transport.http_method, "POST"),
    fact(
        "bodies are application/json",
        lambda service: service.transport.content_type,
        "application/json",
    ),
    fact("bodies are UTF-8", lambda service: service.transport.encoding, "UTF-8"),
    fact(
        "requests go over HTTPS, with the right length, and Accept is ignored",
        _noted("HTTPS", "RFC 8259", "`Content-Length` that is right", "`Accept`"),
        [],
    ),
    fact(
        "the address ends in the version",
        lambda service: [server.url for server in service.servers],
        ["https://callapi.callgear.com/v4.0"],
        "https://callapi.callgear.com/v4.0",
    ),
    fact(
        "an id is a string or a number",
        lambda service: service.envelope.id_types,
        ("string", "number"),
    ),
    fact("there are no batches", lambda service: service.envelope.batch, False),
    fact(
        "there are no notifications",
        lambda service: service.envelope.notifications,
        False,
    ),
    fact("the result stands in data", lambda service: service.envelope.result, "data"),
    fact(
        "the credential is the param access_token",
        lambda service: service.auth and service.auth.param,
        "access_token",
    ),
    fact(
        "a session lasts one hour, and a permanent key works too",
        _noted("one hour", "permanent key", "`login.user`"),
        [],
    ),
    fact(
        "names and times have one form, and empty values come back",
        _noted("`YYYY-MM-DDThh:mm:ssZ`", "`null`, `[]` or `{}`", "`list.*`"),
        [],
    ),
    fact(
        "limits are not sent with some errors",
        _noted("Limits are left out", "refused address"),
        [],
    ),
    fact(
        "metadata has limits and api_version",
        lambda service: _names(service.envelope.metadata),
        ["limits", "api_version"],
    ),
    fact(
        "limits are counted by day and by minute",
        lambda service: _names(service.envelope.metadata, "limits"),
        LIMITS,
    ),
    fact(
        "a deprecated version says so",
        lambda service: _names(service.envelope.metadata, "api_version"),
        ["current_version_deprecated", "current_version", "latest_version"],
    ),
    fact(
        "error.data has five members",
        lambda service: _names(service.envelope.error_data),
        ["mnemonic", "field", "value", "params", "extended_helper"],
    ),
    fact(
        "of which the mnemonic alone is always there",
        lambda service: [
            field.name for field in service.envelope.error_data if field.required
        ],
        ["mnemonic"],
    ),
    fact(
        "errors have fourteen codes",
        lambda service: [group.code for group in service.code_groups],
        CODES,
    ),
)
