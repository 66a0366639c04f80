"""Service -> its whole suite: every element of the spec that can be tested, the cases that test them, and what is left out and why."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from onespec.cases.batches import BATCHES, NOTIFICATIONS
from onespec.cases.combinations import (
    MASKED,
    combination_cases,
    joined,
    takes_null,
)
from onespec.cases.envelope import envelope_cases
from onespec.cases.errors import credential, error_cases, masked
from onespec.cases.examples import example_cases, made_anew, repeat_cases
from onespec.cases.expectations import leaves, slot_row
from onespec.cases.lifecycles import (
    lacking,
    lifecycle_cases,
    lifecycle_elements,
)
from onespec.cases.pages import page_cases, page_length
from onespec.cases.params import HEADER, is_closed, param_cases, tested_misses
from onespec.cases.reach import leaves_of
from onespec.cases.request import (
    LeftOut,
    Made,
    Param,
    Params,
    Subject,
    as_list,
    is_carried,
    merged,
    subject_of,
)
from onespec.cases.rules import beside_cases, rule_cases
from onespec.cases.structure import positioned, structure_cases
from onespec.datatypes import (
    AnyType,
    BooleanType,
    Field,
    IntegerType,
    StringType,
)
from onespec.language.ast import Root, paths, tree
from onespec.model import ErrorKind, Service
from onespec.model import Method as ServiceMethod
from onespec.notation.jsonschema_types import shape
from onespec.runtime.player.suite import (
    FULL,
    LEVELS,
    QUICK,
    SAFE,
    Carrier,
    Case,
    Condition,
    Element,
    Method,
    Suite,
)
from onespec.runtime.player.values import FORMS, Facts, Once, Value, resolve
from onespec.samples import is_legal
from onespec.values import (
    MISSING_FIELD,
    UNEXPECTED,
    WRONG_TYPE,
    WRONG_VALUE,
    Steps,
    members_of,
)
from onespec.verdict import sample_state


def suite_of(service: Service) -> Suite:
    """The whole suite of a service; the same for the same service."""
    service = merged(service)
    shared: dict[object, Any] = {}
    subjects = [subject_of(service, method, shared) for method in service.methods]
    chosen = _for_envelope(service, subjects)
    elements = {element.id: element for element in _service_elements(service)}
    made: list[Made] = []
    for subject in subjects:
        elements |= {element.id: element for element in _method_elements(subject)}
        around = envelope_cases(subject) if subject is chosen else ()
        mine = (*around, *_method_cases(subject))
        made += _merged(positioned(subject, item) for item in mine)
    elements |= {element.id: element for element in lifecycle_elements(service)}
    known = {subject.method.name: subject for subject in subjects}
    made += _merged(lifecycle_cases(service, known))
    cases = _with_ids(service, [item for item in made if isinstance(item, Case)])
    left_out = [item for item in made if isinstance(item, LeftOut)]
    held = credential(service)
    transport = service.transport
    return Suite(
        service=service.name,
        version=service.version,
        content_type=f"{transport.content_type}; charset={transport.encoding}",
        result=service.envelope.result,
        metadata={
            field.name: _reported(service, shape(field), field.name)
            for field in service.envelope.metadata
        },
        error_data={field.name: shape(field) for field in service.envelope.error_data},
        told=tuple(
            field.name
            for field in service.envelope.error_data
            if field.required and field.name != "mnemonic"
        ),
        facts={field.name: _fact(service, field) for field in service.state},
        secret_params=_secret_params(service),
        credential=held[1] if held else "",
        carrier=_carrier(service),
        methods={subject.method.name: _method(subject) for subject in subjects},
        stops=_stops(service),
        status=_statuses(service),
        elements=tuple(elements.values()),
        cases=tuple(
            replace(
                case,
                covers=tuple(
                    dict.fromkeys(name for name in case.covers if name in elements)
                ),
            )
            for case in cases
        ),
        gaps=_gaps(list(elements), cases, left_out, service, subjects),
    )


def _carrier(service: Service) -> Carrier | None:
    if service.auth is None or not service.auth.header:
        return None
    return Carrier(header=service.auth.header, scheme=service.auth.scheme)


def _for_envelope(service: Service, subjects: list[Subject]) -> Subject | None:
    """The method that the envelope is tested with: one that can be called, and that has the error of the encoding."""
    wanted = service.protocol["encoding"]

    def merit(subject: Subject) -> tuple[bool, bool, bool]:
        has_row = any(row.mnemonic == wanted for row in subject.method.all_errors())
        return has_row, subject.passes(subject.base), subject.method.readonly

    return max(subjects, key=merit, default=None)


def _method_cases(subject: Subject) -> list[Made]:
    lacking = subject.lacks()
    if lacking:
        names = ", ".join(f"`{name}`" for name in lacking)
        reason = f"no legal value of {names} was found, and each request needs one"
        everything = tuple(element.id for element in _method_elements(subject))
        return [LeftOut(everything, reason)]
    combinations = list(combination_cases(subject))
    found: list[Made] = [
        *param_cases(subject),
        *error_cases(subject),
        *rule_cases(subject),
        *beside_cases(
            subject, [case for case in combinations if not case.id.endswith(MASKED)]
        ),
        *combinations,
        *example_cases(subject),
        *repeat_cases(subject),
        *structure_cases(subject),
        *page_cases(subject),
    ]
    quick = {case.id for case in combinations if QUICK in case.levels}
    plain = [case for case in combinations if f"{case.id}{MASKED}" in quick]
    merged = _merged(found)
    cases = [item for item in merged if isinstance(item, Case)]
    left_out = [item for item in merged if isinstance(item, LeftOut)]
    return [*joined(subject, cases, plain), *left_out]


def _merged(made: Iterable[Made]) -> list[Made]:
    """Requests that are sent once for all the cases that would send them; full play sends whatever quick play does."""
    found: dict[str, Case] = {}
    left_out: list[Made] = []
    for item in made:
        if isinstance(item, LeftOut):
            left_out.append(item)
            continue
        key = _key(item)
        first = found.get(key, item)
        levels = {*first.levels, *item.levels}
        levels |= {FULL} if QUICK in levels else set()
        ordered = tuple(level for level in LEVELS if level in levels)
        if first is item and ordered == item.levels:
            found[key] = item
            continue
        found[key] = replace(
            first,
            covers=first.covers if first is item else (*first.covers, *item.covers),
            levels=ordered,
        )
    return [*found.values(), *left_out]


def _key(case: Case) -> str:
    """What a case sends and expects, in a form that can be compared."""
    sample = case.account and case.account.sample
    parts = [case.method, case.params, sample]
    whole = json.dumps(parts, sort_keys=True, default=repr)
    sent = f"{case.body!r} {case.batch!r} {case.before!r}"
    return f"{whole} {sent} {case.expect!r} {case.repeat}"


def _gaps(
    elements: Iterable[str],
    cases: Iterable[Case],
    left_out: Iterable[LeftOut],
    service: Service,
    subjects: Iterable[Subject],
) -> dict[str, str]:
    covered = {name for case in cases for name in case.covers}
    reasons = {name: item.reason for item in left_out for name in item.covers}
    of_methods = {one.method.name: lacking(service, one) for one in subjects}

    def reason(name: str) -> str:
        other = of_methods.get(name.partition("/")[0])
        return reasons.get(name) or other or "no request was found that tests it"

    return {name: reason(name) for name in elements if name not in covered}


# -- ids and values of a case's own ----------------------------------------------------------------------------------

IDS: Final[tuple[tuple[str, str | int], ...]] = (
    ("text", f"OneSpec-{{}}-{'Long-' * 12}End"),
    ("number", 1),
    ("text", "12"),
    ("text", '\u043a\u043b\u044e\u0447 \u2116 {} "\\/" \U0001f642'),
    ("number", 0),
    ("number", 2**53 - 1),
)
"""Kinds of JSON-RPC ids; `{}`, and the number 1, become something of the case's own."""


