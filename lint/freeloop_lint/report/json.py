"""The JSON record: the contract that other tools read (DESIGN.md 5.4)."""

import json

from freeloop_lint.findings import Finding, Outcome, plain


def render(outcome: Outcome) -> str:
    """Write the record."""
    record = {
        "version": 1,
        "findings": [_finding(finding) for finding in outcome.findings],
        "diagnostics": [plain(item) for item in outcome.diagnostics],
        "unused_suppressions": [plain(item) for item in outcome.unused_suppressions],
        "statistics": plain(outcome.statistics),
    }
    return json.dumps(record, indent=1)


def _finding(finding: Finding) -> dict[str, object]:
    record: dict[str, object] = plain(finding)
    record["gil"] = finding.gil or None
    return record
