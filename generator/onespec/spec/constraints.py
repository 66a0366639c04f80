"""`constraints:` of a method or a shared type -> `Constraint`s, their expressions checked and their examples held against them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from typing import Final, assert_never

from onespec import language
from onespec.datatypes import Field, Missing, ObjectType, within
from onespec.diagnostics import Diagnostic, Span
from onespec.language.ast import (
    Binary,
    Conditional,
    Expr,
    Has,
    Literal,
    Path,
    Root,
    Unary,
)
from onespec.language.evaluate import NoValueError
from onespec.messages import expressions as say
from onespec.messages import spec
from onespec.model import (
    Constraint,
    ConstraintExample,
    Group,
    GroupKind,
    NamedType,
    Rule,
    Shape,
    WhenThen,
)
from onespec.notation import english_expr
from onespec.placed import Rules, objects, rules_of
from onespec.spec.expressions import compiled
from onespec.spec.keys import (
    Findings,
    attributes,
    blamed_path,
    find_path,
    first_key,
    items,
    mappings,
    scalar,
)
from onespec.spec.nodes import (
    Entry,
    MappingNode,
    Node,
    ScalarNode,
    SequenceNode,
    plain,
)
from onespec.spec.values import check_members
from onespec.values import field_faults

MAX_CONSTRAINTS: Final = 64
"""Of one method."""
_SHAPES: Final = (("when", "then"), ("rule",), *((k.value,) for k in GroupKind))


def check_count(nodes: Sequence[MappingNode]) -> Iterator[Diagnostic]:
    """A fault where a method has more constraints than a reader or a solver should be asked to take in."""
    if len(nodes) > MAX_CONSTRAINTS:
        span = nodes[MAX_CONSTRAINTS].span
        yield say.too_many(span, len(nodes), MAX_CONSTRAINTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What constraints are read against."""

    errors: Mapping[str, Span | None]
    """Every mnemonic that one may name, with the place of its row."""
    default: str | None
    """Mnemonic of `protocol.constraint`, where declared."""
    findings: Findings


def read_constraints(
    document: MappingNode,
    fields: tuple[Field, ...],
    known: Known,
    holder: Field | None = None,
) -> tuple[Constraint, ...]:
    """Those of a method, or of a shared type where that is the `holder`; the faults go to the findings."""
    seen: dict[str, ScalarNode] = {}
    built: list[Constraint] = []
    nodes = mappings(document, "constraints")
    findings = known.findings
    findings.extend(check_count(nodes))
    for node in nodes:
        id_node = scalar(node, "id")
        assert id_node is not None
        name = str(id_node.value)
        if name in seen:
            fault = spec.duplicate_name(
                id_node.span, "constraint", name, seen[name].span
            )
            findings.add(fault)
        seen.setdefault(name, id_node)
        owner = name if holder is None else f"{holder.name}.{name}"
        scope = language.Scope(params=fields, owner=owner, holder=holder)
        constraint, faults = build_constraint(node, scope, known.default)
        findings.extend(faults)
        error = scalar(node, "error")
        if error is not None and error.value not in known.errors:
            what = "an error of the method"
            if holder is not None:
                what = "a row of the common error table, which every method has"
            findings.add(
                spec.unknown_name(
                    error.span,
                    f"constraint `{owner}`",
                    "names",
                    str(error.value),
                    what,
                    list(known.errors.items()),
                )
            )
        if constraint is not None:
            built.append(constraint)
    return tuple(built)


def of_types(
    types: Sequence[NamedType], declared: Sequence[Entry], known: Known
) -> tuple[NamedType, ...]:
    """The shared types with the constraints that they declare between their members."""
    bodies = {str(entry.key.value): entry.value for entry in declared}
    made: list[NamedType] = []
    for named in types:
        body, type_ = bodies[named.name], named.type
        if isinstance(body, MappingNode) and isinstance(type_, ObjectType):
            holder = Field(name=named.name, type=type_)
            own = read_constraints(body, type_.fields, known, holder)
            named = replace(named, constraints=own)
        made.append(named)
    known_types = {named.name: named for named in made}

    def rules(named: NamedType) -> tuple[Constraint, ...]:
        other = known_types.get(named.type_name or "")
        return named.constraints if other is None else rules(other)

    return tuple(replace(named, constraints=rules(named)) for named in made)


