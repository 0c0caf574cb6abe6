"""The command line: `freeloop audit`, `freeloop lint`.

Commands are imported when they are called, so that a pre-commit hook that lints pays for nothing else.
"""

from __future__ import annotations

import difflib
import gc
import importlib
import sys
from typing import NoReturn, cast

import click

from freeloop.version import __version__

USAGE = 2
INTERRUPTED = 130

OWN_PROCESS = "own process"
"""Says to `freeloop lint` that the process ends with the command (`freeloop_lint.ending`)."""

COMMANDS = {
    "lint": ("freeloop_lint.cli", "lint"),
    "audit": ("freeloop.cli.audit", "audit"),
    "init": ("freeloop.cli.init", "init"),
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
        if cmd_name != "lint":  # which decides for itself
            gc.enable()
        return cast("click.Command", command)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; the error for one that there is not names those that there are."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            near = difflib.get_close_matches(args[0], COMMANDS, n=1)
            meant = f"did you mean {near[0]}? " if near else ""
            known = ", ".join(sorted(COMMANDS))
            raise click.UsageError(f"there is no command {args[0]!r}: {meant}there are {known}", ctx)
        return super().resolve_command(ctx, args)


def main() -> NoReturn:
    """Run the command line: a mistake in it is one line and exit code 2."""
    gc.disable()  # until the command is imported: what modules define is no garbage
    try:
        code = freeloop.main(prog_name="freeloop", standalone_mode=False, obj=OWN_PROCESS)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        sys.exit(USAGE)
    except click.ClickException as error:
        context = getattr(error, "ctx", None)
        command = context.command_path if context is not None else "freeloop"
        message = error.format_message().rstrip(".")
        click.echo(f"freeloop: {message[:1].lower()}{message[1:]}: see '{command} --help'", err=True)
        sys.exit(USAGE)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(INTERRUPTED)
    sys.exit(code if isinstance(code, int) else 0)


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="freeloop")
def freeloop() -> None:
    """Keep the event loop free: find the calls that hold it, measure who does, hold a service to a budget."""
