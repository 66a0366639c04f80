"""A method -> the view of its page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from onespec.datatypes import Field
from onespec.markup import Dialect, Shown, external, line, prose
from onespec.model import Method
from onespec.notation.english_types import docs_type
from onespec.targets.docs import anchors
from onespec.targets.docs.desk import Desk
from onespec.targets.docs.errors import Rows
from onespec.targets.docs.examples import examples
from onespec.targets.docs.fields import groups, merged, tree, whole
from onespec.targets.docs.flows import flows
from onespec.targets.docs.frame import frame
from onespec.targets.docs.notes import history, notes
from onespec.targets.docs.rules import constraints
from onespec.targets.docs.study import Study
from onespec.targets.docs.views import (
    ConstraintView,
    ErrorView,
    ExampleView,
    Fact,
    FieldView,
    FlowView,
    FrameView,
    GroupView,
    LinkView,
    NoteView,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodView:
    """A method's page."""

    frame: FrameView
    id: Shown
    name: Shown
    title: Shown
    description: Shown
    deprecated: Shown
    badges: tuple[Shown, ...]
    facts: tuple[Fact, ...]
    groups: tuple[GroupView, ...]
    constraints: tuple[ConstraintView, ...]
    flows: tuple[FlowView, ...]
    result_note: Shown
    result: tuple[FieldView, ...]
    metadata: tuple[FieldView, ...]
    errors: tuple[ErrorView, ...]
    common_errors: tuple[ErrorView, ...]
    common_links: tuple[LinkView, ...]
    """In the one file they are told once for all methods, and each method leads there."""
    examples: tuple[ExampleView, ...]
    open: tuple[NoteView, ...]
    history: tuple[NoteView, ...]
    params_id: Shown
    constraints_id: Shown
    flows_id: Shown
    result_id: Shown
    errors_id: Shown
    common_id: Shown
    examples_id: Shown
    try_id: Shown
    open_id: Shown
    history_id: Shown
    form: Shown


def method_view(desk: Desk, method: Method, known: Study, rows: Rows) -> MethodView:
    """Everything the model says of a method."""
    say = desk.say
    return MethodView(
        frame=frame(
            desk,
            f"{method.name} · {desk.service.title} {desk.service.version}",
            f"{method.title}. {method.description}",
            f"methods/{anchors.method_stem(method.name)}",
            tuple(_contents(desk, method)),
            form=True,
        ),
        id=say.text(anchors.anchor("method", method.name)),
        name=say.path(method.name),
        title=line(say, method.title),
        description=prose(say, method.description),
        deprecated=line(say, method.deprecated),
        badges=tuple(_badges(say, method)),
        facts=merged(desk, _facts(desk, method)),
        groups=groups(desk, method),
        constraints=constraints(desk, method, known),
        flows=flows(desk, method),
        result_note=_result_note(desk, method),
        result=(
            tuple(whole(desk, "result", method.result, method)) if method.result else ()
        ),
        metadata=tuple(
            view
            for field in desk.service.envelope.metadata
            for view in tree(desk, "metadata", field, (), None)
        ),
        errors=rows.of(method, method.errors),
        common_errors=() if desk.single else rows.of(method, method.common_errors),
        common_links=_links(desk, method) if desk.single else (),
        examples=examples(desk, method, known.programs),
        open=notes(desk, method.open),
        history=history(desk, method),
        form=known.form,
        **_ids(desk),
    )


SECTIONS = (
    "params",
    "constraints",
    "flows",
    "result",
    "errors",
    "common",
    "examples",
    "try",
    "open",
    "history",
)


def _ids(desk: Desk) -> dict[str, Shown]:
    return {
        f"{name}_id": desk.say.text(desk.prefix + f"section-{name}")
        for name in SECTIONS
    }


def _contents(desk: Desk, method: Method) -> Iterator[tuple[Shown, str]]:
    """The menu of the page."""
    shown: tuple[tuple[str, str, object], ...] = (
        ("params", "Parameters", method.params),
        ("constraints", "Constraints", method.constraints),
        ("flows", "What each party hears", method.flow),
        ("result", "Result", True),
        ("errors", "Errors", method.errors),
        ("common", "Common errors", method.common_errors),
        ("examples", "Examples", method.examples),
        ("try", "Try it", desk.html),
        ("open", "Left open", method.open),
        ("history", "History", method.history),
    )
    for name, title, there in shown:
        if there:
            yield desk.say.text(title), f"#{desk.prefix}section-{name}"


def _links(desk: Desk, method: Method) -> tuple[LinkView, ...]:
    say = desk.say
    return tuple(
        LinkView(
            title=say.path(kind.mnemonic),
            href=say.text(desk.error(kind.mnemonic)),
            id=say.text(desk.id("error", kind.mnemonic)),
        )
        for kind in method.common_errors
    )


def _badges(say: Dialect, method: Method) -> Iterator[Shown]:
    if method.deprecated:
        yield say.text("deprecated")
    if method.readonly:
        yield say.text("reads only")
    if method.idempotent:
        yield say.text("safe to repeat")
    if not method.readonly and not method.idempotent:
        yield say.text("never sent twice by itself")


def _facts(desk: Desk, method: Method) -> Iterator[Fact]:
    say, service = desk.say, desk.service
    stem = anchors.method_stem(method.name)
    if service.auth is not None:
        token = desk.link(
            say.code(service.auth.param), desk.here("param", service.auth.param)
        )
        known = method.auth and any(f.name == service.auth.param for f in method.params)
        yield Fact(
            name=say.text("Credential"), text=token if known else say.text("none")
        )
    if method.since:
        yield Fact(name=say.text("Since"), text=say.text(method.since))
    schemas = (
        desk.file(kind, f"schema/{stem}.{kind}.schema.json")
        for kind in ("params", "result", "request", "response")
    )
    if not desk.single:
        yield Fact(name=say.text("JSON Schema"), text=say.join(", ", schemas))
        rpc = desk.file("openrpc.json", "openrpc.json")
        yield Fact(name=say.text("OpenRPC"), text=rpc)
    for link in method.see:
        yield Fact(name=say.text("See"), text=external(say, link.title, link.url))


def _result_note(desk: Desk, method: Method) -> Shown:
    say, envelope = desk.say, desk.service.envelope
    if method.result is None:
        return say.text("The API's pages don't say what stands in the reply.")
    where = f"result.{envelope.result}" if envelope.result else "result"
    kind = _kind(method.result)
    return say.join(
        "",
        (say.text("Stands in "), say.code(where), say.text(f" of the reply: {kind}.")),
    )


def _kind(field: Field) -> str:
    words = docs_type(field)
    return f"an {words}" if words[:1] in "aeiou" else f"a {words}"
