"""Comments that silence findings: `# freeloop: ignore[FL101] reason` and `# noqa: FL101`."""

import re
from typing import NamedTuple

_OWN = r"#\s*freeloop:\s*ignore(?:\[(?P<codes>[^\]]*)\])?"
_NOQA = r"#\s*noqa(?::\s*(?P<codes>[A-Z]+\d+(?:[\s,]+[A-Z]+\d+)*))?"


class Suppression(NamedTuple):
    """One comment; empty `codes` silence every code. `own` tells ours from `noqa`."""

    line: int
    codes: frozenset[str]
    own: bool

    def covers(self, code: str) -> bool:
        """Claim that this comment silences a code."""
        return not self.codes or code in self.codes


def find_suppressions(source: str) -> list[Suppression]:
    """List the comments of a file."""
    if "freeloop:" not in source and "noqa" not in source.lower():
        return []
    found: list[Suppression] = []
    for number, line in enumerate(source.splitlines(), 1):
        if "#" not in line:
            continue
        for pattern, own in ((_OWN, True), (_NOQA, False)):
            match = re.search(pattern, line, re.IGNORECASE)
            if match:
                codes = frozenset(re.findall(r"[A-Z]+\d+", (match["codes"] or "").upper()))
                found.append(Suppression(number, codes, own))
    return found
