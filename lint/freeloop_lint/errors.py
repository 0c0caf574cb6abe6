"""What a user did wrong, in one line: fact, value, rule, next step."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class LintError(Exception):
    """Wrong use of the linter; the command line prints the sentence and exits with 2."""


def nearest(word: str, known: "Iterable[str]", otherwise: str = "") -> str:
    """Name the known word nearest to a mistyped one, else say something else, or list all of them."""
    from difflib import get_close_matches  # noqa: PLC0415 - slow to import, and most runs make no mistake

    choices = sorted(known)
    lowered = {choice.lower(): choice for choice in choices}
    close = get_close_matches(word.lower(), lowered, n=1)
    if close:
        return f"did you mean `{lowered[close[0]]}`?"
    return otherwise or "known: " + ", ".join(f"`{choice}`" for choice in choices)
