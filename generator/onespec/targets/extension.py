"""What OpenRPC has no word for -> `x-onespec`, in the keys of the spec language and in its forms, so that a spec can be read back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from onespec.datatypes import JsonValue
from onespec.model import ErrorKind, Example, Method, Service
from onespec.notation.declarations import (
    constraint_declaration,
    field_declaration,
    fields_declaration,
)
from onespec.targets.description import Json, told

KEY: Final = "x-onespec"
LANGUAGE: Final = 1
"""The version of the spec language."""
_ROW: Final = ("code", "message", "cause", "fix", "help_url", "since", "deprecated")
"""What `x-errors` says of a method's own row already."""


def of_service(service: Service) -> Json:
    """What stands in `service.yaml`, but for what is said elsewhere in the document."""
    said: Json = {"onespec": LANGUAGE, "name": service.name}
    said |= dict(service.declared)
    auth = service.declared.get("auth")
    if isinstance(auth, Mapping) and "example" in auth:
        said["auth"] = {**auth, "example": _credential_example(service)}
    envelope = service.declared.get("envelope")
    if isinstance(envelope, Mapping):
        said["envelope"] = {
            **envelope,
            **told(
                metadata=fields_declaration(service.envelope.metadata),
                error_data=fields_declaration(service.envelope.error_data),
            ),
        }
    if "errors" in service.declared:
        said["errors"] = _rows(service.declared["errors"], service.errors)
    facts = {
        state.fact for lifecycle in service.lifecycles for state in lifecycle.states
    }
    said |= told(
        params={
            common.field.name: {
                **field_declaration(common.field),
                **(
                    {}
                    if common.methods is None
                    else {"methods": list(common.methods) or "none"}
                ),
            }
            for common in service.params
        },
        state=fields_declaration(
            fact for fact in service.state if fact.name not in facts
        ),
    )
    return said


def of_method(method: Method) -> Json:
    """What stands in a method's file, but for what is said elsewhere beside it."""
    said: Json = dict(method.declared)
    if "errors" in method.declared:
        rows = _rows(method.declared["errors"], method.errors)
        said["errors"] = {name: _unsaid(row) for name, row in rows.items()}
    if method.result is None:
        said["result"] = None
    return (
        told(
            params=dict.fromkeys(method.inherited),
            constraints=list(map(constraint_declaration, method.constraints)),
        )
        | said
    )


def of_example(method: Method, example: Example) -> Json:
    """What a pairing has no place for."""
    said: Json = {} if example.request_id == "1" else {"id": example.request_id}
    if method.sent(example.params) != example.params:
        said["params"] = dict(example.params)
    field = method.credential
    if field is not None and example.credential != (*field.examples, None)[0]:
        said["credential"] = example.credential
    return said | told(state=dict(example.state))


def _credential_example(service: Service) -> JsonValue:
    for method in service.methods:
        if method.credential is not None and method.credential.examples:
            return method.credential.examples[0]
    return None


def _rows(declared: JsonValue, kinds: tuple[ErrorKind, ...]) -> dict[str, object]:
    """Rows as they are declared; their own members of `error.data` as the model has them."""
    assert isinstance(declared, Mapping)
    known = {kind.mnemonic: kind for kind in kinds}
    return {
        name: (
            {**row, "data": fields_declaration(known[name].data)}
            if isinstance(row, Mapping) and "data" in row
            else row
        )
        for name, row in declared.items()
    }


def _unsaid(row: object) -> object:
    if not isinstance(row, Mapping):
        return row
    return {key: value for key, value in row.items() if key not in _ROW}
