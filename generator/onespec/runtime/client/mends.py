# onespec runtime: copied unchanged into generated packages. Edit it in onespec.
"""Mends: a refused request -> the smallest edits after which it is let through.

Edits are counted by params. Whatever is suggested has been tried: the request with the
edits made is judged by the same checks that refused it. Where the values worth trying
hold none that helps, there is no mend, which is no proof that nobody could find one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice, product
from typing import Any, Final, Literal, TypeAlias

from .checks import (
    Array,
    Checked,
    Either,
    Field,
    Flag,
    Formatted,
    Integer,
    Kind,
    Map,
    Named,
    Number,
    Object,
    Rule,
    Tagged,
    Text,
    Tuple,
    Violation,
    fits,
)
from .values import MISSING, canonical, is_list, is_number, is_object

Path: TypeAlias = tuple[str, ...]
Json: TypeAlias = "Mapping[str, Json] | Sequence[Json] | str | float | bool | None"

MOST: Final = 3
"""Mends that are told."""
DEEPEST: Final = 8
"""Params that one mend changes at most."""
PATIENCE: Final = 1_500
"""Requests that are judged before the search ends."""
FEW: Final = 8
LONGEST: Final = 10_000
"""Characters of a text up to which something is made of it."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One change of a request."""

    op: Literal["set", "add", "drop"]
    path: Path
    """The param and the names below it; items of lists by their place, from 0 on."""
    value: Any = None
    """What is to stand there; None where it is dropped."""
    sample: bool = False
    """Whether the value only shows what is allowed, so that one of the caller's own
    should go there."""
    hidden: bool = False
    """Whether the place holds a secret: its text never shows the value."""

    @property
    def field(self) -> str:
        """The place, dotted: `contact_message.type`."""
        return ".".join(self.path)

    def __str__(self) -> str:
        place = f"`{self.field}`"
        if self.op == "drop" or self.hidden:
            return f"{self.op} {place}"
        text = json.dumps(self.value, ensure_ascii=False, default=str)
        if self.sample:
            return f"{self.op} {place}, such as {text}"
        return f"{self.op} {place} {'to' if self.op == 'set' else 'as'} {text}"


@dataclass(frozen=True, slots=True)
class Mend:
    """Edits that together make the request acceptable; none of them can be left out."""

    edits: tuple[Edit, ...]

    def __str__(self) -> str:
        *first, last = map(str, self.edits)
        return f"{', '.join(first)} and {last}" if first else last

    @property
    def sample(self) -> bool:
        """Whether some value in it is one that the caller should choose."""
        return any(edit.sample for edit in self.edits)

    def apply(self, params: Mapping[str, Any]) -> dict[str, Any]:
        """The request with the edits made; the one that is given stays as it is."""
        found: Any = dict(params)
        for edit in self.edits:
            value = MISSING if edit.op == "drop" else edit.value
            found = put(found, edit.path, value)
        result: dict[str, Any] = found
        return result


def put(holder: object, path: Path, value: object) -> object:
    """An object or a list with another value at a place; MISSING takes it away."""
    if not path:
        return value
    if is_list(holder):
        at = int(path[0])
        inner = put(holder[at], path[1:], value)
        kept = [] if inner is MISSING else [inner]
        return [*holder[:at], *kept, *holder[at + 1 :]]
    members = dict(holder) if is_object(holder) else {}
    inner = put(members.get(path[0], MISSING), path[1:], value)
    if inner is MISSING:
        members.pop(path[0], None)
    else:
        members[path[0]] = inner
    return members


@dataclass(frozen=True, slots=True)
class Tries:
    """What rules ask of a place: values to try there."""

    path: Path = ()
    exact: tuple[Json, ...] = ()
    """Values that rules and limits name."""
    samples: tuple[Json, ...] = ()
    """Values that stand for others of their kind."""


Complaint: TypeAlias = tuple[str, ...]
"""The params that one reason to refuse a request looks at."""

Judge: TypeAlias = "Callable[[Mapping[str, object]], Sequence[Complaint]]"
"""Every reason to refuse a request."""


@dataclass(frozen=True, slots=True)
class Try:
    """A value to try for a param; MISSING leaves it out."""

    value: object
    sample: bool = False


