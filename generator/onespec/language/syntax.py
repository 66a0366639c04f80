"""Expression text -> an untyped tree with places: grammar and limits, and nothing about names or types."""

from __future__ import annotations

from typing import Final

from onespec.language.tokens import SyntaxFault, Token, literal, tokens
from onespec.language.tree import (
    Invocation,
    Items,
    Member,
    Name,
    Operation,
    Tree,
    Value,
)

MAX_CHARACTERS: Final = 4096
MAX_NODES: Final = 256
MAX_DEPTH: Final = 50

_WORDS: Final = {"and": "&&", "or": "||", "not": "!", "AND": "&&", "OR": "||"}
_RELATIONS: Final = ("==", "!=", "<", "<=", ">", ">=")
_CONSTANTS: Final = {"true": True, "false": False, "null": None}


def read(text: str) -> Tree:
    """The tree of a whole expression. Raises SyntaxFault."""
    if len(text) > MAX_CHARACTERS:
        raise SyntaxFault(
            0,
            len(text),
            f"an expression of {len(text)} characters",
            f"at most {MAX_CHARACTERS}",
            "split it into several constraints",
        )
    reader = _Reader(tokens(text))
    tree = reader.expression()
    reader.finish()
    return tree


class _Reader:
    """Walks the tokens once; counts nodes and depth as it goes."""

    def __init__(self, found: list[Token]) -> None:
        self._tokens = found
        self._at = 0
        self._nodes = 0
        self._depth = 0

    @property
    def _here(self) -> Token:
        return self._tokens[self._at]

    def _take(self) -> Token:
        token = self._here
        self._at += 1
        return token

    def _is(self, *ops: str) -> bool:
        token = self._here
        return token.kind == "op" and token.text in ops

    def _expect(self, op: str, expected: str) -> Token:
        if not self._is(op):
            raise self._surprise(expected)
        return self._take()

    def _surprise(self, expected: str) -> SyntaxFault:
        token = self._here
        if token.kind == "end":
            return SyntaxFault(token.start, token.end, "the end", expected)
        seen = "a text" if token.kind == "text" else f"`{token.text}`"
        word = _WORDS.get(token.text) if token.kind == "name" else None
        mend = f"write `{word}`" if word else ""
        if self._is("["):
            mend = "items of a list are reached with `in`, `all` or `exists`"
        return SyntaxFault(token.start, token.end, seen, expected, mend)

    def _count(self, start: int, end: int) -> None:
        self._nodes += 1
        if self._nodes > MAX_NODES:
            raise SyntaxFault(
                start,
                end,
                f"more than {MAX_NODES} names, values and operators",
                "fewer",
                "split it into several constraints",
            )

    def _deeper(self, token: Token) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            seen = f"more than {MAX_DEPTH} levels"
            raise SyntaxFault(token.start, token.end, seen, "a flatter expression")

    def finish(self) -> None:
        """Nothing may follow the expression."""
        if self._here.kind != "end":
            raise self._surprise("an operator or the end")

    def expression(self) -> Tree:
        """A conditional or anything tighter."""
        self._deeper(self._here)
        test = self._or()
        if self._is("?"):
            test = self._conditional(test)
        self._depth -= 1
        return test

    def _conditional(self, test: Tree) -> Tree:
        at = self._take().start
        then = self.expression()
        self._expect(":", "`:` and what holds otherwise")
        otherwise = self.expression()
        return self._operation("?", at, test, then, otherwise)

    def _operation(self, op: str, at: int, *operands: Tree) -> Tree:
        start, end = min(at, operands[0].start), operands[-1].end
        self._count(start, end)
        return Operation(op=op, operands=operands, op_start=at, start=start, end=end)

    def _or(self) -> Tree:
        left = self._and()
        while self._is("||"):
            left = self._operation("||", self._take().start, left, self._and())
        return left

    def _and(self) -> Tree:
        left = self._relation()
        while self._is("&&"):
            left = self._operation("&&", self._take().start, left, self._relation())
        return left

    def _relation(self) -> Tree:
        left = self._sum()
        while self._is(*_RELATIONS) or self._is_word("in"):
            op = self._take()
            left = self._operation(op.text, op.start, left, self._sum())
        return left

    def _is_word(self, word: str) -> bool:
        return self._here.kind == "name" and self._here.text == word

    def _sum(self) -> Tree:
        left = self._product()
        while self._is("+", "-"):
            op = self._take()
            left = self._operation(op.text, op.start, left, self._product())
        return left

    def _product(self) -> Tree:
        left = self._unary()
        while self._is("*"):
            op = self._take()
            left = self._operation(op.text, op.start, left, self._unary())
        return left

    def _unary(self) -> Tree:
        if not self._is("!", "-"):
            return self._postfix()
        op = self._take()
        self._deeper(op)
        operand = self._unary()
        self._depth -= 1
        if op.text == "-" and isinstance(operand, Value):
            if isinstance(operand.value, int | float) and not isinstance(
                operand.value, bool
            ):
                return Value(value=-operand.value, start=op.start, end=operand.end)
        return self._operation(op.text, op.start, operand)

    def _postfix(self) -> Tree:
        tree = self._primary()
        while self._is("."):
            self._take()
            tree = self._member(tree)
        return tree

    def _member(self, operand: Tree) -> Tree:
        token = self._take()
        if token.kind not in ("name", "ticked"):
            self._at -= 1
            raise self._surprise("the name of a member")
        self._count(token.start, token.end)
        if token.kind == "name" and self._is("("):
            return self._invocation(token, operand)
        return Member(
            operand=operand,
            name=token.text,
            name_start=token.start,
            start=operand.start,
            end=token.end,
        )

    def _invocation(self, name: Token, receiver: Tree | None) -> Tree:
        self._take()
        args = self._list(")")
        return Invocation(
            function=name.text,
            receiver=receiver,
            args=args,
            name_start=name.start,
            start=receiver.start if receiver else name.start,
            end=self._tokens[self._at - 1].end,
        )

    def _list(self, close: str) -> tuple[Tree, ...]:
        """Expressions up to a closing bracket; a comma may stand at the end of a list in square brackets."""
        found: list[Tree] = []
        while not self._is(close):
            found.append(self.expression())
            if not self._is(","):
                break
            self._take()
        self._expect(close, f"`,` or `{close}`")
        return tuple(found)

    def _primary(self) -> Tree:
        token = self._here
        self._count(token.start, token.end)
        if self._is("("):
            self._take()
            inner = self.expression()
            self._expect(")", "`)`")
            return inner
        if self._is("["):
            self._take()
            items = self._list("]")
            end = self._tokens[self._at - 1].end
            return Items(items=items, start=token.start, end=end)
        if token.kind in ("integer", "double", "text"):
            self._take()
            return Value(value=literal(token), start=token.start, end=token.end)
        if token.kind in ("name", "ticked"):
            return self._named()
        raise self._surprise("a name, a value or `(`")

    def _named(self) -> Tree:
        token = self._take()
        if token.kind == "ticked":
            return Name(name=token.text, ticked=True, start=token.start, end=token.end)
        if token.text in _CONSTANTS:
            value = _CONSTANTS[token.text]
            return Value(value=value, start=token.start, end=token.end)
        if token.text == "in" or token.text in _WORDS and not self._is_operator():
            self._at -= 1
            raise self._surprise("a name, a value or `(`")
        if self._is("("):
            return self._invocation(token, None)
        return Name(name=token.text, ticked=False, start=token.start, end=token.end)

    def _is_operator(self) -> bool:
        return self._here.kind in ("op", "end")
