"""Regenerate what documents show: files of this repository, and what commands print.

    python scripts/generated_blocks.py            rewrite README.md and docs/**/*.md
    python scripts/generated_blocks.py --check    compare, numbers aside; exit 1 and say which block differs

A comment `<!-- file: PATH -->` or `<!-- run: COMMAND -->` owns the fenced block below it. Figures differ from run
to run and machine to machine, so a check compares texts with every number replaced.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BLOCK = re.compile(
    r"<!-- (?P<kind>file|run): (?P<what>.+?) -->\n(?P<fence>```\w*)\n(?P<body>.*?)```\n", re.DOTALL
)
COMMAND_TIMEOUT_S = 180
MEASURED = re.compile(r"\d+(\.\d+)*( (ms|s|%)(?!\w))?")
ASKED = re.compile(r"\d+ users?, ")


def documents() -> list[Path]:
    """The documents that may hold generated blocks."""
    return [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def regenerated(text: str) -> str:
    """The document with every block made anew."""

    def block(found: re.Match[str]) -> str:
        body = (ROOT / found["what"]).read_text() if found["kind"] == "file" else _output(found["what"])
        return f"<!-- {found['kind']}: {found['what']} -->\n{found['fence']}\n{body.rstrip()}\n```\n"

    return BLOCK.sub(block, text)


def masked(text: str) -> str:
    """The text without what differs between two runs of the same thing.

    That is numbers, units and padding; and in an audit, requests that timed out, and culprits after the heaviest. What
    was asked for (users, time, budget) does not differ.
    """
    text = re.sub(r"n/a|< \d+ ms", "0 ms", text)
    text = "\n".join(line if ASKED.match(line) else MEASURED.sub("0", line) for line in text.split("\n"))
    text = re.sub(r"\b(stall|finding)s\b", r"\1", text)
    text = re.sub(r"^  failed .*\n", "", text, flags=re.MULTILINE)
    text = re.sub(r"(^    help: .*\n)(  \w+: 0 stall.*\n(    .*\n)*)+", r"\1", text, flags=re.MULTILINE)
    return re.sub(r"[ \t]+", " ", text)


def differences(document: Path) -> list[str]:
    """The owners of blocks whose text no longer is what the command prints, with the new text."""
    old = document.read_text()
    new = regenerated(old)
    return [
        f"{before['what']}\n{after['body']}"
        for before, after in zip(BLOCK.finditer(old), BLOCK.finditer(new), strict=True)
        if masked(before["body"]) != masked(after["body"])
    ]


def _output(command: str) -> str:
    """What a command prints, run in the root of the repository on a terminal 110 wide."""
    environment = {**os.environ, "COLUMNS": "110", "NO_COLOR": "1", "CI": "1"}
    path = f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}"
    done = subprocess.run(  # noqa: S603 - the commands stand in our own documents
        shlex.split(command),
        cwd=ROOT,
        env={**environment, "PATH": path},
        capture_output=True,
        text=True,
        timeout=COMMAND_TIMEOUT_S,
        check=False,
    )
    lines = [line.rstrip() for line in (done.stdout + done.stderr).splitlines()]
    return "\n".join(["$ " + command, *lines])


def main() -> int:
    """Rewrite or check all documents."""
    checking = "--check" in sys.argv[1:]
    stale = 0
    for document in documents():
        if checking:
            for difference in differences(document):
                stale += 1
                print(f"{document.relative_to(ROOT)}: stale block: {difference}")
        elif BLOCK.search(document.read_text()):
            text = regenerated(document.read_text())
            if "INCONCLUSIVE" in text:
                print(f"{document.relative_to(ROOT)}: the machine is too busy for a verdict; not written")
                return 1
            document.write_text(text)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
