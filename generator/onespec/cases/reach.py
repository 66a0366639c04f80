"""A method -> the single values in its params: what each can be, and whether it is a telephone number or something of the account's own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from onespec.cases.request import Subject
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
)
from onespec.language.ast import Binary, Call, Expr, Path, Read, Root, Unary, walk
from onespec.notation.jsonschema_types import shape
from onespec.runtime.player.numbers import is_number
from onespec.runtime.player.suite import Leaf
from onespec.samples import sample


def leaves_of(subject: Subject) -> dict[str, Leaf]:
    """Every leaf of a method, by its dotted name."""
    owned = _owned(subject)
    found: dict[str, Leaf] = {}
    for path, field in _leaves(subject.method.params, (), set()):
        shown, own = sample(field), owned.get(path, ())
        is_one = is_number(shown, is_own=bool(own)) and not _is_listed(field)
        found[".".join(path)] = Leaf(
            shape=shape(field), own=own, number=str(shown) if is_one else ""
        )
    return found


_HOLDERS = (ObjectType, ArrayType, TupleType, MapType, UnionType)


def _leaves(
    fields: Sequence[Field], above: Path, seen: set[str]
) -> Iterator[tuple[Path, Field]]:
    for field in fields:
        path = (*above, field.name) if field.name else above
        kind = field.type
        if isinstance(kind, RecursiveType):
            if kind.name in seen:
                continue
            seen.add(kind.name)
            kind = resolved(kind)
        if isinstance(kind, _HOLDERS):
            yield from _leaves(inside(kind), path, seen)
        else:
            yield path, field


def _is_listed(field: Field) -> bool:
    return bool(getattr(field.type, "enum", ()))


def _owned(subject: Subject) -> dict[Path, tuple[str, ...]]:
    """For a param that is refused where a list of the account does not hold it: the lists."""
    found: dict[Path, dict[str, None]] = {}
    for row in subject.method.all_errors():
        for raised in row.raises:
            for part in walk(raised.when):
                if isinstance(part, Unary) and part.op == "!":
                    for path, name in _member(part.operand):
                        found.setdefault(path, {})[name] = None
    return {path: tuple(names) for path, names in found.items()}


def _member(part: Expr) -> Iterator[tuple[Path, str]]:
    """`x in state.list` or `string(x) in state.list`."""
    match part:
        case Binary(op="in", left=left, right=Read(root=Root.STATE, path=(name,))):
            inner = left.args[0] if isinstance(left, Call) and left.args else left
            if isinstance(inner, Read) and inner.root is Root.PARAMS:
                yield inner.path, name
