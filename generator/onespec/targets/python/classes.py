"""Service -> the classes of its Python package: equal objects once, each with the names it goes by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, count

from onespec import names
from onespec.datatypes import (
    ArrayType,
    Field,
    MapType,
    ObjectType,
    RecursiveType,
    TupleType,
    UnionType,
    inside,
    resolved,
    tags,
)
from onespec.model import Method, NamedType, Service, client_classes
from onespec.notation.python_types import (
    Classes,
    ClassKey,
    Shape,
    Side,
    class_key,
)

ENVELOPE: tuple[str, ...] = ("Metadata",)
"""Classes that belong to no method."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelClass:
    """One class to generate."""

    name: str
    side: Side
    kind: ObjectType
    words: tuple[str, ...]
    """What it is: in the author's words, else by the place where it stands."""
    aliases: tuple[str, ...] = ()
    """Other names of it, one for each place that has an equal object."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassTable:
    """Every class, and where an object finds its own."""

    classes: tuple[ModelClass, ...]
    by_key: Classes


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """Somewhere an object stands."""

    key: ClassKey
    field: Field
    path: str
    """The class name its place gives it."""
    words: str
    """The place in words."""
    is_result: bool = False
    """Whether it is all that a method answers."""

    @property
    def kind(self) -> ObjectType:
        kind = resolved(self.field.type)
        assert isinstance(kind, ObjectType)
        return kind


def result_name(method: Method) -> str:
    """What the answer of a method is called, whatever its type."""
    return f"{names.pascal(names.function(method.name)).rstrip('_')}Result"


def class_table(service: Service) -> ClassTable:
    """The classes of a service. Names are the shared type's, else come from the first place in spec order."""
    groups = _groups(list(_places(service)), service.types)
    taken = {_fold(name) for name in _reserved(service)}
    described = {named.name: named for named in service.types}
    made: list[ModelClass] = []
    found: dict[ClassKey, str] = {}
    for key, places in groups.items():
        name = _free(_class_name(key, places), key[0], taken)
        taken |= _takes(name, key[0])
        found.update((place.key, name) for place in places)
        made.append(_model_class(name, key, places, described))
    return ClassTable(classes=_with_aliases(made, groups, taken), by_key=found)


def _model_class(
    name: str, key: ClassKey, places: list[_Place], described: dict[str, NamedType]
) -> ModelClass:
    named = described.get(key[1])
    first = places[0]
    texts = [named.title, named.description] if named else [first.field.title]
    # A title that only says a name again says nothing.
    known = (names.words(name), names.words(first.field.name))
    told = [
        text
        for text in texts
        if text and (names.words(text) not in known or not text.isascii())
    ]
    words = tuple(told) or (_place_words(places),)
    return ModelClass(name=name, side=key[0], kind=first.kind, words=words)


def _place_words(places: list[_Place]) -> str:
    """`The result of ...`, and that there are more of its kind."""
    words = list(dict.fromkeys(place.words for place in places))
    more = ", and elsewhere" if len(words) > 1 else ""
    return words[0][0].upper() + words[0][1:] + more


def _groups(
    places: list[_Place], types: Iterable[NamedType]
) -> dict[ClassKey, list[_Place]]:
    """Places that one class serves; an object equal to a shared type's joins it."""
    owners: dict[tuple[Side, Shape], ClassKey] = {}
    order = {named.name: number for number, named in enumerate(types)}
    for key in sorted(
        {place.key for place in places if place.key[1]}, key=lambda key: order[key[1]]
    ):
        owners.setdefault((key[0], key[2]), key)
    groups: dict[ClassKey, list[_Place]] = {}
    for place in places:
        side, name, form = place.key
        key = place.key if name else owners.get((side, form), place.key)
        groups.setdefault(key, []).append(place)
    return groups


def _class_name(key: ClassKey, places: list[_Place]) -> str:
    side, name, _ = key
    if name:
        return names.pascal(name)
    paths = list(dict.fromkeys(place.path for place in places))
    if len(paths) > 1 and all(place.is_result for place in places):
        members = [
            names.pascal(field.name).rstrip("_") for field in places[0].kind.fields
        ]
        if len(members) <= 3:
            return f"{''.join(members)}Result"
    return paths[0]


