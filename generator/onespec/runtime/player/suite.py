# onespec runtime: copied unchanged into generated packages. Edit it in onespec.
"""The suite as data -> its values."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from dataclasses import field as attribute
from pathlib import Path
from typing import Any, Final

from .values import Computed, Echo, Value, decode

FORMAT: Final = 4
"""Version of the document; one of another version is not played."""

FULL: Final = "full"
QUICK: Final = "quick"
SAFE: Final = "no-effects"
LEVELS: Final = (FULL, QUICK, SAFE)
"""`no-effects` never has a request that a correct server acts on."""


class WrongUseError(ValueError):
    """Options or files that a run can't start with; the text says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """Something that the spec states and a case can test."""

    id: str
    title: str
    place: str
    """`spec/methods/start.simple_call.yaml:112`, or the file alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Facts that an account must have for a case, beyond those that symbols name."""

    when: list[Any]
    """A tree that is true of the account."""
    sample: Mapping[str, Value]
    """How the reference server comes to such an account."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """How a body differs from a plain call."""

    set: Mapping[str, Any] = field(default_factory=dict)
    """Members of the envelope to set."""
    drop: tuple[str, ...] = ()
    """Members of the envelope to leave out."""
    text: str | None = None
    """The whole body, as text."""
    json: str | int | None = None
    """A JSON value in the place of the envelope."""
    wrap: int = 0
    """How many envelopes stand in a list."""
    cut: int = 0
    """Characters taken off the end."""
    append: str = ""
    """Characters behind the end."""
    before: str = ""
    """Characters before the start."""
    reverse: bool = False
    """Whether members stand in the reverse order, those of params too."""
    escape: bool = False
    """Whether each character of each text is written as an escape."""
    charset: str = ""
    """An encoding that the header names."""
    bytes: str = ""
    """An encoding that the header does not name."""
    structure: str = ""
    """`by-name` or `by-position`: another form of params than the method's plain calls have."""


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A place in a message."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedValue:
    """What `value` of an error says, if it says anything."""

    of: tuple[str | int, ...]
    """The path of a param that it repeats, items of lists by their places from 0 on,"""
    tree: list[Any] | None = None
    """or an expression that it comes from."""
    texts_only: bool = False
    """Whether it is only looked at where it is a text."""

    @property
    def source(self) -> Value:
        """What it is, as a value of the case."""
        return Echo(self.of) if self.tree is None else Computed(self.tree)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedError:
    """What a reply with an error has to say."""

    mnemonic: str
    code: int
    message: tuple[str | Placeholder, ...] | None = None
    """None where the text is open."""
    params: Mapping[str, Value] = field(default_factory=dict)
    """What fills each placeholder."""
    params_open: bool = False
    """Whether `params` of the reply may say something else."""
    field: str = ""
    """Empty where none is due."""
    value: ExpectedValue | None = None
    data: Mapping[str, Value] = attribute(default_factory=dict)
    """Further members of `error.data`, with what they are."""
    needed: tuple[str, ...] = ()
    """Those of them that have to be there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """What a case must get."""

    errors: tuple[ExpectedError, ...] = ()
    """Any of them will do; with none of them the request is accepted."""
    reply_id: str = "echo"
    """`echo`, or `any` where there may be no id to read."""
    silent: bool = False
    """Whether no reply is due."""

    @property
    def accepted(self) -> bool:
        """Whether a result is due."""
        return not self.errors and not self.silent


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One request of a batch: the case's own, but for what is said here."""

    body: Change = field(default_factory=Change)
    expect: Expectation | None = None
    """What it must get; None: what the case must."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A request that has to succeed before another one is sent."""

    method: str
    params: Mapping[str, Value]
    gives: str = ""
    """A member of its result that later requests of the case send."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One request (or one sent several times) and what it must get; others may have to go before it."""

    id: str
    title: str
    covers: tuple[str, ...]
    """Ids of elements."""
    levels: tuple[str, ...] = LEVELS
    method: str = ""
    """Empty for what is no call of a method."""
    expect: Expectation = field(default_factory=Expectation)
    request_id: Any = None
    """The JSON-RPC id."""
    params: Mapping[str, Value] | None = None
    """None where `body` says it all. A credential that a header carries stands here too, under the name of the header."""
    header: str | None = None
    """What the header of the credential holds, where that is no credential."""
    body: Change | None = None
    """How the body differs from a plain call."""
    batch: tuple[Part, ...] = ()
    """The requests of a batch; each has an id of its own."""
    effect: bool = False
    """Whether a correct server acts on it."""
    condition: tuple[str, int] | None = None
    """Mnemonic and number of the condition that refuses it: the facts of an account have to agree."""
    faulty: str = ""
    """The param whose shape is wrong: no condition can be asked of it."""
    account: Account | None = None
    repeat: int = 1
    """How often it is sent."""
    before: tuple[Step, ...] = ()
    """Requests that go before it, in order."""

    @property
    def requests(self) -> int:
        """How many requests it is."""
        return self.repeat + len(self.before)

    @property
    def acted_on(self) -> int:
        """How many of them a correct server acts on."""
        own = self.repeat if self.effect and self.expect.accepted else 0
        return own + len(self.before)


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A condition of the error table."""

    mnemonic: str
    number: int
    reads: tuple[str, ...]
    """Names of the params it reads."""
    when: list[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """A param, or a member or an item somewhere below one, that holds a single value."""

    shape: Mapping[str, Any]
    """What it can be, as a JSON Schema."""
    own: tuple[str, ...] = ()
    """Facts that list what it has to be one of: a value of the account's own."""
    number: str = ""
    """Where it is a telephone number: the one that cases send."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """What has to be known of a method to call it and to judge its replies."""

    conditions: tuple[Condition, ...]
    params: Mapping[str, Mapping[str, Any]]
    """For each param its shape."""
    leaves: Mapping[str, Leaf]
    """Each value below the params, by its dotted name; items of a list have the name of the list."""
    acts: bool
    """Whether a call changes something or reaches somebody."""
    probe: Mapping[str, Value] | None
    """Params that set nothing off, and that say whether the endpoint answers at all; None where no such request is known."""
    result: Mapping[str, Any] | None = None
    """Shape of its result."""
    promises: Mapping[str, list[Any]] = field(default_factory=dict)
    """What results keep: conditions over a param `result`, by their ids."""
    made: tuple[str, ...] = ()
    """Members of the result that are new in each call."""
    positions: tuple[str, ...] | None = None
    """Names of its params in the order in which a list has them; None where it takes no list."""
    by_name: bool = True
    """Whether it takes params by name; they are sent so wherever it does."""
    page: PageLength | None = None
    """For one that answers page by page, how long a page is; None where no param says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLength:
    """How many items a page may hold."""

    param: str
    """The param that says so."""
    items: str = ""
    """The member of the result that holds them; empty where it is the list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Carrier:
    """The header that carries the credential."""

    header: str
    scheme: str = ""
    """`bearer` or `basic`; empty where it holds the credential and nothing else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suite:
    """All that is known of a service's conformance."""

    service: str
    version: str
    content_type: str
    result: str
    """Member of a result that holds the data."""
    metadata: Mapping[str, Any]
    """Shapes of what may stand in the metadata."""
    error_data: Mapping[str, Any]
    """Shapes of what may stand in the data of an error; empty where nothing is known of it."""
    facts: Mapping[str, Any]
    """For each fact of the account its shape, a sample, and whether it is a secret."""
    secret_params: tuple[str, ...]
    credential: str
    """The fact that lists good credentials; empty where there is none."""
    carrier: Carrier | None
    """The header that carries the credential; None where a param does, or there is none."""
    methods: Mapping[str, Method]
    stops: tuple[str, ...]
    """Errors that say nothing of a case: access is refused, or a limit is used up."""
    elements: tuple[Element, ...]
    cases: tuple[Case, ...]
    gaps: Mapping[str, str]
    """Elements that no case covers, and why."""
    status: Mapping[str, int] = field(default_factory=dict)
    """HTTP statuses of errors by their codes, and `otherwise`; empty where they are open."""
    told: tuple[str, ...] = ()
    """Members that stand in the data of every error, whatever they say."""

    @property
    def sample(self) -> dict[str, Any]:
        """The account that the reference server plays."""
        return {
            name: fact["sample"]
            for name, fact in self.facts.items()
            if "sample" in fact
        }


