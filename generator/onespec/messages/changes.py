"""What is said about a difference of two versions of a spec: a sentence for each kind, why it matters, and what to do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from onespec.values import KEYWORDS


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of change. `{it}` is the place, `{old}` and `{new}` are what the versions say there."""

    says: str
    why: str
    mend: str = ""
    """For callers whom it breaks: what would break nobody."""
    heading: str = "Changed"
    """Section of a changelog."""


_KEEP: Final = (
    "accept both for a while and deprecate the old one, or raise the major version"
)


def _kind(says: str, why: str, mend: str = "", heading: str = "Changed") -> Kind:
    return Kind(says=says, why=why, mend=mend, heading=heading)


_LIMITS: Final[Mapping[str, str]] = {
    "enum": "the list of values",
    "limits": "what it accepts",
    **{
        "".join(
            f"-{c.lower()}" if c.isupper() else c for c in one.name
        ): f"`{one.name}`"
        for one in KEYWORDS
        if one.name != "enum"
    },
}


def _limit_kinds() -> dict[str, Kind]:
    found: dict[str, Kind] = {}
    for name, noun in _LIMITS.items():
        found[f"{name}-narrowed"] = _kind(
            "{it} takes less: " + f"{noun} was {{old}} and is {{new}}",
            "a value that was allowed is not any more",
            "keep what was allowed, or raise the major version",
        )
        found[f"{name}-widened"] = _kind(
            "{it} takes more: " + f"{noun} was {{old}} and is {{new}}",
            "a value is allowed that was not; who reads it may not expect it",
        )
        found[f"{name}-changed"] = _kind(
            "{it} takes other values: " + f"{noun} was {{old}} and is {{new}}",
            "some values are allowed no more, others are now",
            "keep what was allowed, or raise the major version",
        )
        found[f"{name}-respelled"] = _kind(
            "{it} takes the same values: " + f"{noun} was {{old}} and is {{new}}",
            "the declaration is another one, the values are the same",
        )
    return found


