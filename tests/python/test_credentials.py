"""Credentials in HTTP headers: one service in each style, from its spec to a client that calls and a suite that plays."""

from __future__ import annotations

import json
import logging
import traceback
from dataclasses import dataclass
from functools import cache
from types import ModuleType
from typing import Any

import packages
import pytest
from onespec import evaluate
from onespec.cases.document import document
from onespec.model import Service
from onespec.runtime.player import profile, suite
from onespec.runtime.player.network import HttpEndpoint
from onespec.runtime.player.play import Player
from onespec.spec import load_sources
from onespec.targets import openapi, openrpc
from served import served

SERVICE = """
onespec: 1
name: NAME
title: Shop
version: v1
release: 1.0.0
servers: {live: "https://shop.example/api"}
AUTH
protocol: {credential: no_credential}
STATE
errors:
  no_credential: {code: -32001, message: Say who you are}
  stranger: {code: -32001, message: Nobody knows you, raise: [{when: "WHEN"}]}
"""

METHODS = {
    "methods/order.add.yaml": """
method: order.add
title: Add an order
params: {sku: {type: string, required: true, example: ab}}
result: {id: {type: integer, required: true}}
examples:
  - {title: Plain, params: {sku: abc}, result: {id: 3}}
  - {title: A stranger, params: {sku: abc}, credential: STRANGER, error: stranger}
  - {title: Nobody, params: {sku: abc}, credential: , error: no_credential}
""",
    "methods/ping.yaml": """
method: ping
title: Ping
auth: none
readonly: true
result: {type: boolean}
""",
}


@dataclass(frozen=True, kw_only=True)
class Style:
    """A way in which a credential travels."""

    auth: str
    state: str
    when: str
    stranger: str
    good: dict[str, str]
    """Arguments of the client with a credential that the server knows."""
    bad: dict[str, str]
    variables: tuple[str, ...]
    profile: dict[str, Any]
    header: dict[str, str]
    """What a request carries."""
    scheme: dict[str, Any]
    """The security scheme of OpenAPI."""


STYLES = {
    "header": Style(
        auth="auth: {header: X-Api-Key, env: SHOP_KEY, example: k3y-s3cret}",
        state="state: {keys: {type: array, items: string, secret: true, example: [k3y-s3cret]}}",
        when="!(credential in state.keys)",
        stranger="other",
        good={"api_key": "k3y-s3cret"},
        bad={"api_key": "stranger-key"},
        variables=("SHOP_KEY",),
        profile={"token": "${SHOP_KEY}"},
        header={"x-api-key": "k3y-s3cret"},
        scheme={"type": "apiKey", "in": "header", "name": "X-Api-Key"},
    ),
    "bearer": Style(
        auth="auth: {scheme: bearer, env: SHOP_TOKEN, example: t0ken-s3cret}",
        state="state: {tokens: {type: array, items: string, secret: true, example: [t0ken-s3cret]}}",
        when="!(credential in state.tokens)",
        stranger="other",
        good={"token": "t0ken-s3cret"},
        bad={"token": "stranger-token"},
        variables=("SHOP_TOKEN",),
        profile={"token": "${SHOP_TOKEN}"},
        header={"authorization": "Bearer t0ken-s3cret"},
        scheme={"type": "http", "scheme": "bearer"},
    ),
    "basic": Style(
        auth="auth: {scheme: basic, env: {user: SHOP_USER, password: SHOP_PASSWORD}, example: {user: ann, password: pa55word}}",
        state=(
            "state: {users: {type: array, example: [{user: ann, password: pa55word}], items: {type: object, fields: "
            "{user: {type: string, required: true}, password: {type: string, required: true, secret: true}}}}}"
        ),
        when="!state.users.exists(u, u.user == credential.user && u.password == credential.password)",
        stranger="{user: bob, password: none}",
        good={"user": "ann", "password": "pa55word"},
        bad={"user": "ann", "password": "wr0ng-word"},
        variables=("SHOP_USER", "SHOP_PASSWORD"),
        profile={"user": "${SHOP_USER}", "password": "${SHOP_PASSWORD}"},
        header={"authorization": "Basic YW5uOnBhNTV3b3Jk"},
        scheme={"type": "http", "scheme": "basic"},
    ),
}  # fmt: skip

