# onespec runtime: copied unchanged into generated packages. Edit it in onespec.
"""What the generated package says of its service to its server and its fake."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..client.checks import Fault
from ..client.values import is_object
from .lifecycles import Lifecycle
from .methods import Method, Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusals:
    """Rows of the error table that answer what is wrong before a method's own rules."""

    parse: Fault
    """The body is not JSON."""
    batch: Fault
    """It is a batch, or one of more requests than are taken."""
    envelope: Fault
    """It is no request object."""
    notification: Fault
    """It has no id, and notifications are not taken."""
    method: Fault
    """There is no such method."""
    encoding: Fault
    """The body is not in UTF-8."""
    internal: Fault
    """The server itself is at fault."""
    credential: Fault | None = None
    """The header with the credential is missing or malformed; None without one."""

    @property
    def mnemonics(self) -> frozenset[str]:
        """Those that answer before anybody knows whose account it is."""
        early = (self.parse, self.batch, self.envelope, self.notification)
        late = (self.method, self.encoding, self.credential)
        return frozenset(fault.mnemonic for fault in (*early, *late) if fault)


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """Facts of the service that its replies depend on."""

    result_member: str
    """Member of `result` that holds the data; empty where the whole of it does."""
    data_members: tuple[str, ...]
    """Members of `error.data`."""
    credential: str
    """Param that the credential is sent as, or its header; empty without one."""
    header: str = ""
    """The header that carries it; empty where a param does."""
    data_samples: Mapping[str, Value] = field(default_factory=dict[str, Value])
    """What stands in members of `error.data` that all errors have and the server does
    not know how to fill.
    """
    scheme: str = ""
    """`bearer` or `basic`, where the header names one."""
    paths: tuple[str, ...] = ("/",)
    """Where calls are sent: the root, and the paths of the service's addresses."""
    secret_facts: frozenset[tuple[str, ...]] = frozenset()
    """What of the state is in no reply."""
    id_types: tuple[str, ...]
    """JSON types that an id may have: `string`, `number` or both."""
    metadata: tuple[tuple[str, tuple[str, ...] | None], ...]
    """Members of the metadata and their facts; None: the fact of its name."""
    windows: tuple[tuple[str, int], ...]
    """Allowances that are counted, and the seconds each lasts."""
    lifecycles: tuple[Lifecycle, ...] = ()
    """What calls lead from state to state."""
    refusals: Refusals
    notifications: bool = False
    """Whether a request without an id is carried out, and not answered."""
    batch: int = 0
    """Most requests of a batch; 0: batches are refused."""
    statuses: Mapping[int, int] = field(default_factory=dict[int, int])
    """JSON-RPC codes with an HTTP status of their own."""
    otherwise: int = 200
    """The HTTP status of all other errors."""
    facts: frozenset[str]
    """What can be stated of an account."""
    sample: Mapping[str, object] = field(repr=False)
    """The account that the server plays unless told otherwise."""
    accounts: Mapping[str, Mapping[str, object]] = field(repr=False)
    """Accounts in trouble: what differs for the one with that credential."""
    methods: Mapping[str, Method] = field(repr=False)
    """Every method by its wire name."""

    def status_of(self, reply: Mapping[str, object]) -> int:
        """The HTTP status that a reply is sent with."""
        error = reply.get("error")
        code = error.get("code") if is_object(error) else None
        if not isinstance(code, int):
            return 200
        return self.statuses.get(code, self.otherwise)

    @property
    def takes_lists(self) -> bool:
        """Whether some method takes its params by position."""
        return any(method.positions is not None for method in self.methods.values())