def _free(name: str, side: Side, taken: set[str]) -> str:
    """The name; where another class has it, with a suffix that says which of the two it is, or a number."""
    stem = name.rstrip("_")
    suffix = "Model" if side is Side.REQUEST else "Result"
    candidates = chain(
        [name, f"{stem.removesuffix(suffix)}{suffix}"],
        (f"{stem}{number}" for number in count(2)),
    )
    return next(found for found in candidates if not _takes(found, side) & taken)


def _takes(name: str, side: Side) -> set[str]:
    """What no other class can be called: its name, and that of the dict form of what is sent."""
    twin = [f"{name}Dict"] if side is Side.REQUEST else []
    return {_fold(name), *map(_fold, twin)}


def _fold(name: str) -> str:
    return name.casefold()


def _reserved(service: Service) -> Iterator[str]:
    """Class names that other modules of the package have."""
    yield from names.RESERVED_CLASSES
    kinds = client_classes(service)
    yield from (f"{names.pascal(service.name)}", f"Async{names.pascal(service.name)}")
    for method in service.methods:
        space, _ = names.split(method.name)
        for length in range(len(space) + 1):
            name = names.namespace_class(space[:length])
            yield from (f"{kind}{name}" for kind in kinds)


def _with_aliases(
    made: list[ModelClass], groups: dict[ClassKey, list[_Place]], taken: set[str]
) -> tuple[ModelClass, ...]:
    result: list[ModelClass] = []
    for item, places in zip(made, groups.values(), strict=True):
        wanted = dict.fromkeys(p.path for p in places if p.is_result or not p.key[1])
        aliases = [path for path in wanted if _fold(path) not in taken]
        taken.update(map(_fold, aliases))
        result.append(
            ModelClass(
                name=item.name,
                side=item.side,
                kind=item.kind,
                words=item.words,
                aliases=tuple(aliases),
            )
        )
    return tuple(result)


def _places(service: Service) -> Iterator[_Place]:
    """Every object with members, requests first: those keep the plain names of shared types."""
    for method in service.methods:
        stem = names.pascal(names.function(method.name)).rstrip("_")
        for param in method.params:
            path = stem + names.pascal(param.name).rstrip("_")
            words = f"`{param.name}` of `{method.name}`"
            yield from _inside(param, Side.REQUEST, path, words)
    for method in service.methods:
        if method.result is not None:
            yield from _inside(
                method.result,
                Side.RESULT,
                result_name(method),
                f"the result of `{method.name}`",
                is_result=True,
            )
    if service.envelope.metadata:
        metadata = Field(
            name="metadata", type=ObjectType(fields=service.envelope.metadata)
        )
        words = "the metadata of an answer"
        yield from _inside(metadata, Side.RESULT, "Metadata", words, is_result=True)


def _inside(
    field: Field,
    side: Side,
    path: str,
    words: str,
    *,
    is_result: bool = False,
    seen: set[str] | None = None,
) -> Iterator[_Place]:
    seen = set() if seen is None else seen
    if isinstance(field.type, RecursiveType) and field.type.name in seen:
        return
    kind = resolved(field.type)
    seen.add(field.type_name or "")
    stem = path.removesuffix("Result") if is_result else path
    if isinstance(kind, ArrayType | TupleType):
        for item in inside(kind):
            about = f"an item of {words}"
            yield from _inside(item, side, f"{stem}Item", about, seen=seen)
    if isinstance(kind, MapType):
        about = f"a value of {words}"
        yield from _inside(kind.values, side, f"{stem}Value", about, seen=seen)
    if isinstance(kind, UnionType):
        for number, option in enumerate(kind.options, 1):
            told = [str(tag.value) for tag in tags(option, kind.discriminator)]
            inner = stem + names.pascal(told[0] if told else f"option {number}")
            yield from _inside(option, side, inner, f"an option of {words}", seen=seen)
    if isinstance(kind, ObjectType) and kind.fields:
        yield _Place(
            key=class_key(side, field),
            field=field,
            path=path,
            words=words,
            is_result=is_result,
        )
        for member in kind.fields:
            inner = stem + names.pascal(member.name).rstrip("_")
            about = f"`{member.name}` in {words}"
            yield from _inside(member, side, inner, about, seen=seen)
