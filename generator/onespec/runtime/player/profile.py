# onespec runtime: copied unchanged into generated packages. Edit it in onespec.
"""A profile: the facts of an endpoint's account, by the names that the spec gives them. Secrets come from the environment."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .suite import Suite, WrongUseError, load_document
from .values import Facts, faults

KEYS = (
    "endpoint",
    "token",
    "state",
    "params",
    "outside",
    "accounts",
    "allow",
    "limits",
)
ACCOUNT_KEYS = ("title", "token", "state", "params")

_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
_UNSET = object()
"""Stands for a text that names a variable which is not set."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What is known of an endpoint."""

    endpoint: str = ""
    accounts: tuple[Facts, ...] = (Facts(),)
    """The account that cases use, then others that differ from it."""
    allow: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    """Params that have to carry one of these values wherever a request is acted on."""
    limits: Mapping[str, float] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict)
    """Texts that are never shown, and the variable that stands for each."""


def load(path: Path, suite: Suite, environment: Mapping[str, str]) -> Profile:
    """The profile in a YAML or JSON file. Raises WrongUseError."""
    return read(load_document(path), suite, environment)


def read(data: Any, suite: Suite, environment: Mapping[str, str]) -> Profile:
    """The profile in a document. Raises WrongUseError."""
    if not isinstance(data, dict):
        raise WrongUseError("a profile is a mapping: state, params, accounts, ...")
    _only(data, KEYS, "the profile")
    variables: dict[str, str] = {}
    data = _expanded(data, environment, variables)
    first = _facts(data, suite, Facts(), "the profile")
    others = [
        _facts(account, suite, first, f"account {number}")
        for number, account in enumerate(data.get("accounts") or (), 1)
    ]
    return Profile(
        endpoint=data.get("endpoint") or "",
        accounts=(first, *others),
        allow={
            name: tuple(values) for name, values in (data.get("allow") or {}).items()
        },
        limits=data.get("limits") or {},
        secrets={
            **_declared_secrets(suite, (first, *others)),
            **{value: name for name, value in variables.items()},
        },
    )


def sample(suite: Suite) -> Profile:
    """The account that the reference server plays."""
    facts = Facts(state=suite.sample)
    return Profile(accounts=(facts,), secrets=_declared_secrets(suite, (facts,)))


def _only(data: Mapping[str, Any], known: tuple[str, ...], where: str) -> None:
    for name in data:
        if name not in known:
            raise WrongUseError(
                f"{where} has `{name}`, which means nothing; known are {', '.join(known)}"
            )


def _expanded(
    value: Any, environment: Mapping[str, str], variables: dict[str, str]
) -> Any:
    """The value with each `${NAME}` replaced and noted in `variables`; what names one that is not set is left out, as if not stated."""
    if isinstance(value, dict):
        members = {
            name: _expanded(item, environment, variables)
            for name, item in value.items()
        }
        return {name: item for name, item in members.items() if item is not _UNSET}
    if isinstance(value, list):
        items = [_expanded(item, environment, variables) for item in value]
        return [item for item in items if item is not _UNSET]
    if not isinstance(value, str):
        return value
    names = _VARIABLE.findall(value)
    if any(not environment.get(name) for name in names):
        return _UNSET
    variables.update({name: environment[name] for name in names})
    return _VARIABLE.sub(lambda match: environment[match[1]], value)


def _facts(data: Any, suite: Suite, above: Facts, where: str) -> Facts:
    """The facts of one account, on top of another's."""
    if not isinstance(data, dict):
        raise WrongUseError(f"{where} is no mapping")
    if above.state:
        _only(data, ACCOUNT_KEYS, where)
    state = dict(data.get("state") or {})
    if suite.credential and data.get("token"):
        state[suite.credential] = [data["token"], *state.get(suite.credential, ())]
    for name, value in state.items():
        if name not in suite.facts:
            raise WrongUseError(
                f"{where} states `{name}`, which the spec does not know; it knows {', '.join(suite.facts)}"
            )
        for fault in faults(suite.facts[name]["shape"], value, f"`{name}` of {where}"):
            raise WrongUseError(fault)
    return Facts(
        state={**above.state, **state},
        params={**above.params, **(data.get("params") or {})},
        outside={**above.outside, **(data.get("outside") or {})},
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
