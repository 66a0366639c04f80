"""A text in the manner of another language -> texts of this one that its author may have meant, likeliest first.

Nothing here decides: whoever asks checks a text before it is offered.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_LONGEST: Final = 200
"""Characters; who writes more than that is past the first words of the language."""
_IF: Final = (
    # `if a then b else c`, `b if a else c`: a choice.
    (r"if\b(?P<a>.+?)\bthen\b(?P<b>.+?)\belse\b(?P<c>.+)", "choice"),
    (r"if\s*\((?P<a>.+?)\)\s*\{?(?P<b>.+?)\}?\s*\belse\b\s*\{?(?P<c>.+?)\}?", "choice"),
    (r"(?P<b>.+?)\bif\b(?P<a>.+?)\belse\b(?P<c>.+)", "choice"),
    # `if a then b`, `when a: b`, `b unless a`, `a requires b`: one condition bound to another.
    (r"(?:if|when)\b(?P<a>.+?)(?:\bthen\b|:|,)(?P<b>.+)", "implied"),
    (r"(?:if|when)\s*\((?P<a>.+?)\)\s*\{?(?P<b>.+?)\}?", "implied"),
    (r"(?P<b>.+?)\b(?:if|when|whenever|provided)\b(?P<a>.+)", "implied"),
    (r"(?P<a>.+?)\bonly\s+(?:if|when)\b(?P<b>.+)", "implied"),
    (r"(?P<b>.+?)\bunless\b(?P<a>.+)", "either"),
    (r"(?P<a>.+?)(?:\b(?:implies|requires|needs)\b|=+>|-+>|→|⇒)(?P<b>.+)", "implied"),
    (r"(?P<a>.+?)(?:\biff\b|<=+>|<-+>|↔|⇔)(?P<b>.+)", "same"),
    (r"(?P<a>.+?)(?:\bxor\b|\bXOR\b|\^)(?P<b>.+)", "other"),
)
_WORDS: Final = (
    (r"\band\b|\bAND\b|(?<!&)&(?!&)", "&&"),
    (r"\bor\b|\bOR\b|(?<!\|)\|(?!\|)", "||"),
    (r"\b(?:True|TRUE|yes|YES|Yes)\b", "true"),
    (r"\b(?:False|FALSE|no|NO|No)\b", "false"),
    (r"\b(?:None|NULL|Null|nil|undefined|nothing)\b", "null"),
    (r"!==|<>|≠|\bis\s+not\b", "!="),
    (r"=<|≤", "<="),
    (r"===|(?<![=!<>])=(?![=>~])|\bis\b|\bequals\b|\beq\b", "=="),
    (r"=>|≥", ">="),
    (r"\bnot\s+(?!in\b)|\bNOT\s+(?!in\b)|¬", "!"),
    (r"[;,]\s*$", ""),
    (r"\s#[^'\"]*$|\s--\s[^'\"]*$", ""),
)
_OPERAND: Final = r"(?:[\w.`]+|'[^']*'|\"[^\"]*\")"
_SHAPES: Final = (
    (rf"({_OPERAND})\s+not\s+in\s+(\[[^\]]*\]|{_OPERAND})", r"!(\1 in \2)"),
    (rf"!\s*({_OPERAND})\s+in\s+(\[[^\]]*\]|{_OPERAND})", r"!(\1 in \2)"),
    (r"\bin\s*\(([^()]*)\)", r"in [\1]"),
    (r"\bin\s*\{([^{}]*)\}", r"in [\1]"),
    (
        rf"({_OPERAND})\s+between\s+({_OPERAND})\s+(?:and|&&)\s+({_OPERAND})",
        r"\1 >= \2 && \1 <= \3",
    ),
    (rf"({_OPERAND})\s+in\s+(-?\d+)\s*\.\.\.?\s*(-?\d+)", r"\1 >= \2 && \1 <= \3"),
    (
        rf"({_OPERAND})\s*(<=?)\s*({_OPERAND})\s*(<=?)\s*({_OPERAND})",
        r"\1 \2 \3 && \3 \4 \5",
    ),
    (
        rf"({_OPERAND})\s*(>=?)\s*({_OPERAND})\s*(>=?)\s*({_OPERAND})",
        r"\1 \2 \3 && \3 \4 \5",
    ),
    (rf"({_OPERAND})\s*(?:=~|~=|~)\s*({_OPERAND})", r"\1.matches(\2)"),
    (
        rf"({_OPERAND})\s+(?:starts\s+with|startswith)\s+({_OPERAND})",
        r"\1.startsWith(\2)",
    ),
    (rf"({_OPERAND})\s+(?:ends\s+with|endswith)\s+({_OPERAND})", r"\1.endsWith(\2)"),
    (rf"({_OPERAND})\s+(?:contains|includes)\s+({_OPERAND})", r"\1.contains(\2)"),
    (rf"({_OPERAND})\s+(?:matches)\s+({_OPERAND})", r"\1.matches(\2)"),
    (r"\bhas\s+([\w.`]+)", r"has(\1)"),
    (r"([\w.`]+)\s+(?:exists|present|is\s+(?:sent|set|present|given))\b", r"has(\1)"),
    (r"\bhas\(\s*['\"]([\w.]+)['\"]\s*\)", r"has(\1)"),
    (r"([\w.]+)\.(?:length|size|count|len)\b(?!\s*\()", r"size(\1)"),
    (r"\$\.", ""),
    (r"(\d)_(\d)", r"\1\2"),
    (r"\b(\d+)\.(?!\d|\.|\w)", r"\1.0"),
    (r"\b(\d+)[uUlL]\b", r"\1"),
    (r"\.(all|exists)\(\s*(\w+)\s*(?:=>|->|:|\|)\s*", r".\1(\2, "),
    (rf"({_OPERAND})\s*\*\*\s*2\b", r"\1 * \1"),
)
_QUOTES: Final = str.maketrans("‘’‚‛′´“”„‟″«»", '\'\'\'\'\'\'"""""""')


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A text that may have been meant."""

    text: str
    when: str = ""
    """Where it binds one condition to another: the one it depends on."""
    then: str = ""


