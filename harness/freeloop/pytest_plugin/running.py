"""The test that is running, what it was held to, and what was judged in it so far."""

from __future__ import annotations

from dataclasses import asdict, replace
from itertools import count
from typing import TYPE_CHECKING

import pytest

from freeloop.errors import UserError
from freeloop.pytest_plugin.settings.options import Options, options_of, options_of_item, path_given
from freeloop.pytest_plugin.turns import Turns
from freeloop.pytest_plugin.verdicts import baseline, reports
from freeloop.pytest_plugin.verdicts.allowed import AllowList
from freeloop.pytest_plugin.verdicts.judged import is_property
from freeloop.pytest_plugin.verdicts.outcome import settle
from freeloop.report.file import check_writable

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from freeloop.pytest_plugin.verdicts.judged import Judged


class Running:
    """One per pytest process. A fixture of any scope finds the test here that it serves just now."""

    def __init__(self, config: pytest.Config) -> None:
        self.defaults = options_of(config)
        self.allowed = AllowList(config.getini("freeloop_allow"))
        self.updates_baseline = bool(config.getoption("freeloop_baseline_update"))
        self.baseline_path = path_given(config, "freeloop_baseline")
        self.baseline = _baseline(self.baseline_path, self.updates_baseline)
        self.turns = Turns(config)
        self._verbosity = config.get_verbosity()
        self._is_shown_over_time = reports.are_over_time(config)
        self._item: pytest.Item | None = None
        self._judged: list[Judged] = []
        self._names: set[str] = set()

    def begin(self, item: pytest.Item) -> None:
        """A test begins."""
        self._item = item

    def begin_attempt(self, item: pytest.Item) -> None:
        """Its setup begins, for the first time or again: nothing of an earlier attempt counts."""
        self._judged.clear()
        self._names.clear()
        item.user_properties[:] = [pair for pair in item.user_properties if not is_property(pair[0])]

    def end(self) -> None:
        """It has ended."""
        self._item = None

    @property
    def test(self) -> str:
        """Its node id; empty between tests."""
        return self._item.nodeid if self._item is not None else ""

    def settings(self) -> dict[str, str]:
        """What tests are held to that say nothing else, by name."""
        return {name.replace("_", " "): value or "no limit" for name, value in asdict(self.defaults).items()}

    def options(self) -> Options:
        """What it is held to; a wrong marker fails it."""
        try:
            return options_of_item(self._item, self.defaults) if self._item is not None else self.defaults
        except pytest.UsageError as error:
            sentence = str(error)
        pytest.fail(sentence, pytrace=False)

    def settle(self, all_judged: Iterable[Judged], options: Options) -> None:
        """Make of the running test what its verdicts ask for, and keep them for its report."""
        __tracebackhide__ = True
        settle(self.keep(all_judged), options.inconclusive, self._verbosity)

    def keep(self, all_judged: Iterable[Judged]) -> list[Judged]:
        """Keep verdicts for the running test's report, as they are settled."""
        settled: list[Judged] = []
        for each in all_judged:
            settled.append(self._settled(self._told_apart(each)))
            self._judged.append(settled[-1])
        if self._item is not None:
            self._item.user_properties += [pair for each in settled for pair in each.properties()]
        return settled

    def _told_apart(self, judged: Judged) -> Judged:
        """An endpoint that the test has audited before, on another server or under another load, is a second one."""
        numbered = map(judged.numbered, count(1))
        told_apart = next(each for each in numbered if each.name not in self._names)
        self._names.add(told_apart.name)
        return told_apart

    def _settled(self, judged: Judged) -> Judged:
        stored = None if self.updates_baseline else self.baseline
        compared = judged if stored is None else stored.compared(judged)
        subject = compared.subject
        if subject is not None and not self._is_shown_over_time:
            # Nothing that travels from worker to controller for nobody.
            subject = {**subject, "figures": None, "traffic": None}
        return replace(compared, allowed=self.allowed.entry_for(judged.test), subject=subject)

    def take(self) -> list[Judged]:
        """The verdicts since the last call."""
        taken, self._judged = self._judged, []
        return taken


def _baseline(path: Path | None, is_updated: bool) -> baseline.Baseline | None:  # noqa: FBT001 - a setting
    """The stored run, if there is one and it is wanted.

    Raises:
        pytest.UsageError: it cannot be read, or this run could not be stored.
    """
    if path is None:
        if is_updated:
            raise pytest.UsageError(
                "--freeloop-baseline-update says not where: give --freeloop-baseline FILE too"
            )
        return None
    try:
        check_writable("--freeloop-baseline", path)
        return baseline.read(path)
    except UserError as error:
        raise pytest.UsageError(str(error)) from None
