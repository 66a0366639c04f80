"""What is said about an expression (its grammar, names, types, and reads that a request may leave without a value) and about the constraint it stands in."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from onespec.datatypes import ArrayType, Field, ObjectType, UnionType, resolved
from onespec.diagnostics import Diagnostic, Span
from onespec.formats import TYPED_PLACEHOLDERS
from onespec.language.faults import Fault
from onespec.language.functions import WRITES
from onespec.messages import functions
from onespec.messages.wording import error, place, shown
from onespec.runtime.client.formats import TYPED, duration_text, is_typed

KINDS: Final = {
    "bool": "a boolean",
    "int": "an integer",
    "double": "a number",
    "string": "a text",
    "date": "a date",
    "datetime": "a datetime",
    "time": "a time",
    "duration": "a duration",
    "decimal": "a decimal",
    "uuid": "a UUID",
    "bytes": "bytes",
    "list": "a list",
    "tuple": "a list of fixed places",
    "map": "a map",
    "object": "an object",
    "any": "an untyped value",
    "null": "null",
    "computed": "a computed value",
    "scalar": "a boolean, a number or a text",
    "one": "one type",
    "name": "a name",
}
"""What values are called, and what is expected of them."""
_PLACES: Final = {
    "left": "the left side of `{}`",
    "right": "the right side of `{}`",
    "sole": "the operand of `{}`",
    "operand": "an operand of `{}`",
    "test": "the test before `?`",
    "branches": "the branches of `?`",
    "item": "an item of a list",
    "whole": "the whole condition",
    "subject": "what `{}` is asked of",
    "argument": "its argument",
    "range": "what `{}` goes through",
    "body": "the condition of a macro",
}
_EXPECTED: Final = {
    "colon": "`:` and what holds otherwise",
    "end": "an operator or the end",
    "member": "the name of a member",
    "value": "a name, a value or `(`",
}
_SIGNS: Final = {
    "=": ("`==` for equality", "write `==`"),
    "&": ("`&&`", "write `&&`"),
    "|": ("`||`", "write `||`"),
    "=>": ("an operator of the language", ""),
    "=<": ("`<=`", "write `<=`"),
    "=~": ("an operator of the language", "ask `note.matches('^[a-z]+$')`"),
    "/": (
        "an operator of the language",
        "multiply the other side instead: `a / b < 3` is `a < 3 * b` where `b` is above 0",
    ),
    "%": (
        "an operator of the language",
        "there is no remainder; `multipleOf:` of a param says that it divides",
    ),
    "{": (
        "a value",
        "there are no maps: members are compared one by one, as in `message.type == 'tts'`, and a list stands in `[...]`",
    ),
    "`": ("a name between backquotes", "close it with a backquote"),
}
"""Characters that start no token, with what their author most likely meant."""
_DISORDERS: Final = {
    "undeclared": "texts are put in order only where a param declares their form",
    "not-fixed": "the order of texts is that of time only in a form of fixed width",
    "differ": "the two do not declare the same form",
    "misfit": "the value beside it does not have the declared form",
}
_ORDER_MEND: Final = (
    "declare `format: date` on both, or the same `pattern` of fixed width, such as "
    "`^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$`"
)


def fault(found: Fault, span: Span, owner: str, text: str) -> Diagnostic:
    """A fault of an expression in words; `span` is its place, `text` the whole expression."""
    start, end = found.start, found.end
    facts = {"here": text[start:end], "place_": (start, end), "text": text}
    facts |= found.facts
    return _WORDED[found.kind](span, owner, facts)


Facts = Mapping[str, Any]


def _offer(facts: Facts) -> str:
    """What may have been meant: in place of the stretch pointed at, or of the whole; empty where nothing is known."""
    offer, text = facts.get("offer", ""), facts["text"]
    if not offer or len(offer) > _LONGEST_OFFER:
        return ""
    before, after = text[: facts["place_"][0]], text[facts["place_"][1] :]
    is_part = offer.startswith(before) and offer.endswith(after)
    piece = offer[len(before) : len(offer) - len(after)]
    if is_part and piece.strip() and facts["here"].strip() and before + after:
        mend = f"write `{piece.strip()}`"
    else:
        mend = f"write the whole as `{offer}`"
    if facts.get("when"):
        bound = f"`when: {_yaml(facts['when'])}` with `then: {_yaml(facts['then'])}`"
        mend += f"; in place of `rule:` there is {bound}"
    return mend


def _yaml(expression: str) -> str:
    """An expression as the value of a key."""
    if (
        expression[0] not in "!'\"[`&*"
        and ": " not in expression
        and " #" not in expression
    ):
        return expression
    if "'" in expression:
        return '"' + expression.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return f"'{expression}'"


_SHAPES = "`when` with `then`, `rule`, `exactly_one`, `at_least_one`, `at_most_one` or `all_or_none`"


def _whose(owner: str) -> str:
    if "`" in owner:
        return owner
    return f"`{owner}`" if owner else "the expression"


def not_text(span: Span, owner: str, seen: str) -> Diagnostic:
    return error(
        "expression-syntax",
        span,
        f"{_whose(owner)} has {seen} here, expected an expression",
        "put the expression in quotes",
    )


def _syntax(span: Span, owner: str, facts: Facts) -> Diagnostic:
    seen, expected, mend = _misread(facts)
    return error(
        "expression-syntax",
        span,
        f"{_whose(owner)} has {seen} here, expected {expected}",
        _offer(facts) or mend or _OPERATORS,
    )


_OPERATORS: Final = (
    "the language has `&& || ! == != < <= > >= in + - *`, `a ? b : c`, brackets, and functions such as `has(x)`"
)


def _misread(facts: Facts) -> tuple[str, str, str]:
    """What is there, what was expected, and what to do; the last may be empty."""
    match facts["reason"]:
        case "long":
            seen = f"an expression of {facts['length']} characters"
            mend = "split it into several constraints"
            return seen, f"at most {facts['most']}", mend
        case "many":
            seen = f"more than {facts['most']} names, values and operators"
            return seen, "fewer", "split it into several constraints"
        case "deep":
            mend = "leave brackets away, or split it into several constraints"
            return f"more than {facts['most']} levels", "a flatter expression", mend
        case "number":
            mend = "write it in digits, with a point where it has a fraction"
            return f"`{facts['here']}`", "a number", mend
        case "open-text":
            mend = "close it on the same line; `\\n` stands for a line break"
            return "a text without an end", f"a closing {facts['quote']}", mend
        case "escape":
            return (
                f"the escape `{facts['here']}`",
                "one that CEL knows, such as `\\n` or `\\\\`",
                f"write `\\{facts['here']}` for a backslash, or put `r` before the quotes",
            )
        case "character":
            mend = "such a half has no meaning alone: write the character itself"
            return f"the escape `\\{facts['code']}`", "a character", mend
        case "sign":
            expected, mend = _SIGNS.get(
                facts["here"], ("a name, a value or an operator", "")
            )
            return f"`{facts['here']}`", expected, mend
        case _:
            return _surprise(facts)


def _surprise(facts: Facts) -> tuple[str, str, str]:
    """A token that does not fit where it stands."""
    expected = facts["expected"]
    said = _EXPECTED.get(expected) or " or ".join(
        f"`{one}`" for one in expected.split()
    )
    if facts["token"] == "end":
        mend = "add `: true`, or what else is to hold" if expected == "colon" else ""
        return "the end", said, mend
    seen = "a text" if facts["token"] == "text" else f"`{facts['name']}`"
    mend = f"write `{facts['word']}`" if facts["word"] else ""
    return seen, said, mend


def _reserved_word(span: Span, owner: str, facts: Facts) -> Diagnostic:
    word = facts["word"]
    mend = f"write `params.{word}`" if facts["declared"] else "choose another name"
    return error(
        "reserved-word",
        span,
        f"{_whose(owner)} reads `{word}`, a word that the language keeps for itself",
        mend,
    )


def _unknown_name(span: Span, owner: str, facts: Facts) -> Diagnostic:
    start, end = facts["of"]
    near: Field | None = facts["near"]
    declared = near.span if near is not None else None
    where = f" at {place(declared, span)}" if declared is not None else ""
    mend = "correct the name, or declare it"
    quoted = f"`'{facts['here']}'`"
    if facts.get("is_member"):
        mend = f"write {quoted}: a text stands in quotes"
    elif near is not None:
        mend = f"`{near.name}` is declared{where}; did you mean that one?"
        if "is_member" in facts:
            mend += f" A text stands in quotes: {quoted}"
    elif "is_member" in facts:
        mend = (
            f"write {quoted} for the text; for a param, correct the name or declare it"
        )
    elif facts.get("differs"):
        mend = "give the member one type in all options, or another name in each"
    elif facts.get("offer"):
        mend = _offer(facts)
    return error(
        "unknown-name",
        span,
        f"{_whose(owner)} reads `{shown(facts['text'][start:end])}`, which is not {_unknown_place(facts)}",
        mend,
    )


def _unknown_place(facts: Facts) -> str:
    """What the name should have been."""
    parent: Field | None = facts["parent"]
    if parent is None:
        return "a fact of the state" if facts["is_fact"] else "a param"
    name = f"`{parent.name}`" if parent.name else "an item"
    match resolved(parent.type):
        case ObjectType():
            return f"a declared member of {name}"
        case UnionType(discriminator=str()) if facts["differs"]:
            return f"of one type: the options of {name} declare it with different ones"
        case UnionType(discriminator=str()):
            return f"a member of any option of {name}"
        case UnionType():
            return f"a member of anything: {name} has several types, and no `discriminator` tells objects apart"
        case ArrayType():
            return f"a member of anything: {name} is a list"
        case _:
            return f"a member of anything: {name} is not an object"


def _hyphenated_name(span: Span, owner: str, facts: Facts) -> Diagnostic:
    return error(
        "unknown-name",
        span,
        f"{_whose(owner)} reads `{facts['name']}` as a subtraction, and it is the name of a param",
        f"write `{facts['identifier']}`, or put the name between backquotes",
    )


def _no_state_here(span: Span, owner: str, facts: Facts) -> Diagnostic:
    return error(
        "unknown-name",
        span,
        f"{_whose(owner)} reads `state.{facts['name']}`; constraints are about params only, "
        "the state is read by the conditions of errors",
        "move the condition to `raise:` of an error",
    )


def _bare_root(span: Span, owner: str, facts: Facts) -> Diagnostic:
    return error(
        "unknown-name",
        span,
        f"{_whose(owner)} reads `{facts['name']}` as a whole, expected a name after it",
        f"write `{facts['name']}.NAME`",
    )


def _unguarded_read(span: Span, owner: str, facts: Facts) -> Diagnostic:
    name, guard = facts["here"], facts["guard"]
    if "question" in facts:
        asked = facts["question"]
        return error(
            "unguarded-read",
            span,
            f"{_whose(owner)} reads `{name}`, and the map need not have that key",
            _guard_mend(facts) or f"ask `{asked}` before it is read",
        )
    mend = _guard_mend(facts) or f"ask `has({guard})` before it is read"
    return error(
        "unguarded-read",
        span,
        f"{_whose(owner)} reads `{name}`, and a request may leave `{guard}` out: "
        "it is optional and has no default",
        f"{mend}, or declare a default",
    )


def _guard_mend(facts: Facts) -> str:
    """The guard in front where that is all, else the whole condition with its guards; empty where it can't be told."""
    text, mended = _on_one_line(facts["text"]), _on_one_line(facts["mended"])
    if facts["expect"] != "bool":
        asked = facts.get("question") or f"has({facts.get('guard')})"
        return f"ask `{asked}` in its `when:`" if "guard" in facts else ""
    if not mended or len(mended) > _LONGEST_OFFER:
        return ""
    if mended.endswith(text):
        return f"add `{mended.removesuffix(text).strip()}` in front"
    return f"write the whole as `{mended}`"


