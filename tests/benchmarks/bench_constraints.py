"""Constraints in process: a method analysed with all its witnesses, and one generated check called."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final, cast

import onespec.spec
from onespec import search
from onespec.datatypes import (
    MISSING,
    ArrayType,
    BooleanType,
    EnumValue,
    Field,
    IntegerType,
    StringType,
)
from onespec.diagnostics import Span
from onespec.language import Scope
from onespec.lint import values as lint_values
from onespec.lint.subject import Subject
from onespec.model import Method, Service
from onespec.notation import python_expr
from onespec.spec.constraints import build_constraint
from onespec.spec.nodes import Entry, MappingNode, Node, ScalarNode, SequenceNode

ROOT: Final = Path(__file__).parent.parent.parent
NOWHERE: Final = Span(file="made", line=1, column=1, end_line=1, end_column=2)


def enum(name: str, *values: str, default: object = MISSING) -> Field:
    members = tuple(EnumValue(value=value) for value in values)
    return Field(name=name, type=StringType(enum=members), default=cast(Any, default))


def flag(name: str) -> Field:
    return Field(name=name, type=BooleanType())


def text(name: str, form: str | None = None) -> Field:
    return Field(name=name, type=StringType(format=form))


def whole(name: str, low: int, high: int, default: object = MISSING) -> Field:
    return Field(
        name=name,
        type=IntegerType(minimum=low, maximum=high),
        default=cast(Any, default),
    )


PARAMS: Final = (
    enum("kind", "video", "channel", "playlist", default="video"),
    text("query"),
    text("channel_id"),
    flag("for_mine"),
    flag("for_owner"),
    text("owner"),
    text("related_to"),
    enum("event_type", "completed", "live", "upcoming"),
    enum("duration", "any", "long", "medium", "short"),
    enum("caption", "any", "closed", "none"),
    enum("license", "any", "common", "standard"),
    text("published_from", "date"),
    text("published_to", "date"),
    whole("limit", 0, 50, 5),
    whole("offset", 0, 10_000, 0),
    text("location"),
    text("radius"),
    enum("order", "date", "rating", "title", default="date"),
    Field(name="tags", type=ArrayType(items=Field(name="", type=StringType()))),
    Field(name="language", type=StringType()),
)

ENTRIES: Final[tuple[dict[str, object], ...]] = (
    {"at_most_one": ["for_mine", "for_owner", "related_to"]},
    {"when": "has(event_type)", "then": "kind == 'video'"},
    {"when": "has(duration)", "then": "kind == 'video'"},
    {"when": "has(caption)", "then": "kind == 'video'"},
    {"when": "has(license)", "then": "kind == 'video'"},
    {"all_or_none": ["location", "radius"]},
    {"when": "has(location)", "then": "kind == 'video'"},
    {"when": "has(for_owner) && for_owner", "then": "has(owner) && kind == 'video'"},
    {"when": "has(for_mine) && for_mine", "then": "kind == 'video' && !has(caption)"},
    {
        "when": "has(published_from) && has(published_to)",
        "then": "published_from <= published_to",
    },
    {"rule": "limit + offset <= 1000"},
    {"at_least_one": ["query", "channel_id", "related_to", ["location", "radius"]]},
    {"when": "has(related_to)", "then": "!has(channel_id) && !has(event_type)"},
    {"when": "order == 'rating'", "then": "kind != 'channel' || has(query)"},
    {"when": "has(tags)", "then": "size(tags) <= 10 && !has(language)"},
)


def node(value: object) -> Node:
    if isinstance(value, dict):
        entries = tuple(
            Entry(key=ScalarNode(value=key, span=NOWHERE), value=node(item))
            for key, item in value.items()
        )
        return MappingNode(entries=entries, span=NOWHERE)
    if isinstance(value, list):
        return SequenceNode(items=tuple(map(node, value)), span=NOWHERE)
    return ScalarNode(value=cast(Any, value), span=NOWHERE)


def search_method() -> Method:
    """20 params and 15 constraints, after a public search API."""
    constraints = []
    for index, entry in enumerate(ENTRIES, 1):
        owner = f"c{index}"
        whole_node = cast(MappingNode, node({"id": owner} | entry))
        built, faults = build_constraint(
            whole_node, Scope(params=PARAMS, owner=owner), "bad_mix"
        )
        assert built is not None and not faults, faults
        constraints.append(built)
    return Method(
        name="search", title="Search", params=PARAMS, constraints=tuple(constraints)
    )


def analysed(method: Method, service: Service) -> None:
    """Consistency, dead and falsely optional params and values, and every witness."""
    problem = search.prepare(method)
    search.smallest_accepted(method, problem)
    for constraint in method.constraints:
        search.smallest_rejected(method, constraint, problem)
        search.smallest_satisfying(method, constraint, problem)
    list(lint_values.params(Subject(service=service, method=method)))


def best(run: Callable[[], object], rounds: int) -> float:
    """The least of several runs, in seconds: a busy machine only adds to it."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return min(times)


def check_of(method: Method) -> Callable[[Mapping[str, object]], bool]:
    """The first constraint as the function that the generated package holds."""
    body = python_expr.returned(method.constraints[0].condition)
    space: dict[str, Any] = {}
    exec(f"def check(params):\n    return {body}\n", space)
    return cast(Callable[[Mapping[str, object]], bool], space["check"])


def main() -> None:
    """Prints each figure beside its budget."""
    service = onespec.spec.load(str(ROOT / "spec"))
    seed = service.method("start.simple_call")
    search = search_method()
    wide = best(lambda: analysed(search, service), 5)
    small = best(lambda: analysed(seed, service), 20)
    check = check_of(seed)
    params = {"first_call": "operator", "switch_at_once": True, "early_switching": True}
    calls = 20_000
    one = best(lambda: [check(params) for _ in range(calls)], 7) / calls
    print("constraints")
    print(f"  20 params, 15 constraints, all witnesses: {wide * 1e3:.0f} ms (1000)")
    print(f"  start.simple_call, all witnesses: {small * 1e3:.1f} ms (20)")
    print(f"  one generated check: {one * 1e6:.2f} us (2)")


if __name__ == "__main__":
    main()