def _with_ids(service: Service, cases: list[Case]) -> list[Case]:
    """Each case with a JSON-RPC id and with values that are not sent twice; both come from the case's own id alone.

    So a case that is added or changed leaves the requests of the others as they are.
    """
    kinds = [item for item in IDS if _is_allowed(service, item[0])]
    waiting = [case for case in cases if case.request_id is None]
    chosen = _kinds(waiting, len(kinds))
    found = []
    for case in cases:
        params = None if case.params is None else _fresh(service, case)
        if case.request_id is not None:
            found.append(replace(case, params=params))
            continue
        name, value = kinds[chosen[case.id]]
        mark = _digest(case.id)
        if isinstance(value, str):
            value = value.format(mark[:8])
        elif value == 1:
            value = int(mark[:7], 16)
        covers = case.covers if case.body else (*case.covers, f"envelope/id/{name}")
        found.append(replace(case, request_id=value, covers=covers, params=params))
    return found


def _kinds(cases: Sequence[Case], count: int) -> dict[str, int]:
    """A kind of id for each case, by its own id; where one is missing in the successes or the errors of a level, a case takes it over."""
    chosen = {case.id: int(_digest(case.id), 16) % count for case in cases}
    fixed: set[str] = set()
    for level in (QUICK, FULL, SAFE):
        for accepted in (True, False):
            here = [
                case.id
                for case in cases
                if level in case.levels and case.expect.accepted is accepted
            ]
            for kind in range(count):
                held = Counter(chosen[name] for name in here)
                free = [
                    name
                    for name in here
                    if name not in fixed and held[chosen[name]] > 1
                ]
                if held[kind] == 0 and free:
                    taken = min(free, key=lambda name: _digest(f"{kind} {name}"))
                    chosen[taken] = kind
                    fixed.add(taken)
    return chosen