_LONGEST_OFFER: Final = 500
"""Characters of an expression that a help writes out."""


def _on_one_line(text: str) -> str:
    """An expression without its line breaks, where these mean nothing."""
    if "//" in text or "'''" in text or '"""' in text:
        return text if "\n" not in text.strip() else ""
    return " ".join(line.strip() for line in text.strip().splitlines())


def _null_read(span: Span, owner: str, facts: Facts) -> Diagnostic:
    name = facts.get("name", facts["here"])
    return error(
        "unguarded-read",
        span,
        f"{_whose(owner)} uses the value of `{name}`, which may be null",
        _guard_mend(facts) or f"ask `{name} != null` before its value is used",
    )


def _never_null(span: Span, owner: str, facts: Facts) -> Diagnostic:
    start, end = facts["of"]
    name = facts["text"][start:end]
    mend = "leave the comparison away: what is computed is never null"
    if facts["is_read"]:
        asked = f"has({name})" if facts["op"] == "!=" else f"!has({name})"
        mend = f"write `{asked}` to ask whether it was sent, or declare it `nullable: true`"
    return error(
        "wrong-operand",
        span,
        f"{_whose(owner)} compares `{name}` with null, which it never is",
        mend,
    )


def _wrong_operand(span: Span, owner: str, facts: Facts) -> Diagnostic:
    place, _, of = facts["place"].partition(" ")
    what = _PLACES[place].format(of)
    seen = " and ".join(KINDS[one] for one in facts["seen"].split("&"))
    expected = " or ".join(KINDS[one] for one in facts["expected"].split("|"))
    mend = _offer(facts) or _operand_mend(facts)
    return error(
        "wrong-operand",
        span,
        f"{_whose(owner)} has {seen} as {what}, expected {expected}",
        mend or f"write {expected} there, or declare another type",
    )