def load(path: Path) -> Suite:
    """The suite in a file. Raises WrongUseError."""
    try:
        data = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise WrongUseError(f"{path}: the cases can't be read: {error}") from error
    return read(data)


def read(data: Mapping[str, Any]) -> Suite:
    """The suite in a document. Raises WrongUseError."""
    if data.get("format") != FORMAT:
        raise WrongUseError(
            f"the suite is of format {data.get('format')}; this player reads {FORMAT}"
        )
    return Suite(
        service=data["service"],
        version=data["version"],
        content_type=data["content_type"],
        result=data["result"],
        metadata=data["metadata"],
        error_data=data.get("error_data", {}),
        facts=data["facts"],
        secret_params=tuple(data["secret_params"]),
        credential=data["credential"],
        carrier=Carrier(**data["carrier"]) if "carrier" in data else None,
        methods={name: _method(item) for name, item in data["methods"].items()},
        stops=tuple(data["stops"]),
        elements=tuple(Element(**item) for item in data["elements"]),
        cases=tuple(
            _case(item, data.get("carrier", {}).get("header", ""))
            for item in data["cases"]
        ),
        gaps=data["gaps"],
        status=data.get("status", {}),
        told=tuple(data.get("told", ())),
    )


def _method(data: Mapping[str, Any]) -> Method:
    return Method(
        conditions=tuple(
            Condition(**{**item, "reads": tuple(item["reads"])})
            for item in data["conditions"]
        ),
        params=data["params"],
        leaves={
            name: Leaf(**{**item, "own": tuple(item.get("own", ()))})
            for name, item in data["leaves"].items()
        },
        acts=data["acts"],
        probe=None if data["probe"] is None else _members(data["probe"]),
        result=data.get("result"),
        promises=data.get("promises", {}),
        made=tuple(data.get("made", ())),
        positions=tuple(data["positions"]) if "positions" in data else None,
        by_name=data.get("by_name", True),
        page=PageLength(**data["page"]) if "page" in data else None,
    )


