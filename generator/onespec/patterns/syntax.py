"""Pattern text -> a tree in the subset that Python, RE2 and ECMA share; anything else is refused with the reason."""

from __future__ import annotations

import re
from typing import Final

from onespec.patterns.charsets import CLASSES, DOT, Ranges, complement, merged
from onespec.patterns.tree import (
    Branch,
    Chars,
    Choice,
    PatternFault,
    Repeat,
    Sequence,
    Tree,
)

MAX_LENGTH: Final = 1000
MAX_REPEAT: Final = 1000
MAX_NESTING: Final = 20

_BOUNDS: Final = re.compile(r"\{([0-9]{1,4})(,?)([0-9]{0,4})\}")
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
            raise PatternFault("closes a bracket that was never opened")
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
            raise PatternFault(f"nests groups more than {MAX_NESTING} deep")
        inner = self._choice()
        if self._peek() == "$":
            raise PatternFault(
                "has `$` inside a group", "put it behind the group, at the end"
            )
        if not self._skip(")"):
            raise PatternFault("has a `(` that is never closed")
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
            raise PatternFault(f"repeats more than {MAX_REPEAT} times")
        if high is not None and high < low:
            raise PatternFault(
                f"repeats {match[0]}: the bounds are the wrong way round"
            )
        return low, high

    def _escape(self) -> Ranges:
        """What a backslash and what follows stand for."""
        self._at += 1
        letter = self._peek()
        if not letter:
            raise PatternFault("ends in a backslash")
        coded = _CODED.match(self._text, self._at)
        if coded is not None:
            self._at = coded.end()
            code = int(coded[1] or coded[2], 16)
            if 0xD800 <= code <= 0xDFFF:
                raise PatternFault("has an escape for half a character")
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
                raise PatternFault("has a `[` that is never closed")
            found.extend(self._member())
        if not found:
            raise PatternFault(
                "has an empty class",
                "`\\[` and `\\]` stand for the brackets themselves",
            )
        ranges = merged(found)
        ranges = complement(ranges) if negated else ranges
        if not ranges:
            raise PatternFault("has a class that no character is in")
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
            raise PatternFault("has a range whose ends are the wrong way round")
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
            raise PatternFault("has a `[` that is never closed")
        if self._peek(2) in ("&&", "--", "~~", "||"):
            raise PatternFault(
                f"has `{self._peek(2)}` inside a class, a set operation to some engines",
                "write the character once, with a backslash before it",
            )
        self._at += 1
        return ((ord(letter), ord(letter)),)
