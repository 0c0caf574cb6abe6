"""The command line. Findings go to stdout, everything else to stderr; exit codes are in `_code`."""

import os
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from freeloop_lint.check import Target, check, find_targets, merge, text_target
from freeloop_lint.ending import OWN_PROCESS, USAGE, ends_well, leave_garbage
from freeloop_lint.errors import LintError, nearest
from freeloop_lint.findings import SEVERITIES, Outcome
from freeloop_lint.known.baseline import Mark, read_baseline, without, write_baseline
from freeloop_lint.report import text
from freeloop_lint.report.progress import progress
from freeloop_lint.settings import Settings, check_codes, check_selected, codes, families, read_settings

if TYPE_CHECKING:
    from freeloop_lint.fix.run import Fixed

FORMATS = ("text", "json", "sarif", "github", "gitlab", "junit")
STDIN = "-"
EVERYTHING = "all"
"""What `--catalogue` lists unless it is told a prefix."""


class OneLine(click.ClickException):
    """A mistake, said in one line; exit code 2. `ctx` says whose help to read."""

    exit_code = USAGE

    def __init__(self, message: str, context: click.Context) -> None:
        super().__init__(message)
        self.ctx = context


def _codes(_context: click.Context, _parameter: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(code.strip().upper() for item in value for code in item.split(",") if code.strip())


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("paths", nargs=-1)
@click.option(
    "--select", multiple=True, callback=_codes, help="Only these codes or prefixes, with commas between."
)
@click.option("--ignore", multiple=True, callback=_codes, help="Leave these codes or prefixes out.")
@click.option(
    "--min-severity",
    type=click.Choice(SEVERITIES, case_sensitive=False),
    help="Show this severity and above [medium].",
)
@click.option("--format", "shape", type=click.Choice(FORMATS), default="text", help="How to report.")
@click.option("--fix", "do_fix", is_flag=True, help="Apply safe fixes.")
@click.option(
    "--unsafe-fixes", is_flag=True, help="With --fix or --diff: fixes that may change meaning, too."
)
@click.option("--diff", "show_diff", is_flag=True, help="Show what --fix would change; change nothing.")
@click.option("--explain", metavar="CODE", help="Describe a rule, by its code or name.")
@click.option(
    "--catalogue",
    metavar="[PREFIX]",
    is_flag=False,
    flag_value=EVERYTHING,
    help="List what is known to block: all, or what begins with a name.",
)
@click.option("--statistics", is_flag=True, help="Show what was looked at, unresolved calls included.")
@click.option("--all-coroutines", is_flag=True, help="Take every `async def` to run on the loop.")
@click.option(
    "--stdin-filename", metavar="FILE", help="The file that a text on stdin (PATHS is `-`) belongs to."
)
@click.option("--since", metavar="REV", help="Show only what was not there at a git revision.")
@click.option("--baseline", metavar="FILE", help="Show only what is not in this file.")
@click.option("--write-baseline", metavar="FILE", help="Write all that is found now to a file; show nothing.")
@click.option(
    "--force-exclude", is_flag=True, help="Leave out what `exclude` holds also where PATHS name it."
)
@click.option("--isolated", is_flag=True, help="Ignore configuration files.")
@click.option("--no-cache", is_flag=True, help="Neither read nor write the cache.")
@click.pass_context
def lint(context: click.Context, /, paths: tuple[str, ...], **options: object) -> None:
    """Find the calls that will hold the event loop, without running anything.

    PATHS (default: here) choose what is reported; the program around them is always read whole. `-` reads one file
    from stdin.
    """
    if context.obj == OWN_PROCESS:
        leave_garbage(again=bool(options["do_fix"]))
    with ends_well():
        try:
            code = _run(paths or (".",), options)
        except LintError as error:
            raise OneLine(str(error), context) from None
        except BrokenPipeError:
            code = 1
        context.exit(code)


def _run(paths: Sequence[str], options: dict[str, object]) -> int:
    if options["explain"] is not None:
        click.echo(explain(str(options["explain"])))
        return 0
    _refuse_together(options)
    cwd = Path.cwd()
    if options["catalogue"] is not None:
        from freeloop_lint.catalogue.listing import listing  # noqa: PLC0415 - used here only
        from freeloop_lint.catalogue.lookup import Catalogue  # noqa: PLC0415 - used here only

        own = _settings(cwd, options).catalogue
        click.echo(listing(Catalogue(own), str(options["catalogue"])))
        return 0
    targets = _targets(paths, cwd, options)
    settings = _settings(cwd, options)
    sys.setrecursionlimit(max(sys.getrecursionlimit(), 12_000))

    known = Counter[Mark]() if options["write_baseline"] else _known(paths, cwd, settings, options)

    def run() -> Outcome:
        with progress() as tell:
            outcome = merge(check(target, settings, cwd, tell=tell) for target in targets)
        return without(outcome, known)

    if options["write_baseline"]:
        outcome = run()
        write_baseline(outcome, cwd / str(options["write_baseline"]))
        number = len(outcome.findings)
        written = f"{number} finding{'s' * (number != 1)} written"
        click.echo(f"{written} to {options['write_baseline']}", err=True)
        return USAGE if outcome.diagnostics else 0
    if options["do_fix"] or options["show_diff"]:
        return _code(_fix(run, cwd, options), paths)
    outcome = run()
    _report(outcome, options)
    return _code(outcome, paths)


def _refuse_together(options: dict[str, object]) -> None:
    """Refuse options of which one would have to be passed over."""
    if options["unsafe_fixes"] and not (options["do_fix"] or options["show_diff"]):
        raise LintError(
            "--unsafe-fixes alone changes nothing; add --diff to see its fixes, --fix to apply them"
        )
    for word in ("do_fix", "show_diff"):
        if options[word] and options["write_baseline"]:
            raise LintError(
                f"--write-baseline with --{_WORDS[word]}: one shows nothing, the other changes; run them one by one"
            )
    if options["since"] and options["write_baseline"]:
        raise LintError("--write-baseline with --since: a baseline holds all that is found; leave out one")
    if options["statistics"] and options["show_diff"]:
        raise LintError("--statistics with --diff: a diff has no place for them; leave out one")
    if options["statistics"] and options["shape"] not in {"text", "json"}:
        raise LintError(
            f"--statistics with --format {options['shape']}, which has no place for them; use text or json"
        )


def _targets(paths: Sequence[str], cwd: Path, options: dict[str, object]) -> list[Target]:
    """Find what to lint: the paths, or the text on stdin."""
    name = options["stdin_filename"]
    if STDIN not in paths:
        if name:
            raise LintError("--stdin-filename is for a text on stdin; give `-` as the path")
        return find_targets(paths, cwd)
    for word in ("do_fix", "show_diff", "since"):
        if options[word]:
            raise LintError(
                f"`-` with --{_WORDS[word]}: a text on stdin is only looked at; give the file's path"
            )
    if len(paths) > 1:
        raise LintError(f"`-` is given with {len(paths) - 1} more; a text on stdin is linted alone")
    return [text_target(str(name or "stdin.py"), sys.stdin.buffer.read(), cwd)]


_WORDS = {"do_fix": "fix", "show_diff": "diff", "since": "since"}


def _known(
    paths: Sequence[str], cwd: Path, settings: Settings, options: dict[str, object]
) -> "Counter[Mark]":
    """Collect the findings that are not to be shown: those of a baseline, or those of a revision."""
    known: Counter[Mark] = Counter()
    if options["baseline"]:
        known = read_baseline(cwd / str(options["baseline"]))
    if options["since"]:
        from freeloop_lint.known.since import known_at  # noqa: PLC0415 - seldom needed

        known |= known_at(str(options["since"]), paths, cwd, settings)
    return known


def _code(outcome: Outcome, paths: Sequence[str]) -> int:
    """Turn an outcome into an exit code: 0 is clean.

    A file that could not be checked keeps a run from being clean, and outranks findings where it was asked for by name.
    """
    named = {Path(os.path.relpath(path)).as_posix() for path in paths}
    if any(problem.path in named for problem in outcome.diagnostics):
        return USAGE
    if outcome.findings:
        return 1
    return USAGE if outcome.diagnostics else 0


def _settings(cwd: Path, options: dict[str, object]) -> Settings:
    settings = Settings() if options["isolated"] else read_settings(cwd)
    if options["select"]:
        settings = settings._replace(select=check_selected(_words(options["select"]), "--select"))
    if options["ignore"]:
        ignored = check_codes(_words(options["ignore"]), "--ignore")
        settings = settings._replace(ignore=(*settings.ignore, *ignored))
    if options["min_severity"]:
        settings = settings._replace(min_severity=str(options["min_severity"]))
    if options["force_exclude"]:
        settings = settings._replace(force_exclude=True)
    if options["all_coroutines"]:
        settings = settings._replace(all_coroutines=True)
    return settings._replace(cache=settings.cache and not options["no_cache"])


def _words(value: object) -> tuple[str, ...]:
    return tuple(map(str, cast("tuple[object, ...]", value))) if isinstance(value, tuple) else ()


def _fix(run: Callable[[], Outcome], cwd: Path, options: dict[str, object]) -> Outcome:
    from freeloop_lint.fix.run import fix  # noqa: PLC0415 - seldom needed

    write = not options["show_diff"]
    fixed = fix(run, cwd, unsafe=bool(options["unsafe_fixes"]), write=write)
    number = len(fixed.after)
    changed = f"{number} file{'s' * (number != 1)}" + f"; {len(fixed.refused)} not fixed" * bool(
        fixed.refused
    )
    if write:
        _report(fixed.outcome, options)
    for item in fixed.refused:
        said = f"{item.path}:{item.line}:{item.column}: not fixed: {item.problem}"
        click.echo(text.one_line(said), err=True)
    if write:
        click.echo(f"changed {changed}", err=True)
    else:
        _show_diff(fixed)
        for line in (*text.unread(fixed.outcome), f"would change {changed}", text.count(fixed.outcome)):
            click.echo(text.one_line(line), err=True)
    return fixed.outcome


def _show_diff(fixed: "Fixed") -> None:
    """Print a diff whatever the format, as ruff does; what else there is to say goes to standard error."""
    from difflib import unified_diff  # noqa: PLC0415 - used here only

    for path in sorted(fixed.after):
        before, after = (_lines(texts[path]) for texts in (fixed.before, fixed.after))
        click.echo("".join(unified_diff(before, after, f"a/{path}", f"b/{path}")), nl=False)


def _lines(text: str) -> list[str]:
    """Split where a diff does, and not at form feeds; say where the last line does not end, as `patch` wants it."""
    *lines, last = text.split("\n")
    return [f"{line}\n" for line in lines] + [f"{last}\n\\ No newline at end of file\n"] * bool(last)


def _report(outcome: Outcome, options: dict[str, object]) -> None:
    shape = options["shape"]
    if shape in {"json", "sarif", "gitlab", "junit"}:
        click.echo(import_module(f"freeloop_lint.report.{shape}").render(outcome))
    elif shape == "github":
        from freeloop_lint.report import github  # noqa: PLC0415 - used here only

        rendered = github.render(outcome)
        click.echo(rendered + "\n" * bool(rendered), nl=False)
        click.echo(text.count(outcome), err=True)
    else:
        click.echo(text.render(outcome, statistics=bool(options["statistics"])), color=_colour())


def _colour() -> bool | None:
    """Follow NO_COLOR and FORCE_COLOR; else only terminals get colour. https://no-color.org."""
    if os.environ.get("NO_COLOR"):
        return False
    return True if os.environ.get("FORCE_COLOR") else None


def explain(code: str) -> str:
    """Give the page of a rule.

    Raises:
        LintError: There is no such rule.
    """
    from freeloop_lint.rules import RULES  # noqa: PLC0415 - used here only

    for rule in RULES:
        if code.upper() == rule.code or code.lower() == rule.name:
            from inspect import cleandoc  # noqa: PLC0415 - used here only

            return f"# {rule.code}: {rule.name}\n\n{cleandoc(rule.__doc__ or '')}"
    names = [rule.name for rule in RULES]
    known = names if "-" in code else codes()
    near = nearest(code.lower() if "-" in code else code.upper(), known, families())
    raise LintError(f"--explain `{code}` is no rule; {near}")
