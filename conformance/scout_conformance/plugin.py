"""Makes checks items of a pytest session: own nodes that no conftest of an author can disturb."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Generator, Iterable
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from _pytest.junitxml import xml_key

from scout_conformance import terminal
from scout_conformance.annotations import for_ci
from scout_conformance.documents import write
from scout_conformance.engine import Engine
from scout_conformance.order import Order, known_checks, order_of
from scout_conformance.own import own_checks
from scout_conformance.replay import Replay, Replays, read_all
from scout_conformance.report import Report, Result
from scout_conformance.standard import REVISION, Check
from scout_conformance.subject import Options, Subject
from scout_conformance.targets import find
from scout_conformance.verdict import Outcome, Verdict
from scout_conformance.violation import Case, KitError

if TYPE_CHECKING:
    from _pytest._code import ExceptionInfo
    from _pytest.terminal import TerminalReporter

_STATUS = {
    Outcome.PASS: ("passed", ".", "PASSED"),
    Outcome.WARN: ("passed", "w", "WARN"),
    Outcome.DEVIATION: ("passed", "d", "DEVIATION"),
    Outcome.NOT_APPLICABLE: ("skipped", "-", "N/A"),
    Outcome.BLOCKED: ("skipped", "b", "BLOCKED"),
    Outcome.UNTRIED: ("skipped", "u", "UNTRIED"),
    Outcome.FAIL: ("failed", "F", "FAILED"),
    Outcome.STALE: ("failed", "S", "STALE"),
    Outcome.HARNESS_ERROR: ("failed", "E", "KIT ERROR"),
}
"""Outcome -> pytest's category, letter and word."""

_NOT_SCORED = ("passed", "n", "NOT SCORED")
"""The same for a newer check that does not hold; it fails nothing."""


class ContractFailure(Exception):  # noqa: N818 -- pytest shows its text, not its name
    """A check that did not hold, told in full."""


def bring_in(config: pytest.Config) -> None:
    """Register the contract with a session.

    Raises:
        pytest.UsageError: A provider, report format or profile is not what it should be.
    """
    known = getattr(config.option, "scout_order", None)
    order = Order(**known) if known else order_of(config)
    if order is None:
        return
    config.option.scout_order = asdict(order)
    config.option.force_short_summary = True  # in CI pytest would repeat each failure in full
    if order.contract_only:
        config.args[:] = []
    for marker in ("scout", "scout_must", "scout_should", "scout_may"):
        config.addinivalue_line("markers", f"{marker}: a check of scout's contract")
    try:
        contract = Contract(config, order)
    except KitError as error:
        raise pytest.UsageError(str(error)) from None
    config.pluginmanager.register(contract, "scout-contract")


def show_checks(config: pytest.Config) -> int:
    """Print the list of checks, or all that is known about one."""
    wanted = config.option.scout_explain
    checks = known_checks(config)
    if not wanted:
        sys.stdout.write(f"{terminal.listing(checks.values())}\n")
        return 0
    check = checks.get(wanted.upper())
    if check is None:
        raise pytest.UsageError(f"{wanted!r} is no check; --scout-list shows all")
    width = shutil.get_terminal_size((100, 24)).columns
    sys.stdout.write(f"{terminal.explanation(check, width=width)}\n")
    return 0


