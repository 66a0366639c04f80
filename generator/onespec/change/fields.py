"""Two lists of fields, of a request or of an answer -> every difference, each tried on both versions."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Protocol, TypeAlias

from onespec.change.calls import (
    ITEM,
    Direction,
    Found,
    Open,
    Path,
    Shown,
    option_name,
    put_inside,
)
from onespec.change.change import Change, Evidence, Level
from onespec.change.change import Proof as Leans
from onespec.change.parts import meaning, words
from onespec.change.values import bare, escaped, plain_values
from onespec.datatypes import (
    MISSING,
    AnyType,
    ArrayType,
    BooleanType,
    DataType,
    EnumValue,
    Field,
    FormatType,
    IntegerType,
    MapType,
    NumberType,
    ObjectType,
    StringType,
    TupleType,
    UnionType,
)
from onespec.language.evaluate import ABSENT, Absent
from onespec.search import Proof, Value
from onespec.values import KEYWORDS, TYPE_NAMES, UNEXPECTED, field_faults, identity

_ENUMS: Final = (StringType, IntegerType, NumberType, BooleanType)


Asked: TypeAlias = tuple[Sequence[Value], bool]
"""Values of a place, and whether they are all that are asked about."""
_LACKING: Final[Asked] = ((ABSENT,), True)


_ENDINGS: Final = {
    (False, False): "respelled",
    (True, False): "narrowed",
    (False, True): "widened",
    (True, True): "changed",
}
"""How a kind of change ends, by whether a place takes less and whether it takes more."""


class Side(Protocol):
    """Requests, or answers: for whom a narrower place is worse, and what shows it."""

    is_request: bool
    """Whether it is what callers send."""
    narrows: str
    """Who meets a place that takes less than before: `callers` or `servers`."""

    def narrowed(
        self, path: Path, values: Sequence[Value], is_all: bool
    ) -> tuple[Found, Evidence | None]:
        """What comes of values that only the old version takes."""
        ...

    def widened(
        self, path: Path, values: Sequence[Value], is_all: bool
    ) -> tuple[Found, Evidence | None]:
        """What comes of values that only the new version takes."""
        ...


class Requests:
    """Params: what the new version refuses hurts callers, what the old one refuses hurts servers."""

    is_request = True
    narrows = "callers"

    def __init__(self, forward: Direction, backward: Direction) -> None:
        self.forward = forward
        self.backward = backward

    def narrowed(
        self, path: Path, values: Sequence[Value], is_all: bool
    ) -> tuple[Found, Evidence | None]:
        found = self.forward.having(path, values, is_all)
        return found, request_evidence(found, old_accepts=True)

    def widened(
        self, path: Path, values: Sequence[Value], is_all: bool
    ) -> tuple[Found, Evidence | None]:
        found = self.backward.having(path, values, is_all)
        return found, request_evidence(found, old_accepts=False)


def request_evidence(found: Found, *, old_accepts: bool) -> Evidence | None:
    """A request that was tried, with what either version makes of it."""
    if not isinstance(found, Shown):
        return None
    refused = found.refusals[0].mnemonic if found.refusals else "accepted"
    return Evidence(
        kind="request",
        value=dict(found.params),
        old="accepted" if old_accepts else refused,
        new=refused if old_accepts else "accepted",
        state=found.state,
    )


class Answers:
    """Results: what an old reader does not expect hurts callers; what a new one does not, servers.

    A reader passes over members that it does not know.
    """

    is_request = False
    narrows = "servers"

    def __init__(self, old: Field, new: Field) -> None:
        self.old = old
        self.new = new

    def narrowed(
        self, path: Path, values: Sequence[Value], is_all: bool
    ) -> tuple[Found, Evidence | None]:
        return self._answer(self.old, self.new, path, values, is_all)

    def widened(
        self, path: Path, values: Sequence[Value], is_all: bool
    ) -> tuple[Found, Evidence | None]:
        return self._answer(self.new, self.old, path, values, is_all)

    def _answer(
        self,
        sender: Field,
        reader: Field,
        path: Path,
        values: Sequence[Value],
        is_all: bool,
    ) -> tuple[Found, Evidence | None]:
        plain = next(iter(plain_values(sender)), None)
        for value in values:
            if path:
                answer = put_inside(sender, plain, path, value)
            elif isinstance(value, Absent):
                continue
            else:
                answer = value
            faults = [
                fault
                for fault in field_faults(reader, answer)
                if fault.slot != UNEXPECTED
            ]
            if faults:
                is_new = sender is self.new
                at = ".".join(map(str, faults[0].path)) or "the result"
                unread = f"{faults[0].slot} at {at}"
                evidence = Evidence(
                    kind="answer",
                    value=answer,
                    old=unread if is_new else "promised",
                    new="promised" if is_new else unread,
                )
                return Shown(params={}, state={}, refusals=()), evidence
        return (Proof() if is_all else Open()), None


# -- walking ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """One method's params, or its result, in two versions."""

    method: str
    at: tuple[str, ...]
    """Where its fields stand: `("params",)`."""
    side: Side

    def fields(
        self, old: Sequence[Field], new: Sequence[Field], above: Path = ()
    ) -> Iterator[Change]:
        """Differences of params, or of an object's members."""
        before = {field.name: field for field in old}
        after = {field.name: field for field in new}
        for name, field in before.items():
            if name not in after:
                yield self._removed(field, (*above, name), after, before)
        for name, field in after.items():
            if name not in before:
                yield self._added(field, (*above, name))
            else:
                yield from self.field(before[name], field, (*above, name))

    def field(self, old: Field, new: Field, path: Path) -> Iterator[Change]:
        """Differences of one field, with those inside it; what is none of the known ones is told as such."""
        if old == new:
            return
        told = [
            *self._presence(old, new, path),
            *self._null(old, new, path),
            *self._default(old, new, path),
            *self._values(old, new, path),
            *self._words(old, new, path),
        ]
        yield from told
        if not told and meaning(old) != meaning(new):
            yield self._told("difference-unclassified", old, new, path, Level.POSSIBLE)

    def _removed(
        self,
        field: Field,
        path: Path,
        after: Mapping[str, Field],
        before: Mapping[str, Field],
    ) -> Change:
        sent = (plain_values(field), False)
        lacking = _LACKING if field.required else None
        likely = [
            one.name
            for one in after.values()
            if one.name not in before and one.type == field.type
        ]
        return self._change(
            "param-removed" if self.side.is_request else "member-removed",
            path,
            narrowed=sent if self.side.is_request else None,
            widened=lacking,
            old=field,
            source=Level.BREAKING,
            note=likely[0] if len(likely) == 1 else "",
        )

    def _added(self, field: Field, path: Path) -> Change:
        sent = (plain_values(field), False)
        lacking = _LACKING if field.required else None
        is_request = self.side.is_request
        kind = "member-added"
        if is_request:
            kind = "param-added-required" if field.required else "param-added"
        return self._change(
            kind,
            path,
            narrowed=lacking,
            widened=sent if is_request else None,
            new=field,
            source=Level.BREAKING if is_request and field.required else Level.NONE,
        )

    def _presence(self, old: Field, new: Field, path: Path) -> Iterator[Change]:
        if old.required == new.required or not path or path[-1] == ITEM:
            return
        noun = "param" if self.side.is_request else "member"
        yield self._change(
            f"{noun}-became-{'required' if new.required else 'optional'}",
            path,
            narrowed=_LACKING if new.required else None,
            widened=_LACKING if old.required else None,
            old=old,
            new=new,
            said=(
                "required" if old.required else "optional",
                "required" if new.required else "optional",
            ),
            source=self._source_of_presence(new),
        )

    def _source_of_presence(self, new: Field) -> Level:
        """A keyword that has to be given; a member that may be None."""
        is_request = self.side.is_request
        return Level.BREAKING if is_request == new.required else Level.NONE

    def _null(self, old: Field, new: Field, path: Path) -> Iterator[Change]:
        if old.nullable == new.nullable:
            return
        null = ((None,), True)
        yield self._change(
            "null-allowed" if new.nullable else "null-refused",
            path,
            narrowed=null if old.nullable else None,
            widened=null if new.nullable else None,
            old=old,
            new=new,
            source=(
                Level.BREAKING
                if not self.side.is_request and new.nullable
                else Level.NONE
            ),
        )

    def _default(self, old: Field, new: Field, path: Path) -> Iterator[Change]:
        if old.default is MISSING and new.default is MISSING:
            return
        if MISSING not in (old.default, new.default) and identity(
            old.default
        ) == identity(new.default):
            return
        said = tuple(
            "" if one.default is MISSING else shown(one.default) for one in (old, new)
        )
        kind = (
            "default-added"
            if not said[0]
            else "default-removed" if not said[1] else "default-changed"
        )
        callers, servers, proof, evidence = self._effect(old, new, path, kind)
        yield Change(
            id=kind,
            method=self.method,
            place=(*self.at, *path),
            callers=callers,
            servers=servers,
            old=said[0],
            new=said[1],
            old_span=old.span,
            new_span=new.span,
            evidence=evidence,
            proof=proof,
        )

    def _effect(
        self, old: Field, new: Field, path: Path, kind: str
    ) -> tuple[Level, Level, Leans, Evidence | None]:
        """What another default comes to: a request that leaves the param out now means something else."""
        side = self.side
        if not isinstance(side, Requests) or (old.required and new.required):
            return Level.DOCS, Level.DOCS, Leans.STATED, None
        if kind == "default-added":
            words = f"{old.description} {old.default_note}"
            if shown(new.default).strip('"') in words and new.default is not MISSING:
                return Level.DOCS, Level.DOCS, Leans.STATED, None
            return Level.NON_BREAKING, Level.POSSIBLE, Leans.STATED, None
        if len(path) > 1:
            found = side.forward.having(path, [ABSENT], True)
            if not isinstance(found, Shown):
                found = Open()
        else:
            found = side.forward.lacking(path[0])
        if isinstance(found, Proof):
            return Level.DOCS, Level.DOCS, Leans.PROVEN, None
        if isinstance(found, Shown):
            evidence = request_evidence(found, old_accepts=True)
            return Level.BREAKING, Level.BREAKING, Leans.SHOWN, evidence
        return Level.POSSIBLE, Level.POSSIBLE, Leans.UNDECIDED, None

    def _values(self, old: Field, new: Field, path: Path) -> Iterator[Change]:
        match old.type, new.type:
            case ObjectType() as left, ObjectType() as right:
                if left.open != right.open:
                    yield self._open(old, new, path)
                yield from self.fields(left.fields, right.fields, path)
            case ArrayType() as left, ArrayType() as right:
                # Items are compared for themselves; here only how many there are and whether they differ.
                alike = replace(old, type=replace(left, items=right.items))
                yield from self._limits(alike, new, path)
                yield from self.field(left.items, right.items, (*path, ITEM))
            case MapType() as left, MapType() as right:
                # So are the values under the keys of a map.
                alike = replace(old, type=replace(left, values=right.values))
                yield from self._limits(alike, new, path)
                yield from self.field(left.values, right.values, (*path, ITEM))
            case TupleType() as left, TupleType() as right if len(
                left.prefix_items
            ) == len(right.prefix_items):
                alike = replace(
                    old, type=replace(left, prefix_items=right.prefix_items)
                )
                yield from self._limits(alike, new, path)
                for at, pair in enumerate(zip(left.prefix_items, right.prefix_items)):
                    yield from self.field(*pair, (*path, str(at)))
            case UnionType() as left, UnionType() as right if (
                left.discriminator == right.discriminator
            ):
                yield from self._options(left, right, path)
            case _ if _differ_in_members(old, new):
                yield from self._enum(old, new, path)
            case _:
                yield from self._limits(old, new, path)

    def _options(self, old: UnionType, new: UnionType, path: Path) -> Iterator[Change]:
        """Options of a union, told by the value that tells them apart, or by their JSON type."""
        before = {option_name(one, old.discriminator): one for one in old.options}
        after = {option_name(one, new.discriminator): one for one in new.options}
        for name, option in before.items():
            if name not in after:
                yield self._change(
                    "option-removed",
                    (*path, name),
                    narrowed=(plain_values(option), False),
                    old=option,
                    source=Level.BREAKING,
                )
        for name, option in after.items():
            if name not in before:
                yield self._change(
                    "option-added",
                    (*path, name),
                    widened=(plain_values(option), False),
                    new=option,
                )
            else:
                yield from self.field(before[name], option, (*path, name))

    def _open(self, old: Field, new: Field, path: Path) -> Change:
        assert isinstance(new.type, ObjectType)
        bigger = (old, new)[new.type.open]
        plain = next((one for one in plain_values(bigger) if isinstance(one, dict)), {})
        other = ([{**plain, "x_other": 1}], False)
        is_request = self.side.is_request
        return self._change(
            "members-opened" if new.type.open else "members-closed",
            path,
            narrowed=other if is_request and not new.type.open else None,
            widened=other if is_request and new.type.open else None,
            old=old,
            new=new,
        )

    def _enum(self, old: Field, new: Field, path: Path) -> Iterator[Change]:
        before = {identity(one.value): one for one in members(old)}
        after = {identity(one.value): one for one in members(new)}
        for key, member in before.items():
            if key not in after:
                yield self._change(
                    "enum-value-removed",
                    path,
                    narrowed=((member.value,), True),
                    old=old,
                    new=new,
                    said=(shown(member.value), ""),
                    source=Level.BREAKING,
                )
        for key, member in after.items():
            if key not in before:
                yield self._change(
                    "enum-value-added",
                    path,
                    widened=((member.value,), True),
                    old=old,
                    new=new,
                    said=("", shown(member.value)),
                )

    def _limits(self, old: Field, new: Field, path: Path) -> Iterator[Change]:
        """Types and keywords, decided together: what one allows more another may take away."""
        before, after = replace(old, nullable=False), replace(new, nullable=False)
        said = _differing(before, after)
        if said is None:
            return
        lost, won = escaped(before, after), escaped(after, before)
        is_narrower = bool(lost.values) or not lost.is_all
        is_wider = bool(won.values) or not won.is_all
        kind, was, now = said
        ending = _ENDINGS[is_narrower, is_wider]
        if kind == "type" and ending != "respelled":
            ending = "changed"
        kind = f"{kind}-{ending}"
        yield self._change(
            kind,
            path,
            narrowed=(lost.values, lost.is_all) if is_narrower else None,
            widened=(won.values, won.is_all) if is_wider else None,
            old=old,
            new=new,
            said=(was, now),
            source=Level.BREAKING if kind == "type-changed" else Level.NONE,
        )

    def _words(self, old: Field, new: Field, path: Path) -> Iterator[Change]:
        """What readers see and programs don't."""
        advice = {old.deprecated, new.deprecated}
        if _own_words(old) != _own_words(new) or len(advice - {""}) > 1:
            yield self._told("text-changed", old, new, path, Level.DOCS)
        if bool(old.deprecated) != bool(new.deprecated):
            kind = "deprecated" if new.deprecated else "deprecation-withdrawn"
            yield self._told(kind, old, new, path, Level.NON_BREAKING, "deprecated")
        if old.secret != new.secret:
            kind = "became-secret" if new.secret else "no-longer-secret"
            yield self._told(
                kind,
                old,
                new,
                path,
                Level.NON_BREAKING,
                "secret",
                source=Level.BREAKING,
            )
        if old.type_name != new.type_name:
            is_class = isinstance(old.type, ObjectType) and isinstance(
                new.type, ObjectType
            )
            source = Level.BREAKING if is_class and old.type_name else Level.NONE
            yield Change(
                id="type-named-otherwise",
                method=self.method,
                place=(*self.at, *path),
                callers=Level.NONE,
                servers=Level.NONE,
                source=source,
                old=old.type_name or "",
                new=new.type_name or "",
                old_span=old.span,
                new_span=new.span,
            )

    def _told(
        self,
        kind: str,
        old: Field,
        new: Field,
        path: Path,
        level: Level,
        name: str = "",
        source: Level = Level.NONE,
    ) -> Change:
        return Change(
            id=kind,
            method=self.method,
            place=(*self.at, *path),
            callers=level,
            servers=level,
            source=source,
            old=shown(getattr(old, name)) if name else "",
            new=shown(getattr(new, name)) if name else "",
            old_span=old.span,
            new_span=new.span,
        )

    def _change(
        self,
        kind: str,
        path: Path,
        *,
        narrowed: Asked | None = None,
        widened: Asked | None = None,
        old: Field | None = None,
        new: Field | None = None,
        said: tuple[str, str] = ("", ""),
        source: Level = Level.NONE,
        note: str = "",
    ) -> Change:
        none: tuple[Found, Evidence | None] = (Proof(), None)
        less = none if narrowed is None else self.side.narrowed(path, *narrowed)
        more = none if widened is None else self.side.widened(path, *widened)
        callers, servers = (
            (less, more) if self.side.narrows == "callers" else (more, less)
        )
        levels = weigh(callers[0], servers[0])
        evidence = callers[1] or servers[1]
        proof = Leans.SHOWN if evidence else Leans.STATED
        if Level.POSSIBLE in levels and not evidence:
            proof = Leans.UNDECIDED
        elif levels == (Level.NONE, Level.NONE):
            # Added or gone, a declaration is news, even if nobody meets it on the wire.
            is_news = old is None or new is None
            levels = (Level.NON_BREAKING,) * 2 if is_news else levels
            proof = Leans.STATED if is_news else Leans.PROVEN
        return Change(
            id=kind,
            method=self.method,
            place=(*self.at, *path),
            callers=levels[0],
            servers=levels[1],
            source=source if levels != (Level.NONE, Level.NONE) else Level.NONE,
            old=said[0] or ("" if old is None else TYPE_NAMES.get(type(old.type), "")),
            new=said[1] or ("" if new is None else TYPE_NAMES.get(type(new.type), "")),
            old_span=None if old is None else old.span,
            new_span=None if new is None else new.span,
            evidence=evidence,
            proof=proof,
            note=note,
        )


