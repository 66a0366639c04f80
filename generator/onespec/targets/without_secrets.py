"""Service -> the same with every secret replaced by a value that is legal there: one secret always by the same, so that requests and state still fit."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import replace
from itertools import chain

from onespec import names
from onespec.datatypes import (
    ArrayType,
    DataType,
    Field,
    JsonValue,
    MapType,
    Missing,
    ObjectType,
    TupleType,
    UnionType,
    declared,
    item_field,
    resolved,
    within,
)
from onespec.model import Constraint, ErrorKind, Example, Method, Service
from onespec.samples import distinct, is_legal
from onespec.targets.masked import bare
from onespec.values import chosen, identity

_NUMBERED = 20
"""Placeholders of one name that are tried before other values."""


def without_secrets(service: Service) -> Service:
    """The service as it may be published."""
    return _Masks(service).replaced()


class _Masks:
    """What stands for each secret: `YOUR_TOKEN`, then `YOUR_TOKEN_2`, where such texts are legal."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._state = {fact.name: fact for fact in service.state}
        self._masks: dict[Hashable, list[JsonValue]] = {}
        self._taken: set[Hashable] = set()
        self._shown: set[Hashable] = set()
        """What requests hold where nothing is secret."""

    def replaced(self) -> Service:
        service = self._service
        # Requests first: their params name the placeholders, and show what is none.
        for method in service.methods:
            for example in method.examples:
                self._members(method.params, example.params)
        methods = tuple(map(self._method, service.methods))
        envelope = replace(
            service.envelope,
            metadata=self._fields(service.envelope.metadata),
            error_data=self._fields(service.envelope.error_data),
        )
        types = (
            replace(
                named,
                type=self._type(named.type, ""),
                examples=tuple(
                    self._value(Field(name=named.name, type=named.type), value)
                    for value in named.examples
                ),
                constraints=self._constraints(
                    named.constraints, declared(resolved(named.type))
                ),
            )
            for named in service.types
        )
        return replace(
            service,
            envelope=envelope,
            params=tuple(
                replace(one, field=self._field(one.field)) for one in service.params
            ),
            types=tuple(types),
            state=self._fields(service.state),
            errors=self._errors(service.errors),
            methods=methods,
        )

    def _method(self, method: Method) -> Method:
        credential = method.credential
        return replace(
            method,
            credential=None if credential is None else self._field(credential),
            params=self._fields(method.params),
            examples=tuple(self._example(method, one) for one in method.examples),
            constraints=self._constraints(method.constraints, method.params),
            result=None if method.result is None else self._field(method.result),
            promises=tuple(self._promise(method, one) for one in method.promises),
            errors=self._errors(method.errors),
            common_errors=self._errors(method.common_errors),
        )

    def _example(self, method: Method, example: Example) -> Example:
        credential, result = example.credential, example.result
        if method.credential is not None:
            credential = self._value(method.credential, credential)
        if method.result is not None:
            result = self._value(method.result, result)
        return replace(
            example,
            params=self._members(method.params, example.params),
            credential=credential,
            result=result,
            state=self._members(tuple(self._state.values()), example.state),
        )

    def _promise(self, method: Method, promise: Constraint) -> Constraint:
        if promise.base is None or method.result is None:
            return promise
        members = declared(resolved(method.result.type))
        (base,) = self._constraints((promise.base,), members)
        return replace(promise, base=base)

    def _constraints(
        self, constraints: tuple[Constraint, ...], fields: tuple[Field, ...]
    ) -> tuple[Constraint, ...]:
        return tuple(
            replace(
                constraint,
                examples=tuple(
                    replace(one, params=self._members(fields, one.params))
                    for one in constraint.examples
                ),
            )
            for constraint in constraints
        )

    def _errors(self, kinds: tuple[ErrorKind, ...]) -> tuple[ErrorKind, ...]:
        return tuple(
            replace(kind, data=self._fields(kind.data)) if kind.data else kind
            for kind in kinds
        )

    def _fields(self, fields: tuple[Field, ...]) -> tuple[Field, ...]:
        return tuple(map(self._field, fields))

    def _field(self, field: Field, name: str = "") -> Field:
        """The field, with no secret among its examples and defaults, nor in those of what it holds."""
        if not any(one.secret for one in within(field)):
            return field
        default = field.default
        if not isinstance(default, Missing):
            default = self._value(field, default)
        return replace(
            field,
            type=self._type(field.type, field.name or name),
            examples=tuple(self._value(field, value) for value in field.examples),
            default=default,
        )

    def _type(self, type_: DataType, name: str) -> DataType:
        match type_:
            case ArrayType(items=items):
                return replace(type_, items=self._field(items, name))
            case TupleType(prefix_items=places, items=rest):
                behind = None if rest is None else self._field(rest, name)
                each = tuple(self._field(one, name) for one in places)
                return replace(type_, prefix_items=each, items=behind)
            case MapType(values=values):
                return replace(type_, values=self._field(values, name))
            case ObjectType(fields=fields):
                return replace(type_, fields=self._fields(fields))
            case UnionType(options=options):
                each = tuple(self._field(one, name) for one in options)
                return replace(type_, options=each)
            case _:
                return type_

    def _members(
        self,
        fields: tuple[Field, ...],
        values: Mapping[str, JsonValue],
        of: Field | None = None,
    ) -> dict[str, JsonValue]:
        known = {field.name: field for field in fields}
        return {
            name: self._value(known[name], value, of) if name in known else value
            for name, value in values.items()
        }

    def _value(
        self, field: Field, value: JsonValue, of: Field | None = None
    ) -> JsonValue:
        """A value of a field without its secrets; `of` is the secret that the field is a part of."""
        of = of or (field if field.secret else None)
        kind = resolved(field.type)
        if isinstance(kind, UnionType):
            option = None if value is None else chosen(kind, value)
            if option is not None:
                return self._value(replace(option, name=field.name), value, of)
        if isinstance(kind, ObjectType) and isinstance(value, dict):
            return self._members(kind.fields, value, of)
        if isinstance(kind, MapType) and isinstance(value, dict):
            held = kind.values
            return {key: self._value(held, one, of) for key, one in value.items()}
        if isinstance(kind, ArrayType | TupleType) and isinstance(value, list):
            due = (item_field(kind, index) for index in range(len(value)))
            return [
                item if one is None else self._value(one, item, of)
                for item, one in zip(value, due, strict=True)
            ]
        if value is None or isinstance(value, bool):
            return value
        if of is None:
            self._shown.add(identity(value))
            return value
        if not field.secret and identity(value) in self._shown:
            return value
        return self._mask(replace(field, name=field.name or of.name), value)

    def _mask(self, field: Field, value: JsonValue) -> JsonValue:
        plain = bare(field)
        known = self._masks.setdefault(identity(value), [])
        for mask in known:
            if is_legal(plain, mask):
                return mask
        legal = (one for one in _stand_ins(plain) if is_legal(plain, one))
        free = (one for one in legal if identity(one) not in self._taken)
        mask = next(free, None)
        if mask is None:
            mask = next(_stand_ins(plain))
        known.append(mask)
        self._taken.add(identity(mask))
        return mask


def _stand_ins(field: Field) -> Iterator[JsonValue]:
    """Values by which a reader knows that a secret is due, then any."""
    first = f"YOUR_{names.constant(field.name)}"
    numbered = (f"{first}_{number}" for number in range(2, _NUMBERED))
    return chain((first,), numbered, distinct(field))