def _operand_mend(facts: Facts) -> str:
    here, seen, text = facts["here"], facts["seen"], facts["text"]
    if facts["place"].startswith("operand") and seen in TYPED:
        return "values of such a type are compared, never computed with: let another param say the outcome"
    if facts.get("number"):
        return _as_text_mend(facts)
    if facts["place"] == "right in" and seen == "string":
        left = text[slice(*facts["left_"])]
        return f"write `{here}.contains({left})` for `{text[slice(*facts['in_'])]}`"
    if facts.get("call") and seen == "list":
        whole, given = text[slice(*facts["call"])], facts["given"]
        if facts["place"].endswith("contains") and len(given) == 1:
            return f"write `{given[0]} in {here}` for `{whole}`"
        return f"ask it of each item, as in `{here}.exists(item, item == 'a')`"
    if facts["place"].startswith("subject"):
        return "compare the value itself, or declare another type"
    if facts["place"] == "branches":
        return "give both branches one type, or compare each on its own"
    is_name = all(letter.isalnum() or letter in "_." for letter in here)
    is_number = seen in ("null", "double", "int") and not here[:1].isalpha()
    if facts["expected"] == "bool" and seen == "list":
        return f"`'a' in {here}` asks whether it holds a value, `size({here}) > 0` whether it holds any"
    if facts["expected"] == "bool" and seen == "map":
        return f"`'a' in {here}` asks whether it has a key, `size({here}) > 0` whether it has any"
    if facts["expected"] == "bool" and is_name and not is_number:
        return f"`has({here})` asks whether it was sent; a value is compared with `==`"
    if facts["expected"] == "bool":
        return "a condition is true or false: compare it with a value, as in `a == 1`"
    return ""


