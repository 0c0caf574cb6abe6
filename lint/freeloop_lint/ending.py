"""How the command ends: one line for what went wrong and an exit code, no traceback of ours."""

import atexit
import contextlib
import gc
import os
import sys
from collections.abc import Generator

import click

USAGE = 2
INTERRUPTED = 130
SHOW = "FREELOOP_TRACEBACK"
"""Name of the environment variable that shows where a bug of the linter struck."""


OWN_PROCESS = "own process"
"""The `obj` of the command's context in a process that ends with the command."""


def leave_garbage(*, again: bool) -> None:
    """Leave memory to the end of the process: looking through all objects for garbage is a fifth of a run.

    Not where the program is looked at `again` and again.
    """
    if again:
        gc.enable()
        return
    gc.disable()
    atexit.register(gc.freeze)


@contextlib.contextmanager
def ends_well() -> Generator[None]:
    """Turn an interrupt, a failing system call and a bug into one line on standard error and an exit code."""
    try:
        yield
    except (click.ClickException, click.exceptions.Exit):
        raise
    except KeyboardInterrupt:
        _end("interrupted", INTERRUPTED)
    except OSError as error:
        what = f"`{error.filename}`" if error.filename else "the output"
        _forget_output()
        _end(f"{what} cannot be read or written: {error.strerror or error}", USAGE)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is a bug of ours, and says so
        import traceback  # noqa: PLC0415 - hardly ever needed

        if os.environ.get(SHOW):
            traceback.print_exc()
        where = traceback.extract_tb(error.__traceback__)[-1]
        _end(
            f"internal error, please report it: {type(error).__name__}: {error} "
            f"({where.filename}:{where.lineno}; {SHOW}=1 shows how it came there)",
            USAGE,
        )


def _end(sentence: str, code: int) -> None:
    click.echo(f"freeloop: {sentence}", err=True)
    sys.exit(code)


def _forget_output() -> None:
    """Keep Python from writing again, at its end, what could not be written."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