class Contract:
    """The plugin of one session.

    Args:
        config: The session's configuration.
        order: What to judge.

    Raises:
        KitError: A provider is not there, or its profile is not what its format asks for.
    """

    def __init__(self, config: pytest.Config, order: Order) -> None:
        self._config = config
        self._order = order
        options = Options(**order.options, replays=Replays(read_all(map(Path, order.replays))))
        own = own_checks(order.own)
        self._engines = {
            target.spec: Engine(Subject.of(target, options=options), own)
            for target in find(order.specs)
        }
        self._results: dict[str, list[Result]] = {spec: [] for spec in self._engines}

    @pytest.hookimpl(wrapper=True)
    def pytest_make_collect_report(
        self, collector: pytest.Collector
    ) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
        """Put the providers before whatever else the session collects."""
        report = yield
        if isinstance(collector, pytest.Session) and report.passed:
            report.result = [*self._collectors(collector), *report.result]
        return report

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Begin what takes a while for the checks that were chosen."""
        if self._config.option.collectonly:
            return
        chosen: dict[str, list[str]] = {}
        for item in session.items:
            if isinstance(item, CheckItem):
                chosen.setdefault(item.spec, []).append(item.check.id)
        for spec, check_ids in chosen.items():
            self._engines[spec].prepare(check_ids)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Let the result travel with the report, also between processes."""
        report = yield
        if isinstance(item, CheckItem):
            report.sections.clear()  # what was logged or printed meanwhile is not the failure
        if isinstance(item, CheckItem) and report.when == "call" and item.result is not None:
            report.scout_result = [item.spec, item.result.to_json()]  # type: ignore[attr-defined]  # reports carry extra fields
        return report

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Collect the results, from wherever they come."""
        carried = getattr(report, "scout_result", None)
        if carried is not None:
            spec, fields = carried
            self._results[spec].append(Result.from_json(fields))

    @pytest.hookimpl(tryfirst=True)
    def pytest_report_teststatus(self, report: pytest.TestReport) -> tuple[str, str, str] | None:
        """Show outcomes by their own letters and words."""
        carried = getattr(report, "scout_result", None)
        if str(report.outcome) == "rerun":  # pytest-rerunfailures shows and counts it itself
            return None
        return None if carried is None else _status(Result.from_json(carried[1]))

    def pytest_report_header(self) -> str:
        """Say what is judged."""
        seed = f", seed {self._order.options['seed']}" if self._order.options["explore"] else ""
        return f"scout contract {REVISION}: {', '.join(self._engines)}{seed}"

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Never end green where a verdict is not."""
        for engine in self._engines.values():
            engine.close()
        if hasattr(self._config, "workerinput") or self._config.option.collectonly:
            return
        reports = self._reports()
        for path in self._config.option.scout_report:
            write(Path(self._config.invocation_params.dir, path), reports)
        self._tell_junit(reports)
        if session.exitstatus == pytest.ExitCode.OK:
            codes = [report.exit_code for report in reports]
            session.exitstatus = max(codes, default=int(pytest.ExitCode.NO_TESTS_COLLECTED))

    def pytest_terminal_summary(self, terminalreporter: TerminalReporter) -> None:
        """Print the table by area and the verdict of each provider."""
        if self._config.option.collectonly:
            return
        reports = self._reports()
        for report in reports:
            _show(terminalreporter, report)
        for line in for_ci(reports):
            terminalreporter.write_line(line)

    def _tell_junit(self, reports: Iterable[Report]) -> None:
        """Put the verdicts among the properties of the suite in `--junitxml`."""
        xml = self._config.stash.get(xml_key, None)
        if xml is None:
            return
        xml.add_global_property("scout_contract", REVISION)
        for report in reports:
            xml.add_global_property(f"scout_verdict:{report.provider}", report.verdict.value)

    def _reports(self) -> list[Report]:
        return [engine.report(self._results[spec]) for spec, engine in self._engines.items()]

    def _collectors(self, session: pytest.Session) -> list[pytest.Collector]:
        return [
            ProviderCollector.of(session, engine, self._order.only.get(spec))
            for spec, engine in self._engines.items()
        ]


class ProviderCollector(pytest.Collector):
    """One provider; its children are the checks."""

    engine: Engine
    only: list[str] | None

    @classmethod
    def of(
        cls, session: pytest.Session, engine: Engine, only: list[str] | None
    ) -> ProviderCollector:
        """The node of a provider."""
        spec = engine.subject.target.spec
        node: ProviderCollector = cls.from_parent(session, name=spec, nodeid=f"scout::{spec}")
        node.engine = engine
        node.only = only
        return node

    def collect(self) -> Iterable[pytest.Item]:
        """An item for each check, or for those that were pasted."""
        for check in self.engine.checks.values():
            if self.only is None or check.id in self.only:
                yield CheckItem.of(self, check)