KINDS: Final[Mapping[str, Kind]] = {
    # Methods.
    "method-added": _kind(
        "there is a new method {it}",
        "callers can use it, servers have to offer it",
        heading="Added",
    ),
    "method-removed": _kind(
        "the method {it} is gone",
        "every call of it fails",
        "keep it, marked as deprecated, or raise the major version",
        "Removed",
    ),
    "repeatability-changed": _kind(
        "{it} was `{old}` and is `{new}`",
        "a client that sends a request again by itself leans on it",
    ),
    "credential-needed": _kind(
        "{it} now needs the credential", "calls without it are refused"
    ),
    "credential-no-longer-needed": _kind(
        "{it} no longer needs the credential", "calls without it are accepted"
    ),
    "param-order-changed": _kind(
        "the params of {it} stand in another order", "params are sent by name"
    ),
    # Params and members.
    "param-added": _kind(
        "there is a new optional param {it}",
        "requests without it are as good as before",
        heading="Added",
    ),
    "param-added-required": _kind(
        "there is a new required param {it}",
        "requests that were accepted lack it",
        "make it optional, with a default that keeps today's behaviour",
        "Added",
    ),
    "param-removed": _kind(
        "the param {it} is gone", "requests that send it are refused", _KEEP, "Removed"
    ),
    "param-became-required": _kind(
        "{it} is now required",
        "requests that leave it out were accepted",
        "keep it optional, with a default",
    ),
    "param-became-optional": _kind(
        "{it} is no longer required", "requests may leave it out"
    ),
    "member-added": _kind(
        "there is a new member {it}",
        "readers pass over members that they do not know",
        heading="Added",
    ),
    "member-removed": _kind(
        "the member {it} is gone",
        "readers that need it find nothing",
        "keep sending it, marked as deprecated",
        "Removed",
    ),
    "member-became-required": _kind(
        "{it} is now always there", "readers need no longer ask whether it is"
    ),
    "member-became-optional": _kind(
        "{it} is no longer always there", "readers that count on it find nothing"
    ),
    "members-opened": _kind(
        "{it} may have members that are not declared",
        "requests with others are accepted",
    ),
    "members-closed": _kind(
        "{it} may only have the declared members",
        "requests with others are refused",
        "keep it open",
    ),
    "null-allowed": _kind("{it} can be null", "who reads it has to expect null"),
    "null-refused": _kind(
        "{it} can't be null any more", "requests with null were accepted"
    ),
    "default-added": _kind(
        "{it} has the default {new}",
        "what a request without it means was not said before",
    ),
    "default-removed": _kind(
        "{it} has no default any more; it was {old}",
        "a request without it may mean something else now",
        "keep the default",
    ),
    "default-changed": _kind(
        "the default of {it} was {old} and is {new}",
        "the same request means something else, and nobody is told",
        "keep the default, and let callers send the new value",
    ),
    "enum-value-added": _kind(
        "{it} can be {new}",
        "a new value is allowed; who reads it may not expect it",
        heading="Added",
    ),
    "enum-value-removed": _kind(
        "{it} can no longer be {old}",
        "requests with this value were accepted",
        "keep the value and mark it as deprecated, or raise the major version",
        "Removed",
    ),
    **_limit_kinds(),
    "type-changed": _kind(
        "{it} was {old} and is {new}",
        "values of the old type are no longer taken",
        _KEEP,
    ),
    "type-respelled": _kind(
        "{it} was {old} and is {new}, with the same values",
        "the declaration is another one, the values are the same",
    ),
    "type-named-otherwise": _kind(
        "the type of {it} has another name: {old} before, {new} now",
        "only names in generated code change",
    ),
    "became-secret": _kind("{it} is now a secret", "clients and docs hide it"),
    "no-longer-secret": _kind("{it} is no secret any more", "clients and docs show it"),
    "deprecated": _kind(
        "{it} is deprecated: {new}",
        "it works as before, and callers are told to leave it",
        heading="Deprecated",
    ),
    "deprecation-withdrawn": _kind(
        "{it} is no longer deprecated", "callers may stay with it"
    ),
    "text-changed": _kind("text about {it} reads otherwise", "only readers notice"),
    "option-added": _kind(
        "there is a new option {it}",
        "who reads it meets a value that is none of the known options",
        heading="Added",
    ),
    "option-removed": _kind(
        "the option {it} is gone",
        "requests with this option were accepted",
        _KEEP,
        "Removed",
    ),
    "param-structure-changed": _kind(
        "the params of {it} travelled {old} and travel {new}",
        "calls in a form that is not taken any more are refused",
        "take either form: `param_structure: either`",
    ),
    "pagination-added": _kind(
        "a client can ask {it} for page after page",
        "params and results are compared for themselves",
        heading="Added",
    ),
    "pagination-removed": _kind(
        "a client can no longer ask {it} for page after page",
        "the iterator is gone from the client",
        heading="Removed",
    ),
    "pagination-changed": _kind(
        "pages of {it} are asked for otherwise",
        "the iterator of the client sends other params",
    ),
    # The order of calls.
    "call-order-narrowed": _kind(
        "{it} is refused in states where it was taken: {old} before, {new} now",
        "calls in an order that worked are refused",
        "keep taking the call where it was taken",
    ),
    "call-order-widened": _kind(
        "{it} is taken in states where it was refused: {old} before, {new} now",
        "servers have to take it there",
    ),
    "call-order-changed": _kind(
        "{it} is taken in other states: {old} before, {new} now",
        "calls in an order that worked are refused, others are taken",
        "keep taking the call where it was taken",
    ),
    "call-order-error-changed": _kind(
        "a call in a wrong state of {it} was answered with {old}, and now with {new}",
        "callers that handle the old error miss the new one",
        "keep the error",
    ),
    "lifecycle-added": _kind(
        "there is a new lifecycle {it}",
        "calls are taken in the order that worked",
        heading="Added",
    ),
    "lifecycle-removed": _kind(
        "the lifecycle {it} is gone",
        "calls are taken in every order",
        heading="Removed",
    ),
    "lifecycle-respelled": _kind(
        "the lifecycle {it} is described otherwise",
        "both versions take the same calls, in every state that calls lead to",
    ),
    # Constraints.
    "constraint-added": _kind(
        "the new constraint {it} demands {new}",
        "requests that break it were accepted",
        "say it in the docs first, and refuse later",
        "Added",
    ),
    "constraint-removed": _kind(
        "the constraint {it} is gone",
        "requests that it refused are accepted",
        heading="Removed",
    ),
    "constraint-tightened": _kind(
        "the constraint {it} refuses more",
        "requests that it refuses now were accepted",
        "keep the looser condition, or raise the major version",
    ),
    "constraint-loosened": _kind(
        "the constraint {it} refuses less", "requests that it refused are accepted"
    ),
    "constraint-changed": _kind(
        "the constraint {it} refuses other requests",
        "requests that it refuses now were accepted",
        "keep accepting what was accepted, or raise the major version",
    ),
    "constraint-rewritten": _kind(
        "the constraint {it} is written otherwise and means the same",
        "both versions let the same requests through",
    ),
    "constraint-error-changed": _kind(
        "requests that break {it} were answered with {old}, and now with {new}",
        "callers that handle the old error miss the new one",
        "keep the error",
    ),
    "constraint-order-changed": _kind(
        "a request that breaks {it} and another one now gets {new}; it was {old}",
        "which of two errors answers is seldom leant on",
    ),
    "constraint-field-changed": _kind(
        "`error.data.field` was {old} and is {new} where {it} is broken",
        "callers that point at the param point elsewhere",
    ),
    "promise-added": _kind(
        "results keep the new promise {it}: {new}",
        "servers have to keep it",
        heading="Added",
    ),
    "promise-removed": _kind(
        "results no longer keep the promise {it}: {old}",
        "readers that lean on it are wrong",
        "keep the promise",
        "Removed",
    ),
    "promise-tightened": _kind(
        "the promise {it} of results says more", "servers have to keep it"
    ),
    "promise-loosened": _kind(
        "the promise {it} of results says less",
        "readers that lean on it are wrong",
        "keep the promise",
    ),
    "promise-changed": _kind(
        "the promise {it} of results is another one",
        "readers that lean on the old one are wrong",
        "keep the promise",
    ),
    "promise-rewritten": _kind(
        "the promise {it} of results is written otherwise and means the same",
        "both versions answer the same",
    ),
    # Errors.
    "error-order-changed": _kind(
        "a request that has more than one fault is answered with another of the errors of {it}",
        "which of two errors answers is seldom leant on",
    ),
    "error-value-changed": _kind(
        "{it} says other values: {old} before, {new} now",
        "callers that read `error.data` find something else",
    ),
    "error-added": _kind(
        "there is a new error {it}",
        "callers meet an error that they have no branch for",
        heading="Added",
    ),
    "error-removed": _kind(
        "the error {it} is gone",
        "a branch for it is never taken; its class is gone from the client",
        heading="Removed",
    ),
    "error-renamed": _kind(
        "the error {old} is now {new}",
        "callers look for the old mnemonic",
        "keep the mnemonic",
    ),
    "error-situation-moved": _kind(
        "what was answered with {old} is now answered with {new}",
        "callers that handle the old error miss the new one",
        "keep the error",
    ),
    "error-code-changed": _kind(
        "the code of {it} was {old} and is {new}",
        "callers that look at the code take another branch",
        "keep the code",
    ),
    "error-wording-changed": _kind(
        "the message of {it} has other words",
        "wording is no contract: the mnemonic and the placeholders are",
    ),
    "error-condition-changed": _kind(
        "{it} answers other requests", "requests that were accepted may now get it"
    ),
    "error-condition-respelled": _kind(
        "the condition of {it} is written otherwise and means the same",
        "both versions answer the same requests with it",
    ),
    "error-field-changed": _kind(
        "`error.data.field` of {it} was {old} and is {new}",
        "callers that point at the param point elsewhere",
    ),
    "placeholder-added": _kind(
        "{it} tells {new} as well", "callers may read it", heading="Added"
    ),
    "placeholder-removed": _kind(
        "{it} does not tell {old} any more",
        "callers that read it find nothing",
        "keep the placeholder",
    ),
    "placeholder-renamed": _kind(
        "{it} tells {new} where it told {old}",
        "callers that read the old name find nothing",
        "keep the name",
    ),
    "protocol-error-changed": _kind(
        "{it} is answered with {new} instead of {old}",
        "callers look for the old mnemonic",
        "keep the mnemonic",
    ),
    # The service.
    "result-described": _kind(
        "the result of {it} is now described", "it was open before"
    ),
    "result-no-longer-described": _kind(
        "the result of {it} is no longer described", "nothing is promised any more"
    ),
    "batch-allowed": _kind(
        "several requests may be sent as a list", "servers have to take lists"
    ),
    "batch-withdrawn": _kind(
        "requests can no longer be sent as a list",
        "callers that send lists are refused",
    ),
    "notification-allowed": _kind(
        "requests may be sent without an id", "servers have to take notifications"
    ),
    "notification-withdrawn": _kind(
        "every request needs an id", "callers that send notifications are refused"
    ),
    "result-moved": _kind(
        "the result stands elsewhere in a reply: {old} before, {new} now",
        "readers find nothing in the old place",
        "keep the place",
    ),
    "id-types-changed": _kind(
        "ids can be {new}; they were {old}", "requests with other ids are refused"
    ),
    "address-changed": _kind(
        "the addresses of the service changed: {old} is gone, {new} is new",
        "callers of an address that is gone reach nobody",
        "keep the old address for a while",
    ),
    "version-label-changed": _kind(
        "the version label was {old} and is {new}", "it is a label"
    ),
    "package-renamed": _kind(
        "the package of the client was {old} and is {new}", "imports change"
    ),
    "credential-declared": _kind(
        "there is a credential: {new}",
        "which methods need it is told of each",
    ),
    "credential-variable-changed": _kind(
        "clients read the credential from {new}; it was {old}",
        "programs that set the old variable have no credential",
    ),
    "session-added": _kind("clients can log in by themselves", "calls are as before"),
    "session-removed": _kind(
        "clients no longer log in by themselves",
        "programs have to get the credential themselves",
    ),
    "session-changed": _kind(
        "clients log in otherwise", "calls are as before, a client makes others"
    ),
    "transport-changed": _kind(
        "{it} was {old} and is {new}", "requests that travel as before are refused"
    ),
    "status-changed": _kind(
        "errors at {it} came with HTTP {old} and come with {new}",
        "callers, and what stands between them and the server, look at the status",
        "keep the status",
    ),
    "status-described": _kind(
        "the HTTP status of errors is now described", "it was open before"
    ),
    "status-no-longer-described": _kind(
        "the HTTP status of errors is no longer described",
        "nothing is promised any more",
    ),
    "status-respelled": _kind(
        "the HTTP status of errors is written otherwise",
        "each error has the status that it had",
    ),
    "batch-limit-lowered": _kind(
        "a batch may hold {new} calls; it was {old}",
        "bigger batches are refused",
        "keep the limit",
    ),
    "batch-limit-raised": _kind(
        "a batch may hold {new} calls; it was {old}", "servers have to take them"
    ),
    "account-changed": _kind(
        "the facts of the account are declared otherwise",
        "they are the server's own; conditions that read them are compared",
    ),
    "shared-type-removed": _kind(
        "the shared type {old} is gone",
        "where it stood the type is compared; its class may be gone from the client",
    ),
    "declaration-moved": _kind(
        "{it} of the service are declared elsewhere, or otherwise",
        "each method has what it had",
    ),
    "difference-unclassified": _kind(
        "something differs at {it}, and it is none of the changes that are known",
        "look at both versions: what it does could not be told",
    ),
    "credential-changed": _kind(
        "the credential travels otherwise", "requests with the old one are refused"
    ),
    "code-group-renamed": _kind(
        "the family of errors {old} is now {new}",
        "the class of the client has another name",
    ),
}
"""Every kind of change by its id."""


