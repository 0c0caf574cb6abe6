"""`python -m freeloop_lint`: the command with one-line errors, as `freeloop lint` has them."""

import gc
import sys

gc.disable()  # what modules define is no garbage; the command enables it where it is of use


def _main() -> int:
    import click  # noqa: PLC0415 - an interrupt may come while modules are imported

    from freeloop_lint.cli import lint  # noqa: PLC0415 - the same
    from freeloop_lint.ending import OWN_PROCESS, USAGE  # noqa: PLC0415 - the same

    try:
        code = lint.main(prog_name="freeloop lint", standalone_mode=False, obj=OWN_PROCESS)
    except click.ClickException as error:
        click.echo(f"freeloop: {error.format_message()}", err=True)
        return USAGE
    except click.Abort:
        raise KeyboardInterrupt from None
    return code if isinstance(code, int) else 0


try:
    ended = _main()
except KeyboardInterrupt:
    sys.stderr.write("freeloop: interrupted\n")
    ended = 130
sys.exit(ended)
