"""Service -> the client of its Python package, but for models and request checks: clients, resources, errors, runtime."""

from __future__ import annotations

from collections.abc import Iterator

from onespec import names
from onespec.model import Service
from onespec.output.files import File
from onespec.render import render
from onespec.targets.client import (
    clients,
    distribution,
    errors,
    fakes,
    resources,
    runtime,
)
from onespec.targets.client.plan import spaces
from onespec.targets.classes import class_table
from onespec.targets.error_classes import mnemonic_classes


def files(service: Service) -> list[File]:
    """Every file of the distribution that no other target makes."""
    return list(_files(service))


def _files(service: Service) -> Iterator[File]:
    package = f"python/{names.snake(service.name)}"
    common = runtime.view(service)
    for part in runtime.PARTS:
        yield _file(f"{package}/{part}.py", f"package/{part}.py.j2", common)
    yield _file(f"{package}/errors.py", "package/errors.py.j2", errors.view(service))
    yield _file(f"{package}/client.py", "package/client.py.j2", clients.view(service))
    front = clients.front(service)
    yield _file(f"{package}/__init__.py", "package/__init__.py.j2", front)
    yield File(path=f"{package}/py.typed", content=b"")
    known = resources.Names(
        models=class_table(service).by_key,
        errors={item.mnemonic: item.name for item in mnemonic_classes(service)},
    )
    folder = f"{package}/resources"
    yield _file(f"{folder}/__init__.py", "package/resources/__init__.py.j2", common)
    for space in spaces(service):
        if space.path or space.methods:
            view = resources.view(service, space, known)
            template = "package/resources/resource.py.j2"
            yield _file(f"{folder}/{space.module}.py", template, view)
    yield from fakes.files(service)
    yield from distribution.files(service)


def _file(path: str, template: str, view: object) -> File:
    return File(path=path, content=render(f"python/{template}", view).encode())
