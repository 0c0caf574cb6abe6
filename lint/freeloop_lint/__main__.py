"""`python -m freeloop_lint`: the command with one-line errors, as `freeloop lint` has them."""

import sys

import click

from freeloop_lint.cli import USAGE, lint

try:
    code = lint.main(prog_name="freeloop lint", standalone_mode=False)
except click.ClickException as error:
    click.echo(f"freeloop: {error.format_message()}", err=True)
    sys.exit(USAGE)
except (click.Abort, KeyboardInterrupt):
    sys.exit(130)
sys.exit(code if isinstance(code, int) else 0)
