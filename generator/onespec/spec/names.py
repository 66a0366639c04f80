"""A service -> the names of it that can't be told apart once generated, on any file system and in any artefact."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence

from onespec import names
from onespec.datatypes import Field, ObjectType, inside
from onespec.diagnostics import Diagnostic, Span
from onespec.language import known_members
from onespec.messages import spec as say
from onespec.model import Method, Service, client_classes


def check_names(service: Service) -> Iterator[Diagnostic]:
    """Every pair of names that fold into one, each reported at the later of the two."""
    for method in service.methods:
        yield from _fields(method.params, names.param)
        yield from _paths(method.params)
        yield from _pairs(
            "constraint", ((c.id, c.span) for c in method.constraints), names.snake
        )
        if method.result is not None:
            yield from _nested(method.result)
    for named in service.types:
        if named.type_name is None:
            rules = ((rule.id, rule.span) for rule in named.constraints)
            yield from _pairs("constraint", rules, names.snake)
    yield from _methods(service.methods)
    yield from _namespaces(service)
    yield from _types(service)
    yield from _pairs(
        "state fact", ((f.name, f.span) for f in service.state), names.snake
    )
    yield from _mnemonics(service)


def _fields(
    fields: Sequence[Field], generated: Callable[[str], str]
) -> Iterator[Diagnostic]:
    yield from _pairs(
        "field", ((field.name, field.span) for field in fields), generated
    )
    for field in fields:
        yield from _nested(field)


def _paths(params: Sequence[Field]) -> Iterator[Diagnostic]:
    """A param `a.b` beside an object `a` with a member `b`: a reply that names one can't be told from the other."""
    dotted = {field.name: field for field in params if "." in field.name}
    for field in dotted.values():
        steps = field.name.split(".")
        other = next((one for one in params if one.name == steps[0]), None)
        for step in steps[1:]:
            members = known_members(other.type) if other is not None else ()
            other = next((one for one in members if one.name == step), None)
        if other is not None and field.span is not None:
            yield say.ambiguous_path(field.span, field.name, other.span)


def _nested(field: Field) -> Iterator[Diagnostic]:
    if field.type_name is not None:
        return
    match field.type:
        case ObjectType(fields=fields):
            yield from _fields(fields, names.member)
        case _:
            for inner in inside(field.type):
                yield from _nested(inner)


def _types(service: Service) -> Iterator[Diagnostic]:
    yield from _pairs("type", ((t.name, t.span) for t in service.types), names.pascal)
    for named in service.types:
        yield from _nested(Field(name=named.name, type=named.type))


def _mnemonics(service: Service) -> Iterator[Diagnostic]:
    kinds = {kind.mnemonic: kind.span for kind in service.errors}
    for method in service.methods:
        for kind in method.errors:
            kinds.setdefault(kind.mnemonic, kind.span)
    yield from _pairs("error", kinds.items(), names.error_class)


def _methods(methods: Sequence[Method]) -> Iterator[Diagnostic]:
    named = {method.name: method.span for method in methods}
    # A pair is told once, be it for its files or for its functions.
    files = list(_pairs("method", named.items(), names.stem))
    told = {fault.span for fault in files}
    yield from files
    for fault in _pairs("method", named.items(), names.function):
        if fault.span not in told:
            yield fault
    spaces: dict[tuple[str, ...], str] = {}
    for method in methods:
        space, _ = names.split(method.name)
        for length in range(1, len(space) + 1):
            spaces.setdefault(space[:length], method.name)
    for method in methods:
        space, own = names.split(method.name)
        inner = spaces.get((*space, own))
        if inner is not None and method.span is not None:
            yield say.method_is_namespace(method.span, method.name, inner)


def _namespaces(service: Service) -> Iterator[Diagnostic]:
    """Namespaces that would share a module or a class, with one another or with the client itself."""
    client = names.pascal(service.name)
    modules: dict[str, tuple[str, ...]] = {}
    kinds = client_classes(service)
    classes: dict[str, tuple[str, ...]] = dict.fromkeys(
        (f"{kind}{client}" for kind in kinds), ()
    )
    for method in service.methods:
        space, _ = names.split(method.name)
        for length in range(1, len(space) + 1):
            own = space[:length]
            made = names.namespace_class(own)
            taken = [modules.setdefault(_folded(names.module(own)), own)]
            taken += [classes.setdefault(f"{kind}{made}", own) for kind in kinds]
            other = next((one for one in taken if one != own), None)
            if other is not None and method.span is not None:
                beside = f"namespace `{'.'.join(other)}`" if other else "the service"
                yield say.colliding_namespaces(method.span, ".".join(own), beside, made)


def _pairs(
    what: str,
    named: Iterable[tuple[str, Span | None]],
    generated: Callable[[str], str],
) -> Iterator[Diagnostic]:
    seen: dict[str, tuple[str, Span | None]] = {}
    for name, span in named:
        made = generated(name)
        key = _folded(made)
        if key in seen and span is not None and seen[key][0] != name:
            other, first = seen[key]
            yield say.colliding_names(span, what, name, other, made, first)
        seen.setdefault(key, (name, span))


def _folded(name: str) -> str:
    """As a file system without case would see it; trailing underscores, which only mend keywords, apart."""
    return unicodedata.normalize("NFKC", name).casefold().rstrip("_")
