"""What the checker carries along: the text and its places, the names in reach, what is known so far, and the faults found."""

from __future__ import annotations

from dataclasses import dataclass

from onespec.datatypes import ArrayType, Field
from onespec.diagnostics import Diagnostic, Span
from onespec.language import kinds
from onespec.language.ast import Path, Root
from onespec.language.facts import Fact
from onespec.language.kinds import Typed
from onespec.language.scope import Scope
from onespec.language.tree import Tree
from onespec.messages import expressions as say
from onespec.nodes import ScalarNode


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """One expression being checked; `faults` is shared by all its parts."""

    node: ScalarNode
    text: str
    scope: Scope
    known: frozenset[Fact] | None
    """None where a fault on the way makes it unknown; nothing is said of guards then."""
    faults: list[Diagnostic]
    in_macro: bool = False

    @property
    def owner(self) -> str:
        """Whose expression it is."""
        return self.scope.owner

    def span(self, start: int, end: int) -> Span:
        """Where a stretch of the expression stands in the file."""
        return self.node.slice(start, end)

    def refuse(self, fault: Diagnostic) -> Typed | None:
        """Keep a fault; gives None, what a refused part is checked to."""
        self.faults.append(fault)
        return None

    def shown(self, path: Path, root: Root) -> str:
        """A path as an author would write it."""
        text = ".".join(path)
        return f"state.{text}" if root is Root.STATE else text

    def boolean(self, typed: Typed | None, tree: Tree, place: str) -> bool:
        """Whether an operand is true or false and nothing else; says so where it is not."""
        if typed is None:
            return False
        if typed.kind != "bool":
            seen = kinds.WORDS[typed.kind]
            self.refuse(
                say.wrong_operand(
                    self.span(tree.start, tree.end),
                    self.owner,
                    place,
                    seen,
                    "a boolean",
                    self._boolean_mend(typed, tree),
                )
            )
            return False
        return self.not_null(typed, tree)

    def _boolean_mend(self, typed: Typed, tree: Tree) -> str:
        text = self.text[tree.start : tree.end]
        if not all(letter.isalnum() or letter in "_." for letter in text):
            return ""
        if typed.kind in ("null", "double", "int") and not text[:1].isalpha():
            return ""
        return f"`has({text})` asks whether it was sent; a value is compared with `==`"

    def not_null(self, typed: Typed, tree: Tree) -> bool:
        """Whether an operand is surely not null; says so where it may be."""
        text = self.text[tree.start : tree.end]
        if typed.nullable:
            span = self.span(tree.start, tree.end)
            self.refuse(say.null_read(span, self.owner, text))
        return not typed.nullable

    def scalar(self, typed: Typed, tree: Tree, place: str) -> bool:
        """Whether an operand is a boolean, number or text."""
        if typed.kind in kinds.SCALARS:
            return True
        self.refuse(
            say.wrong_operand(
                self.span(tree.start, tree.end),
                self.owner,
                place,
                kinds.WORDS[typed.kind],
                "a boolean, a number or a text",
            )
        )
        return False

    def list_of(self, items: list[Typed]) -> ArrayType:
        """The type of a list of these items."""
        chosen = next((item for item in items if item.kind == "double"), None)
        first = chosen or (items[0] if items else None)
        datatype = first.type if first is not None and first.type else kinds.STRING
        nullable = any(item.nullable for item in items)
        return ArrayType(items=Field(name="", type=datatype, nullable=nullable))
