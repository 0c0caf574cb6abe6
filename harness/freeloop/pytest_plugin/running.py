"""The test that is running, what it was held to, and what was judged in it so far."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from freeloop.errors import UserError
from freeloop.pytest_plugin.settings.options import Options, options_of, options_of_item
from freeloop.pytest_plugin.turns import Turns
from freeloop.pytest_plugin.verdicts import baseline, reports
from freeloop.pytest_plugin.verdicts.allowed import AllowList
from freeloop.pytest_plugin.verdicts.outcome import settle

if TYPE_CHECKING:
    from collections.abc import Iterable

    from freeloop.pytest_plugin.verdicts.judged import Judged


class Running:
    """One per pytest process. A fixture of any scope finds the test here that it serves just now."""

    def __init__(self, config: pytest.Config) -> None:
        self._options = options_of(config)
        self.allowed = AllowList(config.getini("freeloop_allow"))
        self.baseline = _baseline(config)
        self.turns = Turns(config)
        self._verbosity = config.get_verbosity()
        self._is_shown_over_time = reports.are_over_time(config)
        self._item: pytest.Item | None = None
        self._judged: list[Judged] = []

    def begin(self, item: pytest.Item) -> None:
        """A test begins."""
        self._item = item
        self._judged.clear()

    def end(self) -> None:
        """It has ended."""
        self._item = None

    @property
    def test(self) -> str:
        """Its node id; empty between tests."""
        return self._item.nodeid if self._item is not None else ""

    def settings(self) -> dict[str, str]:
        """What tests are held to that say nothing else, by name."""
        return {name.replace("_", " "): value or "no limit" for name, value in asdict(self._options).items()}

    def options(self) -> Options:
        """What it is held to."""
        return self.options_of(self._item) if self._item is not None else self._options

    def options_of(self, item: pytest.Item) -> Options:
        """What a test is held to."""
        return options_of_item(item, self._options)

    def settle(self, all_judged: Iterable[Judged], options: Options) -> None:
        """Make of the running test what its verdicts ask for, and keep them for its report."""
        settled = [self._settled(each) for each in all_judged]
        self._judged += settled
        if self._item is not None:
            self._item.user_properties += [pair for each in settled for pair in each.properties()]
        settle(settled, options.inconclusive, self._verbosity)

    def _settled(self, judged: Judged) -> Judged:
        compared = self.baseline.compared(judged) if self.baseline is not None else judged
        subject = compared.subject
        if subject is not None and not self._is_shown_over_time:
            # Nothing that travels from worker to controller for nobody.
            subject = {**subject, "figures": None, "traffic": None}
        return replace(compared, allowed=self.allowed.entry_for(judged.test), subject=subject)

    def take(self) -> list[Judged]:
        """The verdicts since the last call."""
        taken, self._judged = self._judged, []
        return taken


def _baseline(config: pytest.Config) -> baseline.Baseline | None:
    """The stored run to compare with, if there is one and it is wanted."""
    path: str | None = config.getoption("freeloop_baseline")
    if path is None or config.getoption("freeloop_baseline_update"):
        return None
    try:
        return baseline.read(Path(path))
    except UserError as error:
        raise pytest.UsageError(str(error)) from None
