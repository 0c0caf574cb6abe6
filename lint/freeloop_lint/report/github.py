"""GitHub workflow commands: one annotation for each finding, and for each comment that silences nothing."""

from freeloop_lint.findings import Outcome
from freeloop_lint.report.way import way

_LEVELS = {"high": "error", "medium": "warning", "low": "notice"}


def render(outcome: Outcome) -> str:
    """Write the annotations."""
    lines = [
        f"::error file={_property(d.path)},line={d.line},col={d.column},title=freeloop::"
        + _text(f"not checked: {d.problem}")
        for d in outcome.diagnostics
    ]
    lines += [
        f"::notice file={_property(d.path)},line={d.line},col={d.column},title=freeloop::{_text(d.problem)}"
        for d in outcome.unused_suppressions
    ]
    for finding in outcome.findings:
        chain = [f"{step.path}:{step.line} in {step.function}" for step in finding.chain]
        text = "\n".join(
            [finding.message, *way(finding), *(chain if len(chain) > 1 else []), f"help: {finding.help}"]
        )
        lines.append(
            f"::{_LEVELS[finding.severity]} file={_property(finding.path)},line={finding.line},"
            f"endLine={finding.end_line},col={finding.column},"
            f"title={_property(f'freeloop {finding.code}')}::{_text(text)}"
        )
    return "\n".join(lines)


def _text(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _text(text).replace(":", "%3A").replace(",", "%2C")
