"""Pieces of Python -> source laid out as black would write it, so that no formatter has to run."""

from __future__ import annotations

from onespec.layout.docstrings import Paragraph, Verbatim, docstring
from onespec.layout.pieces import (
    STEP,
    WIDTH,
    Bracket,
    Piece,
    Union,
    bracket,
    call,
    entry,
    flat,
    keyword,
    prefixed,
    subscript,
    union,
)
from onespec.layout.statements import (
    annotation,
    assign,
    condition,
    from_import,
    signature,
)

__all__ = [
    "STEP",
    "WIDTH",
    "Bracket",
    "Paragraph",
    "Piece",
    "Union",
    "Verbatim",
    "annotation",
    "assign",
    "bracket",
    "call",
    "condition",
    "docstring",
    "entry",
    "flat",
    "from_import",
    "keyword",
    "prefixed",
    "signature",
    "subscript",
    "union",
]
