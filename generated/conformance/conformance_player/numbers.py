# onespec runtime: copied unchanged into generated packages. Edit it in onespec.
"""A request and a profile -> the request with no number in it that the profile does not name.

Off this machine a wrong number is a stranger's telephone. A request that is acted on carries only numbers that the profile
lists under `allow`; one that is to be refused may carry whatever the profile states, because an endpoint with a fault may
act on it all the same. What a case would send beyond that is changed to a number that may be dialed, where the case is about
something else; otherwise the case is not played.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Final

from .documents import shown
from .profile import Profile
from .profile_schema import NOBODY
from .suite import Case, Leaf, Suite
from .values import Facts, NotGivenError, faults

LONGEST: Final = 15
"""Digits of the longest number that a telephone network takes."""

SHORTEST: Final = 7
"""Digits from which on a value is taken for a number where the spec shows none."""

EMERGENCY: Final = 3
"""Digits from which on a value can reach somebody where numbers are due."""

_SCHEME: Final = re.compile(r"(tel|sips?|callto):", re.IGNORECASE)
_ADDRESS: Final = re.compile(r"[^\s@]+@[^\s@]+")
_OTHER: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}|([0-9]{1,3}\.){3}[0-9]{1,3}")
"""A day, or an address of a machine."""

_SEPARATORS: Final = re.compile(r"[\s()+./\u2010-\u2015-]+")
_RUNS: Final = re.compile(rf"[0-9]{{{SHORTEST},}}|[^\s\"@]+@[^\s\"@]+")


def dialed(value: Any) -> str:
    """What would be dialed if a value were taken for a number: digits without zeros in front, or an address; empty where nothing would.

    Read as freely as the most obliging endpoint might: digits of any script, with a plus, blanks or brackets.
    """
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    if isinstance(value, float):
        return str(abs(int(value))) if value.is_integer() else ""
    if isinstance(value, int):
        return str(abs(value))
    text = "".join(
        character
        for character in unicodedata.normalize("NFKC", value)
        if unicodedata.category(character) != "Cf"
    ).strip()
    text = _SCHEME.sub("", text, count=1).casefold()
    if _ADDRESS.fullmatch(text):
        return text
    # What follows a comma or a semicolon is keyed in once somebody has answered a whole number.
    parts = [_SEPARATORS.sub("", part) for part in re.split("[,;]", text)]
    text = parts[0] if len(parts[0]) >= SHORTEST else "".join(parts)
    return _digits(text).lstrip("0") if text.isdecimal() else ""


def _digits(text: str) -> str:
    """The digits in a text, whatever their script, as those of ASCII."""
    return "".join(str(unicodedata.decimal(item)) for item in text if item.isdecimal())


def is_number(value: Any, *, is_own: bool = False) -> bool:
    """Whether a sample of a param shows that it is for telephone numbers or addresses of people."""
    if isinstance(value, str) and _OTHER.fullmatch(value):
        return False
    found = dialed(value)
    # A short text of digits alone may be an extension, or the number of the police; or an id of something of the account's own.
    is_short = isinstance(value, str) and value.isdecimal() and not is_own
    least = EMERGENCY if is_short else SHORTEST
    return "@" in found or least <= len(found) <= LONGEST


@dataclass(frozen=True, slots=True)
class Guard:
    """The profile as the list of all that may be dialed."""

    suite: Suite
    profile: Profile

    def fitted(
        self, case: Case, facts: Facts, params: Mapping[str, Any]
    ) -> dict[str, Any]:
        """The params with numbers that may be dialed. Raises NotGivenError where the case can't be played with those."""
        if case.effect and not self.profile.allow:
            raise NotGivenError(
                "the profile allows no values for requests that are acted on: state them under `allow`"
            )
        self._look_through(case, facts)
        return {
            name: self._fit(case, facts, name, value) for name, value in params.items()
        }

    def _look_through(self, case: Case, facts: Facts) -> None:
        """Refuses numbers in what a case says beside its params."""
        change = case.body
        if change is None:
            return
        said = [change.text, change.json, change.set.get("params")]
        for item in said:
            text = item if isinstance(item, str) else json.dumps(item)
            for run in _RUNS.findall(text):
                if dialed(run) not in self._stated(facts):
                    raise NotGivenError(
                        f"the body would carry {shown(run)}, which the profile does not state"
                    )

    def _fit(self, case: Case, facts: Facts, dotted: str, value: Any) -> Any:
        if isinstance(value, Mapping):
            return {
                name: self._fit(case, facts, f"{dotted}.{name}", item)
                for name, item in value.items()
            }
        if isinstance(value, list | tuple):
            return [self._fit(case, facts, dotted, item) for item in value]
        method = self.suite.methods.get(case.method)
        leaf = (method.leaves if method else {}).get(dotted) or Leaf(shape={})
        if self._may_be_sent(case, facts, dotted, leaf, value):
            return value
        return self._replaced(case, facts, dotted, leaf, value)

    def _may_be_sent(
        self, case: Case, facts: Facts, dotted: str, leaf: Leaf, value: Any
    ) -> bool:
        allowed = self.profile.allow.get(dotted, ())
        if allowed == NOBODY:
            return True
        found = dialed(value)
        if case.effect and allowed:
            same = (type(item) is type(value) and item == value for item in allowed)
            return any(same) or (bool(found) and found in _numbers(allowed))
        if value in leaf.shape.get("enum", ()):
            return True
        if not leaf.number and isinstance(value, str) and _OTHER.fullmatch(value):
            return True
        if leaf.own and dotted not in self.profile.allow:
            # A value of the account's own: any other is refused, and is no number that is dialed.
            lists = [facts.state.get(name) or () for name in leaf.own]
            mine = any(str(item) == str(value) for items in lists for item in items)
            is_text = isinstance(value, str) or leaf.shape.get("type") != "string"
            if mine or (is_text and not case.effect):
                return True
        if leaf.number and case.effect and value is not None:
            return False
        least = EMERGENCY if leaf.number else SHORTEST
        if "@" not in found and not least <= len(found) <= LONGEST:
            return True
        return found in self._stated(facts)

    def _stated(self, facts: Facts) -> set[str]:
        """All that the profile names anywhere."""
        allowed = [item for item in self.profile.allow.values() if item != NOBODY]
        said = [facts.state, facts.params, facts.outside, *allowed]
        return _numbers(said)

    def _replaced(
        self, case: Case, facts: Facts, dotted: str, leaf: Leaf, value: Any
    ) -> Any:
        """What is sent for a number that may not be dialed, and shows the same. Raises NotGivenError where nothing does."""
        wishes = list(self._wishes(case, facts, dotted, leaf, value))
        for wanted in wishes:
            for other in self._others(case, dotted, leaf, value, wanted):
                may = self._may_be_sent(case, facts, dotted, leaf, other)
                if may and _is_legal(leaf, other) == _is_legal(leaf, value):
                    return other
        where = f"allow: {{{dotted}: [...]}}"
        if not case.effect and "." not in dotted:
            where += f" or params: {{{dotted}: ...}}"
        if leaf.number and not wishes:
            raise NotGivenError(
                f"the profile states no number that may be sent as `{dotted}`: {where}"
            )
        raise NotGivenError(
            f"`{dotted}` would carry {shown(value)}, which the profile does not allow: {where}"
        )

    def _wishes(
        self, case: Case, facts: Facts, dotted: str, leaf: Leaf, value: Any
    ) -> Iterator[Any]:
        """Numbers that may stand in for another, those of the param itself first."""
        allowed = self.profile.allow.get(dotted, ())
        if not case.effect and dotted in facts.params:
            yield facts.params[dotted]
        if allowed != NOBODY:
            yield from allowed
        if not leaf.number or not isinstance(value, str):
            for values in self.profile.allow.values():
                yield from values if values != NOBODY else ()
            yield from facts.params.values()

    def _others(
        self, case: Case, dotted: str, leaf: Leaf, value: Any, wanted: Any
    ) -> Iterator[Any]:
        """Values like one that a case sends, made from a number that may be dialed."""
        if leaf.number and not self._is_about(case, dotted):
            yield wanted
        digits = dialed(wanted)
        if not isinstance(value, str):
            if digits.isdecimal():
                yield type(value)(digits)
            return
        if (
            leaf.number
            and _digits(value) == _digits(leaf.number)
            and digits.isdecimal()
        ):
            yield _rewritten(value, digits)
        if leaf.number:
            match = SequenceMatcher(
                None, value, leaf.number, autojunk=False
            ).find_longest_match()
            # Fewer signs in common are chance.
            if match.size >= 5:
                yield value[: match.a] + str(wanted) + value[match.a + match.size :]

    def _is_about(self, case: Case, dotted: str) -> bool:
        """Whether a case says something of a param, so that another value there would make it another case."""
        name = dotted.partition(".")[0]
        if case.faulty == name or any(
            due.field.partition(".")[0] == name for due in case.expect.errors
        ):
            return True
        conditions = self.suite.methods[case.method].conditions
        return any(
            name in row.reads
            for row in conditions
            if (row.mnemonic, row.number) == case.condition
        )


def _rewritten(text: str, digits: str) -> str:
    """The text with other digits in the place of its own, each in the script of the one it stands for."""
    count = len(_digits(text))
    left = list(digits[:count])
    found = ""
    for item in text:
        if not item.isdecimal():
            found += item
            continue
        count -= 1
        if left:
            zero = ord(item) - unicodedata.decimal(item)
            found += chr(zero + int(left.pop(0)))
        if not count:
            found += digits[len(_digits(text)) :]
    return found


def _is_legal(leaf: Leaf, value: Any) -> bool:
    return not any(faults(leaf.shape, value, ""))


def _numbers(values: Any) -> set[str]:
    """What would be dialed with the values in a value."""
    if isinstance(values, Mapping):
        return _numbers(list(values.values()))
    if isinstance(values, Sequence) and not isinstance(values, str):
        return set().union(*map(_numbers, values))
    return {dialed(values)} - {""}