def _members(data: Any) -> Mapping[str, Value]:
    members = decode(data)
    assert isinstance(members, Mapping)
    return members


def _case(data: Mapping[str, Any], header: str) -> Case:
    condition, account, body = (
        data.get("condition"),
        data.get("account"),
        data.get("body"),
    )
    return Case(
        id=data["id"],
        title=data["title"],
        covers=tuple(data["covers"]),
        levels=tuple(data["levels"]),
        method=data["method"],
        expect=_expectation(data["expect"]),
        request_id=data["request_id"],
        params=_inputs(data, header) if "params" in data else None,
        header=data.get("header"),
        body=body and _change(body),
        batch=tuple(map(_part, data.get("batch", ()))),
        effect=data.get("effect", False),
        condition=(condition[0], condition[1]) if condition else None,
        faulty=data.get("faulty", ""),
        account=account
        and Account(when=account["when"], sample=_members(account["sample"])),
        repeat=data.get("repeat", 1),
        before=tuple(_step(item, header) for item in data.get("before", ())),
    )


def _change(data: Mapping[str, Any]) -> Change:
    return Change(**{**data, "drop": tuple(data.get("drop", ()))})


def _part(data: Mapping[str, Any]) -> Part:
    return Part(
        body=_change(data.get("body", {})),
        expect=_expectation(data["expect"]) if "expect" in data else None,
    )


def _inputs(data: Mapping[str, Any], header: str) -> Mapping[str, Value]:
    """What conditions read of a case's request: the credential under the name of its header, and the params."""
    params = _members(data["params"])
    if "credential" not in data:
        return params
    return {header: decode(data["credential"]), **params}


def _step(data: Mapping[str, Any], header: str) -> Step:
    params = _inputs(data, header)
    return Step(method=data["method"], params=params, gives=data.get("gives", ""))


def _expectation(data: Mapping[str, Any]) -> Expectation:
    one = [data["error"]] if "error" in data else []
    return Expectation(
        errors=tuple(_error(item) for item in data.get("any", one)),
        reply_id=data.get("id", "echo"),
        silent=data.get("none", False),
    )


def _error(data: Mapping[str, Any]) -> ExpectedError:
    value = data.get("value")
    return ExpectedError(
        mnemonic=data["mnemonic"],
        code=data["code"],
        message=_message(data["message"]) if "message" in data else None,
        params={name: decode(item) for name, item in data.get("params", {}).items()},
        params_open=data.get("params_open", False),
        field=data.get("field", ""),
        value=value and ExpectedValue(**{**value, "of": tuple(value["of"])}),
        data={name: decode(item) for name, item in data.get("data", {}).items()},
        needed=tuple(data.get("needed", ())),
    )


def _message(parts: Sequence[Any]) -> tuple[str | Placeholder, ...]:
    """Texts, and the names of placeholders in lists."""
    return tuple(Placeholder(p[0]) if isinstance(p, list) else p for p in parts)
