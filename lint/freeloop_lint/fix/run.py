"""Fix to a fixed point: check, change, check again, as overlapping fixes need more than one round."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from freeloop_lint.cache.file import digest_of
from freeloop_lint.facts.lower import decode
from freeloop_lint.findings import Diagnostic, Finding, Outcome
from freeloop_lint.fix.apply import Edit, rewrite
from freeloop_lint.fix.write import Changed, write_all

ROUNDS = 5
"""Fixing stops after so many rounds. Arbitrary; each fix removes its finding, so one or two do."""
_WHILE_READ = "it changed while it was read: run again"


@dataclass(frozen=True, slots=True)
class Fixed:
    """What fixing changed: path (as shown) → text before and after, what it could not change, what then remains."""

    before: Mapping[str, str]
    after: Mapping[str, str]
    refused: tuple[Diagnostic, ...]
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
    """Apply fixes until none is left. Without `write` only the first round is worked out, and nothing changes.

    A file that somebody else writes meanwhile is left alone: places of findings are those of what was read.
    """
    before: dict[str, str] = {}
    after: dict[str, str] = {}
    others: dict[str, None] = {}
    """Files that somebody else has written."""
    outcome = run()
    refused: list[Diagnostic] = []
    for _ in range(ROUNDS):
        changed: dict[str, Changed] = {}
        refused = []
        known = len(others)
        for path, todo in edits_of(outcome.findings, unsafe=unsafe).items():
            data = None if path in others else _read(cwd / path, outcome.digests[path])
            if data is None:
                others[path] = None
                continue
            text = decode(data)
            made = rewrite(text, todo)
            refused += [Diagnostic(path, edit.line, reason, edit.column + 1) for edit, reason in made.refused]
            if made.text != text:
                changed[path] = Changed(data, _encode(made.text, data))
        if write:
            others.update(dict.fromkeys(write_all(changed, cwd)))
        for path in changed.keys() - others.keys():
            before.setdefault(path, decode(changed[path].old))
            after[path] = decode(changed[path].new)
        if not write or not (changed or len(others) > known):
            break
        outcome = run()
    refused += [Diagnostic(path, 1, _WHILE_READ) for path in others]
    return Fixed(before, after, tuple(sorted(refused)), outcome)


def _read(path: Path, digest: bytes) -> bytes | None:
    """Give the content of a file, if it is the one that was looked at."""
    try:
        data = path.read_bytes()
    except OSError:
        return None
    return data if digest_of(data) == digest else None


def _encode(text: str, original: bytes) -> bytes:
    """Write text in the encoding and with the byte order mark that the file had."""
    from io import BytesIO  # noqa: PLC0415 - only when something is written
    from tokenize import detect_encoding  # noqa: PLC0415 - only when something is written

    encoding, _ = detect_encoding(BytesIO(original).readline)
    return text.encode(encoding)