def _is_allowed(service: Service, name: str) -> bool:
    types = service.envelope.id_types
    return (
        "string" in types
        if name == "text"
        else {"number", "integer"} & {*types} != set()
    )


def _fresh(service: Service, case: Case) -> Params:
    """The params with a value of its own for each param that is not to carry the same value twice."""
    method = service.method(case.method)
    return _members_once(service, method, case, method.params, case.params or {}, ())


def _members_once(
    service: Service,
    method: ServiceMethod,
    case: Case,
    fields: Sequence[Field],
    values: Mapping[str, Value],
    above: Steps,
) -> dict[str, Value]:
    found = dict(values)
    for field in fields:
        if field.name not in found:
            continue
        value, path = found[field.name], (*above, field.name)
        inner = members_of(field, value)
        if isinstance(value, Mapping) and inner:
            found[field.name] = _members_once(service, method, case, inner, value, path)
        elif leaves(service, method, "repeated-value", path=path):
            key = f"{case.id} {'.'.join(map(str, path))}"
            found[field.name] = _once(field, value, _digest(key)[:12])
    return found


def _once(field: Field, value: Value, key: str) -> Value:
    """A legal value as one that is sent once; whatever else a case sends is what it is about, and stays."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return value
    if getattr(field.type, "enum", ()) or not is_legal(field, value):
        return value
    match field.type:
        case StringType(max_length=most):
            text = str(value)
            tried = [Once(text, key, form, most=most or 0) for form in FORMS]
        case IntegerType(minimum=least, maximum=most):
            least = 1 if least is None else int(least)
            most = least + 10**9 if most is None else int(most)
            tried = [Once("", key, "number", least, most)] if most > least else []
        case _:
            return value
    marks = ("", "1", "2", "3")
    for symbol in tried:
        made = (resolve(symbol, Facts(mark=mark)) for mark in marks)
        if all(is_legal(field, item) for item in made):
            return symbol
    return value


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


# -- what a player has to know of the service ------------------------------------------------------------------------


def _secret_params(service: Service) -> tuple[str, ...]:
    """Names of params that are secrets in some method."""
    found = (
        field.name
        for method in service.methods
        for field in method.params
        if field.secret
    )
    return tuple(dict.fromkeys(found))


def _stops(service: Service) -> tuple[str, ...]:
    """Common errors that depend on the account and the credential alone: with them every request is refused."""
    held = {service.auth.param} if service.auth else set()
    found: dict[str, None] = {}
    for method in service.methods:
        for row in method.common_errors:
            read = {path[0] for raised in row.raises for path in paths(raised.when)}
            if row.raises and read <= held:
                found[row.mnemonic] = None
    return tuple(found)


def _statuses(service: Service) -> dict[str, int]:
    """HTTP statuses of errors by their codes, where the spec says something of them."""
    profile = service.transport.status
    if profile is None:
        return {}
    by_code = {str(code): status for code, status in profile.by_code}
    return {**by_code, "otherwise": profile.otherwise}


def _reported(service: Service, due: Mapping[str, Any], name: str) -> dict[str, Any]:
    """The shape of a member of the metadata: null where there is nothing to say, and with the bounds of the fact that it reports."""
    kind = due.get("type", [])
    found = dict(due)
    if isinstance(kind, str):
        found["type"] = [kind, "null"]
        if "enum" in due:
            found["enum"] = [*due["enum"], None]
    if "properties" in due:
        inner = due["properties"].items()
        found["properties"] = {
            key: _reported(service, item, key) for key, item in inner
        }
    fact = next((item for item in service.state if item.name == name), None)
    if fact is not None and {"integer", "number"} & {*found.get("type", ())}:
        known = shape(fact)
        for bound in ("minimum", "maximum"):
            if bound in known:
                found.setdefault(bound, known[bound])
    return found


def _fact(service: Service, field: Field) -> dict[str, Any]:
    found: dict[str, Any] = {"shape": shape(field)}
    sample = sample_state(service)
    if field.name in sample:
        found["sample"] = sample[field.name]
    if field.secret:
        found["secret"] = True
    return found


def _method(subject: Subject) -> Method:
    method = subject.method
    return Method(
        params={field.name: shape(field) for field in method.params},
        leaves=leaves_of(subject),
        acts=not method.readonly,
        conditions=tuple(
            item for row in method.all_errors() for item in _conditions(row)
        ),
        probe=_probe(subject),
        result=None if method.result is None else shape(method.result),
        promises={rule.id: tree(rule.condition) for rule in method.promises},
        made=made_anew(subject.service, method),
        page=page_length(method),
        positions=(
            tuple(field.name for field in method.listed)
            if method.takes_positions
            else None
        ),
        by_name=method.takes_names,
    )


def _conditions(row: ErrorKind) -> Iterator[Condition]:
    for number, raised in enumerate(row.raises, 1):
        read = (path[0] for path in paths(raised.when, Root.PARAMS))
        yield Condition(
            mnemonic=row.mnemonic,
            number=number,
            reads=tuple(dict.fromkeys(read)),
            when=tree(raised.when),
        )


def _probe(subject: Subject) -> Params | None:
    """The smallest legal request, stopped by an error of the account where it would be acted on; None where nothing stops it."""
    if subject.method.readonly:
        return subject.base
    found = masked(subject, subject.base, ())
    if found is None or subject.method.takes_names:
        return None if found is None else found[0]
    return as_list(subject, found[0])


# -- elements --------------------------------------------------------------------------------------------------------

ENVELOPE: Final = (
    "parse",
    "batch",
    "notification",
    "envelope",
    "method",
    "encoding",
)
"""Slots of the protocol that are about what surrounds params."""


def _service_elements(service: Service) -> Iterator[Element]:
    """What belongs to the service as a whole."""
    for slot in _slots(service):
        row = slot_row(service, slot)
        title = f"the envelope's `{slot}` rule, answered by `{row.mnemonic}`"
        place = _place(service.home("protocol"), "protocol")
        yield Element(id=f"envelope/{slot}", title=title, place=place)
    for name, is_taken, words in (
        (BATCHES, service.envelope.batch, "each request of a batch has its own reply"),
        (NOTIFICATIONS, service.envelope.notifications, "a notification has no reply"),
    ):
        if is_taken:
            place = _place(service.source, "envelope")
            yield Element(id=name, title=words, place=place)
    for kind in ("text", "number"):
        if _is_allowed(service, kind):
            title = f"an `id` that is a {kind} comes back as it was sent"
            place = _place(service.home("envelope"), "envelope")
            yield Element(id=f"envelope/id/{kind}", title=title, place=place)
    answered = {
        row.mnemonic for method in service.methods for row in method.all_errors()
    }
    for row in service.errors:
        if row.mnemonic in answered:
            yield from _error_elements(row, service.home("errors", row.mnemonic))


def _slots(service: Service) -> Iterator[str]:
    envelope = service.envelope
    for slot in ENVELOPE:
        # One that is taken leaves nothing to refuse, but for batches that are too long.
        endless = envelope.batch is not None and envelope.batch.max is None
        off = (slot == "batch" and endless) or (
            slot == "notification" and envelope.notifications
        )
        if not off:
            yield slot


def _error_elements(row: ErrorKind, source: str) -> Iterator[Element]:
    """A row, and each placeholder of its message."""
    place = _place(source, "errors", row.mnemonic)
    yield Element(
        id=f"errors/{row.mnemonic}", title=f"the error `{row.mnemonic}`", place=place
    )
    for name in row.placeholders:
        title = f"`{{{name}}}` in the message of `{row.mnemonic}`"
        yield Element(id=f"errors/{row.mnemonic}/{name}", title=title, place=place)


def _place(source: str, *path: str) -> str:
    """Where in the spec an element is stated: by its keys, so that comments and blank lines change nothing."""
    return f"{source}: {'.'.join(path)}"


def place_of_param(service: Service, method: ServiceMethod, param: Param) -> str:
    """Where a param is declared: in the method's file, or in the service's, which it is inherited from."""
    top = param.path[0]
    if is_carried(service, param.path):
        return _place(service.home("auth"), "auth")
    if top not in method.inherited:
        return _place(method.source, "params", param.dotted)
    if any(common.field.name == top for common in service.params):
        return _place(service.home("params", top), "params", param.dotted)
    return _place(service.home("auth"), "auth", "param")


def _method_elements(subject: Subject) -> Iterator[Element]:
    """What belongs to one method."""
    method = subject.method

    def element(
        name: str, title: str, *path: str, source: str = method.source
    ) -> Element:
        place = _place(source, *path)
        return Element(id=f"{method.name}/{name}", title=title, place=place)

    yield element("result", "the result of a success", "result")
    for rule in method.promises:
        title = f"the result keeps `{rule.id}`"
        yield element(f"promises/{rule.id}", title, "result")
    yield element("accepted", "legal combinations of params", "params")
    yield element("unexpected", "params that the method does not have", "params")
    if method.takes_positions and method.params:
        title = f"how params travel: {method.param_structure}"
        yield element("structure", title, "params")
    for param in subject.params:
        yield from _param_elements(subject, param)
    for rule in method.rules:
        for side in ("refused", "allowed"):
            title = f"the constraint `{rule.id}`, {side}"
            name = f"constraints/{rule.id}/{side}"
            if rule.base is None:
                yield element(name, title, "constraints", rule.id)
            else:
                source = subject.service.source
                yield element(name, title, "types", rule.base.id, source=source)
    for kind in method.errors:
        yield from _error_elements(kind, method.source)
    for kind in method.all_errors():
        source = method.source
        if kind not in method.errors:
            source = subject.service.home("errors", kind.mnemonic)
        for index in range(1, len(kind.raises) + 1):
            title = f"condition {index} of `{kind.mnemonic}`"
            name = f"errors/{kind.mnemonic}/{index}"
            path = ("errors", kind.mnemonic, "raise")
            yield element(name, title, *path, source=source)
    for index, example in enumerate(method.examples, 1):
        title = f"the example `{example.title}`"
        yield element(f"examples/{index}", title, "examples", str(index))


def _param_elements(subject: Subject, param: Param) -> Iterator[Element]:
    """What the spec says of one param."""
    field, kind = param.field, param.field.type
    facts = [("legal", "its legal values")]
    if is_carried(subject.service, param.path):
        if len(param.path) > 1:
            return
        auth = subject.service.auth
        facts.append((MISSING_FIELD, "that it has to be sent"))
        if auth is not None and auth.scheme:
            facts.append((HEADER, "its scheme"))
        yield from _facts_of(subject, param, facts)
        return
    if field.required:
        facts.append((MISSING_FIELD, "that it has to be sent"))
    elif len(param.path) == 1:
        facts.append(("optional", "that it may be left out"))
    if not isinstance(kind, AnyType):
        facts.append((WRONG_TYPE, "its type"))
    if next(tested_misses(subject, param), None) is not None:
        facts.append((WRONG_VALUE, "what values it refuses"))
    if is_closed(field):
        facts.append((UNEXPECTED, "that it takes no other members"))
    values = [item.value for item in getattr(kind, "enum", ())]
    values = [True, False] if isinstance(kind, BooleanType) and not values else values
    values += [None] if takes_null(subject, param) else []
    facts += [
        (f"legal/{json.dumps(value)}", f"its value {json.dumps(value)}")
        for value in values
    ]
    yield from _facts_of(subject, param, facts)


def _facts_of(
    subject: Subject, param: Param, facts: Sequence[tuple[str, str]]
) -> Iterator[Element]:
    stem = f"{subject.method.name}/params/{param.dotted}"
    place = place_of_param(subject.service, subject.method, param)
    for name, title in facts:
        yield Element(
            id=f"{stem}/{name}", title=f"`{param.dotted}`: {title}", place=place
        )
