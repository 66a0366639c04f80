"""Service -> sample accounts beside the first one, each with a credential by which it gets into trouble."""

from __future__ import annotations

from typing import Any

from onespec.cases.credentials import credential
from onespec.cases.provoke import provocation
from onespec.cases.scene import Scene, scene
from onespec.model import Service


def accounts(service: Service) -> dict[str, dict[str, Any]]:
    """For each common condition that only the account decides: a credential, and the facts that meet the condition."""
    held = credential(service)
    if held is None:
        return {}
    param, fact = held
    found: dict[str, dict[str, Any]] = {}
    seen: set[str] = set()
    for method in service.methods:
        if all(row.mnemonic in seen for row in method.common_errors):
            continue
        here = scene(service, method)
        if isinstance(here.base.get(param), dict):
            for token, facts in _troubles(here, seen).items():
                found[token] = {fact: [token], **facts}
    return found


def _troubles(here: Scene, seen: set[str]) -> dict[str, dict[str, Any]]:
    """The account-only conditions of one method, by the name of a credential."""
    found: dict[str, dict[str, Any]] = {}
    for row in here.method.common_errors:
        if row.mnemonic in seen:
            continue
        seen.add(row.mnemonic)
        for number, raised in enumerate(row.raises, 1):
            scheme = provocation(here, raised)
            if scheme is not None and scheme.state and not scheme.values:
                name = (
                    row.mnemonic if len(row.raises) == 1 else f"{row.mnemonic}_{number}"
                )
                found[f"{name}_token"] = dict(scheme.state)
    return found
