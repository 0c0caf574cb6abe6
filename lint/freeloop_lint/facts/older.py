"""Write what newer Pythons read so that this one reads it, each thing in its place.

The parser of this Python stops at syntax that is younger than it, and a file would not be checked at all. None of that
syntax says anything of what runs: type parameters and `type` statements (PEP 695, 696), f-strings whose expressions
hold quotes, backslashes or comments (PEP 701), template strings (PEP 750), `except A, B:` and `except*` (PEP 758, 654).
So it is replaced by as many characters that older Pythons know, and lines and columns stay what they were. Texts within
expressions of an f-string may be lost; an f-string in one, or with one on several lines, becomes a tuple of what it
evaluates.
"""

import re

_TEXT = re.compile(r"""#[^\n]*|(?:(?<!\w)([bruftBRUFT]{1,2}))?("{3}|'{3}|"|')""")
_REST = {
    quote: re.compile(rf"(?:\\.|{inner})*{quote}", re.DOTALL)
    for quote, inner in (
        ('"', r'[^\\\n"]'),
        ("'", r"[^\\\n']"),
        ('"""', r'[^\\"]|"(?!"")'),
        ("'''", r"[^\\']|'(?!'')"),
    )
}
_PARAMETERS = re.compile(r"^[ \t]*(?:async[ \t]+)?(?:def|class)[ \t]+\w+[ \t]*(?=\[)", re.MULTILINE)
_TYPE = re.compile(r"^[ \t]*(type[ \t]+(\w+))[ \t]*(?=[=\[])", re.MULTILINE)
_GROUP = re.compile(r"^[ \t]*except[ \t]*(\*)", re.MULTILINE)
_EXCEPT = re.compile(r"^[ \t]*except\b[ \t]*\*?", re.MULTILINE)
_BLANKS = re.compile(r"[ \t]*")
_AS = re.compile(r"\bas\b")
_BEHIND = re.compile(r"(?:(?<![=!<>])=)?\s*(?:!\s*[a-z]\s*)?(?=[:}])")
"""What ends an expression in an f-string: `=`, `!r`, both or nothing, before the format or the brace."""
_PAIRS = {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}


class _NoPythonError(Exception):
    """A text or a bracket does not end."""


def rewritten(source: str) -> str | None:
    """Give a source as older Pythons read it; None where it holds nothing newer, or is no Python."""
    try:
        text = _Text(source).written()
    except _NoPythonError:
        return None
    return None if text == source else text


