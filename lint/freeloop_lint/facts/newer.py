"""Tell a file that is written for a newer Python than this from one that no Python reads, where its error shows which.

The parser of this Python stops at the first thing that it does not know. What later versions made of that place is
written down here; whether they would read the rest of the file, nothing here can tell.
"""

import re
import sys

_NAME = r"[^\W\d]\w*"
_CLASS = rf"(?:{_NAME}\.)*_*[A-Z]\w*"
_SINCE: tuple[tuple[str, tuple[int, int], str], ...] = (
    (
        rf"^\s*(?:async\s+def|def|class|type)\s+{_NAME}\s*\[.*\w\s*=[^=]*\]",
        (3, 13),
        "a default of a type parameter",
    ),
    (rf"^\s*(?:async\s+def|def|class)\s+{_NAME}\s*\[", (3, 12), "a list of type parameters"),
    (rf"^\s*type\s+{_NAME}\s*[=\[]", (3, 12), "a `type` statement"),
    (r"""(?:^|[^\w'"])(?:[tT][rR]?|[rR][tT])['"]""", (3, 14), "a template string"),
    (
        rf"^\s*except\s+{_CLASS}(?:\s*,\s*{_CLASS})+\s*:",
        (3, 14),
        "`except` of several classes without parentheses",
    ),
    (r"^\s*except\s*\*", (3, 11), "`except*`"),
)
"""Patterns of a line on which an error lies, and what reads them: PEP 695, 696, 750, 758 and 654."""
_IN_F_STRING = re.compile(r"f-string expression part cannot include (?:a backslash|'#')")
"""What Python said up to 3.11 of an f-string that later ones read (PEP 701)."""
_RUNS_ON = f"{sys.version_info[0]}.{sys.version_info[1]}"
_SYNTAX = "invalid syntax"
_NEEDS = " or later to be read"


def said(error: SyntaxError) -> str:
    """Give the parser's sentence, or name the Python that the line is written for."""
    message = error.msg or _SYNTAX
    line = error.text or ""
    found = next(((since, what) for form, since, what in _SINCE if re.search(form, line)), None)
    if _IN_F_STRING.match(message):
        found = (3, 12), "an expression in an f-string that holds a backslash or a comment"
    if found is None or sys.version_info[:2] >= found[0]:
        return message
    (major, minor), what = found
    return f"{what} needs Python {major}.{minor}{_NEEDS}"


def explained(problem: str, otherwise: str = "") -> str:
    """Add to a problem what it depends on and the next steps: the last of them is `otherwise`."""
    run = "run freeloop under the Python of the project"
    if problem.endswith(_NEEDS):
        steps, problem = [run, otherwise], f"{problem}, and freeloop runs on {_RUNS_ON}"
    elif problem == _SYNTAX or problem.startswith("f-string"):
        steps = ["correct it", run, otherwise]
        problem = f"{problem}, as Python {_RUNS_ON} reads it, which freeloop runs on"
    else:
        steps = ["correct it", otherwise]
    *first, last = filter(None, steps)
    return f"{problem}; {', '.join(first)}, or {last}" if first else f"{problem}; {last}"
