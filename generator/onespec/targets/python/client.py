"""Service -> the client of its Python package: clients, methods, exceptions, and what makes it installable."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeGuard

from onespec import names
from onespec.datatypes import (
    AnyType,
    ArrayType,
    BooleanType,
    DataType,
    Field,
    ObjectType,
    inside,
)
from onespec.docstrings import Paragraph, Verbatim
from onespec.formatter import WIDTH, laid_out
from onespec.model import Method, Pagination, Service
from onespec.notation.python_types import (
    NATIVE,
    Classes,
    Side,
    annotation,
    class_key,
    filled,
    optional,
    spelled_out,
)
from onespec.output.files import File
from onespec.targets.python import distribution, fakes, shapes
from onespec.targets.python.classes import class_table, result_name
from onespec.targets.python.docstrings import (
    constructor_words,
    method_words,
    paragraphs,
    session_words,
    summary,
)
from onespec.targets.python.errors import (
    RAISED,
    base_name,
    group_classes,
    mnemonic_classes,
)
from onespec.targets.python.package import (
    CONSTRUCTOR,
    Argument,
    bracketed,
    client_name,
    constant_file,
    credential,
    field_secrets,
    first_page,
    free_word,
    is_credential,
    own_name,
    package_name,
    python_file,
    secret_paths,
    source,
    spaces,
)
from onespec.targets.python.samples import sample_call
from onespec.texts import PythonText, identifier, python_call, python_literal

SAMPLE_WIDTH: Final = WIDTH - 12
"""An example in the docstring of a method stands twelve columns in; the README's programs are no wider."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Param:
    """A keyword argument of a method."""

    field: Field
    annotation: PythonText
    default: PythonText
    """Empty where it has to be given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IteratorView:
    """The iterator over the items of a method's pages."""

    name: str
    kind: PythonText
    """The type of an item."""
    constant: str
    pages: PythonText
    """How the next page is asked for."""
    params: tuple[Param, ...]
    words: tuple[Paragraph | Verbatim, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodView:
    """What has to be worked out for one method of the client."""

    method: Method
    name: str
    """The attribute it is called by."""
    constant: str
    """What the module calls what it knows of the method."""
    params: tuple[Param, ...]
    """In the order of the signature: what is required comes first."""
    sent: tuple[Field, ...]
    """The same in the order of the spec."""
    result: str
    words: tuple[Paragraph | Verbatim, ...]
    has_auth: bool
    secrets: tuple[tuple[str, ...], ...]
    """Where params hold secrets, beside the credential."""
    result_secrets: tuple[tuple[str, ...], ...]
    sends_null: tuple[str, ...]
    """Required params for which `None` is a value."""
    positions: tuple[PythonText, ...] | None
    """The places of its params in a list; None where the client sends them by name."""
    iterator: IteratorView | None
    """How the client iterates over the items of all pages; None where it has no pages."""
    codes: dict[int, str]
    """Codes that stand for one error of the method, where the service's errors carry no mnemonic."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A member of the metadata that is an object."""

    wire: str
    attribute: str
    type: str


def files(service: Service) -> Iterator[File]:
    """Every file of the distribution that the other Python targets don't make."""
    found = spaces(service)
    table = class_table(service)
    classes = table.by_key
    mnemonics = mnemonic_classes(service)
    found_credential = credential(service)
    common = {
        "client": client_name(service),
        "credential": found_credential,
        "base": base_name(service),
        "spaces": found,
        "members": tuple(_members(service, classes)),
        "batches": service.envelope.batch is not None,
        "notifies": service.envelope.notifications,
        "batch_word": free_word(service, "batch"),
        "notify_word": free_word(service, "notify"),
    }
    about = Paragraph(text=summary(f"Client of {service.title} {service.version}"))
    words = (about, *paragraphs(service.description))
    yield python_file(
        service, "__init__", "__init__", words=words, homes=_homes(service), **common
    )
    yield File(path=f"python/{package_name(service)}/py.typed", content=b"")
    constructor = {
        prefix: tuple(constructor_words(service, found_credential, prefix))
        for prefix in ("", "Async")
    }
    yield constant_file(service, "transport")
    yield python_file(
        service,
        "errors",
        "errors",
        raised=RAISED,
        groups=group_classes(service),
        mnemonics=mnemonics,
        **common,
    )
    yield python_file(
        service,
        "_service",
        "_service",
        package=package_name(service),
        needs_credential=all(method.auth for method in service.methods),
        help_member=_help_member(service),
        flags=tuple(_flags(service.envelope.metadata, ())),
        **common,
    )
    sent = {
        item.name: shapes.members(item.kind.fields, is_open=item.kind.open)
        for item in table.classes
        if item.side is Side.REQUEST
    }
    if sent:
        named = list(shapes.recursive(service.types))
        yield python_file(service, "_objects", "_objects", shapes=sent, named=named)
    yield constant_file(service, "resources/__init__")
    programs = distribution.programs(service)
    calls = [sample_call(service, method, "api") for method in service.methods]
    laid = laid_out([*calls, *programs], width=SAMPLE_WIDTH)
    errors = {item.mnemonic: item.name for item in mnemonics}
    views = {
        method.name: _method_view(service, method, classes, errors, example)
        for method, example in zip(service.methods, laid[: len(calls)], strict=True)
    }
    yield python_file(
        service,
        "client",
        "client",
        constructor_words=constructor,
        session=_session(service, views),
        credential_value=_credential_value(found_credential),
        **common,
    )
    by_path = {space.path: space for space in found}
    for space in found:
        yield python_file(
            service,
            f"resources/{space.module}",
            "resources/resource",
            source=source(space.methods),
            space=space,
            children=[by_path[path] for path in space.children],
            types=_types(classes, space.methods),
            methods=[views[method.name] for method in space.methods],
            batches=common["batches"],
            notifies=common["notifies"],
        )
    yield from fakes.files(service)
    yield from distribution.files(service, laid[len(calls) :])


def _credential_value(arguments: tuple[Argument, ...]) -> PythonText:
    """What the runtime is given: the argument that carries the credential, or a user's name and a password."""
    given = [identifier(argument.name) for argument in arguments]
    if len(given) > 1:
        return python_call("Login", *given)
    return given[0] if given else PythonText("None")


def _homes(service: Service) -> dict[str, str]:
    """What the package offers itself -> the module that has it."""
    client = client_name(service)
    homes = {
        client: "client",
        f"Async{client}": "client",
        "CallOptions": "_runtime.client.call",
        "NULL": "_runtime.client.models",
        "RawResponse": "_service",
        "Secret": "_runtime.client.secret",
        **dict.fromkeys((base_name(service), *RAISED), "errors"),
    }
    if service.envelope.batch is not None:
        homes["Entry"] = "_runtime.client.batch"
    return dict(sorted(homes.items()))


def _types(classes: Classes, methods: tuple[Method, ...]) -> list[str]:
    """The names of `types.py` that a module of these methods can hold."""
    found: dict[str, None] = {}
    for method in methods:
        found[result_name(method)] = None
        found |= dict.fromkeys(_page_classes(method, classes))
        for param in method.params:
            found |= dict.fromkeys(_classes_of(param, classes))
    return list(found)


def _keyword(param: Field, classes: Classes) -> Param:
    return Param(
        field=param, annotation=_annotation(param, classes), default=_default(param)
    )


def _classes_of(param: Field, classes: Classes) -> Iterator[str]:
    """The classes that the annotation of a param can name."""
    kind = spelled_out(param.type)
    if isinstance(kind, ObjectType):
        if kind.fields:
            name = classes[class_key(Side.REQUEST, param)]
            yield from [name] if kind.open else [name, f"{name}Dict"]
        return
    for inner in inside(kind):
        yield from _classes_of(inner, classes)


def _method_view(
    service: Service,
    method: Method,
    classes: Classes,
    errors: dict[str, str],
    example: str,
) -> MethodView:
    sent = tuple(p for p in method.params if not is_credential(service, method, p))
    # Python asks for no order among keywords; a reader finds what is needed first.
    ordered = sorted(sent, key=lambda param: bool(_default(param)))
    return MethodView(
        method=method,
        name=own_name(method),
        constant=_constant(service, method),
        params=tuple(_keyword(param, classes) for param in ordered),
        sent=sent,
        result=result_name(method),
        words=tuple(method_words(method, ordered, errors, example)),
        has_auth=method.auth and service.auth is not None,
        secrets=tuple(
            path
            for path in secret_paths(method.params)
            if service.auth is None or path != (service.auth.param,)
        ),
        result_secrets=tuple(field_secrets(method.result, ())) if method.result else (),
        sends_null=tuple(
            param.name
            for param in method.params
            if param.required and (param.nullable or isinstance(param.type, AnyType))
        ),
        positions=None if method.takes_names else tuple(_positions(method)),
        iterator=iterator_of(service, method, classes, ordered),
        codes=_codes(service, method),
    )


_PLAIN: Final = {
    "_Whole": "int",
    "_Number": "float",
    "_Flag": "bool",
    **{own: plain for plain, own in NATIVE.values()},
}
"""Types of members of models -> what a reader gets."""


def iterator_of(
    service: Service, method: Method, classes: Classes, params: Sequence[Field]
) -> IteratorView | None:
    """The iterator of a method that has pages."""
    pages, listed = method.pagination, _items(method)
    if pages is None or listed is None:
        return None
    own = own_name(method)
    return IteratorView(
        name=iterator_name(service, method),
        kind=_item_kind(listed, classes),
        constant=f"_{names.constant(own)}_PAGES",
        pages=_pages(method, pages),
        params=tuple(
            _keyword(param, classes) for param in params if param.name != pages.param
        ),
        words=(
            Paragraph(text=f"Every item of the pages of `{method.name}`, in order."),
            Paragraph(
                text=(
                    "A page is asked for when its first item is; what a call raises, the "
                    f"iterator raises. The arguments are those of `{own}`."
                )
            ),
        ),
    )


def iterator_name(service: Service, method: Method) -> str:
    """What the iterator of a method is called, beside the method; empty where there is none."""
    if method.pagination is None or _items(method) is None:
        return ""
    taken = {own_name(other) for other in service.methods}
    word = f"{own_name(method).rstrip('_')}_iter"
    return f"{word}_" if word in taken else word


def _items(method: Method) -> Field | None:
    """What a page holds."""
    pages = method.pagination
    if pages is None or method.result is None:
        return None
    kind: DataType | None = spelled_out(method.result.type)
    if isinstance(kind, ObjectType):
        held = (field for field in kind.fields if field.name == pages.items)
        kind = next((spelled_out(field.type) for field in held), None)
    return kind.items if isinstance(kind, ArrayType) else None


def _item_kind(item: Field, classes: Classes) -> PythonText:
    text = str(annotation(item, Side.RESULT, classes))
    if "Annotated" in text:
        text = ast.unparse(_Bare().visit(ast.parse(text, mode="eval")))
    return PythonText(re.sub(r"\b_\w+", lambda m: _PLAIN.get(m[0], m[0]), text))


class _Bare(ast.NodeTransformer):
    """`Annotated[T, ...]` -> `T`: how a value is read is nothing to who gets it."""

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        """One type with its arguments."""
        self.generic_visit(node)
        is_annotated = isinstance(node.value, ast.Name) and node.value.id == "Annotated"
        if is_annotated and isinstance(node.slice, ast.Tuple):
            return node.slice.elts[0]
        return node


def _page_classes(method: Method, classes: Classes) -> list[str]:
    """The classes of `types.py` that the iterator's type names."""
    item = _items(method)
    return [] if item is None else _named_in(_item_kind(item, classes), classes)


def _named_in(text: str, classes: Classes) -> list[str]:
    known = set(classes.values())
    return [name for name in dict.fromkeys(re.findall(r"\w+", text)) if name in known]


def _pages(method: Method, pages: Pagination) -> PythonText:
    """`_Pages(style="offset", param="offset", ...)`."""
    by_name = {param.name: param for param in method.params}
    first = first_page(method, pages) if pages.page else 0
    length = by_name.get(pages.length)
    default = None if length is None else length.default
    said: dict[str, str | int | None] = {
        "style": pages.style,
        "param": pages.param,
        "first": first,
        "length": pages.length,
        "default_length": default if _is_whole(default) else None,
    }
    for name in ("items", "total", "pages", "next"):
        member = getattr(pages, name)
        said[name] = names.member(member) if member else ""
    shown = {name: value for name, value in said.items() if value not in ("", 0, None)}
    return python_call(
        "_Pages", **{name: python_literal(value) for name, value in shown.items()}
    )


def _is_whole(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


def _constant(service: Service, method: Method) -> str:
    """What a module calls what it knows of a method; the client itself needs those of its session."""
    name = names.constant(own_name(method))
    session = service.session
    if session is not None and method.name in (session.login, session.logout):
        return f"{name}_METHOD"
    return f"_{name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionView:
    """How the client logs in."""

    login: MethodView
    arguments: tuple[tuple[str, Param], ...]
    """What logs in, by the names of the arguments."""
    login_module: str
    logout: MethodView | None
    logout_module: str
    words: dict[str, tuple[Paragraph | Verbatim, ...]]
    """By the prefix of the client."""


def _session(service: Service, views: Mapping[str, MethodView]) -> SessionView | None:
    session = service.session
    if session is None:
        return None

    def module(name: str) -> str:
        return names.module(names.split(name)[0]) if name else ""

    return SessionView(
        login=views[session.login],
        arguments=tuple(
            (f"{name}_" if name in {*CONSTRUCTOR, "clock", "cls"} else name, param)
            for param in views[session.login].params
            for name in [names.param(param.field.name)]
        ),
        login_module=module(session.login),
        logout=views[session.logout] if session.logout else None,
        logout_module=module(session.logout),
        words={
            prefix: tuple(
                session_words(
                    service,
                    [item.field for item in views[session.login].params],
                    prefix,
                )
            )
            for prefix in ("", "Async")
        },
    )


def _positions(method: Method) -> Iterator[PythonText]:
    """`Position("limit", 10)`: with what fills a gap, where something can."""
    fillers = method.fillers()
    for param in method.params:
        fill = [python_literal(fillers[param.name])] if param.name in fillers else []
        yield python_call("_Position", python_literal(param.name), *fill)


def _default(param: Field) -> PythonText:
    """What stands for a param that a caller leaves out: nothing, the only value it has, or `None`."""
    if not param.required:
        return PythonText("None")
    return filled(param)


def _annotation(param: Field, classes: Classes) -> PythonText:
    name = names.param(param.name)
    kind = annotation(param, Side.REQUEST, classes)
    if param.required:
        return bracketed(name, kind, _default(param))
    kind = PythonText(f"{kind} | Null") if param.nullable else optional(kind)
    return bracketed(name, kind, "None")


def _codes(service: Service, method: Method) -> dict[int, str]:
    if any(field.name == "mnemonic" for field in service.envelope.error_data):
        return {}
    by_code: dict[int, list[str]] = {}
    for kind in method.all_errors():
        by_code.setdefault(kind.code, []).append(kind.mnemonic)
    return {code: found[0] for code, found in by_code.items() if len(found) == 1}


RESPONSE = frozenset(["parsed", "request_id", "http", "metadata", "status", "headers"])
"""What a raw response has of its own; a member of the metadata of that name gets a trailing underscore."""


def _members(service: Service, classes: Classes) -> Iterator[Member]:
    for field in service.envelope.metadata:
        if isinstance(field.type, ObjectType) and field.type.fields:
            name = names.snake(field.name)
            yield Member(
                wire=field.name,
                attribute=f"{name}_" if name in RESPONSE else name,
                type=classes[class_key(Side.RESULT, field)],
            )


def _help_member(service: Service) -> str:
    """The member of `error.data` that holds a link."""
    for field in service.envelope.error_data:
        if "help" in field.name:
            return field.name
    return "help_url"


def _flags(
    fields: tuple[Field, ...], path: tuple[str, ...]
) -> Iterator[tuple[str, ...]]:
    """Where the metadata has a boolean that speaks of deprecation."""
    for field in fields:
        here = (*path, field.name)
        if isinstance(field.type, BooleanType) and "deprecated" in field.name:
            yield here
        if isinstance(field.type, ObjectType):
            yield from _flags(field.type.fields, here)
