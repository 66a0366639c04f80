"""Cases of the error table: each condition met in every way that tells it apart, and the nearest requests that do not meet it.

A request that has to be accepted is made here too, as it is and masked: refused for one value that the account does not
know, so that nothing is set off while all else in it is shown to be legal.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from onespec.cases.conditions import (
    CLOSE,
    Provocation,
    harmless,
    meets,
    options_for,
    other_values,
    provocation,
)
from onespec.cases.expectations import raised_error
from onespec.cases.request import (
    LeftOut,
    Made,
    Params,
    Setting,
    Subject,
    applied,
    concrete,
    has,
    merged,
    once,
    outside,
    put,
    subject_of,
)
from onespec.datatypes import JsonValue
from onespec.language.ast import Call, tree, walk
from onespec.language.evaluate import ABSENT, Absent
from onespec.language.functions import FUNCTIONS
from onespec.model import ErrorKind, Method, Raise, Service
from onespec.runtime.player.suite import FULL, LEVELS, QUICK, SAFE, Account, Case
from onespec.runtime.player.values import (
    Fact,
    Number,
    Outside,
    Repeat,
    Value,
)
from onespec.values import Steps

# -- requests that have to be accepted -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Mask:
    """One param whose value the account refuses, whatever else the request says."""

    path: Steps
    value: Value
    kind: ErrorKind
    raised: Raise


def masks(subject: Subject) -> tuple[Mask, ...]:
    """Every mask of a method; those on params that each request carries anyway come first."""
    return once(subject, "masks", lambda: _masks(subject))


def _masks(subject: Subject) -> tuple[Mask, ...]:
    found: list[Mask] = []
    for kind in subject.method.errors:
        for raised in kind.raises:
            tried = provocation(subject, raised)
            if tried is None or tried.state or len(tried.settings) != 1:
                continue
            ((path, value),) = tried.settings.items()
            if len(path) == 1 and not isinstance(value, Absent):
                found.append(Mask(path, _turned(subject, path, value), kind, raised))
    required = {param.path for param in subject.params if param.field.required}
    return tuple(sorted(found, key=lambda mask: mask.path not in required))


def _turned(subject: Subject, path: Steps, value: Value) -> Value:
    """A value outside of the lists, of another kind than the condition's own case sends."""
    param = subject.param(path)
    if isinstance(value, Outside) and param is not None:
        return outside(subject, param, value.lists, near="start")
    return value


def masked(
    subject: Subject, params: Params, keep: Iterable[Steps]
) -> tuple[Params, Mask] | None:
    """The params with one mask that touches none of those to keep."""
    kept = {path[0] for path in keep}
    for mask in masks(subject):
        if mask.path[0] in kept:
            continue
        tried = put(params, mask.path, mask.value)
        if [item.raised for item in subject.refused_by(tried)] == [mask.raised]:
            return tried, mask
    return None


def accepted(
    subject: Subject,
    name: str,
    title: str,
    covers: Iterable[str],
    params: Params,
    keep: Iterable[Steps],
    *,
    levels: Iterable[str] = (FULL, QUICK),
    masked_levels: Iterable[str] = (SAFE,),
) -> Iterator[Case]:
    """The request as it is, and masked; a method that changes nothing needs no mask."""
    method = subject.method
    effect = not method.readonly
    if not effect:
        levels = dict.fromkeys((*levels, *masked_levels))
    if tuple(levels):
        yield Case(
            id=f"{method.name}/{name}",
            title=title,
            covers=(
                *covers,
                f"{method.name}/result",
                *promised(subject),
                *legal(subject, params),
            ),
            method=method.name,
            params=params,
            levels=tuple(levels),
            effect=effect,
        )
    found = masked(subject, params, keep) if effect and tuple(masked_levels) else None
    if found is not None:
        stopped, mask = found
        yield Case(
            id=f"{method.name}/{name}.masked",
            title=f"{title}; stopped by `{mask.kind.mnemonic}`",
            covers=(*covers, *legal(subject, stopped, mask.path)),
            expect=raised_error(subject, mask.kind, mask.raised, stopped),
            method=method.name,
            params=stopped,
            levels=tuple(masked_levels),
            condition=numbered(mask.kind, mask.raised),
        )


def promised(subject: Subject) -> Iterator[str]:
    """Elements that any success covers: what the result promises."""
    for rule in subject.method.promises:
        yield f"{subject.method.name}/promises/{rule.id}"


def legal(subject: Subject, params: Params, but: Steps = ()) -> Iterator[str]:
    """Elements that a request covers by sending legal values."""
    for param in subject.params:
        if param.path == but or not param.stands_in(params):
            continue
        if has(params, param.path):
            yield f"{subject.method.name}/params/{param.dotted}/legal"


def numbered(kind: ErrorKind, raised: Raise) -> tuple[str, int]:
    """What tells a condition apart from all others of its method."""
    return kind.mnemonic, kind.raises.index(raised) + 1


# -- conditions of the table -----------------------------------------------------------------------------------------


