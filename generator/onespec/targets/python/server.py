"""Service -> the reference server of its Python package: tables for the runtime to play."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias
from urllib.parse import unquote, urlsplit

from onespec import names
from onespec.cases.errors import accounts
from onespec.cases.examples import made_anew
from onespec.cases.ruled import sample_result
from onespec.datatypes import Missing, ObjectType
from onespec.language.ast import Expr, Path, Quantifier, Read, Root, deciding, walk
from onespec.model import ErrorKind, Lifecycle, Method, Move, Raise, Service
from onespec.notation import python_expr
from onespec.output.files import File
from onespec.placed import held
from onespec.samples import sample
from onespec.targets.python import shapes
from onespec.targets.python.checks import SLOTS, fault, slot_row
from onespec.targets.python.package import (
    constant_file,
    first_page,
    python_file,
    runtime_files,
    secret_paths,
    source,
    spaces,
)
from onespec.targets.python.samples import sample_credentials
from onespec.texts import (
    PythonText,
    identifier,
    python_call,
    python_literal,
    python_tuple,
)
from onespec.verdict import sample_state

DATA_MEMBERS: Final = ("mnemonic", "field", "value", "params", "extended_helper")
"""Members of `error.data` that the server knows how to fill."""

WINDOWS: Final = {"second": 1, "minute": 60, "hour": 3_600, "day": 86_400}
"""Allowances by the names of their facts: `minute_limit`, `minute_remaining`, `minute_reset`."""

REFUSED: Final = (
    "parse",
    "batch",
    "envelope",
    "notification",
    "method",
    "encoding",
    "credential",
    "internal",
)
"""Slots that are answered before a method's own checks."""

MOST_IN_BATCH: Final = 1_000
"""Requests that the reference server takes in a batch, where the spec does not say how many there may be."""

Shared: TypeAlias = Mapping[str, ErrorKind]
"""Rows of the common table that have conditions, by mnemonic."""

Early: TypeAlias = frozenset[tuple[str, int]]
"""Conditions of the common table that answer before limits are looked at: a mnemonic, and which of its conditions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionView:
    """A condition, or what fills a placeholder, as a function over params and state."""

    name: str
    expr: Expr
    finds_item: bool = False
    """Whether it gives the place of the item that decides the condition."""

    @property
    def returned(self) -> PythonText:
        """What it returns."""
        if self.finds_item and isinstance(self.expr, Quantifier):
            return python_expr.item(self.expr)
        return python_expr.returned(self.expr)

    @property
    def type(self) -> PythonText:
        """The Python type of that."""
        return PythonText("int | None" if self.finds_item else "object")


@dataclass(frozen=True, slots=True)
class Rows:
    """Conditions of some error kinds: the values that hold them, and the functions these name."""

    values: tuple[PythonText, ...]
    functions: tuple[FunctionView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodView:
    """How the server plays one method."""

    name: str
    constant: str
    faults: Mapping[str, PythonText]
    """Constant -> a row of the method's own table."""
    functions: tuple[FunctionView, ...]
    common: tuple[str, ...]
    """Rows of the common table that can answer it."""
    before: tuple[PythonText, ...]
    """Their conditions, where they mean something of their own to this method."""
    after: tuple[PythonText, ...]
    results: tuple[tuple[object, object], ...]
    """Published requests with what each gets."""
    result: object
    """What any other request gets."""
    counts_up: tuple[str, ...]
    secrets: tuple[Path, ...]
    has_credential: bool
    """Whether a header carries one to it."""
    positions: tuple[str, ...] | None
    """Its params in order, where they may come as a list."""
    by_name: bool
    pages: PythonText | None
    """How a later page is told; None where it has no pages."""


def files(service: Service) -> Iterator[File]:
    """The server in the package's `testing`, and the part of the runtime that is its own."""
    yield from runtime_files(service, "server")
    yield constant_file(service, "testing/server")
    yield python_file(
        service, "testing/_service", "testing/_service", **_facts(service)
    )
    yield from _methods(service)


