"""A refused request -> what mends it: the smallest edits after which it is accepted, and for each refusal what can be done at all.

The walk over edits is the one that generated code has (`runtime/client/mends.py`); what is tried comes from the search engine,
and where none of it helps, the engine is asked for the nearest request that is accepted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, Literal, TypeAlias, get_args

from onespec import search
from onespec.datatypes import (
    AnyType,
    ArrayType,
    BooleanType,
    DataType,
    Field,
    FormatType,
    IntegerType,
    JsonValue,
    MapType,
    NumberType,
    ObjectType,
    RecursiveType,
    StringType,
    TupleType,
    UnionType,
    resolved,
    within,
)
from onespec.language.ast import Expr, Root, paths
from onespec.language.evaluate import Absent
from onespec.model import ErrorKind, Method, Service
from onespec.runtime.client import checks
from onespec.runtime.client.mends import (
    Complaint,
    Mend,
    Options,
    Tries,
    fitting,
    sample,
    smallest,
)
from onespec.samples import is_legal, listed
from onespec.samples import sample as model_sample
from onespec.search import Key, Problem, Witness
from onespec.search.answers import Here
from onespec.values import limits_of, telling
from onespec.verdict import Judge, Refusal

Remedy: TypeAlias = Literal["mend", "wait", "change_state", "give_up"]
"""What a caller can do about an error: mend the request, wait for a limit, change something of the account, or nothing."""

REMEDIES: Final[tuple[Remedy, ...]] = get_args(Remedy)

MOST_TRIED: Final = 12
"""Values of a place that are tried."""

PATIENCE: Final = 1_500


# -- what can be done ------------------------------------------------------------------------------------------------


def remedy(service: Service, refusal: Refusal) -> Remedy:
    """What a caller can do about one refusal: told by what the condition of its error reads."""
    if refusal.raised is None:
        return "mend"
    return _by_condition(service, [refusal.raised.when])


def remedy_of(service: Service, method: Method, kind: ErrorKind) -> Remedy:
    """The same for a row of the error table, whatever condition is met; a row that nothing raises can only be given up on."""
    shapes = (service.protocol.get(slot) for slot in _SHAPES)
    broken = (rule.error for rule in method.rules)
    if kind.mnemonic in {*shapes, *broken}:
        return "mend"
    return _by_condition(service, [raised.when for raised in kind.raises])


_SHAPES: Final = ("missing", "type", "value", "unexpected")


def _by_condition(service: Service, conditions: Sequence[Expr]) -> Remedy:
    facts = {path[0] for one in conditions for path in paths(one, Root.STATE)}
    if facts & limits(service):
        return "wait"
    if facts:
        return "change_state"
    return "mend" if any(paths(one) for one in conditions) else "give_up"


def limits(service: Service) -> frozenset[str]:
    """The facts of the state that are what is left of limits: every reply tells them in its metadata."""
    told = {one.name for item in service.envelope.metadata for one in within(item)}
    return frozenset(fact.name for fact in service.state if fact.name in told)


# -- what mends a request --------------------------------------------------------------------------------------------


def mends(
    service: Service,
    method: Method,
    params: Mapping[str, Any],
    state: Mapping[str, object],
) -> tuple[Mend, ...]:
    """The smallest mends of a request, judged by all that refuses it; empty where it is accepted, or where none is known.

    `params` hold a credential that a header carries, too, under the name of the header.
    """
    judge = Judge(service, method)

    def complaints(request: Mapping[str, object]) -> list[Complaint]:
        return [_complaint(one) for one in judge.refusals(request, state)]

    if not complaints(params):
        return ()
    problem = _problem(service, method, state)
    options = Options([check_field(one) for one in method.inputs], tried(problem))
    found = smallest(params, complaints, options, PATIENCE)
    if found:
        return found
    near = _nearest(problem, options, params, complaints)
    return () if near is None else (near,)


def _complaint(refusal: Refusal) -> Complaint:
    if refusal.raised is not None:
        found = paths(refusal.raised.when)
    elif refusal.constraint is not None and refusal.constraint.base is None:
        found = paths(refusal.constraint.condition)
    else:
        return (str(refusal.path[0]),) if refusal.path else ()
    return tuple(dict.fromkeys(path[0] for path in found))


def _problem(service: Service, method: Method, state: Mapping[str, Any]) -> Problem:
    rows = [raised for kind in method.all_errors() for raised in kind.raises]
    return search.prepare(
        method.merged(), raises=rows, facts=service.state, sample=state
    )


def _nearest(
    problem: Problem,
    options: Options,
    params: Mapping[str, Any],
    judge: Callable[[Mapping[str, object]], Sequence[Complaint]],
) -> Mend | None:
    """The engine's own answer, for what takes several params at once that only fit together."""
    near = fitting(options, params)
    answer = problem.find(near=search.Near(params=near))
    if not isinstance(answer, Witness) or answer.state or judge(answer.params):
        return None
    return options.whole(params, answer.params)


