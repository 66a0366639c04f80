"""Service -> the fake client of its package, and the pytest fixtures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from onespec.datatypes import AnyType, Field, resolved
from onespec.model import Method, Service
from onespec.output.files import File
from onespec.targets.python.classes import result_name
from onespec.targets.python.errors import base_name
from onespec.targets.python.package import (
    bracketed,
    client_name,
    constant_file,
    credential,
    own_name,
    package_name,
    python_file,
    spaces,
)
from onespec.texts import PythonText
from onespec.values import json_types


@dataclass(frozen=True, slots=True, kw_only=True)
class StubView:
    """What a fake can be told about one method."""

    method: Method
    name: str
    result: str
    alias: str
    """The type of its mnemonics."""
    returns: PythonText
    """The type of a result that it is told: the result itself, or the JSON it is read from."""
    raises: PythonText


def files(service: Service) -> Iterator[File]:
    """Every file of `testing` that the reference server can do without."""
    common = {
        "package": package_name(service),
        "client": client_name(service),
        "credential": credential(service),
        "spaces": spaces(service),
    }
    for part in ("__init__", "fake", "pytest_plugin"):
        yield python_file(service, f"testing/{part}", f"testing/{part}", **common)
    yield from _stubs(service)


def _stubs(service: Service) -> Iterator[File]:
    """What a fake can be told, by namespace."""
    yield constant_file(service, "testing/on/__init__")
    found = spaces(service)
    by_path = {space.path: space for space in found}
    for space in found:
        place = f" of `{'.'.join(space.path)}`" if space.path else ""
        yield python_file(
            service,
            f"testing/on/{space.module}",
            "testing/on/space",
            about=f"What the methods{place} of a fake client can be told.",
            space=space,
            children=[by_path[path] for path in space.children],
            base=base_name(service),
            stubs=[_stub(service, method) for method in space.methods],
        )


def _stub(service: Service, method: Method) -> StubView:
    kind = resolved(method.result.type) if method.result else AnyType()
    made = Field(name="", type=kind)
    known = json_types(made) if not isinstance(kind, AnyType) else frozenset[str]()
    result = result_name(method)
    alias = f"{result.removesuffix('Result')}Mnemonic"
    returns = [result, "Unset"]
    if "object" in known:
        returns.insert(1, "Mapping[str, object]")
    if "array" in known:
        returns.insert(1, "Sequence[object]")
    base = base_name(service)
    return StubView(
        method=method,
        name=own_name(method),
        result=result,
        alias=alias,
        returns=bracketed("returns", " | ".join(returns), "UNSET"),
        raises=bracketed("raises", f"{alias} | type[{base}] | {base} | None", "None"),
    )
