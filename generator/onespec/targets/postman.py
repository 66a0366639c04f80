"""Service -> `postman.json`: a Postman collection, format 2.1, with a request for each example and tests of what it gets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from onespec.datatypes import JsonValue, StringType, resolved
from onespec.json_layout import json_lines, json_members
from onespec.model import Example, Method, Service, StatusProfile
from onespec.notation.jsonschema_methods import tells_mnemonics
from onespec.output import File
from onespec.render import render
from onespec.samples import sample
from onespec.targets.description import Json, namespace, told, wire_params
from onespec.targets.replies import error_body, reply_of
from onespec.targets.without_secrets import without_secrets
from onespec.texts import JsonText, json_text
from onespec.verdict import refusals, sample_state

FORMAT: Final = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
ENDPOINT: Final = "endpoint"
LOCAL: Final = "http://127.0.0.1:8000"
"""Where `onespec serve` listens, for a service that names no address."""
_MARK: Final = "\ue000"
"""Stands around the name of a variable until the braces of all other text are out of the way."""
_REPLY: Final = (
    "const sent = JSON.parse(pm.request.body.raw);",
    "const reply = pm.response.json();",
    'pm.test("the reply is JSON-RPC 2.0", () => {',
    '  pm.expect(reply.jsonrpc).to.eql("2.0");',
    "  pm.expect(reply.id).to.eql(sent.id);",
    '  pm.expect("result" in reply, "either a result or an error").to.not.eql("error" in reply);',
    "});",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PostmanView:
    """What the frame of the collection shows."""

    info: JsonText
    about: JsonText
    folders: JsonText


def files(service: Service) -> list[File]:
    """The one collection."""
    made = collection(service)
    about = {key: made[key] for key in made if key not in ("info", "item")}
    view = PostmanView(
        info=json_lines(made["info"], 2),
        about=json_members(about),
        folders=json_lines(made["item"], 2),
    )
    text = render("postman/postman.json.j2", view)
    return [File(path="postman.json", content=text.encode())]


def collection(service: Service) -> Json:
    """The same as one value."""
    service = without_secrets(service)
    folders: dict[str, list[Json]] = {}
    for method in service.methods:
        folders.setdefault(namespace(method), []).append(_folder(service, method))
    items: list[Json] = []
    for name, methods in folders.items():
        items += [{"name": name, "item": methods}] if name else methods
    url = service.servers[0].url if service.servers else LOCAL
    variables = [_variable(ENDPOINT, url), *_credentials(service)]
    return {
        "info": {"name": service.title, "schema": FORMAT}
        | told(description=service.description)
        | {"version": service.release},
        **told(auth=_auth(service)),
        "variable": variables,
        "event": [_event(_REPLY)],
        "item": items,
    }


def _credentials(service: Service) -> list[Json]:
    """Variables without a value: whoever imports the collection fills them in."""
    names: dict[str, str] = {}
    if service.auth is not None and service.auth.header:
        pairs = zip(
            service.auth.arguments, (service.auth.env, service.auth.password_env)
        )
        names.update(pairs)
    for method in service.methods:
        for name in _secret_params(method):
            of_auth = service.auth is not None and service.auth.param == name
            env = service.auth.env if of_auth and service.auth else ""
            names.setdefault(name, env)
    return [
        _variable(name, "")
        | told(description=f"What clients read from {env}." if env else "")
        for name, env in names.items()
    ]


def _variable(name: str, value: str) -> Json:
    return {"key": name, "value": value, "type": "string"}


def _secret_params(method: Method) -> dict[str, JsonValue]:
    """Secret texts among the params, with the one that stands for a good one."""
    return {
        param.name: param.examples[0] if param.examples else None
        for param in method.params
        if param.secret and isinstance(resolved(param.type), StringType)
    }


def _auth(service: Service) -> Json:
    """How the credential of a header is sent, in Postman's words."""
    auth = service.auth
    if auth is None or not auth.header:
        return {}
    known = {name: f"{{{{{name}}}}}" for name in auth.arguments}
    match auth.scheme:
        case "basic":
            values = {"username": known["user"], "password": known["password"]}
        case "bearer":
            values = known
        case _:
            (value,) = known.values()
            values = {"key": auth.header, "value": value, "in": "header"}
    return _auth_of(auth.scheme or "apikey", values)


def _auth_of(kind: str, values: Mapping[str, str]) -> Json:
    listed = [{"key": k, "value": v, "type": "string"} for k, v in values.items()]
    return {"type": kind, kind: listed}


def _folder(service: Service, method: Method) -> Json:
    """A method: a request for each example that the sample state is enough for; the rest shows as replies of the first."""
    sendable = [one for one in method.examples if not one.state]
    if all(example.error for example in sendable):
        sendable.insert(0, _sample(method))
    requests = [_item(service, method, example) for example in sendable]
    shown = {example.error for example in sendable}
    requests[0]["response"] = [
        *_list(requests[0]["response"]),
        *(_response(service, method, one) for one in method.examples if one.state),
        *(
            _saved(service, kind.mnemonic, {"error": error_body(kind)}, kind.code)
            for kind in method.errors
            if kind.mnemonic not in shown
            and kind.mnemonic not in {one.error for one in method.examples}
        ),
    ]
    return {"name": method.name} | told(description=_words(method)) | {"item": requests}


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _words(method: Method) -> str:
    gone = f"Deprecated: {method.deprecated}" if method.deprecated else ""
    return "\n\n".join(filter(None, (method.title, gone, method.description)))


