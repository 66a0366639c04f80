"""Rows of the error table -> what a case expects, with all that the spec leaves open left out."""

from __future__ import annotations

from collections.abc import Mapping

from onespec.cases.request import Params, Subject
from onespec.datatypes import (
    ArrayType,
    Field,
    JsonValue,
    MapType,
    ObjectType,
    TupleType,
    UnionType,
    inside,
    item_field,
    resolved,
)
from onespec.language.ast import EACH, tree
from onespec.model import ErrorKind, Method, Raise, Service
from onespec.model import Placeholder as MessagePlaceholder
from onespec.runtime.player.suite import (
    Expectation,
    ExpectedError,
    ExpectedValue,
    Placeholder,
)
from onespec.runtime.player.values import Computed, Echo, Value
from onespec.values import Steps


def leaves(
    service: Service,
    method: Method | None,
    aspect: str,
    *,
    path: Steps = (),
    mnemonic: str = "",
) -> bool:
    """Whether an open fact takes an aspect away from the tests, for a param or an error."""
    for fact in (*service.open, *(method.open if method else ())):
        if aspect not in fact.leaves or (fact.errors and mnemonic not in fact.errors):
            continue
        if not fact.about or any(path[: len(one)] == one for one in fact.about):
            return True
    return False


def slot_row(service: Service, slot: str, method: Method | None = None) -> ErrorKind:
    """The row that answers a slot of the protocol; the method's own wins over the common one."""
    return row_of(service, service.protocol[slot], method)


def row_of(service: Service, mnemonic: str, method: Method | None = None) -> ErrorKind:
    """The row of a mnemonic."""
    rows = (*(method.all_errors() if method else ()), *service.errors)
    return next(row for row in rows if row.mnemonic == mnemonic)


def refusal(
    subject: Subject, row: ErrorKind, path: Steps = (), *, hidden: bool = False
) -> Expectation:
    """A reply with an error about a param; `hidden` where its value is not told."""
    return Expectation(errors=(error(subject, row, path, hidden=hidden),))


def error(
    subject: Subject,
    row: ErrorKind,
    path: Steps = (),
    *,
    raised: Raise | None = None,
    hidden: bool = False,
) -> ExpectedError:
    """What a reply with an error has to say."""

    def open_for(aspect: str) -> bool:
        return leaves(
            subject.service, subject.method, aspect, path=path, mnemonic=row.mnemonic
        )

    named = ".".join(map(str, path))
    shown = path and not hidden and not is_secret(subject.method.params, path)
    value = raised.value if raised else None
    told = _told(subject.method, row, raised)
    # How a number was written, servers say in their own ways.
    is_vague = "value" in told
    return ExpectedError(
        mnemonic=row.mnemonic,
        code=row.code,
        message=None if is_vague or open_for("error-text") else _message(row),
        params={
            **_placeholders(row, raised),
            **({"field": named} if "field" in told else {}),
            **({"value": Echo(path) if shown else None} if "value" in told else {}),
        },
        params_open=bool(row.placeholders) and (is_vague or open_for("error-params")),
        field="" if open_for("error-field") else named,
        value=(
            ExpectedValue(
                of=path,
                texts_only=open_for("error-value"),
                tree=None if value is None else tree(value),
            )
            if shown
            else None
        ),
        data=(
            {name: Computed(tree(expr)) for name, expr in raised.data} if raised else {}
        ),
        needed=tuple(one.name for one in row.data if one.required) if raised else (),
    )


def raised_error(
    subject: Subject,
    row: ErrorKind,
    raised: Raise,
    params: Params,
    state: Mapping[str, JsonValue] | None = None,
) -> Expectation:
    """What a reply says where a condition of the error table is met by these params and facts beside the sample's."""
    path: Steps = raised.field or ()
    if EACH in path:
        found = [item.path for item in subject.refused_by(params, state)]
        path = found[0] if found else path[: path.index(EACH)]
    return Expectation(errors=(error(subject, row, path, raised=raised),))


def _message(row: ErrorKind) -> tuple[str | Placeholder, ...]:
    return tuple(
        Placeholder(part.name) if isinstance(part, MessagePlaceholder) else part
        for part in row.message
    )


def _told(method: Method, row: ErrorKind, raised: Raise | None) -> frozenset[str]:
    """Placeholders for the param that is wrong and for what stood there; a param of that name goes before."""
    if raised is not None:
        return frozenset()
    params = {param.name for param in method.params}
    return frozenset(row.placeholders) & ({"field", "value"} - params)


def _placeholders(row: ErrorKind, raised: Raise | None) -> dict[str, Value]:
    """What fills each placeholder: what the row says, else the param of that name."""
    stated = dict(raised.params) if raised else {}
    return {
        name: Computed(tree(stated[name])) if name in stated else Echo((name,))
        for name in row.placeholders
    }


def is_secret(fields: tuple[Field, ...], path: Steps) -> bool:
    """Whether what stands at a path, or around it, is a secret."""
    whole = Field(name="", type=ObjectType(fields=fields))
    fields = (whole,)
    for step in path:
        if any(one.secret for one in fields):
            return True
        inner = (item for one in fields for item in _below(one, step))
        # Options of a union may well have one member in common.
        known = {(i.name, i.type_name or id(i.type), i.secret): i for i in inner}
        fields = tuple(known.values())
    return any(one.secret for one in fields)


def _below(field: Field, step: str | int) -> tuple[Field, ...]:
    """What stands a step below: a member by its name, an item or an entry; of a union, those of all options."""
    kind = resolved(field.type)
    match kind:
        case UnionType(options=options):
            return tuple(inner for one in options for inner in _below(one, step))
        case ArrayType() | TupleType() if isinstance(step, int):
            found = item_field(kind, step)
            return () if found is None else (found,)
        case MapType(values=values):
            return (values,)
        case _:
            return tuple(one for one in inside(kind) if one.name == step)
