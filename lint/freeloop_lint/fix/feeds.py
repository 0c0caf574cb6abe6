"""Keep form feeds before code, which libcst drops: they are taken out before a file is changed, and put back."""

import re
from difflib import SequenceMatcher

_FEED = re.compile(r"[ \t\f]*\f")
"""What stands before the last form feed of an indentation: Python begins to count anew after it."""

_LINE_END = re.compile(r"(?<=\n)|(?<=\r)(?!\n)")
"""Where a line begins: Python ends one at a lone carriage return, too."""


class Feeds:
    """The lines of a text, and what each begins with that is taken out."""

    def __init__(self, source: str) -> None:
        lines = _LINE_END.split(source)
        matches = [_FEED.match(line) for line in lines] if "\f" in source else []
        self.taken = ["" if match is None else match[0] for match in matches] or [""] * len(lines)
        self.left = [line[len(taken) :] for line, taken in zip(lines, self.taken, strict=True)]

    @property
    def text(self) -> str:
        """The text without them; its lines are those of the source."""
        return "".join(self.left)

    def width(self, line: int) -> int:
        """Count the characters taken from a line, counted from 1."""
        return len(self.taken[line - 1])

    def put_back(self, changed: str) -> str:
        """Put them back into what was made of the text."""
        if not any(self.taken):
            return changed
        lines = _LINE_END.split(changed)
        matcher = SequenceMatcher(None, self.left, lines, autojunk=False)
        for kind, start, end, first, last in matcher.get_opcodes():
            if kind in {"equal", "replace"}:
                for old, new in zip(range(start, end), range(first, last), strict=False):
                    lines[new] = self.taken[old] + lines[new]
        return "".join(lines)