def sentence(id: str, it: str, old: str, new: str, note: str = "") -> str:
    """What a change is, on one line."""
    text = KINDS[id].says.format(it=it, old=old or "not set", new=new or "not set")
    return f"{text} (was it renamed to `{note}`?)" if note else text


def kind_lines(id: str) -> Iterator[str]:
    """A kind of change in words: what it is, why it matters, what would break nobody."""
    kind = KINDS[id]
    yield f"{id}: {kind.says.format(it='PLACE', old='OLD', new='NEW')}"
    yield f"  Why it matters: {kind.why}."
    if kind.mend:
        yield f"  Instead: {kind.mend}."


def mend(id: str) -> str:
    """What would break nobody; empty where there is nothing to say."""
    return KINDS[id].mend


def accepted_then_refused(version: str, error: str) -> str:
    return f"accepted by {version}, now refused with `{error}`"


def refused_then_accepted(version: str, error: str) -> str:
    return f"refused by {version} with `{error}`, now accepted"


def both_refuse(old: str, new: str) -> str:
    return f"answered with `{old}` before, with `{new}` now"


def both_accept() -> str:
    return "accepted by both, and it does not mean the same"


def new_answer(fault: str) -> str:
    return f"may now be answered; an old reader can't take it: {fault}"


def old_answer(fault: str) -> str:
    return f"may no longer be answered: {fault}"


