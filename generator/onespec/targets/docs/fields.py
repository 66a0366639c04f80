"""Params, results and object members -> the places at which pages tell of them, nested ones after the object that holds them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from onespec.datatypes import (
    MISSING,
    ArrayType,
    DataType,
    EnumValue,
    Field,
    JsonValue,
    MapType,
    ObjectType,
    RecursiveType,
    StringType,
    TupleType,
    UnionType,
    tags,
)
from onespec.language.ast import Path
from onespec.model import Constraint, Method, NamedType, OpenFact
from onespec.notation.english_types import (
    docs_type,
    enum_values,
    limits,
    type_words,
)
from onespec.targets.docs.links import dotted, place_path
from onespec.values import constant


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A field where it stands, and what is to be worked out about it there."""

    field: Field
    kind: str
    """What it is: `param`, `result`, `type`, ...; its anchor begins with that."""
    path: Path
    method: Method | None = None

    @property
    def name(self) -> str:
        """Its path as people write it."""
        return dotted(self.path) or self.kind

    @property
    def depth(self) -> int:
        """How far it is indented."""
        return min(max(len(self.path) - 1, 0), 6)

    @property
    def type(self) -> str:
        """Its type as the API's own docs say it."""
        return docs_type(self.field)

    @property
    def points_back(self) -> bool:
        """Whether it holds, once more, a type that it stands inside of: told of at that type, and not here again."""
        return isinstance(self.field.type, RecursiveType)

    @property
    def schema_type(self) -> str | None:
        """Its type in JSON Schema, where that has another name."""
        words = type_words(self.field)
        return None if words == self.type else words

    @property
    def values(self) -> tuple[EnumValue, ...]:
        """The values it is limited to, of which there are several."""
        return () if self.constant else enum_values(self.field)

    @property
    def constant(self) -> EnumValue | None:
        """The one value it has, where that is a constant."""
        return constant(self.field.type)

    @property
    def defaults(self) -> tuple[JsonValue, ...]:
        """The default that a page may show, if there is one."""
        is_shown = self.field.default is not MISSING and not self.field.secret
        return (self.field.default,) if is_shown else ()  # type: ignore[return-value]

    @property
    def limits(self) -> str:
        """Its limits in words but for those that are told by themselves: its values and its pattern."""
        words = limits(self.field, enum=False)
        return "" if words.startswith("matching ") else words

    @property
    def pattern(self) -> str | None:
        """The regular expression that it matches."""
        type_ = self.field.type
        return type_.pattern if isinstance(type_, StringType) else None

    @property
    def format(self) -> str | None:
        """The format of its text."""
        type_ = self.field.type
        return type_.format if isinstance(type_, StringType) else None

    @property
    def open(self) -> tuple[OpenFact, ...]:
        """What is left open about it."""
        items = self.method.open if self.method is not None else ()
        return tuple(item for item in items if self.path in item.about)

    @property
    def rules(self) -> tuple[Constraint, ...]:
        """The constraints that blame it."""
        is_param = self.kind == "param" and self.method is not None
        rules = self.method.rules if is_param and self.method else ()
        return tuple(rule for rule in rules if self.path in map(place_path, rule.blame))


@dataclass(frozen=True, slots=True, kw_only=True)
class Nest:
    """A place with those inside it."""

    place: Place
    inside: tuple[Nest, ...]


def nested(found: Iterable[Place]) -> tuple[Nest, ...]:
    """Places in reading order, each with what stands inside it."""
    made: list[tuple[Place, list[Place]]] = []
    for place in found:
        above = made[-1][0].path if made else None
        if above and place.path[: len(above)] == above:
            made[-1][1].append(place)
        else:
            made.append((place, []))
    return tuple(Nest(place=one, inside=nested(rest)) for one, rest in made)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Params that belong together."""

    title: str
    """Empty for those that name no group."""
    is_first: bool
    """Whether no group of that title stands before it."""
    params: tuple[Nest, ...]


def groups(method: Method) -> list[tuple[str, list[Group]]]:
    """The required params, then the optional ones, either by the group they name."""
    made: list[tuple[str, list[Group]]] = []
    seen: set[str] = set()
    for title, required in (("Required", True), ("Optional", False)):
        rows: dict[str, list[Place]] = {"": []}
        for field in method.params:
            if field.required is required:
                places = tree("param", field, method)
                rows.setdefault(field.group, []).extend(places)
        groups = []
        for name, found in rows.items():
            if found:
                first = name not in seen
                groups.append(Group(title=name, is_first=first, params=nested(found)))
                seen.add(name)
        if groups:
            made.append((title, groups))
    return made


def tree(kind: str, field: Field, method: Method | None = None) -> Iterator[Place]:
    """A field and everything inside it, depth first."""
    for inner, path in places(field):
        yield Place(kind=kind, field=inner, path=path, method=method)


def trees(kind: str, fields: tuple[Field, ...]) -> list[Place]:
    """Those of all the fields."""
    return [place for field in fields for place in tree(kind, field)]


def result_places(method: Method) -> list[Place]:
    """The result, which has no name of its own on the wire, where there is something to say of it, and its members."""
    field = method.result
    if field is None:
        return []
    inside = list(_inside(field.type, ()))
    if not isinstance(field.type, ObjectType) or _is_told(field):
        inside.insert(0, (field, ()))
    return [
        Place(kind="result", field=inner, path=path, method=method)
        for inner, path in inside
    ]


def type_places(types: tuple[NamedType, ...]) -> list[Place]:
    """The shared types, each as a field of its name."""
    fields = (
        Field(
            name=named.name,
            type=named.type,
            title=named.title,
            description=named.description,
            examples=named.examples,
        )
        for named in types
    )
    return trees("type", tuple(fields))


def places(field: Field, above: Path = ()) -> Iterator[tuple[Field, Path]]:
    """A field and what is inside it that a page has something to say of, each with its path."""
    path = (*above, field.name) if field.name else above
    if field.name:
        yield field, path
    yield from _inside(field.type, path)


def _inside(type_: DataType, path: Path) -> Iterator[tuple[Field, Path]]:
    match type_:
        case ObjectType(fields=fields):
            for member in fields:
                yield from places(member, path)
        case ArrayType(items=items):
            yield from _held(items, (*path, "[]"))
        case TupleType(prefix_items=items, items=rest):
            for number, item in enumerate(items):
                yield from _held(item, (*path, f"[{number}]"))
            if rest is not None:
                yield from _held(rest, (*path, "[]"))
        case MapType(values=values):
            yield from _held(values, (*path, "[key]"))
        case UnionType(options=options):
            for option in options:
                inner = (*path, f"({_called(option, type_.discriminator)})")
                if option.type_name or not isinstance(option.type, ObjectType):
                    yield option, inner
                yield from _inside(option.type, inner)
        case _:
            return


def _held(field: Field, path: Path) -> Iterator[tuple[Field, Path]]:
    """What stands in a list or a map, where it is told, and what is inside of that."""
    if _is_told(field):
        yield field, path
    yield from _inside(field.type, path)


def _called(option: Field, discriminator: str | None) -> str:
    """What an option goes by: its shared type, else what its discriminator says, else the type in words."""
    told = [str(tag.value) for tag in tags(option, discriminator)]
    return option.type_name or next(iter(told), type_words(option))


def _is_told(items: Field) -> bool:
    """Whether the items of a list have more to them than the list's own type and limits say."""
    said = (items.title, items.description, items.docs_type, items.deprecated)
    return any(said) or bool(items.examples or items.type_name or enum_values(items))