# The search: from each reason to refuse to the params that it looks at, one more param
# at a time. A mend changes some param of every reason, so that none is missed.


def smallest(
    params: Mapping[str, object],
    judge: Judge,
    options: Options,
    patience: int = PATIENCE,
) -> tuple[Mend, ...]:
    """The smallest mends, and of those that are one param larger some that are no
    larger version of a smaller one; ties by the declared order of the params.
    """
    search = _Search(params, judge, options, patience)
    return tuple(search.run())


@dataclass(slots=True)
class _Search:
    given: Mapping[str, object]
    judge: Judge
    options: Options
    patience: int
    found: list[dict[str, Try]] = field(default_factory=list[dict[str, Try]])
    known: dict[object, Sequence[Complaint]] = field(
        default_factory=dict[object, Sequence[Complaint]]
    )

    def run(self) -> Iterator[Mend]:
        if not self._complaints(self.given):
            return
        first = DEEPEST
        for size in range(1, DEEPEST + 1):
            self._deepen(self.given, {}, size)
            if self.found:
                first = min(first, size)
            if size > first or self.patience <= 0:
                break
        for edited in sorted(self.found, key=self._rank)[:MOST]:
            yield self.options.mend(self.given, self._nearest(edited))

    def _rank(self, edited: Mapping[str, Try]) -> tuple[int, list[int]]:
        return len(edited), sorted(map(self.options.place, edited))

    def _complaints(self, request: Mapping[str, object]) -> Sequence[Complaint]:
        key = canonical(request)
        if key not in self.known:
            self.patience -= 1
            self.known[key] = self.judge(request)
        return self.known[key]

    def _deepen(
        self, request: Mapping[str, object], edited: dict[str, Try], left: int
    ) -> None:
        complaints = self._complaints(request)
        if not complaints:
            self.found.append(edited)
            return
        open_ones = [[n for n in one if n not in edited] for one in complaints]
        sure = {names[0] for names in open_ones if len(names) == 1}
        if not all(open_ones) or len(sure) > left or not left:
            return
        names = min(open_ones, key=len)
        reads = {name for one in complaints for name in one}
        for name in names:
            if self._has_part_of({*edited, name}):
                continue
            for one in self.options.tries(name, request, self.given, reads):
                if self.patience <= 0 or self._has_part_of({*edited, name}):
                    break
                changed = put(request, (name,), one.value)
                assert is_object(changed)
                self._deepen(changed, {**edited, name: one}, left - 1)

    def _has_part_of(self, names: set[str]) -> bool:
        return any(one.keys() <= names for one in self.found)

    def _nearest(self, edited: dict[str, Try]) -> dict[str, Try]:
        """The same with whole numbers as near to those that were sent as can be."""
        for name, one in edited.items():
            old, new = self.given.get(name), one.value
            if not isinstance(old, int) or not isinstance(new, int):
                continue
            if isinstance(old, bool) or isinstance(new, bool):
                continue
            while abs(old - new) > 1:
                middle = old + (new - old) // 2 if new > old else old - (old - new) // 2
                tried = {**edited, name: Try(middle)}
                request: object = self.given
                for other, value in tried.items():
                    request = put(request, (other,), value.value)
                assert is_object(request)
                if self.judge(request):
                    old = middle
                else:
                    new, edited = middle, tried
        return edited


# What is worth trying.