class _Text:
    """One source, and its characters as they are to be."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.characters = list(source)
        self.outer = ""
        """The quote of the f-string around the expression that is read."""

    def written(self) -> str:
        code = list(self.source)  # without texts and comments
        at = 0
        while match := _TEXT.search(self.source, at):
            at = self._text(match)
            code[match.start() : at] = [c if c == "\n" else "_" for c in self.source[match.start() : at]]
        self._statements("".join(code))
        return "".join(self.characters)

    def _put(self, start: int, end: int, text: str = "") -> None:
        """Write a text, and blanks where it is shorter; newlines stay."""
        for at, new in zip(range(start, end), text.ljust(end - start), strict=True):
            if self.source[at] != "\n":
                self.characters[at] = new

    def _text(self, match: "re.Match[str]") -> int:
        """Read a comment or a text, and give where it ends."""
        prefix, quote = match[1] or "", match[2]
        within = bool(self.outer)
        if quote is None:
            if within:
                self._put(match.start(), match.end())
            return match.end()
        if not {"f", "t"} & set(prefix.lower()):
            rest = _REST[quote].match(self.source, match.end())
            if rest is None:
                raise _NoPythonError
            if within:
                self._requote(match.end() - len(quote), rest.end(), quote)
            return rest.end()
        if within:
            return self._tuple(match, prefix, quote)
        self._put(match.start(), match.end(), prefix.lower().replace("t", "f") + quote)
        self.outer = quote
        end = self._formatted(match.end(), quote, raw="r" in prefix.lower(), within=False)
        if len(quote) == 1 and "\n" in self.source[match.end() : end]:
            self.characters[match.start() : end] = self.source[match.start() : end]
            self._tuple(match, prefix, quote)
        self.outer = ""
        return end

    def _tuple(self, match: "re.Match[str]", prefix: str, quote: str) -> int:
        """Make a tuple of what an f-string evaluates, and give where it ends."""
        self._put(match.start(), match.end(), "(0")
        end = self._formatted(match.end(), quote, raw="r" in prefix.lower(), within=True)
        self._put(end - len(quote), end, ")")
        return end

    def _requote(self, start: int, end: int, quote: str) -> None:
        """Give a text in an expression quotes that do not end the f-string; what it says is kept where it may be."""
        other = "'" if self.outer[0] == '"' else '"'
        says = self.source[start + 1 : end - 1]
        kept = len(quote) == 1 and not set(says) & {'"', "'", "\\", "{", "}", "#"}
        self._put(start, end, f"{other}{says if kept else ' ' * len(says)}{other}")

    def _formatted(self, at: int, quote: str, *, raw: bool, within: bool) -> int:
        """Read an f-string from behind its opening quote."""
        source = self.source
        while not source.startswith(quote, at):
            begins, step = source[at : at + 1], 1
            if begins == "{" and not source.startswith("{{", at):
                at = self._field(at, within=within)
                continue
            if begins in "{}":
                step = 2
            elif begins == "\\" and source.startswith("N{", at + 1) and not raw:
                step = source.find("}", at) + 1 - at
            elif begins == "\\" and source[at + 1 : at + 2] not in "{}":
                step = 2
            if not begins or step < 1 or (begins == "\n" and len(quote) == 1):
                raise _NoPythonError
            if within:
                self._put(at, at + step)
            at += step
        return at + len(quote)

    def _field(self, at: int, *, within: bool) -> int:
        """Read `{expression!r:{width}}`; in an f-string that becomes a tuple, what it evaluates is an item of that."""
        behind = self._expression(at + 1)
        if within:
            self._put(at, at + 1, ",")
            self._put(behind.start(), behind.end())
        at = behind.end()
        while not self.source.startswith("}", at):
            if at >= len(self.source):
                raise _NoPythonError
            if self.source[at] == "{":
                at = self._field(at, within=within)
                continue
            if within:
                self._put(at, at + 1)
            at += 1
        if within:
            self._put(at, at + 1)
        return at + 1

    def _expression(self, at: int) -> "re.Match[str]":
        """Go over an expression, and give what parts it from the format or the brace behind it."""
        depth = 0
        while at < len(self.source) and depth >= 0:
            text = _TEXT.match(self.source, at)
            behind = _BEHIND.match(self.source, at) if depth == 0 else None
            if behind:
                return behind
            if text:
                at = self._text(text)
            else:
                depth += _PAIRS.get(self.source[at], 0)
                at += 1
        raise _NoPythonError

    def _statements(self, code: str) -> None:
        """Rewrite what is newer beside texts, in a source without texts and comments."""
        for match in _PARAMETERS.finditer(code):
            self._drop_brackets(code, match.end())
        for match in _TYPE.finditer(code):
            joined = code[match.end()] == "[" and self._drop_brackets(code, match.end(), opened=True)
            self._put(*match.span(1), f"({match[2]}" if joined else match[2])
        for match in _GROUP.finditer(code):
            self._put(*match.span(1))
        for match in _EXCEPT.finditer(code):
            self._join(code, match.end())

    def _join(self, code: str, start: int) -> None:
        """Put `|` between the exceptions of a clause, which takes no more room than a comma."""
        depth = 0
        commas: list[int] = []
        for end in range(start, len(code)):
            depth += _PAIRS.get(code[end], 0)
            if depth == 0 and code[end] == ",":
                commas.append(end)
            if depth == 0 and (code[end] == ":" or (code[end] == "\n" and code[end - 1] != "\\")):
                break
        else:
            raise _NoPythonError
        if not _AS.search(code, start, end):
            for at in commas:
                self.characters[at] = "|"

    def _drop_brackets(self, code: str, start: int, *, opened: bool = False) -> bool:
        """Blank type parameters; claim that round brackets hold the lines together that they are written on.

        `opened` says that the caller opens them.
        """
        depth = 0
        for end in range(start, len(code)):
            depth += _PAIRS.get(code[end], 0)
            if depth == 0:
                break
        else:
            raise _NoPythonError
        self._put(start, end + 1)
        if "\n" not in code[start:end]:
            return False
        if not opened:
            self.characters[start] = "("
        follows = _BLANKS.match(code, end + 1)
        behind = follows.end() if follows else end + 1
        if not opened and code[behind : behind + 1] == "(":
            self.characters[behind] = " "
        else:
            self.characters[end] = ")"
        return True
