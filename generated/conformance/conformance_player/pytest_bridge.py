# onespec runtime: copied unchanged into generated packages. Edit it in onespec.
"""The suite inside pytest: one session for each process, records handed to the process that reports."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from .records import Run, printable
from .report_files import check, summarize, write
from .report_text import answered, summary
from .select import Planned, Selection
from .session import Options, Session, open_session
from .suite import WrongUseError, load
from .verdicts import ENOUGH, HELD, Verdict
from .wire import Endpoint

_PROPERTY = "conformance_record"
_MARK = "conformance_mark"


class Bridge:
    """A plugin of pytest: tests from cases, reports from what came of them."""

    def __init__(
        self, config: pytest.Config, cases: Path, local: Callable[[], Endpoint]
    ) -> None:
        self._config = config
        self._records: list[dict[str, Any]] = []
        self._session = _session(config, cases, local)

    def play(self, node: pytest.Item, planned: Planned) -> dict[str, Any]:
        """Plays one case and hands its record on."""
        record = self._session.play(*planned)
        node.user_properties.append((_PROPERTY, record))
        return record

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """A test for each case, called by its id."""
        if "case" in metafunc.fixturenames:
            cases = self._session.cases
            metafunc.parametrize("case", cases, ids=[item[0].id for item in cases])

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Takes a record from a report, whichever worker it comes from, before other reports print it."""
        if self._is_worker:
            return
        others = []
        for name, value in report.user_properties:
            if name != _PROPERTY:
                others.append((name, value))
            elif report.when == "call" and isinstance(value, dict):
                self._records.append(value)
        report.user_properties = others

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Writes the reports; a run in which nothing was tested, or less than was asked for, is no success."""
        if self._is_worker or self._config.getoption("collectonly"):
            return
        run = self._run
        write(run, self._config.getoption("--report") or ())
        summarize(run, os.environ)
        empty = (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED)
        if self._verdict.code != HELD and session.exitstatus in empty:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(
        self, terminalreporter: pytest.TerminalReporter
    ) -> None:
        """The last lines: what was played, what of the spec is covered, what was left out and why."""
        if self._config.getoption("collectonly"):
            return
        for line in summary(self._run):
            terminalreporter.write_line(line)
        if self._verdict.reason and self._verdict.reason != self._run.stopped:
            terminalreporter.write_line(self._verdict.reason)
        if self._session.notice():
            terminalreporter.write_line(f"note: {self._session.notice()}")

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        """All processes of a run send values of one mark."""
        node.workerinput[_MARK] = self._session.mark

    @property
    def _is_worker(self) -> bool:
        return hasattr(self._config, "workerinput")

    @property
    def _verdict(self) -> Verdict:
        least = self._config.getoption("--at-least")
        return self._session.verdict(
            self._run, ENOUGH if least is None else float(least)
        )

    @property
    def _run(self) -> Run:
        return self._session.told(self._records)


def _session(
    config: pytest.Config, cases: Path, local: Callable[[], Endpoint]
) -> Session:
    """The session that the options ask for; what makes no sense ends the run with pytest's own code for that."""

    def number(name: str) -> float | None:
        text = config.getoption(name)
        return None if text is None else float(text)

    def whole(name: str) -> int | None:
        text = config.getoption(name)
        return None if text is None else int(text)

    def text(name: str) -> str | None:
        value = config.getoption(name)
        return None if value is None else str(value)

    try:
        check(config.getoption("--report") or ())
        timeout, at_least = number("--timeout"), number("--at-least")
        if at_least is not None and not 0 <= at_least <= 100:
            raise WrongUseError("--at-least is from 0 to 100 percent")
        selection = Selection(
            level=text("--level"),
            only=tuple(config.getoption("--only") or ()),
            max_requests=whole("--max-requests"),
            max_calls=whole("--max-calls"),
            shard=text("--shard"),
            allow_effects=bool(config.getoption("--allow-effects")),
        )
        options = Options(
            endpoint=text("--endpoint"),
            profile=text("--profile"),
            known=text("--known"),
            timeout=30.0 if timeout is None else timeout,
            per_second=number("--rate"),
            mark=getattr(config, "workerinput", {}).get(_MARK)
            or text("--run-mark")
            or "",
            selection=selection,
        )
        return open_session(load(cases), options, local, os.environ, date.today())
    except ValueError as error:
        raise pytest.UsageError(str(error)) from error


def failure(record: dict[str, Any]) -> str:
    """What a failing test says."""
    lines = [
        f"{record['id']}: {record['title']}",
        *(printable(f"  {item}") for item in record["reasons"]),
    ]
    lines += [f"  stated at {place}" for place in record["places"][:3]]
    if record.get("curl"):
        lines += ["", *(f"  | {printable(line)}" for line in record["diff"])]
        lines += ["", printable(f"sent:     {record['request']}")]
        lines += [printable(f"answered: {answered(record)}")]
        lines += ["", record["curl"], "", record["python"]]
    return "\n".join(lines)
