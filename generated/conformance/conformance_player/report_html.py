# onespec runtime: copied unchanged into generated packages. Edit it in onespec.
"""A run -> one page of HTML that needs nothing else, and no script."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from typing import Any, Final

from .coverage import Covered, coverage, share, tally
from .groups import Group, groups
from .records import Run
from .report_text import answered, counted, skipped

_STYLE: Final = """
:root { --ink: #1b1b1f; --soft: #5c5c66; --line: #d9d9df; --paper: #fff; --block: #f5f5f8; --good: #17632c; --bad: #a3001f; --dim: #6b5900;
  --good-back: #e3f4e7; --bad-back: #fde7ea; --dim-back: #f7f0d4; color-scheme: light dark }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e6ea; --soft: #a5a5b0; --line: #3a3a42; --paper: #17171a; --block: #222227;
  --good: #7fd49a; --bad: #ff98a2; --dim: #dcc96a; --good-back: #14301c; --bad-back: #3c1820; --dim-back: #322c12 } }
body { font: 15px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 76rem; padding: 1.5rem 1rem 4rem; color: var(--ink); background: var(--paper) }
h1 { font-size: 1.5rem; margin: 0 0 .5rem } h2 { font-size: 1.2rem; margin: 2.2rem 0 .6rem } h3 { font-size: 1rem; margin: 0 }
table { border-collapse: collapse; width: 100%; table-layout: auto } td, th { text-align: left; padding: .3rem .6rem; border-bottom: 1px solid var(--line); vertical-align: top }
th { color: var(--soft); font-weight: 600 } td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap }
td { overflow-wrap: anywhere } td.state { white-space: nowrap; overflow-wrap: normal }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; margin: .5rem 0 } dt { color: var(--soft) } dd { margin: 0; overflow-wrap: anywhere }
pre { background: var(--block); padding: .7rem; overflow-x: auto; white-space: pre-wrap; overflow-wrap: anywhere; margin: .4rem 0; font: 13px/1.45 ui-monospace, monospace }
pre del, pre ins { text-decoration: none; display: block } pre del { background: var(--bad-back) } pre ins { background: var(--good-back) } pre span { display: block }
.counts { display: flex; flex-wrap: wrap; gap: .5rem; margin: .8rem 0; padding: 0; list-style: none } .tag { padding: .1rem .6rem; border-radius: .4rem; background: var(--block) }
.passed { color: var(--good) } .failed, .broken { color: var(--bad) } .skipped, .known, .none { color: var(--dim) }
.tag.passed { background: var(--good-back) } .tag.failed, .tag.broken { background: var(--bad-back) } .tag.skipped, .tag.known, .tag.none { background: var(--dim-back) }
section { border: 1px solid var(--line); border-left: 4px solid var(--bad); border-radius: .3rem; padding: .8rem 1rem; margin: .8rem 0 }
summary { cursor: pointer } details ul { margin: .3rem 0; padding-left: 1.2rem } code { font: 13px ui-monospace, monospace } .soft { color: var(--soft) }
"""

_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'"


def html_report(run: Run) -> str:
    """Counts first, then each difference with the request to look at, each element of the spec, each case."""
    title = escape(
        f"{run.suite.service} {run.suite.version}: conformance of {run.endpoint}"
    )
    parts = [*_head(run), *_failures(run), *_elements(run), *_skipped(run)]
    parts += _cases(run)
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title><style>{_STYLE}</style></head>\n<body><main>\n"
        + "\n".join(parts)
        + "\n</main></body></html>\n"
    )


def _head(run: Run) -> Iterator[str]:
    counts, covered = tally(run.records), coverage(run)
    verdict, state = "all held", "passed"
    if counts["failed"]:
        verdict, state = "faults found", "failed"
    elif run.stopped or counts["broken"]:
        verdict, state = "inconclusive", "broken"
    elif not counts["passed"] + counts["known"]:
        verdict, state = "nothing tested", "none"
    service = escape(f"{run.suite.service} {run.suite.version}")
    yield f'<h1>Conformance of {service} <span class="tag {state}">{verdict}</span></h1>'
    shown = (f"<li>{_tag(name, f'{count} {name}')}</li>" for name, count in counts.items() if count)  # fmt: skip
    yield f'<ul class="counts">{"".join(shown)}</ul>'
    requests = sum(record["requests"] for record in run.records)
    seconds = sum(record["seconds"] for record in run.records)
    facts = {
        "Endpoint": run.endpoint,
        "Level": run.level,
        "Began": run.began.replace("T", " "),
        "Requests": f"{requests} in {seconds:.1f} s",
        "Covered": share(covered),
        "Run mark": run.mark,
        "Stopped": run.stopped,
    }
    told = (
        f"<dt>{name}</dt><dd>{escape(value)}</dd>"
        for name, value in facts.items()
        if value
    )
    yield f"<dl>{''.join(told)}</dl>"


def _tag(state: str, text: str) -> str:
    return f'<span class="tag {state.replace(" ", "-")}">{escape(text)}</span>'


# -- what failed -----------------------------------------------------------------------------------------------------


def _failures(run: Run) -> Iterator[str]:
    found = groups(run)
    if not found:
        return
    cases = len({item["id"] for group in found for item in group.records})
    yield f"<h2>{counted(cases, 'failed case')}, {counted(len(found), 'difference')}</h2>"
    for number, group in enumerate(found, 1):
        yield "\n".join(_group(number, group))


def _group(number: int, group: Group) -> Iterator[str]:
    """A difference with request, reply and how to send it again."""
    record = group.first
    places = [group.element.place] if group.element else record["places"]
    yield f'<section id="d{number}"><h3>{number}. {_headline(group)}</h3>'
    yield (
        f'<p class="soft">{counted(len(group.records), "case")}; '
        f"stated at {escape(', '.join(places[:3]))}</p>"
    )
    yield (
        f'<p>Look first at <a href="#{_anchor(record["id"])}"><code>{escape(record["id"])}</code></a>: '
        f"{_words(record['title'])} {_tag(record['status'], record['status'])}</p>"
    )
    reasons = "".join(f"<li>{_words(reason)}</li>" for reason in record["reasons"])
    yield f"<ul>{reasons}</ul>"
    if record.get("diff"):
        yield '<p class="soft">Due (-) and answered (+)</p>'
        yield f"<pre>{''.join(map(_diff_line, record['diff']))}</pre>"
    status = record.get("http_status")
    if record.get("curl"):
        for title, text in (
            ("Sent", record["request"]),
            (
                f"Answered with HTTP {status}" if status else "Answered",
                answered(record),
            ),
            ("Again with curl", record["curl"]),
            ("Again with Python", record["python"]),
        ):
            is_open = " open" if not title.startswith("Again") else ""
            yield f"<details{is_open}><summary>{title}</summary><pre>{escape(text)}</pre></details>"
    others = [item for item in group.records if item is not record]
    if others:
        listed = "".join(_case_link(item["id"], item["status"]) for item in others)
        yield (
            f"<details><summary>{counted(len(others), 'other case')}</summary>"
            f"<ul>{listed}</ul></details>"
        )
    yield "</section>"


def _headline(group: Group) -> str:
    named = f"<code>{escape(group.element.id)}</code>: " if group.element else ""
    return f"{named}{_words(group.text)}"


def _diff_line(line: str) -> str:
    tag = {"-": "del", "+": "ins"}.get(line[:1], "span")
    return f"<{tag}>{escape(line) or ' '}</{tag}>"


def _words(text: str) -> str:
    """Text with its backticks as code."""
    parts = escape(text).split("`")
    if len(parts) % 2 == 0:
        return escape(text)
    return "".join(
        f"<code>{part}</code>" if number % 2 else part
        for number, part in enumerate(parts)
    )


def _anchor(name: str) -> str:
    return escape("case-" + name.encode().hex())


def _case_link(name: str, status: str) -> str:
    return (
        f'<li><a href="#{_anchor(name)}"><code>{escape(name)}</code></a> '
        f'<span class="{status}">{status}</span></li>'
    )


# -- tables ----------------------------------------------------------------------------------------------------------


def _elements(run: Run) -> Iterator[str]:
    """Each element with its state; those that failed are open."""
    status = {record["id"]: record["status"] for record in run.records}
    covered = coverage(run)
    reached = sum(item.played > 0 for item in covered)
    yield f"<h2>Elements of the spec: {reached} of {len(covered)} covered</h2>"
    yield "<table><thead><tr><th>State</th><th>Element</th><th>Stated at</th><th>Cases</th></tr></thead><tbody>"
    for item in covered:
        yield _element(item, status)
    yield "</tbody></table>"


def _element(item: Covered, status: Mapping[str, str]) -> str:
    state = "none" if item.status == "not covered" else item.status
    body = f'<span class="none">{escape(item.reason or "none")}</span>'
    if item.cases:
        asked = [name for name in item.cases if name in status]
        listed = "".join(_case_link(name, status[name]) for name in asked)
        rest = len(item.cases) - len(asked)
        listed += f"<li>{rest} of other levels or filters</li>" if rest else ""
        told = f"{item.played} of {counted(len(item.cases), 'case')} played"
        told += f", {item.failed} failed" if item.failed else ""
        body = f"<details><summary>{told}</summary><ul>{listed}</ul></details>"
    return (
        f'<tr><td class="state">{_tag(state, item.status)}</td><td>{_words(item.element.title)}<br>'
        f'<code class="soft">{escape(item.element.id)}</code></td>'
        f"<td><code>{escape(item.element.place)}</code></td><td>{body}</td></tr>"
    )


def _skipped(run: Run) -> Iterator[str]:
    why = skipped(run)
    if not why:
        return
    yield f"<h2>Skipped ({sum(why.values())})</h2><table><thead><tr><th class='number'>Cases</th><th>For want of</th></tr></thead><tbody>"
    for reason, count in why.items():
        yield f"<tr><td class='number'>{count}</td><td>{_words(reason)}</td></tr>"
    yield "</tbody></table>"


def _cases(run: Run) -> Iterator[str]:
    yield f"<h2>Cases ({len(run.records)})</h2>"
    yield (
        "<table><thead><tr><th>State</th><th>Case</th><th class='number'>HTTP</th>"
        "<th class='number'>ms</th><th>What was wrong</th></tr></thead><tbody>"
    )
    for record in run.records:
        yield _case(record)
    yield "</tbody></table>"


def _case(record: Mapping[str, Any]) -> str:
    reasons = "<br>".join(map(_words, record["reasons"]))
    status = record.get("http_status")
    return (
        f'<tr id="{_anchor(record["id"])}"><td class="state">{_tag(record["status"], record["status"])}</td>'
        f'<td><code>{escape(record["id"])}</code><br><span class="soft">{_words(record["title"])}</span></td>'
        f'<td class="number">{"" if status is None else status}</td>'
        f'<td class="number">{record["seconds"] * 1000:.0f}</td><td>{reasons}</td></tr>'
    )
