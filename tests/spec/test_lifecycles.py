"""Lifecycles: what the reader makes of them and refuses, what lint doubts, what a server plays, and that the suite catches one that does not."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from datetime import date
from typing import Any

import pytest
from onespec import evaluate
from onespec.cases import suite_of
from onespec.conform import conformance
from onespec.diagnostics import SpecError
from onespec.lint import lint
from onespec.model import Service
from onespec.runtime.player.records import Run
from onespec.runtime.player.select import Selection
from onespec.runtime.player.session import Options
from onespec.serve import Reference, reference
from onespec.spec import load_sources
from onespec.targets import docs
from onespec.verdict import sample_state

SERVICE = """
onespec: 1
name: shop
title: Shop
version: v1
release: 1.0.0
errors:
  wrong_state: {code: -32020, message: Not now}
  no_such_order: {code: -32021, message: No such order}
lifecycles:
  order:
    id: order
    type: TYPE
    error: wrong_state
    unknown: no_such_order
    states:
      open: {description: Items can be added., example: [IDS]}
      paid: {description: The money has come., example: [MORE], becomes: [lost]}
      sent: {description: On its way., final: true}
      lost: {description: Nobody knows where., final: true}
      gone: {description: Thrown away., forgotten: true}
"""
ORDER = "params:\n  order: {type: TYPE, required: true, description: Which one, example: FIRST}\n"
METHODS = {
    "order.make": "result: {order: {type: TYPE, required: true, description: Its id, example: NEW}}\nmoves: {order: {to: open}}\n",
    "order.add": ORDER + "moves: {order: {from: [open]}}\n",
    "order.pay": ORDER + "moves: {order: {from: [open], to: paid}}\n",
    "order.send": ORDER + "moves: {order: {from: [paid], to: sent}}\n",
    "order.drop": ORDER + "moves: {order: {from: [open, paid], to: gone}}\n",
    "order.show": ORDER + "readonly: true\n",
}
IDS = {
    "integer": {
        "TYPE": "integer",
        "IDS": "1, 2",
        "MORE": "3",
        "FIRST": "1",
        "NEW": "5",
    },
    "string": {
        "TYPE": "string",
        "IDS": "a, b",
        "MORE": "c",
        "FIRST": "a",
        "NEW": "new",
    },
}


def spec(kind: str = "integer", **changed: str) -> Service:
    """The service, with ids of a kind; `order_make` in place of that method, `service` in place of all that is common."""
    service = changed.pop("service", SERVICE)
    methods = {**METHODS, **{k.replace("_", "."): v for k, v in changed.items()}}
    files = {"service.yaml": service}
    for name, text in methods.items():
        files[f"methods/{name}.yaml"] = f"method: {name}\ntitle: A method\n{text}"
    for word, value in IDS[kind].items():
        files = {path: text.replace(word, value) for path, text in files.items()}
    return load_sources(files)


def told(**changed: str) -> list[str]:
    with pytest.raises(SpecError) as caught:
        spec(**changed)
    return [item.code for item in caught.value.diagnostics]


class Api:
    """A reference server that is called by method and params."""

    def __init__(self, made: Reference) -> None:
        self.app, self._request = made.app, made.request

    def __call__(self, method: str, **params: object) -> Any:
        envelope = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
        head = {"content-type": "application/json; charset=UTF-8"}
        body = json.dumps(envelope).encode()
        reply = json.loads(self.app.exchange(self._request(body, head)).body)
        if "error" in reply:
            return reply["error"]["data"]["mnemonic"]
        return reply["result"]


@pytest.fixture(params=sorted(IDS))
def api(request: pytest.FixtureRequest) -> Iterator[Api]:
    with reference(spec(str(request.param))) as made:
        yield Api(made)


def test_a_call_is_answered_by_where_its_instance_is(api: Api) -> None:
    first, second = api("order.make")["order"], api("order.make")["order"]
    assert first != second
    assert api("order.send", order=first) == "wrong_state"
    api("order.add", order=first)
    api("order.pay", order=first)
    assert api("order.add", order=first) == "wrong_state"
    assert api("order.pay", order=first) == "wrong_state"
    api("order.send", order=first)
    assert api("order.drop", order=first) == "wrong_state"
    api("order.show", order=first)
    api("order.pay", order=second)
    api("order.drop", order=second)
    assert api("order.show", order=second) == "no_such_order"


def test_an_id_that_calls_have_made_is_not_taken_for_an_unknown_one() -> None:
    service = spec(order_make=METHODS["order.make"].replace("NEW", "10"))
    run = played(service)
    assert {item["status"] for item in run.records} == {"passed"}


def test_an_instance_that_a_fact_lists_stays_where_it_is_said_to_be(api: Api) -> None:
    made = api("order.make")["order"]
    api.app.set_state({"order_paid": [made]})
    assert api("order.pay", order=made) == "wrong_state"
    api("order.send", order=made)
    api("order.send", order=made)
    api.app.set_state()
    api("order.pay", order=made)


def test_no_new_instance_has_the_id_of_one_that_a_fact_lists(api: Api) -> None:
    made = [api("order.make")["order"] for _ in range(2)]
    listed = sample_state(spec("integer" if made[0] != "new" else "string"))
    listed = [one for fact in listed.values() if isinstance(fact, list) for one in fact]
    assert not {*made} & {*listed}
    soon = made[0] + 2 if isinstance(made[0], int) else f"{made[0]}-2"
    api.app.set_state({"order_paid": [soon]})
    assert api("order.make")["order"] != soon


def test_the_oldest_of_very_many_instances_are_forgotten() -> None:
    with reference(spec()) as made:
        api = Api(made)
        first = api("order.make")["order"]
        ids = [api("order.make")["order"] for _ in range(10_000)]
        assert api("order.show", order=first) == "no_such_order"
        api("order.show", order=ids[0])


def played(service: Service, change: Mapping[str, object] | None = None) -> Run:
    """The whole suite over the service's own server, or over one in which methods move otherwise."""
    with ExitStack() as stack:
        session = conformance(
            service, Options(selection=Selection()), stack, {}, date(2030, 1, 1)
        )
        if change is not None:
            app = session.player.endpoint._app  # type: ignore[attr-defined]
            app._service.lifecycles[0].moves.update(change)
        return session.run()


