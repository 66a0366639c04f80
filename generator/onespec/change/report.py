"""A comparison -> text, JSON, Markdown, JUnit, and diagnostics for GitHub and SARIF."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final
from xml.etree import ElementTree

from onespec.change.change import Change, Comparison, Evidence, Level
from onespec.change.traffic import Traffic
from onespec.diagnostics import Diagnostic, Severity, Span
from onespec.diagnostics.text import excerpt, lines, visible
from onespec.formatter import laid_out
from onespec.messages import changes as say
from onespec.render import render

SIDES: Final = ("callers", "servers", "source")
FORMAT_VERSION: Final = 1
MARKDOWN_MOST: Final = 60_000
"""Bytes that a comment on a code host may have, with some room."""

_MARKUP: Final = str.maketrans(
    {letter: f"\\{letter}" for letter in "\\>[]*_|#"} | {"<": "&lt;", "@": "&#64;"}
)
_SEVERITIES: Final = {
    Level.BREAKING: Severity.BREAKING,
    Level.POSSIBLE: Severity.WARNING,
    Level.NON_BREAKING: Severity.NOTE,
    Level.DOCS: Severity.NOTE,
    Level.NONE: Severity.NOTE,
}
_TONES: Final = {
    Level.BREAKING: "\x1b[1;35m",
    Level.POSSIBLE: "\x1b[1;33m",
    Level.NON_BREAKING: "\x1b[1;36m",
    Level.DOCS: "\x1b[2m",
    Level.NONE: "\x1b[2m",
}


def level_of(change: Change, side: str) -> Level:
    """The level for a side, or the heaviest for `all`."""
    if side == "all":
        return change.level
    level: Level = getattr(change, side)
    return level


def fingerprint(change: Change) -> str:
    """Tells a change from others, whatever words and lines it has: of kind, place and both sides."""
    told = "\0".join([change.id, change.path, change.old, change.new])
    return hashlib.sha256(told.encode("utf-8", "backslashreplace")).hexdigest()[:16]


def sentence(change: Change) -> str:
    """What a change is, on one line."""
    it = (
        ".".join(change.place[1:])
        if change.place[:1] in _NAMED
        else ".".join(change.place)
    )
    named = (
        f"`{it}`" if it else f"`{change.method}`" if change.method else "the service"
    )
    return say.sentence(change.id, named, change.old, change.new, change.note)


_NAMED: Final = (("params",), ("result",), ("errors",), ("constraints",))


def proof_lines(change: Change, version: str) -> list[str]:
    """What shows a change, or that nothing does."""
    evidence = change.evidence
    if evidence is None:
        undecided = change.proof.value == "undecided"
        proven = change.proof.value == "proven"
        return [say.undecided()] if undecided else [say.proven()] if proven else []
    found = [
        _verdicts(evidence, version),
        json.dumps(evidence.value, ensure_ascii=False),
    ]
    if evidence.state:
        found.append("with " + json.dumps(dict(evidence.state), ensure_ascii=False))
    return found


def _verdicts(evidence: Evidence, version: str) -> str:
    old, new = evidence.old, evidence.new
    if evidence.kind == "answer":
        return say.new_answer(old) if new == "promised" else say.old_answer(new)
    if evidence.kind == "error":
        return say.error_seen(old, new)
    if old == new == "accepted":
        return say.both_accept()
    if old == "accepted":
        return say.accepted_then_refused(version, new)
    if new == "accepted":
        return say.refused_then_accepted(version, old)
    return say.both_refuse(old, new)


# -- text ------------------------------------------------------------------------------------------------------------


def as_text(
    changes: Sequence[Change],
    comparison: Comparison,
    side: str,
    sources: Mapping[str, str],
    *,
    passed: Mapping[str, str] | None = None,
    color: bool = False,
) -> str:
    """A block for each change, with the lines of both versions, and how many there are.

    `passed` has for fingerprints the words about who acknowledged the change.
    """
    blocks = []
    for change in changes:
        rows = [*_block(change, comparison, side, sources, color)]
        told = (passed or {}).get(fingerprint(change), "")
        blocks.append("\n".join([*rows, told] if told else rows))
    counts = Counter(level_of(change, side).value for change in changes)
    told = say.counted({level.value: counts[level.value] for level in Level}, side)
    return "\n\n".join([*blocks, told]) + "\n"


def _block(
    change: Change,
    comparison: Comparison,
    side: str,
    sources: Mapping[str, str],
    color: bool,
) -> Iterator[str]:
    level = level_of(change, side)
    head = _painted(_TONES[level], f"{level.value}[{change.id}]", color)
    method = f"{change.method}: " if change.method else ""
    yield f"{head}: {visible(method + sentence(change))}"
    for label, span in (("was", change.old_span), ("now", change.new_span)):
        yield from _excerpt(label, span, sources)
    for number, line in enumerate(proof_lines(change, comparison.old.version)):
        yield ("witness: " if number == 0 else "         ") + visible(line)
    if change.also:
        names = ", ".join(dict.fromkeys(method for method, _ in change.also))
        yield f"also in: {names}"
    if level is Level.BREAKING and say.mend(change.id):
        yield f"help: {say.mend(change.id)}"


def _excerpt(
    label: str, span: Span | None, sources: Mapping[str, str]
) -> Iterator[str]:
    if span is None:
        return
    text = lines(sources.get(span.file, ""))
    yield f"  --> {label} {visible(span.file)}:{span.line}:{span.column}"
    if 0 < span.line <= len(text):
        shown, carets = excerpt(text[span.line - 1], span)
        yield f"{span.line:>5} | {shown}".rstrip()
        yield f"      | {carets}"


def _painted(tone: str, text: str, color: bool) -> str:
    return f"{tone}{text}\x1b[0m" if color else text


# -- machines --------------------------------------------------------------------------------------------------------


def as_json(
    changes: Sequence[Change],
    comparison: Comparison,
    passed: Mapping[str, str] | None = None,
    traffic: Traffic | None = None,
) -> str:
    """The whole comparison; `change/report.schema.json` describes it."""
    counts = {
        side: {
            level.value: sum(getattr(change, side) is level for change in changes)
            for level in Level
        }
        for side in SIDES
    }
    told = {
        "format": FORMAT_VERSION,
        "old": _version(comparison.old),
        "new": _version(comparison.new),
        "counts": counts,
        "changes": [
            {
                **_fields(change),
                "acknowledged": (passed or {}).get(fingerprint(change), ""),
            }
            for change in changes
        ],
        "traffic": None if traffic is None else _traffic(traffic),
    }
    return json.dumps(told, indent=2, ensure_ascii=True) + "\n"


def _traffic(traffic: Traffic) -> dict[str, object]:
    return {
        "calls": traffic.calls,
        "strange": traffic.strange,
        "broken": [
            {
                "method": one.method,
                "error": one.error,
                "path": one.path,
                "count": one.count,
                "first_line": one.first_line,
                "params": one.params,
            }
            for one in traffic.broken
        ],
    }


def traffic_text(traffic: Traffic) -> str:
    """What recorded calls came to, for people."""
    rows = [say.traffic(traffic.calls, traffic.strange, len(traffic.broken))]
    for one in traffic.broken:
        told = say.broken_call(one.method, one.error, one.path, one.count)
        rows.append(f"  {visible(told)}")
        shown = json.dumps(one.params, ensure_ascii=False)
        rows.append(f"    line {one.first_line}: {visible(shown)[:400]}")
    return "\n".join(rows) + "\n"


def _version(service: Any) -> dict[str, str]:
    return {
        "name": service.name,
        "version": service.version,
        "release": service.release,
    }


def _fields(change: Change) -> dict[str, object]:
    evidence = change.evidence
    return {
        "id": change.id,
        "fingerprint": fingerprint(change),
        "method": change.method,
        "place": list(change.place),
        "callers": change.callers.value,
        "servers": change.servers.value,
        "source": change.source.value,
        "message": sentence(change),
        "help": say.mend(change.id),
        "old": {"text": change.old, **_place(change.old_span)},
        "new": {"text": change.new, **_place(change.new_span)},
        "proof": change.proof.value,
        "witness": (
            None
            if evidence is None
            else {
                "kind": evidence.kind,
                "value": evidence.value,
                "old": evidence.old,
                "new": evidence.new,
                "state": dict(evidence.state),
                "ran": evidence.ran,
            }
        ),
        "also": [
            {"method": method, "place": list(place)} for method, place in change.also
        ],
    }


def _place(span: Span | None) -> dict[str, object]:
    if span is None:
        return {"file": None, "line": None, "column": None}
    return {"file": span.file, "line": span.line, "column": span.column}


def as_diagnostics(
    changes: Iterable[Change], comparison: Comparison, side: str
) -> list[Diagnostic]:
    """Each change as a diagnostic at its line of the new version, else of the old one."""
    found = []
    for change in changes:
        span = change.new_span or change.old_span or comparison.new.span
        assert span is not None
        level = level_of(change, side)
        method = f"{change.method}: " if change.method else ""
        found.append(
            Diagnostic(
                code=change.id,
                severity=_SEVERITIES[level],
                span=span,
                message=method + sentence(change),
                help=say.mend(change.id) if level is Level.BREAKING else "",
                witness="\n".join(proof_lines(change, comparison.old.version)),
            )
        )
    return found


def as_markdown(changes: Sequence[Change], comparison: Comparison, side: str) -> str:
    """One block for a comment on a pull request: breaking first, docs folded, at most 60,000 bytes."""
    old, new = comparison.old, comparison.new
    parts = [
        f"<!-- onespec-diff -->\n## API changes in {_md(new.title)}: {_md(old.release)} to {_md(new.release)}\n"
    ]
    size = len(parts[0].encode())
    folded: list[str] = []
    left = 0
    for level in Level:
        here = [change for change in changes if level_of(change, side) is level]
        if not here:
            continue
        rows = [_row(change, comparison) for change in here]
        if level in (Level.DOCS, Level.NONE):
            folded += rows
            continue
        block = f"### {level.value.capitalize()} ({len(here)})\n"
        for row in rows:
            if size + len(block.encode()) + len(row.encode()) > MARKDOWN_MOST:
                left += 1
            else:
                block += row
        size += len(block.encode())
        parts.append(block)
    if folded and size < MARKDOWN_MOST:
        text = "".join(row for row in folded)[: MARKDOWN_MOST - size]
        whole = (
            text[: text.rfind("\n") + 1] if len(text) < len("".join(folded)) else text
        )
        parts.append(
            f"<details><summary>Docs only, or nothing on the wire ({len(folded)})</summary>\n\n{whole}\n</details>\n"
        )
    if left:
        parts.append(f"... and {left} more; `onespec diff` lists them all.\n")
    if not changes:
        parts.append("Nothing changed.\n")
    return "\n".join(parts)


def _row(change: Change, comparison: Comparison) -> str:
    method = f"`{change.method}`: " if change.method else ""
    row = f"- {method}{_md(sentence(change))} (`{change.id}`)\n"
    told = proof_lines(change, comparison.old.version)
    if change.evidence is not None:
        fence = "```" if "```" not in told[1] else "````"
        row += f"  - {_md(told[0])}\n    {fence}json\n    {told[1]}\n    {fence}\n"
    return row


def _md(text: str) -> str:
    """Text on one line in which nothing is markup but backticked names."""
    parts = visible(" ".join(lines(text))).split("`")
    return "`".join(
        part if at % 2 else part.translate(_MARKUP) for at, part in enumerate(parts)
    )


def as_junit(
    changes: Sequence[Change], comparison: Comparison, side: str, gate: Sequence[Level]
) -> str:
    """A test case for each change; what the gate does not let pass is a failure."""
    suite = ElementTree.Element("testsuite", name="onespec diff")
    failed = 0
    for change in changes:
        level = level_of(change, side)
        case = ElementTree.SubElement(
            suite, "testcase", classname=visible(change.path), name=change.id
        )
        if level in gate:
            failed += 1
            fault = ElementTree.SubElement(
                case, "failure", type=level.value, message=visible(sentence(change))
            )
            fault.text = "\n".join(
                map(visible, proof_lines(change, comparison.old.version))
            )
    suite.set("tests", str(len(changes)))
    suite.set("failures", str(failed))
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        + ElementTree.tostring(suite, encoding="unicode")
        + "\n"
    )


def as_tests(changes: Iterable[Change], comparison: Comparison, spec: Path) -> str:
    """A pytest module: each request that a change breaks, held against the spec that the environment names.

    It passes on the old version and fails on the new one.
    """
    shown = [
        change
        for change in changes
        if change.callers is Level.BREAKING
        and change.evidence is not None
        and change.evidence.kind == "request"
        and change.evidence.old != change.evidence.new
    ]
    rows = [
        {
            "id": f"{change.id} {change.path}",
            "method": change.method,
            "params": change.evidence.value,
            "state": dict(change.evidence.state),
            "outcome": change.evidence.old,
        }
        for change in shown
        if change.evidence is not None
    ]
    return laid_out(
        [
            render(
                "change/test_changes.py.j2",
                rows=rows,
                spec=spec.as_posix(),
                release=comparison.old.release,
            )
        ]
    )[0]
