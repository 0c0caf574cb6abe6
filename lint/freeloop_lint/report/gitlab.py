"""GitLab's Code Quality report. https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format."""

import json
from collections import Counter
from hashlib import sha256

from freeloop_lint.findings import Outcome
from freeloop_lint.known.baseline import mark

_SEVERITIES = {"high": "critical", "medium": "major", "low": "minor"}


def render(outcome: Outcome) -> str:
    """Write one issue for each finding, and one for each file that was not checked.

    Fingerprints do not hold lines, so that an issue stays the same when code moves; like ones are counted.
    """
    issues: list[dict[str, object]] = []
    seen: Counter[str] = Counter()
    for item in outcome.diagnostics:
        text = f"not checked: {item.problem}"
        issues.append(_issue("freeloop", text, "blocker", item.path, item.line, f"{item.path} {text}"))
    for finding in outcome.findings:
        name = " ".join(mark(finding))
        seen[name] += 1
        text = f"{finding.code} {finding.message}. {finding.help}"
        severity = _SEVERITIES[finding.severity]
        issues.append(
            _issue(finding.name, text, severity, finding.path, finding.line, f"{name} {seen[name]}")
        )
    return json.dumps(issues, indent=1)


def _issue(  # noqa: PLR0917 - an issue has that many parts
    check: str, description: str, severity: str, path: str, line: int, identity: str
) -> dict[str, object]:
    return {
        "type": "issue",
        "check_name": check,
        "description": description,
        "categories": ["Performance"],
        "severity": severity,
        "fingerprint": sha256(identity.encode()).hexdigest(),
        "location": {"path": path, "lines": {"begin": line}},
    }