@pytest.mark.parametrize("kind", sorted(IDS))
def test_every_method_is_tested_in_every_state(kind: str) -> None:
    service = spec(kind)
    run = played(service)
    suite = suite_of(service)
    pairs = {item.id for item in suite.elements if item.id.startswith("lifecycles/")}
    reached = {name for item in run.records for name in item["covers"]}
    assert {item["status"] for item in run.records} == {"passed"}
    assert len(pairs) == 1 + 4 * 4
    # Nothing is ever lost by a call, and the sample state has nothing lost.
    assert pairs - reached == {f"lifecycles/order/lost/order.{name}" for name in ("add", "drop", "pay", "send")}  # fmt: skip
    assert "give the state an example" in suite.gaps["lifecycles/order/lost/order.add"]


def test_a_server_that_moves_otherwise_is_caught() -> None:
    service = spec()
    for method in ("order.pay", "order.send", "order.drop", "order.make"):
        stays = {method: None} if method == "order.make" else {}
        with reference(service) as made:
            lifecycle = made.app._service.lifecycles[0]
            kind = type(next(iter(lifecycle.moves.values())))
        run = played(service, stays or {method: kind(to="")})
        failed = [item["id"] for item in run.records if item["status"] == "failed"]
        assert any(name.startswith("lifecycles/") for name in failed), method


def test_the_facts_of_a_lifecycle_decide_like_any_others() -> None:
    service = spec()
    assert sample_state(service)["order_open"] == [1, 2]
    method = service.method("order.send")
    assert [raised.field for raised in method.error("wrong_state").raises] == [("order",)] * 3  # fmt: skip
    found = evaluate(service, "order.send", {"order": 1})
    assert [item.mnemonic for item in found.refusals] == ["wrong_state"]
    found = evaluate(service, "order.send", {"order": 4})
    assert [item.mnemonic for item in found.refusals] == ["no_such_order"]


def test_pages_draw_the_states_and_say_what_each_method_needs() -> None:
    files = {item.path: item.content.decode() for item in docs.files(spec())}
    guides, twin = files["docs/guides.html"], files["docs/md/guides.md"]
    assert "open --> paid: order.pay" in twin and "paid --> lost: by itself" in twin
    assert 'id="lifecycle-order"' in guides and guides.count("<svg") == 1
    assert "`open` of [`order`]" in files["docs/md/methods/order.pay.md"]


