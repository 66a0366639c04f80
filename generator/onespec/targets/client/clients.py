"""Service -> `client.py` and the front of its Python package."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from onespec import names
from onespec.layout import Bracket, Paragraph, assign, docstring, from_import
from onespec.model import Service
from onespec.targets.banners import banner
from onespec.targets.calls import import_order
from onespec.targets.classes import space_name
from onespec.targets.client.errors import base_name
from onespec.targets.client.plan import Space, spaces
from onespec.targets.client.runtime import credential
from onespec.targets.docwords import paragraphs, summary
from onespec.texts import PythonText, identifier, python_string


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientView:
    """One client class and its twin with raw responses."""

    name: PythonText
    prefix: PythonText
    bases: PythonText
    docstring: PythonText
    children: tuple[PythonText, ...]
    raw_bases: PythonText
    raw_children: tuple[PythonText, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientsView:
    """The module."""

    banner: PythonText
    imports: tuple[PythonText, ...]
    exports: PythonText
    clients: tuple[ClientView, ...]
    has_credential: bool
    credential: PythonText
    credential_value: PythonText


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontView:
    """What `import call_api` gives."""

    banner: PythonText
    docstring: PythonText
    imports: tuple[PythonText, ...]
    exports: PythonText


def client_name(service: Service) -> str:
    """`CallApi`."""
    return names.pascal(service.name)


def view(service: Service) -> ClientsView:
    """What the template of `client.py` sees."""
    root, *others = spaces(service)
    top = [space for space in others if len(space.path) == 1]
    name = client_name(service)
    argument = credential(service)
    exported = [f"{raw}{a}{name}" for raw in ("", "Raw") for a in ("", "Async")]
    return ClientsView(
        banner=banner("spec/"),
        imports=tuple(_imports(root, top, bool(argument))),
        exports=assign("__all__", _list(exported)),
        clients=tuple(_client(service, root, top, prefix) for prefix in ("", "Async")),
        has_credential=bool(argument),
        credential=identifier(argument) if argument else PythonText(""),
        credential_value=PythonText(argument or "None"),
    )


def _list(values: list[str]) -> Bracket:
    return Bracket("[", tuple(map(python_string, sorted(values))), "]")


def _imports(
    root: Space, top: list[Space], has_credential: bool
) -> Iterator[PythonText]:
    yield from_import("._runtime.clients", ["AsyncClient", "Client"])
    yield from_import("._runtime.connecting", ["MAX_RESPONSE_BYTES", "Connecting"])
    if has_credential:
        yield PythonText("from ._runtime.secret import Secret")
    yield PythonText("from ._runtime.settings import settings")
    for space in sorted((root, *top), key=lambda space: space.module):
        if space.path or space.methods:
            name = space.class_name
            found = [f"{raw}{a}{name}" for raw in ("", "Raw") for a in ("", "Async")]
            yield from_import(f".resources.{space.module}", sorted(found))
    yield from_import(".transport", ["AsyncTransport", "Transport"])


def _client(service: Service, root: Space, top: list[Space], prefix: str) -> ClientView:
    name = f"{prefix}{client_name(service)}"
    base = f"{prefix}Client"
    children = [
        f"self.{space.path[0]} = {prefix}{space_name(space.path)}(self._session)"
        for space in top
    ]
    raw = [
        f"self.{space.path[0]} = Raw{prefix}{space_name(space.path)}(plain.{space.path[0]})"
        for space in top
    ]
    if root.methods:
        raw.insert(0, "super().__init__(plain)")
    kind = "async client" if prefix else "client"
    return ClientView(
        name=identifier(name),
        prefix=PythonText(prefix),
        bases=PythonText(f"{base}, {prefix}Root" if root.methods else base),
        docstring=docstring([Paragraph(text=_title(service, kind))], 4),
        children=tuple(map(PythonText, children)),
        raw_bases=PythonText(f"(Raw{prefix}Root)" if root.methods else ""),
        raw_children=tuple(map(PythonText, raw)),
    )


def _title(service: Service, kind: str) -> str:
    return f"The {kind} of {service.title} {service.version}; safe to share, cheap to keep."


def front(service: Service) -> FrontView:
    """What the template of `__init__.py` sees."""
    name = client_name(service)
    found = {
        "_runtime.options": ["NULL", "CallOptions"],
        "_runtime.raw": ["RawResponse"],
        "_runtime.secret": ["Secret"],
        "client": [f"Async{name}", name],
        "errors": ["ConfigurationError", "InvalidResponseError", "NotSentError"]
        + ["OutcomeUnknownError", "RpcError", base_name(service)],
    }
    exported = [item for items in found.values() for item in items]
    text = [Paragraph(text=summary(f"Client of {service.title} {service.version}"))]
    return FrontView(
        banner=banner("spec/"),
        docstring=docstring([*text, *paragraphs(service.description)]),
        imports=tuple(
            from_import(f".{m}", sorted(items, key=import_order))
            for m, items in found.items()
        ),
        exports=assign("__all__", _list(exported)),
    )
