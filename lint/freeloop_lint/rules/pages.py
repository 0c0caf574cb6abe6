"""Write the rules' documentation pages from their docstrings: `python -m freeloop_lint.rules.pages docs/lint/rules`."""

import sys
from inspect import cleandoc
from pathlib import Path

from freeloop_lint.rules import RULES
from freeloop_lint.rules.base import Rule

HEADINGS = ("What it does", "Why it blocks", "Example", "Use instead", "Fix safety", "Known misses")
HEAD = "<!-- Made by `python -m freeloop_lint.rules.pages docs/lint/rules` from the rule's docstring. -->\n\n"


def page(rule: type[Rule]) -> str:
    """Write one rule's page."""
    text = cleandoc(rule.__doc__ or "")
    preview = f"\n\nIn preview: asked only by `--select {rule.code}`." if rule.preview else ""
    return f"{HEAD}# {rule.code}: {rule.name}\n\n{text}{preview}\n"


def index() -> str:
    """Write the list of all rules."""
    rows = [
        f"| [{rule.code}]({rule.code}.md) | `{rule.name}` | {cleandoc(rule.__doc__ or '').splitlines()[0]} | "
        f"{rule.fix} | {'preview' if rule.preview else rule.since} |"
        for rule in RULES
    ]
    head = "| code | name | | fix | since |\n|---|---|---|---|---|\n"
    return f"{HEAD}# Rules\n\n{head}" + "\n".join(rows) + "\n"


def pages() -> dict[str, str]:
    """Give file names and their texts."""
    return {"README.md": index(), **{f"{rule.code}.md": page(rule) for rule in RULES}}


def write(folder: Path) -> None:
    """Write all pages into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