def error_seen(old: str, new: str) -> str:
    return f"callers look for {old} and now get {new}"


def undecided() -> str:
    return "no request was found that shows it, and none was ruled out"


def proven() -> str:
    return "proven: no request tells the versions apart here"


def nothing_changed(old: str, new: str) -> str:
    return f"{old} and {new} say the same."


def counted(counts: Mapping[str, int], side: str) -> str:
    """`2 breaking, 1 possible, 3 non-breaking (for callers)`."""
    parts = [f"{count} {level}" for level, count in counts.items() if count]
    return f"{', '.join(parts)} (for {side})"


def bumped(level: str, declared: str, wanted: str) -> str:
    if level == "none":
        return f"none: nothing changed since {declared}"
    return f"{level}: {declared} -> {wanted}"


def declared_too_low(declared: str, old: str, wanted: str, level: str) -> str:
    return f"the spec declares release {declared}; its changes since {old} are {level}, so at least {wanted} is due"


def raise_release(wanted: str) -> str:
    return f"write `release: {wanted}`"


def ack_fault(what: str) -> str:
    return f"an acknowledgement {what}"


ACK_UNUSED: Final = "matches no change: delete it"
ACK_BROAD: Final = "matches {count} changes: name the one it is about by its `path`"


def ack_expired(date: str) -> str:
    return f"expired on {date}: look at the change again, then give it a new date or mend the change"


def acknowledged(reason: str, owner: str, expires: str) -> str:
    return f"acknowledged by {owner} until {expires}: {reason}"


def traffic(calls: int, strange: int, broken: int) -> str:
    told = f"{calls} recorded calls"
    if strange:
        told += f" ({strange} that the old version does not accept either)"
    return f"{told}: {'none of them breaks' if not broken else 'these break'}"


def broken_call(method: str, error: str, path: str, count: int) -> str:
    times = "once" if count == 1 else f"{count} times"
    at = f" for `{path}`" if path else ""
    return f"{method}: `{error}`{at}, {times}"


def traffic_unreadable(file: str, reason: str) -> str:
    return f"{file} holds no recorded calls: {reason}; a request a line is due, or a HAR file"