each_style = pytest.mark.parametrize("name", STYLES)


@cache
def service(name: str) -> Service:
    style, text = STYLES[name], SERVICE
    for word, value in (
        ("NAME", f"shop_{name}"),
        ("AUTH", style.auth),
        ("STATE", style.state),
        ("WHEN", style.when),
    ):
        text = text.replace(word, value)
    methods = {
        path: content.replace("STRANGER", style.stranger)
        for path, content in METHODS.items()
    }
    return load_sources({"service.yaml": text, **methods})


@cache
def package(name: str) -> str:
    return packages.imported(service(name), f"shop_{name}_made")


def module(name: str, path: str = "") -> ModuleType:
    return packages.module(path, package(name))


def client(name: str, url: str = "http://localhost/", **arguments: Any) -> Any:
    return getattr(module(name), f"Shop{name.capitalize()}Made")(url, **arguments)


def reference(name: str) -> Any:
    return module(name, "testing").App()


def in_process(name: str, app: Any, **credential: str) -> Any:
    transport = module(name, "testing").AppTransport(app)
    return client(name, transport=transport, **credential)


@each_style
def test_the_client_sends_the_header_and_the_server_reads_it(name: str) -> None:
    style = STYLES[name]
    errors = module(name, "errors")
    app = reference(name)
    with in_process(name, app, **style.good) as api:
        assert api.order.add(sku="abc").id == 3
        assert api.ping() in (True, False)
        with pytest.raises(errors.StrangerError):
            api.with_options(**style.bad).order.add(sku="abc")
    request = module(name, "testing.server").Request
    body = {"jsonrpc": "2.0", "id": "1", "method": "order.add", "params": {"sku": "a"}}
    kind = {"content-type": "application/json"}
    for given, mnemonic in (
        ({}, "no_credential"),
        ({next(iter(style.header)): "Digest abc"}, "stranger no_credential"),
        (style.header, ""),
        ({k: f"{v}, {v}" for k, v in style.header.items()}, "no_credential"),
    ):
        answer = json.loads(
            app.exchange(request(json.dumps(body).encode(), {**kind, **given})).body
        )
        told = answer.get("error", {}).get("data", {}).get("mnemonic", "")
        assert told in mnemonic.split() or told == mnemonic, (given, answer)
    # What a header carries is no param.
    strange = {**body, "params": {"sku": "a", "credential": "x"}}
    answer = json.loads(
        app.exchange(
            request(json.dumps(strange).encode(), {**kind, **style.header})
        ).body
    )
    assert answer["error"]["code"] == -32602


