"""What the templates of the docs see: finished text, booleans and tuples of such, the same for both dialects."""

from __future__ import annotations

from dataclasses import dataclass

from onespec.markup import Shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A short name and what is said of it, as in a list of terms."""

    name: Shown
    text: Shown


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldView:
    """One param, result member or object member."""

    id: Shown
    href: Shown
    path: Shown
    plain_path: Shown
    depth: Shown
    title: Shown
    type: Shown
    required: bool
    deprecated: Shown
    is_deprecated: bool
    description: Shown
    facts: tuple[Fact, ...]
    values: tuple[Fact, ...]
    rules: tuple[Shown, ...]
    """The constraints that blame it, in words, each linked to its place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupView:
    """A titled run of fields."""

    id: Shown
    title: Shown
    titled: bool
    fields: tuple[FieldView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleView:
    """One piece of code."""

    label: Shown
    language: Shown
    kind: Shown
    """`accepted`, `refused` or nothing."""
    body: Shown
    """Highlighted HTML, or a fenced block."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowView:
    """A row of a truth table."""

    cells: tuple[Shown, ...]
    accepted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ConstraintView:
    """One constraint."""

    id: Shown
    href: Shown
    name: Shown
    sentence: Shown
    breaches: tuple[Shown, ...]
    message: Shown
    description: Shown
    facts: tuple[Fact, ...]
    columns: tuple[Shown, ...]
    rows: tuple[RowView, ...]
    witnesses: tuple[SampleView, ...]
    samples: tuple[SampleView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorView:
    """One row of an error table."""

    id: Shown
    href: Shown
    mnemonic: Shown
    """Linked to the error's own page."""
    name: Shown
    code: Shown
    message: Shown
    cause: Shown
    fix: Shown
    python_class: Shown
    conditions: tuple[Shown, ...]
    facts: tuple[Fact, ...]
    deprecated: Shown


@dataclass(frozen=True, slots=True, kw_only=True)
class ExampleView:
    """One request with its reply, in every form."""

    id: Shown
    href: Shown
    title: Shown
    description: Shown
    outcome: Shown
    samples: tuple[SampleView, ...]
    reply: tuple[SampleView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StepView:
    """One step of a flow in words."""

    text: Shown
    when: Shown


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowView:
    """One branch of what the parties hear."""

    id: Shown
    href: Shown
    title: Shown
    when: Shown
    description: Shown
    drawing: Shown
    steps: tuple[StepView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteView:
    """An open fact or a line of history."""

    id: Shown
    href: Shown
    title: Shown
    text: Shown
    reading: Shown
    about: Shown


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkView:
    """A link in a menu or a list."""

    title: Shown
    href: Shown
    id: Shown
    """Its own anchor; empty where nothing leads to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameView:
    """What surrounds every page: head, menus, scripts."""

    title: Shown
    summary: Shown
    service: Shown
    version: Shown
    policy: Shown
    style: Shown
    script: Shown
    home: Shown
    errors: Shown
    changelog: Shown
    twin: Shown
    twin_title: Shown
    root: Shown
    contents: tuple[LinkView, ...]
