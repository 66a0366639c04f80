"""A method -> a call of it in Python that succeeds on the reference server, for docstrings and the README."""

from __future__ import annotations

from onespec import names
from onespec.datatypes import JsonValue
from onespec.layout import Piece, call, keyword
from onespec.model import Method, Service
from onespec.targets.calls import value
from onespec.targets.client.plan import own_name
from onespec.targets.samples import sample
from onespec.verdict import refusals, sample_state


def shown_method(service: Service) -> Method:
    """The method that a README calls: of those that succeed on the reference server, the one with most to show."""
    state = sample_state(service)
    best, most = service.methods[0], -1
    for method in service.methods:
        params = _request(method)
        refused = next(refusals(service, method, params, state), None)
        if refused is None and len(params) > most:
            best, most = method, len(params)
    return best


def sample_call(
    service: Service, method: Method, on: str, *, is_short: bool = False
) -> Piece:
    """`api.start.simple_call(first_call="operator", ...)`; a short one sends what is required and no more."""
    path = ".".join((*names.split(method.name)[0], own_name(method)))
    params = _params(service, method)
    required = {param.name for param in method.params if param.required}
    if is_short and _is_enough(service, method, required):
        params = {name: item for name, item in params.items() if name in required}
    items = (keyword(names.param(name), value(item)) for name, item in params.items())
    return call(f"{on}.{path}", *items)


def _is_enough(service: Service, method: Method, required: set[str]) -> bool:
    """Whether the required params alone make a request that is not refused."""
    params = {n: item for n, item in _request(method).items() if n in required}
    return not list(refusals(service, method, params, sample_state(service)))


def _params(service: Service, method: Method) -> dict[str, JsonValue]:
    """Params of a request that succeeds, the credential left out."""
    hidden = service.auth.param if service.auth and method.auth else ""
    return {name: item for name, item in _request(method).items() if name != hidden}


def _request(method: Method) -> dict[str, JsonValue]:
    for example in method.examples:
        if not example.error:
            return dict(example.params)
    return {param.name: sample(param) for param in method.params if param.required}
