"""The text of a pattern -> its tree, or why it is refused; the tree -> the text for each engine."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, TypeAlias


@dataclass(frozen=True, slots=True)
class Chars:
    """One character out of a set."""

    ranges: Ranges
    source: str = field(default="", compare=False)
    """How the author wrote the set, where all engines read that alike."""


@dataclass(frozen=True, slots=True)
class Sequence:
    """Parts one after the other; an empty one is the empty text."""

    parts: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several."""

    options: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """A part `low` to `high` times; `high` None is no bound."""

    part: Tree
    low: int
    high: int | None


@dataclass(frozen=True, slots=True)
class Branch:
    """One top-level alternative, and whether it is tied to the start and the end of the text."""

    body: Tree
    starts: bool
    ends: bool


Tree: TypeAlias = Chars | Sequence | Choice | Repeat


class PatternFault(Exception):
    """A pattern outside the subset: why, and what to write instead."""

    def __init__(self, reason: str, mend: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.mend = mend


Ranges: TypeAlias = tuple[tuple[int, int], ...]
"""Sorted, apart from each other, both ends inclusive."""

LAST: Final = 0x10FFFF


def merged(ranges: Iterable[tuple[int, int]]) -> Ranges:
    """Ranges in order, touching ones joined."""
    found: list[tuple[int, int]] = []
    for low, high in sorted(ranges):
        if found and low <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(high, found[-1][1]))
        else:
            found.append((low, high))
    return tuple(found)


def complement(ranges: Ranges) -> Ranges:
    """Every other character."""
    found: list[tuple[int, int]] = []
    at = 0
    for low, high in ranges:
        if low > at:
            found.append((at, low - 1))
        at = high + 1
    if at <= LAST:
        found.append((at, LAST))
    return tuple(found)


def overlap(left: Ranges, right: Ranges) -> bool:
    """Whether some character is in both."""
    i = j = 0
    while i < len(left) and j < len(right):
        if left[i][1] < right[j][0]:
            i += 1
        elif right[j][1] < left[i][0]:
            j += 1
        else:
            return True
    return False


def common(left: Ranges, right: Ranges) -> Ranges:
    """The characters in both."""
    found = [
        (max(a, c), min(b, d))
        for a, b in left
        for c, d in right
        if max(a, c) <= min(b, d)
    ]
    return merged(found)


def contains(ranges: Ranges, code: int) -> bool:
    """Whether a character is in the set."""
    return any(low <= code <= high for low, high in ranges)


def _codes(text: str) -> Ranges:
    return merged((ord(letter), ord(letter)) for letter in text)


DIGIT: Final = merged([(48, 57)])
WORD: Final = merged([(48, 57), (65, 90), (95, 95), (97, 122)])
SPACE: Final = _codes(" \t\n\v\f\r")
DOT: Final = complement(_codes("\n\r\u2028\u2029"))
ANY: Final = complement(())

CLASSES: Final = {
    "d": DIGIT,
    "D": complement(DIGIT),
    "w": WORD,
    "W": complement(WORD),
    "s": SPACE,
    "S": complement(SPACE),
}


def written(ranges: Ranges) -> str:
    """A class, or a character on its own, that Python, RE2 and ECMA (with its `u` flag) read alike."""
    if ranges == ANY:
        return r"[\s\S]"
    if len(ranges) == 1 and ranges[0][0] == ranges[0][1]:
        return literal(ranges[0][0])
    if ranges[-1][1] == LAST:
        return f"[^{_inside(complement(ranges))}]"
    return f"[{_inside(ranges)}]"


def _inside(ranges: Ranges) -> str:
    parts: list[str] = []
    for low, high in ranges:
        parts.append(_in_class(low))
        if high > low:
            parts.append("-" if high > low + 1 else "")
            parts.append(_in_class(high))
    return "".join(parts)


_NAMED: Final = {9: r"\t", 10: r"\n", 11: r"\v", 12: r"\f", 13: r"\r"}


def literal(code: int) -> str:
    """One character outside a class."""
    if chr(code) in r"\^$.|?*+()[]{}/":
        return f"\\{chr(code)}" if chr(code) != "/" else "/"
    return _plain(code)


def _in_class(code: int) -> str:
    return f"\\{chr(code)}" if chr(code) in r"\]^-[" else _plain(code)


