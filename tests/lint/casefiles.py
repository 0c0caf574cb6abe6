"""Read expectations from case files: `# expect: CODE:column[:severity]`, `chain: a.py:3 > b.py:9` on the very line."""

import re
from dataclasses import dataclass
from pathlib import Path

from freeloop_lint.check import check, find_targets, merge
from freeloop_lint.findings import Outcome
from freeloop_lint.settings import Settings, codes

HERE = Path(__file__).parent
RULE_CASES = sorted(path for path in (HERE / "rules").iterdir() if path.is_dir())
LIBRARY_CASES = sorted(path for path in (HERE / "catalogue" / "cases").iterdir() if path.is_dir())
CASES = [*sorted(path for path in (HERE / "cases").iterdir() if path.is_dir()), *LIBRARY_CASES]
_EXPECT = re.compile(
    r"#\s*expect:(?P<codes>(?:\s+FL\d{3}:\d+(?::\w+)?)+)(?:\s+chain:\s*(?P<chain>\S.*?))?\s*$"
)


@dataclass(frozen=True, order=True)
class Expected:
    """One expectation; empty `severity` and `chain` leave them open."""

    path: str
    line: int
    code: str
    column: int
    severity: str = ""
    chain: str = ""


def expectations(folder: Path) -> list[Expected]:
    """List what the files of a case expect."""
    found: list[Expected] = []
    for path in sorted(folder.rglob("*.py")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            match = _EXPECT.search(line)
            for item in match["codes"].split() if match else ():
                code, column, severity = [*item.split(":"), ""][:3]
                relative = path.relative_to(folder).as_posix()
                chain = (match["chain"] or "") if match else ""
                found.append(Expected(relative, number, code, int(column), severity, chain))
    return sorted(found)


def run(folder: Path, settings: Settings | None = None) -> Outcome:
    """Lint a folder as a program of its own."""
    if settings is None:
        code = folder.parent.name.partition("_")[0]
        select = ("FL", code) if code in codes(preview=True) else ()
        settings = Settings(min_severity="low", cache=False, select=select)
    return merge(check(target, settings, folder) for target in find_targets(["."], folder))


def indented(body: str) -> str:
    """Write statements, parted by `; `, as lines of a function."""
    return "\n".join(f"    {line}" for line in body.split("; "))


def offered(text: str, folder: Path) -> tuple[bool, str]:
    """Give the one fix that a program whose endpoint sleeps is offered: whether it is safe, and what it makes."""
    (folder / "app.py").write_text(text)
    (fix,) = {finding.fix for finding in run(folder).findings if finding.sink.call == "time.sleep"}
    assert fix is not None
    return fix.safe, fix.note


def found(outcome: Outcome, expected: list[Expected]) -> list[Expected]:
    """Write findings as expectations, with severity and chain only where those are expected."""
    open_ends = {(e.path, e.line, e.code, e.column): e for e in expected}
    out: list[Expected] = []
    for finding in outcome.findings:
        like = open_ends.get((finding.path, finding.line, finding.code, finding.column))
        chain = " > ".join(f"{step.path}:{step.line}" for step in finding.chain)
        out.append(
            Expected(
                finding.path,
                finding.line,
                finding.code,
                finding.column,
                finding.severity if like and like.severity else "",
                chain if like and like.chain else "",
            )
        )
    return sorted(out)
