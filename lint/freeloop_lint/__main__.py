"""`python -m freeloop_lint`."""

from freeloop_lint.cli import lint

lint(prog_name="freeloop lint")
