"""One namespace of a service -> the module with its classes: plain and `async`, and both with raw responses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from onespec import names
from onespec.datatypes import AnyType, Field
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
from onespec.targets.client.resource_views import (
    ConstantView,
    MethodView,
    RawClass,
    ResourceClass,
    ResourceView,
)
from onespec.targets.client.words import method_words
from onespec.texts import PythonText, identifier, python_literal, python_string


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """The classes of the package: models by object, exceptions by mnemonic."""

    models: Classes
    errors: Mapping[str, str]


def view(service: Service, space: Space, classes: Names) -> ResourceView:
    """What the template sees."""
    constants = tuple(_constant(service, method) for method in space.methods)
    shared = tuple(_shared(service, method, classes) for method in space.methods)
    plain = tuple(_class(space, shared, prefix) for prefix in ("", "Async"))
    raw = tuple(_raw_class(space, prefix) for prefix in ("", "Async"))
    exported = [c.name for c in plain] + [c.name for c in raw]
    text = "\n".join(
        [item.constant for item in constants]
        + [line for item in raw for line in item.lines]
        + [line for item in plain for line in (*item.children, item.session)]
        + [line for m in plain[0].methods for line in (m.signature, m.body)]
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


def _class(space: Space, shared: tuple[_Shared, ...], prefix: str) -> ResourceClass:
    children = space.children if space.path else ()
    return ResourceClass(
        name=identifier(f"{prefix}{space.class_name}"),
        docstring=docstring([Paragraph(text=_title(space))], 4),
        session=PythonText(f"{prefix}Session"),
        children=tuple(
            PythonText(f"self.{path[-1]} = {prefix}{space_name(path)}(session)")
            for path in children
        ),
        methods=tuple(_method(item, prefix) for item in shared),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shared:
    """What a method and its `async` twin have in common."""

    name: str
    params: tuple[str, ...]
    result: str
    docstring: PythonText
    call: Piece


def _shared(service: Service, method: Method, classes: Names) -> _Shared:
    shown = [
        param
        for param in method.params
        if not (method.auth and service.auth and param.name == service.auth.param)
    ]
    # Python asks for no order among keywords; a reader finds what is needed first.
    ordered = sorted(shown, key=lambda param: not param.required)
    params = [_param(param, classes.models) for param in ordered]
    sent = tuple(
        entry(python_string(param.name), names.param(param.name)) for param in shown
    )
    items = (constant_name(method), Bracket("{", sent, "}"), "options")
    return _Shared(
        name=own_name(method),
        params=("self,", "*,", *params, "options: CallOptions | None = None,"),
        result=result_name(method),
        docstring=docstring(
            tuple(method_words(service, method, ordered, classes.errors)), 8
        ),
        call=call("self._session.call", *items),
    )


def _param(param: Field, models: Classes) -> PythonText:
    kind = python_types.annotation(param, Side.REQUEST, models)
    if not param.required:
        kind = union(kind, "Null", "None") if param.nullable else union(kind, "None")
    suffix = "," if param.required else " = None,"
    return annotation(names.param(param.name), kind, suffix, 8)


def _method(item: _Shared, prefix: str) -> MethodView:
    start = "return await " if prefix else "return "
    define = "async def" if prefix else "def"
    return MethodView(
        signature=signature(f"{define} {item.name}", item.params, item.result, 4),
        docstring=item.docstring,
        body=bracket(prefixed(start, item.call), 8),
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