@dataclass(frozen=True, slots=True)
class Options:
    """The params of a method and what is worth trying for them."""

    fields: Sequence[Field]
    tried: Mapping[Path, Tries] = field(default_factory=dict[Path, Tries])
    """For places that rules look at."""

    def place(self, name: str) -> int:
        """Where a param stands in declared order; an unknown one comes last."""
        names = [one.name for one in self.fields]
        return names.index(name) if name in names else len(names)

    def field(self, name: str) -> Field | None:
        """The declared param of that name."""
        return next((one for one in self.fields if one.name == name), None)

    def tries(
        self,
        name: str,
        request: Mapping[str, object],
        given: Mapping[str, object],
        reads: Iterable[str],
    ) -> Iterator[Try]:
        """Values for a param that stand a chance, the likeliest first."""
        known = self.field(name)
        if known is None:
            yield Try(MISSING)
            return
        now = request.get(name, MISSING)
        seen = {canonical(now)}
        for one in self._tries(known, now, given, reads):
            key = canonical(one.value)
            if key in seen or one.value is MISSING and now is MISSING:
                continue
            seen.add(key)
            if one.value is MISSING or fits(known, one.value):
                yield one

    def _tries(
        self,
        known: Field,
        now: object,
        given: Mapping[str, object],
        reads: Iterable[str],
    ) -> Iterator[Try]:
        drop = [] if known.required else [Try(MISSING)]
        if known.secret:
            # Nothing is made of a secret that does not fit.
            yield from drop
            yield from self._ruled(known, now, {}, reads)
            yield from self._samples(known)
        elif now is MISSING:
            yield from self._renamed(known, given)
            for one in self._ruled(known, now, given, reads):
                yield replace(one, sample=one.sample or known.required)
            yield from self._samples(known)
        elif not fits(known, now):
            for value in islice(repairs(known.kind, now), FEW):
                yield Try(value, sample=_gains(now, value))
            yield from drop
            yield from self._ruled(known, now, given, reads)
            yield from self._samples(known)
        else:
            yield from self._ruled(known, now, given, reads)
            yield from drop
            yield from self._samples(known)

    def _samples(self, known: Field) -> Iterator[Try]:
        listed = _listed(known.kind)
        for value in listed[:FEW] or [sample(known.kind)]:
            yield Try(value, sample=len(listed) != 1)
        for value in self.tried.get((known.name,), Tries()).samples:
            yield Try(value, sample=True)

    def _renamed(self, known: Field, given: Mapping[str, object]) -> Iterator[Try]:
        """What stands under a name that is unknown and close to this one."""
        names = {one.name for one in self.fields}
        for other, value in given.items():
            if other not in names and _is_close(other, known.name):
                yield Try(value)

    def _ruled(
        self,
        known: Field,
        now: object,
        given: Mapping[str, object],
        reads: Iterable[str],
    ) -> Iterator[Try]:
        """What rules name for the param, or for places inside it."""
        tries = self.tried.get((known.name,), Tries())
        in_rules = (known.name,) in self.tried or known.name in set(reads)
        if in_rules:
            for value in _listed(known.kind)[:24]:
                yield Try(value)
        yield from map(Try, tries.exact)
        others = [given[n] for n in reads if n != known.name and n in given]
        yield from map(Try, _beside(others, tries))
        below = {
            path[1:]: one
            for path, one in self.tried.items()
            if path[0] == known.name and path[1:]
        }
        if below and _is_of_members(known.kind):
            yield from _inside(known.kind, now, below)

    def mend(self, given: Mapping[str, object], edited: Mapping[str, Try]) -> Mend:
        """What was tried, said as edits, in declared order; unknown params first."""
        known = [one.name for one in self.fields]
        strange = [name for name in edited if name not in known]
        names = [*strange, *(name for name in known if name in edited)]
        return Mend(tuple(self._edit(name, given, edited[name]) for name in names))

    def whole(self, given: Mapping[str, object], wanted: Mapping[str, object]) -> Mend:
        """All that makes one request of another."""
        names = [*given, *(name for name in wanted if name not in given)]
        edited = {
            name: Try(wanted.get(name, MISSING))
            for name in names
            if not _same(given, wanted, name)
        }
        return self.mend(given, edited)

    def _edit(self, name: str, given: Mapping[str, object], one: Try) -> Edit:
        known = self.field(name)
        hidden = known is not None and known.secret
        path: Path = (name,)
        old = given.get(name, MISSING)
        new = one.value
        if not hidden:
            path, old, new = _narrowed(path, old, new)
        if new is MISSING:
            return Edit("drop", path, hidden=hidden)
        op: Literal["set", "add"] = "add" if old is MISSING else "set"
        return Edit(op, path, new, sample=one.sample, hidden=hidden)


def _narrowed(path: Path, old: object, new: object) -> tuple[Path, object, object]:
    """The one place below a path where two values differ, if it is one."""
    if is_object(old) and is_object(new):
        names = [*old, *(name for name in new if name not in old)]
        differ = [n for n in names if not _same(old, new, n)]
        if len(differ) == 1:
            name = differ[0]
            before, after = old.get(name, MISSING), new.get(name, MISSING)
            return _narrowed((*path, name), before, after)
    if is_list(old) and is_list(new) and len(old) == len(new):
        places = [n for n in range(len(old)) if canonical(old[n]) != canonical(new[n])]
        if len(places) == 1:
            at = places[0]
            return _narrowed((*path, str(at)), old[at], new[at])
    return path, old, new


