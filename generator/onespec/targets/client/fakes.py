"""Service -> the fake client of its package and the pytest fixtures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from onespec import names
from onespec.datatypes import ArrayType, ObjectType
from onespec.layout import (
    Bracket,
    Paragraph,
    Piece,
    annotation,
    assign,
    docstring,
    from_import,
    subscript,
    union,
)
from onespec.model import Method, Service
from onespec.output.files import File
from onespec.render import render
from onespec.targets.banners import banner
from onespec.targets.classes import result_name, space_name
from onespec.targets.client.clients import client_name
from onespec.targets.client.plan import Space, own_name, spaces
from onespec.targets.client.runtime import credential
from onespec.targets.identifiers import identifiers
from onespec.texts import PythonText, identifier, python_literal, python_string


@dataclass(frozen=True, slots=True, kw_only=True)
class FakeView:
    """What the modules of `testing` share."""

    banner: PythonText
    package: PythonText
    client: PythonText
    fake: PythonText
    exports: PythonText
    fake_exports: PythonText
    imports: tuple[PythonText, ...]
    on_bases: PythonText
    has_root: bool
    spaces: tuple[PythonText, ...]
    has_credential: bool
    credential: PythonText
    credential_param: PythonText
    sample: PythonText


@dataclass(frozen=True, slots=True, kw_only=True)
class StubView:
    """A method of a fake."""

    name: PythonText
    wire: PythonText
    mnemonics: PythonText
    returns: PythonText
    raises: PythonText


@dataclass(frozen=True, slots=True, kw_only=True)
class StubsView:
    """The methods of a namespace."""

    banner: PythonText
    docstring: PythonText
    class_docstring: PythonText
    imports: tuple[PythonText, ...]
    name: PythonText
    children: tuple[PythonText, ...]
    methods: tuple[StubView, ...]


PARTS = ("__init__", "_answers", "_stage", "_stage_values", "_transport")
FRONTS = ("fake", "in_process", "pytest_plugin", "on/__init__")


def files(service: Service) -> Iterator[File]:
    """Every file of `testing` that the reference server does not bring."""
    folder = f"python/{names.snake(service.name)}/testing"
    common = _view(service)
    for part in (*PARTS, *FRONTS):
        yield _file(f"{folder}/{part}.py", f"{part}.py.j2", common)
    for space in _spaces(service):
        yield _file(f"{folder}/on/{space.module}.py", "on/space.py.j2", _stubs(space))


def _file(path: str, template: str, view: object) -> File:
    text = render(f"python/package/testing/{template}", view)
    return File(path=path, content=text.encode())


def _spaces(service: Service) -> tuple[Space, ...]:
    return tuple(s for s in spaces(service) if s.path or s.methods)


def _view(service: Service) -> FakeView:
    client = client_name(service)
    fake = f"Fake{client}"
    found = _spaces(service)
    top = [space for space in found if len(space.path) == 1]
    has_root = any(not space.path for space in found)
    argument = credential(service)
    exported = ["App", "AppTransport", "AsyncAppTransport", "RecordedCall", fake]
    return FakeView(
        banner=banner("spec/"),
        package=identifier(names.snake(service.name)),
        client=identifier(client),
        fake=identifier(fake),
        exports=assign("__all__", _list(sorted(exported))),
        fake_exports=assign("__all__", _list([fake, "On"])),
        imports=tuple(_imports(client, found)),
        on_bases=PythonText("(OnRoot)" if has_root else ""),
        has_root=has_root,
        spaces=tuple(
            PythonText(f"self.{space.path[0]} = On{space.class_name}(stage)")
            for space in top
        ),
        has_credential=bool(argument),
        credential=PythonText(argument),
        credential_param=python_string(service.auth.param if service.auth else ""),
        sample=python_literal(sample_credential(service)),
    )


def _list(values: list[str]) -> Bracket:
    return Bracket("[", tuple(map(python_string, values)), "]")


def _imports(client: str, found: tuple[Space, ...]) -> Iterator[PythonText]:
    yield from_import("..client", [f"Async{client}", client])
    yield from_import("._stage", ["RecordedCall", "Stage"])
    yield from_import("._transport", ["AsyncStageTransport", "StageTransport"])
    for space in sorted(found, key=lambda space: space.module):
        if len(space.path) < 2:
            yield from_import(f".on.{space.module}", [f"On{space.class_name}"])


def sample_credential(service: Service) -> str:
    """A credential that the reference server takes."""
    if service.auth is not None:
        for method in service.methods:
            for param in method.params:
                if param.name == service.auth.param and param.examples:
                    return str(param.examples[0])
    return "token"


def _stubs(space: Space) -> StubsView:
    methods = tuple(map(_stub, space.methods))
    children = space.children if space.path else ()
    text = "\n".join(
        line for m in methods for line in (m.mnemonics, m.returns, m.raises)
    )
    place = f" of `{'.'.join(space.path)}`" if space.path else ""
    about = f"What the methods{place} of a fake client can be told."
    return StubsView(
        banner=banner("spec/methods/"),
        docstring=docstring([Paragraph(text=about)]),
        class_docstring=docstring([Paragraph(text=about)], 4),
        imports=tuple(_stub_imports(text, children)),
        name=identifier(f"On{space.class_name}"),
        children=tuple(
            PythonText(f"self.{path[-1]} = On{space_name(path)}(stage)")
            for path in children
        ),
        methods=methods,
    )


def _stub(method: Method) -> StubView:
    result = result_name(method)
    alias = f"{result.removesuffix('Result')}Mnemonic"
    mnemonics = (python_string(kind.mnemonic) for kind in method.all_errors())
    raised = union(alias, subscript("type", "RpcError"), "None")
    return StubView(
        name=identifier(own_name(method)),
        wire=python_string(method.name),
        mnemonics=assign(f"{alias}: TypeAlias", subscript("Literal", *mnemonics)),
        returns=annotation("returns", _returns(method), " = UNSET,", 8),
        raises=annotation("raises", raised, " = None,", 8),
    )


def _returns(method: Method) -> Piece:
    """The result itself, or the JSON it is read from."""
    kind = method.result.type if method.result else None
    form: Piece = result_name(method)
    if isinstance(kind, ObjectType):
        form = union(form, subscript("Mapping", "str", "object"))
    if isinstance(kind, ArrayType):
        form = union(form, subscript("Sequence", "object"))
    return union(form, "Unset")


def _stub_imports(
    text: str, children: tuple[tuple[str, ...], ...]
) -> Iterator[PythonText]:
    # What a method sends along as placeholders is a `Mapping`.
    used = identifiers(text) | ({"Mapping"} if text else set())
    found = [name for name in ("Mapping", "Sequence") if name in used]
    if found:
        yield from_import("collections.abc", found)
    typing = [name for name in ("Literal", "TypeAlias") if name in used]
    if typing:
        yield from_import("typing", typing)
    first = "\n" if found or typing else ""
    if "RpcError" in used:
        yield PythonText(f"{first}from ..._runtime.rpc_error import RpcError")
        first = ""
    results = sorted(name for name in used if name.endswith("Result"))
    if results:
        yield PythonText(first + from_import("...types", results))
        first = ""
    yield PythonText(f"{first}from .._stage import Stage")
    if "UNSET" in used:
        yield PythonText("from .._stage_values import UNSET, Unset")
    for path in children:
        module = names.module(path)
        yield from_import(f".{module}", [f"On{space_name(path)}"])
