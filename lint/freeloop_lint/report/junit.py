"""JUnit XML, as CI servers read it: a suite per file, a failed case per finding, an error per unread file."""

import re
from itertools import groupby
from xml.sax.saxutils import escape, quoteattr

from freeloop_lint.findings import Diagnostic, Finding, Outcome
from freeloop_lint.report.way import way

_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML cannot hold, escaped or not: names of files may have them."""


def render(outcome: Outcome) -> str:
    """Write the suites; a clean run is one that passed."""
    cases: list[tuple[str, str, str]] = [
        *((item.path, "error", _unread(item)) for item in outcome.diagnostics),
        *((finding.path, "failure", _found(finding)) for finding in outcome.findings),
    ]
    cases.sort(key=lambda case: case[0])
    suites = [_suite(path, list(group)) for path, group in groupby(cases, key=lambda case: case[0])]
    if not suites:
        clean = '<testcase classname="freeloop" name="lint"/>'
        suites = [f'<testsuite name="freeloop" tests="1" failures="0" errors="0">\n{clean}\n</testsuite>']
    failures = sum(kind == "failure" for _, kind, _ in cases)
    counts = f'tests="{max(len(cases), 1)}" failures="{failures}" errors="{len(cases) - failures}"'
    body = "\n".join(suites)
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    return _NO_XML.sub(
        "\N{REPLACEMENT CHARACTER}", f'{head}\n<testsuites name="freeloop" {counts}>\n{body}\n</testsuites>'
    )


def _suite(path: str, cases: list[tuple[str, str, str]]) -> str:
    failures = sum(kind == "failure" for _, kind, _ in cases)
    counts = f'tests="{len(cases)}" failures="{failures}" errors="{len(cases) - failures}"'
    body = "\n".join(text for _, _, text in cases)
    return f"<testsuite name={quoteattr(path)} {counts}>\n{body}\n</testsuite>"


def _found(finding: Finding) -> str:
    chain = [f"{step.path}:{step.line} in {step.function}" for step in finding.chain]
    place = f"{finding.path}:{finding.line}:{finding.column}"
    text = "\n".join([place, *way(finding), *(chain if len(chain) > 1 else []), f"help: {finding.help}"])
    head = f"<testcase classname={quoteattr(finding.path)} name={quoteattr(f'{finding.code}:{finding.line}')}"
    message = f"{finding.code} {finding.message}"
    return (
        f'{head} file={quoteattr(finding.path)} line="{finding.line}">'
        f"<failure type={quoteattr(finding.name)} message={quoteattr(message)}>{escape(text)}</failure></testcase>"
    )


def _unread(item: Diagnostic) -> str:
    place = escape(f"{item.path}:{item.line}:{item.column}")
    return (
        f'<testcase classname={quoteattr(item.path)} name="readable">'
        f'<error type="unread" message={quoteattr(item.problem)}>{place}</error></testcase>'
    )
