"""The spec's own examples as cases, and a request that is sent twice."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from onespec.cases import expectations
from onespec.cases.positives import Stage, accepted, legal, numbered, raised_error
from onespec.cases.scene import Scene, member
from onespec.cases.spots import Params, get, put
from onespec.cases.suite import ALL, FULL, SAFE, Account, Case
from onespec.datatypes import IntegerType, ObjectType
from onespec.language.ast import tree
from onespec.model import Example, Method
from onespec.runtime.player.values import NotGivenError
from onespec.verdict import Refusal


def example_cases(stage: Stage) -> Iterator[Case]:
    """Each example with what belongs to an account replaced by what the account has."""
    scene = stage.scene
    for index, example in enumerate(scene.method.examples, 1):
        params, state = _adapted(scene, example)
        element = f"{scene.method.name}/examples/{index}"
        try:
            found = scene.refusals(params, state)
        except NotGivenError:
            continue
        if not example.error and not found:
            yield from accepted(
                stage,
                f"examples/{index}",
                example.title,
                (element,),
                params,
                (),
                levels=(FULL,),
            )
        elif [item.mnemonic for item in found] == [example.error]:
            yield _refused(scene, example, params, state, found[0], index)


def _adapted(scene: Scene, example: Example) -> tuple[Params, dict[str, Any]]:
    """Members of the account's lists as symbols, a credential as the base has it; and facts that still differ."""
    params: Params = dict(example.params)
    state = dict(example.state)
    for spot in scene.spots:
        try:
            value = get(params, spot.path)
        except (KeyError, IndexError, TypeError):
            continue
        if spot.field.secret and len(spot.path) == 1 and spot.path[0] in scene.base:
            params = put(params, spot.path, scene.base[spot.path[0]])
        for name in scene.lists.get(spot.path, ()):
            known = scene.state.get(name)
            held = [str(item) for item in known] if isinstance(known, list) else []
            stated = example.state.get(name)
            if isinstance(stated, list):
                held = [str(item) for item in stated]
            if str(value) in held and not spot.field.secret:
                params = put(params, spot.path, member(spot, name, 0))
                state.pop(name, None)
    return params, state


def _refused(
    scene: Scene,
    example: Example,
    params: Params,
    state: dict[str, Any],
    refusal: Refusal,
    index: int,
) -> Case:
    name = scene.method.name
    kind = expectations.row_of(scene.service, example.error, scene.method)
    raised, account, condition = refusal.raised, None, None
    if raised is not None:
        expect = raised_error(scene, kind, raised)
        condition = numbered(kind, raised)
        if state:
            account = Account(when=tree(raised.when), sample=state)
    else:
        path = tuple(str(step) for step in refusal.path)
        hidden = expectations.is_secret(scene.method.params, path)
        expect = expectations.error(
            scene.service, scene.method, kind, path=path, hidden=hidden
        )
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


def repeat_cases(stage: Stage) -> Iterator[Case]:
    """The smallest request, sent twice: what a call makes is new each time."""
    scene = stage.scene
    if scene.passes(scene.base):
        effect = not scene.method.readonly
        yield Case(
            id=f"{scene.method.name}/twice",
            title="the smallest legal request, sent twice",
            covers=(
                f"{scene.method.name}/result",
                f"{scene.method.name}/accepted",
                *legal(scene, scene.base),
            ),
            expect={"result": True},
            method=scene.method.name,
            params=scene.base,
            levels=(FULL,) if effect else ALL,
            effect=effect,
            repeat=2,
        )


def made_anew(method: Method) -> tuple[str, ...]:
    """Members of the result that name something the call has made, so that each call's is new."""
    if method.readonly or method.idempotent or method.result is None:
        return ()
    kind = method.result.type
    sent = {field.name for field in method.params}
    fields = kind.fields if isinstance(kind, ObjectType) else ()
    return tuple(
        field.name
        for field in fields
        if isinstance(field.type, IntegerType)
        and field.name.endswith("_id")
        and field.name not in sent
    )
