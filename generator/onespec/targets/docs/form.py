"""A method -> what its live form needs: params with their limits, constraints as trees with their sentences, examples."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from onespec import names, patterns
from onespec.datatypes import (
    ArrayType,
    DataType,
    Field,
    FormatType,
    JsonValue,
    MapType,
    ObjectType,
    RecursiveType,
    StringType,
    TupleType,
    UnionType,
    resolved,
    within,
)
from onespec.language.ast import paths, tree
from onespec.model import Constraint, Method, Service
from onespec.notation import english_expr
from onespec.notation.english_types import limits, type_words
from onespec.placed import held
from onespec.prose import plain
from onespec.runtime.client.formats import FORMATS, TYPED
from onespec.targets.docs.examples import server_url
from onespec.targets.masked import left_out
from onespec.targets.python.package import credential
from onespec.values import limits_of, telling, tuple_size, type_name

APART: Final = frozenset(["enum", "pattern", "format", "uniqueItems"])
"""Keywords that the form is told in a way of its own, or that it can't judge."""


def form_data(service: Service, method: Method) -> dict[str, JsonValue]:
    """Everything the form says and judges by; no secret value is in it."""
    namespace, own = names.split(method.name)
    rules = _rules(service, method)
    ruled = frozenset(rules)
    token = service.auth.param if service.auth is not None and method.auth else ""
    arguments = credential(service) if token else ()
    return {
        "method": method.name,
        "servers": [server.url for server in service.servers],
        "contentType": f"{service.transport.content_type}; charset={service.transport.encoding}",
        "python": {
            "package": service.name,
            "client": names.pascal(service.name),
            "call": ".".join(("api", *namespace, own)),
            "token": token,
            "credential": [[item.name, item.variable] for item in arguments],
            "url": server_url(service),
        },
        **_carrier(service, method),
        "params": [
            _field(field, ruled, names.param(field.name)) for field in method.inputs
        ],
        **_types(method, ruled),
        **({} if method.takes_names else {"fillers": method.fillers()}),
        "constraints": [_constraint(rule) for rule in method.constraints],
        **({"rules": rules} if rules else {}),
        "examples": [
            {
                "title": plain(example.title),
                "params": left_out(method.params, example.params),
            }
            for example in method.examples
        ],
    }


def _rules(service: Service, method: Method) -> dict[str, JsonValue]:
    """The constraints of shared types, by the names that fields carry."""
    names = {
        rule.id.partition(".")[0]
        for rules in held(service.types, method.params).values()
        for rule in rules
    }
    return {
        named.name: [_constraint(rule) for rule in named.constraints]
        for named in service.types
        if any(rule.id.partition(".")[0] in names for rule in named.constraints)
    }


def _types(method: Method, ruled: frozenset[str]) -> dict[str, JsonValue]:
    """The types that are referred to, since they contain themselves; no member where there are none."""
    inner = (one for param in method.params for one in within(param))
    named = {
        one.type.name: _field(replace(one, name="", type=resolved(one.type)), ruled)
        for one in inner
        if isinstance(one.type, RecursiveType)
    }
    return {"types": {**named}} if named else {}


def _carrier(service: Service, method: Method) -> dict[str, JsonValue]:
    """How the first input travels, where it is a credential that a header carries."""
    auth = service.auth
    if auth is None or method.credential is None:
        return {}
    return {"carrier": {"header": auth.header, "scheme": auth.scheme}}


def _constraint(rule: Constraint) -> dict[str, JsonValue]:
    return {
        "id": rule.id,
        "sentence": english_expr.plain(rule),
        "breaches": [
            [tree(when), "".join(text for text, _ in pieces)]
            for when, pieces in english_expr.breach_pieces(rule)
        ],
        "blame": [list(path) for path in rule.blame],
        "reads": list(dict.fromkeys(path[0] for path in paths(rule.condition))),
        "condition": tree(rule.condition),
    }


def _field(
    field: Field, ruled: frozenset[str], keyword: str = ""
) -> dict[str, JsonValue]:
    kind = field.type
    type_ = "ref" if isinstance(kind, RecursiveType) else type_name(kind)
    data: dict[str, JsonValue] = {"name": field.name, "type": type_}
    # What the form can't take apart is secret where anything in it is.
    whole = isinstance(kind, RecursiveType | UnionType)
    flags = {
        "required": field.required,
        "nullable": field.nullable,
        "secret": field.secret or whole and any(one.secret for one in within(field)),
    }
    if whole:
        data["words"] = type_words(replace(field, nullable=False))
    data.update({name: True for name, given in flags.items() if given})
    if field.type_name is not None and field.type_name in ruled:
        data["typeName"] = field.type_name
    if keyword and keyword != field.name:
        data["keyword"] = keyword
    if words := limits(field):
        data["limits"] = words
    return {**data, **_limits(field.type, ruled)}


def _limits(type_: DataType, ruled: frozenset[str]) -> dict[str, JsonValue]:
    stated = [] if isinstance(type_, RecursiveType) else limits_of(type_)
    data: dict[str, JsonValue] = {
        keyword.name: limit for keyword, limit in stated if keyword.name not in APART
    }
    if enum := getattr(type_, "enum", ()):
        data["enum"] = [[member.value, plain(member.meaning)] for member in enum]
    match type_:
        case StringType(pattern=pattern, format=name):
            if pattern is not None:
                data["pattern"] = patterns.ecma(pattern)
            if name is not None:
                form = FORMATS[name]
                data["format"] = [form.pattern, form.longest]
        case FormatType(format=name):
            data["format"] = [TYPED[name].pattern, None]
        case ArrayType(items=items, unique_items=unique):
            data["items"] = _field(items, ruled)
            data["uniqueItems"] = unique
        case TupleType(prefix_items=places, items=rest):
            least, most = tuple_size(type_)
            data |= (
                {"minItems": least}
                if most is None
                else {"minItems": least, "maxItems": most}
            )
            data["prefixItems"] = [_field(place, ruled) for place in places]
            data["items"] = None if rest is None else _field(rest, ruled)
        case MapType(values=values, keys=keys):
            data["values"] = _field(values, ruled)
            if keys is not None:
                data["keys"] = _field(keys, ruled)
        case UnionType(options=options):
            data["options"] = [_field(option, ruled) for option in options]
            if type_.discriminator is not None:
                data["discriminator"] = _field(telling(type_), ruled)
        case RecursiveType(name=name):
            data["to"] = name
        case ObjectType(fields=fields, open=is_open):
            data["fields"] = [_field(member, ruled) for member in fields]
            data["open"] = is_open
        case _:
            pass
    return data
