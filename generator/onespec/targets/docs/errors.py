"""Error tables -> what a page says of each row."""

from __future__ import annotations

from collections.abc import Iterator

from onespec import names
from onespec.markup import Shown, external, line, prose
from onespec.model import ErrorKind, Method, Service
from onespec.targets.docs import wording
from onespec.targets.docs.desk import Desk
from onespec.targets.docs.fields import merged
from onespec.targets.docs.views import ErrorView, Fact

SLOTS = {
    "parse": "the body is not JSON",
    "batch": "the body is an array",
    "envelope": "`jsonrpc`, `id`, `method` or `params` is wrong or missing",
    "notification": "there is no `id`",
    "method": "there is no such method",
    "encoding": "the body is not in the encoding that is asked for",
    "missing": "a required param is missing",
    "type": "a value is of another type",
    "value": "a value is not one of those allowed, or outside its limits",
    "unexpected": "there is a param that the method doesn't have",
    "constraint": "the params break a constraint that names no error of its own",
    "internal": "the server fails",
}
"""What each slot of the protocol stands for."""


class Rows:
    """Rows of error tables in one place of writing, each said once however many methods carry it."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._said: dict[tuple[str, int], list[tuple[ErrorKind, ErrorView]]] = {}

    def of(self, method: Method, kinds: tuple[ErrorKind, ...]) -> tuple[ErrorView, ...]:
        """The rows of a method's table."""
        named = {rule.error for rule in method.constraints}
        return tuple(
            (
                error(self._desk, kind, method)
                if kind.mnemonic in named
                else self._shared(kind)
            )
            for kind in kinds
        )

    def _shared(self, kind: ErrorKind) -> ErrorView:
        """A row that says nothing of the method it stands at."""
        known = self._said.setdefault((kind.mnemonic, kind.code), [])
        for other, view in known:
            if other == kind:
                return view
        view = error(self._desk, kind, None)
        known.append((kind, view))
        return view


def error(desk: Desk, kind: ErrorKind, method: Method | None) -> ErrorView:
    """One row, with what makes a method answer it."""
    say = desk.say
    name = say.path(kind.mnemonic)
    return ErrorView(
        id=say.text(desk.id("error", kind.mnemonic)),
        href=say.text(desk.here("error", kind.mnemonic)),
        mnemonic=desk.link(name, desk.error(kind.mnemonic)),
        name=name,
        code=say.code(str(kind.code)),
        message=say.code(kind.template),
        cause=prose(say, kind.cause),
        fix=prose(say, kind.fix),
        python_class=say.path(names.error_class(kind.mnemonic)),
        conditions=tuple(conditions(desk, kind, method)),
        facts=merged(desk, _facts(desk, kind)),
        deprecated=line(say, kind.deprecated),
    )


def conditions(desk: Desk, kind: ErrorKind, method: Method | None) -> Iterator[Shown]:
    """What brings the error about: slots of the protocol, constraints, and conditions of its own."""
    say = desk.say
    for slot, mnemonic in desk.service.protocol.items():
        if mnemonic == kind.mnemonic and slot in SLOTS:
            yield line(say, SLOTS[slot])
    for constraint in method.constraints if method is not None else ():
        if constraint.error == kind.mnemonic:
            rule = desk.link(
                say.code(constraint.id), desk.here("constraint", constraint.id)
            )
            yield say.join(
                "", (say.text("the constraint "), rule, say.text(" is broken"))
            )
    for raised in kind.raises:
        yield wording.condition(say, raised.when)


def group_title(service: Service, code: int) -> str:
    """What the errors of one code have in common, in words; may be empty."""
    for group in service.code_groups:
        if group.code == code:
            return group.title
    return ""


def _facts(desk: Desk, kind: ErrorKind) -> Iterator[Fact]:
    say = desk.say
    if kind.placeholders:
        shown = say.join(", ", map(say.code, kind.placeholders))
        yield Fact(name=say.text("Filled in"), text=shown)
    if kind.since:
        yield Fact(name=say.text("Since"), text=say.text(kind.since))
    if kind.help_url:
        yield Fact(
            name=say.text("Help"), text=external(say, kind.help_url, kind.help_url)
        )
    for link in kind.see:
        yield Fact(name=say.text("See"), text=external(say, link.title, link.url))
