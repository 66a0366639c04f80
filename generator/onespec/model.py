"""What a spec says, validated: `Service` and its parts, frozen. Built by `spec` only; read by everything above."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, field, replace
from dataclasses import field as attribute
from enum import Enum
from typing import Final, TypeAlias

from onespec import names
from onespec.datatypes import DataType, Field, JsonValue, Link, Missing
from onespec.diagnostics import Span
from onespec.language.ast import Expr, Path

BY_NAME: Final = "by-name"
BY_POSITION: Final = "by-position"
EITHER: Final = "either"
PARAM_STRUCTURES: Final = (BY_NAME, BY_POSITION, EITHER)
"""What JSON-RPC's `params` can be: an object, a list, or whichever of them the caller likes (OpenRPC's `paramStructure`)."""

DECLARED_BY_SERVICE: Final = (
    *("auth", "session", "transport", "envelope", "protocol", "code_groups"),
    *("lifecycles", "errors", "open"),
)
DECLARED_BY_METHOD: Final = (
    "destructive",
    "auth",
    "errors",
    "flow",
    "moves",
    "open",
    "history",
)
"""Keys whose content is handed on as it was written: the model has what comes of it for each method."""


class GroupKind(Enum):
    """How many of a group's members may or must be sent."""

    EXACTLY_ONE = "exactly_one"
    AT_LEAST_ONE = "at_least_one"
    AT_MOST_ONE = "at_most_one"
    ALL_OR_NONE = "all_or_none"


@dataclass(frozen=True, slots=True, kw_only=True)
class WhenThen:
    """`then` must hold wherever `when` does."""

    when: Expr
    then: Expr


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A count over presence. Each member is a set of paths that counts as sent when all of them are."""

    kind: GroupKind
    members: tuple[tuple[Path, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A raw condition that must hold."""

    rule: Expr