def _sample(method: Method) -> Example:
    """A request for a method whose spec shows none."""
    params = {param.name: sample(param) for param in method.params if param.required}
    known = method.credential.examples if method.credential is not None else ()
    return Example(
        title=method.title or method.name,
        params=params,
        credential=known[0] if known else None,
    )


def _item(service: Service, method: Method, example: Example) -> Json:
    is_shown = any(example is one for one in method.examples)
    found: Json = {"name": example.title or method.name}
    found["request"] = _request(service, method, example)
    found["response"] = [_response(service, method, example)] if is_shown else []
    error = example.error if is_shown else _expected(service, method, example)
    found["event"] = [_event(_test(service, method, error))]
    return found


def _expected(service: Service, method: Method, example: Example) -> str:
    """The error that a request gets in the sample state; empty for none."""
    sent = method.request_of(example)
    found = next(refusals(service, method, sent, sample_state(service)), None)
    return "" if found is None else found.mnemonic


def _request(service: Service, method: Method, example: Example) -> Json:
    good = _secret_params(method)
    params: dict[str, JsonValue] = {
        name: f"{_MARK}{name}{_MARK}" if name in good and value == good[name] else value
        for name, value in example.params.items()
    }
    call = {
        "jsonrpc": "2.0",
        "method": method.name,
        "id": example.request_id,
        "params": wire_params(method, params),
    }
    # Braces of the spec's own would be read as a variable's.
    body = str(json_text(call)).replace("{{", "\\u007b{")
    for name in good:
        mark = str(json_text(f"{_MARK}{name}{_MARK}", None))
        body = body.replace(mark, f'"{{{{{name}}}}}"')
    kind = service.transport.content_type
    found: Json = {
        "method": service.transport.http_method,
        "header": [{"key": "Content-Type", "value": kind}],
        "body": {
            "mode": "raw",
            "raw": body,
            "options": {"raw": {"language": "json"}},
        },
        "url": f"{{{{{ENDPOINT}}}}}",
    }
    words = told(description=example.description, auth=_other(service, method, example))
    return found | words


def _other(service: Service, method: Method, example: Example) -> Json:
    """The credential of a request that does not send the collection's own."""
    auth, field = service.auth, method.credential
    if auth is None or not auth.header:
        return {}
    value = example.credential
    if field is None or value is None:
        return {"type": "noauth"}
    if value == (*field.examples, None)[0]:
        return {}
    match value:
        case {"user": str() as user, "password": str() as password}:
            return _auth_of("basic", {"username": user, "password": password})
        case _ if auth.scheme:
            return _auth_of("bearer", {"token": str(value)})
        case _:
            values = {"key": auth.header, "value": str(value), "in": "header"}
            return _auth_of("apikey", values)


def _response(service: Service, method: Method, example: Example) -> Json:
    code = method.error(example.error).code if example.error else None
    reply = reply_of(service, method, example)
    found = _saved(service, example.title or method.name, reply, code)
    request = _request(service, method, replace(example, description=""))
    return {"name": found.pop("name"), "originalRequest": request, **found}


def _saved(
    service: Service, name: str, reply: Mapping[str, object], code: int | None
) -> Json:
    """A reply as Postman keeps it."""
    whole = {"jsonrpc": "2.0", "id": "1", **reply}
    return {
        "name": name,
        "code": _status(service, code),
        "_postman_previewlanguage": "json",
        "header": [{"key": "Content-Type", "value": "application/json"}],
        "body": str(json_text(whole, None)),
    }


def _status(service: Service, code: int | None) -> int:
    profile = service.transport.status or StatusProfile()
    return 200 if code is None else profile.of(code)


def _test(service: Service, method: Method, error: str) -> list[str]:
    """JavaScript that holds a reply to what is expected of it."""
    code = method.error(error).code if error else None
    lines = [
        f"pm.test({json_text(f'it gets {error}' if error else 'it is accepted', None)}, () => {{"
    ]
    lines.append("  const reply = pm.response.json();")
    if code is None:
        lines.append(
            "  pm.expect(reply.error, JSON.stringify(reply.error)).to.eql(undefined);"
        )
        lines.append('  pm.expect(reply).to.have.property("result");')
    else:
        lines.append(f"  pm.expect(reply.error.code).to.eql({code});")
        if tells_mnemonics(service):
            told_as = json_text(error, None)
            lines.append(f"  pm.expect(reply.error.data.mnemonic).to.eql({told_as});")
    if service.transport.status is not None:
        lines.append(f"  pm.expect(pm.response.code).to.eql({_status(service, code)});")
    return [*lines, "});"]


def _event(lines: Iterable[str]) -> Json:
    script = {"type": "text/javascript", "exec": list(lines)}
    return {"listen": "test", "script": script}