def readings(text: str) -> Iterator[Reading]:
    """Texts that may have been meant, each once and none the text itself; of a long one, none."""
    if len(text) > _LONGEST:
        return
    told = {text}
    for found in _all(text):
        if found.text.strip() and found.text not in told:
            told.add(found.text)
            yield found


def _all(text: str) -> Iterator[Reading]:
    plain = text.translate(_QUOTES)
    yield Reading(text=_closed(plain))
    for base in (plain, _closed(plain)):
        yield from _bound(base)
        for made in (_shaped(base), _worded(_shaped(base)), _worded(base)):
            yield Reading(text=made)
        for bound in _bound(_shaped(base)):
            yield Reading(
                text=_worded(bound.text),
                when=_worded(bound.when),
                then=_worded(bound.then),
            )


def _bound(text: str) -> Iterator[Reading]:
    """Conditions bound to one another."""
    for form, kind in _IF:
        found = re.fullmatch(form, text.strip(), re.DOTALL)
        if found is None:
            continue
        parts = {name: _stripped(part) for name, part in found.groupdict().items()}
        a, b = parts["a"], parts["b"]
        match kind:
            case "choice":
                yield Reading(text=f"{a} ? {b} : {parts['c']}")
            case "implied":
                yield Reading(text=f"!{_tight(a)} || {b}", when=a, then=b)
            case "either":
                yield Reading(text=f"{a} || {b}")
            case "same":
                yield Reading(text=f"{_tight(a)} == {_tight(b)}")
            case _:
                yield Reading(text=f"{_tight(a)} != {_tight(b)}")


def _tight(text: str) -> str:
    """In brackets, where an operator beside it could tear it apart."""
    is_one = re.fullmatch(r"!?[\w.`]+|has\([\w.`]+\)", text)
    return text if is_one and not text.startswith("!") else f"({text})"


def _stripped(text: str) -> str:
    return text.strip().rstrip(";").strip()


def _outside(text: str) -> Iterator[tuple[bool, str]]:
    """Stretches of the text, and whether each stands outside of quotes."""
    at = 0
    for quoted in re.finditer(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"", text):
        yield True, text[at : quoted.start()]
        yield False, quoted.group()
        at = quoted.end()
    yield True, text[at:]


def _worded(text: str) -> str:
    """Operators and constants by their names here."""
    parts = list(_outside(text))
    made: list[str] = []
    for is_plain, part in parts:
        if is_plain:
            for form, word in _WORDS:
                part = re.sub(form, word, part)
        made.append(part)
    return "".join(made).strip()


def _shaped(text: str) -> str:
    """Forms of comparison that stand around operands, by those that there are here."""
    for form, shape in _SHAPES:
        text = re.sub(form, shape, text)
    return text


def _closed(text: str) -> str:
    """With the brackets and quotes that are still open closed at the end."""
    plain = "".join(part for outside, part in _outside(text) if outside)
    for quote in "'\"":
        if plain.count(quote) == 1:
            return text + quote
    due: list[str] = []
    pairs = {"(": ")", "[": "]"}
    for char in plain:
        if char in pairs:
            due.append(pairs[char])
        elif due and char == due[-1]:
            due.pop()
        elif char in ")]":
            cut = text.rstrip()
            return cut[:-1] if cut.endswith(char) and not due else text
    return text + "".join(reversed(due))