Shape: TypeAlias = "WhenThen | Group | Rule"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConstraintExample:
    """A fragment of a request (the params that matter) and whether the constraint lets it through."""

    params: Mapping[str, JsonValue]
    accepted: bool
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Constraint:
    """A named condition over the params of a method or the members of a type, with the error that breaking it gets."""

    id: str
    shape: Shape
    condition: Expr
    """The whole meaning as one boolean expression: true where the constraint holds."""
    error: str
    """Mnemonic of a row of the method's error table."""
    blame: tuple[Path, ...] = ()
    """The params named in `error.data` and beside which the docs repeat the rule."""
    message: str = ""
    """The author's words; empty means the generated sentence stands."""
    description: str = ""
    examples: tuple[ConstraintExample, ...] = ()
    base: Constraint | None = None
    """For one that a shared type brings along: as the type has it, over the type's own members."""
    place: Path = ()
    """Where in the params the objects of that type stand."""
    extensions: Mapping[str, JsonValue] = field(default_factory=dict)
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Placeholder:
    """A `{name}` in an error's message template."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Raise:
    """One condition under which an error of the table is answered, and what its `error.data` then says."""

    when: Expr
    """Boolean, over `params` and `state`."""
    field: Path | None = None
    """The param named in `error.data.field`, dotted on the wire."""
    value: Expr | None = None
    """What `error.data.value` holds; where None, the value of `field`."""
    params: tuple[tuple[str, Expr], ...] = ()
    """What fills each placeholder of the message: declared, or derived from the param or state fact of that name."""
    data: tuple[tuple[str, Expr], ...] = ()
    """What stands in members of `error.data` that the row declares."""
    span: Span | None = attribute(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorKind:
    """A row of the error table; its key is the mnemonic, which several codes can share across methods."""

    mnemonic: str
    code: int
    message: tuple[str | Placeholder, ...]
    """The template in parts."""
    template: str
    """The template as written."""
    cause: str = ""
    fix: str = ""
    data: tuple[Field, ...] = ()
    """Members of `error.data` besides those that every error has."""
    raises: tuple[Raise, ...] = ()
    methods: tuple[str, ...] | None = None
    """For a common error: the methods that can answer it, by name or as `prefix.*`; None means all.

    A method that restates the row has it in any case.
    """
    help_url: str = ""
    deprecated: str = ""
    since: str = ""
    see: tuple[Link, ...] = ()
    extensions: Mapping[str, JsonValue] = field(default_factory=dict)
    span: Span | None = field(default=None, compare=False, repr=False)

    @property
    def placeholders(self) -> tuple[str, ...]:
        """Names of the message's placeholders, in order, each once."""
        return tuple(
            dict.fromkeys(
                part.name for part in self.message if isinstance(part, Placeholder)
            )
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A request with what it gets back; checked against the method when the spec is loaded."""

    title: str
    request_id: str | int | float = "1"
    """The JSON-RPC `id` the pair carries."""
    params: Mapping[str, JsonValue]
    credential: JsonValue = None
    """What the header of the credential holds; None where no header carries one."""
    result: JsonValue = None
    """The result data; unused where `error` is given."""
    error: str = ""
    """Mnemonic of the expected error; empty for a success."""
    state: Mapping[str, JsonValue] = field(default_factory=dict)
    """State facts that differ from the service's sample state."""
    description: str = ""
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowStep:
    """One thing that happens: an arrow from one party to another, or a note over one party where `source` is empty."""

    target: str
    text: str
    source: str = ""
    when: Expr | None = None
    """The step happens only where this holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """What each party sees and hears on one branch of the method's behaviour."""

    title: str
    when: Expr | None = None
    steps: tuple[FlowStep, ...]
    description: str = ""
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenFact:
    """Something the API's pages leave open, so no test asserts it on a server that is not ours."""

    id: str
    text: str
    reading: str = ""
    """What onespec's own artefacts do about it."""
    about: tuple[Path, ...] = ()
    """The params concerned; empty for the method or the service as a whole."""
    leaves: tuple[str, ...] = ()
    """What tests leave alone because of it, in the words of the spec language: `error-value`, `fraction`, ..."""
    errors: tuple[str, ...] = ()
    """Mnemonics concerned; empty for all."""
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryEntry:
    """One line of a method's history."""

    version: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pagination:
    """How a method is asked for one page after another: names of its params and of members of its result."""

    style: str
    """`offset`, `page` or `cursor`."""
    offset: str = ""
    limit: str = ""
    page: str = ""
    size: str = ""
    cursor: str = ""
    next: str = ""
    items: str = ""
    """Empty where the result is the list."""
    total: str = ""
    pages: str = ""

    @property
    def param(self) -> str:
        """The param that says which page."""
        return self.offset or self.page or self.cursor

    @property
    def length(self) -> str:
        """The param that says how many items a page has; empty where there is none."""
        return self.limit or self.size


@dataclass(frozen=True, slots=True, kw_only=True)
class LifecycleState:
    """Where an instance can be; the fact of the state of `fact` lists the ids of those that are there."""

    name: str
    title: str = ""
    description: str = ""
    becomes: tuple[str, ...] = ()
    """States that an instance can reach from here by itself, without a call."""
    final: bool = False
    """Whether no way out is meant."""
    forgotten: bool = False
    """Whether an instance that gets here is no longer known; it is final, and there is no fact."""
    fact: str = ""
    """`call_talk`; empty where the instance is forgotten."""
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lifecycle:
    """The order in which methods may be called about one thing, as a state machine."""

    name: str
    id: str
    """The param, and the member of a result, that names an instance."""
    title: str = ""
    description: str = ""
    error: str
    """Mnemonic of what answers a call that the state of the instance does not allow."""
    unknown: str = ""
    """Mnemonic of what answers the id of no instance; empty where nothing looks."""
    states: tuple[LifecycleState, ...]
    span: Span | None = field(default=None, compare=False, repr=False)

    def state(self, name: str) -> LifecycleState:
        """The state of that name. Raises KeyError where there is none."""
        for state in self.states:
            if state.name == name:
                return state
        raise KeyError(name)

    @property
    def known(self) -> tuple[LifecycleState, ...]:
        """The states in which an instance is known."""
        return tuple(state for state in self.states if not state.forgotten)


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """What a call of a method needs and does in one lifecycle."""

    lifecycle: str
    starts: bool = False
    """Whether the call makes an instance, whose id its result tells."""
    sources: tuple[str, ...] = ()
    """The states in which it is allowed, in the order of the lifecycle; all known ones where it says nothing."""
    to: str = ""
    """Where it leads; empty where the instance stays."""
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """One JSON-RPC method."""

    name: str
    title: str
    description: str = ""
    readonly: bool = False
    idempotent: bool = False
    """Neither this nor `readonly`: nothing ever re-sends a request by itself."""
    destructive: bool | None = None
    """Whether it undoes or ends something; None where the spec does not say."""
    auth: bool = True
    """Whether the service's credential belongs to it."""
    credential: Field | None = None
    """The credential, where a header carries it; named after the header."""
    param_structure: str = BY_NAME
    """How `params` travel: one of `PARAM_STRUCTURES`; the envelope's, where the method says nothing of it."""
    params: tuple[Field, ...] = ()
    """What its `params` on the wire may hold."""
    inherited: tuple[str, ...] = ()
    """Names of the params that service.yaml declares, in the order of the params."""
    restated: tuple[str, ...] = field(default=(), compare=False)
    """Names of the params of which the method says what differs, and has the rest from service.yaml."""
    constraints: tuple[Constraint, ...] = ()
    """Its own, between its params."""
    placed: tuple[Constraint, ...] = ()
    """Those of the shared types of its params, at each place where one stands."""
    errors: tuple[ErrorKind, ...] = ()
    """The method's own rows, resolved against the common table, in the author's order."""
    common_errors: tuple[ErrorKind, ...] = ()
    """The rows of the common table that belong to it and that it does not restate, in the service's order."""
    promises: tuple[Constraint, ...] = ()
    """What results keep: constraints of their own and of their shared types, as conditions over a param `result`."""
    result: Field | None = None
    """What stands in the reply under `envelope.result`; None where the pages say nothing of it."""
    pagination: Pagination | None = None
    """How it is asked for one page after another; None where it has no pages."""
    examples: tuple[Example, ...] = ()
    flow: tuple[Flow, ...] = ()
    moves: tuple[Move, ...] = ()
    """Its place in the lifecycles of the service."""
    open: tuple[OpenFact, ...] = ()
    history: tuple[HistoryEntry, ...] = ()
    deprecated: str = ""
    since: str = ""
    see: tuple[Link, ...] = ()
    extensions: Mapping[str, JsonValue] = field(default_factory=dict)
    declared: Mapping[str, JsonValue] = field(
        default_factory=dict, compare=False, repr=False
    )
    """What stands in its file under `DECLARED_BY_METHOD`, as JSON."""
    source: str = ""
    """Path of its file from the spec's parent folder, forward slashes: `spec/methods/start.simple_call.yaml`."""
    span: Span | None = field(default=None, compare=False, repr=False)

    def request_of(self, example: Example) -> dict[str, JsonValue]:
        """What conditions read of an example's request, by the names of the inputs."""
        if self.credential is None or example.credential is None:
            return dict(example.params)
        return {self.credential.name: example.credential, **example.params}

    def merged(self) -> Method:
        """The method with a credential in a header as the first of its params, in examples too: a request as conditions see it."""
        if self.credential is None:
            return self
        examples = (
            replace(example, params=self.request_of(example), credential=None)
            for example in self.examples
        )
        return replace(
            self, params=self.inputs, credential=None, examples=tuple(examples)
        )

    @property
    def inputs(self) -> tuple[Field, ...]:
        """What conditions of the error table read of a request: a credential in a header, then the params."""
        return (
            self.params if self.credential is None else (self.credential, *self.params)
        )

    @property
    def listed(self) -> tuple[Field, ...]:
        """The params that a list has a place for: what a header carries has none."""
        return tuple(param for param in self.params if not param.alias)

    @property
    def rules(self) -> tuple[Constraint, ...]:
        """Every constraint that a request is held to, those of shared types first, as a server looks at them."""
        return self.placed + self.constraints

    @property
    def takes_positions(self) -> bool:
        """Whether `params` may be a list, in the order of `params` here."""
        return self.param_structure != BY_NAME

    @property
    def takes_names(self) -> bool:
        """Whether `params` may be an object; a client sends one wherever it may."""
        return self.param_structure != BY_POSITION

    def gaps(self, sent: Container[str]) -> tuple[Field, ...]:
        """Params that are not sent and stand before one that is: by position, something has to go for them."""
        places = self.listed
        last = max(
            (n for n, param in enumerate(places) if param.name in sent), default=0
        )
        return tuple(param for param in places[:last] if param.name not in sent)

    def fillers(self) -> dict[str, JsonValue]:
        """What goes for a param in a gap: null where that is a legal value, else its default. Others can't be left out there."""
        known: dict[str, JsonValue] = {}
        for param in self.listed:
            if param.nullable and not param.required:
                known[param.name] = None
            elif not (param.required or param.secret) and not isinstance(
                param.default, Missing
            ):
                known[param.name] = param.default
        return known

    def sent(self, params: Mapping[str, JsonValue]) -> Mapping[str, JsonValue]:
        """Params as a client sends them: the same by name; by position, in order and with what fills the gaps."""
        if self.takes_names:
            return params
        fill = self.fillers()
        gaps = (param.name for param in self.gaps(params))
        whole = {**params, **{name: fill[name] for name in gaps if name in fill}}
        return {p.name: whole[p.name] for p in self.params if p.name in whole}

    def all_errors(self) -> tuple[ErrorKind, ...]:
        """Every row that can answer a call: the method's own, then the common ones."""
        return self.errors + self.common_errors

    def error(self, mnemonic: str) -> ErrorKind:
        """The row of that mnemonic. Raises KeyError where the method has none."""
        for kind in self.all_errors():
            if kind.mnemonic == mnemonic:
                return kind
        raise KeyError(mnemonic)


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """An address the API is reached at."""

    name: str
    url: str
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Auth:
    """The credential: where a request carries it, and the environment variable a client reads it from."""

    param: str
    """Its name among what conditions read of a request: the param it is sent as, or the header that carries it."""
    env: str
    """With the scheme `basic`, the variable of the user's name."""
    password_env: str = ""
    """The variable of the password, with the scheme `basic`."""
    header: str = ""
    """The HTTP header that carries it; empty where a param does."""
    scheme: str = ""
    """`bearer` or `basic`, where the header names one."""

    @property
    def arguments(self) -> tuple[str, ...]:
        """What a caller of a client knows it by: the credential, or a user's name and a password."""
        match self.scheme:
            case "basic":
                return ("user", "password")
            case "bearer":
                return ("token",)
            case _:
                name = names.snake(self.header or self.param)
                return (name.removeprefix("x_") if self.header else name,)


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusProfile:
    """The HTTP status of replies; a result is always sent with 200."""

    by_code: tuple[tuple[int, int], ...] = ()
    """JSON-RPC codes with a status of their own."""
    otherwise: int = 200
    """That of all other errors."""

    def of(self, code: int) -> int:
        """The status of an error."""
        return dict(self.by_code).get(code, self.otherwise)


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """How a client comes by the credential: by a login, whose result tells it."""

    login: str
    """The method that gives it out."""
    token: str
    """The member of its result that is the credential."""
    expires: str = ""
    """The member that is its end, in seconds since 1970; empty where nobody tells."""
    logout: str = ""
    """The method that ends the session; empty where there is none."""
    refused: tuple[str, ...] = ()
    """Mnemonics of a credential that is no longer good."""
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Transport:
    """How requests travel: facts for the docs and for the envelope checks."""

    http_method: str = "POST"
    content_type: str = "application/json"
    encoding: str = "UTF-8"
    status: StatusProfile | None = None
    """None: nobody says, so that no test looks; the reference server answers 200."""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Several requests in one list."""

    max: int | None = None
    """Most of them in one batch; None: nobody says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """What surrounds params and result."""

    result: str = ""
    """Member of the JSON-RPC `result` that holds the data; empty: the `result` is the data."""
    metadata: tuple[Field, ...] = ()
    """Members of `result.metadata`; empty: there is none."""
    error_data: tuple[Field, ...] = ()
    """Members of `error.data`, for the docs and the schemas."""
    id_types: tuple[str, ...] = ("string", "number")
    param_structure: str = BY_NAME
    """One of `PARAM_STRUCTURES`: what holds for methods that don't say otherwise."""
    batch: Batch | None = None
    """How batches are answered; None: they are refused."""
    notifications: bool = False
    """Whether a request without an id is carried out, and not answered."""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeGroup:
    """A family of errors under one JSON-RPC code; a generated client has one class for each."""

    code: int
    name: str
    """snake_case; never makes the same class name as a mnemonic does."""
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedType:
    """An entry of `types:`."""

    name: str
    type: DataType
    type_name: str | None = None
    """The shared type that it is another name for, if any."""
    constraints: tuple[Constraint, ...] = ()
    """Between the members of an object of this type, wherever it stands; another name for a type has those of the type."""
    title: str = ""
    description: str = ""
    examples: tuple[JsonValue, ...] = ()
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class CommonParam:
    """An entry of the service's `params:`, which methods inherit."""

    field: Field
    methods: tuple[str, ...] | None = None
    """The methods that inherit it, by name or as `prefix.*`; None means all. Any method may restate it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A whole spec: everything the targets are functions of."""

    name: str
    """Python package and file stem."""
    title: str
    version: str
    """The API's own label."""
    release: str
    """Of this description: `MAJOR.MINOR.PATCH`, the generated client's version."""
    description: str = ""
    servers: tuple[Server, ...] = ()
    auth: Auth | None = None
    session: Session | None = None
    """How a client comes by the credential, where a login gives it out."""
    transport: Transport = Transport()
    envelope: Envelope = Envelope()
    protocol: Mapping[str, str] = field(default_factory=dict)
    """What can go wrong before or beside a method's own rules -> the mnemonic of the common table that answers it.

    Every slot of the spec language is here; one that the spec leaves out falls to the error JSON-RPC 2.0 itself defines.
    """
    code_groups: tuple[CodeGroup, ...] = ()
    """One for every code that an error row of the service or of any method carries, declared or derived."""
    types: tuple[NamedType, ...] = ()
    params: tuple[CommonParam, ...] = ()
    """What methods inherit, in the service's order."""
    state: tuple[Field, ...] = ()
    """What the server knows and a request does not say; the facts of lifecycles last."""
    lifecycles: tuple[Lifecycle, ...] = ()
    errors: tuple[ErrorKind, ...] = ()
    """The common table, with the rows that JSON-RPC supplies for slots the spec leaves out."""
    methods: tuple[Method, ...] = ()
    """Sorted by name."""
    open: tuple[OpenFact, ...] = ()
    see: tuple[Link, ...] = ()
    extensions: Mapping[str, JsonValue] = field(default_factory=dict)
    declared: Mapping[str, JsonValue] = field(
        default_factory=dict, compare=False, repr=False
    )
    """What the spec says under `DECLARED_BY_SERVICE`, as JSON."""
    source: str = ""
    """`spec/service.yaml`."""
    homes: Mapping[str, str] = field(default_factory=dict, compare=False)
    """Key of the service, or key and name (`errors.not_found`) -> the file beside `service.yaml` that holds it."""
    span: Span | None = field(default=None, compare=False, repr=False)

    def home(self, key: str, name: str = "") -> str:
        """The file that holds what stands under a key, or under a name there."""
        return self.homes.get(f"{key}.{name}") or self.homes.get(key, self.source)

    def method(self, name: str) -> Method:
        """The method of that wire name. Raises KeyError where there is none."""
        for method in self.methods:
            if method.name == name:
                return method
        raise KeyError(name)

    def lifecycle(self, name: str) -> Lifecycle:
        """The lifecycle of that name. Raises KeyError where there is none."""
        for lifecycle in self.lifecycles:
            if lifecycle.name == name:
                return lifecycle
        raise KeyError(name)


def client_classes(service: Service) -> tuple[str, ...]:
    """What the classes of a namespace begin with, and of the client: one for each way to call its methods."""
    batches = ("Batch", "AsyncBatch") if service.envelope.batch else ()
    notifies = ("Notify", "AsyncNotify") if service.envelope.notifications else ()
    return ("", "Async", "Raw", "RawAsync", *batches, *notifies)
