"""A stored run to compare with: what was slower than it then fails, though it may keep its budget.

One JSON file: the machine, and the longest stall of each test and endpoint in milliseconds.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from freeloop.errors import UserError
from freeloop.report import file

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from freeloop.pytest_plugin.verdicts.judged import Judged

VERSION = 1
FLOOR_MS = 20.0
"""Below the stall threshold, lengths are noise: what is stored as less counts as this."""

WORSE = 2.0
"""By this factor a stall must be longer than the stored one: shared caches and hyperthreads stretch CPU time itself by
up to about two (`freeloop.session.verdict.DOUBT`)."""

_LIKE = ("system", "architecture", "cpus", "python")
"""Of the machine, what must be the same for times to be compared; of Python's version, the first two numbers."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """A stored run; `unlike` says how its machine differs from this one, empty when it does not."""

    path: Path
    longest_ms: Mapping[str, float]
    unlike: str = ""

    def compared(self, judged: Judged) -> Judged:
        """The verdict, failed where it had passed and is much worse than the stored run on a like machine."""
        stored_ms = self.longest_ms.get(judged.name)
        if stored_ms is None or self.unlike or judged.status != "passed":
            return judged
        if judged.longest_ms <= WORSE * max(stored_ms, FLOOR_MS):
            return judged
        then = f"{stored_ms:.0f} ms" if stored_ms >= FLOOR_MS else f"less than {FLOOR_MS:.0f} ms"
        why = f"longest stall {judged.longest_ms:.0f} ms, {then} in the baseline {self.path.name}"
        return replace(judged, status="failed", why=why)


def read(path: Path) -> Baseline | None:
    """The stored run; None when there is none yet.

    Raises:
        UserError: the file holds something else.
    """
    if not path.exists():
        return None
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
        then, longest_ms = (
            _essence(stored["machine"]),
            {str(name): _milliseconds(value) for name, value in stored["longest_ms"].items()},
        )
        version = stored["version"]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise UserError(
            f"--freeloop-baseline {path} cannot be read ({type(error).__name__}: {error}): "
            "give a file that --freeloop-baseline wrote, or one that does not exist yet"
        ) from None
    if version != VERSION:
        raise UserError(f"--freeloop-baseline {path} has version {version}, not {VERSION}: write it anew")
    now = _essence(_machine())
    differing = [f"{name} {then[name]} there, {now[name]} here" for name in _LIKE if then[name] != now[name]]
    return Baseline(path, longest_ms, "; ".join(differing))


def write(path: Path, all_judged: Iterable[Judged], before: Baseline | None = None) -> None:
    """Store a run; of the run before, what was not judged this time stays, if its machine was like this.

    Raises:
        UserError: the file cannot be written.
    """
    longest_ms = dict(before.longest_ms) if before is not None and not before.unlike else {}
    for each in all_judged:
        if each.status != "inconclusive":
            longest_ms[each.name] = max(each.longest_ms, 0.0)
    text = json.dumps(
        {"version": VERSION, "machine": _machine(), "longest_ms": dict(sorted(longest_ms.items()))}, indent=2
    )
    file.write("--freeloop-baseline", path, f"{text}\n")


def _milliseconds(value: object) -> float:
    number = float(str(value))
    if not 0 <= number < math.inf:
        raise ValueError(f"{value} is no length of a stall")
    return number


def _machine() -> dict[str, object]:
    from freeloop.report.surroundings import machine  # noqa: PLC0415 - few test runs need it

    return machine()


def _essence(machine: Mapping[str, object]) -> dict[str, str]:
    essence = {name: str(machine[name]) for name in _LIKE}
    essence["python"] = ".".join(essence["python"].split(".")[:2])
    return essence
