"""What is said about an expression (its grammar, names, types, and reads that a request may leave without a value) and about the constraint it stands in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from onespec.datatypes import ArrayType, Field, ObjectType
from onespec.diagnostics import Diagnostic, Span
from onespec.language.faults import Fault
from onespec.messages.wording import error, shown

KINDS: Final = {
    "bool": "a boolean",
    "int": "an integer",
    "double": "a number",
    "string": "a text",
    "list": "a list",
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
_STRANGERS: Final = {
    "=": ("`==` for equality", "write `==`"),
    "&": ("`&&`", "write `&&`"),
    "|": ("`||`", "write `||`"),
    "/": ("an operator of the language", "multiply the other side instead"),
    "%": ("an operator of the language", "there is no remainder here"),
    "{": ("a value", "maps and messages are not part of the language"),
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
    facts = {"here": text[found.start : found.end], "text": text, **found.facts}
    return _WORDED[found.kind](span, owner, facts)


Facts = Mapping[str, Any]
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
        mend or "correct the expression",
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
            return f"more than {facts['most']} levels", "a flatter expression", ""
        case "number":
            mend = "leave the `u` away" if facts["tail"] in "uU" else ""
            return f"`{facts['here']}`", "a number", mend
        case "open-text":
            return "a text without an end", f"a closing {facts['quote']}", ""
        case "escape":
            return (
                f"the escape `{facts['here']}`",
                "one that CEL knows, such as `\\n` or `\\\\`",
                f"write `\\{facts['here']}` for a backslash, or put `r` before the quotes",
            )
        case "character":
            return f"the escape `\\{facts['code']}`", "a character", ""
        case "stranger":
            expected, mend = _STRANGERS.get(
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
        return "the end", said, ""
    seen = "a text" if facts["token"] == "text" else f"`{facts['name']}`"
    mend = f"write `{facts['word']}`" if facts["word"] else ""
    if facts["token"] == "op" and facts["name"] == "[":
        mend = "items of a list are reached with `in`, `all` or `exists`"
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
    line = near.span.line if near is not None and near.span is not None else None
    where = f" at line {line}" if line is not None else ""
    mend = "correct the name, or declare it"
    if near is not None:
        mend = f"`{near.name}` is declared{where}; did you mean that one?"
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
    match parent.type:
        case ObjectType():
            return f"a declared member of {name}"
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
    return error(
        "unguarded-read",
        span,
        f"{_whose(owner)} reads `{name}`, and a request may leave `{guard}` out: "
        "it is optional and has no default",
        f"add `has({guard}) &&` in front, or declare a default",
    )


def _null_read(span: Span, owner: str, facts: Facts) -> Diagnostic:
    name = facts.get("name", facts["here"])
    return error(
        "unguarded-read",
        span,
        f"{_whose(owner)} uses the value of `{name}`, which may be null",
        f"add `{name} != null &&` in front",
    )


def _never_null(span: Span, owner: str, facts: Facts) -> Diagnostic:
    start, end = facts["of"]
    return error(
        "wrong-operand",
        span,
        f"{_whose(owner)} compares `{facts['text'][start:end]}` with null, which it never is",
        "ask with `has(...)` whether it was sent, or declare it `nullable: true`",
    )


def _wrong_operand(span: Span, owner: str, facts: Facts) -> Diagnostic:
    place, _, of = facts["place"].partition(" ")
    what = _PLACES[place].format(of)
    seen = " and ".join(KINDS[one] for one in facts["seen"].split("&"))
    expected = " or ".join(KINDS[one] for one in facts["expected"].split("|"))
    mend = _operand_mend(facts)
    return error(
        "wrong-operand",
        span,
        f"{_whose(owner)} has {seen} as {what}, expected {expected}",
        mend or f"write {expected} there, or declare another type",
    )


def _operand_mend(facts: Facts) -> str:
    here, seen = facts["here"], facts["seen"]
    if facts.get("beside_text"):
        return "`string(x)` makes a text of a number"
    if facts["place"] == "right in" and seen == "string":
        return "`contains` looks inside a text"
    is_name = all(letter.isalnum() or letter in "_." for letter in here)
    is_number = seen in ("null", "double", "int") and not here[:1].isalpha()
    if facts["expected"] == "bool" and is_name and not is_number:
        return f"`has({here})` asks whether it was sent; a value is compared with `==`"
    return ""


def _not_comparable(span: Span, owner: str, facts: Facts) -> Diagnostic:
    left, right = KINDS[facts["left"]], KINDS[facts["right"]]
    mend = ""
    if facts.get("each"):
        right = f"items that are each {right}"
    elif "list" in (facts["left"], facts["right"]):
        mend = "`in` asks whether a list holds a value, `size` how many it holds"
    return error(
        "wrong-operand",
        span,
        f"{_whose(owner)} puts `{facts['op']}` between {left} and {right}, which are never the same",
        mend or "compare values of one type, or declare another one",
    )


def _not_ordered(span: Span, owner: str, facts: Facts) -> Diagnostic:
    reason, mend = _DISORDERS.get(facts["reason"], ""), _ORDER_MEND
    if not reason:
        reason, mend = f"{KINDS[facts['left']]} and {KINDS[facts['right']]}", ""
        if facts["chained"]:
            mend = "write `a < b && b < c` for `a < b < c`"
    return error(
        "not-ordered",
        span,
        f"{_whose(owner)} puts `{facts['op']}` between values without an order: {reason}",
        mend or "compare numbers with numbers and texts with texts",
    )


def _unknown_function(span: Span, owner: str, facts: Facts) -> Diagnostic:
    near = facts["near"]
    known = ", ".join(f"`{name}`" for name in facts["known"])
    mend = f"did you mean `{near}`?" if near else f"there are {known}"
    return error(
        "unknown-function",
        span,
        f"{_whose(owner)} calls `{facts['name']}`, which is not a function of the language",
        mend,
    )


def _wrong_call(span: Span, owner: str, facts: Facts) -> Diagnostic:
    return error(
        "wrong-call",
        span,
        f"{_whose(owner)} calls `{facts['name']}` in another way than it is defined",
        f"write `{facts['usage']}`",
    )


def _has_needs_name(span: Span, owner: str, facts: Facts) -> Diagnostic:
    return error(
        "wrong-call",
        span,
        f"{_whose(owner)} asks `has` about something that is not a name",
        "write `has(NAME)` or `has(NAME.MEMBER)`",
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
        facts["mend"]
        or "say it in the part of patterns that Python, ECMA and RE2 read alike",
    )


def _nested_macro(span: Span, owner: str, facts: Facts) -> Diagnostic:
    return error(
        "wrong-call",
        span,
        f"{_whose(owner)} has `{facts['name']}` inside another `all` or `exists`",
        "split it into two constraints",
    )


def _variable_hides(span: Span, owner: str, facts: Facts) -> Diagnostic:
    return error(
        "wrong-call",
        span,
        f"{_whose(owner)} names a variable `{facts['name']}`, which is the name of a param as well",
        "choose another name for the variable",
    )


def _number_too_large(span: Span, owner: str, facts: Facts) -> Diagnostic:
    return error(
        "number-too-large",
        span,
        f"{_whose(owner)} has a number that JSON readers do not keep exactly",
        "integers reach from -9007199254740991 to 9007199254740991",
    )


def _mixed_items(span: Span, owner: str, facts: Facts) -> Diagnostic:
    return error(
        "wrong-operand",
        span,
        f"{_whose(owner)} has a list whose items are not all of one type",
        "write all of them as texts, or all as numbers",
    )


def _value_of_any(span: Span, owner: str, facts: Facts) -> Diagnostic:
    return error(
        "wrong-operand",
        span,
        f"{_whose(owner)} reads the value of `{facts['here']}`, whose type is `any`",
        "ask with `has(...)` whether it was sent, or declare its type",
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
    "has_needs_name": _has_needs_name,
    "pattern_not_literal": _pattern_not_literal,
    "pattern_refused": _pattern_refused,
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
