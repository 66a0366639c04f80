"""Service -> what the modules of its Python package have in common: names, namespaces, and how a file is made."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

from onespec import names, runtime
from onespec.datatypes import Field, MapType, RecursiveType, inside, within
from onespec.formatter import WIDTH
from onespec.model import Method, Pagination, Service
from onespec.output.files import File
from onespec.remembered import remembered
from onespec.render import render, templates
from onespec.runtime.client.secret import EACH
from onespec.texts import PythonText

Namespace: TypeAlias = tuple[str, ...]

CONSTRUCTOR: Final = frozenset(
    ["self", "base_url", "timeout", "connect_timeout", "max_retries", "headers"]
    + ["transport", "trust_env", "proxy", "ssl_context", "max_response_bytes"]
    + ["max_connections", "max_keepalive_connections", "keepalive_expiry"]
)
"""Arguments of a client; a credential of that name gets a trailing underscore."""


def package_name(service: Service) -> str:
    """`call_api`."""
    return names.snake(service.name)


def client_name(service: Service) -> str:
    """`CallApi`."""
    return names.pascal(service.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Argument:
    """An argument of the client that carries the credential, or a part of it."""

    name: str
    constant: str
    """What the package's `testing` calls one that its server takes."""
    variable: str
    """The variable of the environment that stands in for it."""
    is_secret: bool = True


def credential(service: Service) -> tuple[Argument, ...]:
    """The arguments that carry the credential; none where there is no credential."""
    auth = service.auth
    if auth is None:
        return ()
    if auth.password_env:
        user, password = auth.arguments
        return (
            Argument(
                name=user, constant="SAMPLE_USER", variable=auth.env, is_secret=False
            ),
            Argument(
                name=password, constant="SAMPLE_PASSWORD", variable=auth.password_env
            ),
        )
    name = auth.arguments[0]
    name = f"{name}_" if name in CONSTRUCTOR else name
    return (Argument(name=name, constant="SAMPLE_CREDENTIAL", variable=auth.env),)


def is_credential(service: Service, method: Method, param: Field) -> bool:
    """Whether the client sends that param by itself."""
    auth = service.auth
    return auth is not None and method.auth and param.name == auth.param


def python_file(service: Service, path: str, template: str, **values: object) -> File:
    """A module of the package, from a template under `python/package/`."""
    text = render(f"python/package/{template}.py.j2", service=service, **values)
    return File(path=f"python/{package_name(service)}/{path}.py", content=text.encode())


def constant_file(service: Service, path: str) -> File:
    """A module of the package that is the same for every service, as it stands under `python/package/`."""
    return _copy(service, f"{path}.py", templates() / f"python/package/{path}.py")


def runtime_files(service: Service, part: str) -> Iterator[File]:
    """The modules of a part of the runtime, as they are."""
    folder = Path(runtime.__file__).parent
    for path in sorted(folder.glob(f"{part}/*.py" if part else "*.py")):
        name = path.relative_to(folder).as_posix()
        yield _copy(service, f"_runtime/{name}", path)


def _copy(service: Service, path: str, origin: Path) -> File:
    # A checkout with other line ends is the same source.
    content = origin.read_bytes().replace(b"\r\n", b"\n")
    return File(
        path=f"python/{package_name(service)}/{path}", content=content, is_copy=True
    )


def bracketed(name: str, kind: str, default: str = "") -> PythonText:
    """The type of a param of a method, in brackets where it is a union that needs more than its line.

    Black and Ruff break a long union in the same way only where it stands in brackets.
    """
    ending = f" = {default}," if default else ","
    if len(f"{' ' * 8}{name}: {kind}{ending}") <= WIDTH:
        return PythonText(kind)
    is_union = isinstance(ast.parse(kind, mode="eval").body, ast.BinOp)
    return PythonText(f"({kind})" if is_union else kind)


def source(methods: tuple[Method, ...]) -> str:
    """What a module of these methods was made from."""
    return methods[0].source if len(methods) == 1 else "spec/methods/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Space:
    """A namespace of a service: its own methods, and the namespaces right below it."""

    path: Namespace
    methods: tuple[Method, ...]
    children: tuple[Namespace, ...]

    @property
    def class_name(self) -> str:
        """`Start`; the methods outside any namespace stand in `Root`."""
        return names.namespace_class(self.path)

    @property
    def module(self) -> str:
        """`start`."""
        return names.module(self.path)

    @property
    def title(self) -> str:
        """`Methods of ...`."""
        return f"Methods of `{'.'.join(self.path)}`." if self.path else "Methods."


@remembered
def spaces(service: Service) -> tuple[Space, ...]:
    """Every namespace that has a class, the root first where it has methods, then sorted."""
    found: dict[Namespace, list[Method]] = {(): []}
    for method in service.methods:
        path, _ = names.split(method.name)
        for length in range(1, len(path) + 1):
            found.setdefault(path[:length], [])
        found[path].append(method)
    children: dict[Namespace, list[Namespace]] = {}
    for path in sorted(found):
        if len(path) > 1:
            children.setdefault(path[:-1], []).append(path)
    return tuple(
        Space(
            path=path,
            methods=tuple(found[path]),
            children=tuple(children.get(path, ())),
        )
        for path in sorted(found)
        if path or found[path]
    )


def own_name(method: Method) -> str:
    """The attribute a method is called by."""
    return names.split(method.name)[1]


def free_word(service: Service, word: str) -> str:
    """What a client has under that name, where no namespace or method of the service has the name already."""
    found = spaces(service)
    taken = {space.path[0] for space in found if space.path}
    taken |= {own_name(m) for space in found if not space.path for m in space.methods}
    return f"{word}_" if word in taken else word


def first_page(method: Method, pages: Pagination) -> int:
    """The number of the first page: the default of its param, else its minimum, else 1."""
    number = next(param for param in method.params if param.name == pages.page)
    if isinstance(number.default, int) and not isinstance(number.default, bool):
        return number.default
    least = getattr(number.type, "minimum", None)
    return 1 if least is None else int(least)


def secret_paths(fields: tuple[Field, ...]) -> Iterator[tuple[str, ...]]:
    """Where values of some fields hold secrets; the items of a list add no step, the values of a map stand under `*`."""
    paths = (path for one in fields for path in field_secrets(one, (one.name,)))
    yield from dict.fromkeys(paths)


def field_secrets(field: Field, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Paths of the secrets in one value."""
    if field.secret:
        yield path
        return
    if isinstance(field.type, RecursiveType):
        # There is no end to the paths inside: all of it counts as secret.
        if any(one.secret for one in within(field)):
            yield path
        return
    for inner in inside(field.type):
        step = (inner.name,) if inner.name else ()
        step = (EACH,) if isinstance(field.type, MapType) else step
        yield from field_secrets(inner, (*path, *step))