class CheckItem(pytest.Item):
    """One check of one provider.

    It carries the attributes of a test function, since other people's hooks read them.
    """

    engine: Engine
    check: Check
    result: Result | None = None

    @classmethod
    def of(cls, parent: ProviderCollector, check: Check) -> CheckItem:
        """The node of a check."""
        item: CheckItem = cls.from_parent(parent, name=check.id)
        item.engine, item.check = parent.engine, check
        item.function = check.run
        item.module = sys.modules[check.run.__module__]
        item.originalname = check.id
        item.add_marker("scout")
        item.add_marker(f"scout_{check.level.lower()}")
        if getattr(parent.config.option, "disable_socket", False):
            # pytest-socket would refuse the pair of sockets that an event loop wakes itself with.
            item.add_marker(pytest.mark.allow_hosts(["127.0.0.1"]))
        return item

    def __init__(self, name: str, parent: pytest.Collector, **more: Any) -> None:
        super().__init__(name, parent, **more)
        self.function: Any = None
        self.module: Any = None
        self.cls: Any = None
        self.originalname = name
        self.fixturenames: list[str] = []
        self.funcargs: dict[str, Any] = {}

    @property
    def spec(self) -> str:
        """The provider, as the user named it."""
        return self.engine.subject.target.spec

    def runtest(self) -> None:
        """Ask the engine."""
        result = self.result = self._kept(self.engine.result(self.check.id))
        told = {"provider": self.spec, "contract": REVISION, "since": self.check.since}
        told |= {name: str(getattr(result, name)) for name in ("id", "level", "outcome")}
        self.user_properties += [(f"scout_{name}", value) for name, value in told.items()]
        if _status(result)[0] == "skipped":
            pytest.skip(result.reason)
        if _status(result)[0] == "failed":
            width = self.config.get_terminal_writer().fullwidth
            raise ContractFailure(terminal.failure(result, self.spec, width=width))

    def _kept(self, result: Result) -> Result:
        """The result with the file of its case: saved where cases differ from run to run."""
        if not result.case:
            return result
        found = json.loads(result.case)
        case = Replay(self.spec, result.id, Case(found["site"], found["case"]))
        options = self.engine.subject.options
        path = options.replays.file_of(case)
        if not path and options.explore:
            path = case.save(self.config.invocation_params.dir)
        return replace(result, replay=path)

    def repr_failure(self, excinfo: ExceptionInfo[BaseException], *args: Any) -> Any:
        """The failure in the contract's words, without a traceback of the kit."""
        if isinstance(excinfo.value, ContractFailure):
            return str(excinfo.value)
        return super().repr_failure(excinfo, *args)

    def reportinfo(self) -> tuple[str, int, str]:
        """The check's own source line."""
        return self.check.path, self.check.line - 1, self.check.id


def _status(result: Result) -> tuple[str, str, str]:
    """The category of pytest, letter and word for a result."""
    known = _STATUS[result.outcome]
    return _NOT_SCORED if known[0] == "failed" and not result.fails_the_run else known


def _show(reporter: TerminalReporter, report: Report) -> None:
    colour = {terminal.colour(report.verdict): True, "bold": True}
    width = reporter.config.get_terminal_writer().fullwidth
    reporter.section(f"contract of {report.provider}")
    for line in terminal.table(report, width=width):
        reporter.write_line(line)
    warned = (one for one in terminal.unmet(report) if one.outcome is Outcome.WARN)
    lines = [line for one in warned for line in ("", terminal.warning_line(one))]
    for told in (terminal.untried, terminal.not_scored, terminal.played_before):
        lines += told(report)
    if report.verdict is Verdict.INCOMPLETE and report.missing:
        lines += ["", "A part of the contract says nothing about the whole: run all checks."]
    for line in lines:
        for part in terminal.wrapped(line, width):
            reporter.write_line(part)
    reporter.write_line("")
    for line in terminal.wrapped(terminal.verdict_line(report), width):
        reporter.write_line(line, **colour)
