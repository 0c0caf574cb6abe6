"""Findings at another revision, so that only what is new against it is shown, new callers of old helpers included.

The revision's files are taken out of git into a folder of their own and linted with today's settings. Files that
`.gitattributes` keeps out of archives are not there, so their findings count as new.
"""

import io
import subprocess
import tarfile
import tempfile
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from freeloop_lint.check import check, find_targets
from freeloop_lint.errors import LintError
from freeloop_lint.known.baseline import Mark, marks
from freeloop_lint.settings import Settings


def known_at(revision: str, paths: Sequence[str], cwd: Path, settings: Settings) -> Counter[Mark]:
    """Lint the same paths at a revision.

    Raises:
        LintError: There is no git repository, or no such revision in it.
    """
    top = Path(_git(cwd, "rev-parse", "--show-toplevel").decode().strip())
    commit = _git(cwd, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}", about=revision)
    archive = _git(top, "archive", "--format=tar", commit.decode().strip())
    with tempfile.TemporaryDirectory(prefix="freeloop-since-") as folder:
        root = Path(folder).resolve()
        with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
            tar.extractall(root, filter="data")
        (root / ".git").mkdir()  # the same folders count as projects there as here
        there = root / cwd.resolve().relative_to(top.resolve())
        names = [name for name in map(_relative(cwd), paths) if (there / name).exists()]
        found: Counter[Mark] = Counter()
        for target in find_targets(names, there) if names else ():
            with suppress(LintError):
                found += marks(check(target, settings, there).findings)
        return found


class _relative:  # noqa: N801 - reads as a function
    """Write a path of the command line relative to the working directory, which the archive has too."""

    def __init__(self, cwd: Path) -> None:
        self.cwd = cwd

    def __call__(self, name: str) -> str:
        path = Path(name)
        return (
            str(path.relative_to(self.cwd)) if path.is_absolute() and path.is_relative_to(self.cwd) else name
        )


def _git(folder: Path, *words: str, about: str = "") -> bytes:
    try:
        done = subprocess.run(["git", *words], cwd=folder, capture_output=True, check=True)  # noqa: S603, S607 - git of the user
    except FileNotFoundError:
        raise LintError("--since needs git, which is not installed") from None
    except subprocess.CalledProcessError as problem:
        said = problem.stderr.decode(errors="replace").strip().splitlines()
        if about:
            raise LintError(f"--since `{about}` is no revision; name a branch, tag or commit") from None
        raise LintError(f"--since: git {words[0]}: {said[-1] if said else problem}") from None
    return done.stdout
