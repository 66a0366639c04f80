"""Two versions of a file -> a unified diff that is safe to print."""

from __future__ import annotations

import difflib
from typing import Final

_MOST: Final = 400
"""Lines of one file's diff that are shown."""
_PAIRS: Final = 4_000_000
"""Above this many pairs of differing lines they are shown as one block: finding the least diff would take too long."""
_COLORS: Final = {"-": "\x1b[31m", "+": "\x1b[32m", "@": "\x1b[36m"}


def unified(name: str, disk: bytes, built: bytes, *, color: bool = False) -> str:
    """What would change in a file if it were generated anew."""
    lines = _diff(_lines(disk), _lines(built), name)
    shown = [_painted(line, color) for line in lines[:_MOST]]
    if len(lines) > _MOST:
        shown.append(f"... and {len(lines) - _MOST} lines more")
    return "\n".join(shown)


def first_difference(disk: bytes, built: bytes) -> int:
    """The first line on disk that is not as it would be made, counted from 1."""
    left, right = disk.split(b"\n"), built.split(b"\n")
    for number, (one, other) in enumerate(zip(left, right, strict=False), start=1):
        if one != other:
            return number
    return max(1, min(len(left), len(right)))


def _diff(disk: list[str], built: list[str], name: str) -> list[str]:
    heads = f"{name} (on disk)", f"{name} (as it would be made)"
    same = 0
    while same < min(len(disk), len(built)) and disk[same] == built[same]:
        same += 1
    left, right = disk[same:], built[same:]
    if len(left) * len(right) <= _PAIRS:
        return list(difflib.unified_diff(disk, built, *heads, lineterm=""))
    return [
        f"--- {heads[0]}",
        f"+++ {heads[1]}",
        f"@@ -{same + 1},{len(left)} +{same + 1},{len(right)} @@",
        *(f"-{line}" for line in left),
        *(f"+{line}" for line in right),
    ]


def _lines(content: bytes) -> list[str]:
    lines = content.decode("utf-8", "backslashreplace").split("\n")
    if lines[-1]:
        lines[-1] += " (no line end)"
    else:
        lines.pop()
    return [_visible(line) for line in lines]


def _visible(line: str) -> str:
    """A line with nothing in it that a terminal would act on."""
    if line.isprintable():
        return line
    return "".join(
        (
            one
            if one.isprintable() or one == "\t"
            else one.encode("unicode_escape").decode("ascii")
        )
        for one in line
    )


def _painted(line: str, color: bool) -> str:
    tone = _COLORS.get(line[:1]) if color else None
    return f"{tone}{line}\x1b[0m" if tone else line
