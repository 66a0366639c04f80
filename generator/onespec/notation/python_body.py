"""A Python expression -> the body of a function that returns it, laid out as black would."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from onespec.layout import STEP, WIDTH
from onespec.notation.python_tree import NOT, Text, broken, called, lines
from onespec.texts import PythonText
from onespec.wide import formatted

_HEAD: Final = "def f():\n"
_PAD: Final = " " * STEP


def body(kept: Sequence[str], text: Text) -> PythonText:
    """Constants that stand before, and the `return`; the first line is not indented, the others by four columns.

    Where something is too long for a line of its own, black itself breaks it.
    """
    made = _returned(text)
    wide = made is None or any(STEP + len(line) > WIDTH for line in made)
    last = [f"return {text.flat}"] if made is None or wide else made
    source = "\n".join(_PAD + line for line in [*kept, *last])
    if wide:
        source = formatted(_HEAD + source).removeprefix(_HEAD).rstrip("\n")
    return PythonText(source[STEP:])


def _returned(text: Text) -> list[str] | None:
    """The lines of the `return`; None where what black does depends on more than is looked at here."""
    line = f"return {text.flat}"
    if STEP + len(line) <= WIDTH:
        return [line]
    if not text.parts:
        return None
    if text.head or text.level == NOT:
        return broken(text, "return ", STEP)
    if len(text.parts) == 2 and _meets_brackets(text):
        return broken(called("bool", text), "return ", STEP) if text.is_bool else None
    inner = lines(text, "", STEP + STEP)
    return ["return (", *(_PAD + piece for piece in inner), ")"]


def _meets_brackets(text: Text) -> bool:
    """Whether black could break the brackets of an operand in place of those around the whole."""
    return text.flat.startswith("(") or text.flat.endswith((")", "]"))
