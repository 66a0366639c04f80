# onespec runtime: generated packages carry a copy of this file; change it in onespec, not there.
"""Records of a run -> one page of HTML that needs nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from .coverage import Covered

_STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem; color: #1b1b1f }
table { border-collapse: collapse; width: 100% } td, th { text-align: left; padding: .25rem .6rem; border-bottom: 1px solid #ddd; vertical-align: top }
pre { background: #f4f4f6; padding: .6rem; overflow-x: auto; white-space: pre-wrap; word-break: break-word }
.failed, .broken { color: #a3001f; font-weight: 600 } .passed { color: #1b6b34 } .skipped, .known, .none { color: #6b5900 }
@media (prefers-color-scheme: dark) { body { background: #17171a; color: #e6e6ea } pre { background: #242428 } td, th { border-color: #3a3a40 }
.failed, .broken { color: #ff8a94 } .passed { color: #7fd49a } .skipped, .known, .none { color: #d8c26a } }
"""

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def html_report(
    title: str,
    summary: str,
    covered: Sequence[Covered],
    records: Sequence[Mapping[str, Any]],
) -> str:
    """Failures first, then each element of the spec with the cases that cover it."""
    status = {item["id"]: item["status"] for item in records}
    failures = [item for item in records if item["status"] in ("failed", "broken")]
    others = [item for item in records if item["status"] in ("skipped", "known")]
    parts = [
        f"<h1>{escape(title)}</h1><p>{escape(summary)}</p>",
        f"<h2>Failures ({len(failures)})</h2>",
        *(map(_failure, failures)),
        "<h2>Elements of the spec</h2>",
        "<table><tr><th>Element</th><th>Stated at</th><th>Cases</th></tr>",
        *(_element(item, status) for item in covered),
        f"</table><h2>Not played ({len(others)})</h2><ul>",
        *(
            f"<li>{escape(item['id'])}: {escape('; '.join(item['reasons']))}</li>"
            for item in others
        ),
        "</ul>",
    ]
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>\n<body><main>\n"
        + "\n".join(parts)
        + "\n</main></body></html>\n"
    )


def _failure(item: Mapping[str, Any]) -> str:
    """A failed case with request, reply and how to send it again."""
    rows = [
        f'<h3 class="{item["status"]}">{escape(item["id"])}</h3><p>{escape(item["title"])}</p>',
        "<ul>"
        + "".join(f"<li>{escape(reason)}</li>" for reason in item["reasons"])
        + "</ul>",
        f"<p>Stated at {escape(', '.join(item['places']))}</p>",
    ]
    for key, title in (
        ("request", "Sent"),
        ("reply", "Answered"),
        ("curl", "Again with curl"),
        ("python", "Again with Python"),
    ):
        if item.get(key):
            rows.append(f"<p>{title}</p><pre>{escape(item[key])}</pre>")
    return "\n".join(rows)


def _element(item: Covered, status: Mapping[str, str]) -> str:
    cases = "".join(
        f'<li class="{status.get(name) or "none"}">{escape(name)}: {status.get(name) or "not played"}</li>'
        for name in item.cases
    )
    body = f"<details><summary>{len(item.cases)}</summary><ul>{cases}</ul></details>"
    if not item.cases:
        body = f'<span class="none">{escape(item.reason or "none")}</span>'
    return (
        f"<tr><td>{escape(item.element.title)}</td><td>{escape(item.element.place)}</td>"
        f"<td>{body}</td></tr>"
    )
