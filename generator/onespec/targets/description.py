"""What `openrpc.json` and `openapi.json` say alike: who the service is, its namespaces, error tables and links."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Final, TypeAlias

from onespec.datatypes import JsonValue, Link
from onespec.model import ErrorKind, Method, Service
from onespec.notation.english_types import type_words

Json: TypeAlias = "dict[str, object]"


def told(**members: object) -> Json:
    """The members that say something: neither empty text, nor an empty list, nor false."""
    return {key: value for key, value in members.items() if value}


CREDENTIAL: Final = "credential"
"""The name of the one security scheme."""


def security_schemes(service: Service) -> Json:
    """How a credential travels in a header, as OpenAPI says it; empty where none does."""
    auth = service.auth
    if auth is None or not auth.header:
        return {}
    if auth.scheme:
        return {CREDENTIAL: {"type": "http", "scheme": auth.scheme}}
    return {CREDENTIAL: {"type": "apiKey", "in": "header", "name": auth.header}}


def banner(service: Service) -> Json:
    """The `x-generated` line, since JSON has no comments."""
    folder = service.source.rpartition("/")[0]
    place = f"{folder}/" if folder else service.source
    return {"x-generated": f"by onespec from {place}. DO NOT EDIT."}


def protocol_facts(service: Service) -> Json:
    """What the envelope allows, for which neither format has a word."""
    batch = service.envelope.batch
    longest: Json = {"max": batch.max} if batch is not None and batch.max else {}
    return told(
        **{
            "x-batch": batch is not None and (longest or True),
            "x-notifications": service.envelope.notifications,
        }
    )


def info(service: Service) -> Json:
    """The `info` object: `version` is the API's own label, `x-release` counts the description's releases."""
    return (
        {"title": service.title}
        | told(description=service.description)
        | {"version": service.version, "x-release": service.release}
    )


def external_docs(links: Iterable[Link]) -> Json:
    """The one link that both formats have a place for, and the rest beside it."""
    found = [{"description": link.title, "url": link.url} for link in links]
    if not found:
        return {}
    rest: Json = {"x-see": found[1:]} if found[1:] else {}
    return {"externalDocs": found[0]} | rest


def namespace(method: Method) -> str:
    """The wire name without its last word: `start` for `start.simple_call`; empty where it has one word only."""
    cut = max(method.name.rfind("."), method.name.rfind("/"))
    return method.name[: max(cut, 0)]


def namespaces(service: Service) -> list[str]:
    """Every namespace once, in the order of the methods."""
    return [name for name in dict.fromkeys(map(namespace, service.methods)) if name]


def facts(method: Method) -> Json:
    """What an operation is, for which neither format has a word."""
    pages = method.pagination
    paged = {} if pages is None else {"x-pagination": told(**asdict(pages))}
    flags: Json = {"x-readonly": method.readonly, "x-idempotent": method.idempotent}
    return (
        flags
        | paged
        | {
            f"x-{key}": value
            for key, value in told(
                since=method.since, deprecated=method.deprecated
            ).items()
        }
    )


def error_rows(method: Method) -> list[Json]:
    """The whole error table: several rows can share a code, the mnemonic tells them apart. Of common rows the words stand elsewhere."""
    return [
        *(_row(kind) | _words(kind) for kind in method.errors),
        *map(_row, method.common_errors),
    ]


def wire_result(service: Service, data: JsonValue) -> JsonValue:
    """The JSON-RPC `result` that carries the data of an example."""
    return {service.envelope.result: data} if service.envelope.result else data


def wire_params(method: Method, params: Mapping[str, JsonValue]) -> JsonValue:
    """The JSON-RPC `params` of an example: by name where the method takes names, else by position."""
    sent = method.sent(params)
    return dict(sent) if method.takes_names else list(sent.values())


def _row(kind: ErrorKind) -> Json:
    return {
        "code": kind.code,
        "mnemonic": kind.mnemonic,
        "message": kind.template,
    }


def _words(kind: ErrorKind) -> Json:
    return told(
        cause=kind.cause,
        fix=kind.fix,
        help_url=kind.help_url,
        since=kind.since,
        deprecated=kind.deprecated,
        data={field.name: type_words(field) for field in kind.data},
    )