def _plain(code: int) -> str:
    if code in _NAMED:
        return _NAMED[code]
    if code < 0x20 or code == 0x7F:
        return f"\\x{code:02x}"
    if 0x80 <= code <= 0xFFFF and not chr(code).isprintable():
        return f"\\u{code:04x}"
    return chr(code)


MAX_LENGTH: Final = 1000
MAX_REPEAT: Final = 1000
MAX_NESTING: Final = 20

_OPEN_CLASS: Final = "has a `[` that is never closed"
_CLOSE_CLASS: Final = "close it with `]`; `\\[` stands for the character itself"
_BOUNDS: Final = re.compile(r"\{([0-9]{1,30})(,?)([0-9]{0,30})\}")
_PORTABLE: Final = re.compile(r"\[(?:[ -Z^-~]|\\[\\\]\[^./-])+\]")
_LETTERS: Final = {"t": 9, "n": 10, "v": 11, "f": 12, "r": 13}
_CODED: Final = re.compile(r"x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})")


def read(text: str) -> tuple[Branch, ...]:
    """The alternatives of a whole pattern. Raises PatternFault."""
    if len(text) > MAX_LENGTH:
        raise PatternFault(
            f"has {len(text)} characters, more than {MAX_LENGTH}", "write a shorter one"
        )
    return _Reader(text).branches()


