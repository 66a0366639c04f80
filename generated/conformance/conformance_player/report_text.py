# onespec runtime: copied unchanged into generated packages. Edit it in onespec.
"""A run -> what people read: text for a terminal, Markdown for the summary of a build."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from .coverage import Covered, coverage, share, tally
from .groups import Group, groups
from .records import Run, printable

MOST_MISSED: Final = 20
"""Elements that the text report lists as not covered."""

MOST_NAMED: Final = 10
"""Cases that are named below the first of a group."""


def text_report(run: Run) -> str:
    """What a person reads in a terminal: each difference with the first request to look at, and a summary last."""
    lines: list[str] = []
    shown: dict[str, int] = {}
    for number, group in enumerate(groups(run), 1):
        above = shown.setdefault(group.first["id"], number)
        lines += [*_text_group(number, group, above), ""]
    return "\n".join([*lines, *summary(run)]) + "\n"


def _text_group(number: int, group: Group, above: int) -> Iterator[str]:
    """A difference, and all that is needed to look into it; a case that stands above already is only named."""
    record = group.first
    yield printable(f"{number}. {group.title}")
    places = [group.element.place] if group.element else record["places"][:3]
    for place in places:
        yield f"   stated at {place}"
    if above < number:
        yield printable(f"   look at {record['id']}, which stands under {above}")
    else:
        yield from _text_case(record)
    others = [item["id"] for item in group.records if item is not group.first]
    if others:
        yield f"   and so do {counted(len(others), 'other case')}:"
        for name in others[:MOST_NAMED]:
            yield printable(f"     {name}")
        if len(others) > MOST_NAMED:
            yield f"     and {len(others) - MOST_NAMED} more"


def _text_case(record: Mapping[str, Any]) -> Iterator[str]:
    """What was sent, what came, in what the two differ, and how to send it again."""
    yield printable(f"   {record['status'].upper()} {record['id']}: {record['title']}")
    for reason in record["reasons"]:
        yield printable(f"     {reason}")
    for line in record.get("diff", ()):
        yield f"     | {printable(line)}"
    if record.get("curl"):
        yield printable(f"     sent:     {record['request']}")
        yield printable(f"     answered: {answered(record)}")
        yield printable(f"     again:    {record['curl']}")
        yield "     or:"
        for line in record["python"].splitlines():
            yield printable(f"       {line}")


def answered(record: Mapping[str, Any]) -> str:
    """The answer in one line, with its HTTP status and type."""
    if record.get("http_status") is None:
        return "nothing"
    kind = f", {record['content_type']}" if record.get("content_type") else ""
    return f"HTTP {record['http_status']}{kind}: {record['reply']}"


def counted(number: int, what: str) -> str:
    """`1 case`, `2 cases`."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def summary(run: Run) -> list[str]:
    """The last lines: what failed, what was left out and why, and the counts."""
    covered, found = coverage(run), groups(run)
    lines = []
    if found:
        cases = len({item["id"] for group in found for item in group.records})
        differences = counted(len(found), "difference")
        lines.append(f"{counted(cases, 'case')} failed, for {differences}:")
        for number, group in enumerate(found, 1):
            amount = counted(len(group.records), "case")
            lines.append(printable(f"  {number}. {group.title} ({amount})"))
            lines.append(printable(f"     look first at {group.first['id']}"))
    lines += _uncovered(run, covered)
    for reason, number in skipped(run).items():
        lines.append(printable(f"skipped {number}: {reason}"))
    if run.stopped:
        lines.append(printable(f"stopped: {run.stopped}"))
    if run.mark:
        lines.append(f"run mark {run.mark}: values that are sent once are made of it")
    counts = tally(run.records)
    said = ", ".join(f"{count} {status}" for status, count in counts.items() if count)
    requests = sum(record["requests"] for record in run.records)
    lines.append(f"{run.level} against {run.endpoint}: {said or 'nothing was played'}")
    lines.append(f"{requests} requests, {share(covered)}")
    return lines


