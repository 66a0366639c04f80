"""Service -> what makes the generated package installable: its metadata, and a README with code that runs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from onespec import names
from onespec.datatypes import Field, ObjectType, resolved
from onespec.markup import Markdown, prose
from onespec.model import Service
from onespec.output.files import File
from onespec.render import render
from onespec.targets.python.docstrings import summary
from onespec.targets.python.errors import base_name
from onespec.targets.python.package import (
    Argument,
    client_name,
    credential,
    free_word,
    own_name,
    package_name,
)
from onespec.targets.python.samples import (
    sample_call,
    sample_modules,
    sample_request,
    shown_method,
)
from onespec.texts import MarkdownText, python_literal


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadmeView:
    """`README.md`."""

    title: MarkdownText
    description: MarkdownText
    has_credential: bool
    credential: MarkdownText
    address: MarkdownText
    client: MarkdownText
    base: MarkdownText
    quick_start: MarkdownText
    fake_test: MarkdownText
    package_name: MarkdownText
    batch: MarkdownText
    """How calls are made together; empty where the service takes no batches."""
    most: MarkdownText
    """How many at once; empty where nobody says."""
    notifies: bool
    notify_word: MarkdownText


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentsView:
    """`AGENTS.md`."""

    title: MarkdownText
    count: MarkdownText
    method: MarkdownText
    method_path: MarkdownText
    has_credential: bool
    credential: MarkdownText
    address: MarkdownText
    effects: MarkdownText
    """Names of the methods that are neither readonly nor idempotent."""
    judge: MarkdownText
    called: MarkdownText


def files(service: Service, programs: list[str]) -> Iterator[File]:
    """All three files; `programs` are those that they show, laid out."""
    project = render(
        "python/pyproject.toml.j2",
        service=service,
        package=package_name(service),
        about=summary(f"Client of {service.title} {service.version}"),
    )
    yield File(path="python/pyproject.toml", content=project.encode())
    readme = render("python/README.md.j2", _readme(service, programs))
    yield File(path="python/README.md", content=readme.encode())
    agents = render("python/AGENTS.md.j2", _agents(service, programs))
    yield File(path="python/AGENTS.md", content=agents.encode())


MOST_LISTED: Final = 40


def _agents(service: Service, programs: list[str]) -> AgentsView:
    say, method = Markdown(), shown_method(service)
    effects = [one for one in service.methods if not (one.readonly or one.idempotent)]
    listed = ", ".join(f"`{one.name}`" for one in effects[:MOST_LISTED]) or "none"
    if len(effects) > MOST_LISTED:
        listed += f" and {len(effects) - MOST_LISTED} more"
    arguments = credential(service)
    words = _credential_words(arguments) if arguments else ""
    _, _, judge, called, *_ = programs
    path = (*names.split(method.name)[0], own_name(method))
    return AgentsView(
        title=say.text(f"{service.title} {service.version}"),
        count=MarkdownText(str(len(service.methods))),
        method=MarkdownText(method.name),
        method_path=MarkdownText(".".join(path)),
        has_credential=bool(arguments),
        credential=MarkdownText(words),
        address=MarkdownText(f"{names.constant(service.name)}_BASE_URL"),
        effects=MarkdownText(listed),
        judge=MarkdownText(judge.rstrip("\n")),
        called=MarkdownText(called.rstrip("\n")),
    )


def _readme(service: Service, programs: list[str]) -> ReadmeView:
    say = Markdown()
    auth = service.auth
    quick_start, fake_test, _, _, *others = programs
    envelope = service.envelope
    most = envelope.batch.max if envelope.batch else None
    return ReadmeView(
        title=say.text(f"{service.title} {service.version}"),
        description=MarkdownText(prose(say, service.description)),
        has_credential=auth is not None,
        credential=MarkdownText(_credential_words(credential(service))),
        address=MarkdownText(f"{names.constant(service.name)}_BASE_URL"),
        client=MarkdownText(client_name(service)),
        base=MarkdownText(base_name(service)),
        quick_start=MarkdownText(quick_start.rstrip("\n")),
        fake_test=MarkdownText(fake_test.rstrip("\n")),
        package_name=MarkdownText(package_name(service)),
        batch=MarkdownText("".join(others).rstrip("\n")),
        most=MarkdownText(str(most or "")),
        notifies=envelope.notifications,
        notify_word=MarkdownText(free_word(service, "notify")),
    )


def _credential_words(arguments: tuple[Argument, ...]) -> str:
    """How a client gets the credential; what stands before the address."""
    passed = " and ".join(f"`{argument.name}`" for argument in arguments)
    read = " and ".join(f"`{argument.variable}`" for argument in arguments)
    variables = "variables" if len(arguments) > 1 else "variable"
    return f"The credential is passed as {passed} or read from the {variables} {read},"


def programs(service: Service) -> list[str]:
    """What README and AGENTS.md show: a first call, a test with the fake client; a request judged and mended, and a call with
    all that can happen; and a batch where there are any."""
    method = shown_method(service)
    mnemonic = (method.errors or method.all_errors())[0].mnemonic
    common = {
        "package": package_name(service),
        "client": client_name(service),
        "method": method,
    }
    quick_start = render(
        "python/readme/quick_start.py.j2",
        credential=credential(service),
        call=sample_call(service, method, "api"),
        attribute=_attribute(method.result),
        modules=sample_modules(service, method),
        **common,
    )
    fake_test = render(
        "python/readme/fake_test.py.j2",
        path=(*names.split(method.name)[0], own_name(method)),
        mnemonic=mnemonic,
        error=names.error_class(mnemonic),
        call=sample_call(service, method, "fake.client", is_short=True),
        modules=sample_modules(service, method, is_short=True),
        **common,
    )
    judge = render(
        "python/readme/agents_judge.py.j2",
        request=python_literal({**sample_request(service, method), "surplus": True}),
        **common,
    )
    called = render(
        "python/readme/agents_call.py.j2",
        credential=credential(service),
        call=sample_call(service, method, "api", is_short=True),
        modules=sample_modules(service, method, is_short=True),
        **common,
    )
    if service.envelope.batch is None:
        return [quick_start, fake_test, judge, called]
    batch = render(
        "python/readme/batch.py.j2",
        word=free_word(service, "batch"),
        call=sample_call(service, method, "batch"),
    )
    return [quick_start, fake_test, judge, called, batch]


def _attribute(result: Field | None) -> str:
    """The first member of a result that may be printed, or nothing."""
    kind = resolved(result.type) if result else None
    if isinstance(kind, ObjectType):
        for field in kind.fields:
            if field.required and not field.secret:
                return field.name
    return ""