@each_style
def test_a_client_gets_it_from_arguments_or_the_environment_and_refuses_what_no_header_can_carry(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    style = STYLES[name]
    errors = module(name, "errors")
    for variable in style.variables:
        monkeypatch.delenv(variable, raising=False)
    with pytest.raises(errors.ConfigurationError) as missing:
        in_process(name, reference(name)).order.add(sku="a")
    assert all(word in str(missing.value) for word in (*style.good, *style.variables))
    for variable, value in zip(style.variables, style.good.values(), strict=True):
        monkeypatch.setenv(variable, value)
    with in_process(name, reference(name)) as api:
        assert api.order.add(sku="abc").id == 3
    spoilt = {"api_key": "two words", "token": "t\n0", "user": "a:b"}
    with pytest.raises(errors.ConfigurationError) as refused:
        in_process(name, reference(name), **{k: spoilt.get(k, v) for k, v in style.good.items()})  # fmt: skip
    assert not any(value in str(refused.value) for value in spoilt.values())


@each_style
def test_a_credential_is_in_no_repr_log_error_or_traceback(
    name: str, caplog: pytest.LogCaptureFixture
) -> None:
    style = STYLES[name]
    secret = list(style.good.values())[-1]
    shown: list[str] = []
    caplog.set_level(logging.DEBUG)

    error: Any = {"code": -32001, "message": "", "data": {"mnemonic": "stranger"}}
    response = module(name, "transport").HttpResponse

    class Echo:
        """Says whatever it was sent, as a page or as an error."""

        status = 200

        def send(self, request: Any) -> Any:
            heads = json.dumps(dict(request.headers)) + secret
            told = {
                **error,
                "message": heads,
                "data": {**error["data"], "value": heads},
            }
            answer = {
                "jsonrpc": "2.0",
                "id": json.loads(request.body)["id"],
                "error": told,
            }
            body = heads if self.status != 200 else json.dumps(answer)
            shown.append(repr(request))
            return response(
                status=self.status, headers={"location": "/"}, body=body.encode()
            )

    refused = Echo()
    refused.status = 302
    ways: list[dict[str, Any]] = [{"transport": Echo()}, {"transport": refused}, {}]
    for way in ways:
        with client(
            name, "http://127.0.0.1:9/", max_retries=0, **way, **style.good
        ) as api:
            shown.append(repr(api) + repr(vars(api)))
            with pytest.raises(Exception) as caught:
                api.order.add(sku="abc")
            shown += [repr(caught.value), str(caught.value), repr(vars(caught.value))]
            # The first frame is this test's, which knows the secret.
            inner = caught.value.with_traceback(caught.value.__traceback__.tb_next)  # type: ignore[union-attr]
            told = traceback.TracebackException.from_exception(
                inner, capture_locals=True
            )
            shown += told.format()
    assert len(shown) > 10
    coded = list(style.header.values())[0].split()[-1]
    for text in (*shown, caplog.text):
        assert secret not in text and coded not in text


@each_style
def test_conditions_and_examples_read_the_credential(name: str) -> None:
    style, made = STYLES[name], service(name)
    good: Any = style.good if name == "basic" else next(iter(style.good.values()))
    bad: Any = style.bad if name == "basic" else next(iter(style.bad.values()))
    for given, told in ((good, ()), (bad, ("stranger",)), (None, ("no_credential",))):
        verdict = evaluate(made, "order.add", {"sku": "a"}, credential=given)
        assert verdict.mnemonics == told
    assert evaluate(made, "ping", {}).accepted


@each_style
def test_descriptions_tell_how_it_travels_and_keep_it_out_of_params(name: str) -> None:
    made, scheme = service(name), STYLES[name].scheme
    document_ = openapi.document(made)
    components: Any = document_["components"]
    assert components["securitySchemes"] == {"credential": scheme}
    paths: Any = document_["paths"]
    assert paths["/api#order.add"]["post"]["security"] == [{"credential": []}]
    assert paths["/api#ping"]["post"]["security"] == []
    rpc: Any = openrpc.document(made)
    assert rpc["x-security-schemes"] == {"credential": scheme}
    assert [p["name"] for p in rpc["methods"][0]["params"]] == ["sku"]


@each_style
def test_the_suite_sends_headers_and_the_profile_supplies_them_unseen(
    name: str,
) -> None:
    style, made = STYLES[name], service(name)
    written = json.loads(json.dumps(document(made)))
    cases = suite.read(written)
    case = next(c for c in written["cases"] if c["id"] == "order.add/sku.absent")
    assert "credential" in case and case["params"] == {}
    environment = dict(zip(style.variables, style.good.values(), strict=True))
    state = {fact: item["sample"] for fact, item in written["facts"].items()}
    state = state if name == "basic" else {}
    stated = profile.read({**style.profile, "state": state}, cases, environment)
    assert set(style.good.values()) - {"ann"} <= stated.secrets.keys()
    with served(reference(name)) as port:
        endpoint = HttpEndpoint(f"http://127.0.0.1:{port}/", 5)
        player = Player(suite=cases, profile=stated, endpoint=endpoint)
        found = [player.play(case) for case in cases.cases]
        endpoint.close()
    failed = [(o.case.id, o.reasons) for o in found if o.status not in ("passed", "skipped")]  # fmt: skip
    assert failed == []
    passed = [o.case for o in found if o.status == "passed"]
    covered = {name for case in passed for name in case.covers}
    header = made.methods[0].inputs[0].name
    assert {"errors/stranger", f"order.add/params/{header}/missing"} <= covered
    assert (f"order.add/params/{header}/scheme" in covered) == (name != "header")