def call_paths(service: Service) -> tuple[str, ...]:
    """Where the reference server takes calls: at its root, and where the service's own addresses have them."""
    own = (urlsplit(server.url).path.rstrip("/") for server in service.servers)
    return tuple(dict.fromkeys(["/", *(unquote(path) or "/" for path in own)]))


def _facts(service: Service) -> dict[str, object]:
    """What the template of `_service.py` prints."""
    declared = {field.name for field in service.envelope.error_data}
    # The mnemonic is always there: clients tell errors apart by it.
    declared = (declared or set(DATA_MEMBERS[:4])) | {"mnemonic"}
    metadata = service.envelope.metadata
    profile = service.transport.status
    return {
        "most_in_batch": MOST_IN_BATCH,
        "statuses": dict(profile.by_code) if profile is not None else {},
        "paths": call_paths(service),
        "secret_facts": sorted(secret_paths(service.state)),
        "data_members": tuple(name for name in DATA_MEMBERS if name in declared),
        "data_samples": {
            field.name: sample(field)
            for field in service.envelope.error_data
            if field.required and field.name not in (*DATA_MEMBERS, "metadata")
        },
        "metadata": tuple((field.name, _members(field.type)) for field in metadata),
        "windows": _windows(service),
        "refusals": {
            slot: fault(slot_row(service, slot))
            for slot in REFUSED
            if slot in service.protocol
        },
        "facts": [fact.name for fact in service.state],
        "sample": sample_state(service),
        "lifecycles": tuple(_lifecycle(service, one) for one in service.lifecycles),
        "accounts": accounts(service),
        "credentials": sample_credentials(service),
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class LifecycleView:
    """A lifecycle as the server plays it."""

    id: str
    facts: Mapping[str, str]
    """State -> the fact that lists who is there."""
    moves: tuple[tuple[str, Move], ...]
    """By the names of methods, those that lead somewhere."""


def _lifecycle(service: Service, lifecycle: Lifecycle) -> LifecycleView:
    return LifecycleView(
        id=lifecycle.id,
        facts={state.name: state.fact for state in lifecycle.known},
        moves=tuple(
            (method.name, move)
            for method in service.methods
            for move in method.moves
            if move.lifecycle == lifecycle.name and move.to
        ),
    )


def _windows(service: Service) -> tuple[tuple[str, int], ...]:
    known = {fact.name for fact in service.state}
    return tuple(
        (name, seconds)
        for name, seconds in WINDOWS.items()
        if f"{name}_remaining" in known
    )


def _members(kind: object) -> tuple[str, ...] | None:
    if isinstance(kind, ObjectType):
        return tuple(field.name for field in kind.fields)
    return None


def _methods(service: Service) -> Iterator[File]:
    """The table of methods: one module for each namespace, and one for what they share."""
    shared: dict[str, ErrorKind] = {}
    for method in service.methods:
        for row in method.common_errors:
            if row.raises:
                # As the first method that has it reads it.
                shared.setdefault(row.mnemonic, row)
    early = _early(service, shared)
    rows = {
        name: _common_rows([row], "", service.methods, early)
        for name, row in shared.items()
    }
    functions = [item for found in rows.values() for item in found.functions]
    yield python_file(
        service,
        "testing/methods/_common",
        "testing/methods/_common",
        faults={row.mnemonic: fault(row) for row in service.errors},
        rows={name: python_tuple(found.values) for name, found in rows.items()},
        functions=functions,
        has_repeats=_has_repeats(functions),
    )
    found = [space for space in spaces(service) if space.methods]
    for space in found:
        views = [_method(service, method, shared, early) for method in space.methods]
        functions = [item for view in views for item in view.functions]
        yield python_file(
            service,
            f"testing/methods/{space.module}",
            "testing/methods/module",
            source=source(space.methods),
            checks=space.module,
            has_repeats=_has_repeats(functions),
            methods=views,
        )
    homes = {
        m.name: (space.module, _constant(m)) for space in found for m in space.methods
    }
    yield python_file(
        service, "testing/methods/__init__", "testing/methods/__init__", homes=homes
    )


def _has_repeats(functions: Iterable[FunctionView]) -> bool:
    return any(python_expr.repeats(item.expr) for item in functions)


def _constant(method: Method) -> str:
    return names.constant(names.function(method.name))


def _early(service: Service, shared: Shared) -> Early:
    """Common conditions that answer before anybody looks at what is left to the account.

    These are the ones about the credential, and whatever stands before the first that reads an allowance.
    """
    allowances = {f"{name}_remaining" for name, _ in _windows(service)}
    held = {service.auth.param} if service.auth else set[str]()
    early: set[tuple[str, int]] = set()
    before = bool(allowances)
    for row in (
        shared[row.mnemonic] for row in service.errors if row.mnemonic in shared
    ):
        for number, raised in enumerate(row.raises, 1):
            reads = [part for part in walk(raised.when) if isinstance(part, Read)]
            facts = {part.path[0] for part in reads if part.root is Root.STATE}
            params = {part.path[0] for part in reads if part.root is Root.PARAMS}
            before = before and facts.isdisjoint(allowances)
            if before or not params.isdisjoint(held):
                early.add((row.mnemonic, number))
    return frozenset(early)


def _method(
    service: Service, method: Method, shared: Shared, early: Early
) -> MethodView:
    stem = f"_{names.function(method.name)}"
    own = {
        row.mnemonic: f"_{_constant(method)}__{names.constant(row.mnemonic)}"
        for row in method.errors
    }
    after = _joined(
        _rows(row, identifier(own[row.mnemonic]), stem, [method])
        for row in method.errors
    )
    before = Rows((), ())
    if any(shared.get(row.mnemonic, row) != row for row in method.common_errors):
        before = _common_rows(method.common_errors, stem, [method], early)
    good = [item for item in method.examples if not item.error]
    if good:
        result: object = good[0].result
    else:
        result = sample_result(method)
    return MethodView(
        name=method.name,
        constant=_constant(method),
        faults={own[row.mnemonic]: fault(row) for row in method.errors},
        functions=(*before.functions, *after.functions),
        common=_common_names(service, method),
        before=before.values,
        after=after.values,
        results=tuple((method.sent(item.params), item.result) for item in good[1:]),
        result=result,
        counts_up=made_anew(service, method),
        secrets=tuple(secret_paths(method.inputs)),
        has_credential=method.credential is not None,
        positions=(
            tuple(param.name for param in method.params)
            if method.takes_positions
            else None
        ),
        by_name=method.takes_names,
        pages=_later_pages(method),
    )


def _later_pages(method: Method) -> PythonText | None:
    """`_Pages("offset", items="calls")`."""
    pages = method.pagination
    if pages is None:
        return None
    first = first_page(method, pages) if pages.page else 0
    ending = None
    if pages.next and method.result is not None:
        kind = method.result.type
        fields = kind.fields if isinstance(kind, ObjectType) else ()
        held = next((field for field in fields if field.name == pages.next), None)
        ending = "" if held is not None and not held.nullable else None
    return python_call(
        "_Pages",
        param=python_literal(pages.param),
        first=python_literal(first) if first else None,
        items=python_literal(pages.items) if pages.items else None,
        next=python_literal(pages.next) if pages.next else None,
        length=python_literal(pages.length) if pages.length else None,
        ends_with=python_literal(ending) if ending is not None else None,
    )


def _common_names(service: Service, method: Method) -> tuple[str, ...]:
    """Rows of the common table that belong to the method, and those its checks answer with."""
    listed = [row.mnemonic for row in method.common_errors]
    listed += [service.protocol[slot] for slot in SLOTS]
    listed += [service.protocol["credential"]] if method.credential else []
    listed += [item.error for item in method.rules]
    for rules in held(service.types, method.params).values():
        listed += [item.error for item in rules]
    own = {row.mnemonic for row in method.errors}
    return tuple(name for name in dict.fromkeys(listed) if name not in own)


# Conditions of the error table.


def _common_rows(
    kinds: Iterable[ErrorKind], stem: str, methods: Sequence[Method], early: Early
) -> Rows:
    """Conditions of common rows; the rows themselves stand in the common table, for a method in another module."""
    table = "_common.FAULTS" if stem else "FAULTS"
    return _joined(
        _rows(
            row,
            PythonText(f"{table}[{python_literal(row.mnemonic)}]"),
            stem,
            methods,
            early,
        )
        for row in kinds
    )


def _rows(
    kind: ErrorKind,
    fault: PythonText,
    stem: str,
    methods: Sequence[Method],
    early: Early = frozenset(),
) -> Rows:
    """Every condition of an error kind; `fault` is the text that names its row."""
    name = f"{stem}__{names.snake(kind.mnemonic).rstrip('_')}"
    return _joined(
        _row(
            item,
            fault,
            name if index == 1 else f"{name}__{index}",
            methods,
            (kind.mnemonic, index) in early,
        )
        for index, item in enumerate(kind.raises, 1)
    )


def _joined(parts: Iterable[Rows]) -> Rows:
    found = tuple(parts)
    return Rows(
        tuple(value for part in found for value in part.values),
        tuple(function for part in found for function in part.functions),
    )


def _row(
    item: Raise,
    fault: PythonText,
    name: str,
    methods: Sequence[Method],
    is_early: bool,
) -> Rows:
    """`Row(fault=..., when=..., field=..., params=...)`."""
    made = [FunctionView(name=name, expr=item.when)]
    value = None
    if item.value is not None:
        value = _reader(f"{name}__value", item.value, made)
    params = [
        python_tuple(
            (
                python_literal(placeholder),
                _reader(f"{name}__{names.snake(placeholder)}", expr, made),
            )
        )
        for placeholder, expr in item.params
        # By its name alone the server finds it.
        if not (
            isinstance(expr, Read) and _is_plain(expr) and expr.path == (placeholder,)
        )
    ]
    data = [
        python_tuple(
            (
                python_literal(member),
                _reader(f"{name}__data_{names.snake(member)}", expr, made),
            )
        )
        for member, expr in item.data
    ]
    field = item.field
    # A common row is one for all methods: what is a secret to any of them stays one.
    hides = field is not None and any(
        shapes.is_secret_at(method.inputs, field) for method in methods
    )
    asked = None if item.field is None else deciding(item.when, item.field)
    if asked is not None:
        made.append(FunctionView(name=f"{name}__item", expr=asked, finds_item=True))
    row = python_call(
        "Row",
        fault=fault,
        when=identifier(name),
        field=None if item.field is None else python_literal(tuple(item.field)),
        value=value,
        params=python_tuple(params) if params else None,
        data=python_tuple(data) if data else None,
        hides=PythonText("True") if hides else None,
        early=PythonText("True") if is_early else None,
        item=None if asked is None else identifier(f"{name}__item"),
    )
    return Rows((row,), tuple(made))


def _is_plain(expr: Expr) -> bool:
    """Whether an expression only looks something up."""
    return (
        isinstance(expr, Read)
        and expr.root is not Root.LOCAL
        and all(isinstance(default, Missing) for default in expr.defaults)
    )


def _reader(name: str, expr: Expr, made: list[FunctionView]) -> PythonText:
    """A look-up, or the name of a function that is added to `made`."""
    if isinstance(expr, Read) and _is_plain(expr):
        kind = "param" if expr.root is Root.PARAMS else "fact"
        return python_call(kind, *map(python_literal, expr.path))
    made.append(FunctionView(name=name, expr=expr))
    return identifier(name)
