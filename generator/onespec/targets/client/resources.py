"""One namespace of a service -> the module with its classes: plain and `async`, and both with raw responses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from onespec import names
from onespec.datatypes import AnyType
from onespec.layout import (
    Bracket,
    Paragraph,
    Piece,
    annotation,
    assign,
    bracket,
    call,
    docstring,
    entry,
    keyword,
    prefixed,
    signature,
    union,
)
from onespec.model import Method, Service
from onespec.notation import python_types
from onespec.notation.python_types import Classes, Side
from onespec.targets.banners import banner
from onespec.targets.calls import literals, several
from onespec.targets.classes import result_name, space_name
from onespec.targets.client.imports import import_lines
from onespec.targets.client.plan import Space, field_secrets, own_name, secret_paths
from onespec.targets.client.words import method_words
from onespec.texts import PythonText, identifier, python_literal, python_string


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodView:
    """A method of a class."""

    signature: PythonText
    docstring: PythonText
    body: PythonText


@dataclass(frozen=True, slots=True, kw_only=True)
class ConstantView:
    """What the client knows of a method."""

    constant: PythonText


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourceClass:
    """The methods of a namespace."""

    name: PythonText
    docstring: PythonText
    session: PythonText
    children: tuple[PythonText, ...]
    methods: tuple[MethodView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RawClass:
    """The same methods with raw responses."""

    name: PythonText
    docstring: PythonText
    plain: PythonText
    lines: tuple[PythonText, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourceView:
    """The module."""

    banner: PythonText
    docstring: PythonText
    imports: tuple[PythonText, ...]
    exports: PythonText
    methods: tuple[ConstantView, ...]
    classes: tuple[ResourceClass, ...]
    raw_classes: tuple[RawClass, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """The classes of the package: models by object, exceptions by mnemonic."""

    models: Classes
    errors: Mapping[str, str]


def view(service: Service, space: Space, classes: Names) -> ResourceView:
    """What the template sees."""
    constants = tuple(_constant(service, method) for method in space.methods)
    plain = tuple(_class(service, space, classes, prefix) for prefix in ("", "Async"))
    raw = tuple(_raw_class(space, prefix) for prefix in ("", "Async"))
    exported = [c.name for c in plain] + [c.name for c in raw]
    text = "\n".join(
        [item.constant for item in constants]
        + [line for item in raw for line in item.lines]
        + [line for item in plain for line in (*item.children, item.session)]
        + [
            line
            for item in plain
            for m in item.methods
            for line in (m.signature, m.body)
        ]
    )
    single = space.methods[0].source if len(space.methods) == 1 else ""
    return ResourceView(
        banner=banner(single or "spec/methods/"),
        docstring=docstring([Paragraph(text=_title(space))]),
        imports=import_lines(text, space, own=frozenset(exported)),
        exports=assign(
            "__all__",
            Bracket("[", tuple(map(python_string, sorted(map(str, exported)))), "]"),
        ),
        methods=constants,
        classes=plain,
        raw_classes=raw,
    )


def _title(space: Space) -> str:
    return f"Methods of `{'.'.join(space.path)}`." if space.path else "Methods."


def constant_name(method: Method) -> str:
    """The name of what a module knows of a method."""
    return f"_{names.constant(own_name(method))}"


def _constant(service: Service, method: Method) -> ConstantView:
    result = result_name(method)
    auth = service.auth
    has_auth = method.auth and auth is not None
    secrets = [p for p in secret_paths(method) if not (auth and p == (auth.param,))]
    hidden = field_secrets(method.result, ()) if method.result else ()
    items: list[Piece] = [
        python_string(method.name),
        f"lambda: TypeAdapter({result})",
        f"check_{names.function(method.name)}",
    ]
    options: dict[str, Piece | None] = {
        "auth": "True" if has_auth else None,
        "repeatable": "True" if method.readonly or method.idempotent else None,
        "secrets": _paths(secrets),
        "result_secrets": _paths(hidden),
        "sends_null": _names(_null_params(method)),
        "codes": _codes(service, method),
    }
    items += [keyword(key, item) for key, item in options.items() if item is not None]
    value = call(f"Method[{result}]", *items)
    return ConstantView(constant=assign(constant_name(method), value))


def _paths(paths: Iterable[tuple[str, ...]]) -> Piece | None:
    found = tuple(literals(path) for path in paths)
    return several(found) if found else None


def _names(found: Iterable[str]) -> Piece | None:
    made = tuple(found)
    return literals(made) if made else None


def _null_params(method: Method) -> Iterator[str]:
    """Required params for which `None` is a value."""
    for param in method.params:
        if param.required and (param.nullable or isinstance(param.type, AnyType)):
            yield param.name


def _codes(service: Service, method: Method) -> Piece | None:
    """Codes that stand for one error of the method, where the service's errors carry no mnemonic."""
    if any(field.name == "mnemonic" for field in service.envelope.error_data):
        return None
    by_code: dict[int, list[str]] = {}
    for kind in method.all_errors():
        by_code.setdefault(kind.code, []).append(kind.mnemonic)
    single = {code: found[0] for code, found in by_code.items() if len(found) == 1}
    entries = (
        entry(python_literal(code), python_string(name))
        for code, name in single.items()
    )
    return Bracket("{", tuple(entries), "}") if single else None


