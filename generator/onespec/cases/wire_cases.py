"""Cases of the envelope: JSON, batches, notifications, ids, the method's name, the encoding."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from onespec.cases import expectations
from onespec.cases.scene import Scene
from onespec.cases.suite import ALL, FULL, SAFE, Case

NOT_QUICK: Final = (FULL, SAFE)


def wire_cases(scene: Scene) -> Iterator[Case]:
    """Every case about what surrounds params, played with one method."""
    yield from _parse(scene)
    yield from _shape(scene)
    yield from _ids(scene)
    yield from _names(scene)
    yield from _encoding(scene)


def _case(
    scene: Scene,
    name: str,
    title: str,
    slot: str,
    body: dict[str, Any],
    *,
    reply_id: str = "echo",
    levels: tuple[str, ...] = ALL,
    request_id: Any = "onespec",
) -> Case:
    row = expectations.slot_row(scene.service, slot, scene.method)
    expect = expectations.error(scene.service, scene.method, row)
    return Case(
        id=f"envelope/{name}",
        title=title,
        covers=(f"protocol/{slot}", f"errors/{row.mnemonic}", f"envelope/{slot}"),
        expect={**expect, "id": reply_id},
        method=scene.method.name,
        params=scene.base,
        request_id=request_id,
        body=body,
        levels=levels,
    )


def _parse(scene: Scene) -> Iterator[Case]:
    for name, title, change, quick in (
        ("cut-short", "a body that stops half-way", {"cut": 1}, True),
        ("no-json", "a body that is no JSON", {"text": "jsonrpc=2.0"}, False),
        ("more-behind", "something behind the JSON", {"append": "}"}, True),
    ):
        yield _case(
            scene,
            f"parse:{name}",
            title,
            "parse",
            change,
            reply_id="any",
            levels=ALL if quick else NOT_QUICK,
        )


def _shape(scene: Scene) -> Iterator[Case]:
    """Bodies that are JSON and no request."""
    envelope = scene.service.envelope
    if not envelope.batch:
        yield _case(
            scene,
            "batch:one",
            "a list of one request",
            "batch",
            {"wrap": 1},
            reply_id="any",
        )
        yield _case(
            scene,
            "batch:two",
            "a list of two requests",
            "batch",
            {"wrap": 2},
            reply_id="any",
            levels=NOT_QUICK,
        )
    if not envelope.notifications:
        yield _case(
            scene,
            "notification",
            "a request without `id`",
            "notification",
            {"drop": ["id"]},
            reply_id="any",
        )
    either = expectations.leaves(scene.service, scene.method, "id-of-invalid-request")
    for name, title, change, quick in (
        ("no-jsonrpc", "`jsonrpc` is absent", {"drop": ["jsonrpc"]}, True),
        (
            "jsonrpc-1",
            "`jsonrpc` is another version",
            {"set": {"jsonrpc": "1.0"}},
            True,
        ),
        ("jsonrpc-number", "`jsonrpc` is a number", {"set": {"jsonrpc": 2.0}}, True),
        ("no-method", "`method` is absent", {"drop": ["method"]}, False),
        ("method-number", "`method` is a number", {"set": {"method": 1}}, False),
        ("text", "the body is a JSON text", {"json": "request"}, False),
        ("number", "the body is a number", {"json": 1}, False),
    ):
        yield _case(
            scene,
            f"envelope:{name}",
            title,
            "envelope",
            change,
            reply_id="any" if either or "json" in change else "echo",
            levels=ALL if quick else NOT_QUICK,
        )


def _ids(scene: Scene) -> Iterator[Case]:
    """Ids of the wrong type."""
    either = expectations.leaves(scene.service, scene.method, "null-id")
    for name, value in (
        ("boolean", True),
        ("object", {}),
        ("array", ["1"]),
        ("null", None),
    ):
        if value is None and (either or scene.service.envelope.notifications):
            continue
        yield _case(
            scene,
            f"id:{name}",
            f"`id` is of the type {name}",
            "envelope",
            {"set": {"id": value}},
            reply_id="any",
            levels=NOT_QUICK if name == "array" else ALL,
        )


def _names(scene: Scene) -> Iterator[Case]:
    known = {method.name for method in scene.service.methods}
    name = scene.method.name
    tried = (
        ("unknown", f"{name}.unknown_method", True),
        ("other-case", name.swapcase(), True),
        ("space", f"{name} ", True),
    )
    for label, wrong, quick in tried:
        if wrong not in known:
            yield _case(
                scene,
                f"method:{label}",
                f"a method called {wrong!r}",
                "method",
                {"set": {"method": wrong}},
                levels=ALL if quick else NOT_QUICK,
            )


def _encoding(scene: Scene) -> Iterator[Case]:
    """Bodies in other encodings, said to be so; and bytes that are not what their label says."""
    row = expectations.slot_row(scene.service, "encoding", scene.method)
    mine = {kind.mnemonic for kind in scene.method.all_errors()}
    if scene.service.transport.encoding.upper() != "UTF-8" or row.mnemonic not in mine:
        return
    for charset, quick in (("windows-1251", True), ("utf-16", False)):
        yield _case(
            scene,
            f"encoding:{charset}",
            f"a body in {charset}",
            "encoding",
            {"charset": charset},
            reply_id="any",
            request_id="\u0416",
            levels=ALL if quick else NOT_QUICK,
        )
    labelled = _case(
        scene,
        "encoding:not-utf-8",
        "bytes that are not the UTF-8 they are said to be",
        "encoding",
        {"bytes": "windows-1251"},
        reply_id="any",
        request_id="\u0416",
        levels=ALL,
    )
    if expectations.leaves(scene.service, scene.method, "encoding-error"):
        parse = expectations.slot_row(scene.service, "parse", scene.method)
        other = expectations.error(scene.service, scene.method, parse)
        yield _either(labelled, other)
    else:
        yield labelled


def _either(case: Case, other: dict[str, Any]) -> Case:
    both = [case.expect["error"], other["error"]]
    return replace(case, expect={"any": both, "id": "any"})
