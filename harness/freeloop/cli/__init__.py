"""The command line: `freeloop audit`, `freeloop lint`.

Commands are imported when they are called, so that a pre-commit hook that lints pays for nothing else.
"""

from __future__ import annotations

import importlib

import click

from freeloop import __version__

COMMANDS = {
    "lint": ("freeloop_lint.cli", "lint"),
    "audit": ("freeloop.cli.audit", "audit"),
}


class LazyGroup(click.Group):
    """A group whose commands are imported when they are needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands, sorted."""
        del ctx
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command; None when there is no such."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module, attribute = COMMANDS[cmd_name]
        command = getattr(importlib.import_module(module), attribute)
        assert isinstance(command, click.Command)
        return command


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="freeloop")
def main() -> None:
    """Keep the event loop free: find the calls that hold it, measure who does, hold a service to a budget."""