def _class(
    service: Service, space: Space, classes: Names, prefix: str
) -> ResourceClass:
    made = tuple(_method(service, method, classes, prefix) for method in space.methods)
    children = space.children if space.path else ()
    return ResourceClass(
        name=identifier(f"{prefix}{space.class_name}"),
        docstring=docstring([Paragraph(text=_title(space))], 4),
        session=PythonText(f"{prefix}Session"),
        children=tuple(
            PythonText(f"self.{path[-1]} = {prefix}{space_name(path)}(session)")
            for path in children
        ),
        methods=made,
    )


def _method(
    service: Service, method: Method, classes: Names, prefix: str
) -> MethodView:
    shown = [
        param
        for param in method.params
        if not (method.auth and service.auth and param.name == service.auth.param)
    ]
    # Python asks for no order among keywords; a reader finds what is needed first.
    ordered = sorted(shown, key=lambda param: not param.required)
    params = ["self,", "*,"]
    for param in ordered:
        kind = python_types.annotation(param, Side.REQUEST, classes.models)
        if not param.required:
            kind = (
                union(kind, "Null", "None") if param.nullable else union(kind, "None")
            )
        suffix = "," if param.required else " = None,"
        params.append(annotation(names.param(param.name), kind, suffix, 8))
    params.append("options: CallOptions | None = None,")
    sent = tuple(
        entry(python_string(param.name), names.param(param.name)) for param in shown
    )
    body = call(
        "self._session.call", constant_name(method), Bracket("{", sent, "}"), "options"
    )
    start = "return await " if prefix else "return "
    define = "async def" if prefix else "def"
    return MethodView(
        signature=signature(
            f"{define} {own_name(method)}", params, result_name(method), 4
        ),
        docstring=docstring(
            tuple(method_words(service, method, ordered, classes.errors)), 8
        ),
        body=bracket(prefixed(start, body), 8),
    )


def _raw_class(space: Space, prefix: str) -> RawClass:
    plain = f"{prefix}{space.class_name}"
    wrap = "raw_async" if prefix else "raw"
    lines = [
        PythonText(f"self.{own_name(m)} = {wrap}(plain.{own_name(m)})")
        for m in space.methods
    ]
    for path in space.children if space.path else ():
        child = f"Raw{prefix}{space_name(path)}"
        lines.append(PythonText(f"self.{path[-1]} = {child}(plain.{path[-1]})"))
    return RawClass(
        name=identifier(f"Raw{plain}"),
        docstring=docstring(
            [Paragraph(text=f"`{plain}` with the answer around each result.")], 4
        ),
        plain=PythonText(plain),
        lines=tuple(lines),
    )
