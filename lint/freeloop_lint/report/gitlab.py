"""GitLab's Code Quality report. https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format."""

import json
from collections import Counter
from collections.abc import Mapping
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
        issue = {"check_name": "freeloop", "description": text, "severity": "blocker"}
        issues.append(_issue(issue, (item.path, item.line), f"{item.path} {text}"))
    for finding in outcome.findings:
        name = " ".join(mark(finding))
        seen[name] += 1
        text = f"{finding.code} {finding.message}. {finding.help}"
        issue = {"check_name": finding.name, "description": text, "severity": _SEVERITIES[finding.severity]}
        issues.append(_issue(issue, (finding.path, finding.line), f"{name} {seen[name]}"))
    return json.dumps(issues, indent=1)


def _issue(said: Mapping[str, str], place: tuple[str, int], identity: str) -> dict[str, object]:
    """Add to what is said of an issue where it stands, and by what it is known again."""
    path, line = place
    return {
        "type": "issue",
        **said,
        "categories": ["Performance"],
        "fingerprint": sha256(identity.encode(errors="surrogateescape")).hexdigest(),
        "location": {"path": path, "lines": {"begin": line}},
    }