def _own_words(field: Field) -> object:
    """What is said of a field itself: that of its members is compared where they are."""
    own = words(replace(field, type=AnyType(), deprecated=""))
    return own, {
        identity(one.value): one.meaning for one in members(field) if one.meaning
    }


def members(field: Field) -> tuple[EnumValue, ...]:
    """The values that a field lists; none where it lists none."""
    return field.type.enum if isinstance(field.type, _ENUMS) else ()


def _differ_in_members(old: Field, new: Field) -> bool:
    """Whether two declarations list values and differ in nothing else."""
    if not members(old) or not members(new):
        return False
    return bare(_listless(old.type)) == bare(_listless(new.type))


def _listless(type_: DataType) -> DataType:
    return replace(type_, enum=()) if isinstance(type_, _ENUMS) else type_


def weigh(callers: Found, servers: Found) -> tuple[Level, Level]:
    """The levels for callers and for servers: what breaks only one of them is no break to the other."""
    told = [
        (
            Level.BREAKING
            if isinstance(one, Shown)
            else Level.NONE if isinstance(one, Proof) else Level.POSSIBLE
        )
        for one in (callers, servers)
    ]
    if told != [Level.NONE, Level.NONE]:
        told = [Level.NON_BREAKING if one is Level.NONE else one for one in told]
    return told[0], told[1]


