"""One branch of a flow -> a sequence diagram as SVG, drawn with classes of the page's style and no style of its own."""

from __future__ import annotations

import itertools
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from onespec.markup import HTML, tag
from onespec.model import Flow, FlowStep
from onespec.notation import english_expr
from onespec.prose import Anchor, Code, Inline, inline
from onespec.texts import show_hidden

COLUMN: Final = 208
MARGIN: Final = 98
PARTY: Final = 136
HEAD: Final = 34
LINE: Final = 17
GAP: Final = 15
CHAR: Final = 7.0
"""Width that a character takes on average; wide ones count twice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One word, in one face."""

    text: str
    face: str
    """Class of its `tspan`: empty, `code` or `if`."""


Row = tuple[Word, ...]


def draw(flow: Flow, id_: str, order: tuple[str, ...] = ()) -> Markup:
    """The diagram; its words stand beside it as a list, to which it refers. Parties are drawn in the order that is given, else as they come."""
    parties = parties_of(flow, order)
    top = HEAD + 14
    pieces: list[Markup] = []
    for step in flow.steps:
        piece, height = _step(step, parties, top)
        pieces.append(piece)
        top += height
    width = 2 * MARGIN + COLUMN * (max(len(parties), 1) - 1)
    label = {"aria-labelledby": id_, "viewBox": f"0 0 {width} {top + 8}", "role": "img"}
    size = {"width": str(width), "height": str(top + 8)}
    title = tag("title", HTML.text(flow.title), id=id_)
    drawn = Markup("\n").join((title, *_lifelines(parties, top), *pieces))
    return tag("svg", drawn, class_="sequence", **label, **size)


def parties_of(flow: Flow, order: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Who takes part, in the order that is given, else as they come."""
    met = [name for step in flow.steps for name in (step.source, step.target) if name]
    return tuple(dict.fromkeys([*(name for name in order if name in met), *met]))


def _centre(parties: tuple[str, ...], name: str) -> int:
    return MARGIN + COLUMN * parties.index(name)


def _lifelines(parties: tuple[str, ...], bottom: int) -> Iterator[Markup]:
    for name in parties:
        x = _centre(parties, name)
        yield _line("life", x, HEAD, f"V{bottom}")
        yield _box("party", x - PARTY // 2, 1, PARTY, HEAD - 2)
        yield _text(x, 22, "party-name", (Word(text=_cut(name), face=""),))


def _step(step: FlowStep, parties: tuple[str, ...], top: int) -> tuple[Markup, int]:
    """One step below `top`, and how high it is."""
    there = _centre(parties, step.target)
    here = _centre(parties, step.source) if step.source else there
    span = abs(there - here)
    words = list(_words(inline(step.text)))
    limit = (span or COLUMN) - 26
    rows = _wrap(words, limit)
    if step.when is not None:
        condition = "".join(
            show_hidden(text) for text, _ in english_expr.condition_pieces(step.when)
        )
        rows += _wrap(
            [Word(text=w, face="if") for w in f"if {condition}".split()], limit
        )
    height = len(rows) * LINE
    if not span:
        return _note(there, top, rows, height), height + GAP + 12
    kind = "maybe" if step.when is not None else "sure"
    pieces = [_texts((here + there) // 2, top + 12, rows)]
    if span > COLUMN:
        pieces.insert(0, _mask((here + there) // 2, top, rows))
    pieces += _arrow(here, there, top + height + 5, kind)
    return Markup("\n").join(pieces), height + GAP + 7


def _mask(x: int, top: int, rows: list[Row]) -> Markup:
    """What keeps the lines of parties in between from running through words."""
    wide = max(sum(_length(word) + CHAR for word in row) for row in rows)
    return _box("mask", x - int(wide) // 2, top - 2, int(wide), len(rows) * LINE)


def _note(x: int, top: int, rows: list[Row], height: int) -> Markup:
    wide = COLUMN - 20
    box = _box("note", x - wide // 2, top, wide, height + 12)
    return Markup("\n").join((box, _texts(x, top + 18, rows)))


def _arrow(here: int, there: int, y: int, kind: str) -> tuple[Markup, Markup]:
    step = 1 if there > here else -1
    tip = there - step * 2
    line = _line(f"arrow {kind}", here, y, f"H{tip - step * 7}")
    return line, _line("tip", tip, y, f"l{-step * 8} -4v8z")


def _line(kind: str, x: int, y: int, way: str) -> Markup:
    return tag("path", class_=kind, d=f"M{x} {y}{way}")


def _box(kind: str, x: int, y: int, width: int, height: int) -> Markup:
    size = {"width": str(width), "height": str(height), "rx": "5"}
    return tag("rect", class_=kind, x=str(x), y=str(y), **size)


def _texts(x: int, top: int, rows: list[Row]) -> Markup:
    return Markup("\n").join(
        _text(x, top + index * LINE, "say", row) for index, row in enumerate(rows)
    )


def _text(x: int, y: int, kind: str, row: Row) -> Markup:
    runs = (
        (face, " ".join(word.text for word in words))
        for face, words in itertools.groupby(row, key=lambda word: word.face)
    )
    shown = Markup(" ").join(
        tag("tspan", text, class_=face) if face else HTML.text(text)
        for face, text in runs
    )
    return tag("text", shown, class_=kind, x=str(x), y=str(y))


def _words(parts: tuple[Inline, ...]) -> Iterator[Word]:
    for part in parts:
        if isinstance(part, Anchor):
            yield from _words(part.parts)
        else:
            face = "code" if isinstance(part, Code) else ""
            for text in part.text.split():
                yield Word(text=show_hidden(text), face=face)


def _wrap(words: list[Word], limit: int) -> list[Row]:
    rows: list[list[Word]] = [[]]
    room = float(limit)
    for word in words:
        length = _length(word) + CHAR
        if length > room and rows[-1]:
            rows.append([])
            room = float(limit)
        rows[-1].append(word)
        room -= length
    return [tuple(row) for row in rows if row]


def _length(word: Word) -> float:
    wide = sum(unicodedata.east_asian_width(char) in "WF" for char in word.text)
    return (len(word.text) + wide) * CHAR


def _cut(name: str) -> str:
    shown = show_hidden(name)
    return shown if len(shown) <= 18 else f"{shown[:17]}…"
