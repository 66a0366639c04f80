"""A service -> the views of the pages that are not about one method: the index, the changes, and `llms.txt`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from onespec import names
from onespec.datatypes import Field
from onespec.markup import Shown, external, line, prose
from onespec.model import Method, Service
from onespec.prose import plain, summary
from onespec.targets.docs import anchors
from onespec.targets.docs.desk import Desk
from onespec.targets.docs.fields import merged, tree
from onespec.targets.docs.frame import frame
from onespec.targets.docs.notes import history, notes
from onespec.targets.docs.views import Fact, FieldView, FrameView, NoteView


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedMethod:
    """A method in a list."""

    name: Shown
    href: Shown
    summary: Shown
    deprecated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NamespaceView:
    """The methods of one namespace."""

    id: Shown
    title: Shown
    titled: bool
    methods: tuple[ListedMethod, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexView:
    """The first page."""

    frame: FrameView
    title: Shown
    version: Shown
    description: Shown
    namespaces: tuple[NamespaceView, ...]
    facts: tuple[Fact, ...]
    notes: Shown
    metadata: tuple[FieldView, ...]
    error_data: tuple[FieldView, ...]
    types: tuple[FieldView, ...]
    state: tuple[FieldView, ...]
    open: tuple[NoteView, ...]
    search: Shown


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedMethod:
    """A method and its history."""

    id: Shown
    name: Shown
    notes: tuple[NoteView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangelogView:
    """The page of changes."""

    frame: FrameView
    lead: Shown
    groups: tuple[ChangedMethod, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LlmsView:
    """The list of pages for programs that read."""

    title: Shown
    version: Shown
    description: Shown
    methods: tuple[ListedMethod, ...]


SECTIONS = (
    ("Methods", "#methods"),
    ("How requests travel", "#access"),
    ("Shared types", "#types"),
)


def index_view(desk: Desk, search: Shown) -> IndexView:
    """The first page: the methods, and what holds for all of them."""
    say, service = desk.say, desk.service
    return IndexView(
        frame=frame(
            desk,
            f"{service.title} {service.version}",
            service.description,
            "index",
            tuple((say.text(title), href) for title, href in SECTIONS),
        ),
        title=line(say, service.title),
        version=say.text(
            f"Version {service.version}, described in release {service.release}"
        ),
        description=prose(say, service.description),
        namespaces=_namespaces(desk),
        facts=merged(desk, _facts(desk)),
        notes=prose(
            say, "\n\n".join((*service.transport.notes, *service.envelope.notes))
        ),
        metadata=_fields(desk, "metadata", service.envelope.metadata),
        error_data=_fields(desk, "error-data", service.envelope.error_data),
        types=_fields(desk, "type", _types(service)),
        state=_fields(desk, "state", service.state),
        open=notes(desk, service.open),
        search=search,
    )


def _namespaces(desk: Desk) -> tuple[NamespaceView, ...]:
    say = desk.say
    spaces: dict[str, list[Method]] = {}
    for method in desk.service.methods:
        spaces.setdefault(".".join(names.split(method.name)[0]), []).append(method)
    return tuple(
        NamespaceView(
            id=say.text(anchors.anchor("namespace", *space.split("."))),
            title=say.code(space) if space else say.text("Methods without a namespace"),
            titled=bool(space),
            methods=tuple(listed(desk, method) for method in methods),
        )
        for space, methods in spaces.items()
    )


def listed(desk: Desk, method: Method) -> ListedMethod:
    """A method as it stands in a list."""
    say = desk.say
    about = method.title or summary(method.description)
    return ListedMethod(
        name=say.code(method.name),
        href=say.text(desk.method(method.name)),
        summary=line(say, about),
        deprecated=bool(method.deprecated),
    )


def _fields(desk: Desk, kind: str, fields: tuple[Field, ...]) -> tuple[FieldView, ...]:
    return tuple(view for field in fields for view in tree(desk, kind, field, (), None))


def _types(service: Service) -> tuple[Field, ...]:
    """The shared types, each as a field of its name."""
    return tuple(
        Field(
            name=named.name,
            type=named.type,
            title=named.title,
            description=named.description,
            examples=named.examples,
        )
        for named in service.types
    )


def _facts(desk: Desk) -> Iterator[Fact]:
    say, service = desk.say, desk.service

    def fact(name: str, text: Shown) -> Fact:
        return Fact(name=say.text(name), text=text)

    for server in service.servers:
        said = (say.code(server.url), line(say, server.description))
        yield fact(f"Server {server.name}", say.join(" ", said))
    transport, envelope = service.transport, service.envelope
    how = f"{transport.http_method} {transport.content_type}; charset={transport.encoding}"
    yield fact("Requests", say.code(how))
    if service.auth is not None:
        param, env = say.code(service.auth.param), say.code(service.auth.env)
        told = (
            say.text("sent as "),
            param,
            say.text("; the client reads it from "),
            env,
        )
        yield fact("Credential", say.join("", told))
    yield fact("Id of a request", say.text(" or ".join(envelope.id_types)))
    yield fact("Batches", say.text("allowed" if envelope.batch else "refused"))
    yield fact(
        "Notifications", say.text("allowed" if envelope.notifications else "refused")
    )
    if not desk.single:
        rows = (("OpenRPC", "openrpc.json"), ("OpenAPI", "openapi.json"))
        links = (desk.file(name, path) for name, path in rows)
        yield fact("Descriptions", say.join(", ", links))
    for link in service.see:
        yield fact("See", external(say, link.title, link.url))


def changelog_view(desk: Desk) -> ChangelogView:
    """What changed in which method."""
    say, service = desk.say, desk.service
    changed = [method for method in service.methods if method.history]
    lead = "What changed, method by method." if changed else "No changes are on record."
    return ChangelogView(
        frame=frame(
            desk, f"Changes · {service.title} {service.version}", lead, "changelog", ()
        ),
        lead=say.text(lead),
        groups=tuple(
            ChangedMethod(
                id=say.text(anchors.anchor("changes", method.name)),
                name=desk.link(say.code(method.name), desk.method(method.name)),
                notes=_history(desk, method),
            )
            for method in changed
        ),
    )


def _history(desk: Desk, method: Method) -> tuple[NoteView, ...]:
    return tuple(
        NoteView(
            id=note.id,
            href=desk.say.text(desk.method(method.name, str(note.id))),
            title=note.title,
            text=note.text,
            reading=note.reading,
            about=note.about,
        )
        for note in history(desk, method)
    )


def llms_view(desk: Desk) -> LlmsView:
    """The list of pages for programs that read."""
    say, service = desk.say, desk.service
    return LlmsView(
        title=say.text(service.title),
        version=say.text(service.version),
        description=say.text(plain(service.description)),
        methods=tuple(listed(desk, method) for method in service.methods),
    )
