"""What is said of a file that the parser of this Python does not read."""

import sys

_SYNTAX = "invalid syntax"
_RUNS_ON = f"{sys.version_info[0]}.{sys.version_info[1]}"


def explained(problem: str, otherwise: str = "") -> str:
    """Add to a problem what it depends on and the next steps: the last of them is `otherwise`.

    What is known of newer syntax is read (see `older`): what is left may be newer still, or no Python.
    """
    steps = ["correct it"]
    if problem == _SYNTAX or problem.startswith("f-string"):
        problem = f"{problem}, as Python {_RUNS_ON} reads it, which freeloop runs on"
        steps.append("run freeloop under the Python of the project")
    *first, last = filter(None, [*steps, otherwise])
    return f"{problem}; {', '.join(first)}, or {last}" if first else f"{problem}; {last}"