def error_cases(subject: Subject) -> Iterator[Made]:
    """Every case about conditions: the method's own rows, then the common ones."""
    for kind in subject.method.all_errors():
        for index, raised in enumerate(kind.raises, 1):
            found = provocation(subject, raised)
            one = len(kind.raises) == 1
            name = kind.mnemonic if one else f"{kind.mnemonic}/{index}"
            if found is None:
                yield LeftOut(
                    _covers(subject, kind, raised),
                    "no request and no account was found that this condition alone refuses",
                )
            else:
                yield from _sides(subject, kind, raised, found, name)


def _covers(subject: Subject, kind: ErrorKind, raised: Raise) -> tuple[str, ...]:
    index = kind.raises.index(raised) + 1
    return (
        f"{subject.method.name}/errors/{kind.mnemonic}",
        f"errors/{kind.mnemonic}",
        f"{subject.method.name}/errors/{kind.mnemonic}/{index}",
        *(f"errors/{kind.mnemonic}/{item}" for item in kind.placeholders),
    )


def _sides(
    subject: Subject, kind: ErrorKind, raised: Raise, first: Provocation, name: str
) -> Iterator[Case]:
    """The provocation found, and each that differs from it in one value."""
    label = f"{name}/{_label(first)}"
    yield from _provoked(subject, kind, raised, first, label, quick=True)
    if not first.settings:
        yield from _account_sides(subject, raised, first, name)
        return
    for path, values in options_for(subject, raised).items():
        if any(other[: len(path)] == path for other in first.settings if other != path):
            continue
        for value in values:
            if value == first.settings[path]:
                continue
            other = replace(first, settings={**first.settings, path: value})
            label = f"{name}/{_label(other, path)}"
            if meets(subject, other, raised) and _is_telling(value):
                quick = _is_quick(subject, value)
                yield from _provoked(subject, kind, raised, other, label, quick=quick)
            elif harmless(subject, other) and not other.state:
                yield from _innocent(subject, kind, raised, other, label, path)


def _bare(value: Setting) -> Setting:
    return value.of if isinstance(value, Number) else value


def _is_telling(value: Setting) -> bool:
    """Whether another value that is refused says something that the first did not."""
    match _bare(value):
        case Repeat() | Fact():
            return True
        case Outside(longest=longest, near=near):
            return longest or near in CLOSE
    return False


_PLACES: Final[dict[int | None, str]] = {0: "first", 1: "second", -1: "last"}


def _is_quick(subject: Subject, value: Setting) -> bool:
    """Whether quick play sends it too: the last of a list, the longest text; of credentials one will do."""
    match _bare(value):
        case Fact(name=name, at=at):
            secrets = (fact.name for fact in subject.service.state if fact.secret)
            return at != 1 and name not in secrets
        case Outside(longest=longest):
            return longest
    return False


def _label(tried: Provocation, path: Steps = ()) -> str:
    """What tells a provocation apart, for ids."""
    if not tried.settings:
        return ",".join(tried.state)
    named = path or list(tried.settings)[-1]
    return f"{'.'.join(map(str, named))}:{_short(tried.settings[named])}"


def _short(value: Setting) -> str:
    match value:
        case Repeat(unit=letter, plus=plus):
            over = "at-limit" if plus == 0 else f"limit{plus:+d}"
            return over if letter.isascii() else f"{over}-non-ascii"
        case Outside(longest=True):
            return "longest"
        case Outside(lists=lists, near=near) if near in CLOSE:
            return f"{near}-than-in-{'-'.join(lists)}"
        case Outside(near=near):
            return "foreign" if near else "free"
        case Fact(name=name, at=at):
            return f"{_PLACES.get(at, 'one')}-of-{name}"
        case Number(of=of):
            return _short(of)
        case Absent():
            return "absent"
    return str(value)[:24]


def _provoked(
    subject: Subject,
    kind: ErrorKind,
    raised: Raise,
    tried: Provocation,
    label: str,
    *,
    quick: bool,
) -> Iterator[Case]:
    params = applied(subject, tried.settings)
    if params is None:
        return
    account = None
    if tried.state:
        account = Account(when=tree(raised.when), sample=dict(tried.state))
    yield Case(
        id=f"{subject.method.name}/errors/{label}",
        title=f"`{kind.mnemonic}` is raised",
        covers=_covers(subject, kind, raised),
        expect=raised_error(subject, kind, raised, params, tried.state),
        method=subject.method.name,
        params=params,
        levels=LEVELS if quick else (FULL, SAFE),
        account=account,
        condition=numbered(kind, raised),
    )


