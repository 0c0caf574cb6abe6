"""SARIF 2.1.0, for code scanning services. https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html."""

import json
from importlib.metadata import PackageNotFoundError, version
from urllib.parse import quote

from freeloop_lint.findings import Finding, Outcome
from freeloop_lint.rules import RULES, Rule

_LEVELS = {"high": "error", "medium": "warning", "low": "note"}


def render(outcome: Outcome) -> str:
    """Write one run."""
    driver = {
        "name": "freeloop",
        "version": _version(),
        "rules": [
            {"id": rule.code, "name": rule.name, "shortDescription": {"text": _first_sentence(rule)}}
            for rule in RULES
        ],
    }
    notifications = [
        {"level": "error", "message": {"text": f"{d.path}:{d.line}:{d.column}: not checked: {d.problem}"}}
        for d in outcome.diagnostics
    ]
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "invocations": [
            {"executionSuccessful": not notifications, "toolExecutionNotifications": notifications}
        ],
        "results": [_result(finding) for finding in outcome.findings],
    }
    schema = "https://json.schemastore.org/sarif-2.1.0.json"
    return json.dumps({"$schema": schema, "version": "2.1.0", "runs": [run]}, indent=1)


def _first_sentence(rule: type[Rule]) -> str:
    """Give the first line of a rule's page; its name where docstrings are left out (`python -OO`)."""
    return (rule.__doc__ or rule.name).partition("\n")[0]


def _version() -> str:
    try:
        return version("freeloop")
    except PackageNotFoundError:
        return "0"


def _result(finding: Finding) -> dict[str, object]:
    region = {
        "startLine": finding.line,
        "startColumn": finding.column,
        "endLine": finding.end_line,
        "endColumn": finding.end_column,
    }
    steps = [
        {
            "location": {
                **_location(step.path, {"startLine": step.line}),
                "message": {"text": f"in {step.function}"},
            }
        }
        for step in (*finding.leading, *finding.chain)
    ]
    return {
        "ruleId": finding.code,
        "level": _LEVELS[finding.severity],
        "message": {"text": f"{finding.message}\nhelp: {finding.help}"},
        "locations": [_location(finding.path, region)],
        "codeFlows": [{"threadFlows": [{"locations": steps}]}],
    }


def _location(path: str, region: dict[str, int]) -> dict[str, object]:
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": quote(path, errors="surrogateescape")},
            "region": region,
        }
    }