def decided(more: Found, less: Found) -> tuple[Level, Level, Evidence | None, Leans]:
    """Levels for callers and for servers, and what they lean on, of a request that only the new version refuses and one that only the old one does."""
    callers, servers = weigh(more, less)
    evidence = request_evidence(more, old_accepts=True) or request_evidence(
        less, old_accepts=False
    )
    if evidence is not None:
        return callers, servers, evidence, Leans.SHOWN
    is_open = Level.POSSIBLE in (callers, servers)
    return callers, servers, None, Leans.UNDECIDED if is_open else Leans.PROVEN


def _differing(old: Field, new: Field) -> tuple[str, str, str] | None:
    """What the declarations say otherwise: the keyword, or `limits` for several, or `type`; with both sides as text."""
    left, right = old.type, new.type
    if type(left) is not type(right):
        names = [TYPE_NAMES.get(type(one), type(one).__name__) for one in (left, right)]
        return "type", names[0], names[1]
    if isinstance(left, FormatType) and isinstance(right, FormatType):
        if left.format != right.format:
            return "type", left.format, right.format
    found: list[tuple[str, str, str]] = []
    for keyword in KEYWORDS:
        if not isinstance(left, keyword.types):
            continue
        was, now = getattr(left, keyword.attribute), getattr(right, keyword.attribute)
        if was != now and not _is_same_enum(was, now):
            found.append((keyword.name, _limit(was), _limit(now)))
    if not found:
        return (
            None if left == right or isinstance(left, ArrayType) else ("limits", "", "")
        )
    if len(found) == 1:
        name, was, now = found[0]
        return "".join(f"-{c.lower()}" if c.isupper() else c for c in name), was, now
    sides = [
        ", ".join(f"{one[0]} {one[at]}" for one in found if one[at]) for at in (1, 2)
    ]
    return "limits", sides[0], sides[1]


def _is_same_enum(was: object, now: object) -> bool:
    if not isinstance(was, tuple) or not isinstance(now, tuple):
        return False
    return {identity(one.value) for one in was} == {identity(one.value) for one in now}


def _limit(limit: object) -> str:
    if limit is None or limit == () or limit is False:
        return ""
    if isinstance(limit, tuple):
        return shown([one.value for one in limit])
    return shown(limit)


def shown(value: object) -> str:
    """A value as JSON, shortened."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 120 else f"{text[:117]}..."
