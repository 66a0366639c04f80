"""Markdown from templates -> the same with exactly one blank line between blocks."""

from __future__ import annotations


def tidy(text: str) -> str:
    """Blank lines folded into one, except inside fences; one line break at the end."""
    kept: list[str] = []
    fence = ""
    for line in text.split("\n"):
        mark = line[: len(line) - len(line.lstrip("`"))]
        if fence:
            fence = "" if line == fence else fence
        elif len(mark) >= 3:
            fence = mark
        elif not line.strip():
            line = ""
            if not kept or not kept[-1]:
                continue
        kept.append(line)
    return "\n".join(kept).strip("\n") + "\n"