def _gains(old: object, new: object) -> bool:
    """Whether a value has members, or items, that the old one gave no hint at."""
    if is_object(old) and is_object(new):
        fresh = [name for name in new if name not in old]
        moved = [canonical(value) for name, value in old.items() if name not in new]
        if any(canonical(new[name]) not in moved for name in fresh):
            return True
        return any(_gains(old[name], new[name]) for name in new if name in old)
    if is_list(old) and is_list(new):
        return len(new) > len(old) or any(map(_gains, old, new))
    return False


def _same(old: Mapping[str, object], new: Mapping[str, object], name: str) -> bool:
    if (name in old) != (name in new):
        return False
    return canonical(old[name]) == canonical(new[name])


def _is_close(one: str, other: str) -> bool:
    """Whether two names differ by a slip."""
    left, right = (re.sub("[^a-z0-9]", "", name.lower()) for name in (one, other))
    return _distance(left[:60], right[:60]) <= max(len(left), len(right)) // 4


def _distance(left: str, right: str) -> int:
    """Letters to change, add or drop between two texts; a swap of neighbours is one."""
    before: list[int] = []
    row = list(range(len(right) + 1))
    for at, char in enumerate(left, start=1):
        earlier, before, row = before, row, [at]
        for to, other in enumerate(right, start=1):
            cost = min(before[to] + 1, row[-1] + 1, before[to - 1] + (char != other))
            if at > 1 < to and (char, left[at - 2]) == (right[to - 2], other):
                cost = min(cost, earlier[to - 2] + 1)
            row.append(cost)
    return row[-1]


def _listed(kind: Kind) -> list[object]:
    """All values of a kind, where they are listed."""
    if isinstance(kind, Named):
        return _listed(kind.of())
    if isinstance(kind, Flag):
        return list(kind.enum or (False, True))
    if isinstance(kind, (Text, Number, Formatted)):
        return list(kind.enum)
    return []


def _beside(others: Sequence[object], tries: Tries) -> Iterator[object]:
    """What makes a param equal to others, and numbers just more or less, or a sum."""
    constants = [value for value in tries.exact if is_number(value)]
    for value in others:
        yield value
        if is_number(value) and abs(value) < 1e15:
            yield from (value - 1, value + 1)
            yield from (constant - value for constant in constants[:FEW])
            yield from (constant + value for constant in constants[:FEW])


def _is_of_members(kind: Kind) -> bool:
    return isinstance(kind.of() if isinstance(kind, Named) else kind, (Object, Tagged))


def _inside(kind: Kind, now: object, below: Mapping[Path, Tries]) -> Iterator[Try]:
    """An object with other values at the places that rules look at: one, then two."""
    start = now if is_object(now) else sample(kind)
    if not is_object(start):
        return
    changes: dict[Path, list[Try]] = {}
    for path, tries in below.items():
        own = [Try(value) for value in tries.exact]
        own += [Try(MISSING)]
        own += [Try(value, sample=True) for value in tries.samples]
        changes[path] = own[: 2 * FEW]
    for path, own in changes.items():
        for one in own:
            yield Try(put(start, path, one.value), one.sample)
    pairs = [(a, b) for a in changes for b in changes if a < b]
    for first, second in pairs[:FEW]:
        for one, other in product(changes[first][:FEW], changes[second][:FEW]):
            both = put(put(start, first, one.value), second, other.value)
            yield Try(both, one.sample or other.sample)


# A value of a kind that asks for nothing else.