def _as_text_mend(facts: Facts) -> str:
    """A number beside a text that it shall be joined to."""
    start, end, kind = facts["number"]
    begin, stop = facts["in_"]
    text, number = facts["text"], facts["text"][start:end]
    made = f"'{number}'" if _is_digits(number) else f"string({number})"
    if _is_digits(number) or kind == "int":
        joined = f"{text[begin:start]}{made}{text[end:stop]}"
        return f"write `{joined}` for `{text[begin:stop]}`: texts are joined to texts"
    return "only integers and booleans can be joined to a text, by `string(x)`"


def _is_digits(text: str) -> bool:
    return text.removeprefix("-").replace(".", "", 1).isdigit()


def _not_comparable(span: Span, owner: str, facts: Facts) -> Diagnostic:
    left, right = KINDS[facts["left"]], KINDS[facts["right"]]
    mend = _offer(facts) or _comparison_mend(facts)
    if facts.get("each"):
        right = f"items that are each {right}"
    never = "which are never the same"
    if facts["left"] == facts["right"]:
        never = "which are not compared as wholes"
    return error(
        "wrong-operand",
        span,
        f"{_whose(owner)} puts `{facts['op']}` between {left} and {right}, {never}",
        mend or "compare values of one type, or declare another one",
    )


def _comparison_mend(facts: Facts) -> str:
    """What a comparison of two types was probably to be."""
    kinds = (facts["left"], facts["right"])
    shown = [facts["text"][slice(*place)] for place in facts["sides"]]
    if facts.get("each"):
        return _items_mend(facts, shown)
    if "list" in kinds:
        return _list_mend(facts, kinds, shown)
    if "object" in kinds:
        return "compare its members one by one, as in `message.type == 'tts'`"
    if mend := _cast_mend(facts):
        return mend
    for at in (0, 1):
        own, other = kinds[at], kinds[1 - at]
        if own == "int" and other == "string" and facts["values"][at] is None:
            return f"write `string({shown[at]})` for `{shown[at]}`, or declare both with one type"
    return ""


