"""A file of acknowledged changes -> which changes it lets pass, and what is wrong with its entries."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from onespec.change.change import Change
from onespec.change.report import fingerprint
from onespec.diagnostics import Diagnostic, Span
from onespec.messages import changes as say
from onespec.messages.wording import error
from onespec.runtime.client.formats import has_format
from onespec.spec.nodes import MappingNode, Node, SequenceNode, key_text, plain
from onespec.spec.parser import parse

KEYS: Final = ("id", "path", "reason", "owner", "expires", "fingerprint")
_NEEDED: Final = ("id", "path", "reason", "owner", "expires")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ack:
    """One entry: a change that is known and wanted, by whom, why, and until when."""

    id: str
    path: str
    """`METHOD: PLACE`, as `onespec diff --format json` joins them; without a method just the place."""
    reason: str
    owner: str
    expires: str
    """The last day on which it holds, `YYYY-MM-DD`."""
    fingerprint: str
    """Ties it to one content of the change; empty for any."""
    span: Span

    def covers(self, change: Change) -> bool:
        """Whether it speaks of a change."""
        if (self.id, self.path) != (change.id, change.path):
            return False
        return self.fingerprint in ("", fingerprint(change))


def read_acks(name: str, text: bytes) -> tuple[list[Ack], list[Diagnostic]]:
    """The entries of a file, and its faults; a file with faults lets nothing pass."""
    tree, refused = parse(name, text)
    faults = list(refused)
    if tree is None:
        return [], faults
    if not isinstance(tree, SequenceNode):
        return [], [*faults, _fault(tree, "is an item of a list, and there is no list")]
    found: list[Ack] = []
    for node in tree.items:
        wrong = list(_faults(node))
        faults += wrong
        if not wrong:
            told: Any = plain(node)
            found.append(
                Ack(
                    **{key: told[key] for key in _NEEDED},
                    fingerprint=told.get("fingerprint", ""),
                    span=node.span,
                )
            )
    return found, faults


def _fault(node: Node, what: str) -> Diagnostic:
    return error("bad-acknowledgement", node.span, say.ack_fault(what))


def _faults(node: Node) -> Iterator[Diagnostic]:
    if not isinstance(node, MappingNode):
        yield _fault(node, f"is a mapping with {', '.join(_NEEDED)}")
        return
    told: Any = plain(node)
    for entry in node.entries:
        if key_text(entry.key) not in KEYS:
            yield _fault(
                entry.key,
                f"has no key `{key_text(entry.key)}`; its keys are {', '.join(KEYS)}",
            )
    for key in _NEEDED:
        value = told.get(key)
        if not isinstance(value, str) or not value.strip():
            yield _fault(node, f"needs `{key}`, as text")
    if told.get("id") not in say.KINDS and isinstance(told.get("id"), str):
        yield _fault(node, f"is about no kind of change: `{told['id']}`")
    expires = told.get("expires")
    if isinstance(expires, str) and not has_format("date", expires):
        yield _fault(node, 'expires on a date: `expires: "2030-01-31"`')


def stale(
    acks: Sequence[Ack], changes: Sequence[Change], today: str
) -> Iterator[Diagnostic]:
    """Entries that are past their date (`today` is `YYYY-MM-DD`), that match nothing, or that match several changes."""
    for ack in acks:
        count = sum(ack.covers(change) for change in changes)
        if ack.expires < today:
            what = say.ack_expired(ack.expires)
            yield error("acknowledgement-expired", ack.span, say.ack_fault(what))
        elif not count:
            yield error(
                "acknowledgement-unused", ack.span, say.ack_fault(say.ACK_UNUSED)
            )
        elif count > 1:
            what = say.ACK_BROAD.format(count=count)
            yield error("acknowledgement-too-broad", ack.span, say.ack_fault(what))


def acknowledged(acks: Sequence[Ack], change: Change, today: str) -> Ack | None:
    """The entry that lets a change pass."""
    return next(
        (ack for ack in acks if ack.covers(change) and ack.expires >= today), None
    )