def sample(kind: Kind, depth: int = 0) -> object:
    """A value that the kind allows, as a rule; the caller looks."""
    inner = depth + 1
    match kind:
        case Named():
            return sample(kind.of(), inner) if depth < 20 else None
        case Text() | Number() | Formatted() if kind.sample is not None:
            return kind.sample
        case Text(enum=enum) | Formatted(enum=enum) if enum:
            return enum[0]
        case Text():
            longest = 40 if kind.max_length is None else kind.max_length
            return "text".ljust(kind.min_length, "x")[: max(longest, kind.min_length)]
        case Number():
            return kind.enum[0] if kind.enum else _clamped(kind, 0)
        case Flag(enum=flags):
            return flags[0] if flags else False
        case Object(fields=fields):
            return {one.name: sample(one.kind, inner) for one in fields if one.required}
        case Tagged(member=member, options=options):
            first = sample(options[0], inner)
            told = _listed(member.kind)[:1]
            return {**(first if is_object(first) else {}), member.name: told[0]}
        case Array(items=items, min_items=least):
            return [sample(items.kind, inner)] * least
        case Tuple(places=places):
            return [sample(one.kind, inner) for one in places]
        case Map():
            return {}
        case Either(options=options):
            plain = (one for one in options if not isinstance(one, Named))
            return sample(next(plain, options[0]), inner)
        case _:
            return "text"


# What was meant by a value that does not fit.


def repairs(kind: Kind, value: object) -> Iterator[object]:
    """Values that fit and that the one given may have been meant as."""
    for one in _repairs(kind, value):
        if fits(Field("", kind), one):
            yield one


def _repairs(kind: Kind, value: object) -> Iterator[object]:
    match kind:
        case Named():
            yield from _repairs(kind.of(), value)
        case Either(options=options):
            for option in options:
                yield from _repairs(option, value)
        case Flag():
            yield from _flags(value)
        case Number():
            yield from _numbers(kind, value)
        case Text() | Formatted():
            yield from _texts(kind, value)
        case Object():
            if is_object(value):
                yield mended_members(kind, value)
        case Tagged() if is_object(value):
            yield from _tagged(kind, value)
        case Array():
            yield from _lists(kind, value)
        case Tuple(places=places, rest=rest) if is_list(value):
            kept = value if rest is not None else value[: len(places)]
            yield [
                _mended_item(places[n] if n < len(places) else rest, item)
                for n, item in enumerate(kept)
            ] + [sample(one.kind) for one in places[len(kept) :]]
        case Map(values=values, keys=keys) if is_object(value):
            yield {
                key: _mended_item(values, item)
                for key, item in list(value.items())[: kind.max_properties]
                if keys is None or not keys.read(key)[1]
            }
        case _:
            return


def _flags(value: object) -> Iterator[object]:
    word = str(value).strip().lower()
    if word in ("true", "1", "yes", "on", "y", "1.0"):
        yield True
    if word in ("false", "0", "no", "off", "n", "0.0"):
        yield False


