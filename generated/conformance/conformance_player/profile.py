# onespec runtime: copied unchanged into generated packages. Edit it in onespec.
"""A profile: the facts of an endpoint's account, by the names that the spec gives them. Secrets come from the environment."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from .documents import Document, Steps, load_document, shown
from .profile_schema import NOBODY, dotted, misfits, schema_of
from .suite import Suite, WrongUseError
from .values import Facts, faults

_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
_BARE = re.compile(r"\$[A-Z_][A-Z0-9_]*")
"""A whole text that was surely meant as the name of a variable."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What is known of an endpoint."""

    endpoint: str | None = None
    accounts: tuple[Facts, ...] = (Facts(),)
    """The account that cases use, then others that differ from it."""
    allow: Mapping[str, Any] = field(default_factory=dict)
    """For params by their dotted names: the values that requests which are acted on may carry, or `NOBODY`."""
    limits: Mapping[str, float] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict)
    """Texts that are never shown, and the variable that stands for each."""
    place: str = ""
    """Where the endpoint is stated, as the start of a message."""


def load(path: Path, suite: Suite, environment: Mapping[str, str]) -> Profile:
    """The profile in a YAML or JSON file. Raises WrongUseError."""
    return _read(load_document(path), suite, environment)


def read(data: Any, suite: Suite, environment: Mapping[str, str]) -> Profile:
    """The profile in a document that is no file. Raises WrongUseError."""
    return _read(Document(data), suite, environment)


def _read(document: Document, suite: Suite, environment: Mapping[str, str]) -> Profile:
    document = replace(document, value=_without_nothing(document.value))
    _refuse(misfits(schema_of(suite), document))
    _refuse(list(_unset(document.value, (), document, environment)))
    variables: dict[str, str] = {}
    data = _expanded(document.value, environment, variables)
    _refuse(list(_other_forms(data, suite, document)))
    first = _facts(data, suite, Facts())
    others = [_facts(account, suite, first) for account in data.get("accounts", ())]
    return Profile(
        endpoint=data.get("endpoint"),
        accounts=(first, *others),
        allow={
            name: values if values == NOBODY else tuple(values)
            for name, values in data.get("allow", {}).items()
        },
        limits=data.get("limits", {}),
        secrets={
            **_declared_secrets(suite, (first, *others)),
            **{value: name for name, value in variables.items()},
        },
        place=document.at(("endpoint",)),
    )


def sample(suite: Suite) -> Profile:
    """The account that the reference server plays."""
    facts = Facts(state=suite.sample)
    return Profile(accounts=(facts,), secrets=_declared_secrets(suite, (facts,)))


def _refuse(found: Sequence[str]) -> None:
    if found:
        raise WrongUseError("\n".join(found))


def _without_nothing(data: Any) -> Any:
    """The mapping without keys that nothing stands behind: `params:` with its lines commented out states nothing.

    An endpoint is no such key: what was to be an address is not there.
    """
    if not isinstance(data, dict):
        return {} if data is None else data
    return {
        name: value
        for name, value in data.items()
        if value is not None or name == "endpoint"
    }


# -- variables of the environment ------------------------------------------------------------------------------------


def _unset(
    value: Any, path: Steps, document: Document, environment: Mapping[str, str]
) -> Iterator[str]:
    """Everything wrong with `${NAME}` in a profile. A token that is missing would leave most cases unplayed, and nobody told."""
    if isinstance(value, dict):
        for name, item in value.items():
            yield from _unset(item, (*path, name), document, environment)
    elif isinstance(value, list):
        for place, item in enumerate(value):
            yield from _unset(item, (*path, place), document, environment)
    elif isinstance(value, str):
        where = f"{document.at(path)}{dotted(path)}"
        for name in dict.fromkeys(_VARIABLE.findall(value)):
            if not environment.get(name, "").strip():
                is_there = "is empty" if name in environment else "is not set"
                yield (
                    f"{where} reads ${{{name}}} from the environment, where it {is_there}: set it, or take the line out"
                )
        rest = _VARIABLE.sub("", value)
        if "${" in rest or _BARE.fullmatch(value):
            said = rest[max(rest.find("${"), 0) :]
            yield (
                f"{where} has `{shown(said)}`: a variable of the environment is written ${{NAME}}"
            )


def _expanded(
    value: Any, environment: Mapping[str, str], variables: dict[str, str]
) -> Any:
    """The value with each `${NAME}` replaced and noted in `variables`."""
    if isinstance(value, dict):
        return {
            name: _expanded(item, environment, variables)
            for name, item in value.items()
        }
    if isinstance(value, list):
        return [_expanded(item, environment, variables) for item in value]
    if not isinstance(value, str):
        return value
    variables.update({name: environment[name] for name in _VARIABLE.findall(value)})
    return _VARIABLE.sub(lambda match: environment[match[1]], value)


# -- facts -----------------------------------------------------------------------------------------------------------


def _other_forms(
    data: Mapping[str, Any], suite: Suite, document: Document
) -> Iterator[str]:
    """Values of a form that the spec does not let them have: each request with one would be refused. Secrets are not shown."""
    blocks: list[tuple[Steps, Mapping[str, Any]]] = [((), data)]
    accounts = data.get("accounts", ())
    blocks += [(("accounts", place), item) for place, item in enumerate(accounts)]
    for above, block in blocks:
        for name, value in block.get("state", {}).items():
            path = (*above, "state", name)
            for fault in faults(suite.facts[name]["shape"], value, dotted(path)):
                yield f"{document.at(path)}{fault}"
        for name, value in block.get("params", {}).items():
            shapes = [
                method.params[name]
                for method in suite.methods.values()
                if name in method.params
            ]
            yield from _misfit(shapes, value, (*above, "params", name), document)
    for name, values in data.get("allow", {}).items():
        shapes = [
            method.leaves[name].shape
            for method in suite.methods.values()
            if name in method.leaves
        ]
        for place, value in enumerate(() if values == NOBODY else values):
            yield from _misfit(shapes, value, ("allow", name, place), document)


def _misfit(
    shapes: Sequence[Mapping[str, Any]], value: Any, path: Steps, document: Document
) -> Iterator[str]:
    """What is wrong with a value that fits no method's param."""
    found = [list(faults(shape, value, dotted(path))) for shape in shapes]
    if found and all(found):
        yield f"{document.at(path)}{found[0][0]}"


def _facts(data: Mapping[str, Any], suite: Suite, above: Facts) -> Facts:
    """The facts of one account, on top of another's."""
    state = dict(data.get("state", {}))
    if suite.credential and "token" in data:
        state[suite.credential] = [data["token"], *state.get(suite.credential, ())]
    return Facts(
        state={**above.state, **state},
        params={**above.params, **data.get("params", {})},
        outside={**above.outside, **data.get("outside", {})},
    )


def _declared_secrets(suite: Suite, accounts: tuple[Facts, ...]) -> dict[str, str]:
    """Values of facts and params that the spec calls secret, with a name for each."""
    facts = [name for name, fact in suite.facts.items() if fact.get("secret")]
    names: dict[str, str] = {}
    for account in accounts:
        values = {name: account.state.get(name) for name in facts}
        values |= {name: account.params.get(name) for name in suite.secret_params}
        for name, value in values.items():
            for item in value if isinstance(value, list) else [value]:
                if item not in (None, ""):
                    names[str(item)] = name.upper()
    return names
