"""Service -> the facts that every reply of the reference server depends on, and its sample account."""

from __future__ import annotations

from typing import Final

from onespec.cases.accounts import accounts
from onespec.datatypes import ObjectType
from onespec.layout import Piece, assign
from onespec.model import Service
from onespec.targets.banners import banner
from onespec.targets.calls import (
    call,
    imports,
    literals,
    names_in,
    several,
    table,
    value,
)
from onespec.targets.error_rows import fault, slot_row
from onespec.targets.server_views import SampleView, ServiceView
from onespec.texts import PythonText, python_literal, python_string
from onespec.verdict import sample_state

DATA_MEMBERS: Final = ("mnemonic", "field", "value", "params", "extended_helper")
"""Members of `error.data` that the server knows how to fill."""

WINDOWS: Final = {"second": 1, "minute": 60, "hour": 3_600, "day": 86_400}
"""Allowances by the names of their facts: `minute_limit`, `minute_remaining`, `minute_reset`."""

ANSWERED: Final = (
    "parse",
    "batch",
    "envelope",
    "notification",
    "method",
    "encoding",
    "internal",
)
"""Slots that are answered before a method's own checks."""

HOMES: Final = {"Fault": "..checks._faults", "Slot": "..checks._faults"}


def service_view(service: Service) -> ServiceView:
    """Facts that replies depend on."""
    envelope = service.envelope
    protocol = table((slot, fault(slot_row(service, slot))) for slot in ANSWERED)
    return ServiceView(
        banner=banner(service.source),
        imports=imports(names_in(protocol) | {"Fault"}, HOMES, ""),
        result_member=assign("RESULT_MEMBER", python_string(envelope.result)),
        data_members=assign(
            "DATA_MEMBERS: tuple[str, ...]", literals(_members(service))
        ),
        credential=assign(
            "CREDENTIAL", python_string(service.auth.param if service.auth else "")
        ),
        id_types=assign("ID_TYPES: tuple[str, ...]", literals(envelope.id_types)),
        batch=assign("BATCH", python_literal(envelope.batch)),
        notifications=assign("NOTIFICATIONS", python_literal(envelope.notifications)),
        metadata=assign(
            "METADATA: tuple[tuple[str, tuple[str, ...] | None], ...]",
            _metadata(service),
        ),
        windows=assign("WINDOWS: tuple[tuple[str, int], ...]", _windows(service)),
        protocol=assign("PROTOCOL: dict[str, Fault]", protocol),
    )


def sample_view(service: Service) -> SampleView:
    """The account that the server plays unless told otherwise."""
    facts = call("frozenset", _names(service)) if service.state else "frozenset()"
    return SampleView(
        banner=banner(service.source),
        facts=assign("FACTS: frozenset[str]", facts),
        sample=assign("SAMPLE: dict[str, object]", value(sample_state(service))),
        accounts=assign(
            "ACCOUNTS: dict[str, dict[str, object]]", value(accounts(service))
        ),
    )


def _names(service: Service) -> Piece:
    return value([fact.name for fact in service.state])


def _members(service: Service) -> tuple[str, ...]:
    """What the service declares, and always the mnemonic: clients tell errors apart by it."""
    declared = {field.name for field in service.envelope.error_data} or set(
        DATA_MEMBERS[:4]
    )
    return tuple(
        name for name in DATA_MEMBERS if name in declared or name == "mnemonic"
    )


def _metadata(service: Service) -> Piece:
    return several(
        several((python_string(field.name), _parts(field.type)))
        for field in service.envelope.metadata
    )


def _parts(kind: object) -> Piece:
    if isinstance(kind, ObjectType):
        return literals(field.name for field in kind.fields)
    return "None"


def _windows(service: Service) -> Piece:
    facts = {fact.name for fact in service.state}
    return several(
        several((python_string(name), str(seconds)))
        for name, seconds in WINDOWS.items()
        if f"{name}_remaining" in facts
    )
