"""Comments that silence findings: `# freeloop: ignore[FL101] reason` and `# noqa: FL101`.

They are read as ruff reads its own: only real comments count, codes are written whole, a comment is for the lines that
it ends, and a `noqa` of other tools' codes is theirs. What looks like one of ours and is none is named, because whoever
wrote it believes that it silences.
"""

import re
from collections.abc import Iterator
from io import StringIO
from tokenize import COMMENT, NEWLINE, NL, TokenError, generate_tokens
from typing import NamedTuple

from freeloop_lint.errors import nearest
from freeloop_lint.rules import RULES

_OWN = re.compile(r"#\s*(freeloop\b(\s*:)?\s*([\w-]+)(?:\s*(\[[^\]#]*\]?))?)([^#]*)", re.IGNORECASE)
_NOQA = re.compile(r"#\s*(noqa\b(?:\s*(:)\s*((?:[A-Z]+\d\w*[\s,]*)*))?)", re.IGNORECASE)
_CODE = re.compile(r"[A-Z]+\d+", re.IGNORECASE)
_OURS = re.compile(r"FL\d\w*", re.IGNORECASE)
_OTHER_WAY = re.compile(r"\s*(?:[(:=][^)]*\)?|FL\d\w*)", re.IGNORECASE)
_NAMES = {rule.code: rule.name for rule in RULES}
_ALIKE = 0.7
"""Likeness from which a word is `ignore` mistyped: `ignored` has 0.92, `ignore-file` 0.71. Arbitrary."""


class Suppression(NamedTuple):
    """One comment, for the lines from `first` to `line`; `column` counts from 1.

    `everything` silences every code. `problems` say what in it silences nothing, whatever there is to find.
    """

    first: int
    line: int
    column: int
    written: str
    codes: frozenset[str] = frozenset()
    everything: bool = False
    problems: tuple[str, ...] = ()

    @property
    def own(self) -> bool:
        """Claim that it is for freeloop alone, as a bare `noqa` is not."""
        return not self.written.lower().startswith("noqa")

    def covers(self, code: str) -> bool:
        """Claim that this comment silences a code."""
        return self.everything or code in self.codes


def find_suppressions(source: str) -> list[Suppression]:
    """List the comments of a file: worth it where `Record.comments` says that there may be some."""
    found: list[Suppression] = []
    for first, line, offset, text in _comments(source):
        for read, pattern in ((_own, _OWN), (_noqa, _NOQA)):
            for match in pattern.finditer(text):
                comment = read(match)
                if comment is not None:
                    column = offset + match.start() + 1
                    found.append(comment._replace(first=first, line=line, column=column))
    return found


def _comments(source: str) -> Iterator[tuple[int, int, int, str]]:
    """Give each comment with its line and offset, and the first of the lines that could hold no comment but this.

    Those are lines that end in a backslash, or inside a text. Ends where the text is no longer Python.
    """
    first = 1
    try:
        for token in generate_tokens(StringIO(source, newline=None).readline):
            if token.type == COMMENT:
                yield first, *token.start, token.string
            elif token.type in {NEWLINE, NL}:
                first = token.start[0] + 1
    except (TokenError, SyntaxError):
        return


def _own(match: "re.Match[str]") -> Suppression | None:
    said, colon, word, bracket, rest = match.groups()
    comment = Suppression(0, 0, 0, " ".join(said.split()))
    other_way = None if bracket else _OTHER_WAY.match(rest)
    if word.lower() != "ignore" or not colon:
        if not (_is_meant(word.lower()) and (colon or bracket or other_way)):
            return None
        wrong = True
    else:
        wrong = bool(other_way) or not (bracket or "]").endswith("]")
    if wrong:
        written = " ".join(f"{said}{other_way[0] if other_way else ''}".split())
        return comment._replace(problems=(_written_wrong(written),))
    if bracket is None:
        return comment._replace(everything=True)
    given = [code for code in re.split(r"[\s,]+", bracket[1:-1]) if code]
    if not given:
        why = "names no code and silences nothing; name one, or write `freeloop: ignore` for all"
        return comment._replace(problems=(f"`{comment.written}` {why}",))
    return _with_codes(comment, given)


def _is_meant(word: str) -> bool:
    from difflib import SequenceMatcher  # noqa: PLC0415 - slow to import, and hardly ever needed

    return word == "noqa" or SequenceMatcher(None, word, "ignore").ratio() >= _ALIKE


def _noqa(match: "re.Match[str]") -> Suppression | None:
    """Read a `noqa`; codes that are not ours are no concern of ours, nor is what follows the codes."""
    comment = Suppression(0, 0, 0, match[1].rstrip(" \t,"))
    if not match[2]:
        return comment._replace(everything=True)
    given = _OURS.findall(match[3])
    return _with_codes(comment, given) if given else None


def _with_codes(comment: Suppression, given: list[str]) -> Suppression:
    known = frozenset(code.upper() for code in given).intersection(_NAMES)
    problems = [_unknown(code, comment.written) for code in given if code.upper() not in known]
    return comment._replace(codes=known, problems=tuple(problems))


def _unknown(code: str, written: str) -> str:
    """Name the right code for one that is none."""
    where = f"`{code}` in `{written}` is no rule and silences nothing"
    if any(known.startswith(code.upper()) for known in _NAMES):
        return f"{where}; codes are written whole here, as `{_first_of(code)}`"
    for known, name in _NAMES.items():
        if name == code.lower():
            return f"{where}; that is the name of `{known}`"
    return f"{where}; {nearest(code.upper(), _NAMES, 'no code is like it')}"


def _first_of(prefix: str) -> str:
    return next(known for known in _NAMES if known.startswith(prefix.upper()))


def _written_wrong(written: str) -> str:
    named = [code.upper() for code in _CODE.findall(written) if code.upper() in _NAMES]
    right = f"freeloop: ignore[{', '.join(named) or 'CODE'}]"
    return f"`{written}` is no suppression and silences nothing; write `{right}`"
