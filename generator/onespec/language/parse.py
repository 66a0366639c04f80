"""Expression text -> an untyped tree with places: tokens, grammar and limits, and nothing about names or types."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, TypeAlias

from onespec.language.faults import Fault

RESERVED: Final = frozenset(
    "as break const continue else for function if import let loop package namespace "
    "return var void while".split()
)
"""Words that CEL keeps as names of their own; they are free after a dot."""

_TOKEN: Final = re.compile(
    r"""
    (?P<space>[ \t\r\n\f]+|//[^\n]*)
  | (?P<number>0[xX][0-9A-Fa-f]+|[0-9]+\.[0-9]+(?:[eE][+-]?[0-9]+)?|[0-9]+[eE][+-]?[0-9]+|\.[0-9]+(?:[eE][+-]?[0-9]+)?|[0-9]+)
  | (?P<text>[rR]?(?:'''.*?'''|\"\"\".*?\"\"\"))
  | (?P<quoted>[rR]?(?:'|"))
  | (?P<name>[A-Za-z_][A-Za-z0-9_]*)
  | (?P<ticked>`[^`\n]*`)
  | (?P<op>&&|\|\||==|!=|<=|>=|[-+*<>!?:.,()\[\]])
    """,
    re.VERBOSE | re.DOTALL,
)

_ESCAPES: Final = {
    "a": "\a",
    "b": "\b",
    "f": "\f",
    "n": "\n",
    "r": "\r",
    "t": "\t",
    "v": "\v",
    "\\": "\\",
    "'": "'",
    '"': '"',
    "`": "`",
    "?": "?",
}
_CODED: Final = re.compile(
    r"x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|[0-3][0-7]{2}"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """One token; `text` is what it means: a name without backquotes, a text without quotes and escapes."""

    kind: str
    """`name`, `ticked`, `text`, `integer`, `double`, `op` or `end`."""
    text: str
    start: int
    end: int


class SyntaxFault(Exception):
    """The expression can't be read."""

    def __init__(self, start: int, end: int, reason: str, **facts: object) -> None:
        super().__init__(reason)
        self.fault = Fault(
            kind="syntax",
            start=start,
            end=max(end, start + 1),
            facts={"reason": reason, **facts},
        )


def tokens(text: str) -> list[Token]:
    """Every token and an `end`. Raises SyntaxFault."""
    found: list[Token] = []
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            length = 2 if text[at : at + 2] in ("=>", "=<", "=~") else 1
            raise SyntaxFault(at, at + length, "sign")
        if match.lastgroup != "space":
            found.append(_token(text, match))
            at = found[-1].end
        else:
            at = match.end()
    found.append(Token(kind="end", text="", start=len(text), end=len(text)))
    return found


def _token(text: str, match: re.Match[str]) -> Token:
    start, end, raw = match.start(), match.end(), match.group()
    match match.lastgroup:
        case "number":
            return _number(text, start, end)
        case "quoted":
            return _quoted(text, start, raw)
        case "text":
            quotes = raw.lstrip("rR")[:3]
            begin = start + raw.index(quotes) + 3
            return _text(text, start, begin, end - 3, end, raw[0] in "rR")
        case "ticked":
            return Token(kind="ticked", text=raw[1:-1], start=start, end=end)
        case kind:
            return Token(kind=str(kind), text=raw, start=start, end=end)


def _number(text: str, start: int, end: int) -> Token:
    after = text[end : end + 1]
    if after and (after.isalnum() or after == "_"):
        tail = re.compile(r"\w+").match(text, end)
        stop = tail.end() if tail else end + 1
        raise SyntaxFault(start, stop, "number", tail=after)
    raw = text[start:end]
    double = not raw[:2].lower() == "0x" and re.search("[.eE]", raw) is not None
    return Token(kind="double" if double else "integer", text=raw, start=start, end=end)


def _quoted(text: str, start: int, raw: str) -> Token:
    """A text in single or double quotes; it ends on its line."""
    quote, begin = raw[-1], start + len(raw)
    is_raw = len(raw) == 2
    at = begin
    while at < len(text) and text[at] != quote and text[at] != "\n":
        at += 2 if text[at] == "\\" and not is_raw else 1
    if at >= len(text) or text[at] == "\n":
        raise SyntaxFault(start, len(text), "open-text", quote=quote)
    return _text(text, start, begin, at, at + 1, is_raw)


def _text(
    text: str, start: int, begin: int, stop: int, end: int, is_raw: bool
) -> Token:
    value = text[begin:stop] if is_raw else _unescape(text, begin, stop)
    return Token(kind="text", text=value, start=start, end=end)


def _unescape(text: str, at: int, stop: int) -> str:
    parts: list[str] = []
    while at < stop:
        if text[at] != "\\":
            parts.append(text[at])
            at += 1
            continue
        simple = _ESCAPES.get(text[at + 1])
        if simple is not None:
            parts.append(simple)
            at += 2
            continue
        coded = _CODED.match(text, at + 1, stop)
        if coded is None:
            raise SyntaxFault(at, at + 2, "escape")
        parts.append(_character(text, at, coded.group()))
        at = coded.end()
    return "".join(parts)


def _character(text: str, at: int, code: str) -> str:
    number = int(code, 8) if code[0].isdigit() else int(code[1:], 16)
    if number > 0x10FFFF or 0xD800 <= number <= 0xDFFF:
        raise SyntaxFault(at, at + 1 + len(code), "character", code=code)
    return chr(number)


def literal(token: Token) -> int | float | str:
    """The value of a number or a text."""
    if token.kind == "text":
        return token.text
    if token.kind == "double":
        return float(token.text)
    return int(token.text, 16 if token.text[:2].lower() == "0x" else 10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A literal: a boolean, integer, double, text or null."""

    value: bool | int | float | str | None
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A name on its own; `ticked` when it stood between backquotes."""

    name: str
    ticked: bool
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """`operand.name`."""

    operand: Tree
    name: str
    name_start: int
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """`operand[key]`."""

    operand: Tree
    key: Tree
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """An operator and its operands: one for `!` and `-`, three for `?`."""

    op: str
    operands: tuple[Tree, ...]
    op_start: int
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Items:
    """`[a, b]`."""

    items: tuple[Tree, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Invocation:
    """`name(args)` or `receiver.name(args)`."""

    function: str
    receiver: Tree | None
    args: tuple[Tree, ...]
    name_start: int
    start: int
    end: int


Tree: TypeAlias = Value | Name | Member | Index | Operation | Items | Invocation


MAX_CHARACTERS: Final = 4096
MAX_NODES: Final = 256
MAX_DEPTH: Final = 50

_WORDS: Final = {"and": "&&", "or": "||", "not": "!", "AND": "&&", "OR": "||"}
_RELATIONS: Final = ("==", "!=", "<", "<=", ">", ">=")
_CONSTANTS: Final = {"true": True, "false": False, "null": None}


def read(text: str) -> Tree:
    """The tree of a whole expression. Raises SyntaxFault."""
    if len(text) > MAX_CHARACTERS:
        raise SyntaxFault(0, len(text), "long", length=len(text), most=MAX_CHARACTERS)
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
        word = _WORDS.get(token.text) if token.kind == "name" else None
        return SyntaxFault(
            token.start,
            token.end,
            "token",
            token=token.kind,
            name=token.text,
            word=word,
            expected=expected,
        )

    def _count(self, start: int, end: int) -> None:
        self._nodes += 1
        if self._nodes > MAX_NODES:
            raise SyntaxFault(start, end, "many", most=MAX_NODES)

    def _deeper(self, token: Token) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise SyntaxFault(token.start, token.end, "deep", most=MAX_DEPTH)

    def finish(self) -> None:
        """Nothing may follow the expression."""
        if self._here.kind != "end":
            raise self._surprise("end")

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
        self._expect(":", "colon")
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
        while self._is(".", "["):
            step = self._take()
            tree = self._member(tree) if step.text == "." else self._index(tree)
        return tree

    def _index(self, operand: Tree) -> Tree:
        key = self.expression()
        end = self._expect("]", "]").end
        self._count(operand.start, end)
        return Index(operand=operand, key=key, start=operand.start, end=end)

    def _member(self, operand: Tree) -> Tree:
        token = self._take()
        if token.kind not in ("name", "ticked"):
            self._at -= 1
            raise self._surprise("member")
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
        self._expect(close, f", {close}")
        return tuple(found)

    def _primary(self) -> Tree:
        token = self._here
        self._count(token.start, token.end)
        if self._is("("):
            self._take()
            inner = self.expression()
            self._expect(")", ")")
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
        raise self._surprise("value")

    def _named(self) -> Tree:
        token = self._take()
        if token.kind == "ticked":
            return Name(name=token.text, ticked=True, start=token.start, end=token.end)
        if token.text in _CONSTANTS:
            value = _CONSTANTS[token.text]
            return Value(value=value, start=token.start, end=token.end)
        if token.text == "in" or token.text in _WORDS and not self._is_operator():
            self._at -= 1
            raise self._surprise("value")
        if self._is("("):
            return self._invocation(token, None)
        return Name(name=token.text, ticked=False, start=token.start, end=token.end)

    def _is_operator(self) -> bool:
        return self._here.kind in ("op", "end")