def _cast_mend(facts: Facts) -> str:
    """The constant of two sides, written as one of the other side's type."""
    kinds = (facts["left"], facts["right"])
    shown = [facts["text"][slice(*place)] for place in facts["sides"]]
    for at in (0, 1):
        value = _recast(facts["values"][at], kinds[1 - at])
        if value:
            return f"write `{value}` for `{shown[at]}`"
    for at in (0, 1):
        kind = kinds[1 - at]
        is_text = isinstance(facts["values"][at], str) and kinds[at] == "string"
        is_number = kinds[at] in ("int", "double") and kind == "duration"
        if (is_text or is_number) and kind in WRITES:
            such = f"{WRITES[kind]}('{TYPED_PLACEHOLDERS[kind]}')"
            return f"write {KINDS[kind]} in the form of `{such}` for `{shown[at]}`"
        if kinds[at] == "string" and kind in WRITES:
            return f"declare both as `type: {kind}`"
    return ""


def _recast(value: Any, kind: str) -> str:
    """A constant as the one of another type that it reads as; empty where there is none."""
    if isinstance(value, str) and kind in ("int", "double") and _is_digits(value):
        return value
    if kind == "bool" and str(value).lower() in ("true", "false", "0", "1"):
        return "true" if str(value).lower() in ("true", "1") else "false"
    if kind == "string" and isinstance(value, bool | int | float):
        return f"'{str(value).lower()}'"
    if kind == "decimal" and isinstance(value, int | float):
        value = format(Decimal(str(value)), "f")
    if kind == "datetime" and isinstance(value, str) and is_typed("date", value):
        value = f"{value}T00:00:00Z"
    if kind == "date" and isinstance(value, str) and is_typed("datetime", value):
        value = value[:10]
    if kind in WRITES and isinstance(value, str) and is_typed(kind, value):
        return f"{WRITES[kind]}({_literal(value)})"
    return ""


def _items_mend(facts: Facts, shown: Sequence[str]) -> str:
    """The items of a list written as the type of what is looked for, or that as the type of the items."""
    value = _recast(facts["values"][0], facts["right"])
    if value:
        return f"write `{value}` for `{shown[0]}`"
    values = facts["values"][1]
    if not isinstance(values, list):
        return ""
    cast = [_recast(value, facts["left"]) for value in values]
    return f"write `[{', '.join(cast)}]` for `{shown[1]}`" if all(cast) else ""