def _numbers(kind: Number, value: object) -> Iterator[object]:
    found = value
    if isinstance(value, str) and len(value) <= 40:
        text = value.strip().replace("_", "")
        try:
            found = int(text)
        except ValueError:
            try:
                found = float(text)
            except ValueError:
                return
    if not is_number(found):
        return
    if isinstance(kind, Integer) and isinstance(found, float):
        found = round(found)
    yield found
    yield _clamped(kind, found)
    for step in (kind.multiple_of,):
        if step:
            yield int(found // step) * step
            yield (int(found // step) + 1) * step
    if kind.enum:
        near: float = found
        yield min(kind.enum, key=lambda one: abs(one - near))


def _clamped(kind: Number, value: float) -> float:
    """The nearest number within the limits."""
    step = kind.multiple_of or (1 if isinstance(kind, Integer) else 0)
    for low, by in ((kind.minimum, 0), (kind.above, step)):
        if low is not None and (value < low or by and value == low):
            value = low + by
        elif low is not None and low == kind.above and value <= low:
            high = kind.below if kind.below is not None else kind.maximum
            value = low + 1 if high is None else (low + high) / 2
    for high, by in ((kind.maximum, 0), (kind.below, step)):
        if high is not None and (value > high or by and value == high):
            value = high - by
        elif high is not None and high == kind.below and value >= high:
            low = kind.above if kind.above is not None else kind.minimum
            value = high - 1 if low is None else (low + high) / 2
    if kind.multiple_of and value % kind.multiple_of:
        value = (int(value // kind.multiple_of) + 1) * kind.multiple_of
    return value


def _texts(kind: Text | Formatted, value: object) -> Iterator[object]:
    if is_number(value):
        yield str(value)
        value = str(int(value) if value == int(value) else value)
        yield value
    if not isinstance(value, str) or len(value) > LONGEST:
        return
    text = value.strip()
    yield text
    low = text.lower()
    close = [one for one in kind.enum if one.lower() == low]
    close += [one for one in kind.enum if len(one) > 3 and _is_close(one, text)]
    yield from close
    if kind.enum:
        return
    bare = text.lstrip("+")
    yield bare
    yield re.sub(r"[\s()._-]+", "", bare)
    yield re.sub(r"\s+", "", text)
    yield low
    yield text.upper()
    yield text.replace(" ", "T", 1)
    if kind.max_length is not None:
        yield value[: kind.max_length]
        yield text[: kind.max_length]


def mended_members(kind: Object, value: Mapping[str, object]) -> dict[str, object]:
    """An object with what does not fit put right, left out, or, where it is required,
    filled in.
    """
    known = {one.name for one in kind.fields}
    strange = {name: item for name, item in value.items() if name not in known}
    result: dict[str, object] = dict(strange) if kind.open else {}
    for one in kind.fields:
        if one.name in value:
            kept = _mended_item(one, value[one.name], drop=not one.required)
            if kept is not MISSING:
                result[one.name] = kept
        elif one.required:
            names = (n for n in strange if _is_close(n, one.name))
            renamed = (strange[n] for n in names if fits(one, strange[n]))
            result[one.name] = next(renamed, sample(one.kind))
    return result


def _mended_item(one: Field | None, value: object, *, drop: bool = False) -> object:
    """A value inside another one as it fits, by itself."""
    if one is None or fits(one, value):
        return value
    otherwise = MISSING if drop else sample(one.kind)
    return next(repairs(one.kind, value), otherwise)


def _tagged(kind: Tagged, value: Mapping[str, object]) -> Iterator[object]:
    option = kind.option(value)
    if option is not None:
        yield from _repairs(option, value)
        return
    member = kind.member
    told = repairs(member.kind, value.get(member.name))
    for tag in (*told, *_listed(member.kind)):
        named = {**value, member.name: tag}
        option = kind.option(named)
        if option is not None:
            yield named
            yield from _repairs(option, named)


def _lists(kind: Array, value: object) -> Iterator[object]:
    if not is_list(value):
        item = _mended_item(kind.items, value, drop=True)
        if item is not MISSING and value is not None:
            yield [item]
        return
    items = [_mended_item(kind.items, item) for item in value[: kind.max_items]]
    if kind.unique:
        items = list({canonical(item): item for item in items}.values())
    yield items
    if items and len(items) < kind.min_items:
        yield items + [items[-1]] * (kind.min_items - len(items))


def fitting(options: Options, params: Mapping[str, object]) -> dict[str, Any]:
    """A request with all that does not fit put right, left out or filled in, each by
    itself.
    """
    return mended_members(Object(tuple(options.fields)), params)


# Generated checks as a judge.


def mends(
    params: Mapping[str, object],
    check: Callable[[Mapping[str, object]], Checked],
    shape: Object,
    rules: tuple[Rule, ...] = (),
    tried: Sequence[Tries] = (),
) -> tuple[Mend, ...]:
    """The smallest mends of a request that its checks refuse; empty where none is
    known.
    """
    reads = {rule.id: rule.reads for rule in rules}
    names = [one.name for one in shape.fields]

    def complaint(found: Violation, request: Mapping[str, object]) -> Complaint:
        if found.constraint is not None and found.constraint in reads:
            return reads[found.constraint]
        place = found.field or ""
        whole = (n for n in (*request, *names) if n == place)
        above = (n for n in (*request, *names) if place.startswith(f"{n}."))
        return (next(whole, None) or next(above, place),)

    def judge(request: Mapping[str, object]) -> Sequence[Complaint]:
        return [complaint(found, request) for found in check(request)[1]]

    places = {one.path: one for one in tried}
    return smallest(params, judge, Options(shape.fields, places))


def hidden(found: Mend, mask: Callable[[object], object]) -> Mend:
    """A mend in whose values secrets are masked."""
    return Mend(tuple(replace(edit, value=mask(edit.value)) for edit in found.edits))
