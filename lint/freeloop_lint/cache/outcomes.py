"""Findings of whole programs, by a digest of everything that they follow from.

What was asked for on the command line is no part of that: findings of the whole program are kept, and chosen from.
"""

import json
import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from freeloop_lint.cache import file
from freeloop_lint.findings import (
    ChainStep,
    CostFigure,
    Diagnostic,
    Entry,
    Finding,
    FixNote,
    Place,
    Statistics,
    plain,
)

KEPT = 4
"""Programs that are remembered. Arbitrary: so many settings are used by turns, or branches switched between."""


class Verdicts(NamedTuple):
    """What was found in a whole program, each with the path of the file (relative to the root) that it counts for.

    A finding in a callback counts for the file that hands it to the loop as well: a change of either may be why it is.
    """

    findings: tuple[tuple[tuple[str, ...], Finding], ...]
    unused: tuple[tuple[str, Diagnostic], ...]
    suppressed: Mapping[str, int]
    below: Mapping[str, int]
    statistics: Statistics


class Outcomes:
    """With no folder nothing is read or kept."""

    def __init__(self, folder: Path | None) -> None:
        self.path = None if folder is None else folder / file.FOLDER / "findings"
        self.stamp = b"" if folder is None else _stamp()
        self.known = {} if self.path is None else file.read(self.path, self.stamp)

    def get(self, key: bytes) -> Verdicts | None:
        """Give what is known of a program."""
        found = self.known.get(key)
        return None if found is None else _unpack(str(found[0]))

    def put(self, key: bytes, verdicts: Verdicts) -> None:
        """Keep what was found in a program, and forget the oldest."""
        if self.path is None:
            return
        self.known[key] = (json.dumps(plain(verdicts)),)
        newest = list(self.known.items())[-KEPT:]
        file.write(self.path, self.stamp, dict(newest))


def key_of(parts: Iterable[object]) -> bytes:
    """Name a program and the way it is looked at."""
    return file.digest_of("\0".join(map(repr, parts)).encode(errors="surrogateescape"))


def _stamp() -> bytes:
    """Name the linter that is installed, by size and times of its files: reading them all would take longer."""
    seen: list[str] = []
    for folder, _, names in os.walk(Path(__file__).parents[1]):
        for name in names:
            if name.endswith((".py", ".toml", ".json")):
                found = os.stat(f"{folder}/{name}")  # noqa: PTH116 - some 400 files, at each start
                seen.append(f"{folder}/{name} {found.st_size} {found.st_mtime_ns} {found.st_ctime_ns}")
    return file.digest_of("\n".join((repr(sys.version_info), *sorted(seen))).encode(errors="surrogateescape"))


def _unpack(text: str) -> Verdicts:
    record = json.loads(text)
    return Verdicts(
        tuple([(tuple(paths), _finding(item)) for paths, item in record["findings"]]),
        tuple([(path, Diagnostic(**item)) for path, item in record["unused"]]),
        record["suppressed"],
        record["below"],
        Statistics(**record["statistics"]),
    )


def _finding(record: dict[str, Any]) -> Finding:
    record["sink"] = Place(**record["sink"])
    record["chain"] = tuple([ChainStep(**step) for step in record["chain"]])
    record["others"] = tuple([Place(**place) for place in record["others"]])
    record["entry"] = Entry(**record["entry"])
    for name, made in (("started", ChainStep), ("cost", CostFigure), ("fix", FixNote)):
        if record[name] is not None:
            record[name] = made(**record[name])
    return Finding(**record)
