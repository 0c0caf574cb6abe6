"""The allow-list: tests that may break their budget for now, and the entries of it that are needed no more."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from freeloop.pytest_plugin.verdicts.judged import Judged


class AllowList:
    """Patterns of node ids, in which `*` stands for anything and `?` for one character.

    A pattern without parameters is for all of a test's. It may be a whole file, class or folder with `*` at its end.
    """

    def __init__(self, entries: Sequence[str]) -> None:
        self.entries = tuple(entries)
        self._patterns = {entry: _pattern(entry) for entry in entries}

    def entry_for(self, test: str) -> str:
        """The first entry that allows a test; empty when none does."""
        return next((entry for entry in self.entries if self._patterns[entry].fullmatch(test)), "")

    def needless(
        self, tests: Iterable[str], all_judged: Iterable[Judged], root: Path | None = None
    ) -> list[str]:
        """Sentences on the entries that allow nothing, as far as that can be said of the tests that ran.

        Those are all of the project's, or, if it has others, `root` is the folder that their names start from.
        """
        tests, all_judged = set(tests), list(all_judged)
        files = {test.partition("::")[0] for test in tests}
        judged = {each.test for each in all_judged}
        broken = {each.test for each in all_judged if each.status != "passed"}
        sentences: list[str] = []
        for entry, pattern in self._patterns.items():
            matched = {test for test in tests if pattern.fullmatch(test)}
            file = entry.partition("::")[0]
            if matched and matched <= judged and not matched & broken:
                sentences.append(f"{entry!r} allows only tests that keep their budget: remove it")
            elif not matched and (
                root is None or file in files or not (root / _before_wildcards(file)).exists()
            ):
                sentences.append(f"{entry!r} matches no test: remove it")
        return sentences


def _before_wildcards(file: str) -> str:
    """The file, or the folder that a pattern cannot match beyond."""
    literal = re.split(r"[*?]", file, maxsplit=1)[0]
    return file if literal == file else literal.rpartition("/")[0]


def _pattern(entry: str) -> re.Pattern[str]:
    text = re.escape(entry).replace(r"\*", ".*").replace(r"\?", ".")
    return re.compile(rf"{text}(\[.*\])?", re.DOTALL)
