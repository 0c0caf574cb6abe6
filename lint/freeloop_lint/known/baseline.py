"""What was there before: findings known by what they are, not by their line, so that code may move around them.

Two findings are the same when code, file, function, sink and its file are. Of several alike as many are known as
there were; which of them is the new one nobody can tell, and the last is shown.
"""

import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias, cast

from freeloop_lint.errors import LintError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from freeloop_lint.findings import Finding, Outcome

Mark: TypeAlias = tuple[str, str, str, str, str]
VERSION = 1
WIDTH = 6
"""Fields of a row: those of a mark, and the count."""


def mark(finding: "Finding") -> Mark:
    """Give what a finding is known by."""
    sink = finding.sink
    return (finding.code, finding.path, finding.function, sink.path, sink.call)


def marks(findings: "Iterable[Finding]") -> Counter[Mark]:
    """Count findings by their marks."""
    return Counter(map(mark, findings))


def without(outcome: "Outcome", known: Counter[Mark]) -> "Outcome":
    """Leave out the findings that are known."""
    left = known.copy()
    kept: list[Finding] = []
    for finding in outcome.findings:
        name = mark(finding)
        if left[name] > 0:
            left[name] -= 1
        else:
            kept.append(finding)
    return outcome._replace(findings=tuple(kept))


def write_baseline(outcome: "Outcome", path: Path) -> None:
    """Write the marks of all findings, sorted, so that a diff of the file can be read."""
    rows = [[*name, count] for name, count in sorted(marks(outcome.findings).items())]
    lines = ",\n".join(f"  {json.dumps(row)}" for row in rows)
    text = f'{{"version": {VERSION}, "findings": [\n{lines}\n]}}\n'
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as problem:
        raise LintError(f"`{path}` cannot be written: {problem.strerror}") from None


def read_baseline(path: Path) -> Counter[Mark]:
    """Read what `write_baseline` wrote.

    Raises:
        LintError: The file is missing or is no baseline.
    """
    try:
        document: object = json.loads(path.read_text(encoding="utf-8"))
    except OSError:
        raise LintError(f"--baseline `{path}` cannot be read; make it with --write-baseline {path}") from None
    except ValueError as problem:
        raise LintError(f"--baseline `{path}` is no JSON: {problem}") from None
    rows = cast("dict[str, object]", document).get("findings") if isinstance(document, dict) else None
    if not isinstance(rows, list):
        raise LintError(f"--baseline `{path}` is no baseline; make it anew with --write-baseline {path}")
    found: Counter[Mark] = Counter()
    for row in cast("list[object]", rows):
        parts = cast("list[object]", row) if isinstance(row, list) else []
        if len(parts) != WIDTH or not isinstance(parts[-1], int):
            raise LintError(f"--baseline `{path}` holds `{row}`, which is no finding; make it anew")
        code, file, function, sink_file, call = map(str, parts[:-1])
        found[code, file, function, sink_file, call] += parts[-1]
    return found