class _Reader:
    """Walks the pattern once."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._depth = 0

    def _peek(self, size: int = 1) -> str:
        return self._text[self._at : self._at + size]

    def _skip(self, text: str) -> bool:
        if self._text.startswith(text, self._at):
            self._at += len(text)
            return True
        return False

    def branches(self) -> tuple[Branch, ...]:
        """Alternatives up to the end of the text."""
        found = [self._branch()]
        while self._skip("|"):
            found.append(self._branch())
        if self._peek():
            raise PatternFault(
                "closes a bracket that was never opened",
                "`\\)` stands for the character itself",
            )
        return tuple(found)

    def _branch(self) -> Branch:
        starts = False
        while self._skip("^"):
            starts = True
        body = self._sequence()
        ends = False
        while self._skip("$"):
            ends = True
        if self._peek() not in ("", "|", ")"):
            raise PatternFault(
                "has `$` before its end", "`\\$` stands for the character itself"
            )
        return Branch(body=body, starts=starts, ends=ends)

    def _choice(self) -> Tree:
        options = [self._sequence()]
        while self._skip("|"):
            options.append(self._sequence())
        return options[0] if len(options) == 1 else Choice(tuple(options))

    def _sequence(self) -> Tree:
        parts: list[Tree] = []
        while self._peek() not in ("", "|", ")", "$"):
            parts.append(self._repeated(self._atom()))
        return parts[0] if len(parts) == 1 else Sequence(tuple(parts))

    def _atom(self) -> Tree:
        letter = self._peek()
        if letter == "(":
            return self._group()
        if letter == "[":
            start = self._at
            ranges = self._class()
            written = self._text[start : self._at]
            return Chars(ranges, written if _PORTABLE.fullmatch(written) else "")
        if letter == "\\":
            return Chars(self._escape())
        if letter == "^":
            raise PatternFault(
                "has `^` after its start", "`\\^` stands for the character itself"
            )
        if letter in "*+?{":
            raise PatternFault(
                f"has `{letter}` with nothing to repeat before it",
                f"`\\{letter}` stands for the character itself",
            )
        if letter in "]}":
            raise PatternFault(
                f"has a bare `{letter}`",
                f"`\\{letter}` stands for the character itself",
            )
        self._at += 1
        if letter == ".":
            return Chars(DOT)
        return Chars(((ord(letter), ord(letter)),))

    def _group(self) -> Tree:
        self._at += 1
        if self._peek() == "?" and not self._skip("?:"):
            raise PatternFault(
                f"has a group `({self._peek(3)}`, which engines read differently or not at all",
                "only `(...)` and `(?:...)` are in the common subset",
            )
        self._depth += 1
        if self._depth > MAX_NESTING:
            raise PatternFault(
                f"nests groups more than {MAX_NESTING} deep", "leave groups away"
            )
        inner = self._choice()
        if self._peek() == "$":
            raise PatternFault(
                "has `$` inside a group", "put it behind the group, at the end"
            )
        if not self._skip(")"):
            raise PatternFault(
                "has a `(` that is never closed",
                "close it with `)`; `\\(` stands for the character itself",
            )
        self._depth -= 1
        return inner

    def _repeated(self, part: Tree) -> Tree:
        bounds = self._bounds()
        if bounds is None:
            return part
        self._skip("?")
        if self._peek() == "+":
            raise PatternFault(
                "has a `+` after a repetition", "possessive repetition is not portable"
            )
        if self._peek() in ("*", "?") or _BOUNDS.match(self._text, self._at):
            raise PatternFault("repeats a repetition", "put the inner one in a group")
        return Repeat(part, *bounds)

    def _bounds(self) -> tuple[int, int | None] | None:
        for sign, bounds in (("*", (0, None)), ("+", (1, None)), ("?", (0, 1))):
            if self._skip(sign):
                return bounds
        if self._peek() != "{":
            return None
        match = _BOUNDS.match(self._text, self._at)
        if match is None:
            raise PatternFault(
                "has a bare `{`", "`\\{` stands for the character itself"
            )
        self._at = match.end()
        low = int(match[1])
        high = int(match[3]) if match[3] else None if match[2] else low
        if max(low, high or 0) > MAX_REPEAT:
            raise PatternFault(
                f"repeats more than {MAX_REPEAT} times",
                "repeat with `*` or `+`, and limit the length by `maxLength:` of the param, or by `size(x)`",
            )
        if high is not None and high < low:
            raise PatternFault(
                f"repeats {match[0]}: the bounds are the wrong way round",
                f"write `{{{high},{low}}}` for `{match[0]}`",
            )
        return low, high

    def _escape(self) -> Ranges:
        """What a backslash and what follows stand for."""
        self._at += 1
        letter = self._peek()
        if not letter:
            raise PatternFault(
                "ends in a backslash", "two of them stand for the character itself"
            )
        coded = _CODED.match(self._text, self._at)
        if coded is not None:
            self._at = coded.end()
            code = int(coded[1] or coded[2], 16)
            if 0xD800 <= code <= 0xDFFF:
                raise PatternFault(
                    "has an escape for half a character",
                    "write the character itself",
                )
            return ((code, code),)
        self._at += 1
        if letter in CLASSES:
            return CLASSES[letter]
        if letter in _LETTERS:
            return ((_LETTERS[letter], _LETTERS[letter]),)
        if letter.isalnum() or letter == "_" or ord(letter) > 126:
            raise PatternFault(
                f"has the escape `\\{letter}`, which engines read differently or not at all",
                "write out the characters it stands for",
            )
        return ((ord(letter), ord(letter)),)

    def _class(self) -> Ranges:
        self._at += 1
        negated = self._skip("^")
        found: list[tuple[int, int]] = []
        while not self._skip("]"):
            if not self._peek():
                raise PatternFault(_OPEN_CLASS, _CLOSE_CLASS)
            found.extend(self._member())
        if not found:
            raise PatternFault(
                "has an empty class",
                "`\\[` and `\\]` stand for the brackets themselves",
            )
        ranges = merged(found)
        ranges = complement(ranges) if negated else ranges
        if not ranges:
            raise PatternFault(
                "has a class that no character is in",
                "name at least one character that it leaves",
            )
        return ranges

    def _member(self) -> Ranges:
        first = self._single()
        if self._peek() != "-" or self._peek(2) == "-]":
            return first
        self._at += 1
        last = self._single()
        if first[0][0] != first[-1][1] or last[0][0] != last[-1][1]:
            raise PatternFault(
                "has a range from or to a whole class",
                "put the `-` at the end of the class",
            )
        if last[0][0] < first[0][0]:
            raise PatternFault(
                "has a range whose ends are the wrong way round",
                "write the lesser character first",
            )
        return ((first[0][0], last[0][0]),)

    def _single(self) -> Ranges:
        letter = self._peek()
        if letter == "\\":
            return self._escape()
        if letter == "[":
            raise PatternFault(
                "has a bare `[` inside a class", "`\\[` stands for the character itself"
            )
        if not letter:
            raise PatternFault(_OPEN_CLASS, _CLOSE_CLASS)
        if self._peek(2) in ("&&", "--", "~~", "||"):
            raise PatternFault(
                f"has `{self._peek(2)}` inside a class, a set operation to some engines",
                "write the character once, with a backslash before it",
            )
        self._at += 1
        return ((ord(letter), ord(letter)),)


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
