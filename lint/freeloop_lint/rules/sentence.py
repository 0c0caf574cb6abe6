"""Word the fact of a finding in one line of at most `LONGEST` characters: long calls are cut at their beginning."""

import re
from collections.abc import Iterator
from itertools import product

from freeloop_lint.interpret.summary import Event

LONGEST = 100
"""Characters of a message (STYLE 19)."""
LONGEST_CALL = 32
"""Characters of one call in it: what is longer says no more. Arbitrary."""
ENOUGH = 20
"""Characters by which a call is known. Arbitrary: an attribute and what it is one of."""
SHORTEST_CALL = 12
"""Characters of a call that a message has room for in any case."""
_ATTRIBUTE = re.compile(r"\.(?=[^\W\d])")
_WORD = re.compile(rf"{_ATTRIBUTE.pattern}|(?<=_)(?=[^\W_])|(?<=[a-z0-9])(?=[A-Z])")


def sentence(event: Event, verb: str) -> str:
    """Say what a call does, with as much of it, and of the sink that it reaches, as there is room for."""
    end = f"{verb} (≈ {figure_ms(event.sink.cost.ms)})"
    if len(event.chain) == 1 and event.call == event.sink.call:
        return f"`{short(event.call, LONGEST_CALL)}` {end}"
    room = LONGEST - len(f"`` reaches ``, which {end}")
    for boundary in (_ATTRIBUTE, _WORD):
        pairs = product(_cuts(event.call, boundary), _cuts(event.sink.call, boundary))
        fitting = [pair for pair in pairs if sum(map(len, pair)) <= room]
        if fitting:
            called, sink = max(fitting, key=_told)
            return f"`{called}` reaches `{sink}`, which {end}"
    return (
        f"`{short(event.call, SHORTEST_CALL)}` reaches `{short(event.sink.call, SHORTEST_CALL)}`, which {end}"
    )


def _told(pair: tuple[str, str]) -> tuple[int, int]:
    """Rank two calls by what they tell: the nearer one twice as much, neither more once there is enough of it."""
    return 2 * min(len(pair[0]), ENOUGH) + min(len(pair[1]), ENOUGH), sum(map(len, pair))


def short(call: str, limit: int) -> str:
    """Cut a call that is longer than a limit: where an attribute begins if there is one, else where a word does."""
    if len(call) <= limit:
        return call
    for boundary in (_ATTRIBUTE, _WORD):
        for cut in _cuts(call, boundary):
            if len(cut) <= limit:
                return cut
    return f"…{call[1 - limit :]}"


def _cuts(call: str, boundary: "re.Pattern[str]") -> Iterator[str]:
    """Give the call, and what is left of it from each boundary on, longest first."""
    if len(call) <= LONGEST_CALL:
        yield call
    for found in boundary.finditer(call):
        cut = f"…{call[found.start() :]}"
        if found.start() > 1 and len(cut) <= LONGEST_CALL:
            yield cut


def figure_ms(ms: float) -> str:
    """Write milliseconds as a reader says them."""
    if ms >= 1000:  # noqa: PLR2004 - a second
        return f"{ms / 1000:g} s"
    return f"{ms:g} ms"
