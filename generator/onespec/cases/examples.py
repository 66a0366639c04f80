"""The spec's own examples as cases, and a request that is sent twice."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from onespec.cases import expectations
from onespec.cases.errors import accepted, legal, numbered, promised
from onespec.cases.request import (
    LeftOut,
    Made,
    Params,
    Subject,
    item_of,
    lists_of,
    put,
    value_at,
)
from onespec.datatypes import DataType, IntegerType, ObjectType, StringType
from onespec.language.ast import tree
from onespec.language.evaluate import Absent
from onespec.model import Example, Method, Service
from onespec.runtime.player.suite import FULL, LEVELS, SAFE, Account, Case
from onespec.runtime.player.values import NotGivenError
from onespec.verdict import Refusal


def example_cases(subject: Subject) -> Iterator[Made]:
    """Each example with what belongs to an account replaced by what the account has."""
    for index, example in enumerate(subject.method.examples, 1):
        params, state = _adapted(subject, example)
        element = f"{subject.method.name}/examples/{index}"
        try:
            found = subject.refusals(params, state)
            if example.error and not found:
                # It may be a secret that is wrong.
                params, state = _adapted(subject, example, as_written=True)
                found = subject.refusals(params, state)
        except NotGivenError as error:
            yield LeftOut((element,), f"in the sample account {error}")
            continue
        if not example.error and not found:
            yield from accepted(
                subject,
                f"examples/{index}",
                example.title,
                (element,),
                params,
                (),
                levels=(FULL,),
            )
        elif [item.mnemonic for item in found] == [example.error]:
            yield _refused(subject, example, params, state, found[0], index)


def _adapted(
    subject: Subject, example: Example, *, as_written: bool = False
) -> tuple[Params, dict[str, Any]]:
    """Members of the account's lists as symbols, secrets as the base has them where they are not to stay as written; and facts that still differ."""
    credential = subject.service.auth.param if subject.service.auth else ""
    params: Params = dict(example.params)
    state = dict(example.state)
    for param in subject.params:
        value = value_at(params, param.path)
        if isinstance(value, Absent):
            continue
        secret, name = param.field.secret, str(param.path[0])
        stays = as_written and name != credential
        if secret and len(param.path) == 1 and name in subject.base and not stays:
            params = put(params, param.path, subject.base[name])
        for name in lists_of(subject, param.path):
            stated = example.state.get(name)
            known = stated if isinstance(stated, list) else subject.state.get(name)
            held = list(map(str, known)) if isinstance(known, list) else []
            if str(value) in held and not secret:
                params = put(params, param.path, item_of(param, name, 0))
                state.pop(name, None)
    return params, state


def _refused(
    subject: Subject,
    example: Example,
    params: Params,
    state: dict[str, Any],
    refusal: Refusal,
    index: int,
) -> Case:
    name = subject.method.name
    kind = expectations.row_of(subject.service, example.error, subject.method)
    raised, account, condition = refusal.raised, None, None
    if raised is not None:
        expect = expectations.raised_error(subject, kind, raised, params, state)
        condition = numbered(kind, raised)
        if state:
            account = Account(when=tree(raised.when), sample=state)
    else:
        expect = expectations.refusal(subject, kind, refusal.path)
    return Case(
        id=f"{name}/examples/{index}",
        title=example.title,
        covers=(f"{name}/examples/{index}",),
        expect=expect,
        method=name,
        params=params,
        levels=(FULL, SAFE),
        account=account,
        condition=condition,
    )


def repeat_cases(subject: Subject) -> Iterator[Case]:
    """The smallest request, sent twice: what a call makes is new each time."""
    if subject.passes(subject.base):
        effect = not subject.method.readonly
        yield Case(
            id=f"{subject.method.name}/twice",
            title="the smallest legal request, sent twice",
            covers=(
                f"{subject.method.name}/result",
                *promised(subject),
                f"{subject.method.name}/accepted",
                *legal(subject, subject.base),
                *(
                    f"{subject.method.name}/params/{field.name}/optional"
                    for field in subject.method.params
                    if not field.required and field.name not in subject.base
                ),
            ),
            method=subject.method.name,
            params=subject.base,
            levels=(FULL,) if effect else LEVELS,
            effect=effect,
            repeat=2,
        )


def made_anew(service: Service, method: Method) -> tuple[str, ...]:
    """Members of the result that name something the call has made, so that each call's is new."""
    if method.readonly or method.idempotent or method.result is None:
        return ()
    started = {
        service.lifecycle(move.lifecycle).id for move in method.moves if move.starts
    }
    kind = method.result.type
    sent = {field.name for field in method.params}
    fields = kind.fields if isinstance(kind, ObjectType) else ()
    return tuple(
        field.name
        for field in fields
        if (
            isinstance(field.type, IntegerType)
            and field.name.endswith("_id")
            and field.name not in sent
        )
        or (field.name in started and _is_free(field.type))
    )


def _is_free(kind: DataType) -> bool:
    """Whether values can be made at will: integers, and texts of no certain form."""
    match kind:
        case StringType(enum=enum, pattern=pattern, format=form, max_length=most):
            return not enum and pattern is None and form is None and most is None
        case _:
            return isinstance(kind, IntegerType)
