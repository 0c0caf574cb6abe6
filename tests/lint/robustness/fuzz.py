"""Make programs that nobody would write: real files with tokens dropped, doubled or swapped, and grown ones.

All is seeded: a number gives the same program on every machine. By hand, for longer:
`python tests/lint/robustness/fuzz.py SECONDS PATH...` mutates the files of PATH and prints what raised.
"""

import io
import random
import sys
import time
import tokenize
import traceback
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path

from freeloop_lint.catalogue.lookup import Catalogue
from freeloop_lint.facts.lower import lower_packed
from freeloop_lint.facts.model import unpack
from freeloop_lint.judge import ask_rules, interpret
from freeloop_lint.program.modules import Modules
from freeloop_lint.program.project import Project
from freeloop_lint.settings import Settings

SETTINGS = Settings(min_severity="low", all_coroutines=True, cache=False)
CATALOGUE = Catalogue()
"""One for all programs: it is only read, and reading its files takes longer than a small program."""


def look(sources: Sequence[bytes]) -> int:
    """Lint texts as the files of one program, up to the rules; gives how many could be parsed."""
    names = [f"m{number}.py" for number in range(len(sources))]
    project = Project(Modules(names, CATALOGUE.roots))
    for name, data in zip(names, sources, strict=True):
        facts = unpack(name, lower_packed(name, data)[1])
        project.add(facts, list(project.modules.imported_files(name, facts.imports)))
    ask_rules(interpret(project, CATALOGUE, SETTINGS), SETTINGS)
    return sum(not facts.problem for facts in project.files.values())


def mutate(data: bytes, chance: random.Random) -> bytes:
    """Change a few tokens of a line or two: half of the results still parse."""
    try:
        tokens = list(tokenize.tokenize(io.BytesIO(data).readline))
    except (tokenize.TokenError, SyntaxError, ValueError):
        return data[: chance.randrange(len(data) + 1)]
    words = [t for t in tokens if t.type in {tokenize.NAME, tokenize.NUMBER, tokenize.STRING, tokenize.OP}]
    lines = data.decode(tokens[0].string, "replace").splitlines(keepends=True)
    for _ in range(chance.randint(1, 4)):
        if len(words) < 2:
            break
        one, other = chance.choice(words), chance.choice(words)
        row = one.start[0] - 1
        if one.start[0] != one.end[0] or row >= len(lines):
            continue
        line = lines[row]
        new = {"drop": "", "double": f"{one.string} {one.string}", "swap": other.string}[
            chance.choice(("drop", "double", "swap", "swap"))
        ]
        lines[row] = line[: one.start[1]] + new + line[one.end[1] :]
    return "".join(lines).encode("utf-8", "replace")


NAMES = ("a", "b", "self", "app", "C", "D", "f", "g", "np", "time", "requests", "asyncio", "m0", "m1", "x")
HEAD = """import asyncio, time, requests, functools
import numpy as np
from fastapi import FastAPI, Depends
from m0 import *
import m0, m1
app = FastAPI()
"""


