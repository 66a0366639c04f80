"""Cases of the error table: each condition met in every way that tells it apart, and the nearest requests that do not meet it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from onespec.cases.positives import Stage, accepted, numbered, raised_error
from onespec.cases.provoke import (
    ABSENT,
    Scheme,
    applied,
    choices,
    facts,
    harmless,
    meets,
    provocation,
)
from onespec.cases.scene import Scene
from onespec.cases.suite import ALL, FULL, QUICK, SAFE, Account, Case
from onespec.language.ast import Call, Path, tree, walk
from onespec.language.functions import FUNCTIONS
from onespec.model import ErrorKind, Raise


def row_cases(stage: Stage) -> Iterator[Case]:
    """Every case about conditions: the method's own rows, then the common ones."""
    for kind in stage.scene.method.all_errors():
        for index, raised in enumerate(kind.raises, 1):
            scheme = provocation(stage.scene, raised)
            if scheme is not None:
                name = (
                    kind.mnemonic
                    if len(kind.raises) == 1
                    else f"{kind.mnemonic}/{index}"
                )
                yield from _sides(stage, kind, raised, scheme, name)


def _sides(
    stage: Stage, kind: ErrorKind, raised: Raise, first: Scheme, name: str
) -> Iterator[Case]:
    """The scheme found, and each that differs from it in one value."""
    scene = stage.scene
    yield _provoked(scene, kind, raised, first, f"{name}/{_label(first)}", quick=True)
    if not first.values:
        yield from _account_sides(stage, raised, first, name)
        return
    for path, values in choices(scene, raised).items():
        if any(other[: len(path)] == path for other in first.values if other != path):
            continue
        for value in values:
            if value == first.values[path]:
                continue
            other = replace(first, values={**first.values, path: value})
            label = f"{name}/{_label(other, path)}"
            if meets(scene, other, raised) and _is_telling(value):
                yield _provoked(
                    scene, kind, raised, other, label, quick=_is_quick(scene, value)
                )
            elif harmless(scene, other) and not other.state:
                yield from _innocent(stage, kind, raised, other, label, path)


def _is_telling(value: Any) -> bool:
    """Whether another value that is refused says something that the first did not."""
    if not isinstance(value, dict):
        return False
    inner = value.get("$number", value)
    return "$repeat" in value or "$fact" in inner or "longest" in value


def _is_quick(scene: Scene, value: Any) -> bool:
    """Whether quick play sends it too: the last of a list, the longest text; of credentials one will do."""
    inner = value.get("$number", value)
    secret = {fact.name for fact in scene.service.state if fact.secret}
    return "longest" in value or ("$fact" in inner and inner["$fact"] not in secret)


def _label(scheme: Scheme, path: Path = ()) -> str:
    """What tells a scheme apart, for ids."""
    if not scheme.values:
        return ",".join(scheme.state)
    named = path or list(scheme.values)[-1]
    return f"{'.'.join(named)}:{_short(scheme.values[named])}"


def _short(value: Any) -> str:
    match value:
        case {"$repeat": letter, "plus": plus}:
            over = "at-limit" if plus == 0 else f"limit{plus:+d}"
            return over if str(letter).isascii() else f"{over}-non-ascii"
        case {"longest": True}:
            return "longest"
        case {"$outside": _}:
            return "foreign" if value.get("near") else "free"
        case {"$fact": name, "at": at}:
            return f"{'last' if at else 'first'}-of-{name}"
        case {"$number": inner}:
            return _short(inner)
    return "absent" if value is ABSENT else str(value)[:24]


def _provoked(
    scene: Scene,
    kind: ErrorKind,
    raised: Raise,
    scheme: Scheme,
    label: str,
    *,
    quick: bool,
) -> Case:
    name = scene.method.name
    account = None
    if scheme.state:
        account = Account(when=tree(raised.when), sample=dict(scheme.state))
    return Case(
        id=f"{name}/errors/{label}",
        title=f"`{kind.mnemonic}` is raised",
        covers=(
            f"{name}/errors/{kind.mnemonic}",
            f"errors/{kind.mnemonic}",
            *_condition(scene, kind, raised),
            *(f"errors/{kind.mnemonic}/{item}" for item in kind.placeholders),
        ),
        expect=raised_error(scene, kind, raised),
        method=name,
        params=applied(scene, scheme.values),
        levels=ALL if quick else (FULL, SAFE),
        account=account,
        condition=numbered(kind, raised),
    )


def _condition(scene: Scene, kind: ErrorKind, raised: Raise) -> tuple[str, ...]:
    index = kind.raises.index(raised) + 1
    return (f"{scene.method.name}/errors/{kind.mnemonic}/{index}",)


def _innocent(
    stage: Stage, kind: ErrorKind, raised: Raise, scheme: Scheme, label: str, path: Path
) -> Iterator[Case]:
    """The nearest request that the condition does not meet."""
    value = scheme.values[path]
    if not _is_near(value, raised):
        return
    name = stage.scene.method.name
    yield from accepted(
        stage,
        f"errors/{label}.innocent",
        f"`{kind.mnemonic}` is not raised",
        (f"{name}/errors/{kind.mnemonic}/innocent",),
        applied(stage.scene, scheme.values),
        scheme.values,
        levels=(FULL,),
        masked_levels=(SAFE, QUICK) if _is_edge(value) else (SAFE,),
    )


def _is_edge(value: Any) -> bool:
    """Whether quick play can't do without it: a limit counted in characters, not in bytes."""
    return not str(value.get("$repeat", "")).isascii()


def _is_near(value: Any, raised: Raise) -> bool:
    """A length at its limit, or for a condition on lists a member or a stranger."""
    if not isinstance(value, dict):
        return False
    if "$repeat" in value:
        return bool(value["plus"] == 0)
    lengths = any(
        isinstance(part, Call) and FUNCTIONS[part.function].bounds
        for part in walk(raised.when)
    )
    return not lengths and not value.get("near")


def _account_sides(
    stage: Stage, raised: Raise, first: Scheme, name: str
) -> Iterator[Case]:
    """Numbers of the account that are just enough."""
    scene = stage.scene
    for fact in scene.service.state:
        if fact.name not in first.state:
            continue
        for value in facts(fact, scene.state.get(fact.name)):
            enough = Scheme({}, {fact.name: value})
            if isinstance(value, bool) or not isinstance(value, int):
                continue
            if harmless(scene, enough):
                yield _spared(scene, raised, enough, f"{name}/{fact.name}:{value}")
                return


def _spared(scene: Scene, raised: Raise, scheme: Scheme, label: str) -> Case:
    name = scene.method.name
    return Case(
        id=f"{name}/errors/{label}.innocent",
        title="an account that has just enough",
        covers=(f"{name}/result",),
        expect={"result": True},
        method=name,
        params=scene.base,
        levels=(FULL,) if not scene.method.readonly else ALL,
        effect=not scene.method.readonly,
        account=Account(when=["!", tree(raised.when)], sample=dict(scheme.state)),
    )
