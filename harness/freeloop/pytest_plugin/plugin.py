"""The hooks of a pytest run."""

from __future__ import annotations

from contextlib import ExitStack, nullcontext
from typing import TYPE_CHECKING, Any

import pytest

from freeloop.pytest_plugin.ending import Ending
from freeloop.pytest_plugin.measured import Measured, is_async, is_marked, other_library_of, takes_turns
from freeloop.pytest_plugin.running import Running
from freeloop.pytest_plugin.settings.options import options_of_item
from freeloop.pytest_plugin.verdicts import judged, reports
from freeloop.pytest_plugin.verdicts.judged import Judged
from freeloop.pytest_plugin.verdicts.outcome import complete, status_of

if TYPE_CHECKING:
    from collections.abc import Generator

    from freeloop.pytest_plugin.in_process.observing import InProcess
    from freeloop.pytest_plugin.settings.options import Options


_NO_LOOP = "no event loop of asyncio ran in this test, so its budget says nothing: see that an asyncio plugin runs it"


class Plugin:
    """One per pytest process: under xdist one in each worker, and one in the controller, which reports."""

    NAME = "freeloop-run"

    def __init__(self, config: pytest.Config) -> None:
        """Raises pytest.UsageError when a setting cannot be carried out."""
        reports.check(config)
        self.running = Running(config)
        self._measured = Measured(config)
        self._in_process: InProcess | None = None
        self._stack = ExitStack()
        self._ending = Ending(config, self.running)
        self._session: pytest.Session | None = None

    def pytest_sessionstart(self, session: pytest.Session) -> None:
        """Know whose exit code it is."""
        self._session = session

    def pytest_deselected(self) -> None:
        """Know that not all tests run."""
        self._ending.are_some_deselected = True

    def pytest_itemcollected(self, item: pytest.Item) -> None:
        """Have the observer start meanwhile: it is there by the time that all tests are collected."""
        if not item.config.option.collectonly and self._measured.holds(item):
            self._observe()

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Refuse wrong markers before any test runs."""
        for item in items:
            # A worker of xdist that stops here says nothing of why: there the test fails with the sentence.
            if self._measured.holds(item) and not hasattr(item.config, "workerinput"):
                options_of_item(item, self.running.defaults)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtestloop(self, session: pytest.Session) -> Generator[None, object, object]:
        """Observe this process while tests run in it, if any of them is measured."""
        if not session.config.option.collectonly and any(map(self._measured.holds, session.items)):
            self._observe().prove_life()
        return (yield)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        """Know which test is running."""
        __tracebackhide__ = True
        self.running.begin(item)
        # From here on, so that a time limit on the test does not run while it waits for its turn.
        with self.running.turns.mine() if takes_turns(item) else nullcontext():
            try:
                return (yield)
            finally:
                self.running.end()

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """Begin anew: a plugin may run a test again."""
        self.running.begin_attempt(item)

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None, object, object]:
        """Hold a test to its budget. The last wrapper: the window is the test itself."""
        __tracebackhide__ = True
        if is_marked(item) and (library := other_library_of(item)):
            result = yield
            why = f"it ran on {library}, and the loop of asyncio alone is measured"
            self.running.settle([Judged.undecided(item.nodeid, why)], self.running.options())
            return result
        if self._in_process is None or not self._measured.holds(item):
            return (yield)
        options = self.running.options()
        budget = options.budget()
        self._in_process.begin(budget)
        result = yield
        self._settle(item, self._in_process.judge(item.nodeid, budget), options)
        return result

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Have what was judged travel with the report."""
        report = yield
        taken = self.running.take()
        judged.attach(report, taken)
        complete(report, item, taken)
        return report

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:  # noqa: ANN401 - xdist's, which need not be installed
        """Have xdist's workers take turns."""
        self.running.turns.give_to(node.workerinput)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep what was judged, here or in a worker, for the end."""
        self._ending.hear(report)

    def pytest_terminal_summary(
        self, terminalreporter: pytest.TerminalReporter, exitstatus: int | pytest.ExitCode
    ) -> None:
        """Say at the end how it went; a file that was asked for and could not be written turns the run red."""
        self._ending.say(terminalreporter, exitstatus)
        if self._ending.lost and self._session is not None and self._session.exitstatus == pytest.ExitCode.OK:
            self._session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_unconfigure(self) -> None:
        """Leave nothing behind."""
        self._stack.close()
        self.running.turns.close()

    def pytest_report_teststatus(self, report: pytest.TestReport) -> tuple[str, str, object] | None:
        """Give a test that could not be judged an outcome of its own."""
        return status_of(report, judged.attached(report))

    def _observe(self) -> InProcess:
        if self._in_process is None:
            from freeloop.pytest_plugin.in_process.observing import InProcess  # noqa: PLC0415 - only for those who measure

            self._in_process = self._stack.enter_context(InProcess())
        return self._in_process

    def _settle(self, item: pytest.Item, found: Judged | None, options: Options) -> None:
        # Not hidden: pytest remarks on a traceback of which nothing is shown.
        if found is not None:
            self.running.settle([found], options)
        elif is_marked(item):
            pytest.fail(f"freeloop: {_NO_LOOP}, or take the marker away", pytrace=False)
        elif is_async(item):
            self.running.settle([Judged.undecided(item.nodeid, _NO_LOOP)], options)
