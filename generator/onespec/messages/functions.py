"""A call of what is no function of the language -> what the language has instead, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

_SAME: Final[dict[str, tuple[str, ...]]] = {
    "size": ("len", "length", "count", "strlen", "cardinality", "itemcount"),
    "has": (
        "defined",
        "isset",
        "isdefined",
        "given",
        "isgiven",
        "sent",
        "issent",
        "specified",
    )
    + (
        "provided",
        "present",
        "ispresent",
        "hasvalue",
        "hasfield",
        "haskey",
        "notnull",
        "isnotnull",
    ),
    "exists": ("any", "some", "anymatch", "existsone", "containsany"),
    "all": ("every", "forall", "allmatch", "each"),
    "startsWith": ("beginswith", "hasprefix", "prefix", "starts"),
    "endsWith": ("hassuffix", "suffix", "ends"),
    "contains": ("includes", "has_substring", "substring", "strpos"),
    "matches": (
        "match",
        "regex",
        "regexp",
        "test",
        "fullmatch",
        "search",
        "like",
        "pattern",
    ),
    "string": ("str", "text", "tostring"),
    "double": ("float", "number", "tonumber"),
    "timestamp": ("datetime", "instant", "todatetime", "totimestamp", "parsedatetime"),
    "date": ("todate", "parsedate", "day", "localdate"),
    "duration": ("interval", "timedelta", "toduration"),
    "decimal": ("todecimal", "bigdecimal", "money", "numeric"),
    "uuid": ("guid", "touuid"),
    "!": ("not",),
}
"""Functions by the names that other languages have for them, without case and underscores."""

_GROUPS: Final = {
    "exactly_one": (
        "exactlyone",
        "oneof",
        "onlyone",
        "justone",
        "onlyoneof",
        "exactlyoneof",
        "either",
    ),
    "at_least_one": (
        "atleastone",
        "anyof",
        "oneormore",
        "atleastoneof",
        "someof",
        "requireany",
    ),
    "at_most_one": (
        "atmostone",
        "mutuallyexclusive",
        "exclusive",
        "notboth",
        "zeroorone",
        "atmostoneof",
    ),
    "all_or_none": (
        "allornone",
        "together",
        "bothorneither",
        "alltogether",
        "allornothing",
        "requiredtogether",
    ),
}
"""Kinds of groups, likewise."""

_LETTERS: Final = (
    "lower",
    "upper",
    "tolower",
    "toupper",
    "lowerascii",
    "upperascii",
    "casefold",
    "trim",
    "strip",
    "replace",
)
_TIME: Final = (
    "now",
    "today",
    "getfullyear",
    "getmonth",
    "getdayofweek",
    "gethours",
)


def mend(facts: Mapping[str, Any]) -> str:
    """What to write in place of a call."""
    name = facts["name"].lower().replace("_", "")
    for key, names in _GROUPS.items():
        if name in names:
            members = facts["given"] or "a, b"
            return f"write `{key}: [{members}]` in place of `rule:`; a group is no part of an expression"
    for known, names in _SAME.items():
        if name in names:
            return f"write `{known}`"
    args = _arguments(facts["given"])
    if facts["receiver"]:
        args = [facts["receiver"], *args]
    rewritten = _REWRITTEN.get(name)
    written = rewritten(args) if rewritten is not None else ""
    if written:
        return f"write `{written}` for `{facts['text'][slice(*facts['whole'])]}`"
    if name in ("map", "filter", "find", "where"):
        return "write `exists` to ask whether some item is like that, `all` to ask it of every one"
    if name in _LETTERS:
        return "texts are compared as they were sent; a pattern can allow both letters, as in `x.matches('^[Aa]b$')`"
    if name in _TIME:
        return "what time it is, a request does not say; compare the dates that it carries with one another and with constants such as `date('2024-01-31')`"
    if name in ("bytes", "base64", "decode", "b64decode", "b64"):
        return "bytes are compared with one another only; of their length, `minLength` and `maxLength` speak"
    if name in ("int", "integer", "parseint", "toint"):
        return "a text is not made a number; declare the param as `integer`"
    if facts["near"]:
        return f"did you mean `{facts['near']}`?"
    return f"there are {', '.join(f'`{known}`' for known in facts['known'])}"


def _arguments(text: str) -> list[str]:
    """The arguments of a call as they are written."""
    parts, depth, quote, start = [], 0, "", 0
    for at, char in enumerate(text):
        if quote:
            quote = "" if char == quote else quote
        elif char in "'\"":
            quote = char
        elif char in "([":
            depth += 1
        elif char in ")]":
            depth -= 1
        elif char == "," and not depth:
            parts.append(text[start:at].strip())
            start = at + 1
    return [*parts, text[start:].strip()] if text.strip() else []


def _joined(op: str) -> Callable[[list[str]], str]:
    return lambda args: f" {op} ".join(map(_tight, args)) if len(args) > 1 else ""


def _tight(text: str) -> str:
    """In brackets, where an operator beside it could tear it apart."""
    is_one = text.replace("_", "").replace(".", "").isalnum()
    return (
        text if is_one or text.endswith(")") and text.count("(") == 1 else f"({text})"
    )


def _chosen(sign: str) -> Callable[[list[str]], str]:
    def written(args: list[str]) -> str:
        if len(args) != 2:
            return ""
        one, other = map(_tight, args)
        return f"({one} {sign} {other} ? {one} : {other})"

    return written


def _absolute(args: list[str]) -> str:
    return (
        f"({_tight(args[0])} < 0 ? -{_tight(args[0])} : {_tight(args[0])})"
        if len(args) == 1
        else ""
    )


def _implied(args: list[str]) -> str:
    if len(args) == 3:
        return f"({_tight(args[0])} ? {_tight(args[1])} : {_tight(args[2])})"
    return f"(!{_tight(args[0])} || {_tight(args[1])})" if len(args) == 2 else ""


_REWRITTEN: Final[Mapping[str, Callable[[list[str]], str]]] = {
    "max": _chosen(">"),
    "min": _chosen("<"),
    "abs": _absolute,
    "implies": _implied,
    "if": _implied,
    "iif": _implied,
    "ifelse": _implied,
    "xor": _joined("!="),
    "and": _joined("&&"),
    "or": _joined("||"),
    "allof": _joined("&&"),
    "sum": _joined("+"),
    "concat": _joined("+"),
    "equals": _joined("=="),
    "eq": _joined("=="),
    "isempty": lambda args: f"size({args[0]}) == 0" if len(args) == 1 else "",
    "empty": lambda args: f"size({args[0]}) == 0" if len(args) == 1 else "",
    "isnull": lambda args: f"!has({args[0]})" if len(args) == 1 else "",
    "between": lambda args: (
        f"({args[0]} >= {args[1]} && {args[0]} <= {args[2]})" if len(args) == 3 else ""
    ),
}
"""Functions that are said with operators."""
