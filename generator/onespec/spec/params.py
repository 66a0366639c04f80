"""`params:` of the service and of a method -> the params of that method: those it inherits, then those it declares."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from onespec import language, names
from onespec.datatypes import Field, StringType
from onespec.diagnostics import Diagnostic, Span
from onespec.messages import spec as say
from onespec.model import Auth, CommonParam, Method
from onespec.nearest import nearest
from onespec.spec.fields import TOGETHER, Types, read_field
from onespec.spec.keys import Findings, entries, patterns_of, scalar
from onespec.spec.nodes import Entry, MappingNode, ScalarNode
from onespec.spec.restated import is_restated, is_whole

MOST: Final = 500
"""Params of one method, inherited ones among them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Params:
    """What a method takes."""

    fields: tuple[Field, ...]
    inherited: tuple[str, ...]
    """Names of those that service.yaml declares, in the order of the fields."""
    restated: tuple[str, ...]
    """Names of those that the method restates in part."""


class CommonParams:
    """The params that methods inherit, each read once for all of them."""

    def __init__(
        self, document: MappingNode, types: Types, auth: Auth | None, findings: Findings
    ) -> None:
        self._types = types
        # A header's credential is no param.
        self._auth = auth if auth is not None and not auth.header else None
        self._findings = findings
        found = [_declared(entry, types) for entry in entries(document, "params")]
        self.declared: tuple[CommonParam, ...] = tuple(found)
        self._fields: dict[str, CommonParam] = {}
        if self._auth is not None:
            auth, place = self._auth, _place_of_auth(document)
            if all(one.field.name != auth.param for one in found):
                credential = CommonParam(field=_credential(auth, place))
                self._fields[auth.param] = credential
        self._fields.update((one.field.name, one) for one in found)
        if self._auth is not None:
            _check_credential(self._fields[self._auth.param].field, place, findings)

    def of(self, document: MappingNode) -> Params:
        """The params of one method: what it inherits in the service's order, then what its file lists."""
        name_node = scalar(document, "method")
        assert name_node is not None
        name = str(name_node.value)
        own = {str(e.key.value): e for e in entries(document, "params")}
        fields = [
            common.field
            for key, common in self._fields.items()
            if key not in own and self._is_inherited(common, name, document)
        ]
        inherited = [field.name for field in fields]
        for key, entry in own.items():
            field = self._stated(entry)
            if field is None:
                continue
            fields.append(field)
            if not isinstance(entry.value, MappingNode):
                inherited.append(key)
        kept = self._limited(fields, name_node.span)
        self._check_auth(document, name_node, kept, own)
        restated = tuple(key for key, entry in own.items() if is_restated(entry))
        return Params(fields=kept, inherited=tuple(inherited), restated=restated)

    def misspelt(self, methods: Iterable[Method]) -> Iterator[Diagnostic]:
        """A credential that nobody declares, where a secret of nearly that name is declared."""
        if self._auth is None or any(
            common.field.name == self._auth.param for common in self.declared
        ):
            return
        secrets: dict[str, Span | None] = {}
        for field in (
            *(common.field for common in self.declared),
            *(field for method in methods for field in _declared_by(method)),
        ):
            if field.name == self._auth.param:
                return
            if field.secret:
                secrets.setdefault(field.name, field.span)
        near = nearest(self._auth.param, secrets)
        place = self._fields[self._auth.param].field.span
        if near is not None and place is not None:
            yield say.misspelt_credential(place, self._auth.param, near, secrets[near])

    def _is_inherited(
        self, common: CommonParam, method: str, document: MappingNode
    ) -> bool:
        """Whether a method that doesn't restate the param has it; one without credential is not given any."""
        is_credential = self._auth is not None and common.field.name == self._auth.param
        if is_credential and document.get("auth") is not None:
            return False
        return names.is_among(method, common.methods)

    def _stated(self, entry: Entry) -> Field | None:
        """A param of the method's own file: declared there, or one of the service's with nothing after the colon."""
        name = str(entry.key.value)
        if isinstance(entry.value, MappingNode):
            if not is_whole(entry.value):
                known = [
                    (key, common.field.span) for key, common in self._fields.items()
                ]
                self._findings.add(say.param_without_type(entry.key.span, name, known))
                return Field(name=name, type=language.UNKNOWN, span=entry.key.span)
            return read_field(name, entry.value, self._types, entry.key.span)
        if name in self._fields:
            return self._fields[name].field
        known = [(key, common.field.span) for key, common in self._fields.items()]
        self._findings.add(say.undeclared_param(entry.key.span, name, known))
        return None

    def _limited(self, fields: list[Field], span: Span) -> tuple[Field, ...]:
        """The fields, as far as they are not too many together."""
        if len(fields) > MOST:
            self._findings.add(say.too_many(span, "`params`", MOST))
            del fields[MOST:]
        members = 0
        for index, field in enumerate(fields):
            members += self._types.members(field)
            if members > TOGETHER:
                place = field.span or span
                fault = say.type_too_large(place, field.name, members, TOGETHER)
                self._findings.add(fault)
                return tuple(fields[:index])
        return tuple(fields)

    def _check_auth(
        self,
        document: MappingNode,
        name_node: ScalarNode,
        fields: tuple[Field, ...],
        own: Mapping[str, Entry],
    ) -> None:
        """A method that takes the credential has its param, as a text that is never shown."""
        if self._auth is None or document.get("auth") is not None:
            return
        param = self._auth.param
        if param not in own:
            if all(field.name != param for field in fields):
                method = str(name_node.value)
                fault = say.auth_param_missing(name_node.span, method, param)
                self._findings.add(fault)
            return
        for field in fields:
            if field.name == param and isinstance(own[param].value, MappingNode):
                _check_credential(field, own[param].key.span, self._findings)


def _declared_by(method: Method) -> Iterator[Field]:
    return (field for field in method.params if field.name not in method.inherited)


def _declared(entry: Entry, types: Types) -> CommonParam:
    """A param of the service; what `methods:` says of it is no part of the field."""
    assert isinstance(entry.value, MappingNode)
    body = entry.value
    field = read_field(
        str(entry.key.value),
        replace(
            body, entries=tuple(e for e in body.entries if e.key.value != "methods")
        ),
        types,
        entry.key.span,
    )
    return CommonParam(field=field, methods=patterns_of(body))


def _credential(auth: Auth, span: Span) -> Field:
    """The credential of a service that names its param and declares it nowhere."""
    return Field(
        name=auth.param,
        type=StringType(),
        required=True,
        secret=True,
        description="The credential that tells who calls.",
        examples=(f"your_{names.snake(auth.param)}",),
        span=span,
    )


def _place_of_auth(document: MappingNode) -> Span:
    auth = document.get("auth")
    assert isinstance(auth, MappingNode)
    param = auth.get("param")
    return (param or auth).span


def _check_credential(field: Field, span: Span, findings: Findings) -> None:
    """The credential is a text that has to be sent and is never shown."""
    is_text = isinstance(field.type, StringType) or language.is_unknown(field.type)
    if not (field.required and field.secret and is_text):
        findings.add(say.auth_param_shape(field.span or span, field.name))