def _list_mend(facts: Facts, kinds: Sequence[str], shown: Sequence[str]) -> str:
    """A list compared with a constant one, or with one item."""
    at = 0 if kinds[0] == "list" and not isinstance(facts["values"][0], list) else 1
    name, other, values = shown[at], shown[1 - at], facts["values"][1 - at]
    if kinds[1 - at] != "list":
        made = f"{other} in {name}"
    elif isinstance(values, list) and len({repr(value) for value in values}) == len(
        values
    ):
        items = [_literal(value) for value in values]
        made = " && ".join(
            [f"size({name}) == {len(items)}", *(f"{item} in {name}" for item in items)]
        )
    else:
        return "lists are not compared as wholes: `in` asks whether one holds a value, `size` how many it holds"
    if facts["op"] == "!=":
        made = f"!({made})"
    order = "; it asks for no order" if made.count(" in ") > 1 else ""
    return f"write `{made}`{order}"


def _literal(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"
    return str(value)


def _not_ordered(span: Span, owner: str, facts: Facts) -> Diagnostic:
    reason, mend = _DISORDERS.get(facts["reason"], ""), _ORDER_MEND
    if not reason:
        reason, mend = f"{KINDS[facts['left']]} and {KINDS[facts['right']]}", ""
        mend = _cast_mend(facts)
        if facts["chained"]:
            mend = _offer(facts) or "write `a < b && b < c` for `a < b < c`"
    return error(
        "not-ordered",
        span,
        f"{_whose(owner)} puts `{facts['op']}` between values without an order: {reason}",
        mend or "compare values of one type: numbers with numbers, texts with texts",
    )


def _unknown_function(span: Span, owner: str, facts: Facts) -> Diagnostic:
    return error(
        "unknown-function",
        span,
        f"{_whose(owner)} calls `{facts['name']}`, which is not a function of the language",
        functions.mend(facts),
    )


def _wrong_call(span: Span, owner: str, facts: Facts) -> Diagnostic:
    return error(
        "wrong-call",
        span,
        f"{_whose(owner)} calls `{facts['name']}` in another way than it is defined",
        (
            f"write `{facts['exact']}`"
            if facts["exact"]
            else f"it is written `{facts['usage']}`"
        ),
    )


def _bad_index(span: Span, owner: str, facts: Facts) -> Diagnostic:
    of, kind, how, name = facts["of"], facts["seen"], facts["how"], facts["name"]
    match kind:
        case "map" if how == "":
            said = f"`{name}` as a member of `{of}`, which is a map: its keys are data"
            mend = f"write `{of}['{name}']`, once `'{name}' in {of}` is asked"
        case "map" if how == "place":
            said, mend = f"`{of}` by a number", f"a key is a text: `{of}['{name}']`"
        case "map":
            said = f"an entry of `{of}` under a key that is not written out"
            mend = f"write the key, as in `{of}['a']`; each entry is reached as in `{of}.all(k, {of}[k] != '')`"
        case "tuple" if how == "place":
            said = f"place {name} of `{of}`, which has {facts['places']}"
            mend = f"places count from 0: the last one is `{of}[{facts['places'] - 1}]`"
        case "tuple":
            said = f"something of `{of}` that is no place of it"
            mend = f"a place is written as a number, the first one as `{of}[0]`"
        case "list":
            said = f"an item of `{of}` by its place"
            mend = f"no item has a number: `'a' in {of}`, `{of}.exists(t, t == 'a')` and `{of}.all(t, t == 'a')` ask about items"
        case "object" if how == "key" and name.isidentifier():
            said = f"`{name}` as a key of `{of}`, which is an object with members"
            mend = f"write `{of}.{name}`"
        case _:
            said = f"an entry of `{of}`, which is {KINDS[kind]}"
            mend = "brackets behind a value read an entry of a map or a place of a tuple; leave them away"
    return error("wrong-operand", span, f"{_whose(owner)} reads {said}", mend)


def _has_of_entry(span: Span, owner: str, facts: Facts) -> Diagnostic:
    of, key = facts["of"], facts["key"]
    mend = f"write `{key} in {of}`"
    if facts["how"] != "key":
        mend = "leave it away: it always is there"
    return error(
        "wrong-call",
        span,
        f"{_whose(owner)} asks `has` about what stands in brackets; it asks about members",
        mend,
    )


def _has_needs_name(span: Span, owner: str, facts: Facts) -> Diagnostic:
    return error(
        "wrong-call",
        span,
        f"{_whose(owner)} asks `has` about something that is not a name",
        _offer(facts)
        or "ask it of a name, as in `has(limit)` or `has(message.value)`; any other condition stands by itself",
    )


def _pattern_not_literal(span: Span, owner: str, facts: Facts) -> Diagnostic:
    return error(
        "wrong-operand",
        span,
        f"{_whose(owner)} matches against a pattern that is computed, expected one in quotes",
        "write the pattern out, as in `name.matches('^[a-z]+$')`",
    )


def _pattern_refused(span: Span, owner: str, facts: Facts) -> Diagnostic:
    return error(
        "pattern-refused",
        span,
        f"{_whose(owner)} has a pattern that {facts['reason']}",
        _contains_mend(facts)
        or re.sub(r"^write `(.+)`: ", r"write `'\1'`: ", facts["mend"])
        or "say it in the part of patterns that Python, ECMA and RE2 read alike",
    )


def _contains_mend(facts: Facts) -> str:
    """A pattern that only looks for a text somewhere, at the start or at the end."""
    if facts.get("plain") is None:
        return ""
    asked = f"{facts['subject']}.{facts['plain'][0]}({_literal(facts['plain'][1])})"
    whole = facts["text"][slice(*facts["whole"])]
    return f"write `{asked}` for `{whole}`, or the pattern without its `.*`: it looks anywhere in the text"


def _in_letters(text: str) -> int:
    """The seconds of a duration in the manner of other CEL: `1h30m`; 0 for anything else."""
    found = re.fullmatch(
        r"(?:(\d{1,6})h)?(?:(\d{1,9})m)?(?:(\d{1,9})s)?", text, re.ASCII
    )
    if found is None:
        return 0
    hours, minutes, seconds = (int(part) for part in found.groups(default="0"))
    return hours * 3_600 + minutes * 60 + seconds


def _not_written(span: Span, owner: str, facts: Facts) -> Diagnostic:
    name, kind = facts["name"], KINDS[facts["type"]]
    mend = f"write it in the form of `{name}('{facts['such']}')`"
    seconds = _in_letters(facts["here"][1:-1]) if facts["type"] == "duration" else 0
    if seconds:
        mend = f"write `{name}('{duration_text(seconds)}')`"
    if facts["is_read"]:
        declared = f"`{facts['here']}` is one by itself where it is declared as `type: {facts['type']}`"
        mend = (
            f"`{name}` is for constants, as in `{name}('{facts['such']}')`; {declared}"
        )
    return error(
        "wrong-operand",
        span,
        f"{_whose(owner)} calls `{name}` with `{shown(facts['here'])}`, expected {kind} in quotes",
        mend,
    )


def _nested_macro(span: Span, owner: str, facts: Facts) -> Diagnostic:
    return error(
        "wrong-call",
        span,
        f"{_whose(owner)} has `{facts['name']}` inside another `all` or `exists`",
        "a condition about each item can't go through a list again: ask about the lists one by one, each in a constraint of its own",
    )


def _variable_hides(span: Span, owner: str, facts: Facts) -> Diagnostic:
    return error(
        "wrong-call",
        span,
        f"{_whose(owner)} names a variable `{facts['name']}`, which is the name of a param as well",
        f"call the variable `{facts['free']}`",
    )


def _number_too_large(span: Span, owner: str, facts: Facts) -> Diagnostic:
    return error(
        "number-too-large",
        span,
        f"{_whose(owner)} has a number that JSON readers do not keep exactly",
        "write one from -9007199254740991 to 9007199254740991",
    )


def _mixed_items(span: Span, owner: str, facts: Facts) -> Diagnostic:
    return error(
        "wrong-operand",
        span,
        f"{_whose(owner)} has a list whose items are not all of one type",
        "write all of them as texts, or all as numbers: a list in an expression holds values of one type",
    )


def _value_of_any(span: Span, owner: str, facts: Facts) -> Diagnostic:
    if isinstance(resolved(facts["type"]), UnionType):
        return error(
            "wrong-operand",
            span,
            f"{_whose(owner)} reads the value of `{facts['here']}`, which can be of several types",
            f"write `has({facts['here']})` to ask whether it was sent; the members of objects that a `discriminator` tells apart can be read",
        )
    return error(
        "wrong-operand",
        span,
        f"{_whose(owner)} reads the value of `{facts['here']}`, whose type is `any`",
        f"write `has({facts['here']})` to ask whether it was sent, or declare its type",
    )


_WORDED: Final[dict[str, Callable[[Span, str, Facts], Diagnostic]]] = {
    "syntax": _syntax,
    "reserved_word": _reserved_word,
    "unknown_name": _unknown_name,
    "hyphenated_name": _hyphenated_name,
    "no_state_here": _no_state_here,
    "bare_root": _bare_root,
    "unguarded_read": _unguarded_read,
    "null_read": _null_read,
    "never_null": _never_null,
    "wrong_operand": _wrong_operand,
    "not_comparable": _not_comparable,
    "not_ordered": _not_ordered,
    "unknown_function": _unknown_function,
    "wrong_call": _wrong_call,
    "bad_index": _bad_index,
    "has_of_entry": _has_of_entry,
    "has_needs_name": _has_needs_name,
    "pattern_not_literal": _pattern_not_literal,
    "pattern_refused": _pattern_refused,
    "not_written": _not_written,
    "nested_macro": _nested_macro,
    "variable_hides": _variable_hides,
    "number_too_large": _number_too_large,
    "mixed_items": _mixed_items,
    "value_of_any": _value_of_any,
}


def no_shape(
    span: Span, owner: str, given: Sequence[str], absent: Sequence[str]
) -> Diagnostic:
    """`given` are the keys of conditions it has, `absent` those that the one condition begun still needs."""
    said = " and ".join(f"`{key}`" for key in given)
    if absent:
        message = f"`{owner}` has {said} without `{absent[0]}`"
        help = f"add `{absent[0]}: ...`"
        if absent[0] == "when":
            help += ", or say `rule: ...` for what must always hold"
    elif given:
        message = f"`{owner}` has {said}, expected one condition"
        help = "make a constraint of each"
    else:
        message = f"`{owner}` has no condition"
        help = f"say one of {_SHAPES}"
    return error("constraint-shape", span, message, help)


def repeated_member(span: Span, owner: str, member: str) -> Diagnostic:
    return error(
        "repeated-member",
        span,
        f"`{owner}` lists `{member}` twice",
        "list each member once",
    )


def no_error(span: Span, owner: str) -> Diagnostic:
    return error(
        "constraint-without-error",
        span,
        f"`{owner}` names no error, and the service declares none for constraints",
        "add `error:` with a mnemonic, or `constraint:` under `protocol:`",
    )


def example_disagrees(span: Span, owner: str, accepted: bool) -> Diagnostic:
    stands, says = ("accept", "rejects") if accepted else ("reject", "accepts")
    return error(
        "example-disagrees",
        span,
        f"`{owner}` {says} this request, which stands under `{stands}`",
        "correct the condition or the example",
    )


def example_leaves_out(span: Span, owner: str, name: str) -> Diagnostic:
    return error(
        "example-leaves-out",
        span,
        f"`{owner}` reads `{name}`, which this example leaves out",
        f"give `{name}` a value in the example",
    )


def too_many(span: Span, count: int, limit: int) -> Diagnostic:
    return error(
        "too-many-constraints",
        span,
        f"the method has {count} constraints, expected at most {limit}",
        "say several of them in one, or split the method",
    )
