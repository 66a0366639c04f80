# onespec runtime: copied unchanged into generated packages. Edit it in onespec.
"""A run -> SARIF 2.1.0: each difference beside the line of the spec that states what is due."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote

from .groups import Group, groups
from .records import Run, printable
from .replies import KINDS

_SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"

_OTHERS: Final[Mapping[str, str]] = {
    "no-reply": "no reply came back",
    "listed": "the list of known failures is out of date",
}


def sarif_report(run: Run) -> str:
    """One result for each difference; fingerprints are the same in each run that finds the same. Known failures are suppressed."""
    found = [(group, False) for group in groups(run, ("failed",))]
    found += [(group, True) for group in groups(run, ("known",))]
    kinds = sorted({group.kind for group, _ in found})
    titles = {**KINDS, **_OTHERS}
    rules = [
        {"id": kind, "shortDescription": {"text": titles.get(kind, kind)}}
        for kind in kinds
    ]
    broken = [record for record in run.records if record["status"] == "broken"]
    notes = [
        {"level": "error", "message": {"text": printable(text)}}
        for text in dict.fromkeys(
            [*([run.stopped] if run.stopped else []), *(one["reasons"][0] for one in broken)]
        )
    ]  # fmt: skip
    one = {
        "tool": {"driver": {"name": "onespec conform", "rules": rules}},
        "columnKind": "unicodeCodePoints",
        "invocations": [
            {
                "executionSuccessful": not notes,
                **({"startTimeUtc": _utc(run.began)} if run.began else {}),
                "toolExecutionNotifications": notes,
            }
        ],
        "results": [
            _result(run, group, kinds.index(group.kind), known=known)
            for group, known in found
        ],
    }
    data = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [one]}
    return json.dumps(data, indent=2) + "\n"


def _utc(began: str) -> str:
    return began.replace("+00:00", "Z")


def _result(run: Run, group: Group, index: int, *, known: bool) -> dict[str, Any]:
    record = group.first
    places = [group.element.place] if group.element else []
    # What no element states is JSON-RPC's own: it stands beside the service as a whole.
    whole = [item.place for item in run.suite.elements[:1]]
    places = list(dict.fromkeys([*places, *record["places"]])) or whole
    others = len(group.records) - 1
    also = f" and {others} more" if others else ""
    text = "\n".join(
        [
            printable(group.title),
            printable(f"Look first at {record['id']}{also}: {record['title']}."),
            *map(printable, record.get("diff", ())),
        ]
    )
    digest = hashlib.sha256(group.fingerprint.encode("utf-8", "surrogatepass"))
    found: dict[str, Any] = {
        "ruleId": group.kind,
        "ruleIndex": index,
        "level": "error",
        "message": {"text": text},
        "locations": [_location(place) for place in places[:1]],
        "partialFingerprints": {"conformance/v1": digest.hexdigest()[:16]},
        "properties": {"cases": [item["id"] for item in group.records]},
    }
    if len(places) > 1:
        found["relatedLocations"] = [_location(place) for place in places[1:4]]
    if known:
        reason = "; ".join(record["reasons"][-1:])
        found["suppressions"] = [{"kind": "external", "justification": reason}]
    return found


def _location(place: str) -> dict[str, Any]:
    """A place like `spec/service.yaml:12`, or `spec/service.yaml: errors.internal_error`, which has no line."""
    file, _, where = place.partition(":")
    found: dict[str, Any] = {
        "physicalLocation": {
            "artifactLocation": {"uri": quote(file)},
            "region": {"startLine": int(where) if where.isdecimal() else 1},
        }
    }
    if where.startswith(" "):
        found["logicalLocations"] = [{"fullyQualifiedName": where.strip()}]
    return found
