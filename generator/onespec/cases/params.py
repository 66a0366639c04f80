"""Cases of single params: absent, of every wrong JSON type, of wrong values, with unknown members beside them."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from typing import Final

from onespec import patterns
from onespec.cases import expectations
from onespec.cases.errors import accepted
from onespec.cases.expectations import leaves
from onespec.cases.request import (
    LeftOut,
    Made,
    Param,
    Params,
    Subject,
    applied,
    around,
    drop,
    is_carried,
    put,
    repaired,
    ruled_of,
    value_at,
    with_value,
    without,
)
from onespec.datatypes import (
    AnyType,
    ArrayType,
    BooleanType,
    Field,
    FormatType,
    IntegerType,
    JsonValue,
    MapType,
    NumberType,
    ObjectType,
    StringType,
    TupleType,
    UnionType,
    resolved,
)
from onespec.model import ErrorKind
from onespec.runtime.player.suite import FULL, LEVELS, SAFE, Case
from onespec.runtime.player.values import NotGivenError
from onespec.samples import far_misses, is_legal, key_samples, legal_values, misses
from onespec.values import (
    MISSING_FIELD,
    UNEXPECTED,
    WRONG_TYPE,
    WRONG_VALUE,
    Miss,
    Steps,
    json_types,
)
from onespec.verdict import slot_of

NOT_QUICK: Final = (FULL, SAFE)

MISSES: Final = 10
"""Misses tried of one param."""

KEYS: Final = 4
"""Wrong keys of one map that are tried."""

UNEXPECTED_NAME: Final = "unexpected_param"
"""A name that no param has."""


def param_cases(subject: Subject) -> Iterator[Made]:
    """Every case about single params, in the order of the spec."""
    for param in subject.params:
        if param.field.required:
            title = f"`{param.dotted}` is absent"
            changed = without(subject, param.path, param.options)
            if len(param.path) == 1 or not is_carried(subject.service, param.path):
                yield _case(subject, param, "absent", title, MISSING_FIELD, changed)
        if is_carried(subject.service, param.path):
            # Whatever else a header holds is no other type of value, but another text.
            yield from _headers(subject, param)
            yield from _alternatives(subject, param)
            continue
        yield from _types(subject, param)
        yield from _values(subject, param)
        yield from _keys(subject, param)
        yield from _alternatives(subject, param)
        if is_closed(param.field):
            yield _unexpected(subject, param)
        yield from _second_item(subject, param)
    yield _unexpected(subject, Param((), Field(name="", type=ObjectType())))


def is_closed(field: Field) -> bool:
    """Whether an object is due that takes declared members only; of a union, the first option tells."""
    match resolved(field.type):
        case ObjectType(open=is_open):
            return not is_open
        case UnionType(discriminator=str(), options=(first, *_)):
            return is_closed(first)
        case _:
            return False


def _second_item(subject: Subject, param: Param) -> Iterator[Made]:
    """A list whose second item lacks what the first has: which of them is wrong has to be told."""
    above = (*param.path, 0)
    member = next(
        (
            item
            for item in subject.params
            if item.path[:-1] == above and item.field.required
        ),
        None,
    )
    kind = param.field.type
    if member is None or not isinstance(kind, ArrayType) or kind.max_items == 1:
        return
    opened = around(subject, member.path, options=member.options)
    items = None if opened is None else value_at(opened, param.path)
    if opened is None or not isinstance(items, list):
        return
    lacking = drop({"item": items[0]}, ("item", member.path[-1]))["item"]
    yield _case(
        subject,
        member,
        "absent-in-second",
        f"`{member.dotted}` is there, and absent in the second item",
        MISSING_FIELD,
        put(opened, param.path, [items[0], lacking, *items[2:]]),
        levels=NOT_QUICK,
        path=(*param.path, 1, member.path[-1]),
    )


def _case(
    subject: Subject,
    param: Param,
    name: str,
    title: str,
    slot: str,
    params: Params | None,
    *,
    levels: Iterable[str] = LEVELS,
    path: Steps | None = None,
) -> Made:
    """A case of a param that is absent, strange, of a wrong type or of a wrong value."""
    method = subject.method
    where = param.path if path is None else path
    answering = slot_of(subject.service, slot, where)
    row = expectations.slot_row(subject.service, answering, method)
    element = f"{method.name}/params/{param.dotted}" if param.path else method.name
    covers = (
        f"errors/{row.mnemonic}",
        *(f"errors/{row.mnemonic}/{item}" for item in row.placeholders),
        f"protocol/{answering}",
        f"{element}/{slot}",
    )
    if params is None:
        return LeftOut(covers, f"no legal value was found that holds `{param.dotted}`")
    answered = _answer(subject, params, where, row)
    if answered is None:
        return LeftOut(covers, "no request was found that breaks this and nothing else")
    dotted = f"{param.dotted}.{name}" if param.path else name
    # How a value of another type is told is open where it is for values that are no texts: a text may come back as JSON.
    typed = slot == WRONG_TYPE and leaves(
        subject.service, method, "error-value", path=where, mnemonic=answered.mnemonic
    )
    return Case(
        id=f"{method.name}/{dotted}",
        title=title,
        covers=covers,
        expect=expectations.refusal(
            subject, answered, where, hidden=slot == MISSING_FIELD or typed
        ),
        method=method.name,
        params=params,
        levels=tuple(levels),
        faulty=str(where[0]) if where else "",
    )


def _headers(subject: Subject, param: Param) -> Iterator[Case]:
    """Texts under which the header says no credential of its scheme."""
    auth = subject.service.auth
    if auth is None or len(param.path) > 1:
        return
    row = expectations.slot_row(subject.service, "credential", subject.method)
    for name, words, value in HEADERS.get(auth.scheme, ()):
        yield Case(
            id=f"{subject.method.name}/{param.dotted}.{name}",
            title=f"`{param.dotted}` has {words}",
            covers=(
                f"errors/{row.mnemonic}",
                "protocol/credential",
                f"{subject.method.name}/params/{param.dotted}/{HEADER}",
            ),
            expect=expectations.refusal(subject, row, param.path, hidden=True),
            method=subject.method.name,
            params=subject.base,
            header=value,
            faulty=auth.header,
        )


HEADER: Final = "scheme"
"""The element of a credential for what is not said in its scheme."""

HEADERS: Final = {
    "bearer": (
        ("other-scheme", "another scheme", "Basic dXNlcjpwYXNzd29yZA=="),
        ("bare", "a scheme and nothing else", "Bearer"),
    ),
    "basic": (
        ("other-scheme", "another scheme", "Bearer token"),
        ("malformed", "what is no base64", "Basic !"),
    ),
}
"""For each scheme what its header may not hold."""


def _answer(
    subject: Subject, params: Params, path: Steps, row: ErrorKind
) -> ErrorKind | None:
    """The error that answers a fault at a path; None where something else is wrong as well.

    Where the account can't say, the row of the slot is taken.
    """
    try:
        found = subject.refusals(params)
    except NotGivenError:
        return row
    answers = {item.mnemonic for item in found if item.path[: len(path)] == path}
    if len(answers) != 1 or any(item.path[: len(path)] != path for item in found):
        return None
    return expectations.row_of(subject.service, answers.pop(), subject.method)


def _unexpected(subject: Subject, param: Param) -> Made:
    """A member that nobody declared; below no param, beside the params themselves."""
    above = param.path
    names = {other.path[-1] for other in subject.params if other.path[:-1] == above}
    taken = sum(str(item).startswith(UNEXPECTED_NAME) for item in names)
    path = (*above, UNEXPECTED_NAME + "_" * taken)
    inside = f"in `{param.dotted}`" if above else "beside the params"
    opened = around(subject, path, options=param.options)
    return _case(
        subject,
        param,
        "unexpected",
        f"an unknown member {inside}",
        UNEXPECTED,
        None if opened is None else put(opened, path, "1"),
        path=path,
    )


def _types(subject: Subject, param: Param) -> Iterator[Made]:
    """One case for each JSON type that the param is not, likeliest mistake first."""
    likely = _likeliest(subject, param)
    for place, (name, value) in enumerate(_wrong_types(subject, param)):
        yield _case(
            subject,
            param,
            f"as-{name}",
            f"`{param.dotted}` is {_ARTICLES[name]}",
            WRONG_TYPE,
            with_value(subject, param.path, value, param.options),
            levels=LEVELS if place == likely else NOT_QUICK,
        )


def _likeliest(subject: Subject, param: Param) -> int:
    """Which wrong type quick play sends: flags and objects are taken for two others, so they take turns."""
    if not isinstance(param.field.type, BooleanType | ObjectType):
        return 0
    alike = [
        other
        for other in subject.params
        if type(other.field.type) is type(param.field.type)
    ]
    return alike.index(param) % 2


_ARTICLES: Final = {
    "string": "a text",
    "number": "a number",
    "boolean": "a boolean",
    "array": "a list",
    "object": "an object",
    "null": "null",
}


def _wrong_types(subject: Subject, param: Param) -> Iterator[tuple[str, JsonValue]]:
    kind = resolved(param.field.type)
    if isinstance(kind, UnionType):
        due = json_types(param.field)
        yield from ((name, value) for name, value in _EACH if name not in due)
    yield from _WRONG.get(type(kind), ())
    if leaves(subject.service, subject.method, "null", path=param.path):
        return
    if not param.field.nullable and not isinstance(kind, AnyType):
        yield "null", None


_EACH: Final[tuple[tuple[str, JsonValue], ...]] = (
    ("string", "1"),
    ("array", []),
    ("number", 1),
    ("boolean", True),
    ("object", {"a": "1"}),
)
"""A value of each JSON type."""

_WRONG: Final[dict[type, tuple[tuple[str, JsonValue], ...]]] = {
    StringType: (
        ("number", 79260000000),
        ("boolean", True),
        ("array", ["1"]),
        ("object", {"a": "1"}),
    ),
    IntegerType: (
        ("string", "1"),
        ("boolean", True),
        ("array", [1]),
        ("object", {"a": 1}),
    ),
    NumberType: (
        ("string", "1.5"),
        ("boolean", True),
        ("array", [1.5]),
        ("object", {"a": 1}),
    ),
    BooleanType: (
        ("string", "true"),
        ("number", 1),
        ("array", [True]),
        ("object", {"a": True}),
    ),
    FormatType: (
        ("number", 20240131),
        ("boolean", True),
        ("array", ["2024-01-31"]),
        ("object", {"a": "2024-01-31"}),
    ),
    ArrayType: (
        ("string", "1"),
        ("object", {"0": 1}),
        ("number", 1),
        ("boolean", True),
    ),
    TupleType: (
        ("string", "1"),
        ("object", {"0": 1}),
        ("number", 1),
        ("boolean", True),
    ),
    MapType: (("string", "1"), ("array", []), ("number", 1), ("boolean", True)),
    ObjectType: (("string", "1"), ("array", []), ("number", 1), ("boolean", True)),
}
"""For each type the values that others take for it."""


def _values(subject: Subject, param: Param) -> Iterator[Made]:
    """Values of the right type that the param does not take."""
    loose = leaves(subject.service, subject.method, "form", path=param.path)
    found = far_misses(param.field) if loose else tested_misses(subject, param)
    for place, (name, title, value) in enumerate(found):
        value = ruled_of(subject).kept_inside(param.field, value)
        yield _case(
            subject,
            param,
            name,
            f"`{param.dotted}` {title}",
            WRONG_VALUE,
            with_value(subject, param.path, value, param.options),
            levels=LEVELS if place == 0 else NOT_QUICK,
        )


def _keys(subject: Subject, param: Param) -> Iterator[Made]:
    """Keys that a map does not take; the fault stands at the very key."""
    kind = param.field.type
    if not isinstance(kind, MapType) or kind.keys is None:
        return
    good = next(iter(legal_values(param.field)), None)
    values = [*good.values()] if isinstance(good, dict) else []
    found = misses(kind.keys) if values else iter(())
    for place, (name, title, key) in enumerate(itertools.islice(found, KEYS)):
        assert isinstance(key, str)
        others = zip(itertools.islice(key_samples(kind), len(values) - 1), values[1:])
        yield _case(
            subject,
            param,
            f"key-{name}",
            f"a key of `{param.dotted}` {title}",
            WRONG_VALUE,
            with_value(
                subject,
                param.path,
                {key: values[0], **dict(others)},
                param.options,
            ),
            levels=LEVELS if place == 0 else NOT_QUICK,
            path=(*param.path, key),
        )


def _alternatives(subject: Subject, param: Param) -> Iterator[Made]:
    """A legal text for each choice that a pattern offers but the first, in requests that are stopped by something else."""
    kind = param.field.type
    if not isinstance(kind, StringType) or kind.enum or kind.pattern is None:
        return
    found = patterns.alternatives(kind.pattern)
    for place, value in enumerate(found[1:], 2):
        settings = {param.path: value}
        params = (
            applied(subject, settings, param.options)
            if is_legal(param.field, value)
            else None
        )
        good = None if params is None else repaired(subject, params, settings)
        if good is not None:
            yield from accepted(
                subject,
                f"{param.dotted}.form-{place}",
                f"`{param.dotted}` is of one of its forms",
                (f"{subject.method.name}/params/{param.dotted}/legal",),
                good,
                settings,
                levels=(),
                masked_levels=NOT_QUICK,
            )


def tested_misses(subject: Subject, param: Param) -> Iterator[Miss]:
    """The nearest values outside of what a param takes, but for those that the spec leaves open."""

    def is_open(aspect: str) -> bool:
        return leaves(subject.service, subject.method, aspect, path=param.path)

    whole = isinstance(param.field.type, IntegerType)
    stated = (
        miss
        for miss in misses(param.field)
        if not (miss[2] == "" and is_open("empty-text"))
        and not (whole and isinstance(miss[2], float) and is_open("fraction"))
    )
    return itertools.islice(stated, MISSES)
