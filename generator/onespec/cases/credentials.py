"""Service -> the param that carries the credential, and the fact that lists good ones."""

from __future__ import annotations

from onespec.cases.scene import scene
from onespec.model import Service


def credential(service: Service) -> tuple[str, str] | None:
    """Both by name; None where requests carry none, or no list says which are good."""
    if service.auth is None:
        return None
    for method in service.methods:
        if any(field.name == service.auth.param for field in method.params):
            symbol = scene(service, method).base.get(service.auth.param)
            if isinstance(symbol, dict) and "$fact" in symbol:
                return service.auth.param, str(symbol["$fact"])
    return None