def check_values(
    types: Sequence[NamedType], fields: Iterable[Field]
) -> Iterator[Diagnostic]:
    """Examples and defaults of fields that break a constraint of the types they are made of, each told of once."""
    rules, told = rules_of(types), set[tuple[str, str]]()
    shared = (
        Field(
            name=one.name,
            type=one.type,
            type_name=one.name,
            examples=one.examples,
            span=one.span,
        )
        for one in types
    )
    for field in (inner for top in (*shared, *fields) for inner in within(top)):
        given = [] if isinstance(field.default, Missing) else [field.default]
        for value in (*given, *field.examples) if rules else ():
            if field.span is None or any(field_faults(field, value)):
                continue
            for one in objects(field, value):
                for rule in rules.get(one.type_name, ()):
                    key = (rule.id, repr(value))
                    if key in told or language.evaluate(rule.condition, one.value):
                        continue
                    told.add(key)
                    sentence = english_expr.sentence(rule)
                    yield spec.value_breaks(field.span, field.name, rule.id, sentence)


def without_error(rules: Rules) -> Iterator[Diagnostic]:
    """Of the constraints that requests are held to, those that no error answers."""
    found = [rule for of_type in rules.values() for rule in of_type]
    for rule in {rule.id: rule for rule in found}.values():
        if rule.span is not None and not rule.error:
            yield say.no_error(rule.span, rule.id)


def build_constraint(
    node: MappingNode, scope: language.Scope, default_error: str | None
) -> tuple[Constraint | None, tuple[Diagnostic, ...]]:
    """The constraint, or None where its condition can't be told; and every fault found in it."""
    findings = Findings()
    shape = _shape(node, scope, findings)
    whole = condition(shape, scope.params) if shape is not None else None
    said = attributes(
        node,
        "constraint",
        paramPath=lambda path: blamed_path(
            path, scope.params, whole, f"`{scope.owner}`", findings, scope.holder
        ),
    )
    said["id"] = scope.owner
    said.setdefault("error", default_error or "")
    # That of a type is only needed where the type stands in params.
    if not said["error"] and scope.holder is None:
        key = node.key("id")
        span = key.span if key is not None else node.span
        findings.add(say.no_error(span, scope.owner))
    if shape is None or whole is None:
        return None, tuple(findings.diagnostics)
    constraint = Constraint(
        shape=shape,
        condition=whole,
        examples=tuple(
            ConstraintExample(
                params=plain(fragment), accepted=accepted, span=fragment.span
            )
            for fragment, accepted in _example_nodes(node)
        ),
        span=node.span,
        **said,
    )
    findings.extend(check_examples(constraint, node, scope.params))
    return constraint, tuple(findings.diagnostics)


def condition(shape: Shape, params: tuple[Field, ...]) -> Expr:
    """The whole meaning of a shape as one expression."""
    match shape:
        case Rule(rule=rule):
            return rule
        case WhenThen(when=when, then=then):
            return Binary(op="||", left=Unary(op="!", operand=when), right=then)
        case Group():
            return _group_condition(shape, params)


def _one_shape(node: MappingNode, owner: str, findings: Findings) -> bool:
    """Whether a constraint says its condition once, and all of it."""
    begun = [keys for keys in _SHAPES if any(node.key(key) for key in keys)]
    given = [key for keys in begun for key in keys if node.key(key)]
    whole = [key for keys in begun for key in keys]
    if len(begun) == 1 and given == whole:
        return True
    key = node.key(given[-1] if len(begun) > 1 else "id")
    span = key.span if key is not None else node.span
    absent = [key for key in whole if key not in given] if len(begun) == 1 else []
    findings.add(say.no_shape(span, owner, given, absent))
    return False


def _shape(
    node: MappingNode, scope: language.Scope, findings: Findings
) -> Shape | None:
    if not _one_shape(node, scope.owner, findings):
        return None
    rule, when, then = (scalar(node, key) for key in ("rule", "when", "then"))
    if rule is not None:
        checked, faults = compiled(rule, scope)
        findings.extend(faults)
        return Rule(rule=checked) if checked is not None else None
    if when is not None and then is not None:
        return _when_then(when, then, scope, findings)
    for kind in GroupKind:
        key = node.key(kind.value)
        if key is not None:
            return _group(kind, items(node, kind.value), scope, findings)
    return None


def _when_then(
    when: ScalarNode, then: ScalarNode, scope: language.Scope, findings: Findings
) -> Shape | None:
    """`then` leans on what `when` asks."""
    premise, faults = compiled(when, scope, demanded=False)
    findings.extend(faults)
    guards = language.facts(premise) if premise is not None else None
    conclusion, faults = compiled(then, scope, guards=guards)
    findings.extend(faults)
    if premise is None or conclusion is None:
        return None
    return WhenThen(when=premise, then=conclusion)


