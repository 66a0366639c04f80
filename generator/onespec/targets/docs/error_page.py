"""An error of the service -> the view of its page, and all of them -> the page that lists them by code."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from onespec import names
from onespec.markup import Shown, line
from onespec.targets.docs import anchors, samples, wording
from onespec.targets.docs.catalogue import Entry, Form
from onespec.targets.docs.desk import Desk
from onespec.targets.docs.errors import SLOTS, error, group_title
from onespec.targets.docs.frame import frame
from onespec.targets.docs.replies import error_body
from onespec.targets.docs.views import ErrorView, FrameView, SampleView


@dataclass(frozen=True, slots=True, kw_only=True)
class FormView:
    """One form that an error takes."""

    id: Shown
    title: Shown
    error: ErrorView
    conditions: tuple[Shown, ...]
    methods: Shown
    samples: tuple[SampleView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MnemonicView:
    """The page of one error."""

    frame: FrameView
    id: Shown
    name: Shown
    lead: Shown
    python_class: Shown
    rows: tuple[FormView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedError:
    """An error in the list."""

    name: Shown
    href: Shown
    message: Shown


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeView:
    """The errors of one code."""

    id: Shown
    code: Shown
    title: Shown
    errors: tuple[ListedError, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorsView:
    """The page that lists every error."""

    frame: FrameView
    groups: tuple[CodeView, ...]


def mnemonic_view(desk: Desk, entry: Entry) -> MnemonicView:
    """The page of one error."""
    say = desk.say
    about = entry.forms[0].kind.cause or entry.forms[0].kind.template
    return MnemonicView(
        frame=frame(
            desk,
            f"{entry.mnemonic} · {desk.service.title} {desk.service.version}",
            about,
            f"errors/{anchors.error_stem(entry.mnemonic)}",
            (),
        ),
        id=say.text(anchors.anchor("mnemonic", entry.mnemonic)),
        name=say.path(entry.mnemonic),
        lead=line(say, group_title(desk.service, entry.forms[0].kind.code)),
        python_class=say.code(names.error_class(entry.mnemonic)),
        rows=tuple(
            _form(desk, entry, form, index) for index, form in enumerate(entry.forms, 1)
        ),
    )


def _form(desk: Desk, entry: Entry, form: Form, index: int) -> FormView:
    say = desk.say
    code = say.code(str(form.kind.code))
    many = len(entry.forms) > 1
    lead = f"Form {index} of {len(entry.forms)}: code " if many else "Code "
    body = samples.raw({"jsonrpc": "2.0", "id": "1", "error": error_body(form.kind)})
    return FormView(
        id=say.text(anchors.anchor("mnemonic", entry.mnemonic, str(index))),
        title=say.join("", (say.text(lead), code)),
        error=error(desk, form.kind, None),
        conditions=tuple(_conditions(desk, form)),
        methods=_methods(desk, form),
        samples=(samples.sample(desk, "Reply", "json", body),),
    )


def _methods(desk: Desk, form: Form) -> Shown:
    say = desk.say
    if form.everywhere:
        return desk.link(say.text("all methods"), desk.page("index"))
    if not form.methods:
        return say.text("none of those described here")
    links = (
        desk.link(
            say.code(method.name),
            desk.method(method.name, anchors.anchor("error", form.kind.mnemonic)),
        )
        for method in form.methods
    )
    return say.join(", ", links)


def _conditions(desk: Desk, form: Form) -> Iterator[Shown]:
    say = desk.say
    for slot, mnemonic in desk.service.protocol.items():
        if mnemonic == form.kind.mnemonic and slot in SLOTS:
            yield line(say, SLOTS[slot])
    for method in form.methods:
        for constraint in method.constraints:
            if constraint.error == form.kind.mnemonic:
                place = anchors.anchor("constraint", constraint.id)
                rule = desk.link(
                    say.code(constraint.id), desk.method(method.name, place)
                )
                where = (
                    say.text("the constraint "),
                    rule,
                    say.text(" of "),
                    say.code(method.name),
                )
                yield say.join("", (*where, say.text(" is broken")))
    for raised in form.kind.raises:
        yield wording.condition(say, raised.when)


def errors_view(desk: Desk, entries: tuple[Entry, ...]) -> ErrorsView:
    """Every error, by code."""
    codes = sorted({code for entry in entries for code in entry.codes}, reverse=True)
    views = tuple(_code(desk, code, entries) for code in codes)
    return ErrorsView(
        frame=frame(
            desk,
            f"Errors · {desk.service.title} {desk.service.version}",
            f"Every error of {desk.service.title}.",
            "errors",
            tuple((view.code, f"#{view.id}") for view in views),
        ),
        groups=views,
    )


def _code(desk: Desk, code: int, entries: tuple[Entry, ...]) -> CodeView:
    say = desk.say
    kinds = [
        (entry, form.kind)
        for entry in entries
        for form in entry.forms
        if form.kind.code == code
    ]
    first = {entry.mnemonic: kind for entry, kind in reversed(kinds)}
    return CodeView(
        id=say.text(anchors.anchor("code", str(code))),
        code=say.code(str(code)),
        title=line(say, group_title(desk.service, code)),
        errors=tuple(
            ListedError(
                name=say.code(mnemonic),
                href=say.text(desk.error(mnemonic)),
                message=say.text(kind.template),
            )
            for mnemonic, kind in sorted(first.items())
        ),
    )
