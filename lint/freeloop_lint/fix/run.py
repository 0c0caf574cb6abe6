"""Fix to a fixed point: check, change, check again, as overlapping fixes need more than one round."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from freeloop_lint.facts.lower import decode
from freeloop_lint.findings import Finding, Outcome
from freeloop_lint.fix.apply import Edit, rewrite
from freeloop_lint.fix.write import write_all

ROUNDS = 5
"""Fixing stops after so many rounds. Arbitrary; each fix removes its finding, so one or two do."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """What fixing changed: path (as shown) → text before and after, and the outcome that remains."""

    before: Mapping[str, str]
    after: Mapping[str, str]
    outcome: Outcome


def edits_of(findings: Iterable[Finding], *, unsafe: bool) -> dict[str, list[Edit]]:
    """List the edits of findings by file."""
    found: dict[str, dict[Edit, None]] = defaultdict(dict)
    for finding in findings:
        fix = finding.fix
        if fix is not None and (fix.safe or unsafe):
            end = finding.end_line, finding.end_column - 1
            edit = Edit(fix.kind, finding.line, finding.column - 1, *end, finding.function_line)
            found[finding.path][edit] = None
    return {path: list(edits) for path, edits in found.items()}


def fix(run: Callable[[], Outcome], cwd: Path, *, unsafe: bool, write: bool) -> Fixed:
    """Apply fixes until none is left. Without `write` only the first round is worked out, and nothing changes."""
    before: dict[str, str] = {}
    after: dict[str, str] = {}
    outcome = run()
    for _ in range(ROUNDS):
        edits = edits_of(outcome.findings, unsafe=unsafe)
        changed: dict[str, bytes] = {}
        for path, todo in edits.items():
            data = (cwd / path).read_bytes()
            text = decode(data)
            new = rewrite(text, todo)
            if new != text:
                before.setdefault(path, text)
                after[path] = new
                changed[path] = _encode(new, data)
        if not changed or not write:
            break
        write_all(changed, cwd)
        outcome = run()
    return Fixed(before, after, outcome)


def _encode(text: str, original: bytes) -> bytes:
    """Write text in the encoding and with the byte order mark that the file had."""
    from io import BytesIO  # noqa: PLC0415 - only when something is written
    from tokenize import detect_encoding  # noqa: PLC0415 - only when something is written

    encoding, _ = detect_encoding(BytesIO(original).readline)
    return text.encode(encoding)
