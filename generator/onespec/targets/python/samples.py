"""A method -> a call of it in Python that succeeds on the reference server, for docstrings and the README."""

from __future__ import annotations

from onespec import names
from onespec.datatypes import JsonValue
from onespec.model import Method, Service
from onespec.notation.python_values import modules, native_literal
from onespec.samples import sample
from onespec.targets.masked import replaced
from onespec.targets.python.package import credential, is_credential, own_name
from onespec.texts import PythonText, python_call
from onespec.verdict import refusals, sample_state


def shown_method(service: Service) -> Method:
    """The method that a README calls: of those that succeed on the reference server, the one with most to show."""
    state = sample_state(service)
    best, most = service.methods[0], -1
    for method in service.methods:
        params = _request(method)
        sent = params | _credential(service, method)
        refused = next(refusals(service, method, sent, state), None)
        if refused is None and len(params) > most:
            best, most = method, len(params)
    return best


def sample_call(
    service: Service, method: Method, on: str, *, is_short: bool = False
) -> PythonText:
    """`api.start.simple_call(first_call="operator", ...)`; a short one sends what is required and no more."""
    params = _sent(service, method, is_short=is_short)
    known = {param.name: param for param in method.params}
    path = ".".join((on, *names.split(method.name)[0], own_name(method)))
    return python_call(
        path,
        **{
            names.param(name): native_literal(known.get(name), item)
            for name, item in params.items()
        },
    )


def sample_request(service: Service, method: Method) -> dict[str, JsonValue]:
    """A short request as the checks see it, with the credential."""
    sent = _sent(service, method, is_short=True)
    return replaced(method.inputs, _credential(service, method) | sent)


def sample_modules(
    service: Service, method: Method, *, is_short: bool = False
) -> list[str]:
    """The modules that such a call needs."""
    return modules(method.params, _sent(service, method, is_short=is_short))


def _sent(service: Service, method: Method, *, is_short: bool) -> dict[str, JsonValue]:
    """The params of a call, without the credential."""
    params = _request(method)
    required = {param.name for param in method.params if param.required}
    if is_short:
        short = {name: item for name, item in params.items() if name in required}
        sent = short | _credential(service, method)
        if not list(refusals(service, method, sent, sample_state(service))):
            params = short
    hidden = {p.name for p in method.params if is_credential(service, method, p)}
    return {name: item for name, item in params.items() if name not in hidden}


def sample_credentials(service: Service) -> dict[str, str]:
    """The constants of a credential that the reference server takes, with what each holds."""
    arguments, known = credential(service), _sample(service)
    if isinstance(known, dict):
        return {item.constant: str(known[item.name]) for item in arguments}
    return {item.constant: str(known) for item in arguments}


def _sample(service: Service) -> JsonValue:
    """A credential that the reference server takes, as conditions read it."""
    if service.auth is not None:
        for method in service.methods:
            for param in method.inputs:
                if param.name == service.auth.param and param.examples:
                    return param.examples[0]
    return "token"


def _credential(service: Service, method: Method) -> dict[str, JsonValue]:
    """What the client sends by itself, as the reference server takes it."""
    known = _sample(service)
    return {
        param.name: known
        for param in method.inputs
        if is_credential(service, method, param)
    }


def _request(method: Method) -> dict[str, JsonValue]:
    """Params that show the method, without any secret of the spec."""
    for example in method.examples:
        if not example.error:
            return replaced(method.params, example.params)
    params = {param.name: sample(param) for param in method.params if param.required}
    return replaced(method.params, params)