def _group(
    kind: GroupKind, found: tuple[Node, ...], scope: language.Scope, findings: Findings
) -> Shape | None:
    members: list[tuple[Path, ...]] = []
    whole = True
    for item in found:
        member = _member(item, scope, findings)
        if member is None:
            whole = False
        elif member in members:
            shown = " and ".join(".".join(path) for path in member)
            findings.add(say.repeated_member(item.span, scope.owner, shown))
        else:
            members.append(member)
    return Group(kind=kind, members=tuple(members)) if whole and members else None


def _member(
    item: Node, scope: language.Scope, findings: Findings
) -> tuple[Path, ...] | None:
    """A name, or a list of names that count as sent when all of them are."""
    parts = item.items if isinstance(item, SequenceNode) else (item,)
    owner = f"`{scope.owner}`"
    paths: list[Path] = []
    for part in parts:
        if not isinstance(part, ScalarNode):
            continue
        path = find_path(part, scope.params, owner, findings, holder=scope.holder)
        if path is None:
            return None
        if path in paths:
            findings.add(say.repeated_member(part.span, scope.owner, ".".join(path)))
        else:
            paths.append(path)
    return tuple(paths) or None


def _example_nodes(node: MappingNode) -> Iterator[tuple[MappingNode, bool]]:
    examples = node.get("examples")
    if isinstance(examples, MappingNode):
        for key, accepted in (("accept", True), ("reject", False)):
            for fragment in mappings(examples, key):
                yield fragment, accepted


def check_examples(
    constraint: Constraint, node: MappingNode, params: tuple[Field, ...]
) -> Iterator[Diagnostic]:
    """Faults of a constraint's examples: fragments of requests that name only the params that matter."""
    for example, (fragment, _) in zip(constraint.examples, _example_nodes(node)):
        what = f"an example of `{constraint.id}`"
        given = tuple(
            field if field.name in example.params else replace(field, required=False)
            for field in params
        )
        faults = tuple(check_members(fragment, example.params, given, what))
        yield from faults
        if not faults:
            yield from _verdict(constraint, example, fragment)


def _verdict(
    constraint: Constraint, example: ConstraintExample, fragment: MappingNode
) -> Iterator[Diagnostic]:
    span = first_key(fragment)
    try:
        accepted = language.evaluate(constraint.condition, example.params)
    except NoValueError as missing:
        yield say.example_leaves_out(span, constraint.id, str(missing))
        return
    if accepted is not example.accepted:
        yield say.example_disagrees(span, constraint.id, example.accepted)


def _group_condition(group: Group, params: tuple[Field, ...]) -> Expr:
    """True where the group's count is right; a member counts when all of its paths were sent."""
    sent = [
        _joined("&&", [_has(path, params) for path in paths]) for paths in group.members
    ]
    match group.kind:
        case GroupKind.AT_LEAST_ONE:
            return _joined("||", sent)
        case GroupKind.AT_MOST_ONE:
            if len(sent) == 2:
                return Unary(op="!", operand=_joined("&&", sent))
            return Binary(op="<=", left=_count(sent), right=Literal(value=1))
        case GroupKind.EXACTLY_ONE:
            if len(sent) == 1:
                return sent[0]
            if len(sent) == 2:
                return Binary(op="!=", left=sent[0], right=sent[1])
            return Binary(op="==", left=_count(sent), right=Literal(value=1))
        case GroupKind.ALL_OR_NONE:
            if len(sent) == 2:
                return Binary(op="==", left=sent[0], right=sent[1])
            none = Unary(op="!", operand=_joined("||", sent))
            return Binary(op="||", left=_joined("&&", sent), right=none)
        case _:
            assert_never(group.kind)


def _joined(op: str, parts: list[Expr]) -> Expr:
    return reduce(lambda left, right: Binary(op=op, left=left, right=right), parts)


def _count(parts: list[Expr]) -> Expr:
    one, zero = Literal(value=1), Literal(value=0)
    flags: list[Expr] = [
        Conditional(test=part, then=one, otherwise=zero) for part in parts
    ]
    return _joined("+", flags)


def _has(path: Path, params: tuple[Field, ...]) -> Expr:
    nullable: list[bool] = []
    fields = params
    for name in path:
        field = next(one for one in fields if one.name == name)
        nullable.append(field.nullable)
        fields = language.known_members(field.type)
    flags = tuple(nullable) if any(nullable) else ()
    return Has(root=Root.PARAMS, path=path, nullable=flags)