def tried(problem: Problem) -> dict[tuple[str, ...], Tries]:
    """What rules ask of places of a request: the values that the engine would try there."""
    width, found = len(problem.columns), dict[tuple[str, ...], Tries]()
    for column in problem.columns:
        root, *path = column.key
        is_whole = len(path) == 1 and listed(column.item.type)
        if root != Root.PARAMS.value or column.key not in problem.links.notes:
            continue
        if is_whole or any(isinstance(one, Here) for one in column.values):
            continue
        told = [column.values[n] for n in column.told_apart(range(column.own), width)]
        values = [one for one in told if not isinstance(one, Absent | Here)]
        named = _named(problem, column.key)
        exact = [one for one in values if _is_among(one, named)]
        others = [one for one in values if not _is_among(one, named)]
        place = tuple(path)
        few = tuple(exact[:MOST_TRIED]), tuple(others[:MOST_TRIED])
        found[place] = Tries(place, *few)
    return found


def _named(problem: Problem, key: Key) -> list[JsonValue]:
    field = problem.links.fields.get(key)
    whole = () if field is None else listed(field.type)
    return [*problem.links.constants(key), *whole]


def _is_among(value: object, known: Sequence[object]) -> bool:
    return any(type(one) is type(value) and one == value for one in known)


# -- the model's fields as generated checks have them -----------------------------------------------------------------


def check_field(item: Field) -> checks.Field:
    """The twin of a field in generated checks, with a sample where a value is not plain to see."""
    return checks.Field(
        item.name,
        _kind(item),
        required=item.required,
        nullable=item.nullable,
        secret=any(one.secret for one in within(item)),
    )


def _kind(item: Field) -> checks.Kind:
    kind = item.type
    match kind:
        case ObjectType(fields=fields, open=is_open):
            return checks.Object(tuple(map(check_field, fields)), is_open)
        case UnionType(discriminator=str(), options=options):
            kinds = [_kind(option) for option in options]
            return checks.Tagged(check_field(telling(kind)), *kinds)  # type: ignore[arg-type]
        case UnionType(options=options):
            return checks.Either(*(_kind(option) for option in options))
        case RecursiveType():
            return checks.Named(lambda: _kind(_resolved(item)))
        case AnyType():
            return checks.Anything()
    given: dict[str, Any] = {
        keyword.check or keyword.attribute: keyword.checked(limit)
        for keyword, limit in limits_of(kind)
    }
    match kind:
        case ArrayType(items=items):
            return checks.Array(check_field(items), **given)
        case TupleType(prefix_items=places, items=rest):
            given["rest"] = None if rest is None else check_field(rest)
            return checks.Tuple(tuple(map(check_field, places)), **given)
        case MapType(values=values, keys=keys):
            text = None if keys is None else _kind(keys)
            assert text is None or isinstance(text, checks.Text)
            return checks.Map(check_field(values), text, **given)
        case BooleanType():
            return checks.Flag(**given)
        case StringType():
            return checks.Text(**given, sample=shown_sample(item))
        case FormatType(format=name):
            return checks.Formatted(format=name, **given, sample=shown_sample(item))
        case IntegerType():
            return checks.Integer(**given, sample=shown_sample(item))
        case NumberType():
            return checks.Number(**given, sample=shown_sample(item))


def _resolved(item: Field) -> Field:
    return Field(name=item.name, type=resolved(item.type))


def shown_sample(item: Field) -> Any:
    """A value to show for a scalar; None where the checks come to a good one by themselves."""
    if listed(item.type) or not isinstance(item.type, _SCALARS):
        return None
    if not item.secret and any(is_legal(item, one) for one in item.examples):
        return next(one for one in item.examples if is_legal(item, one))
    bare = Field(name="text", type=item.type)
    own = sample(_plain_kind(item.type))
    if is_legal(bare, own):
        return None
    found = model_sample(bare)
    return found if is_legal(bare, found) else None


_SCALARS: Final = (StringType, FormatType, IntegerType, NumberType)


def _plain_kind(kind: DataType) -> checks.Kind:
    """A scalar without its sample."""
    given: dict[str, Any] = {
        keyword.check or keyword.attribute: keyword.checked(limit)
        for keyword, limit in limits_of(kind)
    }
    match kind:
        case IntegerType():
            return checks.Integer(**given)
        case NumberType():
            return checks.Number(**given)
        case FormatType(format=name):
            return checks.Formatted(format=name, **given)
        case _:
            return checks.Text(**given)