FAULTS = {
    "a state that is not there": ({"order_pay": ORDER + "moves: {order: {to: payed}}\n"}, "unknown-name"),
    "a lifecycle that is not there": ({"order_pay": ORDER + "moves: {odrer: {to: paid}}\n"}, "unknown-name"),
    "no id": ({"order_pay": "moves: {order: {to: paid}}\n"}, "move-without-id"),
    "an optional id": ({"order_pay": ORDER.replace("true", "false") + "moves: {order: {to: paid}}\n"}, "move-without-id"),
    "an instance out of a state": ({"order_make": METHODS["order.make"].replace("{to", "{from: [paid], to")}, "start-from-state"),
    "an instance in no state": ({"order_make": METHODS["order.make"].replace("{to: open}", "{}")}, "start-nowhere"),
    "nothing": ({"order_pay": ORDER + "moves: {order: {}}\n"}, "empty-move"),
    "out of nowhere": ({"order_pay": ORDER + "moves: {order: {from: [gone], to: paid}}\n"}, "move-from-forgotten"),
    "an error that is not there": ({"service": SERVICE.replace("error: wrong_state", "error: wrong")}, "unknown-name"),
    "a final state with a way out": ({"service": SERVICE.replace("way., final", "way., becomes: [lost], final")}, "way-out-of-final"),
    "an instance in two states": ({"service": SERVICE.replace("MORE", "1")}, "duplicate-name"),
    "examples nobody knows": ({"service": SERVICE.replace("away.,", "away., example: [9],")}, "example-of-forgotten"),
    "a fact of that name": ({"service": SERVICE + "state:\n  order_paid: {type: boolean, default: false, description: Whether}\n"}, "duplicate-name"),
    "an id of another type": ({"service": SERVICE.replace("IDS", "one")}, "wrong-value-type"),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_what_does_not_fit_is_refused(name: str) -> None:
    changed, code = FAULTS[name]
    assert code in told(**changed)


DOUBTS = {
    "state-never-reached": {"order_pay": ORDER + "moves: {order: {from: [open]}}\n"},
    "move-never-allowed": {"order_pay": ORDER + "moves: {order: {from: [open]}}\n"},
    "state-without-way-out": {"service": SERVICE.replace("way., final: true", "way.")},
}


def test_lint_finds_what_can_not_be_walked() -> None:
    assert [item.code for item in lint(spec())] == []
    for code, changed in DOUBTS.items():
        assert code in {item.code for item in lint(spec(**changed))}


def test_the_error_of_a_wrong_state_is_answered_by_methods_that_can_be_in_one() -> None:
    service = spec()
    answered = {
        method.name
        for method in service.methods
        if any(row.mnemonic == "wrong_state" for row in method.all_errors())
    }
    assert answered == {"order.add", "order.pay", "order.send", "order.drop"}
    by_protocol = SERVICE.replace(
        "errors:\n", "protocol: {type: wrong_state}\nerrors:\n", 1
    )
    assert all(
        any(row.mnemonic == "wrong_state" for row in method.all_errors())
        for method in spec(service=by_protocol).methods
    )


TWO = SERVICE.replace(", example: [IDS]", "").replace(", example: [MORE]", "") + """
  truck:
    id: truck
    type: string
    error: truck_busy
    unknown: no_such_truck
    states:
      parked: {description: In the yard., example: [T1]}
      away: {description: On the road., becomes: [parked]}
"""
TWO = TWO.replace(
    "lifecycles:",
    '  truck_busy: {code: -32022, message: "Truck {truck} is not free"}\n'
    "  no_such_truck: {code: -32023, message: No such truck}\nlifecycles:",
)
LOADED = """
params:
  order: {type: TYPE, required: true, description: Which one}
  truck: {type: string, required: true, description: With what}
moves:
  order: {from: [paid], to: sent}
  truck: {from: [parked], to: away}
"""


@pytest.mark.parametrize("kind", IDS)
def test_every_wrong_state_is_tested_of_two_lifecycles_and_of_one_without_examples(
    kind: str,
) -> None:
    service = spec(kind, service=TWO, order_send=LOADED)
    with ExitStack() as stack:
        options = Options(selection=Selection(level="full"))
        run = conformance(service, options, stack, {}, date(2030, 1, 1)).run()
    assert {item["status"] for item in run.records} <= {"passed", "skipped"}
    passed = {
        name
        for item in run.records
        if item["status"] == "passed"
        for name in item["covers"]
    }
    conditions = {
        f"{method.name}/errors/{row.mnemonic}/{number}"
        for method in service.methods
        for row in method.all_errors()
        for number in range(1, len(row.raises) + 1)
    }
    assert len(conditions) == 18 and conditions <= passed
    assert {f"{name}/accepted" for name in METHODS} - passed == {"order.show/accepted"}
    assert run.suite.gaps["order.show/accepted"] == (
        "the sample state has no `order` that `order.show` takes: give a state of it an example"
    )
