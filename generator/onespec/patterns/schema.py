"""A pattern -> keywords that say the same to every validator, whatever its engine takes `$` for.

Python lets `$` match before a line break at the end of the text; ECMA, Rust and RE2 do not, and no sign for the very
end is known to all of them. So what Python would let through besides is refused by a keyword beside the pattern.
"""

from __future__ import annotations

from onespec.patterns.syntax import (
    Branch,
    Chars,
    Choice,
    Repeat,
    Sequence,
    Tree,
    contains,
    ecma_text,
    read,
)

_BREAK = ord("\n")
_NO_BREAK: dict[str, object] = {"not": {"type": "string", "pattern": "\\n$"}}
_VERY_END = "(?![\\s\\S])"


def pattern_schema(pattern: str) -> dict[str, object]:
    """Text that the pattern holds of; what is no text passes."""
    branches = read(pattern)
    guards = [_guard(branch) for branch in branches]
    if all(guard == guards[0] for guard in guards) and guards[0] is not None:
        return {"pattern": ecma_text(branches)} | guards[0]
    return {"anyOf": [_alone(branch) for branch in branches]}


def _alone(branch: Branch) -> dict[str, object]:
    guard = _guard(branch)
    text = ecma_text((branch,))
    if guard is None:
        return {"pattern": text.removesuffix("$") + _VERY_END}
    return {"pattern": text} | guard


def _guard(branch: Branch) -> dict[str, object] | None:
    """The keywords that `$` needs beside it; None where only another sign for the end will do."""
    if not branch.ends:
        return {}
    if not _ends_in_break(branch.body, empty=not branch.starts):
        return _NO_BREAK
    *front, tail = _parts(branch.body) or (Sequence(()),)
    part, high = (tail.part, tail.high) if isinstance(tail, Repeat) else (tail, 1)
    if not (isinstance(part, Chars) and contains(part.ranges, _BREAK)):
        return None
    if high is None or not (front or branch.starts):
        return (
            {}
        )  # One more line break only makes the tail longer, and the text still matches.
    width = _width(Sequence(tuple(front)))
    return {"maxLength": width + high} if branch.starts and width is not None else None


def _parts(tree: Tree) -> tuple[Tree, ...]:
    return tree.parts if isinstance(tree, Sequence) else (tree,)


def _ends_in_break(tree: Tree, *, empty: bool) -> bool:
    """Whether a text of this tree can end with a line break; `empty` answers for the empty text."""
    match tree:
        case Chars(ranges=ranges):
            return contains(ranges, _BREAK)
        case Sequence(parts=parts):
            for part in reversed(parts):
                if _ends_in_break(part, empty=False):
                    return True
                if not _is_nullable(part):
                    return False
            return empty
        case Choice(options=options):
            return any(_ends_in_break(option, empty=empty) for option in options)
        case Repeat(part=part, low=low, high=high):
            inner = high != 0 and _ends_in_break(part, empty=empty)
            return inner or (low == 0 and empty)


def _is_nullable(tree: Tree) -> bool:
    match tree:
        case Chars():
            return False
        case Sequence(parts=parts):
            return all(map(_is_nullable, parts))
        case Choice(options=options):
            return any(map(_is_nullable, options))
        case Repeat(part=part, low=low):
            return low == 0 or _is_nullable(part)


def _width(tree: Tree) -> int | None:
    """The number of characters, where all texts of the tree have the same."""
    match tree:
        case Chars():
            return 1
        case Sequence(parts=parts):
            return _sum([_width(part) for part in parts])
        case Choice(options=options):
            widths = {_width(option) for option in options}
            return widths.pop() if len(widths) == 1 else None
        case Repeat(part=part, low=low, high=high):
            width = _width(part)
            return low * width if low == high and width is not None else None


def _sum(widths: list[int | None]) -> int | None:
    known = [width for width in widths if width is not None]
    return sum(known) if len(known) == len(widths) else None