class Grower:
    """Grows valid programs in which anything is called on anything."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance

    def name(self) -> str:
        """Choose a name."""
        return self.chance.choice(NAMES)

    def expression(self, depth: int) -> str:
        """Grow an expression."""
        if depth <= 0:
            return self.chance.choice((self.name(), "1", "'t'", "None", "..."))

        def inner() -> str:
            return self.expression(depth - 1)

        n = self.name
        ways = (
            lambda: f"{inner()}.{n()}",
            lambda: f"{n()}({inner()}, *{inner()}, {n()}={inner()})",
            lambda: f"{inner()}({inner()})",
            lambda: f"({inner()} @ {inner()})",
            lambda: f"[{inner()} for {n()} in {inner()} if {inner()}]",
            lambda: f"{{{inner()}: {inner()}, **{inner()}}}",
            lambda: f"(lambda {n()}, *, k={inner()}: {inner()})",
            lambda: f"({inner()} if {inner()} else {inner()})",
            lambda: f"{inner()}[{inner()}:{inner()}]",
            lambda: f"functools.partial({inner()}, {inner()})",
            lambda: f"asyncio.to_thread({inner()}, {inner()})",
            lambda: f"({n()} := {inner()})",
            lambda: f"f'{{{self.name()}!r}}'",
            lambda: f"(*{inner()}, {inner()})",
            lambda: f"getattr({inner()}, '{n()}')",
            lambda: f"type({inner()}, {inner()}, {inner()})",
            lambda: f"super().{n()}({inner()})",
        )
        return self.chance.choice(ways)()

    def block(self, depth: int, pad: str) -> list[str]:
        """Grow statements."""
        lines: list[str] = []
        for _ in range(self.chance.randint(1, 4)):
            lines += self.statement(depth, pad)
        return lines

    def statement(self, depth: int, pad: str) -> list[str]:
        """Grow one statement."""
        chance, value = self.chance, self.expression(chance_depth(self.chance))
        simple = (
            value,
            f"{self.name()} = {value}",
            f"{self.name()}.{self.name()} = {value}",
            f"{self.name()}, *{self.name()} = {value}",
            f"{self.name()}[{self.name()}] += {value}",
            f"{self.name()}: {self.name()} = {value}",
            f"from m{chance.randint(0, 2)} import {self.name()} as {self.name()}",
            f"del {self.name()}",
            f"raise {value}",
        )
        if depth <= 0 or chance.random() < 0.5:
            return [pad + chance.choice(simple)]
        base = f"({self.name()}, {self.name()}, metaclass={self.name()})"
        heads = (
            f"if {value}:",
            f"for {self.name()} in {value}:",
            f"while {value}:",
            f"with {value} as {self.name()}:",
            f"class {self.name()}{chance.choice(('', base))}:",
            f"def {self.name()}(self, {self.name()}1: {self.name()}=Depends({self.name()}), *args, **kw):",
            f"async def {self.name()}(a1: '{self.name()}' = {self.name()}):",
            f"@app.get({value})\n{pad}async def {self.name()}():",
            f"@{self.name()}({value})\n{pad}def {self.name()}(self) -> {self.name()}:",
            f"@property\n{pad}def {self.name()}(self):",
        )
        tail = chance.choice(([], [f"{pad} return {value}"], [f"{pad} yield {value}"]))
        head = chance.choice(heads)
        if "def " not in head:
            tail = []
        return [pad + head, *self.block(depth - 1, pad + " "), *tail]


def chance_depth(chance: random.Random) -> int:
    """Choose how deep an expression goes: mostly little."""
    return chance.choice((0, 1, 1, 2, 2, 3, 4))


def grown(seed: int) -> list[bytes]:
    """Grow a program of three files that import each other."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    grower = Grower(chance)
    files: list[bytes] = []
    for _ in range(3):
        parts: list[str] = []
        for _ in range(6):
            candidate = "\n".join(grower.statement(4, "")) + "\n"
            try:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    compile(candidate, "grown", "exec", dont_inherit=True)
            except (SyntaxError, ValueError):
                continue
            parts.append(candidate)
        files.append((HEAD + "".join(parts)).encode())
    return files


def programs(seeds: Iterator[int], paths: Sequence[Path]) -> Iterator[tuple[int, list[bytes]]]:
    """Give programs without end: even seeds are grown, odd ones mutate three of the files."""
    for seed in seeds:
        chance = random.Random(seed)  # noqa: S311 - no secret
        if seed % 2 == 0 or not paths:
            yield seed, grown(seed)
        else:
            yield seed, [mutate(chance.choice(paths).read_bytes(), chance) for _ in range(3)]


def main() -> None:
    """Run until the time is over."""
    sys.setrecursionlimit(12_000)
    end = time.monotonic() + float(sys.argv[1])
    paths = sorted(path for name in sys.argv[2:] for path in Path(name).rglob("*.py") if path.is_file())
    done = parsed = 0
    slowest = (0.0, 0)
    failed: dict[str, int] = {}
    for seed, sources in programs(iter(range(10**9)), paths):
        if time.monotonic() > end:
            break
        start = time.process_time()
        try:
            parsed += look(sources)
        except Exception as error:  # noqa: BLE001 - any is what we look for
            frame = traceback.extract_tb(error.__traceback__)[-1]
            failed.setdefault(f"{type(error).__name__}: {error} ({frame.filename}:{frame.lineno})", seed)
        slowest = max(slowest, (time.process_time() - start, seed))
        done += 1
    sys.stdout.write(f"{done} programs, {parsed} of {3 * done} files parse; ")
    sys.stdout.write(f"slowest {slowest[0]:.2f} s of CPU, seed {slowest[1]}\n")
    sys.stdout.writelines(f"seed {seed}: {problem}\n" for problem, seed in failed.items())
    sys.exit(bool(failed))


if __name__ == "__main__":
    main()