def skipped(run: Run) -> dict[str, int]:
    """Why cases were skipped, and how many for each reason; the most frequent first."""
    reasons: dict[str, int] = {}
    for record in run.records:
        if record["status"] == "skipped":
            for reason in record["reasons"]:
                reasons[reason] = reasons.get(reason, 0) + 1
    return dict(sorted(reasons.items(), key=lambda item: -item[1]))


def _uncovered(run: Run, covered: Sequence[Covered]) -> list[str]:
    """Elements that this run was to cover and did not; those of other levels or filters are not its business."""
    asked = {record["id"]: record for record in run.records}
    missed = [
        item
        for item in covered
        if not item.played and (not item.cases or asked.keys() & {*item.cases})
    ]
    lines = []
    for item in missed[:MOST_MISSED]:
        reasons = [
            reason
            for name in item.cases
            for reason in asked.get(name, {}).get("reasons", ())
        ]
        why = item.reason or next(iter(reasons), "its cases were not played")
        lines.append(printable(f"not covered: {item.element.id} ({why})"))
    more = len(missed) - MOST_MISSED
    return [*lines, f"and {more} more"] if more > 0 else lines


def markdown_report(run: Run) -> str:
    """The summary of a build: counts, each difference with its first request, what was skipped."""
    covered, found, counts = coverage(run), groups(run), tally(run.records)
    verdict = "failed" if counts["failed"] else "held"
    if run.stopped or counts["broken"]:
        verdict = "is inconclusive" if not counts["failed"] else verdict
    said = ", ".join(f"**{count}** {name}" for name, count in counts.items() if count)
    requests = sum(record["requests"] for record in run.records)
    lines = [
        f"## Conformance of {_word(run.suite.service)} {_word(run.suite.version)} {verdict}",
        "",
        f"Level `{run.level}` against {_code(run.endpoint)}: {said or 'nothing was played'}.  ",
        f"{counted(requests, 'request')}, {share(covered)}.",
        "",
    ]
    if run.stopped:
        lines += [f"Stopped: {_word(run.stopped)}", ""]
    if found:
        lines += ["| cases | difference | stated at | look first at |"]
        lines += ["| ---: | --- | --- | --- |"]
    for group in found:
        place = _code(group.element.place) if group.element else ""
        lines.append(
            f"| {len(group.records)} | {_headline(group)} | {place} | {_code(group.first['id'])} |"
        )
    for number, group in enumerate(found[:MOST_NAMED], 1):
        lines += ["", *_markdown_group(number, group)]
    why = skipped(run)
    if why:
        lines += ["", "| skipped | for want of |", "| ---: | --- |"]
        lines += [f"| {count} | {_word(reason)} |" for reason, count in why.items()]
    return "\n".join(lines).rstrip() + "\n"


def _markdown_group(number: int, group: Group) -> Iterator[str]:
    yield f"<details><summary>{number}. {_headline(group)}</summary>"
    yield ""
    told = [*group.first.get("diff", ()), ""]
    told += [f"  sent: {group.first.get('request', '')}"]
    told += [f"  again: {group.first.get('curl', '')}"]
    # A fence longer than any in the text: nothing that a server says ends it.
    body = "\n".join(printable(line) for line in told)
    fence = "```"
    while fence in body:
        fence += "`"
    yield f"{fence}diff"
    yield body
    yield fence
    yield ""
    yield "</details>"


def _headline(group: Group) -> str:
    named = f"{_code(group.element.id)}: " if group.element else ""
    return f"{named}{_word(group.text)}"


_MARKUP: Final = {ord(char): f"&#{ord(char)};" for char in "<>&|*[]~\\$@#"}


def _word(text: str) -> str:
    """Text between Markdown; what stands in backticks stays code."""
    parts = printable(text).split("`")
    if len(parts) % 2 == 0:
        return "".join(parts).translate(_MARKUP)
    return "".join(
        _code(part) if number % 2 else part.translate(_MARKUP)
        for number, part in enumerate(parts)
    )


def _code(text: str) -> str:
    shown = printable(text).replace("&", "&amp;").replace("<", "&lt;")
    return f"<code>{shown.replace('|', '&#124;').replace('`', '&#96;')}</code>"