def _innocent(
    subject: Subject,
    kind: ErrorKind,
    raised: Raise,
    tried: Provocation,
    label: str,
    path: Steps,
) -> Iterator[Case]:
    """The nearest request that the condition does not meet."""
    value = tried.settings[path]
    params = applied(subject, tried.settings)
    if params is None or not _is_near(value, raised):
        return
    # A limit is counted in characters, not in bytes: quick play can't do without it.
    is_edge = isinstance(value, Repeat) and not value.unit.isascii()
    bare = _bare(value)
    is_further = isinstance(bare, Fact) and bare.at == 1
    yield from accepted(
        subject,
        f"errors/{label}.innocent",
        f"`{kind.mnemonic}` is not raised",
        (f"{subject.method.name}/errors/{kind.mnemonic}/innocent",),
        params,
        tried.settings,
        levels=() if is_further else (FULL,),
        masked_levels=(
            (SAFE, QUICK) if is_edge else (SAFE, FULL) if is_further else (SAFE,)
        ),
    )


def _is_near(value: Setting, raised: Raise) -> bool:
    """A length at its limit, or for a condition on lists a member or a value outside."""
    match value:
        case Repeat(plus=plus):
            return plus == 0
        case Fact() | Number() | Outside():
            return not any(
                isinstance(part, Call) and FUNCTIONS[part.function].bounds
                for part in walk(raised.when)
            )
    return False


def _account_sides(
    subject: Subject, raised: Raise, first: Provocation, name: str
) -> Iterator[Case]:
    """Numbers of the account that are just enough."""
    for fact in subject.service.state:
        if fact.name not in first.state:
            continue
        for value in other_values(fact, subject.state.get(fact.name)):
            if isinstance(value, bool) or not isinstance(value, int):
                continue
            enough = Provocation({}, {fact.name: value})
            if harmless(subject, enough):
                yield _spared(subject, raised, enough, f"{name}/{fact.name}:{value}")
                return


def _spared(subject: Subject, raised: Raise, tried: Provocation, label: str) -> Case:
    method = subject.method
    return Case(
        id=f"{method.name}/errors/{label}.innocent",
        title="an account that has just enough",
        covers=(f"{method.name}/result",),
        method=method.name,
        params=subject.base,
        levels=LEVELS if method.readonly else (FULL,),
        effect=not method.readonly,
        account=Account(when=["!", tree(raised.when)], sample=dict(tried.state)),
    )


# -- accounts --------------------------------------------------------------------------------------------------------


def credential(service: Service) -> tuple[str, str] | None:
    """The param that carries the credential, and the fact that lists good ones.

    None where requests carry none, or no list says which are good.
    """
    if service.auth is None:
        return None
    name = service.auth.param
    service = merged(service)
    for method in service.methods:
        if any(field.name == name for field in method.params):
            sent = subject_of(service, method).base.get(name)
            if isinstance(sent, Fact):
                return name, sent.name
    return None


def login(service: Service) -> tuple[str, str] | None:
    """A user name and a password that the sample state takes, where the scheme is `basic`; None where none are known."""
    auth = service.auth
    if auth is None or auth.scheme != "basic":
        return None
    service = merged(service)
    for method in service.methods:
        subject = subject_of(service, method)
        known = concrete(subject, subject.base.get(auth.header, ABSENT))
        own = [known] if isinstance(known, dict) else []
        for pair in itertools.chain(own, _pairs(subject)):
            refused = subject.refused_by({**subject.base, auth.header: dict(pair)})
            if not {item.mnemonic for item in refused} & _common(method):
                return str(pair.get("user")), str(pair.get("password"))
    return None


def _pairs(subject: Subject) -> Iterator[dict[str, JsonValue]]:
    """Every two texts that stand together in a list of the state, as what a header of the scheme `basic` holds."""
    for fact in subject.state.values():
        for item in fact if isinstance(fact, list) else ():
            held = item.values() if isinstance(item, dict) else ()
            texts = [text for text in held if isinstance(text, str)]
            for user, password in itertools.permutations(texts, 2):
                yield {"user": user, "password": password}


def _common(method: Method) -> set[str]:
    return {row.mnemonic for row in method.common_errors}


def accounts(service: Service) -> dict[str, dict[str, JsonValue]]:
    """For each common condition that only the account decides: a credential, and the facts that meet the condition."""
    held = credential(service)
    if held is None:
        return {}
    param, fact = held
    service = merged(service)
    found: dict[str, dict[str, JsonValue]] = {}
    seen: set[str] = set()
    for method in service.methods:
        if all(row.mnemonic in seen for row in method.common_errors):
            continue
        subject = subject_of(service, method)
        if isinstance(subject.base.get(param), Fact):
            for token, facts in _troubles(subject, seen).items():
                found[token] = {fact: [token], **facts}
    return found


def _troubles(subject: Subject, seen: set[str]) -> dict[str, dict[str, JsonValue]]:
    """The account-only conditions of one method, by the name of a credential."""
    found: dict[str, dict[str, JsonValue]] = {}
    for row in subject.method.common_errors:
        if row.mnemonic in seen:
            continue
        seen.add(row.mnemonic)
        for number, raised in enumerate(row.raises, 1):
            tried = provocation(subject, raised)
            if tried is not None and tried.state and not tried.settings:
                one = len(row.raises) == 1
                name = row.mnemonic if one else f"{row.mnemonic}_{number}"
                found[f"{name}_token"] = dict(tried.state)
    return found
