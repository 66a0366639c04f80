"""A pattern's tree -> the text that Python and ECMA engines read."""

from __future__ import annotations

from onespec.patterns.charsets import written
from onespec.patterns.tree import Branch, Chars, Choice, Repeat, Sequence, Tree


def python_text(branches: tuple[Branch, ...]) -> str:
    """For `re.fullmatch`; the explicit ends make `match` and `search` say the same."""
    bodies = []
    for branch in branches:
        start = "" if branch.starts else r"[\s\S]*?"
        end = "" if branch.ends else r"[\s\S]*"
        bodies.append(f"{start}{_joined(branch.body)}{end}")
    whole = bodies[0] if len(bodies) == 1 else f"(?:{'|'.join(bodies)})"
    if len(branches) == 1 and isinstance(branches[0].body, Choice):
        whole = bodies[0]
    return f"\\A{whole}\\Z"


def ecma_text(branches: tuple[Branch, ...]) -> str:
    """For engines whose `$` is the end of the text."""
    bodies = []
    for branch in branches:
        start, end = "^" if branch.starts else "", "$" if branch.ends else ""
        bodies.append(f"{start}{_joined(branch.body)}{end}")
    return "|".join(bodies)


def _joined(tree: Tree) -> str:
    """The text of a tree that stands in a sequence."""
    match tree:
        case Chars(ranges=ranges, source=source):
            return source or written(ranges)
        case Sequence(parts=parts):
            return "".join(map(_joined, parts))
        case Choice(options=options):
            return f"(?:{'|'.join(map(_joined, options))})"
        case Repeat(part=part, low=low, high=high):
            inner = _joined(part)
            if not isinstance(part, Chars | Choice):
                inner = f"(?:{inner})"
            return f"{inner}{_bounds(low, high)}"


def _bounds(low: int, high: int | None) -> str:
    match low, high:
        case 0, None:
            return "*"
        case 1, None:
            return "+"
        case 0, 1:
            return "?"
        case _, None:
            return f"{{{low},}}"
        case _ if low == high:
            return f"{{{low}}}"
        case _:
            return f"{{{low},{high}}}"
